/** An index without an event: each view says so in words, and nothing looks like a measured 0 or like a link. */
import { eventually } from '../eventually';
import type { ViewPage } from '../view_page';
import type { Cases } from './case';

/** What stands instead of a chart: Splunk's own words. */
const noResults = 'No search results returned';

interface Empty {
  /** In the order of the panels. */
  readonly numbers: readonly string[];
  readonly charts: readonly string[];
  /** The only row of each table. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of dropdowns: what is chosen, and what can be. */
  readonly lists?: Readonly<Record<string, readonly [chosen: string, ...choices: string[]]>>;
}

const hosts = ['All hosts', 'All hosts', 'no host has events'] as const;
const noConnection = 'No matching connections. Set process, address and port to *, choose all hosts, both directions and all outcomes, or a longer time range. If it stays empty, see Setup & Health.';
const noMeasure = 'No matching connections. Set process, address and port to *, choose all hosts and both directions, or a longer time range. If it stays empty, see Setup & Health.';
const nobody = 'No inbound connections. Set process and port to *, choose all hosts or a longer time range. If it stays empty, see Setup & Health.';
const otherwise = 'Choose other processes, all hosts or a longer time range. If it stays empty, see Setup & Health.';

const off = 'If this view is always empty, enable the probe "process" (probes = tcp, process).';
const noProgram = `Set process and user to *, choose all hosts or a longer time range. ${off}`;

const noFiles = 'If this view is always empty, enable the probe "file" (probes = tcp, file).';
const noFile = `Set process, user and path to *, choose all operations, all hosts or a longer time range. ${noFiles}`;

const noDisks = 'If this view is always empty, enable the probe "block_io" (probes = tcp, block_io).';
const noDisk = `No disk activity in this time range. Set device to *, choose all operations, all hosts or a longer time range. ${noDisks}`;

const views: Readonly<Record<string, Empty>> = {
  process_connections: {
    numbers: ['none', ...Array<string>(6).fill('-')],
    charts: ['over_time', 'outcomes', 'failures_over_time'],
    tables: {
      failures: { Reason: 'No connection of the chosen processes failed in this time range, or no event arrived: see Setup & Health.' },
      destinations: { 'Last seen': `No matching connections. ${otherwise}` },
      commands: { 'Command line': `No connection was opened. ${otherwise}` },
    },
    lists: { host: hosts, process: ['All processes', 'All processes', 'wget', 'python*', 'none connected in this time'] },
  },
  connection_explorer: {
    numbers: ['none', 'none', ...Array<string>(5).fill('-')],
    charts: ['ends_over_time', 'ports', 'handshake_over_time', 'bytes_over_time'],
    tables: { peers: { 'Last seen': noConnection }, flows: { Command: noConnection }, one: { 'All fields': 'Click on a connection above.' } },
    lists: { host: hosts },
  },
  network_quality: {
    numbers: [...Array<string>(5).fill('-'), 'none'],
    charts: ['handshake_over_time', 'rtt_over_time', 'resent_over_time', 'failed_over_time'],
    tables: { by_peer: { 'Service (by port)': noMeasure }, by_process: { 'Handshake ms, median': noMeasure } },
    lists: { host: hosts },
  },
  listeners_inbound: {
    numbers: ['none', '-', 'none', ...Array<string>(4).fill('-')],
    charts: ['over_time'],
    tables: {
      listener_table: { 'Latest start': 'No listener was reported in the last 30 days. Listeners are reported when they open and when the input starts (existing_connections); never with direction = outbound.' },
      services: { 'Last seen': nobody }, source_table: { 'Last seen': nobody },
    },
    lists: { host: hosts },
  },
  processes: {
    numbers: ['none', ...Array<string>(6).fill('-')],
    charts: ['began_over_time', 'ends_over_time', 'top'],
    tables: {
      ran_table: { Program: `No program was started. ${noProgram}` }, newest: { Program: `No program was started. ${noProgram}` },
      failures: { 'Last seen': `No failed processes in this time range. ${off}` }, busiest: { 'Longest, seconds': `No process ended in this time range. ${off}` },
      single: { Command: `No matching process. ${noProgram}` }, lineage: { Command: 'Click on a process above.' },
    },
    lists: { host: hosts },
  },
  shell_sessions: {
    numbers: ['none', '-', '-'],
    charts: ['lines_over_time'],
    tables: {
      sessions: { Became: 'No matching line. Set user and line to *, choose all hosts or a longer time range. If this view is always empty, enable the probe "shell" (probes = tcp, process, shell). Read docs/shell.md first.' },
      transcript: { Line: 'Click on a session above.' }, started: { Command: 'Click on a session above. Programs need the probe "process".' },
    },
    lists: { host: hosts },
  },
  files: {
    numbers: ['none', ...Array<string>(6).fill('-')],
    charts: ['changes_over_time', 'others_over_time', 'top'],
    tables: {
      changed: { 'Latest file': `No file was changed. ${noFile}` }, sensitive: { 'Last seen': `No watched file was read in this time range. ${noFiles}` },
      refused_table: { File: `No process was refused in this time range. ${noFiles}` }, most: { 'Last seen': `No file was changed in this time range. ${noFiles}` },
      single: { File: `No matching file. ${noFile}` },
    },
    lists: { host: hosts },
  },
  disks: {
    numbers: ['none', ...Array<string>(4).fill('-')],
    charts: ['device_over_time', 'queue_over_time', 'requests_over_time', 'in_flight_over_time'],
    tables: { disks: { 'Device ms, average': noDisk }, slow: { Command: `No request took block_io_slow_ms or more in this time range. ${noDisks}` } },
    lists: { host: hosts },
  },
  setup_health: {
    numbers: ['no events', 'none known', ...Array<string>(4).fill('no events')],
    charts: ['volume_over_time'],
    tables: {
      arrival: { 'State': 'PROBLEM', 'What to do': 'No event in any index that your role can search, in 7 days: no input runs (panels 3 and 4), your role lacks the index (panel 2), or the index does not exist.' },
      problems: { Details: 'No host reported a problem in this time range. Health events fill this panel; the first panels say whether any arrive.' },
      versions: { 'What to do': 'No health event arrived.' },
      volumes: { 'Last health': 'No health event in this time range: no host reported its volume.' },
    },
  },
};

export const withoutEvents: Cases = Object.fromEntries(Object.entries(views).map(([view, empty]) => [view, (page) => saysSo(page, empty)]));

async function saysSo(page: ViewPage, { numbers, charts, tables, lists = {} }: Empty): Promise<void> {
  for (const chart of charts) await eventually(() => page.instead(chart), noResults);
  for (const [name, row] of Object.entries(tables)) await eventually(async () => withText(await page.table(name)), [row]);
  for (const [at, name] of (await page.singles()).entries()) await eventually(() => page.single(name), numbers[at]);
  for (const [token, [chosen, ...choices]] of Object.entries(lists)) {
    await eventually(() => page.chosen(token), expect.stringMatching(new RegExp(`^${chosen}(?: \\(1\\))?$`)));
    expect(await page.choices(token)).toEqual(choices);
  }
  expect(await page.inputWarnings()).toBe(0);
}

/** Without the cells in which nothing stands. */
function withText(rows: readonly Readonly<Record<string, string>>[]): unknown {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, text]) => text !== '')));
}
