/** What splunkd writes to standard input (Splunk: "Modular inputs, read XML configuration from splunkd"). */

export interface Configuration {
  /** In full: ebpf_trace://main. */
  readonly stanza: string;
  readonly app: string;
  readonly home: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Never to be seen again in any output. */
export const sessionKey = 'ZqX9sessionkey^secret<&>7';

export function inputDocument({ stanza, app, home, params }: Configuration): string {
  const lines = Object.entries(params).map(([name, value]) => `      ${param(name, value)}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<input>',
    ...session(home),
    '  <configuration>',
    `    <stanza name="${escaped(stanza)}" app="${escaped(app)}">`,
    ...lines,
    '    </stanza>',
    '  </configuration>',
    '</input>',
    '',
  ].join('\n');
}

export function itemsDocument(name: string, home: string, params: Readonly<Record<string, string>>): string {
  const lines = Object.entries(params).map(([key, value]) => `    ${param(key, value)}`);
  const head = ['<?xml version="1.0" encoding="UTF-8"?>', '<items>', ...session(home), `  <item name="${escaped(name)}">`];
  return [...head, ...lines, '  </item>', '</items>', ''].join('\n');
}

function session(home: string): string[] {
  return [
    '  <server_host>stand-in</server_host>',
    '  <server_uri>https://127.0.0.1:8089</server_uri>',
    `  <session_key>${escaped(sessionKey)}</session_key>`,
    `  <checkpoint_dir>${escaped(home)}/var/lib/splunk/modinputs/ebpf_trace</checkpoint_dir>`,
  ];
}

function param(name: string, value: string): string {
  return `<param name="${escaped(name)}">${escaped(value)}</param>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
