/** The file system in which the kernel numbers its tracepoints. */
import { closeSync, openSync, statfsSync } from 'node:fs';

/** TRACEFS_MAGIC of include/uapi/linux/magic.h */
const tracefsMagic = 0x74726163;
const tracefs = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

/** On any usual host by systemd. Who may read it is another matter. */
export function isTracefsMounted(): boolean {
  return tracefs.some((folder) => {
    try {
      return statfsSync(folder).type === tracefsMagic;
    } catch {
      return false;
    }
  });
}

/** syscalls/sys_enter_connect: its number must be readable to attach to it. */
export function canReadTracepoint(name: string): boolean {
  return tracefs.some((folder) => {
    try {
      // access(2) would answer for the user without the capabilities that the file is opened with.
      closeSync(openSync(`${folder}/events/${name}/id`, 'r'));
      return true;
    } catch {
      return false;
    }
  });
}
