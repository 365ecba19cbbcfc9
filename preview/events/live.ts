/** Events of this host, now: the packaged input at work, run as splunkd would run it. */
import { hostname } from 'node:os';
import { mountTracefs } from '../../demo/tracefs';
import { type Input, Splunkd } from '../../splunkd';
import type { IndexedEvent } from '../spl/world';
import { indexed } from './indexed';
import { restOf } from './rest';
import type { EventSource } from './source';

const stanza = 'ebpf_trace://preview';
const patienceMs = 15_000;
const everyMs = 1000;
/** A preview is no index: of a busy host it keeps the newest. */
const keptEvents = 200_000;

/** @param excludedPort the preview's own, or each search would report itself */
export async function live(packageFile: string, app: string, excludedPort: number): Promise<EventSource> {
  mountTracefs();
  const splunkd = new Splunkd(packageFile);
  process.once('exit', () => splunkd.remove());
  splunkd.configure(`[${stanza}]\nindex = main\nexclude_ports = ${excludedPort}\n`);
  const input = splunkd.start(stanza);
  const { fields } = await input.waitForEvent(({ sourcetype }) => sourcetype === 'ebpf:health', patienceMs);
  const source = new LiveEvents(input, app);
  if (fields['event'] !== 'failed') return source;
  await source.close();
  throw new Error(`BPF is refused here: ${String(fields['message'])}; preview recorded events with --events FILE`);
}

class LiveEvents implements EventSource {
  readonly origin = `live events of ${hostname()}`;
  readonly #input: Input;
  readonly #app: string;
  readonly #timer: NodeJS.Timeout;
  #events: readonly IndexedEvent[] = [];

  constructor(input: Input, app: string) {
    this.#input = input;
    this.#app = app;
    this.#timer = setInterval(() => this.#take(), everyMs);
  }

  world(): ReturnType<EventSource['world']> {
    this.#take();
    return { app: this.#app, events: this.#events, now: Date.now() / 1000, rest: restOf(this.#app) };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#input.stop();
  }

  #take(): void {
    const fresh = this.#input.events.splice(0).map((event) => indexed(event, hostname()));
    if (fresh.length > 0) this.#events = [...this.#events, ...fresh].slice(-keptEvents);
  }
}
