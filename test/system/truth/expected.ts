/** From truth to the events that a tracer must write, field by field, in either mode of the tcp probe. */
import { absent, alternatives, anything, between, count, endingWith, oneOf, present, type Want, type Wanted } from './rules';
import { guidMaker } from '../../../src/services/owners/guid';
import { type Birth, type CaseTruth, type ConnectionTruth, connectionsOf, type ListenerTruth, listenersOf, type Owner, type Range } from './truth_lines';

const nsPerTick = 10_000_000n;

export type Mode = 'lifecycle' | 'summary';

/** Where and how the tracer runs. */
export interface Host {
  readonly mode: Mode;
  /** Inode of the tracer's network namespace. */
  readonly netns: number;
  /** Of the kernel that ran both. */
  readonly bootId: Uint8Array;
  /** How late a clock reading may be: a program is preempted between an act and its look at the clock. */
  readonly slackSeconds: number;
  userName(userId: number): string | undefined;
  /** Calls of io_uring are seen as such: by functions of the kernel, and not by tracepoints of system calls. */
  readonly seesRings: boolean;
  /** The kernel's paths begin outside of it: those that /proc has are their ends. */
  readonly isChroot?: boolean;
}

/** The events of one connection, which share a flow id; or a single event. */
export interface Unit {
  readonly label: string;
  readonly events: readonly Wanted[];
}

export function expectedUnits(truth: CaseTruth, host: Host): Unit[] {
  return [
    ...connectionsOf(truth).filter((connection) => isSeen(connection, host)).map((connection) => connectionUnit(connection, truth, host)),
    ...listenersOf(truth).flatMap((listener) => listenerUnits(listener, host)),
  ];
}

// ---- connections

/** What fails at once shows no transition. */
function isSeen({ established, by_ring }: ConnectionTruth, { seesRings }: Host): boolean {
  return seesRings || established !== undefined || by_ring === undefined;
}

function connectionUnit(connection: ConnectionTruth, truth: CaseTruth, host: Host): Unit {
  const label = `${connection.direction} ${connection.src_port ?? '?'} -> ${connection.dest_ip}:${connection.dest_port}`;
  if (connection.established === undefined) return { label: `failed ${label}`, events: [failedEvent(connection, host)] };
  const isToldAtOnce = host.mode === 'summary' || connection.never_accepted !== undefined;
  // What was there at the start is told then, in either mode.
  const open = isToldAtOnce && !isThere(connection) ? [] : [openEvent(connection, truth, host)];
  return { label, events: [...open, closeEvent(connection, truth, host)] };
}

/** Before, or restored: without a beginning that could be seen. */
function isThere({ existing, restored }: ConnectionTruth): boolean {
  return existing !== undefined || restored !== undefined;
}

function endpoints(connection: ConnectionTruth): Wanted {
  const source = connection.any_source ? present : connection.unknown_source ? anything : absent;
  return {
    direction: connection.direction,
    src_ip: connection.src_ip ?? source,
    src_port: connection.src_port ?? source,
    dest_ip: connection.dest_ip,
    dest_port: connection.dest_port,
  };
}

function failedEvent(connection: ConnectionTruth, host: Host): Wanted {
  return {
    ...endpoints(connection),
    ...ownerFields(connection.owner, host),
    ...markings(connection, host),
    event: 'connect_failed',
    time: within(connection.open_time, host),
    outcome: alternatives(connection.outcome),
    errno: connection.any_errno ? anything : (connection.errno ?? absent),
    duration: oneOf(undefined, upTo(length(connection.open_time), host)),
    retransmits: anything,
    flow_id: present,
  };
}

function openEvent(connection: ConnectionTruth, truth: CaseTruth, host: Host): Wanted {
  const name = connection.direction === 'outbound' ? 'connect' : 'accept';
  const isEither = connection.was_in_backlog ?? connection.was_connecting;
  return {
    ...endpoints(connection),
    ...ownerFields(connection.owner, host),
    ...markings(connection, host),
    event: isThere(connection) ? 'existing' : isEither ? oneOf(name, 'existing') : name,
    time: connection.existing || isEither ? between(truth.began, truth.ended + host.slackSeconds) : within(connection.open_time, host),
    response_time: responseTime(connection, host),
    ...ids(connection, truth),
    ...(connection.existing && host.mode === 'summary' ? carriedBefore(connection) : {}),
  };
}

function carriedBefore({ bytes_in_before, bytes_out_before }: ConnectionTruth): Wanted {
  const others = { packets_in_before: anything, packets_out_before: anything, retransmits_before: anything };
  return { bytes_in_before: count(bytes_in_before), bytes_out_before: count(bytes_out_before), ...others };
}

/** Of a close: in summary mode what passed before the start is no part of it. */
function carried(total: number | undefined, before: number | undefined, host: Host): Want {
  return count(total === undefined || host.mode === 'lifecycle' ? total : total - (before ?? 0));
}

function closeEvent(connection: ConnectionTruth, truth: CaseTruth, host: Host): Wanted {
  const isAlone = host.mode === 'summary' || connection.never_accepted !== undefined;
  return {
    ...endpoints(connection),
    ...(isAlone ? wholeStory(connection, host) : shortOwner(connection.owner, host)),
    event: 'close',
    time: within(endOf(connection), host),
    bytes_in: carried(connection.bytes_in, connection.bytes_in_before, host),
    bytes_out: carried(connection.bytes_out, connection.bytes_out_before, host),
    bytes_unacked: count(connection.bytes_unacked),
    packets_in: anything,
    packets_out: anything,
    rtt_us: anything,
    retransmits: count(connection.retransmits),
    duration: duration(connection, truth, host),
    close_reason: alternatives(connection.close_reason),
    ...ids(connection, truth),
  };
}

/** What connects to itself has no opener, nor where two ends open at once: but of these one that saw only the other's answer cannot know. A restored socket has numbers of its own. */
function ids({ direction, src_ip, src_port, dest_ip, dest_port, restored }: ConnectionTruth, truth: CaseTruth): Wanted {
  const isSelf = src_ip === dest_ip && src_port === dest_port;
  const isMutual = connectionsOf(truth).some((other) => other.direction === direction && other.src_ip === dest_ip && other.src_port === dest_port
    && other.dest_ip === src_ip && other.dest_port === src_port);
  return { flow_id: present, connection_id: isSelf || restored ? absent : isMutual ? anything : present };
}

/** In summary mode, and where nobody accepted, the close event is the only one. */
function wholeStory(connection: ConnectionTruth, host: Host): Wanted {
  return {
    ...ownerFields(connection.owner, host),
    ...markings(connection, host),
    response_time: responseTime(connection, host),
    outcome: host.mode === 'summary' ? 'success' : absent,
  };
}

function markings({ mptcp, any_mptcp, restored, attribution, existing, was_in_backlog, was_connecting, by_ring, direction }: ConnectionTruth, { seesRings }: Host): Wanted {
  const isEither = was_in_backlog ?? was_connecting;
  return {
    mptcp: any_mptcp ? anything : (mptcp ?? absent),
    restored: restored ?? absent,
    attribution: isEither ? anything : existing ? 'existing' : by_ring && direction === 'inbound' && !seesRings ? 'io' : alternatives(attribution),
  };
}

function responseTime(connection: ConnectionTruth, host: Host): Want {
  if (isThere(connection)) return absent;
  if (connection.was_in_backlog || connection.was_connecting) return anything;
  if (connection.handshake) return between(...connection.handshake);
  // A peer may be so quick that nothing was measured, and a SYN cookie leaves nothing to measure with.
  if (connection.direction === 'inbound') return oneOf(undefined, between(0, 2));
  return between(0, Math.max(0, length(connection.open_time)) + host.slackSeconds);
}

/** The kernel's own end waits for the acknowledgement of the FIN, which may be delayed by 40 ms. */
function endOf({ close_time }: ConnectionTruth): Range | undefined {
  return close_time === undefined ? undefined : [close_time[0], close_time[1] + 0.05];
}

function duration(connection: ConnectionTruth, truth: CaseTruth, host: Host): Want {
  if (isThere(connection)) return absent;
  if (connection.was_in_backlog || connection.was_connecting) return anything;
  const [opening, opened] = connection.open_time ?? [truth.began, truth.ended];
  const [closing, closed] = endOf(connection) ?? [truth.began, truth.ended];
  // A listener's owner does not know when the handshake was, only that it was in this case.
  const earliest = connection.direction === 'inbound' ? truth.began : opening;
  const least = connection.never_accepted ? 0 : Math.max(0, closing - opened - host.slackSeconds);
  return between(least, closed - earliest + host.slackSeconds);
}

// ---- listeners: two events that share no flow id

function listenerUnits(listener: ListenerTruth, host: Host): Unit[] {
  const label = `listener ${listener.dest_ip}:${listener.dest_port}`;
  return [
    { label: `${label} begins`, events: [listenEvent(listener, host)] },
    { label: `${label} ends`, events: [listenCloseEvent(listener, host)] },
  ];
}

function listeningAt({ dest_ip, dest_port }: ListenerTruth): Wanted {
  return { direction: 'listening', dest_ip, dest_port, flow_id: anything, mptcp: anything };
}

function listenEvent(listener: ListenerTruth, host: Host): Wanted {
  return {
    ...listeningAt(listener),
    ...ownerFields(listener.owner, host),
    event: listener.existing ? 'existing' : 'listen',
    time: listener.existing ? anything : within(listener.open_time, host),
    attribution: listener.existing ? 'existing' : absent,
  };
}

function listenCloseEvent(listener: ListenerTruth, host: Host): Wanted {
  const [closing, closed] = listener.close_time ?? [0, 0];
  const [opening, opened] = listener.open_time ?? [0, 0];
  const lasted = between(closing - opened - host.slackSeconds, closed - opening + host.slackSeconds);
  return {
    ...listeningAt(listener),
    ...shortOwner(listener.owner, host),
    event: 'listen_close',
    time: within(listener.close_time, host),
    duration: oneOf(undefined, lasted),
  };
}

// ---- owners

/** As close_fields is by default. */
function shortOwner({ process_id, process_name, birth, user_id }: Owner, host: Host): Wanted {
  return { process_id, process_name, process_guid: guidOf(birth, host), ...userFields('user', user_id, host) };
}

function guidOf(birth: Birth | undefined, { bootId }: Host): string | typeof present {
  return birth === undefined ? present : guidMaker(bootId)({ pidNamespace: birth[0], startNs: BigInt(birth[1]) * nsPerTick, nsPid: birth[2] });
}

function ownerFields(owner: Owner, host: Host): Wanted {
  const { netns, cgroups = '', user_id, real_user_id, login_user_id, process_path: path, process, birth, parent_birth: parentBirth, ...same } = owner;
  return {
    ...same,
    process_guid: guidOf(birth, host),
    parent_process_guid: guidOf(parentBirth, host),
    ...commandLine(process),
    process_path: path === undefined || !host.isChroot ? (path ?? absent) : endingWith(path),
    ...userFields('user', user_id, host),
    ...(real_user_id === undefined ? {} : userFields('real_user', real_user_id, host)),
    ...groupFields(cgroups),
    netns: netns === host.netns ? absent : netns,
    ...(login_user_id === undefined ? {} : { login_user_id, login_user: host.userName(login_user_id) ?? absent }),
  };
}

function userFields(field: string, id: number, host: Host): Wanted {
  const name = host.userName(id);
  return name === undefined ? { [`${field}_id`]: id } : { [field]: name };
}

/** The container that any hierarchy has; else the unit of any; else a path. */
function groupFields(cgroups: string): Wanted {
  const paths = [...cgroups.matchAll(/^\d+:[^:]*:(.+)$/gm)].map(([, path = '']) => path).filter((path) => path !== '/');
  const container_id = paths.map((path) => /\/docker\/([0-9a-f]{64})$/.exec(path)?.[1]).find((id) => id !== undefined);
  if (container_id !== undefined) return { container_id, container_runtime: 'docker' };
  const units = paths.flatMap((path) => path.split('/').filter((name) => /\.(service|scope)$/.test(name)).slice(-1));
  if (units.length > 0) return { systemd_unit: oneOf(...units) };
  return paths.length > 0 ? { cgroup: oneOf(...paths) } : {};
}

/** With the defaults: of a longer one both ends. */
const mostCommandBytes = 512;

function commandLine(text: string | undefined): Wanted {
  if (text === undefined || text.length <= mostCommandBytes) return { process: text ?? absent };
  const end = mostCommandBytes / 2;
  return { process: `${text.slice(0, end)} … ${text.slice(-end)}`, process_length: text.length };
}

// ---- times

function within(range: Range | undefined, host: Host): Want {
  return range === undefined ? anything : between(range[0] - host.slackSeconds, range[1] + host.slackSeconds);
}

function upTo(seconds: number, host: Host): Want {
  return between(0, seconds + host.slackSeconds);
}

function length(range: Range | undefined): number {
  return range === undefined ? 0 : range[1] - range[0];
}
