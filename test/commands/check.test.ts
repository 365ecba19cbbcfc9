/** check's report, over findings that the test makes up; then over this host's. */
import type { Finding } from '../../src/commands/findings';

type CheckModule = typeof import('../../src/commands/check');

const good: Finding = { status: 'ok', name: 'kernel', detail: '6.18' };
const warning: Finding = { status: 'warning', name: 'tracefs', detail: 'not mounted', remedy: 'mount it' };
const failure: Finding = { status: 'failure', name: 'capabilities', detail: 'none', remedy: 'write:\n[Service]\nthen: restart' };

describe('check', () => {
  let said: [number, string][];
  let host: readonly Finding[];
  let programs: readonly Finding[];
  let module: CheckModule;

  beforeEach(async () => {
    [said, host, programs] = [[], [good], [{ ...good, name: 'connections', detail: 'tp_btf/x' }]];
    jest.resetModules();
    jest.doMock('../../src/output/text', () => ({ writeText: (fd: number, text: string) => void said.push([fd, text]) }));
    jest.doMock('../../src/commands/native', () => ({ loadNative: () => ({ libbpf: {}, object: '' }) }));
    jest.doMock('../../src/commands/findings', () => ({ hostFindings: () => host, programFindings: () => programs }));
    module = await import('../../src/commands/check');
  });

  afterEach(() => {
    for (const path of ['output/text', 'commands/native', 'commands/findings']) jest.dontMock(`../../src/${path}`);
    jest.resetModules();
  });

  test('of a good host is 0', async () => {
    expect(await module.check([])).toBe(0);
    expect(said).toEqual([[1, 'ok    kernel       6.18\nok    connections  tp_btf/x\nThe input works here.\n']]);
  });

  test('of a host with less than all is 0, and says what to do', async () => {
    host = [good, warning];
    expect(await module.check([])).toBe(0);
    const [[fd, text = ''] = []] = said;
    expect(fd).toBe(1);
    expect(text).toContain('WARN  tracefs      not mounted\n                   -> mount it\n');
    expect(text).toContain('The input works here.');
  });

  test('of a host where it cannot work is 1, with lines to be typed below one another', async () => {
    host = [failure];
    expect(await module.check([])).toBe(1);
    const lines = (said[0]?.[1] ?? '').split('\n');
    expect(lines[0]).toBe('FAIL  capabilities  none');
    expect(lines.slice(1, 4).map((line) => line.trim())).toEqual(['-> write:', '[Service]', 'then: restart']);
    expect(lines[2]?.indexOf('[')).toBe(lines[3]?.indexOf('then'));
    expect(lines.at(-2)).toBe('The input does not work here.');
  });

  test('a program that fails is a failure too', async () => {
    programs = [{ ...failure, name: 'connections' }];
    expect(await module.check([])).toBe(1);
  });

  test('for programs it is one line of JSON', async () => {
    host = [failure, warning, good];
    expect(await module.check(['--json'])).toBe(1);
    expect(said).toHaveLength(1);
    expect(said[0]?.[1].trimEnd()).not.toContain('\n');
    expect(JSON.parse(said[0]?.[1] ?? '')).toEqual({ works: false, findings: [failure, warning, good, ...programs] });
  });

  test('of an option that it does not have is 2', async () => {
    expect(await module.check(['--jsn'])).toBe(2);
    expect(said).toEqual([[2, 'ERROR unknown option "--jsn" of check; see "ebpf_trace --help"\n']]);
  });
});

test('the findings of this host have all that a report needs', async () => {
  const { hostFindings } = await import('../../src/commands/findings');
  const findings = hostFindings();
  expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['kernel', 'btf', 'capabilities', 'lockdown', 'memlock', 'tracefs']));
  for (const { name, detail, status, remedy } of findings) {
    expect(name).toMatch(/^[a-z_]+$/);
    expect(detail).toMatch(/^[^\n]+$/);
    if (status !== 'ok') expect(remedy).toBeTruthy();
  }
});
