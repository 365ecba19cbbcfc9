import { owner_gone_sample, owner_kind, owner_sample } from '../../../src/generated/samples';
import { jsonLines } from '../../../src/output/byte_format';
import { Owners } from '../../../src/services/owners/owners';
import { parseSettings } from '../../../src/settings';
import { wgetGuid, processSample, sample, type Sample } from '../../probes/sample';

const gone = (id: number): Sample => sample(owner_gone_sample, { head_kind: owner_kind.OWNER_GONE, id });

function take(owners: Owners, { view, at, length }: Sample): void {
  owners.take(view, at, length);
}

const nameKey = (name: string): string => `,"process_name":"${name}","process_guid":"${wgetGuid}"`;
const newOwners = (): Owners => new Owners(parseSettings({}).settings, jsonLines().escape);

test('are found by their id', () => {
  const owners = newOwners();
  take(owners, processSample({ name: 'a' }, { id: 1 }));
  take(owners, processSample({ name: 'b' }, { id: 2 ** 52 + 1 }));
  expect(owners.find(1)?.nameKey.text).toBe(nameKey('a'));
  expect(owners.find(2 ** 52 + 1)?.nameKey.text).toBe(nameKey('b'));
  expect(owners.find(2)).toBeUndefined();
  expect(owners.find(0)).toBeUndefined();
});

test('described again under the same id are the new ones', () => {
  const owners = newOwners();
  take(owners, processSample({ name: 'a' }, { id: 1 }));
  take(owners, processSample({ name: 'b' }, { id: 1 }));
  expect([owners.find(1)?.nameKey.text, owners.size]).toEqual([nameKey('b'), 1]);
});

test('that are gone stay for samples of other CPUs, one look longer', () => {
  const owners = newOwners();
  take(owners, processSample({}, { id: 1 }));
  take(owners, gone(1));
  owners.forget();
  expect(owners.find(1)).toBeDefined();
  owners.forget();
  expect(owners.find(1)).toBeUndefined();
  expect(owners.size).toBe(0);
});

test('do not grow without bound', () => {
  const owners = newOwners();
  const described = processSample({ path: [], arguments: [] }, { id: 1 });
  for (let id = 1; id <= 200_010; id += 1) {
    described.view.setUint32(described.at + owner_sample.at.id, id, true);
    take(owners, described);
  }
  expect(owners.size).toBe(200_000);
  expect(owners.find(10)).toBeUndefined();
  expect(owners.find(200_010)).toBeDefined();
});

test('a sample that is too short is refused', () => {
  const { view, at } = processSample();
  expect(() => newOwners().take(view, at, 100)).toThrow('owner sample of 100 bytes');
});
