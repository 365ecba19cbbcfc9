/** Headless Chromium, which notes whatever a page complains of. */
import { spawnSync } from 'node:child_process';
import { type Browser, type BrowserContext, chromium, type ConsoleMessage, type Page } from 'playwright-core';
import { choices } from '../../../steps/packages.mjs';
import { ViewPage } from './view_page';

/** Those for a sandbox of root's, without a screen, that reaches nothing but this host. */
const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const slowMs = 60_000;

/** The browser's file, or undefined where there is none. */
export function browserProgram(): string | undefined {
  for (const name of choices.test.programs) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

export class Chromium {
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(browser: Browser, context: BrowserContext) {
    [this.#browser, this.#context] = [browser, context];
  }

  /** Times are in UTC, as those of the searches. All pages share a cache: the renderer is large. */
  static async start(executablePath: string): Promise<Chromium> {
    const browser = await chromium.launch({ executablePath, args: switches, timeout: slowMs });
    const viewport = { width: 1280, height: 1600 };
    return new Chromium(browser, await browser.newContext({ viewport, timezoneId: 'UTC', locale: 'en-US', reducedMotion: 'reduce' }));
  }

  async open(address: string): Promise<ViewPage> {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(slowMs);
    const problems: string[] = [];
    watch(page, (problem) => problems.push(problem));
    await page.goto(address);
    return new ViewPage(page, address, problems);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

function watch(page: Page, note: (problem: string) => void): void {
  page.on('console', (message: ConsoleMessage) => message.type() === 'error' && note(`console: ${message.text()}`));
  page.on('pageerror', (error) => note(`error: ${error.message}`));
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && note(`no answer: ${request.url()}`));
  page.on('response', (response) => response.status() >= 400 && note(`${response.status()}: ${response.url()}`));
  page.on('request', (request) => /^https?:\/\/(?!127\.0\.0\.1[:/])/.test(request.url()) && note(`asks elsewhere: ${request.url()}`));
}
