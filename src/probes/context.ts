/** What readers are given of the settings. */
import type { Settings } from '../settings';
import type { Context } from './probe';

export function contextOf(settings: Settings, { clock, owners, hostNetns }: Pick<Context, 'clock' | 'owners' | 'hostNetns'>): Context {
  return {
    clock,
    owners,
    hostNetns,
    masksSecrets: settings.maskSecrets,
    isSummary: settings.mode === 'summary',
    hasCommunityId: settings.communityId,
    closeHasConnectionId: settings.closeFields.includes('connection_id'),
  };
}
