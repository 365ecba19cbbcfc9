/** A view in the browser: what its panels show, and what can be done to it. Panels and inputs go by their names. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

export type TableRow = Readonly<Record<string, string>>;

export class ViewPage {
  readonly #page: Page;
  /** Of the browser's console and of its requests: a test expects none. */
  readonly problems: readonly string[];
  readonly #first: string;

  constructor(page: Page, first: string, problems: readonly string[]) {
    this.#page = page;
    this.#first = first;
    this.problems = problems;
  }

  get address(): URL {
    return new URL(this.#page.url());
  }

  /** The text of a single value. */
  async single(panel: string): Promise<string> {
    return this.#only(panel, 'majorValue');
  }

  /** The change against the period before, in percent. */
  async trend(panel: string): Promise<string> {
    return this.#only(panel, 'trendValue');
  }

  /** The course below a single value: a number for each interval, 0 where there is none; [] where no line is drawn, because all are 0. */
  async course(panel: string): Promise<readonly number[]> {
    const labels = await this.#panel(panel).locator('[data-test=sparkline-svg] rect[aria-label]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    return labels.map((label) => Number((/^Value: ([-\d.,e]+),/.exec(label)?.[1] ?? '0').replaceAll(',', '')));
  }

  /** The names of the view's single values. */
  async singles(): Promise<readonly string[]> {
    await this.#page.locator('[data-test=SingleValueWrapper] [data-test=majorValue]').first().waitFor();
    return this.#page.locator('[data-viz-type="splunk.singlevalue"]').evaluateAll((all) => all.map((one) => one.getAttribute('data-id') ?? ''));
  }

  async clickSingle(panel: string): Promise<void> {
    await this.#panel(panel).locator('[data-test=majorValue]').click();
  }

  /** The rows that a table shows, by the titles of its columns. */
  async table(panel: string): Promise<readonly TableRow[]> {
    const titles = await this.#panel(panel).locator('th').evaluateAll((all) => all.map((one) => one.getAttribute('data-test-label') ?? ''));
    const rows = await this.#panel(panel).locator('tbody tr').evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent?.trim() ?? '')));
    return rows.map((cells) => Object.fromEntries(cells.map((text, at) => [titles[at] ?? '', text])));
  }

  /** The sum of each series of a chart, from what it tells a screen reader. */
  async chart(panel: string): Promise<Readonly<Record<string, number>>> {
    const labels = await this.#panel(panel).locator('.highcharts-point[aria-label]').evaluateAll((points) =>
      points.map((point) => [point.parentElement?.getAttribute('aria-label') ?? '', point.getAttribute('aria-label') ?? '']));
    const only = (await this.legend(panel)).join(); // a single series is not named
    const sums: Record<string, number> = {};
    for (const [series = '', label = ''] of labels) {
      const name = series.replace(/, (?:bar|line) .*/, '') || only;
      const [, value] = /, (-?[\d,.]+)\.(?: [^.]*\.)?$/.exec(label) ?? [];
      if (value !== undefined) sums[name] = (sums[name] ?? 0) + Number(value.replaceAll(',', ''));
    }
    return sums;
  }

  /** The names of a chart's series, as its legend has them. */
  async legend(panel: string): Promise<readonly string[]> {
    return this.#panel(panel).locator('.highcharts-legend-item text').allTextContents();
  }

  /** What a panel says in place of results, or undefined. */
  async error(panel: string): Promise<string | undefined> {
    const status = this.#panel(panel).locator('[data-test=status-icon-container] button');
    if (await status.count() === 0) return undefined;
    return (await status.first().getAttribute('aria-label')) ?? 'a panel with an error';
  }

  /** What stands in the middle of a panel without results. */
  async instead(panel: string): Promise<string> {
    return (await this.#panel(panel).locator('[data-test=viz-waiting-for-input]').allInnerTexts()).join(' ').trim();
  }

  /** The signs of a warning beside the titles of inputs. */
  async inputWarnings(): Promise<number> {
    return this.#page.locator('[data-input-id] [data-test=status-icon-container]').count();
  }

  /** What a dropdown shows as chosen. */
  async chosen(token: string): Promise<string> {
    return (await this.#input(token).getByRole('combobox').innerText()).replace(/\s+/g, ' ').trim();
  }

  /** All that a panel shows below its title, or '' where nothing is there yet. */
  async content(panel: string): Promise<string> {
    const texts = await this.#panel(panel).locator('[data-splunk-visualization-version]').allTextContents();
    return texts.join(' ').trim();
  }

  /** When every panel shows something. */
  async filled(): Promise<void> {
    for (const panel of await this.panels()) await eventually(() => this.content(panel), expect.stringMatching(/./));
  }

  /** The tables of which a row is cut or has to be scrolled to. */
  async cutTables(): Promise<readonly string[]> {
    return this.#page.locator('[data-test=grid-item]').evaluateAll((items) => {
      const { getComputedStyle: styleOf } = globalThis as unknown as { getComputedStyle: (part: object) => { overflowY: string } };
      const isCut = (part: (typeof items)[number]): boolean => part.scrollHeight > part.clientHeight + 1 && styleOf(part).overflowY !== 'visible';
      return items.filter((item) => [...item.querySelectorAll<typeof item>(':has(tbody)')].some(isCut)).map(({ id }) => id);
    });
  }

  async panels(): Promise<readonly string[]> {
    await this.#page.locator('[data-test=grid-item]').first().waitFor();
    return this.#page.locator('[data-test=grid-item]').evaluateAll((items) => items.map(({ id }) => id));
  }

  /** One of a dropdown's choices. */
  async choose(token: string, label: string): Promise<void> {
    await this.#input(token).getByRole('combobox').click();
    await this.#option(label).click();
  }

  /** Clicks these choices of a multiselect: each that was chosen no longer is. */
  async toggle(token: string, ...labels: readonly string[]): Promise<void> {
    await this.#input(token).getByRole('combobox').click();
    for (const label of labels) await this.#option(label).click();
    await this.#page.keyboard.press('Escape');
  }

  async choices(token: string): Promise<readonly string[]> {
    await this.#input(token).getByRole('combobox').click();
    await this.#page.locator('[data-test=popover] [data-test=option]').first().waitFor();
    const labels = await this.#page.locator('[data-test=popover] [data-test=option] [data-test=label]').allTextContents();
    await this.#page.keyboard.press('Escape');
    return labels;
  }

  async type(token: string, text: string): Promise<void> {
    const box = this.#input(token).getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
  }

  async range(label: string): Promise<void> {
    await this.#input('global_time').locator('[data-test=time-range-dropdown]').click();
    await this.#page.locator(`[data-test=popover] button[data-test="${label}"]`).click();
  }

  /** Clicks a cell of the first row with these texts. */
  async clickCell(panel: string, wanted: TableRow, column: string): Promise<void> {
    const rows = await this.table(panel);
    const row = rows.findIndex((one) => Object.entries(wanted).every(([name, text]) => one[name] === text));
    const at = Object.keys(rows[row] ?? {}).indexOf(column);
    await this.#panel(panel).locator('tbody tr').nth(row).locator('td').nth(at).click();
  }

  /** Clicks the first bar or point that has a value: of a series, where there are several. A line takes a click once it has seen the mouse come. */
  async clickPoint(panel: string, series?: string): Promise<void> {
    const group = series === undefined ? '' : `g[aria-label^="${series},"] `;
    const point = this.#panel(panel).locator(`${group}.highcharts-point[aria-label]:not([aria-label*="No value"])`).first();
    await point.hover();
    await this.#panel(panel).locator('.highcharts-series-hover').first().waitFor({ state: 'attached' });
    await point.click();
  }

  /** All of it, when two pictures in a row are the same; without the ring around what was clicked on last. */
  async picture(file: string, width: number, mostHeight = Number.POSITIVE_INFINITY): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    await this.#page.setViewportSize({ width, height: 1000 });
    await this.#page.locator(':focus').evaluateAll((all) => all.forEach((one) => one.blur()));
    const height = await this.#page.locator('html').evaluate((element) => element.scrollHeight);
    await this.#page.setViewportSize({ width, height: Math.min(height, mostHeight) });
    for (let last: Buffer = Buffer.alloc(0), tries = 0; tries < 20; tries += 1) {
      const picture = await this.#page.screenshot({ path: file });
      if (picture.equals(last)) return;
      last = picture;
    }
    throw new Error(`${file}: the page does not come to rest`);
  }

  /** Where these clicks lead, one after the other; the page stays. */
  async leadTo(clicks: Iterable<() => Promise<void>>): Promise<readonly URL[]> {
    const isLink = (url: URL): boolean => url.pathname.includes('/app/');
    await this.#page.route(isLink, (route) => route.abort('aborted'));
    const addresses: URL[] = [];
    for (const click of clicks) {
      const request = this.#page.waitForRequest((one) => one.isNavigationRequest());
      await click();
      addresses.push(new URL((await request).url()));
    }
    await this.#page.unroute(isLink);
    return addresses;
  }

  /** The view as it first was. */
  async reopen(): Promise<void> {
    await this.#page.goto(this.#first);
  }

  async close(): Promise<void> {
    await this.#page.close();
  }

  async #only(panel: string, part: string): Promise<string> {
    return (await this.#panel(panel).locator(`[data-test=SingleValueWrapper] [data-test=${part}]`).allTextContents()).join(' ').trim();
  }

  #panel(name: string): Locator {
    return this.#page.locator(`[data-test=grid-item][id="${name}"]`);
  }

  #input(token: string): Locator {
    return this.#page.locator(`[data-input-id=input_${token}]`);
  }

  #option(label: string): Locator {
    return this.#page.locator('[data-test=popover] [data-test=option]').filter({ has: this.#page.getByText(label, { exact: true }) }).first();
  }
}
