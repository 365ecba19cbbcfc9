/**
 * Container, pod and systemd unit out of the path of a control group, by the names alone that runtimes and systemd give
 * to its folders: no runtime is asked. Names are as JSON has them.
 */
export interface Identity {
  /** 64 hexadecimal digits with most runtimes, a name with LXC and systemd-nspawn. */
  readonly container?: string;
  readonly runtime?: string;
  readonly pod?: string;
  /** The innermost service or scope outside of the container. */
  readonly unit?: string;
}

const runtimes: Readonly<Record<string, string>> = {
  docker: 'docker', containerd: 'containerd', 'cri-containerd': 'containerd', nerdctl: 'containerd', crio: 'cri-o', libpod: 'podman',
};
const prefixes = Object.keys(runtimes).join('|');
/** docker-ID.scope of the systemd driver, "system.slice:docker:ID" where that path went to the other one, libpod-ID, or ID alone. */
const byId = new RegExp(`^(?:(?:.*:)?(${prefixes})[-:])?([0-9a-f]{64})(?:\\.scope)?$`);
/** The id of a task on AWS Fargate. */
const byTask = /^[0-9a-f]{32}-\d{6,12}$/;
const byPod = /pod([0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?:$|:)/;
const lxc = /^lxc\.payload\.(.+)$/;
/** A machine of systemd-nspawn, not one of libvirt's. */
const nspawn = /^(?:machine-(?!qemu|lxc)(.+)\.scope|systemd-nspawn@(.+)\.service)$/;
const unit = /\.(?:service|scope)$/;

type Found = { -readonly [K in keyof Identity]: Identity[K] };

/** The innermost container and its pod (a cluster may run within a container), and the unit that they are in. */
export function identityOf(names: readonly string[]): Identity {
  const found: Found = {};
  names.forEach((name, index) => {
    const pod = byPod.exec(name)?.[1];
    const container = containerOf(name, names[index - 1] ?? '');
    if (pod !== undefined) Object.assign(found, { pod: pod.replaceAll('_', '-'), container: undefined, runtime: undefined });
    if (container !== undefined) Object.assign(found, container);
    else if (found.container === undefined && unit.test(name)) found.unit = name;
  });
  return found;
}

function containerOf(name: string, above: string): Pick<Found, 'container' | 'runtime'> | undefined {
  const [, prefix, id] = byId.exec(name) ?? [];
  if (id !== undefined) return { container: id, runtime: runtimes[prefix ?? above] };
  if (byTask.test(name)) return { container: name, runtime: undefined };
  const payload = lxc.exec(name)?.[1] ?? (above === 'lxc' ? name : undefined);
  if (payload !== undefined) return { container: payload, runtime: 'lxc' };
  const [, machine, service] = nspawn.exec(name) ?? [];
  return machine === undefined && service === undefined ? undefined : { container: unescaped(machine ?? service ?? ''), runtime: 'systemd-nspawn' };
}

/** systemd writes what it allows in no unit's name as \x2d; a backslash is two in JSON. */
function unescaped(name: string): string {
  return name.replaceAll('\\\\x2d', '-');
}
