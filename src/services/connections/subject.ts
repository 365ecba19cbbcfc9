/**
 * What every sample about a connection begins with (struct subject of bpf/services/connection/subject.h): between whom, and whose.
 * The layout is that of tcp_sample; the build puts it at the same place in each probe's sample, and a test holds that.
 */
import { attribution, connection_flag, direction, tcp_sample } from '../../generated/samples';
import type { Context, Field } from '../../probes/probe';
import { isUnspecified } from '../../text/address';
import { type Emit, type Key, key, type Word, word } from '../../text/emit';
import { emitProcess } from '../owners/emit_process';
import { nameFields } from '../owners/fields';
import { communityId } from './community_id';

const { at: offset, get } = tcp_sample;

const directions: Readonly<Record<number, Word>> = {
  [direction.DIRECTION_OUTBOUND]: word('direction', 'outbound'),
  [direction.DIRECTION_INBOUND]: word('direction', 'inbound'),
  [direction.DIRECTION_LISTENING]: word('direction', 'listening'),
};
const unknownDirection = word('direction', 'unknown');

/** The call itself needs no word. */
const attributions: Readonly<Record<number, Word>> = {
  [attribution.ATTRIBUTION_NONE]: word('attribution', 'none'),
  [attribution.ATTRIBUTION_IO]: word('attribution', 'io'),
  [attribution.ATTRIBUTION_LISTENER]: word('attribution', 'listener'),
  [attribution.ATTRIBUTION_EXISTING]: word('attribution', 'existing'),
  [attribution.ATTRIBUTION_KERNEL]: word('attribution', 'kernel'),
};

const flags: readonly (readonly [flag: number, word: Word])[] = [
  [connection_flag.CONNECTION_UNTRACKED, word('untracked', true)],
  [connection_flag.CONNECTION_MPTCP, word('mptcp', true)],
  [connection_flag.CONNECTION_RESTORED, word('restored', true)],
];

const source = { ip: key('src_ip'), port: key('src_port') };
const destination = { ip: key('dest_ip'), port: key('dest_port') };
const [flowId, connectionId, communityKey] = [key('flow_id'), key('connection_id'), key('community_id')];
const [netnsKey, processId, threadId] = [key('netns'), key('process_id'), key('thread_id')];

/** direction, and src and dest: src is who opened the connection; a listener has a dest only. */
export function emitEndpoints(view: DataView, at: number, emit: Emit): void {
  const way = get.subject_direction(view, at);
  const local = at + offset.subject_ends_local;
  const remote = at + offset.subject_ends_remote;
  const localPort = get.subject_ends_local_port(view, at);
  const remotePort = get.subject_ends_remote_port(view, at);
  emit.word(directions[way] ?? unknownDirection);
  if (way === direction.DIRECTION_LISTENING) {
    emit.address(destination.ip, view, local);
    emit.number(destination.port, localPort);
  } else if (way === direction.DIRECTION_INBOUND) {
    emitEnd(view, source, remote, remotePort, emit);
    emitEnd(view, destination, local, localPort, emit);
  } else {
    emitEnd(view, source, local, localPort, emit);
    emitEnd(view, destination, remote, remotePort, emit);
  }
}

function emitEnd(view: DataView, { ip, port }: typeof source, address: number, number: number, emit: Emit): void {
  if (!isUnspecified(view, address)) emit.address(ip, view, address);
  if (number !== 0) emit.number(port, number);
}

/** All of the owner, and of the socket: for the events that report a connection first. */
export function emitOwner(view: DataView, at: number, context: Context, emit: Emit): void {
  emitHolder(view, at, context, emit);
  const owner = context.owners.find(get.subject_owner(view, at));
  if (owner !== undefined) emit.keys(owner.detailKeys);
}

/** Less what describes the process: for the events of probes that report of a connection what happens to it. */
export function emitNamedOwner(view: DataView, at: number, context: Context, emit: Emit): void {
  emitHolder(view, at, context, emit);
  const owner = context.owners.find(get.subject_owner(view, at));
  if (owner !== undefined) emit.keys(owner.nameKey);
}

/** The ids, the socket, and the numbers of who holds it. */
function emitHolder(view: DataView, at: number, context: Context, emit: Emit): void {
  const pid = get.subject_pid(view, at);
  const tid = get.subject_tid(view, at);
  emitIds(view, at, context, true, emit);
  emitAttribution(view, at, emit);
  emitSocket(view, at, context.hostNetns, emit);
  if (pid !== 0) emit.number(processId, pid);
  if (tid !== pid) emit.number(threadId, tid);
}

/** What a search needs to join with those: flow_id, process_id, process_name, and what close_fields says; attribution where there is no process. */
export function emitBriefOwner(view: DataView, at: number, context: Context, emit: Emit): void {
  const pid = get.subject_pid(view, at);
  emitIds(view, at, context, context.closeHasConnectionId, emit);
  if (pid === 0) return emitAttribution(view, at, emit);
  emitProcess(pid, context.owners.find(get.subject_owner(view, at)), 'closeKeys', emit);
}

function emitIds(view: DataView, at: number, { hasCommunityId }: Context, hasConnectionId: boolean, emit: Emit): void {
  emitId(flowId, view, at + offset.subject_flow, emit);
  if (hasConnectionId) emitId(connectionId, view, at + offset.subject_connection_id, emit);
  if (hasCommunityId) emitCommunityId(view, at, emit);
}

/** Nothing of 0. */
function emitId(key: Key, view: DataView, at: number, emit: Emit): void {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low !== 0 || high !== 0) emit.id(key, low, high);
}

/** Nothing where an end is not known. */
function emitCommunityId(view: DataView, at: number, emit: Emit): void {
  const ends = {
    local: at + offset.subject_ends_local, remote: at + offset.subject_ends_remote,
    localPort: get.subject_ends_local_port(view, at), remotePort: get.subject_ends_remote_port(view, at),
  };
  const isWhole = ends.localPort !== 0 && ends.remotePort !== 0 && !isUnspecified(view, ends.local) && !isUnspecified(view, ends.remote);
  if (isWhole) emit.text(communityKey, communityId(view, ends));
}

function emitAttribution(view: DataView, at: number, emit: Emit): void {
  const how = attributions[get.subject_attribution(view, at)];
  if (how !== undefined) emit.word(how);
}

function emitSocket(view: DataView, at: number, hostNetns: number | undefined, emit: Emit): void {
  const set = get.subject_flags(view, at);
  if (set !== 0) emitFlags(set, emit);
  const netns = get.subject_ends_netns(view, at);
  if (netns !== hostNetns && netns !== 0) emit.number(netnsKey, netns);
}

function emitFlags(set: number, emit: Emit): void {
  for (const [flag, word] of flags) if ((set & flag) !== 0) emit.word(word);
}

export const endpointFields: readonly Field[] = [
  { name: 'direction', type: 'string', description: 'outbound: this host opened the connection; inbound: it accepted it; listening: a listener; unknown: of a restored connection without a listener here, and of a transition that is no connection\'s yet: src is this host\'s end then' },
  { name: 'src_ip', type: 'string', description: 'who opened the connection; IPv4 where IPv6 only wraps it' },
  { name: 'src_port', type: 'number', description: 'absent while no port is bound' },
  { name: 'dest_ip', type: 'string', description: 'whom it was opened to; the address of a listener, 0.0.0.0 or :: for any' },
  { name: 'dest_port', type: 'number', description: 'the port of the service' },
];

export const ownerFields: readonly Field[] = [
  { name: 'flow_id', type: 'string', description: 'the same on all events of one connection, also after a restart of the input; the two ends of a loopback connection have two. A connect that failed has one of its own; absent, until its end, where health counts it as unidentified' },
  { name: 'connection_id', type: 'string', description: 'the same at both ends of a connection, on both hosts and through address translation (docs/limits.md says what parts it); absent of connects that failed, of restored sockets, where both ends opened it at once, and where it is not certain which of them did. A close in lifecycle mode has it where close_fields says so; the event that its connection began with, of the same flow_id, has it in any case' },
  { name: 'community_id', type: 'string', description: 'Community ID, version 1, of its addresses and ports: only where the setting says so, and both ends are known. Address translation changes it, and a later connection of the same ports has the same' },
  { name: 'attribution', type: 'string', description: 'how the process is known, where it is not the call itself: io (first read, write or close), listener (nobody accepted, or nobody could see it), existing (found at the start), kernel (a kernel thread), none' },
  { name: 'untracked', type: 'boolean', description: 'beyond max_connections: only what the socket itself says when it happens, without duration, and with a process only where that is at work then; true or absent' },
  { name: 'mptcp', type: 'boolean', description: 'a Multipath TCP connection; true or absent' },
  { name: 'restored', type: 'boolean', description: 'its socket was restored by TCP_REPAIR, as CRIU does, by this process: there was no handshake, bytes and flow_id are those of the new socket, and it is inbound where somebody listens at its address; true or absent' },
  { name: 'netns', type: 'number', description: "inode of the socket's network namespace, where it is not the host's" },
  { name: 'process_id', type: 'number', description: 'the process that called connect, accept or listen, whoever closes' },
  { name: 'thread_id', type: 'number', description: 'its thread, where that is not the main one' },
  ...nameFields,
];
