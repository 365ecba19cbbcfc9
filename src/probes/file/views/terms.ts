/** What the searches of the view of files have in common. */
import { colors } from '../../../splunk/views/colors';
import { events, ofHost, typedProcess } from '../../../splunk/views/spl';

/** What a roll-up counted has no path: it is beyond file_budget. */
const noPath = 'beyond file_budget';

/** What was done to the file, in a word; how often: a roll-up counts several, and leaves the first to an event of its own. */
const done = 'eval what=case(like(event, "refused%"), "refused", access=="read", "read", like(event, "open%") AND created=="true", "created", like(event, "open%"), "opened to write", '
  + 'like(event, "rename%"), "renamed", like(event, "delete%"), "deleted", true(), "changed"), times=coalesce(count, 1)';

/** Events of the chosen processes, users, paths and operations; whose user is not known is called unknown. */
export const chosen = (terms = ''): string => `${events('file', `${terms === '' ? '' : `${terms} `}${ofHost} ${typedProcess}`)}
| fillnull value="unknown" user | fillnull value="${noPath}" file_path
| search user=$user|s$ (file_path=$path|s$ OR old_file_path=$path|s$) | ${done} | search what=$what|s$`;

/** Reads and refusals change nothing. */
export const changes = 'what!="read" what!="refused"';

export const operations = [
  ['All', '*'], ['Created', 'created'], ['Opened to write', 'opened to write'], ['Renamed', 'renamed'], ['Deleted', 'deleted'], ['Other changes', 'changed'], ['Watched, read', 'read'], ['Refused', 'refused'],
] as const;

export const operationColors = { 'Created': colors.good, 'Opened to write': colors.calm, 'Renamed': colors.warning, 'Deleted': colors.bad, 'Other': colors.second } as const;
