/** The input of an older package, configured, and the current one installed over it. */
import { addonPackage } from '../../steps/paths.mjs';
import { Splunkd } from '../../splunkd';
import { whyNotTraceable } from './truth/tracer';
import { olderPackage } from '../build/older';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: the run of upgrade_input.test.ts: ${reason}\n`);

describe('the input, after an upgrade', () => {
  let splunkd: Splunkd;

  beforeAll(() => {
    const older = olderPackage(addonPackage);
    splunkd = new Splunkd(older.file);
    older.remove();
    splunkd.configure('[ebpf_trace://main]\nindex = net\nmode = summary\nexclude_processes = nobody-has-this\nhealth_interval = 10\n');
    splunkd.upgrade(addonPackage);
  }, 120_000);
  afterAll(() => splunkd.remove());

  test('is still there, enabled, with arguments that are valid', () => {
    expect(splunkd.enabledStanzas()).toEqual(['ebpf_trace://main']);
    expect(splunkd.scheme()).toMatchObject({ usesExternalValidation: true });
    expect(splunkd.validate('ebpf_trace://main', {})).toMatchObject({ isValid: true });
  });

  (reason === undefined ? test : test.skip)('runs with the arguments of before', async () => {
    const input = splunkd.start('ebpf_trace://main');
    const { fields } = await input.waitForEvent((event) => event.fields['event'] === 'start', 20_000);
    expect(fields['mode']).toBe('summary');
    await input.stop();
    expect(input.problems).toEqual([]);
  });
});
