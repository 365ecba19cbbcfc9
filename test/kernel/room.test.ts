import { allocatesRecords, mostConnections, walkedRoom } from '../../src/kernel/room';

const gigabyte = 2 ** 30;

test.each<[number, number, boolean]>([[5, 10, false], [6, 0, false], [6, 1, true], [6, 18, true], [7, 0, true]])(
  'kernel %d.%d allocates a record when it is needed: %s',
  (major, minor, expected) => expect(allocatesRecords([major, minor])).toBe(expected),
);

test.each([[1, 65_536], [4, 65_536], [24, 244_032], [64, 650_752], [1024, 1_048_576]])('%d GB of memory: room for %d', (gigabytes, room) => {
  expect(mostConnections(gigabytes * gigabyte, true)).toBe(room);
  expect(mostConnections(gigabytes * gigabyte, false)).toBe(65_536);
});

test('what a walk finds has room by the sockets that there are', () => {
  expect(walkedRoom(10)).toBe(65_536);
  expect(walkedRoom(500_000)).toBe(1_000_000);
  expect(walkedRoom(10_000_000)).toBe(4_194_304);
  // by default of this host, whatever it has
  expect(walkedRoom()).toBeGreaterThanOrEqual(65_536);
});
