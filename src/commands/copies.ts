/** What `check` and the input say of other copies of the add-on. */
import { appFolder, earlierTwin, otherCopies } from '../host/copies';
import type { Finding } from './findings';

export function copyFindings(): readonly Finding[] {
  return otherCopies().map(({ folder }) => ({
    status: 'warning',
    name: 'copies',
    detail: `${folder} holds this input too: Splunk may start either`,
    remedy: `stop Splunk, ${whatToDo(folder)}`,
  }));
}

/** A line each, for the log. */
export function copyWarnings(): readonly string[] {
  return otherCopies().map(({ folder }) => `${folder} holds this input too, Splunk may start either: ${whatToDo(folder)}`);
}

/** Why this input waits, if it does: what two copies trace is reported twice. */
export function twinReason(): string | undefined {
  const twin = earlierTwin();
  return twin && `the copy in ${twin.folder} is tracing already (pid ${twin.pid}), and both would report each event: delete the input of one of the two (docs/upgrade.md)`;
}

function whatToDo(folder: string): string {
  return `move ${folder}/local/inputs.conf to ${appFolder()}/local and delete the input there (docs/upgrade.md)`;
}
