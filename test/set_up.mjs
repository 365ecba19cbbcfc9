// Once before all tests: what systemd mounts on every usual machine, and a bare one may lack. System call tracepoints
// are read there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const tracefs = '/sys/kernel/tracing';

export default function setUp() {
  if (existsSync(`${tracefs}/events`) || process.getuid?.() !== 0) return;
  const { status } = spawnSync('mount', ['-t', 'tracefs', 'tracefs', tracefs], { stdio: 'inherit' });
  process.stdout.write(`tests: ${tracefs} was not mounted: ${status === 0 ? 'mounted it' : 'could not mount it'}\n`);
}
