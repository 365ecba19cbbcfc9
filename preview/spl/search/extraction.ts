/** The fields that a search finds in the text of an event. */
import type { Value } from '../rows';
import { Unsupported } from '../unsupported';

export type Extract = (raw: string) => Record<string, Value>;

/** KV_MODE=json: text all of it, nested keys with a point between; nothing of what is no JSON. */
export function jsonFields(raw: string): Record<string, Value> {
  const fields: Record<string, Value> = {};
  if (raw.startsWith('{')) addFlattened(fields, parsed(raw), '');
  return fields;
}

function parsed(raw: string): object {
  try {
    return JSON.parse(raw) as object;
  } catch {
    return {};
  }
}

function addFlattened(fields: Record<string, Value>, value: object, prefix: string): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (Array.isArray(inner)) throw new Unsupported(`the array ${prefix}${key}`);
    if (typeof inner === 'object' && inner !== null) addFlattened(fields, inner, `${prefix}${key}.`);
    else if (typeof inner === 'string') fields[prefix + key] = inner;
    else if (inner !== null) fields[prefix + key] = JSON.stringify(inner);
  }
}

/** KV_MODE=auto: name=value and name="a value"; the first of a name stays. */
export function pairs(raw: string): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const [, name = '', quoted, plain = ''] of raw.matchAll(/([A-Za-z_][\w.]*)=(?:"([^"]*)"|([^\s,;|&"]+))/g)) {
    fields[name] ??= quoted ?? plain;
  }
  return fields;
}

/** splunkd.log, as [splunkd] of Splunk's own props.conf has it: its time and zone, then level, component (with a thread, since 8.0) and message. */
export function splunkdFields(raw: string): Record<string, Value> {
  const groups = /^(?:[^ ]* ){2}(?:[-+]\d+ )?(?<log_level>[^ ]*)\s+(?<component>[^ ]+)(?: \[[^\]]*\])? - (?<event_message>.+)/s.exec(raw)?.groups;
  return { ...pairs(raw), ...groups };
}
