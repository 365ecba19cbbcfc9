/** The splunkd of this host, by /proc, and what a program that it starts may do: capabilities(7), proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processStat } from './process_stat';
import { type Capability, capabilitiesOf, type FileCapabilities } from './privileges';

/** Whose children are judged. */
export interface Judged {
  /** "splunkd (pid 812, uid 0)", or who called where no splunkd runs. */
  readonly who: string;
  readonly uid: number;
  readonly isSplunkd: boolean;
  /** What its children have. */
  readonly held: readonly Capability[];
  /** Its systemd unit without ".service", where it has one. */
  readonly unit: string | undefined;
  /** Text of its /proc/pid/limits. */
  readonly limits: string;
}

/** @param file capabilities of the executable; @param executable of this program, which says which of several Splunks is meant */
export function judged(file: FileCapabilities | undefined, executable: string = process.execPath): Judged {
  const found = splunkds();
  const pid = found.find((one) => executable.startsWith(`${homeOf(one)}/`)) ?? found[0];
  const folder = `/proc/${pid ?? 'self'}`;
  const status = readFileSync(`${folder}/status`, 'utf8');
  const uid = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]);
  return {
    who: pid === undefined ? `no splunkd is running, so this checks the rights of the caller (uid ${uid})` : `splunkd (pid ${pid}, uid ${uid})`,
    uid,
    isSplunkd: pid !== undefined,
    held: pid === undefined ? capabilitiesOf(status, 'CapEff') : handedOn(status, uid, file),
    unit: unitOf(readFileSync(`${folder}/cgroup`, 'utf8')),
    limits: readFileSync(`${folder}/limits`, 'utf8'),
  };
}

/** Root's children have all of the bounding set; others' what the file gives, or the ambient set. */
export function handedOn(status: string, uid: number, file: FileCapabilities | undefined): readonly Capability[] {
  const bounding = capabilitiesOf(status, 'CapBnd');
  if (uid === 0) return bounding;
  const isFileIgnored = /^NoNewPrivs:\s*1/m.test(status);
  if (file === undefined || isFileIgnored) return capabilitiesOf(status, 'CapAmb');
  // A file with capabilities clears the ambient set.
  const inherited = capabilitiesOf(status, 'CapInh');
  return bounding.filter((name) => file.permitted.includes(name)).concat(file.inheritable.filter((name) => inherited.includes(name)));
}

/** The last unit on the way: the cgroup of version 2, or systemd's own of version 1. */
export function unitOf(cgroup: string): string | undefined {
  const path = /^(?:0:|\d+:name=systemd):(.*)$/m.exec(cgroup)?.[1] ?? '';
  return [...path.matchAll(/\/([^/]+)\.service(?=\/|$)/g)].at(-1)?.[1];
}

/** Those that no splunkd has started, the oldest first. */
function splunkds(): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter((pid) => pid > 0);
  const named = new Map(pids.flatMap((pid) => {
    const stat = processStat(pid);
    return stat?.name === 'splunkd' ? [[pid, stat] as const] : [];
  }));
  return [...named].filter(([, { parent }]) => !named.has(parent))
    .sort(([, one], [, other]) => one.startTicks - other.startTicks).map(([pid]) => pid);
}

/** SPLUNK_HOME of .../bin/splunkd; of one that lies elsewhere or may not be looked at nothing that matches. */
function homeOf(pid: number): string {
  try {
    return /^(.*)\/bin\/splunkd$/.exec(readlinkSync(`/proc/${pid}/exe`))?.[1] ?? '\0';
  } catch {
    return '\0';
  }
}
