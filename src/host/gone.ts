/** That nobody is left for whom this process works: who reads its output, or who started it. */

/** A quiet input writes nothing for up to an hour, so that no write finds it out. */
const lookMs = 2000;

/** Calls back once, some seconds after the last reader of the output went. @param hasReader whether it still has one */
export function onReaderGone(hasReader: () => boolean, callback: () => void): void {
  whenever(() => !hasReader(), callback);
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
