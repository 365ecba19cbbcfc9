import { execFileSync, spawnSync } from 'node:child_process';
import { foreign_flag, surroundings_value } from '../../src/generated/samples';
import { bootId } from '../../src/host/kernel';
import { foreignCosts, isInUserNamespace, surroundingsOf } from '../../src/host/surroundings';

function value(foreign: number, netns: number, offset: bigint): DataView {
  const view = new DataView(new ArrayBuffer(surroundings_value.size));
  view.setBigInt64(surroundings_value.at.boot_offset_ns, offset, true);
  view.setUint32(surroundings_value.at.host_netns, netns, true);
  view.setUint32(surroundings_value.at.foreign, foreign, true);
  return view;
}

test('on the host nothing is foreign', () => {
  expect(surroundingsOf(value(0, 4026531840, 0n))).toEqual({ foreign: [], hostNetns: 4026531840, bootOffsetNs: 0, bootId: bootId() });
});

test('each flag has its name, and what is foreign a cost in words', () => {
  const all = Object.values(foreign_flag).reduce((sum, flag) => sum | flag, 0);
  expect(surroundingsOf(value(all, 0, -3_000_000_000n))).toEqual({ foreign: ['pid', 'time', 'network', 'root'], hostNetns: undefined, bootOffsetNs: -3e9, bootId: bootId() });
  expect(Object.keys(foreignCosts)).toEqual(['pid', 'time', 'network', 'root']);
});

test('mounts are named only where they are over the users, whom the root folder has anyway', () => {
  const { FOREIGN_MOUNTS, FOREIGN_ROOT, FOREIGN_PID } = foreign_flag;
  const foreign = (flags: number, isPasswdForeign: (isHostPid: boolean) => boolean): readonly string[] => surroundingsOf(value(flags, 1, 0n), isPasswdForeign).foreign;
  expect(foreign(FOREIGN_MOUNTS, () => false)).toEqual([]);
  expect(foreign(FOREIGN_MOUNTS, (isHostPid) => isHostPid)).toEqual(['root']);
  expect(foreign(FOREIGN_MOUNTS | FOREIGN_PID, (isHostPid) => isHostPid)).toEqual(['pid']);
  expect(foreign(0, () => true)).toEqual([]);
  expect(foreign(FOREIGN_MOUNTS | FOREIGN_ROOT, () => false)).toEqual(['root']);
});

test('a user namespace is noticed', () => {
  const link = `${execFileSync('readlink', ['/proc/self/ns/user'])}`.trim();
  expect(isInUserNamespace()).toBe(link !== 'user:[4026531837]');
  const { status, stdout } = spawnSync('unshare', ['--user', 'stat', '-Lc', '%i', '/proc/self/ns/user'], { encoding: 'utf8' });
  if (status === 0) expect(Number(stdout)).not.toBe(0xefff_fffd);
});
