/** What is counted where nothing was. */
import type { Totals } from '../../src/health/counters';
import type { OutputCounters } from '../../src/output/output';
import { nothingCounted } from '../kernel/counted';

export const noOutput: OutputCounters = { eventsWritten: 0, bytesWritten: 0, droppedEvents: 0, queuedEvents: 0, queuedBytes: 0, queuedNotes: 0, blockedMs: 0 };
export const nothing: Totals = { kernel: nothingCounted, writer: noOutput, decodeErrors: 0, skipped: 0, events: {}, bytes: {} };
