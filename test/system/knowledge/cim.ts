/** Whether events have what a data set of CIM asks for. */
import { numberOf } from '../../../preview/spl/eval/values';
import type { SearchEvent } from '../../../preview/spl/search_time';
import type { CimDataset } from '../../../src/splunk/knowledge_objects';

/** What the data set's definition does not allow in an event. */
export function cimBreaches({ fields }: SearchEvent, { fields: wanted }: CimDataset): readonly string[] {
  const what = `${fields.event} to ${fields.dest}`;
  return wanted.flatMap(({ name, type, required, values }) => {
    const value = fields[name];
    if (value === undefined) return required ? [`${what} lacks ${name}`] : [];
    if (value === '' || (type === 'number' && numberOf(value) === undefined)) return [`${what}: ${name} is ${JSON.stringify(value)}`];
    return values !== undefined && !values.includes(String(value)) ? [`${what}: ${name} is ${value}`] : [];
  });
}
