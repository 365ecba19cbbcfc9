import { LinkToDashboard } from '../../../preview/renderer/src/link_to_dashboard';
import { noteTokens, tokensOf } from '../../../preview/renderer/src/tokens';

const click = { type: 'cell.click', payload: { name: 'Process', 'row.Process.value': 'a "b" & c' } };
const options = { app: 'ebpf_trace', dashboard: 'connection_explorer', newTab: false };

async function urlOf(tokens: readonly { token: string; value: string }[], known: Record<string, unknown>): Promise<URL> {
  const handler = new LinkToDashboard({ ...options, tokens });
  noteTokens({ default: known });
  const [action] = (await handler.handle(click)) as { type: string; payload: { url: string; newTab: boolean } }[];
  expect([action?.type, action?.payload.newTab]).toEqual(['linkTo', false]);
  return new URL(action?.payload.url ?? '', 'http://127.0.0.1');
}

test('tokens of the click and of the view go along, and arrive', async () => {
  const tokens = [
    { token: 'process', value: 'row.Process.value' },
    { token: 'host', value: 'host' },
    { token: 'several', value: 'several' },
    { token: 'kind', value: 'just this' },
  ];
  const { pathname, search } = await urlOf(tokens, { host: 'web1', several: ['x', 'y'] });
  expect(pathname).toBe('/en-US/app/ebpf_trace/connection_explorer');
  expect(tokensOf(search)).toEqual({ default: { process: 'a "b" & c', host: 'web1', several: ['x', 'y'], kind: 'just this' } });
});

test('other queries are no tokens', () => {
  expect(tokensOf('?theme=light&form.global_time.earliest=-1h')).toEqual({ default: { 'global_time.earliest': '-1h' } });
});

test('it takes clicks alone, on its fields alone', () => {
  const takes = (more: object, event: { type: string; payload?: Record<string, unknown> }): boolean => new LinkToDashboard({ ...options, ...more }).canHandle(event);
  expect(takes({}, click)).toBe(true);
  expect(takes({}, { type: 'range.select' })).toBe(false);
  expect(takes({ fields: ['Process'] }, click)).toBe(true);
  expect(takes({ fields: ['Port'] }, click)).toBe(false);
  expect(takes({ events: ['point.click'] }, click)).toBe(false);
});
