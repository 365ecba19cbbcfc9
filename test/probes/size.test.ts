/** The largest event that there can be: Splunk's automatic extraction ends at 5,000 bytes. */
import { attribution, close_reason, connection_flag, owner_flag, tcp_kind, tcp_state } from '../../src/generated/samples';
import * as samples from '../../src/generated/samples';
import { jsonLines } from '../../src/output/byte_format';
import { xmlFormat } from '../../src/output/xml';
import { Users } from '../../src/services/owners/users';
import type { Probe } from '../../src/probes/probe';
import { sampleProbes } from '../../src/probes';
import { contextOf, eventOf, textOf } from './formatted';
import { processSample, sample, type Layout, type Members, type Sample } from './sample';

const mostBytes = 4900;
const longest32 = 0xffff_ffff;
const longest64 = 2n ** 53n - 1n;
/** 16 bytes that are the longest as text. */
const longestAddress = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

const subject: Members = {
  head_time_ns: longest64, subject_owner: 8193, subject_flow: 0xffff_ffff_ffff_ffffn, subject_connection_id: 0xffff_ffff_ffff_ffffn, subject_pid: longest32 - 1, subject_tid: longest32,
  subject_direction: samples.direction.DIRECTION_OUTBOUND, subject_attribution: attribution.ATTRIBUTION_EXISTING,
  subject_flags: connection_flag.CONNECTION_MPTCP | connection_flag.CONNECTION_DEFERRED | connection_flag.CONNECTION_UNTRACKED | connection_flag.CONNECTION_RESTORED, subject_ends_local: longestAddress,
  subject_ends_remote: longestAddress, subject_ends_local_port: 65535, subject_ends_remote_port: 65535, subject_ends_netns: longest32,
};
/** Durations of all digits: 104 days and odd microseconds. */
const ending: Members = {
  at_ns: longest64 - 1234n, began_ns: 1, response_ns: longest64, bytes_unacked: longest64, traffic_bytes_in: longest64,
  traffic_bytes_out: longest64, traffic_packets_in: longest32, traffic_packets_out: longest32, traffic_retransmits: longest32,
  rtt_us: longest32, error: 99, reason: close_reason.REASON_FIN_REMOTE,
};

const layouts: Readonly<Record<string, Layout>> = { tcp: samples.tcp_sample, tcp_state: samples.tcp_state_sample, retransmit: samples.retransmit_sample };
const more: Readonly<Record<string, readonly Members[]>> = {
  tcp: Object.values(tcp_kind).map((head_kind) => ({ head_kind, ...ending })),
  tcp_state: [{ old_state: tcp_state.TCP_NEW_SYN_RECV, new_state: tcp_state.TCP_NEW_SYN_RECV }],
  retransmit: [{ state: tcp_state.TCP_NEW_SYN_RECV }],
};
const largest: readonly (readonly [Probe, Sample])[] = sampleProbes.flatMap((probe) =>
  (more[probe.name] ?? []).map((members) => [probe, sample(layouts[probe.name] as Layout, { ...subject, ...members })] as const));

const fullest = { command_line_bytes: '4096', user_format: 'both', cgroup_path: 'always', close_fields: 'connection_id, user, path, container', community_id: 'true' };
/** One byte of free text, repeated, costs most in JSON or in XML; cut or not. */
const worstBytes = [0x01, 0x26, 0x22, 0x3c, 0xff, 0x41];
const flags = owner_flag.OWNER_PATH_CUT | owner_flag.OWNER_CGROUP_CUT | owner_flag.OWNER_EXE_DELETED | owner_flag.OWNER_PARENT_CURRENT;

/** Everybody has a long name of this byte. */
function worstUsers(byte: number): Users {
  const users = new Users();
  jest.spyOn(users, 'nameOf').mockReturnValue(String.fromCharCode(byte).repeat(256));
  return users;
}

const pod = 'pod00000000-0000-0000-0000-000000000000';

function worstProcess(byte: number): Sample {
  const fill = (length: number, end = ''): Buffer => Buffer.concat([Buffer.alloc(length, byte), Buffer.from(end)]);
  // The kernel side holds 768 bytes of a path, each of its names ending with a zero byte.
  const path = [fill(252), fill(255), fill(255)];
  const cgroups = [[fill(240, '.service'), pod, 'lxc', fill(255)]];
  const text = { name: fill(15), parent_name: fill(15), path, cgroups, arguments: [fill(128 * 1024)] };
  return processSample(text, { flags, uid: 999_999_999, real_uid: 999_999_998, login_uid: longest32 - 1, parent_pid: longest32, birth_pid: longest32 - 2, pid: 1 }, 4096);
}

/** What stands between the XML elements of an event. */
const dataOf = (text: string): string => text.trimEnd().replace(/^.*<data>|<.data>.*$/g, '');

describe.each([['JSON lines', jsonLines()], ['XML', xmlFormat('ebpf_trace://main')]] as const)('in %s', (_, format) => {
  test.each(worstBytes)('no event of a process full of bytes %d is larger than may be', (byte) => {
    const sizes = (['lifecycle', 'summary'] as const).flatMap((mode) => {
      const context = contextOf({ mode, ...fullest }, [worstProcess(byte)], format.escape, worstUsers(byte));
      return largest.map(([probe, one]) => Buffer.byteLength(dataOf(textOf(probe, one, context, format))));
    });
    expect(Math.max(...sizes)).toBeLessThan(mostBytes);
    // The test would prove nothing if the samples were small.
    expect(Math.max(...sizes)).toBeGreaterThan(4500);
  });
});

test('all keys together are in the order of the fields', () => {
  const context = contextOf({ mode: 'summary', ...fullest }, [worstProcess(0x41)], jsonLines().escape, worstUsers(0x41));
  const keys = new Set(largest.filter(([{ name }]) => name === 'tcp').flatMap(([probe, one]) => Object.keys(eventOf(probe, one, context))));
  const never = new Set(sampleProbes[0]?.fields.map(({ name }) => name));
  for (const key of keys) never.delete(key);
  expect([...never]).toEqual([]);
});
