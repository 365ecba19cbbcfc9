/** Whether this runs on the host or in a container, and what that costs: asked of the kernel. */
import { foreignCosts, isInUserNamespace, type Surroundings } from '../host/surroundings';
import type { Libbpf } from '../kernel/libbpf';
import { lookAround } from '../kernel/look_around';
import { withLoaded } from '../kernel/trial';
import { programs } from '../probes/hooks';
import { parseSettings } from '../settings';
import type { Finding } from './findings';

const name = 'namespaces';
const howTo = 'docs/containers.md says how to run it in a container, and what each costs';

/** Nothing where no program can be loaded: the hooks say why. */
export function namespaceFindings(libbpf: Libbpf, object: string): readonly Finding[] {
  if (isInUserNamespace()) return [userNamespaceFinding()];
  const surroundings = trySurroundings(libbpf, object);
  if (surroundings === undefined) return [];
  if (surroundings.foreign.length === 0) return [{ status: 'ok', name, detail: "pid, time, network and root are the host's" }];
  return surroundings.foreign.map((what): Finding => {
    const detail = `${what} is not the host's: ${foreignCosts[what] || 'made up for, nothing is missing'}`;
    return foreignCosts[what] === '' ? { status: 'note', name, detail } : { status: 'warning', name, detail, remedy: howTo };
  });
}

function userNamespaceFinding(): Finding {
  const detail = 'a user namespace of its own (a rootless container): the kernel lets nobody load BPF programs from there, whatever capabilities it shows';
  return { status: 'failure', name, detail, remedy: howTo };
}

function trySurroundings(libbpf: Libbpf, object: string): Surroundings | undefined {
  const program = programs.find((one) => one.name === 'look_around');
  if (program === undefined) return undefined;
  try {
    return withLoaded(libbpf, object, program, parseSettings({}).settings, (opened) => lookAround(libbpf, opened));
  } catch {
    return undefined;
  }
}
