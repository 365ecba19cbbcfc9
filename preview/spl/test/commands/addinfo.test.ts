/** addinfo, and times that a subsearch gives to the search around it. */
import { run } from '../../run';
import { event, lastHour, now, worldOf } from '../world';

const events = [event(10, { event: 'connect' }), event(3700, { event: 'close' }), event(9000, { event: 'listen' })];
const rows = (spl: string, range = lastHour): unknown => run(worldOf(events), spl, range).rows;

test('each row gets the time range and the present time', () => {
  expect(rows('| makeresults | addinfo | table info_min_time info_max_time info_search_time')).toEqual([
    { info_min_time: lastHour.earliest, info_max_time: lastHour.latest, info_search_time: now },
  ]);
});

const before = '[| makeresults | addinfo | eval latest=info_min_time, earliest=2*info_min_time-info_max_time | return earliest latest]';

test('what a subsearch returns as times is when the search looks', () => {
  expect(rows(`index=ebpf ${before} | table event`)).toEqual([{ event: 'close' }]);
  expect(rows('index=ebpf | table event')).toEqual([{ event: 'connect' }]);
  expect(rows(`index=ebpf event=listen ${before} | table event`)).toEqual([]);
});

test('within an append, too', () => {
  expect(rows(`index=ebpf | stats count | append [search index=ebpf ${before} | stats count AS before]`)).toEqual([{ count: 1 }, { before: 1 }]);
});
