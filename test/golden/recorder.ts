/** Records samples of real traffic, in both modes. Arguments: the workload, and the folder of the recordings. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNative } from '../../src/commands/native';
import { Tracer } from '../../src/kernel/tracer';
import { programs } from '../../src/probes/hooks';
import { parseSettings } from '../../src/settings';
import { lineOf, type Recorded, recorded } from './recording';
import { before, during, hostile, makeGroups, runHostile, runScene, settle } from './scenes';

/** Alike ones are not worth more lines. */
const mostAlike = 6;

const [program = '', target = ''] = process.argv.slice(2);
const hostNetns = statSync('/proc/self/ns/net').ino;

async function record(mode: string, folder: string): Promise<readonly Recorded[]> {
  const { settings } = parseSettings({ mode, probes: 'tcp, tcp_state, retransmit' });
  const samples: Recorded[] = [];
  let goOn = (): void => undefined;
  const isTracing = new Promise<void>((resolve) => (goOn = resolve));
  const existing = before.map((name) => runScene(program, name, () => isTracing));
  await settle();
  const take = (view: DataView, at: number, length: number): void => void samples.push(recorded(view, at, length));
  // What this program starts would be left out as its own.
  const tracer = new Tracer({ ...loadNative(), settings: { ...settings, includeSplunk: true }, programs });
  tracer.start({ take, turn: () => undefined });
  await tracer.walk();
  if (mode === 'summary') await tracer.reportFlows();
  goOn();
  await Promise.all(existing);
  for (const name of during) await runScene(program, name);
  const [groups, remove] = makeGroups(folder);
  for (const [index, one] of hostile.entries()) await runHostile(program, folder, one, groups[index]);
  await settle();
  remove();
  await tracer.findLastEndings(Number.POSITIVE_INFINITY);
  tracer.stop();
  tracer.close();
  return samples;
}

/** What of it is ours: of namespaces that the traffic made, and the processes that it needs. */
function ours(samples: readonly Recorded[]): readonly Recorded[] {
  const isOwner = ({ struct }: Recorded): boolean => struct.startsWith('owner');
  const kept = fewAlike(samples.filter((one) => !isOwner(one) && one.members['subject_ends_netns'] !== hostNetns));
  const owners = new Set(kept.map(({ members }) => members['subject_owner']));
  return samples.filter((one) => (isOwner(one) ? owners.has(one.members['id']) : kept.includes(one)));
}

/** Of each state, and of plain connections, a few. */
function fewAlike(samples: readonly Recorded[]): readonly Recorded[] {
  const seen = new Map<string, number>();
  return samples.filter(({ struct, members }) => {
    const keys = ['head_kind', 'subject_direction', 'subject_attribution', 'subject_flags', 'old_state', 'new_state', 'reason', 'error', 'state'];
    const key = [struct, ...keys.map((name) => members[name])].join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return (seen.get(key) ?? 0) <= (struct === 'tcp_sample' ? mostAlike : 1);
  });
}

/** Without anything of this machine: its folders (as long as they were), and the names of what has started the traffic. */
function freed({ struct, members }: Recorded, strange: readonly string[]): Recorded {
  const free = (text: string): string => strange.reduce((rest, one) => rest.replaceAll(one, 'golden'.padEnd(one.length, '_').slice(0, one.length)), text).replace(/^(MainThread|node)$/, 'sh');
  return { struct, members: Object.fromEntries(Object.entries(members).map(([name, value]) => [name, typeof value === 'string' ? free(value) : value])) };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  const groups = (readFileSync('/proc/self/cgroup', 'latin1').match(/(?<=:)\/.+$/gm) ?? []).flatMap((path) => path.split('/').slice(1));
  const strange = [folder.slice(5), program, program.slice(1).split('/').reverse().slice(1).join('\0'), ...groups];
  try {
    for (const mode of ['lifecycle', 'summary']) {
      const lines = ours(await record(mode, folder)).map((one) => lineOf(freed(one, strange)));
      writeFileSync(join(target, `${mode}.samples.jsonl`), lines.map((line) => `${line}\n`).join(''));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
