/** Every connection and listener: bpf/services/connection/. */
import { attribution, close_reason, connection_flag, tcp_kind, tcp_sample } from '../../generated/samples';
import { connectionColumns } from '../../services/connections/columns';
import { failureOutcomes, type FailureOutcome, outcomeText } from '../../services/connections/outcome';
import { emitBriefOwner, emitEndpoints, emitOwner, endpointFields, ownerFields } from '../../services/connections/subject';
import { detailFields } from '../../services/owners/fields';
import type { Fields } from '../../text/columns';
import { type Emit, type Key, key, type Word, word } from '../../text/emit';
import { errnoWord } from '../../text/errno_word';
import type { Colour } from '../../text/terminal';
import type { Context, Field, Probe, Reader } from '../probe';

const { get } = tcp_sample;

const reasons: Readonly<Record<number, Word>> = {
  [close_reason.REASON_FIN_LOCAL]: word('close_reason', 'fin_local'),
  [close_reason.REASON_FIN_REMOTE]: word('close_reason', 'fin_remote'),
  [close_reason.REASON_RST_LOCAL]: word('close_reason', 'rst_local'),
  [close_reason.REASON_RST_REMOTE]: word('close_reason', 'rst_remote'),
  [close_reason.REASON_TIMEOUT]: word('close_reason', 'timeout'),
  [close_reason.REASON_ABORTED]: word('close_reason', 'aborted'),
  [close_reason.REASON_UNKNOWN]: word('close_reason', 'unknown'),
  [close_reason.REASON_CHECKPOINTED]: word('close_reason', 'checkpointed'),
  [close_reason.REASON_UNSEEN]: word('close_reason', 'unseen'),
};
const success = word('outcome', 'success');
const failures = Object.fromEntries(failureOutcomes.map((outcome) => [outcome, word('outcome', outcome)])) as Readonly<Record<FailureOutcome, Word>>;
const [duration, responseTime, unacked, rtt, retransmits] = [key('duration'), key('response_time'), key('bytes_unacked'), key('rtt_us'), key('retransmits')];
const [bytesIn, bytesOut, packetsIn, packetsOut] = [key('bytes_in'), key('bytes_out'), key('packets_in'), key('packets_out')];

/** What a connection from before the start had counted by then. */
const before = [
  [key('bytes_in_before'), get.traffic_bytes_in],
  [key('bytes_out_before'), get.traffic_bytes_out],
  [key('packets_in_before'), get.traffic_packets_in],
  [key('packets_out_before'), get.traffic_packets_out],
  [key('retransmits_before'), get.traffic_retransmits],
] as const;

/** Absent when it is 0. */
function emitCount(key: Key, count: number, emit: Emit): void {
  if (count !== 0) emit.number(key, count);
}

/** Seconds of nanoseconds, to the microsecond. */
function emitNs(key: Key, ns: number, emit: Emit): void {
  emit.micros(key, Math.round(ns / 1000));
}

function emitTraffic(view: DataView, at: number, emit: Emit): void {
  emitCount(bytesIn, get.traffic_bytes_in(view, at), emit);
  emitCount(bytesOut, get.traffic_bytes_out(view, at), emit);
  emitCount(unacked, get.bytes_unacked(view, at), emit);
  emitCount(packetsIn, get.traffic_packets_in(view, at), emit);
  emitCount(packetsOut, get.traffic_packets_out(view, at), emit);
}

function emitQuality(view: DataView, at: number, emit: Emit): void {
  emitCount(rtt, get.rtt_us(view, at), emit);
  emitCount(retransmits, get.traffic_retransmits(view, at), emit);
  const reason = reasons[get.reason(view, at)];
  if (reason !== undefined) emit.word(reason);
}

function emitDuration(view: DataView, at: number, emit: Emit): void {
  const began = get.began_ns(view, at);
  if (began !== 0) emitNs(duration, timeNs(view, at) - began, emit);
}

function emitResponse(view: DataView, at: number, emit: Emit): void {
  const response = get.response_ns(view, at);
  if (response !== 0) emitNs(responseTime, response, emit);
}

/** What stands between the word of the event and its end. */
type Write = (view: DataView, at: number, context: Context, emit: Emit) => void;

function beginning(view: DataView, at: number, context: Context, emit: Emit): void {
  emitEndpoints(view, at, emit);
  emitResponse(view, at, emit);
  emitOwner(view, at, context, emit);
}

/** What was there before has counters of its own: absent in lifecycle mode, where its close reports all of it. */
function existing(view: DataView, at: number, context: Context, emit: Emit): void {
  emitEndpoints(view, at, emit);
  for (const [key, read] of before) emitCount(key, read(view, at), emit);
  emitOwner(view, at, context, emit);
}

function failed(view: DataView, at: number, context: Context, emit: Emit): void {
  const error = get.error(view, at);
  const isUnknown = get.reason(view, at) === close_reason.REASON_UNKNOWN;
  const errno = errnoWord(error);
  emitEndpoints(view, at, emit);
  emit.word(failures[isUnknown ? 'unknown' : outcomeText(error, get.was_given_up(view, at) !== 0)]);
  if (errno !== undefined) emit.word(errno);
  emitDuration(view, at, emit);
  emitCount(retransmits, get.traffic_retransmits(view, at), emit);
  emitOwner(view, at, context, emit);
}

/** What a close repeats of its owner: all of it where no event reported it before. */
function isFirst(view: DataView, at: number, context: Context): boolean {
  if (get.subject_flags(view, at) & connection_flag.CONNECTION_UNTRACKED) return true;
  return context.isSummary || get.subject_attribution(view, at) === attribution.ATTRIBUTION_LISTENER;
}

function ended(view: DataView, at: number, context: Context, emit: Emit): void {
  emitEndpoints(view, at, emit);
  if (context.isSummary) emit.word(success);
  emitTraffic(view, at, emit);
  emitDuration(view, at, emit);
  if (context.isSummary) emitResponse(view, at, emit);
  emitQuality(view, at, emit);
  if (isFirst(view, at, context)) emitOwner(view, at, context, emit);
  else emitBriefOwner(view, at, context, emit);
}

function listenClosed(view: DataView, at: number, context: Context, emit: Emit): void {
  emitEndpoints(view, at, emit);
  emitDuration(view, at, emit);
  emitBriefOwner(view, at, context, emit);
}

const events: Readonly<Record<number, readonly [event: Word, write: Write]>> = {
  [tcp_kind.TCP_CONNECT]: [word('event', 'connect'), beginning],
  [tcp_kind.TCP_ACCEPT]: [word('event', 'accept'), beginning],
  [tcp_kind.TCP_LISTEN_EVENT]: [word('event', 'listen'), beginning],
  [tcp_kind.TCP_EXISTING]: [word('event', 'existing'), existing],
  [tcp_kind.TCP_CONNECT_FAILED]: [word('event', 'connect_failed'), failed],
  [tcp_kind.TCP_CLOSE_EVENT]: [word('event', 'close'), ended],
  [tcp_kind.TCP_FLOW]: [word('event', 'flow'), ended],
  [tcp_kind.TCP_LISTEN_CLOSE]: [word('event', 'listen_close'), listenClosed],
};

/** A close that waited for its accept, and a listen that a walk found, are reported with the time at which they happened. */
function timeNs(view: DataView, at: number): number {
  const kind = get.head_kind(view, at);
  if (kind === tcp_kind.TCP_LISTEN_EVENT) return get.began_ns(view, at);
  const isEnd = kind === tcp_kind.TCP_CLOSE_EVENT || kind === tcp_kind.TCP_CONNECT_FAILED;
  return (isEnd && get.at_ns(view, at)) || get.head_time_ns(view, at);
}

function open(context: Context): Reader {
  return {
    take(view, at, _, emit) {
      const [event, write] = events[get.head_kind(view, at)] ?? [];
      if (event === undefined || write === undefined) throw new Error(`tcp sample of unknown kind ${get.head_kind(view, at)}`);
      emit.begin('tcp', context.clock.micros(timeNs(view, at)));
      emit.word(event);
      write(view, at, context, emit);
      emit.end();
    },
  };
}

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'connect, connect_failed, accept, close, listen, listen_close, existing (there when the input started, or restored), flow (interval report of summary mode)' },
  ...endpointFields,
  { name: 'outcome', type: 'string', description: 'of a connect_failed: refused, timed_out, unreachable, reset, aborted (by its own program), denied, address_unavailable, failed (for another reason, or for one that another thread has asked for already), unknown (the kernel showed the end to no program, and its error is gone); of a summary: success' },
  { name: 'errno', type: 'string', description: "name of the kernel's error, as ECONNREFUSED; absent where there was none" },
  { name: 'bytes_in', type: 'number', unit: 'bytes', description: 'payload received in order; absent when 0. In summary mode what was added since the flow or existing before: the sum of a connection\'s events is what was seen of it, over any number of restarts of the input (docs/knowledge.md). MPTCP: of all subflows; before kernel 6.5 what it sent again, on the same or another one, counts twice' },
  { name: 'bytes_out', type: 'number', unit: 'bytes', description: 'payload that the peer acknowledged; absent when 0. In parts as bytes_in' },
  { name: 'bytes_unacked', type: 'number', unit: 'bytes', description: 'payload written but never acknowledged; absent when 0' },
  { name: 'packets_in', type: 'number', unit: 'segments', description: 'as this host saw them; in parts as bytes_in' },
  { name: 'packets_out', type: 'number', unit: 'segments', description: 'as this host sent them; in parts as bytes_in' },
  { name: 'duration', type: 'number', unit: 'seconds', description: 'outbound from the connect, inbound from the end of the handshake, to the end of the socket in the kernel, on a flow to its report: always of the whole connection so far; absent where the beginning was not seen' },
  { name: 'response_time', type: 'number', unit: 'seconds', description: 'outbound from the SYN to established; inbound the round trip of the SYN-ACK (behind TCP_DEFER_ACCEPT until the first data, as the kernel measures it)' },
  { name: 'rtt_us', type: 'number', unit: 'microseconds', description: 'smoothed round trip time at the end' },
  { name: 'retransmits', type: 'number', unit: 'segments', description: 'absent when 0; in parts as bytes_in' },
  { name: 'close_reason', type: 'string', description: 'fin_local, fin_remote (who closed first), rst_local, rst_remote, timeout, aborted (by another program: ss -K), checkpointed (left open by TCP_REPAIR, as CRIU does: the peer knows nothing); unknown: the kernel showed the end to no program, and it was noticed later (`time` says when): bytes and duration are missing, and health counts it as missed; unseen: only the end itself was seen, and not who closed first; health counts it as repaired' },
  { name: 'bytes_in_before', type: 'number', unit: 'bytes', description: 'of an existing in summary mode: what the connection had received by then, reported by an earlier run of the input or by nobody; no bytes_in counts it again; absent when 0' },
  { name: 'bytes_out_before', type: 'number', unit: 'bytes', description: 'the same of bytes_out' },
  { name: 'packets_in_before', type: 'number', unit: 'segments', description: 'the same of packets_in' },
  { name: 'packets_out_before', type: 'number', unit: 'segments', description: 'the same of packets_out' },
  { name: 'retransmits_before', type: 'number', unit: 'segments', description: 'the same of retransmits' },
  ...ownerFields,
  ...detailFields,
];

function colour({ event }: Fields): Colour | undefined {
  if (event === 'connect_failed') return 'red';
  return event === 'close' ? 'grey' : undefined;
}

export const tcp: Probe = {
  name: 'tcp',
  title: 'TCP connections',
  description: 'The life of every TCP connection and listener of the host, with the process that owns it. A close repeats of its process only what a search needs, as close_fields says; the rest is on the connect or accept with the same flow_id.',
  fields,
  sampleBytes: tcp_sample.size,
  columns: connectionColumns,
  colour,
  open,
};
