/** The events that the recorded samples become, as the pipeline makes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tcp_kind } from '../../src/generated/samples';
import type { Format } from '../../src/output/format';
import { sampleProbes } from '../../src/probes';
import { probeIds } from '../../src/probes/names';
import { contextOf } from '../../src/probes/context';
import type { Reader } from '../../src/probes/probe';
import { Owners } from '../../src/services/owners/owners';
import { Users } from '../../src/services/owners/users';
import { parseSettings } from '../../src/settings';
import { parseLine, type Recorded, sampleOf } from './recording';

export const modes = ['lifecycle', 'summary'] as const;
export type Mode = (typeof modes)[number];

/** Boot was at this time of 2026, in microseconds since 1970. */
const bootedUs = 1_780_000_000_000_000;
const names: Readonly<Record<number, string>> = { 0: 'root', 1: 'daemon', 1000: 'alice', 65534: 'nobody' };

export function recordedSamples(mode: Mode): readonly Recorded[] {
  const samples = readFileSync(join(__dirname, `${mode}.samples.jsonl`), 'utf8').trimEnd().split('\n').map(parseLine);
  return mode === 'summary' ? samples.flatMap(withFlow) : samples;
}

/** Before an end of summary mode the interval report that it might have had: where these were recorded, the kernel refused what makes them. */
function withFlow(one: Recorded): readonly Recorded[] {
  if (one.struct !== 'tcp_sample' || one.members['head_kind'] !== tcp_kind.TCP_CLOSE_EVENT) return [one];
  return [{ ...one, members: { ...one.members, head_kind: tcp_kind.TCP_FLOW, reason: 0, at_ns: 0 } }, one];
}

/** What the format makes of them, from its start to its end. */
export function replayed(mode: Mode, format: Format): string {
  const samples = recordedSamples(mode);
  const { settings } = parseSettings({ mode });
  const users = new Users();
  users.nameOf = (uid) => names[uid];
  const owners = new Owners(settings, format.escape, users);
  const hostNetns = Number(samples.find(({ struct }) => struct === 'tcp_sample')?.members['subject_ends_netns']);
  const clock = { micros: (ns: number) => bootedUs + Math.floor(ns / 1000) };
  const context = contextOf(settings, { clock, owners, hostNetns });
  const readers = new Map<unknown, Reader>(sampleProbes.map((probe) => [probeIds[probe.name], probe.open(context)]));
  const texts = samples.map((one) => {
    const { view, at, length } = sampleOf(one);
    if (one.struct.startsWith('owner')) owners.take(view, at, length);
    else readers.get(one.members['head_probe'])?.take(view, at, length, format);
    return Buffer.from(format.take()).toString();
  });
  return format.opening() + texts.join('') + format.closing();
}
