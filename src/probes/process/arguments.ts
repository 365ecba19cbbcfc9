import type { ProbeArguments } from '../../settings/argument';
import { numberBetween, parseBoolean } from '../../settings/plain';

export const processArguments = {
  name: 'process',
  brief: 'every program that begins to run, with its command line, and every process that ends',
  isDefault: false,
  needs: ['owners'],
  reveals: 'everything that runs, by whom, from where and for how long: command lines (`process_command_line_bytes`: 4,096 bytes of each, 0 is none), working directories, terminals, login users. Arguments may name files, people, sites that are looked up, and passwords that no option names',
  isAboutProcesses: true,
  arguments: [
    {
      name: 'process_command_line_bytes',
      title: 'Command line bytes of process',
      description: 'The most bytes of a command line in an event of the probe process, 0 to 4096; 0 leaves it out, and with it the passwords that may stand in one. Of a longer one the beginning and the end are kept, with … between, and process_length has its length. The whole event is kept at 4900 bytes, of which Splunk extracts its fields.',
      type: 'number',
      default: '4096',
      selects: true,
      parse: numberBetween(0, 4096),
    },
    {
      name: 'process_existing',
      title: 'Existing processes',
      description: 'Report the processes that run when the input starts, so that each process_guid of later events is in one that describes it.',
      type: 'boolean',
      default: 'true',
      selects: true,
      parse: parseBoolean,
    },
    {
      name: 'process_budget',
      title: 'Budget of process',
      description: 'The most execs a second, and as many exits and failed execs, of one kind of origin, 0 to 1000000: the same parent and the same executable; 0 is without a limit. What is beyond is counted, and reported each 10 seconds with its exact number (exec_rollup, exit_rollup, exec_failed_rollup), each with the first event of its kind whole, and up to 64 execs whose command line is new. Of a process whose exec was counted its exit is counted, too.',
      type: 'number',
      default: '200',
      selects: true,
      parse: numberBetween(0, 1_000_000),
    },
  ],
} as const satisfies ProbeArguments;
