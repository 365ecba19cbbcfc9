/** tracefs, which lists the tracepoints of system calls. systemd mounts it; a container may not. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const place = '/sys/kernel/tracing';

/** Mounts it where it is missing and we may. Gives a line for people, or an empty one where there is nothing to say. */
export function mountTracefs(): string {
  if (existsSync(`${place}/events`) || process.getuid?.() !== 0) return '';
  const { status } = spawnSync('mount', ['-t', 'tracefs', 'tracefs', place], { stdio: 'ignore' });
  if (status === 0) return `Mounted tracefs at ${place}, where systemd would have mounted it.`;
  return `tracefs is not mounted at ${place}: an accept is reported only when its process first reads or writes.`;
}
