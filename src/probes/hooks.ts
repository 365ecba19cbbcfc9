/** Which hooks the probes have, with those of the services that they need. */
import type { Program } from '../program';
import { type Service, servicesFor } from '../services/hooks';
import type { ServiceName } from '../settings/argument';
import { probeArguments } from './arguments';
import { blockIoHooks } from './block_io/hooks';
import { blockIoNeverSeen } from './block_io/never_seen';
import { type ProbeName, probeNames } from './names';
import { fileHooks, fileNeverSeen } from './file/hooks';
import { processHooks } from './process/hooks';
import { retransmitHooks } from './retransmit/hooks';
import { shellHooks } from './shell/hooks';
import { tcpStateHooks } from './tcp_state/hooks';

/** What has hooks of its own and needs those of services. */
export interface Hooked {
  readonly needs: readonly ServiceName[];
  readonly hooks: readonly Program[];
}

const own: Readonly<Record<ProbeName, readonly Program[]>> = {
  tcp: [],
  tcp_state: tcpStateHooks,
  retransmit: retransmitHooks,
  process: processHooks,
  shell: shellHooks,
  block_io: blockIoHooks,
  file: fileHooks,
};

/** What no hook shows of a probe on any kernel. */
const ownNeverSeen: Readonly<Partial<Record<ProbeName, readonly string[]>>> = { block_io: blockIoNeverSeen, file: fileNeverSeen };

/** Each once, in the order in which they attach: of the services first, but for what comes before them. */
export function programsFor(parts: readonly Hooked[]): readonly Program[] {
  const all = [...servicesFor(parts.flatMap(({ needs }) => needs)), ...parts].flatMap(({ hooks }) => hooks);
  return [...all.filter(({ comesFirst = false }) => comesFirst), ...all.filter(({ comesFirst = false }) => !comesFirst)];
}

/** The programs of these probes. */
export function programsOf(names: readonly ProbeName[]): readonly Program[] {
  return programsFor(probeNames.filter((name) => names.includes(name)).map((name) => ({ needs: needsOf(name), hooks: own[name] })));
}

/** Those of a probe alone, without what its services have. */
export function ownHooks(name: ProbeName): readonly Program[] {
  return own[name];
}

/** Those of all probes: every program of the object. */
export const programs = programsOf(probeNames);

/** What no hook shows of these probes on any kernel: `check` and health's start name it. */
export function neverSeen(names: readonly ProbeName[]): readonly string[] {
  const ofServices = servicesFor(names.flatMap(needsOf)).flatMap(({ neverSeen: unseen }: Service) => unseen);
  return [...ofServices, ...names.flatMap((name) => ownNeverSeen[name] ?? [])];
}

function needsOf(probe: ProbeName): readonly ServiceName[] {
  return probeArguments.filter(({ name }) => name === probe).flatMap(({ needs }): readonly ServiceName[] => needs);
}
