/**
 * Recorded samples, a line each: the members of its struct that are not 0, by their names, so that a recording outlives a
 * change of layout. Bytes are text of a character each (latin1), 64-bit ids hexadecimal, addresses as text.
 */
import * as generated from '../../src/generated/samples';
import { addressText } from '../../src/text/address';
import { type Layout, type Members, type Sample, sample } from '../probes/sample';

const { probe_id, owner_kind, owner_sample, owner_gone_sample, tcp_sample, tcp_state_sample, retransmit_sample } = generated;
/** With the elements that its arrays have. */
interface ArrayLayout extends Layout {
  readonly length?: Readonly<Record<string, number>>;
}

const layouts = { owner_sample, owner_gone_sample, tcp_sample, tcp_state_sample, retransmit_sample } satisfies Readonly<Record<string, ArrayLayout>>;
export type StructName = keyof typeof layouts;

const ofProbe: Readonly<Record<number, StructName>> = {
  [probe_id.PROBE_TCP]: 'tcp_sample', [probe_id.PROBE_TCP_STATE]: 'tcp_state_sample', [probe_id.PROBE_RETRANSMIT]: 'retransmit_sample',
};

export interface Recorded {
  readonly struct: StructName;
  readonly members: Readonly<Record<string, number | string>>;
}

/** What a recording keeps of a sample that the ring holds. */
export function recorded(view: DataView, at: number, length: number): Recorded {
  const { head_probe, head_kind } = owner_sample.get;
  const ofOwner = head_kind(view, at) === owner_kind.OWNER_GONE ? 'owner_gone_sample' : 'owner_sample';
  const struct = head_probe(view, at) === probe_id.PROBE_OWNER ? ofOwner : ofProbe[head_probe(view, at)];
  if (struct === undefined) throw new Error(`sample of unknown probe ${head_probe(view, at)}`);
  const layout: ArrayLayout = layouts[struct];
  const values = Object.keys(layout.at).map((name) => [name, memberOf(layout, name, view, at, length)] as const);
  return { struct, members: Object.fromEntries(values.filter(([, value]) => value !== 0 && value !== '')) };
}

function memberOf(layout: ArrayLayout, name: string, view: DataView, at: number, length: number): number | string {
  const from = at + (layout.at[name] ?? 0);
  const count = layout.length?.[name];
  if (name.startsWith('subject_ends_') && count === 16) return addressText(view, from);
  if (count !== undefined) return textAt(view, from, count === 0 ? at + length - from : count);
  if (name === 'subject_flow') return `0x${view.getBigUint64(from, true).toString(16)}`;
  return layout.get[name]?.(view, at, 0) ?? 0;
}

/** Without the zero bytes at its end. */
function textAt(view: DataView, at: number, bytes: number): string {
  return Buffer.from(view.buffer, view.byteOffset + at, bytes).toString('latin1').replace(/\0+$/, '');
}

export function lineOf({ struct, members }: Recorded): string {
  const json = JSON.stringify({ struct, ...members });
  return json.replace(/[\u007f-\u00ff]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

export function parseLine(line: string): Recorded {
  const { struct, ...members } = JSON.parse(line) as { readonly struct: StructName } & Recorded['members'];
  return { struct, members };
}

/** The default of command_line_bytes, with which they were recorded. */
const argumentBytes = 512;

/** As the ring held it. */
export function sampleOf({ struct, members }: Recorded): Sample {
  const layout: ArrayLayout = layouts[struct];
  const rest = struct === 'owner_sample' ? Math.min(Number(members['arguments_length'] ?? 0), argumentBytes) : 0;
  const values = Object.entries(members).map(([name, value]) => [name, valueOf(layout, name, value)] as const);
  return sample(layout, Object.fromEntries(values), rest);
}

function valueOf(layout: ArrayLayout, name: string, value: number | string): Members[string] {
  if (typeof value === 'number') return value;
  if (value.startsWith('0x') && layout.length?.[name] === undefined) return BigInt(value);
  return name.startsWith('subject_ends_') ? value : Buffer.from(value, 'latin1');
}
