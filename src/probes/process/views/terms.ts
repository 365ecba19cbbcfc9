/** What the searches over programs that run have in common in the views. */
import { colors } from '../../../splunk/views/colors';
import { events, ofHost, typedProcess } from '../../../splunk/views/spl';

/** Events of the chosen processes and users; whose user is not known is called unknown. */
export const chosen = (terms: string): string => `${events('process', `${terms} ${ofHost} ${typedProcess}`)}
| fillnull value="unknown" user | search user=$user|s$`;

/** Of what `eachProcess` made, those that were at any time one of the chosen: an exec changes name and user, and the end has the last ones. */
export const chosenProcess = `| eval last_name=process_name, last_user=user, process_name=names, user=users | search user=$user|s$ ${typedProcess}
| eval process_name=last_name, user=last_user`;

/** What became of a process, of its exit alone, and of those that are counted. */
export const ending = 'state=case(isnotnull(signal), "killed", isnull(exit_code), null(), exit_code!=0, "failed", true(), "ended"), '
  + 'how=case(isnotnull(signal), signal, isnotnull(exit_code), "exit " . exit_code)';

/** The container, as Docker shows it, or what systemd calls it. */
export const place = 'place=coalesce(substr(container_id, 1, 12), systemd_unit, "-")';

/** A row for each process, from all of its events; an exit has neither its parent nor its command line. */
export const eachProcess = `| eval ${ending}, began=if(event=="exec", _time, null()), existed=if(event=="existing", 1, null()), parent_guid=if(parent_process_guid=="unknown", null(), parent_process_guid), command=process
| stats values(process_name) AS names values(user) AS users min(began) AS began max(_time) AS last max(existed) AS existed latest(process_name) AS process_name latest(user) AS user latest(parent_process_name) AS parent latest(parent_guid) AS parent_guid latest(process_id) AS process_id latest(command) AS command latest(process_path) AS path latest(state) AS state latest(how) AS how max(duration) AS duration max(cpu_time) AS cpu max(peak_memory_bytes) AS peak by host process_guid
| eval state=coalesce(state, "running")`;

/** How such a row is shown. A process that never called exec is known by its end alone, which says how long it was there. */
export const shownProcess = `| eval command=replace(coalesce(command, if(path=="unknown", null(), path), process_name), "\\s+", " ")
| eval command=if(len(command)>60, substr(command, 1, 59) . "…", command), began=case(isnotnull(began), strftime(began, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(duration), strftime(last-duration, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(existed), "before the input started", true(), "before the time range"), peak=round(peak/1048576, 1), cpu=round(cpu, 3), duration=round(duration, 3)
| fillnull value="-" how parent`;

/** Rows that have the most of one of several fields: of each its share of the most that a base may have. */
export function mostOf(fields: readonly string[], most = 5000): string {
  const ranks = fields.map((field) => `| sort 0 -${field} | streamstats count AS rank_${field}`).join(' ');
  return `${ranks} | where ${fields.map((field) => `rank_${field}<=${Math.floor(most / fields.length)}`).join(' OR ')} | sort ${most} -${fields[0] ?? ''}`;
}

export const endColors = { 'Exit code 0': colors.good, 'Exit code not 0': colors.warning, 'Killed': colors.bad } as const;
