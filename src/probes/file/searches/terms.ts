/** What the searches over files have in common. */
import { index } from '../../../splunk/search';

export const files = `${index} sourcetype=ebpf:file`;
/** Those that may have been changed: opened for writing, created, truncated, or renamed into their place. */
export const changed = `${files} event IN (open, rename) action IN (created, modified)`;

/** Who installs files: reported by its package. */
export const notInstaller = 'NOT process_name IN `ebpf_trace_installers`';
