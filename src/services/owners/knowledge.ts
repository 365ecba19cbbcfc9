/** What Splunk adds at search time to the events of every probe that names its process. */
import type { CalculatedField } from '../../splunk/knowledge_objects';

export const ownerFields: readonly CalculatedField[] = [
  {
    name: 'user', type: 'string', expression: 'coalesce(user, user_id)',
    description: "the event's own; user_id where the name is not known, as in a container, or not wanted (user_format = id)",
  },
];
