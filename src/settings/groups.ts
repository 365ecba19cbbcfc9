/** All arguments, by the part of the form that they stand in. */
import { probeArguments } from '../probes/arguments';
import type { ProbeName } from '../probes/names';
import { connectionArguments } from '../services/connections/arguments';
import type { Group, ProbeArguments } from './argument';
import { event, filters, trace, tuning } from './common';
import { indexArgument } from './index_argument';

/** Unless one of these probes is on, none of its arguments does anything. */
interface Owned {
  readonly probes: readonly ProbeName[];
}

const owned = <G extends Group>(group: G, probes: readonly ProbeName[]): G & Owned => ({ ...group, probes });

const services = [connectionArguments].map((service) => owned(service, probeArguments.filter(({ needs }: ProbeArguments) => needs.includes(service.name)).map(({ name }) => name)));
const probes = probeArguments.map((probe) => {
  return owned({ name: probe.name, title: `Probe ${probe.name}`, arguments: [...probe.arguments, indexArgument(probe.name)] }, [probe.name]);
});

/** In the order of the form. */
export const groups = [trace, filters, ...services, ...probes, event, tuning];
