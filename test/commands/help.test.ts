import { argumentList } from '../../src/settings';
import { appVersion } from '../../src/version';

type HelpModule = typeof import('../../src/commands/help');

describe('help', () => {
  let said: readonly (readonly [number, string])[];
  let module: HelpModule;

  beforeEach(async () => {
    const texts: (readonly [number, string])[] = [];
    said = texts;
    jest.resetModules();
    jest.doMock('../../src/output/text', () => ({ writeText: (fd: number, text: string) => void texts.push([fd, text]) }));
    module = await import('../../src/commands/help');
  });

  afterEach(() => {
    jest.dontMock('../../src/output/text');
    jest.resetModules();
  });

  test('names every verb and every option with its default, on standard output', () => {
    expect(module.help()).toBe(0);
    expect(said).toHaveLength(1);
    const [fd, text = ''] = said[0] ?? [];
    expect(fd).toBe(1);
    for (const verb of ['run', 'check', '--scheme', '--validate-arguments', '--version', '--help', '--format', '--duration', '--probes']) {
      expect(text).toContain(verb);
    }
    for (const { name, description, default: value } of argumentList) {
      const option = ` --${name.replaceAll('_', '-')} ${description}${value === '' ? '' : ` (${value})`} `;
      expect(text.replace(/\s+/g, ' ')).toContain(option.replace(/\s+/g, ' '));
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  test.each([[], ['help'], ['--help'], ['-h'], ['run', '--help'], ['run', '--probe', 'tcp', '-h'], ['run', '--nosuch', '-P', '443', '--help'], ['run', '-h', '--', 'ls'], ['check', '-h'], ['check', '--help'], ['check', '--splunk', '--help']])('is what %j asks for at a terminal, and good', async (...args: readonly string[]) => {
    const [program, isTTY] = [process.argv, process.stdin.isTTY];
    process.stdin.isTTY = true;
    const exits: number[] = [];
    jest.doMock('../../src/kernel/libbpf', () => ({ exitNow: (code: number) => void exits.push(code) }));
    for (const verb of ['input', 'scheme', 'validate']) jest.doMock(`../../src/commands/${verb}`, () => ({}));
    process.argv = [...program.slice(0, 2), ...args];
    await import('../../src/main');
    await new Promise((resolve) => setImmediate(resolve));
    process.argv = program;
    process.stdin.isTTY = isTTY;
    for (const path of ['kernel/libbpf', ...['input', 'scheme', 'validate'].map((verb) => `commands/${verb}`)]) jest.dontMock(`../../src/${path}`);
    expect(exits).toEqual([0]);
    expect(said[0]?.[1]).toContain(args[0] === 'check' ? 'ebpf_trace check --splunk [OPTIONS]' : 'ebpf_trace run [OPTIONS]');
  });

  test('no line is longer than a terminal shows', () => {
    module.help();
    expect((said[0]?.[1] ?? '').split('\n').filter((line) => line.length > 80 || line.endsWith(' ') || /^ {6} \S/.test(line))).toEqual([]);
  });

  test('of check: what it tries, its options and exit status, in 80 columns', () => {
    expect(module.checkHelp()).toBe(0);
    const text = said[0]?.[1] ?? '';
    for (const part of ['check [--json]', 'Exit status: 0', '--token-file FILE', '(Settings >', '--splunk']) expect(text).toContain(part);
    expect(text.split('\n').filter((line) => line.length > 80 || line.endsWith(' '))).toEqual([]);
  });

  test('of run: each option of its own, examples, and the names of the settings, in 80 columns', () => {
    expect(module.runHelp()).toBe(0);
    const text = said[0]?.[1] ?? '';
    for (const option of ['-p, --pid PID', '-P, --port PORT', '--failed', '-n, --count NUMBER', '--json', '--probes LIST', '--events', '--top', '-- COMMAND', '--include-networks', 'run wget', "jq -c '"]) expect(text).toContain(option);
    expect(text.split('\n').filter((line) => line.length > 80 || line.endsWith(' '))).toEqual([]);
  });

  test('the version is one line', () => {
    expect(module.version()).toBe(0);
    expect(said).toEqual([[1, `ebpf_trace ${appVersion}\n`]]);
  });
});
