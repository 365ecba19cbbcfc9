/** Both packages under AppInspect, as Splunk's own gates run it. Its warnings are those of docs/appinspect.md, each with a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonPackage, root, appPackage } from '../../steps/paths.mjs';
import { inspect, type Inspection } from './inspection';

interface Row {
  readonly name: string;
  readonly check: string;
  readonly file: string;
  readonly message: string;
  readonly reason: string;
}

/** The one excluded tag is a check that refuses every package with x86 code. */
const packages = [
  ['TA_ebpf_trace', addonPackage, ['--mode', 'precert', '--excluded-tags', 'aarch64_compatibility']],
  ['ebpf_trace', appPackage, ['--mode', 'precert', '--included-tags', 'cloud', '--included-tags', 'private_app']],
] as const;

const exitCodes = { success: 0, warnings: 103 };

describe.each(packages)('the package %s', (name, file, options) => {
  const expected = accepted().filter((row) => row.name === name);
  let inspection: Inspection;

  beforeAll(() => {
    inspection = inspect(file, options);
  }, 600_000);

  test('has no failure and no error', () => {
    expect(inspection.findings.filter(({ result }) => result !== 'warning')).toEqual([]);
    expect(inspection.summary).toMatchObject({ failure: 0, future_failure: 0, error: 0, skipped: 0, warning: new Set(expected.map(({ check }) => check)).size });
    expect(inspection.summary['success']).toBeGreaterThan(80);
    expect(inspection.exitCode).toBe(expected.length === 0 ? exitCodes.success : exitCodes.warnings);
  });

  test('has the warnings that docs/appinspect.md explains, and no others', () => {
    expect(inspection.findings.map(line).sort()).toEqual(expected.map(line).sort());
  });
});

test('each warning has a reason', () => {
  expect(accepted().filter(({ reason }) => reason.length < 20)).toEqual([]);
});

function line({ check, file, message }: Pick<Row, 'check' | 'file' | 'message'>): string {
  return `${check} | ${file} | ${message}`;
}

/** The rows of the table in docs/appinspect.md. */
function accepted(): readonly Row[] {
  const text = readFileSync(join(root, 'docs', 'appinspect.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| (TA_ebpf_trace|ebpf_trace) \|/.test(line));
  return rows.map((line) => {
    const [name = '', check = '', file = '', message = '', reason = ''] = line.slice(2, -2).split(' | ');
    return { name, check, file, message, reason };
  });
}
