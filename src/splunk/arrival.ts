/** Whether events arrive in Splunk: what `check --splunk` finds, in the order of their way. */
import { type Entry, type Rest, RestError } from './rest';
import { probeNames } from '../probes/names';
import { schemeName } from './scheme';

export interface Finding {
  readonly status: 'ok' | 'warning' | 'failure';
  /** One line. Of what is not ok, it ends with what to do. */
  readonly text: string;
}

export interface Question {
  readonly uri: URL;
  /** How far back to look. */
  readonly minutes: number;
}

/** Health comes every minute by default; three missing are no accident. */
const silentSeconds = 180;

/** All findings; nothing is changed in Splunk. Rejects only on what is a bug. */
export async function findArrival(rest: Rest, question: Question): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    const roles = await findServer(rest, question, findings);
    const indexes = await findInputs(rest, findings);
    if (roles.includes('universal_forwarder')) findings.push(forwarderCannotSearch);
    else findings.push(...(await findEvents(rest, indexes, question.minutes)));
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    findings.push({ status: 'failure', text: `${error.message}: ${adviceFor(error, question.uri)}` });
  }
  return findings;
}

const forwarderCannotSearch: Finding = {
  status: 'warning',
  text: 'this is a forwarder, which cannot search: ask your search head whether events arrive, with --uri',
};

async function findServer(rest: Rest, { uri }: Question, findings: Finding[]): Promise<readonly string[]> {
  const [server] = await rest.entries('/services/server/info');
  const roles = server?.content['server_roles'];
  const names = Array.isArray(roles) ? roles.map(String) : [];
  const version = text(server?.content['version'], '');
  findings.push({ status: 'ok', text: `connected to ${uri.origin}, certificate verified: Splunk ${version} (${names.join(', ')})` });
  return names;
}

/** Gives the indexes that the inputs name; none where that is not known. */
async function findInputs(rest: Rest, findings: Finding[]): Promise<readonly string[]> {
  const inputs = await entriesOrNone(rest, `data/inputs/${schemeName}`);
  if (inputs.length === 0) findings.push(noInput);
  findings.push(...inputs.map(inputFinding));
  const indexes = inputs.flatMap(({ content }) => [text(content['index'], 'default'), ...ownIndexes(content).map(([, name]) => name)]);
  return indexes.includes('default') ? [] : [...new Set(indexes)];
}

/** Those that its probes have for themselves, also those that are off. */
function ownIndexes(content: Entry['content']): readonly (readonly [probe: string, index: string])[] {
  return probeNames.map((probe) => [probe, text(content[`${probe}_index`], '')] as const).filter(([, index]) => index !== '');
}

const noInput: Finding = {
  status: 'warning',
  text: `no input of ${schemeName} on this server: right for a search head; elsewhere add [${schemeName}://main] to local/inputs.conf of the app and restart Splunk`,
};

async function entriesOrNone(rest: Rest, path: string): Promise<readonly Entry[]> {
  try {
    return await rest.entries(path);
  } catch (error) {
    // There is no such path where the app is not installed.
    if (error instanceof RestError && error.status === 404) return [];
    throw error;
  }
}

/** A value of Splunk's answer, which may be a number or a boolean; `otherwise` where there is none. */
function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise;
}

function inputFinding({ name, content }: Entry): Finding {
  const stanza = `${schemeName}://${name.replace(`${schemeName}://`, '')}`;
  const index = text(content['index'], 'default');
  const target = index === 'default' ? "the server's default index" : `index ${index}`;
  const own = ownIndexes(content).map(([probe, name]) => `, ${probe} to ${name}`).join('');
  const isDisabled = ['1', 'true'].includes(text(content['disabled'], '0'));
  if (isDisabled) return { status: 'failure', text: `input ${stanza} is disabled: set disabled = 0 in its stanza and restart Splunk, or enable it in Splunk Web` };
  return { status: 'ok', text: `input ${stanza} is enabled and writes to ${target}${own}` };
}

async function findEvents(rest: Rest, indexes: readonly string[], minutes: number): Promise<readonly Finding[]> {
  const where = indexes.length === 0 ? 'index=*' : `(${indexes.map((index) => `index=${quoted(index)}`).join(' OR ')})`;
  const query = `search ${where} sourcetype="ebpf:*" | stats count max(_time) as last by index sourcetype host`;
  const rows = await rest.search(query, `-${minutes}m`);
  return [rows.length === 0 ? noEvents(where, minutes) : arrived(rows, minutes)];
}

function noEvents(where: string, minutes: number): Finding {
  const advice =
    'see whether the index exists and your role may search it, what `index=_internal ebpf_trace` says on the host, and what `ebpf_trace check` says there';
  return { status: 'failure', text: `no events with ${where} sourcetype=ebpf:* in the last ${minutes} minutes: ${advice}` };
}

function arrived(rows: readonly Readonly<Record<string, string>>[], minutes: number): Finding {
  const counts = new Map<string, number>();
  for (const { sourcetype = '', count } of rows) counts.set(sourcetype, (counts.get(sourcetype) ?? 0) + Number(count));
  const last = Math.max(...rows.map((row) => Number(row['last'])));
  const age = Math.max(0, Math.round(Date.now() / 1000 - last));
  const distinct = (key: string): string[] => [...new Set(rows.map((row) => row[key] ?? ''))];
  const each = [...counts].map(([sourcetype, count]) => `${sourcetype} ${count}`).join(', ');
  const text = `events of the last ${minutes} minutes in index ${distinct('index').join(', ')} from ${distinct('host').length} hosts: ${each}; the last ${age} s ago`;
  if (age <= silentSeconds) return { status: 'ok', text };
  return { status: 'warning', text: `${text}: the input has stopped, or its forwarder is behind; run \`ebpf_trace check\` on the host` };
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** What to do about a request that failed. */
function adviceFor({ status, code }: RestError, uri: URL): string {
  if (status === 401) return 'the session key or token is not valid (any more); get a new one';
  if (status === 403) return 'the user may not do this; use one with the role admin, or the capabilities list_inputs and search';
  if (status === 404) return `there is no splunkd at ${uri.origin}, or it is too old`;
  if (status >= 500) return 'splunkd is in trouble; see its splunkd.log';
  return connectionAdvice[code] ?? `see whether ${uri.origin} is splunkd's management port`;
}

const untrusted = "its certificate is from nobody that is trusted here; name the CA's file with --ca (Splunk's own is etc/auth/cacert.pem)";
const connectionAdvice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; see whether splunkd runs, and whether its management port is turned off',
  ENOTFOUND: 'there is no such host; correct --uri',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name the host in --uri as the certificate does, or give that name with --server-name (Splunk ships one for SplunkServerDefaultCert)',
  CERT_HAS_EXPIRED: 'renew the certificate of splunkd',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  EPROTO: 'that port does not speak TLS; splunkd must (server.conf [sslConfig] enableSplunkdSSL)',
};
