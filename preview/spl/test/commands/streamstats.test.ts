import { run } from '../../run';
import { lastHour, now, through, worldOf } from '../world';

const column = (text: string, commands: string, name: string): unknown[] => through(text, commands).rows.map((row) => row[name]);
const actions = 'host action bytes\nx LOGON 100\ny APP_START 200\nx FILE_DOWNLOAD 400\nx REBOOT 50\ny LOGON 150\nx LOGON 100';

// Its table prints 376 where its sums have 367.
test('a running total (the visitors of the Search Reference), and its percentiles', () => {
  const visitors = `visitors\n${[0, 212, 367, 489, 624, 609, 492, 513, 367, 337].join('\n')}`;
  expect(column(visitors, "streamstats sum(visitors) as 'visitors total'", 'visitors total')).toEqual([0, 212, 579, 1068, 1692, 2301, 2793, 3306, 3673, 4010]);
  const [row] = through(visitors, "streamstats sum(visitors) as 'visitors total' | stats perc50('visitors total') perc95('visitors total')").rows;
  expect(row?.['perc50(visitors total)']).toBe(1996.5);
  expect(row?.['perc95(visitors total)']).toBeCloseTo(3858.35, 9);
});

test('the average of the last three, the row itself among them', () => {
  const averages = column(actions, 'streamstats window=3 avg(bytes)', 'avg(bytes)').map((value) => Math.floor(Number(value) * 100) / 100);
  expect(averages).toEqual([100, 150, 233.33, 216.66, 200, 100]);
});

test('counts by host, with and without the row itself; options may stand behind', () => {
  expect(column(actions, 'streamstats count BY host', 'count')).toEqual([1, 1, 2, 3, 2, 4]);
  expect(column(actions, 'streamstats count current=f', 'count')).toEqual([0, 1, 2, 3, 4, 5]);
  expect(column(actions, 'streamstats current=f last(action) AS before BY host', 'before')).toEqual([undefined, undefined, 'LOGON', 'FILE_DOWNLOAD', 'APP_START', 'REBOOT']);
});

test('one window over all, or one for each group', () => {
  expect(column(actions, 'streamstats sum(bytes) AS s BY host window=2', 's')).toEqual([100, 200, 400, 450, 150, 100]);
  expect(column(actions, 'streamstats sum(bytes) AS s BY host window=2 global=f', 's')).toEqual([100, 200, 500, 450, 350, 150]);
  expect(column(actions, 'streamstats current=f window=1 global=f sum(bytes) AS s BY host', 's')).toEqual([undefined, undefined, 100, 400, 200, 50]);
});

test('anew at every change of the group', () => {
  const shifts = 'shift\nDAY\nDAY\nNIGHT\nNIGHT\nNIGHT\nNIGHT\nDAY\nNIGHT';
  expect(column(shifts, 'streamstats count BY shift reset_on_change=true', 'count')).toEqual([1, 2, 1, 2, 3, 4, 1, 1]);
});

test('events for testing', () => {
  const { rows } = run(worldOf([]), `| makeresults count=5 | streamstats count | eval _time=_time-(count*3600)
    | eval age = case(count=1, 25, count=2, 39, count=3, 31, count=4, 27, count=5, null())
    | eval city = case(count=1 OR count=3, "San Francisco", count=2 OR count=4, "Seattle",count=5, "Los Angeles")`, lastHour);
  expect(rows.map(({ age, city, _time }) => [age, city, now - Number(_time)])).toEqual([
    [25, 'San Francisco', 3600], [39, 'Seattle', 7200], [31, 'San Francisco', 10800], [27, 'Seattle', 14400], [undefined, 'Los Angeles', 18000],
  ]);
});

test.each(['streamstats count reset_after="(x)"', 'streamstats count time_window=5m'])('%s is refused', (command) => {
  expect(() => through('x\n1', command)).toThrow('the option');
});
