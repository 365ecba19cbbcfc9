/** A proof: a test that does it as often as the scale says, and notes what came of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProofName, proofs } from './proofs';
import { countOf, proofFolder } from './scale';

/** What came of it beyond the count, for docs/proof.md: "4,000,000 events, 12 excused". */
export type Remark = string | void;

export interface Options {
  /** Why it cannot be done here. */
  readonly skipped?: string | undefined;
  /** The most that it takes as `npm test` does it; the whole has twenty times as long. */
  readonly limitMs?: number;
  /** Which of several tests that belong to one proof. */
  readonly variant?: string;
}

/** Some tests exchange the clock. */
const now = performance.now.bind(performance);

export function proof(name: ProofName, work: (count: number) => Promise<Remark> | Remark, options: Options = {}): void {
  const { skipped, limitMs = 60_000, variant } = options;
  const count = countOf(name);
  const { shows, unit, whole } = proofs[name];
  const title = `proof ${name}${variant === undefined ? '' : `, ${variant}`}: ${shows} (${count.toLocaleString('en')} ${unit})`;
  if (skipped !== undefined) note(name, variant, { count: 0, skipped });
  (skipped === undefined ? test : test.skip)(title, async () => {
    const began = now();
    note(name, variant, { count: 0, skipped: 'FAILED' });
    const remark = await work(count);
    note(name, variant, { count, seconds: Math.round((now() - began) / 100) / 10, remark: remark ?? '' });
  }, limitMs * Math.max(1, Math.ceil(count / (whole / 20))));
}

export interface Figures {
  readonly count: number;
  readonly seconds?: number;
  readonly remark?: string;
  readonly skipped?: string;
}

function note(name: ProofName, variant: string | undefined, figures: Figures): void {
  if (proofFolder === undefined) return;
  writeFileSync(join(proofFolder, `${[name, variant].filter(Boolean).join(', ')}.json`), JSON.stringify(figures));
}
