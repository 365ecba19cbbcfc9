/** Every connection and listener: bpf/services/connection/. */
import { close_reason, connection_flag, attribution, tcp_kind, tcp_sample } from '../../generated/samples';
import { errorText, type FailureOutcome, outcomeText } from '../../services/connections/outcome';
import type { Context, Field, Probe } from '../probe';
import { briefOwnerKeys, detailFields, endpointFields, endpointKeys, ownerFields, ownerKeys } from '../../services/connections/subject';

const { get } = tcp_sample;

const reasonTexts: Readonly<Record<number, string>> = {
  [close_reason.REASON_FIN_LOCAL]: ',"close_reason":"fin_local"',
  [close_reason.REASON_FIN_REMOTE]: ',"close_reason":"fin_remote"',
  [close_reason.REASON_RST_LOCAL]: ',"close_reason":"rst_local"',
  [close_reason.REASON_RST_REMOTE]: ',"close_reason":"rst_remote"',
  [close_reason.REASON_TIMEOUT]: ',"close_reason":"timeout"',
  [close_reason.REASON_ABORTED]: ',"close_reason":"aborted"',
  [close_reason.REASON_UNKNOWN]: ',"close_reason":"unknown"',
  [close_reason.REASON_CHECKPOINTED]: ',"close_reason":"checkpointed"',
};

/** Seconds of nanoseconds, to the microsecond. */
function seconds(ns: number): number {
  return Math.round(ns / 1000) / 1e6;
}

function counter(key: string, value: number): string {
  return value === 0 ? '' : `,"${key}":${value}`;
}

function trafficKeys(view: DataView, at: number): string {
  return counter('bytes_in', get.traffic_bytes_in(view, at)) + counter('bytes_out', get.traffic_bytes_out(view, at)) +
    counter('bytes_unacked', get.bytes_unacked(view, at)) +
    counter('packets_in', get.traffic_packets_in(view, at)) + counter('packets_out', get.traffic_packets_out(view, at));
}

/** Of a connection that was there before: absent in lifecycle mode, where its close reports all of it. */
function beforeKeys(view: DataView, at: number): string {
  return counter('bytes_in_before', get.traffic_bytes_in(view, at)) + counter('bytes_out_before', get.traffic_bytes_out(view, at)) +
    counter('packets_in_before', get.traffic_packets_in(view, at)) + counter('packets_out_before', get.traffic_packets_out(view, at)) +
    counter('retransmits_before', get.traffic_retransmits(view, at));
}

function qualityKeys(view: DataView, at: number): string {
  return counter('rtt_us', get.rtt_us(view, at)) + counter('retransmits', get.traffic_retransmits(view, at)) +
    (reasonTexts[get.reason(view, at)] ?? '');
}

function durationKey(view: DataView, at: number): string {
  const began = get.began_ns(view, at);
  return began === 0 ? '' : `,"duration":${seconds(timeNs(view, at) - began)}`;
}

function responseKey(view: DataView, at: number): string {
  const response = get.response_ns(view, at);
  return response === 0 ? '' : `,"response_time":${seconds(response)}`;
}

function beginning(event: string): Probe['format'] {
  const head = `"event":"${event}",`;
  return (view, at, context) =>
    `${head + endpointKeys(view, at) + responseKey(view, at) + ownerKeys(view, at, context)}}`;
}

function existing(view: DataView, at: number, context: Context): string {
  return `"event":"existing",${endpointKeys(view, at)}${beforeKeys(view, at)}${ownerKeys(view, at, context)}}`;
}

function failed(view: DataView, at: number, context: Context): string {
  const error = get.error(view, at);
  const outcome: FailureOutcome = get.reason(view, at) === close_reason.REASON_UNKNOWN ? 'unknown' : outcomeText(error, get.was_given_up(view, at) !== 0);
  return `"event":"connect_failed",${endpointKeys(view, at)},"outcome":"${outcome}"${errorText(error)}${durationKey(view, at)}` +
    `${counter('retransmits', get.traffic_retransmits(view, at))}${ownerKeys(view, at, context)}}`;
}

/** What a close repeats of its owner: all of it where no event told it before. */
function isUntold(view: DataView, at: number, context: Context): boolean {
  if (get.subject_flags(view, at) & connection_flag.CONNECTION_UNTRACKED) return true;
  return context.isSummary || get.subject_attribution(view, at) === attribution.ATTRIBUTION_LISTENER;
}

function ended(event: string): Probe['format'] {
  return (view, at, context) =>
    `"event":"${event}",${endpointKeys(view, at)}${context.isSummary ? ',"outcome":"success"' : ''}` +
    `${trafficKeys(view, at)}${durationKey(view, at)}${context.isSummary ? responseKey(view, at) : ''}` +
    `${qualityKeys(view, at)}${isUntold(view, at, context) ? ownerKeys(view, at, context) : briefOwnerKeys(view, at, context)}}`;
}

function listenClosed(view: DataView, at: number, context: Context): string {
  return `"event":"listen_close",${endpointKeys(view, at)}${durationKey(view, at)}${briefOwnerKeys(view, at, context)}}`;
}

const formats: Readonly<Record<number, Probe['format']>> = {
  [tcp_kind.TCP_CONNECT]: beginning('connect'),
  [tcp_kind.TCP_ACCEPT]: beginning('accept'),
  [tcp_kind.TCP_LISTEN_EVENT]: beginning('listen'),
  [tcp_kind.TCP_EXISTING]: existing,
  [tcp_kind.TCP_CONNECT_FAILED]: failed,
  [tcp_kind.TCP_CLOSE_EVENT]: ended('close'),
  [tcp_kind.TCP_FLOW]: ended('flow'),
  [tcp_kind.TCP_LISTEN_CLOSE]: listenClosed,
};

/** A close that waited for its accept, and a listen that a walk found, are told with the time at which they happened. */
function timeNs(view: DataView, at: number): number {
  const kind = get.head_kind(view, at);
  if (kind === tcp_kind.TCP_LISTEN_EVENT) return get.began_ns(view, at);
  const isEnd = kind === tcp_kind.TCP_CLOSE_EVENT || kind === tcp_kind.TCP_CONNECT_FAILED;
  return (isEnd && get.at_ns(view, at)) || get.head_time_ns(view, at);
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
  { name: 'close_reason', type: 'string', description: 'fin_local, fin_remote (who closed first), rst_local, rst_remote, timeout, aborted (by another program: ss -K), checkpointed (left open by TCP_REPAIR, as CRIU does: the peer knows nothing); unknown: the kernel showed the end to no program, and it was noticed later (`time` says when): bytes and duration are missing, and health counts it as missed' },
  { name: 'bytes_in_before', type: 'number', unit: 'bytes', description: 'of an existing in summary mode: what the connection had received by then, reported by an earlier run of the input or by nobody; no bytes_in counts it again; absent when 0' },
  { name: 'bytes_out_before', type: 'number', unit: 'bytes', description: 'the same of bytes_out' },
  { name: 'packets_in_before', type: 'number', unit: 'segments', description: 'the same of packets_in' },
  { name: 'packets_out_before', type: 'number', unit: 'segments', description: 'the same of packets_out' },
  { name: 'retransmits_before', type: 'number', unit: 'segments', description: 'the same of retransmits' },
  ...ownerFields,
  ...detailFields,
];

export const tcp: Probe = {
  name: 'tcp',
  title: 'TCP connections',
  description: 'The life of every TCP connection and listener of the host, with the process that owns it. A close repeats of its process only what a search needs, as close_fields says; the rest is on the connect or accept with the same flow_id.',
  fields,
  sampleBytes: tcp_sample.size,
  timeNs,
  format: (view, at, context) => {
    const format = formats[get.head_kind(view, at)];
    if (format === undefined) throw new Error(`tcp sample of unknown kind ${get.head_kind(view, at)}`);
    return format(view, at, context);
  },
};
