/** The preview's server over recorded events, asked as the browser asks it. */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { recorded } from '../../../preview/events/recorded';
import type { SearchAnswer, SearchRequest } from '../../../preview/web/jobs';
import { PreviewServer } from '../../../preview/web/server';
import { app, root } from '../../../steps/paths.mjs';

const source = recorded(join(root, 'demo', 'recorded.xml'), app);
const server = new PreviewServer({ app, renderer: __dirname, port: 0, origin: '<demo>', world: () => source.world() });
let address = '';

beforeAll(async () => void (address = await server.listen()));
afterAll(() => server.close());

async function search(body: SearchRequest): Promise<SearchAnswer> {
  return (await (await fetch(`${address}preview/search`, { method: 'POST', body: JSON.stringify(body) })).json()) as SearchAnswer;
}

async function get(path: string): Promise<[status: number, text: string]> {
  const response = await fetch(new URL(path, address), { redirect: 'manual' });
  return [response.status, await response.text()];
}

test('the first view of the menu opens', async () => {
  const response = await fetch(address, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/en-US/app/ebpf_trace/process_connections']);
});

test('a page holds the definition that is shipped, unchanged', async () => {
  const [status, page] = await get('/en-US/app/ebpf_trace/process_connections');
  expect(status).toBe(200);
  const shipped = readFileSync(join(app, 'default/data/ui/views/process_connections.xml'), 'utf8');
  const [, json = ''] = /<script type="application\/json" id="page">(.*?)<\/script>/s.exec(page) ?? [];
  const [, definition = ''] = /<!\[CDATA\[(.*)\]\]>/s.exec(shipped) ?? [];
  expect(JSON.parse(json)).toEqual({ theme: 'dark', definition: JSON.parse(definition) });
  expect(page).toContain('&lt;demo>');
});

test('the theme may be the other one, and nothing else', async () => {
  expect((await get('/en-US/app/ebpf_trace/process_connections?theme=light'))[1]).toContain('"theme":"light"');
  expect((await get('/en-US/app/ebpf_trace/process_connections?theme=%3Cb'))[1]).toContain('"theme":"dark"');
});

test('what is not there is not found', async () => {
  for (const path of ['/en-US/app/ebpf_trace/no_view', '/en-US/app/ebpf_trace/../../x', '/preview/no.js', '/x']) {
    expect((await get(path))[0]).toBe(404);
  }
});

test('a page of elsewhere that has our address by a name of its own gets nothing', async () => {
  const status = await new Promise((resolve) =>
    httpRequest(address, { headers: { host: 'rebound.example' } }, (response) => resolve(response.resume().statusCode)).end());
  expect(status).toBe(403);
});

test('a search answers as REST does: text, null, and the time in the form of results', async () => {
  const { fields, rows } = await search({ query: '`ebpf_trace_index` event=connect_failed | table _time process_name errno no_such | eval count=1' });
  expect(fields).toEqual(['_time', 'process_name', 'errno', 'no_such', 'count']);
  expect(rows).toEqual([[expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/), 'wget', 'ECONNREFUSED', null, '1']]);
});

test('a chained search goes on from the results of its base', async () => {
  const base = await search({ query: '`ebpf_trace_index` event=connect | stats count by process_name' });
  expect(base.rows).toEqual([['python3', '1'], ['wget', '1']]);
  expect((await search({ query: '| search process_name=wget', base: base.sid })).rows).toEqual([['wget', '1']]);
});

test('the time range holds', async () => {
  const events = async (earliest: string): Promise<unknown> => (await search({ query: '`ebpf_trace_index` | stats count', earliest, latest: 'now' })).rows[0]?.[0];
  expect(await events('-1h')).not.toBe('0');
  expect(await events('now')).toBe('0');
});

test('what goes wrong is reported', async () => {
  expect((await search({ query: '| nosuchcommand' })).error).toContain('nosuchcommand');
  expect((await search({ query: '| table x', base: 'gone' })).error).toContain('load the view again');
});

test('the time range picker has its ranges, and when they are', async () => {
  const { entry } = JSON.parse((await get('/en-US/splunkd/__raw/servicesNS/-/search/data/ui/times'))[1]) as { entry: { content: { label: string } }[] };
  expect(entry.map(({ content }) => content.label)).toContain('Last 24 hours');
  const times = JSON.parse((await get('/en-US/splunkd/__raw/services/search/timeparser?time=%40d'))[1]) as Record<string, string>;
  expect(times['@d']).toMatch(/T00:00:00\.000\+00:00$/);
});
