/** Programs that hardly ever should run: by who starts them, where they lie, how long they compute. */
import { hour, type SavedSearch } from '../../../splunk/search';
import { began, byService, program, ran, shells, temporary, vanished } from './terms';

const servers = '`ebpf_trace_server_programs`';

export const programAlerts: readonly SavedSearch[] = [
  {
    title: 'Shell started by a server',
    hit: 'A web server, a database or a runtime of services started a shell, as it does when it is made to run what an attacker sent.',
    advice: 'Look at the command line of the shell and at what it started: the view Processes. What does so by design, as the archive_command of a database, is taken out of ebpf_trace_server_programs. Of ebpf_trace_interpreters what somebody logged in started is left out. process_id and process_guid are those of the last shell.',
    search: [
      `${began} process_name IN ${shells} (parent_process_exec IN ${servers} OR parent_process_name IN ${servers}) ${byService}`,
      'stats min(_time) AS _time sum(occurrences) AS shells values(user) AS user values(container_id) AS container_id values(parent_process) AS parent_process values(process) AS process latest(process_id) AS process_id latest(process_guid) AS process_guid BY host parent_process_exec process_name',
      'table _time host user container_id parent_process_exec process_name shells parent_process process process_id process_guid',
      'sort 0 -shells host parent_process_exec process_name',
    ],
    ...hour,
    alert: {
      cron: '9 * * * *', severity: 'warning', suppress: { fields: ['host', 'parent_process_exec', 'process_name'], forTime: '1d' },
      risk: { attack: ['T1190', 'T1505.003', 'T1059.004'], objects: [['host', 'system', 30], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Program run from a temporary folder',
    hit: 'A program or script below /tmp, /var/tmp or /dev/shm was run, or one that is in memory alone or whose file was deleted before.',
    advice: 'Keep a copy of /proc/PID/exe before it ends (process_id, of the last one). runc may run itself from memfd:runc_cloned when a container starts. Builds and installers do so: on build hosts shorten ebpf_trace_temporary_paths. Deleted files below the paths of ebpf_trace_upgraded_paths are left out. A script that its interpreter is given as an argument is not found.',
    search: [
      `${began} (process_path IN ${temporary} OR script=* OR ${vanished})`,
      program,
      `search program IN ${temporary} OR process_path IN ${temporary} OR ${vanished}`,
      'stats min(_time) AS _time sum(occurrences) AS runs values(user) AS user values(process_name) AS process_name values(process_path) AS process_path values(parent_process_exec) AS parent_process_exec values(process) AS process latest(process_id) AS process_id latest(process_guid) AS process_guid BY host program',
      'table _time host user parent_process_exec process_name program process_path runs process process_id process_guid',
      'sort 0 -runs host program',
    ],
    ...hour,
    alert: {
      cron: '13 * * * *', severity: 'warning', suppress: { fields: ['host', 'program'], forTime: '1d' },
      risk: { attack: ['T1036', 'T1620', 'T1059.004'], objects: [['host', 'system', 30], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Many programs that could not be run',
    hit: 'A program tried within an hour to run many different programs that are not there or that it may not run, as one does that looks for what a host has.',
    advice: 'errno says which it was: ENOENT, not there; EACCES, not allowed. Look at who started it (parent_process) and at what it ran after that: the view Processes. Those in nameless are beyond process_budget, counted without what was asked for. A shell that looks in each folder of PATH counts once. What probes for tools when it starts (configure, cmake) does so, too: raise ebpf_trace_failed_programs where such run.',
    search: [
      `${ran} event IN (exec_failed, exec_failed_rollup)`,
      'fillnull value="unknown" user',
      'eval program=replace(requested_path, "^.*/", "")',
      'stats min(_time) AS _time sum(occurrences) AS failures dc(program) AS programs sum(count) AS nameless values(program) AS program values(errno) AS errno values(parent_process) AS parent_process latest(process_id) AS process_id latest(process_guid) AS process_guid BY host user process_name',
      'eval nameless=coalesce(nameless, 0)',
      'where programs>=`ebpf_trace_failed_programs` OR nameless>=`ebpf_trace_failed_programs`',
      'eval program=mvindex(program, 0, 9), parent_process=mvindex(parent_process, 0, 9)',
      'table _time host user process_name programs failures nameless errno program parent_process process_id process_guid',
      'sort 0 -programs -nameless host process_name',
    ],
    ...hour,
    alert: {
      cron: '36 * * * *', severity: 'info', suppress: { fields: ['host', 'user', 'process_name'], forTime: '1d' },
      risk: { attack: ['T1082', 'T1518'], objects: [['host', 'system', 10], ['user', 'user', 20]] },
    },
  },
  {
    title: 'Process that used a processor for long',
    hit: 'A process that has ended had used the processor for most of a long life, as cryptominers do.',
    advice: 'Compilers, backups and databases do so, too: look at where it lies and whose it is. It is known at the end alone: what still computes is not found. process_guid is that of the last one.',
    search: [
      `${ran} event=exit`,
      'where duration>=60*`ebpf_trace_busy_minutes` AND cpu_time>=duration*`ebpf_trace_busy_percent`/100',
      'fillnull value="unknown" user',
      'stats min(_time) AS _time count AS processes sum(cpu_time) AS cpu_time sum(duration) AS duration latest(process_guid) AS process_guid BY host user process_name process_path',
      'eval percent=round(100*cpu_time/duration), cpu_time=round(cpu_time, 1), duration=round(duration, 1)',
      'table _time host user process_name process_path processes cpu_time duration percent process_guid',
      'sort 0 -cpu_time host process_path',
    ],
    ...hour,
    alert: {
      cron: '29 * * * *', severity: 'info', suppress: { fields: ['host', 'user', 'process_path'], forTime: '1d' },
      risk: { attack: ['T1496'], objects: [['host', 'system', 10], ['user', 'user', 10]] },
    },
  },
];
