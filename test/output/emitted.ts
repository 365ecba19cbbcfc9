/** Events of a test's own, as a format writes them. */
import { emitHealth, type HealthValues } from '../../src/health/event';
import { jsonLines } from '../../src/output/byte_format';
import type { Format } from '../../src/output/format';
import { key } from '../../src/text/emit';

/** One event. @param us microseconds since 1970 */
export function emitted(format: Format, kind: string, us: number, fields: Readonly<Record<string, string | number>>): string {
  format.begin(kind, us);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number') format.number(key(name), value);
    else format.text(key(name), value);
  }
  format.end();
  return Buffer.from(format.take()).toString();
}

/** Health as JSON, with the time of 1970. */
export function healthJson(values: HealthValues, us = 0): string {
  const format = jsonLines();
  emitHealth(values, us, format);
  return Buffer.from(format.take()).toString().trimEnd();
}
