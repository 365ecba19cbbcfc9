/** What the settings know of each probe. Nothing here runs: the settings load no probe. */
import { blockIoArguments } from './block_io/arguments';
import { fileArguments } from './file/arguments';
import { processArguments } from './process/arguments';
import { retransmitArguments } from './retransmit/arguments';
import { shellArguments } from './shell/arguments';
import { tcpArguments } from './tcp/arguments';
import { tcpStateArguments } from './tcp_state/arguments';

/** In the order of the form. */
export const probeArguments = [
  tcpArguments,
  tcpStateArguments,
  retransmitArguments,
  processArguments,
  shellArguments,
  fileArguments,
  blockIoArguments,
] as const;

/** Those that are on unless an administrator says otherwise. */
export const usualProbes: readonly string[] = probeArguments.flatMap(({ name, isDefault }) => (isDefault ? [name] : []));
