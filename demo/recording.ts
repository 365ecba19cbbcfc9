/** The events of a run kept as the stream that splunkd reads, for hosts on which BPF is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { escapeXml, eventHead, eventMiddle, eventTail } from '../src/output/xml';
import { EventStream, type SplunkEvent } from '../splunkd/event_stream';
import type { Trace } from './trace';

const stanza = 'ebpf_trace://demo';
const comment = `<!-- Events of a real run on loopback, recorded by demo.mjs. Of the kernel's release the first two numbers are kept;
     nothing else is changed. -->\n`;

/** One event as it stood in the stream. */
export function xmlOf({ stanza: name, time, sourcetype, data }: SplunkEvent): string {
  return (eventHead(name) + time + eventMiddle(sourcetype) + escapeXml(data) + eventTail).trimEnd();
}

export function record(file: string, { events, health }: Trace): void {
  const lines = [...events, ...health].sort((one, other) => Number(one.time) - Number(other.time)).map(xmlOf);
  const [major, minor] = release().split('.');
  const text = ['<stream>', ...lines, '</stream>', ''].join('\n').replaceAll(`"${release()}"`, `"${major}.${minor}"`);
  writeFileSync(file, comment + text);
}

/** Read as strictly as if the input had just written it. */
export function replay(file: string): Trace {
  const all: SplunkEvent[] = [];
  const problems: string[] = [];
  const stream = new EventStream({ stanza, onEvent: (event) => all.push(event), onProblem: (problem) => problems.push(problem) });
  stream.write(readFileSync(file));
  stream.end();
  const health = all.filter(({ sourcetype }) => sourcetype === 'ebpf:health');
  const events = all.filter(({ sourcetype }) => sourcetype !== 'ebpf:health');
  return { ports: [], commands: [], events, health, missing: '', problems, isReplayed: true };
}
