import { probeArguments } from '../../src/probes/arguments';
import { probeNames } from '../../src/probes/names';
import { type Argument, argumentList, groups, indexesOf, parseSettings } from '../../src/settings';
import type { ProbeArguments } from '../../src/settings/argument';
import { reservedNames } from '../../splunkd/scheme_document';

const list: readonly Argument[] = argumentList;

describe('the list of arguments', () => {
  test('has names of its own, none of Splunk\'s', () => {
    const names = list.map((argument) => argument.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => reservedNames.includes(name))).toEqual([]);
    expect(names.filter((name) => !/^[a-z][a-z_]*$/.test(name))).toEqual([]);
  });

  test('has defaults and examples that parse', () => {
    for (const { default: text, example, parse } of list) {
      expect(() => parse(text)).not.toThrow();
      if (example !== undefined) expect(() => parse(example.replace(/www-data|backup/, 'root'))).not.toThrow();
    }
  });

  test('has words that fit into a conf file and on a line', () => {
    for (const argument of list) {
      expect(`${argument.title}${argument.description}${argument.default}`).not.toMatch(/[\n\r\\]$|\n/);
      expect(argument.description).toMatch(/\.$/);
    }
  });
});

function parses(parse: Argument['parse'], text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the arguments of a probe', () => {
  /** From before they began with its name; customers have them in their inputs.conf. */
  const older = ['mode', 'summary_interval', 'close_fields', 'command_line_bytes'];

  test('are there for each probe, in the order of the probes', () => {
    expect(probeArguments.map(({ name }) => name)).toEqual(probeNames);
    expect(parseSettings({}).settings.probes).toEqual(['tcp']);
  });

  test('begin with its name', () => {
    for (const { name, arguments: own } of probeArguments as readonly ProbeArguments[]) {
      expect(own.map((argument) => argument.name).filter((one) => !one.startsWith(`${name}_`) && !older.includes(one))).toEqual([]);
    }
  });

  test('and those of a service do nothing without a probe that they are for: a warning', () => {
    for (const group of groups) {
      if (!('probes' in group)) continue;
      for (const { name, choices = [], example = '', default: usual, parse, alsoFor = [] } of group.arguments as readonly Argument[]) {
        const own = [...group.probes, ...alsoFor];
        const others = probeNames.filter((one) => !own.includes(one));
        if (others.length === 0) continue;
        const value = [...choices, example, 'false', 'true', '2048'].find((text) => text !== usual && text !== '' && parses(parse, text)) ?? '';
        expect(parseSettings({ probes: others.join(','), [name]: value }).warnings).toEqual([`${name} does nothing with these probes: it is for ${own.join(', ')}`]);
        for (const also of alsoFor) expect(parseSettings({ probes: also, [name]: value }).warnings).toEqual([]);
      }
    }
  });
});

describe('the index of a probe', () => {
  const indexes = (params: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(indexesOf(parseSettings(params).settings));

  test.each(probeNames)('is an argument of %s, for its sourcetype alone', (name) => {
    expect(indexes({ probes: probeNames.join(','), [`${name}_index`]: ' "net_1" ' })).toEqual({ [`ebpf:${name}`]: 'net_1' });
    expect(indexes({ probes: probeNames.filter((other) => other !== name).join(','), [`${name}_index`]: 'net_1' })).toEqual({});
  });

  test('is that of the stanza where none is given', () => {
    expect(indexes({ probes: probeNames.join(',') })).toEqual({});
  });

  test.each(['main', '0', 'a-b_c9'])('may be %s', (name) => {
    expect(parseSettings({ tcp_index: name })).toMatchObject({ problems: [], settings: { tcpIndex: name } });
  });

  test.each(['_internal', '-net', 'Net', 'ne t', 'net,main', 'netz!', 'my_kvstore', 'default', 'nét', '<x>'])('cannot be %s, and then nothing is traced', (name) => {
    expect(parseSettings({ tcp_index: name }).refusals).toEqual([expect.stringMatching(/^tcp_index = ".*": must be /)]);
  });
});

describe('parseSettings', () => {
  test('without params gives the defaults', () => {
    const { settings, problems } = parseSettings({});
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ probes: ['tcp'], mode: 'lifecycle', ringMb: 16, healthInterval: 60, logLevel: 'INFO' });
    expect(settings.direction).toEqual(['outbound', 'inbound', 'listening']);
    expect(Object.keys(settings)).toHaveLength(list.length);
  });

  test('ignores what it does not know, whatever its name', () => {
    const params = Object.assign(Object.create(null) as Record<string, string>, JSON.parse('{"__proto__":"x","constructor":"y","host":"$decideOnStartup"}'));
    expect(parseSettings(params).problems).toEqual([]);
  });

  test('gives one message of one line a problem, and the default in its place', () => {
    const { settings, problems } = parseSettings({ ring_mb: '17', mode: 'lots\nmore', include_ports: `1${',1'.repeat(2000)}` });
    expect(problems).toEqual([
      expect.stringMatching(/^include_ports = "1,1.*…": must have at most 1024 entries$/),
      'mode = "lots\\nmore": must be one of lifecycle, summary',
      'ring_mb = "17": must be a power of two from 1 to 256',
    ]);
    expect(settings).toMatchObject({ mode: 'lifecycle', ringMb: 16, includePorts: [] });
  });

  test('tells what forbids to trace from what falls back', () => {
    const { problems, refusals, fallbacks } = parseSettings({ ring_mb: '17', mode: 'foo', include_ports: 'http', log_level: 'loud', command_line_bytes: 'none' });
    expect(refusals.map((text) => text.split(' ')[0])).toEqual(['include_ports', 'mode', 'command_line_bytes']);
    expect(fallbacks).toEqual([
      'ring_mb = "17": must be a power of two from 1 to 256; using 16',
      'log_level = "loud": must be one of DEBUG, INFO, WARN, ERROR; using INFO',
    ]);
    expect(problems).toHaveLength(5);
  });

  test.each([
    [{ probes: 'retransmit', mode: 'summary' }, ['mode does nothing with these probes: it is for tcp']],
    [{ probes: 'tcp_state, retransmit', command_line_bytes: '0' }, ['command_line_bytes does nothing with these probes: it is for tcp']],
    [{ summary_interval: '60' }, ['summary_interval does nothing here: it is for mode = summary']],
    [{ probes: 'retransmit', summary_interval: '60', mode: '"summary"' }, [
      'mode does nothing with these probes: it is for tcp', 'summary_interval does nothing with these probes: it is for tcp']],
    [{ summary_interval: '60', mode: 'summary' }, []],
    [{ include_networks: '10.0.0.0/8', direction: 'listening' }, ['include_networks does nothing here: it is for direction = outbound, inbound']],
    [{ exclude_networks: '::1', direction: 'listening, inbound' }, []],
    // splunkd passes the defaults as well.
    [{ probes: 'retransmit', ...Object.fromEntries(list.filter(({ name }) => name !== 'probes').map(({ name, default: text }) => [name, text])) }, []],
  ])('%j: what does nothing is a warning', (params, warnings) => {
    expect(parseSettings(params as Record<string, string>)).toMatchObject({ problems: [], warnings });
  });

  test.each([
    ['processes', 'curl, wget', 'curl, wget', 'curl'], ['processes', 'python3, python3.1*', 'python*', 'python3'], ['processes', 'py*', 'p*', 'python*'],
    ['users', '0, 10-20', '0-9, 10-30', '10-19'], ['ports', '80, 443', '1-1023', '80'], ['networks', '10.0.0.0/8', '10.0.0.0/8, ::1', '10.0.0.0/9, 0.0.0.0/0'],
  ])('include_%s = %s can match nothing beside %s: a warning', (name, include, exclude, less) => {
    const warnings = (excluded: string): readonly string[] => parseSettings({ [`include_${name}`]: include, [`exclude_${name}`]: excluded }).warnings;
    expect(warnings(exclude)).toEqual([`include_${name} can match nothing: exclude_${name} leaves out all of it`]);
    expect(warnings(less)).toEqual([]);
    expect(warnings('')).toEqual([]);
  });

  test.each([['"python3 curl"', 1], ["'Web Content'", 1], ['Web\\ Content', 0], ['"tmux: server"', 0], ['"Web Content", curl', 0], ['"curl"', 0]])(
    'exclude_processes = %s may have been meant for several: %d warnings', (text, count) => {
      const { problems, warnings } = parseSettings({ exclude_processes: text });
      expect(problems).toEqual([]);
      expect(warnings).toEqual(Array(count).fill(expect.stringMatching(/^exclude_processes = .* is one name with a blank; put commas between several/)));
    });

  test.each([['0.0.0.0', '0.0.0.0/0'], ['0.0.0.0/32', '0.0.0.0/0'], ['::', '::/0'], ['[::]', '::/0']])('include_networks = %s is no peer: a warning', (text, meant) => {
    const { problems, warnings } = parseSettings({ include_networks: `10.0.0.0/8, ${text}` });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(`^include_networks has .*, which is no connection's peer; write ${meant} for every `)]);
    expect(parseSettings({ include_networks: meant }).warnings).toEqual([]);
  });

  test.each(['1000 - 1999', '1000..1999', '0, 1000–1999'])('exclude_users = %s names no user', (text) => {
    expect(parseSettings({ exclude_users: text })).toMatchObject({ problems: [], userNames: [] });
    expect(parseSettings({ exclude_users: `${text}, root` })).toMatchObject({ problems: [], userNames: ['root'] });
  });

  test.each([['exclude_process', 'exclude_processes'], ['include-ports', 'include_ports'], ['Mode', 'mode'], ['exclude_network', 'exclude_networks']])(
    'the name %s, which is nearly one: a warning', (name, meant) => {
      expect(parseSettings({ [name]: '7' })).toMatchObject({ problems: [], warnings: [`"${name}" is no setting and does nothing; did you mean ${meant}?`] });
    });

  test("splunkd's own attributes of a stanza are no mistake", () => {
    const own = ['disabled', 'host', 'index', 'interval', 'source', 'sourcetype', 'queue', 'passAuth', 'start_by_shell', 'python.version', 'python.required',
      'run_introspection', 'run_only_one', '_rcvbuf', '_meta', '_TCP_ROUTING', '_SYSLOG_ROUTING', '_INDEX_AND_FORWARD_ROUTING', 'persistentQueueSize', 'queueSize', 'crcSalt'];
    expect(parseSettings(Object.fromEntries(own.map((name) => [name, '1']))).warnings).toEqual([]);
  });

  test('refuses all that selects or hides, and nothing else', () => {
    const tuning = ['summary_interval', 'block_io_interval', 'community_id', 'ring_mb', 'system_calls', 'max_connections', 'health_interval', 'log_level'];
    for (const { name } of list) {
      const { refusals, fallbacks } = parseSettings({ [name]: '\\' });
      expect([name, refusals.length, fallbacks.length]).toEqual([name, tuning.includes(name) ? 0 : 1, tuning.includes(name) ? 1 : 0]);
    }
  });

  test.each(['', ' ', '\t\n'])('takes %j of any argument as its default', (text) => {
    expect(parseSettings(Object.fromEntries(list.map(({ name }) => [name, text])))).toEqual(parseSettings({}));
  });

  test('takes what a close repeats in the order of the keys, and "none"', () => {
    expect(parseSettings({}).settings.closeFields).toEqual(['user']);
    expect(parseSettings({ close_fields: 'Container, user, connection_id' }).settings.closeFields).toEqual(['connection_id', 'user', 'container']);
    expect(parseSettings({ close_fields: ' NONE ' })).toMatchObject({ problems: [], settings: { closeFields: [] } });
    expect(parseSettings({ close_fields: 'none, user' }).refusals).toEqual(['close_fields = "none, user": has "none": allowed are connection_id, user, path, container']);
  });

  test('takes every direction as "all"', () => {
    expect(parseSettings({ direction: 'all' }).settings).toEqual(parseSettings({ direction: ' ALL ' }).settings);
    expect(parseSettings({ direction: 'all' }).settings.direction).toEqual(['outbound', 'inbound', 'listening']);
    expect(parseSettings({ direction: 'inbound, outbound,inbound' }).settings.direction).toEqual(['outbound', 'inbound']);
  });

  test.each([
    ['summary_interval', '0', '86400', '-1', '86401'],
    ['command_line_bytes', '0', '4096', '-1', '4097'],
    ['max_connections', '1024', '4194304', '1023', '4194305'],
    ['health_interval', '10', '3600', '9', '3601'],
    ['ring_mb', '1', '256', '0', '512'],
  ])('%s is bounded', (name, least, most, below, above) => {
    expect(parseSettings({ [name]: least }).problems).toEqual([]);
    expect(parseSettings({ [name]: most }).problems).toEqual([]);
    expect(parseSettings({ [name]: below }).problems).toHaveLength(1);
    expect(parseSettings({ [name]: above }).problems).toHaveLength(1);
  });
});
