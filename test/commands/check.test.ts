/** check's report, over findings that the test makes up; then over this host's. */
import type { Finding } from '../../src/commands/findings';
import type { Libbpf } from '../../src/kernel/libbpf';
import type { Judged } from '../../src/host/splunkd';

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
    jest.doMock('../../src/commands/findings', () => ({ whoIsJudged: () => ({}), hostFindings: () => host, programFindings: () => programs }));
    module = await import('../../src/commands/check');
  });

  afterEach(() => {
    for (const path of ['output/text', 'commands/native', 'commands/findings']) jest.dontMock(`../../src/${path}`);
    jest.resetModules();
  });

  test('of a good host is 0', async () => {
    expect(await module.check([])).toBe(0);
    expect(said).toEqual([[1, 'ok    kernel  6.18\nok    hooks   all 1 attach (--json lists them)\nThe input works here.\n']]);
  });

  test('of a host with less than all is 0, and says what to do', async () => {
    host = [good, { status: 'note', name: 'never_seen', detail: 'all else' }];
    expect(await module.check([])).toBe(0);
    expect(said.pop()?.[1]).toBe('ok    kernel      6.18\nnote  never_seen  all else\nok    hooks       all 1 attach (--json lists them)\nThe input works here.\n');
    host = [good, warning];
    expect(await module.check([])).toBe(0);
    const [[fd, text = ''] = []] = said;
    expect(fd).toBe(1);
    expect(text).toContain('WARN  tracefs  not mounted\n               -> mount it\n');
    expect(text).toContain('The input works here, with less than all: see WARN.\n');
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

  test('hooks that attach are one line, each other one and the way of calls its own', async () => {
    const calls: Finding = { status: 'ok', name: 'system_calls', detail: 'by functions' };
    programs = [calls, ...programs, { ...good, name: 'resets', detail: 'tp_btf/y' }, { status: 'warning', name: 'socket_ends', detail: 'tp_btf/z: ENOENT' }];
    await module.check([]);
    const text = said[0]?.[1] ?? '';
    expect(text).toMatch(/^ok +system_calls +by functions\nWARN +socket_ends +tp_btf\/z: ENOENT\nok +hooks +2 of 3 attach \(--json lists them\)$/m);
    expect(text).not.toContain('tp_btf/x');
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
    for (const [arg, problem] of [['--jsn', "Unknown option '--jsn'"], ['json', "Unexpected argument 'json'"], ['--json=1', "Option '--json' does not take an argument"]] as const) {
      said.length = 0;
      expect(await module.check([arg])).toBe(2);
      expect(said).toEqual([[2, `ERROR ${problem}; see "ebpf_trace check --help"\n`]]);
    }
  });
});

describe('the findings of this host', () => {
  const judged: Judged = {
    who: 'splunkd (pid 812, uid 997)', uid: 997, isSplunkd: true, held: [], unit: 'Splunkd-9', limits: 'Max locked memory  65536  65536  bytes\n',
  };
  let hasType = true;
  const libbpf = { kernelBtf: () => ({}), freeBtf: () => undefined, findType: () => (hasType ? 7 : -2) } as unknown as Libbpf;
  const found = async (who: Judged): Promise<readonly Finding[]> => (await import('../../src/commands/findings')).hostFindings(libbpf, who);
  const named = (findings: readonly Finding[], wanted: string): Finding => findings.find(({ name }) => name === wanted) ?? good;

  test('have all that a report needs', async () => {
    const { hostFindings, whoIsJudged } = await import('../../src/commands/findings');
    for (const findings of [hostFindings(libbpf, whoIsJudged()), hostFindings(libbpf, judged)]) {
      expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['kernel', 'btf', 'account', 'capabilities', 'lockdown', 'memlock', 'tracefs']));
      for (const { name, detail, status, remedy } of findings) {
        expect(name).toMatch(/^[a-z_]+$/);
        expect(detail).toMatch(/^[^\n]{1,200}$/);
        if (status !== 'ok' && status !== 'note') expect(remedy).toBeTruthy();
      }
    }
  });

  test('are those of the splunkd that runs, whoever asks, and name its unit and this program', async () => {
    const findings = await found(judged);
    expect(named(findings, 'account').detail).toContain('splunkd (pid 812, uid 997)');
    const { status, detail, remedy } = named(findings, 'capabilities');
    expect([status, detail]).toEqual(['failure', 'an input has none that matter; missing: CAP_BPF CAP_PERFMON']);
    expect(remedy).toContain('/etc/systemd/system/Splunkd-9.service.d/ebpf.conf');
    expect(remedy).toContain('systemctl restart Splunkd-9\n');
    expect(remedy).toContain(`setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep ${process.execPath}`);
    expect(named(await found({ ...judged, held: ['CAP_BPF', 'CAP_PERFMON'] }), 'capabilities').status).toBe('ok');
  });

  test('name the control groups, or what is missing without them', async () => {
    expect(named(await found(judged), 'containers')).toMatchObject({ status: 'ok', detail: expect.stringContaining('cgroup version') });
    hasType = false;
    const expected = { status: 'warning', detail: expect.stringContaining('container_id'), remedy: expect.stringContaining('CONFIG_CGROUPS') };
    expect(named(await found(judged), 'containers')).toMatchObject(expected);
    hasType = true;
  });

  test('without a splunkd, name root to who may become it', async () => {
    const { remedy } = named(await found({ ...judged, isSplunkd: false }), 'capabilities');
    expect(remedy).toMatch(/^if splunkd runs as root, nothing is needed: check with sudo .* check; if not:\nas root, put into/);
    expect(named(await found(judged), 'capabilities').remedy).toMatch(/^as root, put into/);
  });

  test('give the lines of the unit once', async () => {
    const withUnit = (findings: readonly Finding[]): number => findings.filter(({ remedy }) => remedy?.includes('[Service]\n')).length;
    expect(withUnit(await found(judged))).toBe(1);
  });

  test('where nobody named the unit, name the usual one', async () => {
    expect(named(await found({ ...judged, unit: undefined }), 'capabilities').remedy).toContain('/SplunkForwarder.service.d/');
  });

  test('say what is never seen in lines of their own', async () => {
    const lines = (await found(judged)).filter(({ name }) => name === 'never_seen').map(({ detail }) => detail);
    expect(lines.length).toBeGreaterThan(2);
  });
});
