/** Who becomes another user. */
import type { SavedSearch } from '../../../splunk/search';
import { began } from './terms';

export const elevationReport: SavedSearch = {
  title: 'Change to another user (sudo, su, pkexec)',
  hit: 'A user ran a program by which they become another, one row for each user and command: what they asked for, and how often.',
  advice: 'login_user is who logged in, whatever they became since. Whether it was allowed is in the log of that program; what a shell did that it started is in the view Processes. Secrets in a command are masked.',
  search: [
    `${began} process_name IN \`ebpf_trace_elevation_programs\``,
    'eval user=coalesce(real_user, real_user_id, user), login_user=coalesce(login_user, login_user_id, "-"), command=trim(replace(process, "^\\S+", ""))',
    'eval command=if(isnull(command) OR command=="", "-", command)',
    'stats min(_time) AS _time max(_time) AS last_seen sum(occurrences) AS times BY host user login_user process_name command',
    'eval last_seen=strftime(last_seen, "%Y-%m-%d %H:%M:%S")',
    'table _time host user login_user process_name command times last_seen',
    'sort 0 -times host user process_name command',
  ],
  earliest: '-24h@h',
  latest: 'now',
};
