/** The users of a owner sample: whom it acts as, who started it, who logged in. */
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

/** Those of a sample that are one, each once. */
export function uidsOf(view: DataView, at: number): readonly number[] {
  return [...new Set([get.uid(view, at), get.real_uid(view, at), get.login_uid(view, at)])].filter((uid) => uid !== noLogin);
}

/** Made anew when a name has come. */
export interface UserKeys {
  readonly effective: Keys;
  readonly others: Keys;
}

export function userKeys(view: DataView, at: number, { userFormat }: Settings, users: Users, key: TextKey): UserKeys {
  const [uid, real, login] = [get.uid(view, at), get.real_uid(view, at), get.login_uid(view, at)];
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
