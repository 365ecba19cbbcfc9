/**
 * Each view in a browser, in Splunk's own renderer: over what the real tracer recorded of a workload of known truth, it
 * shows the numbers of that truth; each input and each drilldown does what it says; and there is nothing on the console.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { restOf } from '../../preview/events/rest';
import type { IndexedEvent } from '../../preview/spl/world';
import { PreviewServer } from '../../preview/web/server';
import { readViews } from '../../preview/web/views';
import { app, build, renderer } from '../../steps/paths.mjs';
import { browserProgram, Chromium } from './preview/browser';
import type { Cases } from './preview/cases/case';
import { connectionExplorer } from './preview/cases/connection_explorer';
import { disks } from './preview/cases/disks';
import { files } from './preview/cases/files';
import { listenersInbound } from './preview/cases/listeners_inbound';
import { networkQuality } from './preview/cases/network_quality';
import { processConnections } from './preview/cases/process_connections';
import { processes } from './preview/cases/processes';
import { shellSessions } from './preview/cases/shell_sessions';
import { setupHealth } from './preview/cases/setup_health';
import { withoutEvents } from './preview/cases/without_events';
import { aDay } from './preview/day';
import { disksOfADay } from './preview/disks_day';
import { filesOfADay } from './preview/files_day';
import { programsOfADay } from './preview/programs_day';
import { shellsOfADay } from './preview/shells_day';
import { recordedWithoutLoss } from './preview/recording';
import type { ViewPage } from './preview/view_page';
import { now } from './searches/case';
import { whyNotTraceable } from './truth/tracer';

const program = browserProgram();
const reason = program === undefined ? 'no Chromium here' : whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: preview.test.ts: ${reason}\n`);
// Here, so that it is said once: every page would wait for it in vain.
if (reason === undefined && !existsSync(join(renderer, 'main.js'))) throw new Error('no build/renderer/main.js: node_modules/.bin/node steps/build_renderer.mjs makes it');

const byHand: Readonly<Record<string, readonly IndexedEvent[]>> = { processes: programsOfADay, shell_sessions: shellsOfADay, files: filesOfADay, disks: disksOfADay };
const themes = ['dark', 'light'] as const;
const widths = [1280, 1920] as const;
const views: Readonly<Record<string, Cases>> = {
  process_connections: processConnections,
  connection_explorer: connectionExplorer,
  network_quality: networkQuality,
  listeners_inbound: listenersInbound,
  processes,
  shell_sessions: shellSessions,
  files,
  disks,
  setup_health: setupHealth,
};
const pictures = Object.keys(views).flatMap((view) => themes.map((theme) => [view, theme] as const));
const cases = Object.entries(views).flatMap(([view, all]) => Object.entries(all).map(([name, check]) => [view, name, check] as const));

test('all views are tried', () => {
  expect(readViews(app).map(({ id }) => id)).toEqual(Object.keys(views));
  expect(Object.keys(withoutEvents)).toEqual(Object.keys(views));
});

(reason === undefined ? describe : describe.skip)('the views in a browser', () => {
  let chromium: Chromium;
  let server: PreviewServer;
  let address = '';
  let page: ViewPage;
  let recorded: readonly IndexedEvent[] = [];
  let shown: readonly IndexedEvent[] = [];
  /** The workload is one of connections: what the views of programs, of shells, of files and of disks show is written by hand. */
  const show = (view: string): void => {
    shown = byHand[view] ?? recorded;
  };

  beforeAll(async () => {
    const { events } = aDay(await recordedWithoutLoss());
    recorded = events;
    server = new PreviewServer({ app, renderer, port: 0, origin: 'events of a recorded workload', world: () => ({ app, events: shown, now, rest: restOf(app) }) });
    address = await server.listen();
    chromium = await Chromium.start(program ?? '');
  }, 300_000);

  afterAll(async () => {
    await chromium?.close();
    await server?.close();
  });

  afterEach(async () => {
    await page.close();
    expect(page.problems).toEqual([]);
  });

  test.each(pictures)('%s, %s: every panel shows something, and no error', async (view, theme) => {
    show(view);
    page = await chromium.open(`${address}en-US/app/ebpf_trace/${view}?theme=${theme}`);
    for (const width of widths) {
      await page.filled();
      await page.picture(join(build, 'screenshots', `${view}_${theme}_${width}.png`), width);
      expect([width, await page.cutTables()]).toEqual([width, []]);
    }
    for (const panel of await page.panels()) expect([panel, await page.error(panel)]).toEqual([panel, undefined]);
  }, 300_000);

  test.each(cases)('%s: %s', async (view, _, check) => {
    show(view);
    page = await chromium.open(`${address}en-US/app/ebpf_trace/${view}`);
    await check(page);
  }, 300_000);

  // The last, since the server's events are gone.
  test.each(Object.entries(withoutEvents))('%s without an event says so', async (view, check) => {
    shown = [];
    page = await chromium.open(`${address}en-US/app/ebpf_trace/${view}?theme=light`);
    await check(page);
    await page.picture(join(build, 'screenshots', `${view}_empty_light_1280.png`), 1280);
    expect(await page.cutTables()).toEqual([]);
  }, 300_000);
});
