/** What a person at a terminal is told who may not trace. */
import { capabilities, missingCapabilities } from '../../host/privileges';
import { isInUserNamespace } from '../../host/surroundings';
import { errorText } from '../../log';

/** undefined: it is another error, or sudo is no help. */
export function permissionText(error: unknown, missing: readonly string[] = missingCapabilities(capabilities())): string | undefined {
  if (missing.length === 0 || isInUserNamespace() || !errorText(error).includes('EPERM')) return undefined;
  return `not permitted to trace (EPERM): uid ${process.getuid?.()} lacks ${missing.join(' and ')}. Run it with sudo.`;
}
