// Loading BPF programs takes root. Without it, and without sudo, the program says what is refused.
import { spawnSync } from 'node:child_process';

export function privileged() {
  if (process.getuid() === 0) return [];
  return spawnSync('sudo', ['-v'], { stdio: 'inherit' }).status === 0 ? ['sudo'] : [];
}
