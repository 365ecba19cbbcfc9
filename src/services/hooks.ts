/** The services, each with its hooks and with those services that it needs itself. */
import type { Program } from '../program';
import type { ServiceName } from '../settings/argument';
import { connectionHooks } from './connections/hooks';
import { connectionsNeverSeen } from './connections/never_seen';
import { ownerHooks } from './owners/hooks';
import { ownersNeverSeen } from './owners/never_seen';
import { targetHooks } from './targets/hooks';

export interface Service {
  readonly needs: readonly ServiceName[];
  readonly hooks: readonly Program[];
  /** What no hook shows on any kernel. */
  readonly neverSeen: readonly string[];
}

const byName: Readonly<Record<ServiceName, Service>> = {
  owners: { needs: [], hooks: ownerHooks, neverSeen: ownersNeverSeen },
  targets: { needs: [], hooks: targetHooks, neverSeen: [] },
  connections: { needs: ['owners'], hooks: connectionHooks, neverSeen: connectionsNeverSeen },
};

/** These and what they need in turn, each once, and behind what it needs. */
export function servicesFor(names: readonly ServiceName[]): readonly Service[] {
  return [...new Set(names.flatMap((name) => [...servicesFor(byName[name].needs), byName[name]]))];
}
