/**
 * Event types and their tags: how CIM finds the events. They select by sourcetype and event, never by the index
 * macro: a wrong macro must not empty a data model.
 */
export interface EventTypeStanza {
  readonly name: string;
  readonly search: string;
  readonly tags: readonly string[];
  readonly description: string;
}

export const eventtypes: readonly EventTypeStanza[] = [
  {
    name: 'ebpf_trace_traffic',
    search: 'sourcetype="ebpf:tcp" (event IN (connect, connect_failed, accept, close, flow) OR (event=existing NOT direction=listening))',
    tags: ['network', 'communicate'],
    description: 'connections: CIM Network_Traffic',
  },
  {
    name: 'ebpf_trace_listener',
    search: 'sourcetype="ebpf:tcp" event IN (listen, existing) direction=listening',
    tags: ['listening', 'port'],
    description: 'open listeners: CIM Endpoint.Ports',
  },
];
