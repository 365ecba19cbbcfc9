/** Waits for what a page will show: until it does, or until it is clear that it does not. */
import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 60_000;

/** @param wanted may be an asymmetric matcher; when the time is over, what is there is compared as any test does */
export async function eventually<T>(read: () => Promise<T>, wanted: unknown): Promise<void> {
  for (const limit = Date.now() + patienceMs; Date.now() < limit; await pause(100)) {
    if (matches(await read(), wanted)) return;
  }
  expect(await read()).toEqual(wanted);
}

function matches(value: unknown, wanted: unknown): boolean {
  try {
    expect(value).toEqual(wanted);
    return true;
  } catch {
    return false;
  }
}
