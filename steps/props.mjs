// default/props.conf: each probe's events are single lines that begin with their time.
export function propsConf(probes) {
  const opening = '# Made by the build from the list of probes in src/probes.';
  return [opening, ...probes.map(({ name }) => stanza(name))].join('\n\n') + '\n';
}

function stanza(name) {
  return `[ebpf:${name}]
SHOULD_LINEMERGE = false
LINE_BREAKER = ([\\r\\n]+)
EVENT_BREAKER_ENABLE = true
EVENT_BREAKER = ([\\r\\n]+)
TRUNCATE = 10000
TIME_PREFIX = ^\\{"time":
TIME_FORMAT = %s.%6N
MAX_TIMESTAMP_LOOKAHEAD = 20
KV_MODE = json`;
}
