/** The saved searches over files. For the build alone. */
import { hour, recent, type SavedSearch, week } from '../../splunk/search';
import { changed, files, notInstaller } from './searches/terms';

export const fileSearches: readonly SavedSearch[] = [
  {
    title: 'File written that starts programs or grants access',
    hit: 'A program other than an installer created a file, opened one for writing, or renamed one into its place, that starts programs (cron, systemd, profiles, ld.so.preload) or says who may do what (authorized_keys, sudoers, pam, passwd).',
    advice: 'Compare it with what is kept in version control or a backup, and look at what process_guid ran before and after. Configuration management does so all day: name it in ebpf_trace_installers. Editors, useradd and crontab write a file elsewhere and rename it into its place: it is counted in opens, too.',
    search: [
      `${changed} file_path IN \`ebpf_trace_persistence_paths\` ${notInstaller}`,
      'fillnull value="unknown" user',
      'stats min(_time) AS _time count AS opens values(action) AS action values(process) AS process latest(process_id) AS process_id latest(process_guid) AS process_guid BY host user process_name file_path',
      'table _time host user process_name file_path action opens process process_id process_guid',
      'sort 0 host file_path process_name',
    ],
    ...hour,
    alert: {
      cron: '16 * * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'file_path'], forTime: '1d' },
      risk: { attack: ['T1053.003', 'T1543.002', 'T1098.004', 'T1574.006', 'T1546.004'], objects: [['host', 'system', 40], ['user', 'user', 30]] },
    },
  },
  {
    title: 'Script written below a web root',
    hit: 'A file that a web server would run was created, opened for writing or renamed in a folder from which one serves, as a web shell is.',
    advice: 'Look at it, and at who asked for what at that moment in the log of the web server. Deployments do so, too: name their program in ebpf_trace_installers. What comes there by the rename of a folder above it is not found.',
    search: [
      `${changed} file_path IN \`ebpf_trace_web_roots\` file_name IN \`ebpf_trace_web_scripts\` ${notInstaller}`,
      'fillnull value="unknown" user',
      'stats min(_time) AS _time count AS opens values(file_path) AS file_path values(process) AS process latest(process_id) AS process_id latest(process_guid) AS process_guid BY host user process_name',
      'table _time host user process_name opens file_path process process_id process_guid',
      'sort 0 -opens host process_name',
    ],
    ...hour,
    alert: {
      cron: '31 * * * *', severity: 'warning', suppress: { fields: ['host', 'user', 'process_name'], forTime: '1d' },
      risk: { attack: ['T1505.003'], objects: [['host', 'system', 50], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Process that renames or deletes many files',
    hit: 'A process renamed or deleted many different files within an hour, or so many beyond file_budget that their paths are not known, as one does that encrypts them or removes traces.',
    advice: 'Look at what process_guid ran before and after, and at the new names in file_path: one ending for all of them is typical of encryption. Those in nameless are beyond file_budget, counted without paths: they may be changes of few files. What builds, synchronises or cleans up does so, too: name it in ebpf_trace_mass_changers, as installers are in ebpf_trace_installers.',
    search: [
      `${files} event IN (rename, delete, rename_rollup, delete_rollup) ${notInstaller} NOT process_name IN \`ebpf_trace_mass_changers\``,
      'fillnull value="unknown" user',
      'eval changed=coalesce(old_file_path, file_path)',
      'stats min(_time) AS _time count(changed) AS changes dc(changed) AS files sum(count) AS nameless values(file_path) AS file_path values(event) AS event latest(process) AS process latest(process_id) AS process_id BY host user process_name process_guid',
      'eval nameless=coalesce(nameless, 0)',
      'where files>=`ebpf_trace_mass_changes` OR nameless>=`ebpf_trace_mass_changes`',
      'eval file_path=mvindex(file_path, 0, 9)',
      'table _time host user process_name files changes nameless event file_path process process_id process_guid',
      'sort 0 -files -nameless host process_name',
    ],
    ...hour,
    alert: {
      cron: '51 * * * *', severity: 'warning', suppress: { fields: ['host', 'user', 'process_name'], forTime: '1d' },
      risk: { attack: ['T1485', 'T1486', 'T1070.004'], objects: [['host', 'system', 40], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Watched file that a program reads for the first time',
    hit: 'A program opened a file with secrets (file_watched_paths) that it had not opened on this host in the week before.',
    advice: 'Ask what the program wants of it: /etc/shadow, private keys and credentials have few readers. An installer and an upgrade have many at once (new_files). Costly where watched files are read all the time: shorten file_watched_paths then.',
    search: [
      `${files} event=open watched=true`,
      'fillnull value="unknown" user',
      'stats min(_time) AS first_seen count AS opens values(user) AS user values(process) AS process latest(process_guid) AS process_guid BY host process_path process_name file_path',
      'eventstats min(first_seen) AS host_since BY host',
      `where first_seen>=${recent} AND host_since<${recent}`,
      'eventstats count AS new_files BY host process_path',
      'rename first_seen AS _time',
      'table _time host user process_name process_path file_path opens new_files process process_guid',
      'sort 0 new_files host process_path file_path',
    ],
    ...week,
    alert: {
      cron: '25 3 * * *', severity: 'info', suppress: { fields: ['host', 'process_path', 'file_path'], forTime: '2d' },
      risk: { attack: ['T1003.008', 'T1552.001', 'T1552.004'], objects: [['host', 'system', 20], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Process that is refused many files',
    hit: 'A process was refused to open, rename or delete many different files, or so many beyond file_budget that their paths are not known, as one is that looks for what it may read.',
    advice: 'Look at the process and its user: backups and indexers without rights do so as well. Refusals in nameless are beyond file_budget, counted without paths. file_path has some of the files, by the names that the program gave.',
    search: [
      `${files} event IN (refused, refused_rollup)`,
      'fillnull value="unknown" user',
      'stats min(_time) AS _time count(file_path) AS refusals dc(file_path) AS files sum(count) AS nameless values(file_path) AS file_path values(error) AS error latest(process) AS process latest(process_id) AS process_id BY host user process_name process_guid',
      'eval nameless=coalesce(nameless, 0)',
      'where files>=`ebpf_trace_refused_files` OR nameless>=`ebpf_trace_refused_files`',
      'eval file_path=mvindex(file_path, 0, 9)',
      'table _time host user process_name files refusals nameless error file_path process process_id process_guid',
      'sort 0 -files -nameless host process_name',
    ],
    ...hour,
    alert: {
      cron: '28 * * * *', severity: 'info', suppress: { fields: ['host', 'user', 'process_name'], forTime: '1d' },
      risk: { attack: ['T1083'], objects: [['host', 'system', 10], ['user', 'user', 20]] },
    },
  },
];
