/** The page around a view: what Splunk Web gives its renderer, a menu of the app's views, and what this is not. */
import type { View } from './views';

export interface Frame {
  readonly views: readonly View[];
  /** Where the events come from, for people. */
  readonly origin: string;
}

/** The time zone of the preview's searches: UTC. */
const zone = '### SERIALIZED TIMEZONE FORMAT 1.0;Y0 NW 55 54 43;@-9223372036854775808 0;';
const settings = { SPLUNKD_PATH: '/splunkd/__raw', LOCALE: 'en-US', MRSPARKLE_ROOT_PATH: '', USERNAME: 'preview', SERVER_ZONEINFO: zone };

export function pageOf({ id, label, theme, definition }: View, { views, origin }: Frame): string {
  const links = views.map((view) => `<a href="/en-US/app/ebpf_trace/${view.id}"${view.id === id ? ' aria-current="page"' : ''}>${escaped(view.label)}</a>`);
  const page = `{"theme":${JSON.stringify(theme)},"definition":${definition}}`;
  return `<!doctype html>
<html lang="en" class="${theme}">
<head>
<meta charset="utf-8">
<title>${escaped(label)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/preview/main.css">
</head>
<body>
<header><b>eBPF Trace</b><nav>${links.join('')}</nav><small>Preview, not a Splunk: ${escaped(origin)}</small></header>
<h1>${escaped(label)}</h1>
<div id="root"></div>
<script>window.$C = ${inScript(JSON.stringify(settings))}</script>
<script type="application/json" id="page">${inScript(page)}</script>
<script src="/preview/main.js"></script>
</body>
</html>
`;
}

/** JSON that cannot end its script element. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
