import { allocatesRecords, mostConnections } from '../../src/kernel/room';

const gigabyte = 2 ** 30;

test.each<[number, number, boolean]>([[5, 10, false], [6, 0, false], [6, 1, true], [6, 18, true], [7, 0, true]])(
  'kernel %d.%d allocates a record when it is needed: %s',
  (major, minor, expected) => expect(allocatesRecords([major, minor])).toBe(expected),
);

test.each([[1, 65_536], [4, 65_536], [24, 244_032], [64, 650_752], [1024, 1_048_576]])('%d GB of memory: room for %d', (gigabytes, room) => {
  expect(mostConnections(gigabytes * gigabyte, true)).toBe(room);
  expect(mostConnections(gigabytes * gigabyte, false)).toBe(65_536);
});
