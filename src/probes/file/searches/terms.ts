/** What the searches over files have in common. */
import { index } from '../../../splunk/search';

export const files = `${index} sourcetype=ebpf:file`;
/** Those that may have been changed: opened for writing, created or truncated. */
export const changed = `${files} event=open action IN (created, modified)`;

/** Who installs files: reported by its package. */
export const notInstaller = 'NOT process_name IN `ebpf_trace_installers`';
