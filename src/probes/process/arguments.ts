import type { ProbeArguments } from '../../settings/argument';
import { numberBetween, parseBoolean } from '../../settings/plain';

export const processArguments = {
  name: 'process',
  brief: 'every program that begins to run, with its command line, and every process that ends',
  isDefault: false,
  needs: ['owners'],
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
  ],
} as const satisfies ProbeArguments;
