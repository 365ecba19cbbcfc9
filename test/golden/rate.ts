/** How fast samples become events, on one core: the recorded ones (test/golden), again and again. */
import { Owners } from '../../src/services/owners/owners';
import { Users } from '../../src/services/owners/users';
import type { Format } from '../../src/output/format';
import { jsonLines } from '../../src/output/byte_format';
import { xmlFormat } from '../../src/output/xml';
import { sampleProbes } from '../../src/probes';
import { probeIds } from '../../src/probes/names';
import { parseSettings } from '../../src/settings';
import { recordedSamples } from './replay';
import { sampleOf } from './recording';

const rounds = 3;
const eventsOfRound = 500_000;
const partBytes = 32 * 1024;
const bootedUs = 1_780_000_000_000_000;

/** Events a second of CPU time, of the best round: reader, owner, format, and the copy that goes to the output. */
function rate(mode: 'lifecycle' | 'summary', kinds: readonly string[], format: Format): number {
  const { settings } = parseSettings({ mode });
  const owners = new Owners(settings, format.escape, new Users());
  const context = { clock: { micros: (ns: number) => bootedUs + Math.floor(ns / 1000) }, owners, isSummary: mode === 'summary', hasCommunityId: false, hostNetns: undefined };
  const readers = new Map(sampleProbes.map((probe) => [probeIds[probe.name], probe.open(context)]));
  const all = recordedSamples(mode).map((one) => ({ ...one, sample: sampleOf(one) }));
  for (const { struct, sample: { view, at, length } } of all) if (struct === 'owner_sample') owners.take(view, at, length);
  const samples = all.filter(({ struct }) => kinds.includes(struct)).map(({ members, sample }) => ({ ...sample, reader: readers.get(Number(members['head_probe'])) }));
  const target = Buffer.alloc(1024 * 1024);
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let events = 0; events < eventsOfRound; events += samples.length) {
      for (const { view, at, length, reader } of samples) {
        reader?.take(view, at, length, format);
        if (format.waitingBytes > partBytes) target.set(format.take());
      }
    }
    const { user, system } = process.cpuUsage(before);
    return eventsOfRound / ((user + system) / 1e6);
  });
  return Math.max(...times);
}

const tcp = ['tcp_sample'];
const all = ['tcp_sample', 'tcp_state_sample', 'retransmit_sample'];
for (const [name, value] of [
  ['lifecycle, XML', rate('lifecycle', tcp, xmlFormat('ebpf_trace://main'))],
  ['lifecycle, all probes, XML', rate('lifecycle', all, xmlFormat('ebpf_trace://main'))],
  ['summary, XML', rate('summary', tcp, xmlFormat('ebpf_trace://main'))],
  ['lifecycle, JSON lines', rate('lifecycle', tcp, jsonLines())],
] as const) {
  process.stdout.write(`${name.padEnd(28)} ${(value / 1e6).toFixed(2)} M events a second of CPU time\n`);
}
process.stdout.write(`${'resident at the end'.padEnd(28)} ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`);
