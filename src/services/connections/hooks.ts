import { onDemand, type Program } from '../../program';

const required = 'nothing can be traced';
const syncFailures = 'connects that fail at once (ENETUNREACH, EACCES) are not reported, and EADDRNOTAVAIL lacks its errno';
const denied = 'connects that a security module forbids are not reported';
const accepts = 'an inbound connection is reported when its process first reads, writes or closes, and never with its accept';
const waiting = 'an accept that waited at the start is reported when its process first reads, writes or closes';
const listens = 'a listener is reported within a second, by a walk, and not at once';

/** That each connection has a record, from its beginning to its end. */
export const connectionHooks: readonly Program[] = [
  { name: 'handle_set_state', hasTwin: true, hasClassic: true, hook: 'tp_btf/inet_sock_set_state', feature: 'connections', isRequired: true, without: required },
  { name: 'handle_destroy_sock', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_destroy_sock', feature: 'socket_ends', isRequired: true, without: required },
  { name: 'handle_receive_reset', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_receive_reset', feature: 'resets', isRequired: true, without: required },
  { name: 'begin_stream_connect_call', hasTwin: true, hook: 'fentry/inet_stream_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'end_stream_connect_call', hasTwin: true, hook: 'fexit/inet_stream_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'handle_denied_connect', isOnlyWhereThere: true, hook: 'fexit/security_socket_connect', feature: 'connect_calls', isRequired: false, without: denied },
  { name: 'handle_graft', isOnlyWhereThere: true, hook: 'fentry/security_sock_graft', feature: 'accept_calls', isRequired: false, without: waiting },
  { name: 'end_stream_accept_call', isMarked: true, hook: 'fexit/inet_accept', feature: 'accept_calls', isRequired: false, without: accepts },
  { name: 'end_mptcp_accept_call', isOnlyWhereThere: true, isMarked: true, hook: 'fexit/mptcp_stream_accept', feature: 'accept_calls', isRequired: false, without: accepts },
  { name: 'end_stream_listen_call', hasTwin: true, hook: 'fexit/inet_listen', feature: 'listen_calls', isRequired: false, without: listens },
  { name: 'end_mptcp_listen_call', isOnlyWhereThere: true, hasTwin: true, hook: 'fexit/mptcp_listen', feature: 'listen_calls', isRequired: false, without: listens },
  { name: 'enter_connect', hook: 'tracepoint/syscalls/sys_enter_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'exit_connect', hook: 'tracepoint/syscalls/sys_exit_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'exit_accept', hook: 'tracepoint/syscalls/sys_exit_accept4', also: 'tracepoint/syscalls/sys_exit_accept', feature: 'accept_calls', isRequired: false, without: accepts },
  { name: 'exit_listen', hook: 'tracepoint/syscalls/sys_exit_listen', feature: 'listen_calls', isRequired: false, without: listens },
  { name: 'handle_read', isSpare: true, hook: 'tp_btf/tcp_rcv_space_adjust', feature: 'owner_by_read', isRequired: false, without: 'accepts through io_uring have the owner at the first write or close' },
  { name: 'handle_write', isSpare: true, seesWrites: true, hook: 'tp_btf/sock_send_length', feature: 'owner_by_write', isRequired: false, without: 'accepts through io_uring that write before they read have the owner later, and Fast Open sends that fail at once are not reported (kernel 6.3)' },
  { name: 'walk_descriptors', hook: 'iter/task_file', feature: 'existing_connections', isRequired: false, without: 'what existed before the start is not reported' },
  { name: 'walk_sockets', hook: 'iter/tcp', feature: 'existing_orphans', isRequired: false, without: 'closing connections from before the start are not reported' },
  { name: 'report_flows', hook: onDemand, feature: 'interval_reports', isRequired: false, without: 'long-lived connections report at their end only' },
  { name: 'find_endings', hook: onDemand, feature: 'unseen_endings', isRequired: false, without: 'an ending that no hook showed is noticed only when its socket\'s memory is used again' },
  { name: 'collect_keys', isOnlyWhereThere: true, isOnlyWherePreemptible: true, hook: onDemand, feature: 'unseen_endings', isRequired: false, without: 'from 7.0 on, a pass over the records can keep transitions from being seen' },
];
