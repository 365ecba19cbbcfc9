/** How much of each proof is done: the one number. */
import { type ProofName, proofs } from './proofs';

/** Set by steps/prove.mjs: the folder that takes the figures. */
export const proofFolder = process.env['EBPF_TRACE_PROVE'];
const part = proofFolder === undefined ? 1 / 20 : 1;

export function countOf(name: ProofName): number {
  return Math.ceil(proofs[name].whole * part);
}
