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
    for (const verb of ['run', 'check', '--scheme', '--validate-arguments', '--version', '--help', '--format', '--duration', '--probe']) {
      expect(text).toContain(verb);
    }
    for (const { name, description, default: value } of argumentList) {
      expect(text).toContain(`  --${name.replaceAll('_', '-')}\n      ${description}${value === '' ? '' : ` (${value})`}\n`);
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  test('the version is one line', () => {
    expect(module.version()).toBe(0);
    expect(said).toEqual([[1, `ebpf_trace ${appVersion}\n`]]);
  });
});
