/**
 * Keys and values of maps that programs put together on the stack have no holes: verifiers before 6.3 refuse to insert what no
 * instruction has written, and the compiler writes no padding.
 */
import { readFileSync } from 'node:fs';
import { readTypes, resolve, type Type } from '../../steps/btf.mjs';
import { bpfObject } from '../../steps/paths.mjs';

/** Whose elements begin as a copy of a constant, which is written whole. */
const copied = /^(connections|exec_walks|file_renames|(process|file|block_io)_sums_[01])$/;
/** BPF_MAP_TYPE_HASH, LRU_HASH and LPM_TRIE of include/uapi/linux/bpf.h: programs insert into no others. */
const inserted = [1, 9, 11];

const types = readTypes(readFileSync(bpfObject));
const of = (number: number): Type => resolve(types, number);
const pointed = (number: number): Type => of(of(number).type);

function bytesOf(type: Type): number {
  if (type.kind === 'ptr') return 8;
  return type.kind === 'array' ? (type.length ?? 0) * bytesOf(of(type.type)) : type.size;
}

/** Names of the members behind which one begins; of the last one, behind which the end is. */
function holesOf(type: Type): readonly string[] {
  const { members = [] } = type;
  return members.flatMap((member, index) => {
    const inner = holesOf(of(member.type)).map((name) => `${member.name}.${name}`);
    const end = member.at + bytesOf(of(member.type));
    return end === (members[index + 1]?.at ?? type.size) || type.kind === 'union' ? inner : [...inner, member.name];
  });
}

interface Declared {
  readonly name: string;
  readonly kind: number;
  readonly parts: Readonly<Record<'key' | 'value', Type>>;
}

/** A map is a variable of a struct without a name, whose members' types say what it is: __uint and __type of libbpf's bpf_helpers.h. */
const maps: readonly Declared[] = types.filter(({ kind }) => kind === 'var').flatMap(({ name, type }) => {
  const members = new Map((of(type).members ?? []).map((member) => [member.name, member.type]));
  const [kind, key, value] = ['type', 'key', 'value'].map((member) => members.get(member));
  return kind === undefined || key === undefined || value === undefined ? [] : [{ name, kind: pointed(kind).length ?? 0, parts: { key: pointed(key), value: pointed(value) } }];
});

test('what programs insert into maps has no holes', () => {
  const judged = maps.filter(({ name, kind }) => inserted.includes(kind) && !copied.test(name));
  expect(judged.length).toBeGreaterThan(20);
  const holes = judged.flatMap(({ name, parts }) => Object.entries(parts).flatMap(([part, type]) => holesOf(type).map((member) => `${name}: ${part}, behind ${member}`)));
  expect(holes).toEqual([]);
});

test('a hole is found', () => {
  const sample = maps.find(({ name }) => name === 'connections');
  expect(holesOf(sample!.parts.value).length).toBeGreaterThan(0);
});
