/** The users of an owner sample: whom it acts as, who started it, who logged in. */
import { owner_sample } from '../../generated/samples';
import { jsonText } from '../../text/json';
import type { Settings } from '../../settings';
import { Keys } from '../../text/keys';
import type { TextKey } from './describe';
import type { Users } from './users';

const { get } = owner_sample;
const noLogin = 0xffff_ffff;
/** A directory's names may be long ones. */
const mostNameBytes = 100;
/** All keys together, with the longest names and numbers: a name may come later. */
export const mostUserBytes = 420;

/** Read once: a name comes when the sample is no longer there. */
export interface Uids {
  readonly effective: number;
  readonly real: number;
  readonly login: number;
}

export function uidsOf(view: DataView, at: number): Uids {
  return { effective: get.uid(view, at), real: get.real_uid(view, at), login: get.login_uid(view, at) };
}

/** Those that are somebody. */
export function eachOnce({ effective, real, login }: Uids): readonly number[] {
  return [...new Set([effective, real, login])].filter((uid) => uid !== noLogin);
}

/** Made anew when a name has come. */
export interface UserKeys {
  readonly effective: Keys;
  readonly others: Keys;
}

export function userKeys({ effective: uid, real, login }: Uids, { userFormat }: Pick<Settings, 'userFormat'>, users: Users, key: TextKey): UserKeys {
  const name = (id: number): string | undefined => (userFormat === 'id' ? undefined : users.nameOf(id));
  const nameKey = (field: string, id: number): Keys => key(field, jsonText(name(id) ?? ''), mostNameBytes);
  const both = (field: string, id: number): Keys =>
    (userFormat === 'name' && name(id) !== undefined ? nameKey(field, id) : Keys.joined(nameKey(field, id), Keys.number(`${field}_id`, id)));
  return {
    effective: both('user', uid),
    others: Keys.joined(
      real === uid ? Keys.none : both('real_user', real),
      login === noLogin ? Keys.none : Keys.joined(nameKey('login_user', login), Keys.number('login_user_id', login)),
    ),
  };
}
