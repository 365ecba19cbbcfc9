/** Programs that a host did not run before. The baseline is searched anew: no summary index, no lookup to be kept. */
import { recent, type SavedSearch, week } from '../../../splunk/search';
import { program, ran, temporary } from './terms';

export const noveltyAlert: SavedSearch = {
  title: 'Program that is new on a host',
  hit: 'A program or script began to run on a host that had not run it in the week before.',
  advice: 'Ask who installed it. An upgrade has many at once (new_programs), and what runs once a month is new each time; it goes away by itself after a day. What lies in a temporary folder has an alert of its own. Costly where many programs start.',
  search: [
    `${ran} event IN (exec, existing, exec_rollup)`,
    program,
    `search NOT program IN ${temporary} NOT program=unknown`,
    'eval started=if(event=="exec", _time, null())',
    'stats min(_time) AS first_seen min(started) AS started sum(occurrences) AS runs values(user) AS user values(process_name) AS process_name values(parent_process_exec) AS parent_process_exec BY host program',
    'eventstats min(first_seen) AS host_since BY host',
    `where started==first_seen AND first_seen>=${recent} AND host_since<${recent}`, // what runs when the input starts anew is not new
    'eventstats count AS new_programs BY host',
    'rename first_seen AS _time',
    'table _time host user parent_process_exec process_name program runs new_programs',
    'sort 0 new_programs host program',
  ],
  ...week,
  alert: {
    cron: '32 3 * * *', severity: 'info', suppress: { fields: ['host', 'program'], forTime: '2d' },
    risk: { attack: ['T1105', 'T1204'], objects: [['host', 'system', 10]] },
  },
};
