import { PassThrough, Readable } from 'node:stream';
import { readInput, readItems } from '../../src/splunk/input';
import { inputDocument, itemsDocument, sessionKey } from '../../splunkd/documents';

const params = { disabled: 'false', host: '$decideOnStartup', index: 'main', empty: '', hostile: 'a<b>&"\'ä]]>' };
const document = inputDocument({ stanza: 'ebpf_trace://a<b', app: 'ebpf_trace', home: '/opt/splunk', params });

function streamOf(...texts: string[]): Readable {
  return Readable.from(texts.map((text) => Buffer.from(text)), { objectMode: false });
}

describe('the document of a run', () => {
  const expected = {
    serverUri: 'https://127.0.0.1:8089',
    sessionKey,
    checkpointDir: '/opt/splunk/var/lib/splunk/modinputs/ebpf_trace',
    stanzas: [{ name: 'ebpf_trace://a<b', app: 'ebpf_trace', params }],
  };

  test('is read', async () => {
    expect(await readInput(streamOf(document))).toMatchObject(expected);
  });

  test('is read byte by byte', async () => {
    const stream = new PassThrough();
    const reading = readInput(stream);
    for (const byte of Buffer.from(document)) stream.write(Buffer.of(byte));
    expect(await reading).toMatchObject(expected);
  });

  test('is read at its end, while the stream stays open and says more', async () => {
    const stream = new PassThrough();
    stream.write(`${document}<more/>`);
    expect(await readInput(stream)).toMatchObject(expected);
    expect(stream.destroyed).toBe(false);
    expect(stream.listenerCount('data')).toBe(0);
  });

  test('takes several stanzas, lists, and names that mean something to JavaScript', async () => {
    const text =
      '<input><configuration><stanza name="x://a"><param name="__proto__">1</param><param name="constructor">2</param>' +
      '<param_list name="list"><value>b</value><value>c</value></param_list></stanza><stanza name="x://b"/></configuration></input>';
    const { stanzas } = await readInput(streamOf(text));
    expect(stanzas.map(({ name, app }) => [name, app])).toEqual([['x://a', ''], ['x://b', '']]);
    expect(Object.entries(stanzas[0]?.params ?? {})).toEqual([['__proto__', '1'], ['constructor', '2'], ['list', 'b,c']]);
    expect(Object.getPrototypeOf(stanzas[0]?.params)).toBeNull();
  });

  test('keeps UTF-8 that is cut between chunks', async () => {
    const bytes = Buffer.from('<input><configuration><stanza name="ä😀"/></configuration></input>');
    for (let cut = 30; cut < 45; cut += 1) {
      const stream = Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect((await readInput(stream)).stanzas[0]?.name).toBe('ä😀');
    }
  });

  test.each([
    ['nothing', '', 'ended after 0 bytes, before </input>'],
    ['a part', document.slice(0, 100), 'ended after 100 bytes, before </input>'],
    ['no XML', '<input><a></b></input>', 'the <input> document is not well-formed XML'],
    ['an unknown entity', '<input>&secret;</input>', 'not well-formed'],
    ['a DTD', '<!DOCTYPE input [<!ENTITY a "aaaa">]><input>&a;</input>', 'has a DTD'],
    ['another root', '<other></input>', 'not well-formed'],
    ['no stanza', '<input><configuration/></input>', 'has no <stanza>'],
    ['a stanza without a name', '<input><configuration><stanza/></configuration></input>', 'without a name'],
  ])('that is %s is refused in one line', async (_, text, message) => {
    const failure: unknown = await readInput(streamOf(text)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DocumentError', message: expect.stringContaining(message) as string });
    expect((failure as Error).message).not.toMatch(/\n|session/);
  });

  test('without end is refused before memory is', async () => {
    const endless = Readable.from((function* () {
      for (;;) yield Buffer.alloc(65536, 'a');
    })());
    await expect(readInput(endless)).rejects.toThrow('no </input> within 4194304 bytes');
    endless.destroy();
  });

  test('nested deeply does not break the program', async () => {
    const text = `<input>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</input>`;
    await expect(readInput(streamOf(text))).rejects.toThrow(/document/);
  });

  test('a failing stream is reported', async () => {
    const stream = new PassThrough();
    const reading = readInput(stream);
    stream.destroy(new Error('EIO'));
    await expect(reading).rejects.toThrow('read standard input');
  });
});

describe('the document of a validation', () => {
  test('is read', async () => {
    const { item, sessionKey: key } = await readItems(streamOf(itemsDocument('main', '/opt/splunk', params)));
    expect(item).toMatchObject({ name: 'main', params });
    expect(key).toBe(sessionKey);
  });

  test('has one item', async () => {
    await expect(readItems(streamOf('<items></items>'))).rejects.toThrow('no <item>');
    await expect(readItems(streamOf('<items><item name="a"/><item name="b"/></items>'))).rejects.toThrow('more than one <item>');
  });
});
