/** That nobody is left for whom this process works: who reads its output, or who started it. */
import { hasReader } from './libbpf';

/** A quiet input writes nothing for up to an hour, so that no write finds it out. */
const lookMs = 2000;

/** Calls back once, some seconds after the last reader of a pipe or socket went. A file always has its reader. */
export function onReaderGone(fd: number, callback: () => void): void {
  whenever(() => !hasReader(fd), callback);
}

/** Calls back once, some seconds after this process's parent ended: the kernel has given it another one then. */
export function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  whenever(() => process.ppid !== parent, callback);
}

function whenever(isGone: () => boolean, callback: () => void): void {
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    callback();
  }, lookMs);
  timer.unref();
}
