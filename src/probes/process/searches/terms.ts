/** What the searches over programs that run have in common. */
import { index } from '../../../splunk/search';

export const ran = `${index} sourcetype=ebpf:process`;
/** Also those beyond the budget, which are counted: sum `occurrences`. */
export const began = `${ran} event IN (exec, exec_rollup)`;

/** Lists in parentheses, for IN. */
export const shells = '`ebpf_trace_shells`';
export const temporary = '`ebpf_trace_temporary_paths`';
export const upgraded = '`ebpf_trace_upgraded_paths`';

/** Leaves out the scripts of those who are logged in: what runs as a service has no login_user_id. */
export const byService = 'NOT (parent_process_exec IN `ebpf_trace_interpreters` login_user_id=*)';

/** A file that is gone, other than by an upgrade. */
export const vanished = `(process_path="* (deleted)" NOT process_path IN ${upgraded})`;

/** The script where an interpreter runs one, else the executable: a script may be named from its working directory on. */
export const program = 'eval program=case(isnull(script), replace(process_path, " \\(deleted\\)$", ""), '
  + 'like(script, "/%") OR isnull(process_current_directory), script, true(), replace(process_current_directory."/".script, "/(\\./)+", "/"))';
