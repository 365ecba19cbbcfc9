/** Every saved search over events that the real tracer reported of traffic of known truth, in both modes. */
import { knowledge } from '../../src/knowledge';
import { behaviourCases } from './searches/behaviour_cases';
import { rowsOf } from './searches/case';
import { diskCases } from './searches/disk_cases';
import { failureCases } from './searches/failure_cases';
import { fileCases } from './searches/file_cases';
import { noveltyCases } from './searches/novelty_cases';
import { operationCases } from './searches/operation_cases';
import { processCases } from './searches/process_cases';
import { programCases } from './searches/program_cases';
import { Programs } from './searches/programs';
import { type Mode, modes, Recorded } from './searches/recorded';
import { shellCases } from './searches/shell_cases';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: most of searches.test.ts: ${reason}\n`);

const cases = [...behaviourCases, ...programCases, ...noveltyCases, ...failureCases, ...operationCases];
const isHit = ({ rows }: (typeof cases)[number]): boolean => typeof rows === 'function' || rows.length > 0;
/** They are over health that a sick input reports: searches_health.test.ts has the hits. */
const elsewhere = ['Losses of the tracer', 'Input that fails or is degraded'];

test.each(knowledge.searches.map(({ title }) => title))('%s has events with a hit, and events without', (title) => {
  const of = [...cases, ...processCases, ...shellCases, ...diskCases, ...fileCases].filter(({ search }) => search === title);
  expect([of.some(isHit) || elsewhere.includes(title), of.some((one) => !isHit(one))]).toEqual([true, true]);
});

test.each([...shellCases, ...diskCases, ...fileCases].map((one) => [one.search, one.when, one] as const))('%s: %s', (_, __, one) => {
  expect(rowsOf(one, new Recorded([]))).toEqual(one.rows);
});

(reason === undefined ? describe : describe.skip)('of real events', () => {
  const recorded = {} as Record<Mode, Recorded>;

  beforeAll(async () => {
    await Promise.all(modes.map(async (mode) => void (recorded[mode] = await Recorded.of(mode))));
  }, 600_000);

  describe.each(modes)('%s', (mode) => {
    test.each(cases.map((one) => [one.search, one.when, one] as const))('%s: %s', (_, __, one) => {
      const expected = typeof one.rows === 'function' ? one.rows(recorded[mode]) : one.rows;
      expect(rowsOf(one, recorded[mode])).toEqual(expected);
    });
  });

  describe('of programs', () => {
    let programs: Recorded;

    beforeAll(async () => {
      programs = await Programs.record();
    }, 120_000);

    test.each(processCases.map((one) => [one.search, one.when, one] as const))('%s: %s', (_, __, one) => {
      const expected = typeof one.rows === 'function' ? one.rows(programs) : one.rows;
      expect(rowsOf(one, programs)).toEqual(expected);
    });
  });
});
