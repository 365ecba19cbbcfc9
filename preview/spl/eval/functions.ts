/** The functions of eval that are known, as the Search Reference has them: contents page. */
import type { EvalFunctions } from './function';
import { conditions } from './functions/conditions';
import { conversions } from './functions/conversions';
import { multivalues } from './functions/multivalues';
import { numbers } from './functions/numbers';
import { texts } from './functions/texts';
import { times } from './functions/times';

export const evalFunctions: EvalFunctions = { ...conditions, ...conversions, ...multivalues, ...numbers, ...texts, ...times };
