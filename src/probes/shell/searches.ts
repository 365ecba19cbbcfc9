/** The saved searches over lines of shells. For the build alone. */
import { hour, index, type SavedSearch } from '../../splunk/search';

const lines = `${index} sourcetype=ebpf:shell event=line`;
const whose = 'login_user=coalesce(login_user, login_user_id, "-"), tty=coalesce(tty, "-")';

export const shellSearches: readonly SavedSearch[] = [
  {
    title: 'History of a shell switched off or deleted',
    hit: 'Somebody kept a shell from noting what they type, or deleted what it had noted: HISTFILE unset or /dev/null, HISTSIZE=0, set +o history, history -c, a history file removed or emptied.',
    advice: 'What they typed before and after is in the view Shell sessions, by process_guid of the last such shell. Scripts of administrators do so before a secret, and some images by default.',
    search: [
      `${lines} (line="*HIST*" OR line="*history*")`,
      'where match(line, "unset\\s.*HIST(FILE|SIZE)|HIST(FILE|SIZE|FILESIZE)=(0|/dev/null|[\\"\']{2}|\\s|;|$)|SAVEHIST=0|set\\s+\\+o\\s+history|history\\s+-[a-z]*[cd]|(rm|shred|truncate|unlink|ln)\\s.*history|>\\s*\\S*_history")',
      `eval ${whose}`,
      'stats min(_time) AS _time count AS lines latest(process_name) AS process_name values(line) AS line values(tty) AS tty values(container_id) AS container_id latest(process_guid) AS process_guid BY host user login_user',
      'table _time host user login_user process_name container_id tty lines line process_guid',
      'sort 0 -lines host user',
    ],
    ...hour,
    alert: {
      cron: '46 * * * *', severity: 'warning', suppress: { fields: ['host', 'user', 'login_user'], forTime: '1d' },
      risk: { attack: ['T1070.003', 'T1562.003'], objects: [['host', 'system', 20], ['user', 'user', 30]] },
    },
  },
  {
    title: 'Secrets that were typed into shells',
    hit: 'A user typed lines in which a name gives a secret away (it is masked): it is in the history of the shell, and in the arguments of what the line started, where others read it.',
    advice: 'Tell the user of files and variables that keep a secret out of the line, and change the secret where others could read it. A row has one of the lines.',
    search: [
      lines,
      'where like(line, "%***%")',
      `eval ${whose}`,
      'stats min(_time) AS _time max(_time) AS last_seen count AS lines latest(line) AS line latest(process_guid) AS process_guid BY host user login_user',
      'eval last_seen=strftime(last_seen, "%Y-%m-%d %H:%M:%S")',
      'table _time host user login_user lines line last_seen process_guid',
      'sort 0 -lines host user login_user',
    ],
    earliest: '-24h@h',
    latest: 'now',
  },
];
