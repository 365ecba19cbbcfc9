/** Why there can be no tracing, and what to do about it. */
import { hasBtf, kernelRelease, kernelVersion } from '../host/kernel';
import { capabilities, missingCapabilities } from '../host/privileges';
import { isInUserNamespace, type Surroundings } from '../host/surroundings';

/** Why there is no tracing, in one line. What libbpf lacks is an Error of libbpf.ts, also in one line. */
export class TracerError extends Error {
  override readonly name = 'TracerError';
}

/** Throws a TracerError. */
export function refuseOldKernel(): void {
  const [major, minor] = kernelVersion();
  if (major < 5 || (major === 5 && minor < 8)) {
    throw new TracerError(`kernel ${kernelRelease()} has no BPF ring buffer: 5.8 or newer is needed, 5.10 or newer is tested`);
  }
  if (!hasBtf()) {
    throw new TracerError(`kernel ${kernelRelease()} has no BTF (/sys/kernel/btf/vmlinux): use a kernel built with CONFIG_DEBUG_INFO_BTF=y`);
  }
}

/** A wrong user would be hidden, or shown. Throws a TracerError. @param name of the first user that a filter names */
export function refuseForeignNames({ foreign }: Surroundings, [name]: readonly string[]): void {
  if (name === undefined || !foreign.includes('root')) return;
  throw new TracerError(`the filter by user names ${JSON.stringify(name)}, which /etc/passwd of this container knows otherwise than the host's: write the uid`);
}

/** Who is refused, what it lacks, and where the exact lines are. */
export function capabilityAdvice(missing: readonly string[] = missingCapabilities(capabilities())): string {
  const who = `uid ${process.getuid?.()}`;
  const exact = `run "${process.execPath} check" for the exact lines`;
  if (isInUserNamespace()) return `this runs in a user namespace of its own (a rootless container), from which the kernel lets nobody load BPF programs; run it in the host's, see docs/containers.md`;
  if (missing.length === 0) return `${who} has the capabilities, something else refuses (lockdown, a container); ${exact}`;
  return `${who} lacks ${missing.join(' ')}; give the forwarder's unit AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH, or at a terminal use sudo; ${exact}`;
}

/** @param errno its name @param words the verifier's last */
export function loadProblem(errno: string, words: string): string {
  if (errno === 'EPERM') return `load the BPF programs: EPERM; ${capabilityAdvice()}`;
  return `load the BPF programs: ${errno} (${words}); run "ebpf_trace check"`;
}
