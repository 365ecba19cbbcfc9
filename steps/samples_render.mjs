// The TypeScript text of one struct or enum.
/** @typedef {import('./samples_layout.mjs').Member} Member */
/** @typedef {import('./samples_layout.mjs').Scalar} Scalar */
/** @typedef {Member & { scalar: Scalar }} Readable */

const written = /_(config|key|value)$/; // structs that user space fills in

/** @param {string} name @param {[name: string, value: number][]} values */
export function renderEnum(name, values) {
  const lines = values.map(([key, value]) => `  ${key}: ${value},`);
  return `export const ${name} = {\n${lines.join('\n')}\n} as const;\n`;
}

/** @param {{ name: string, size: number }} struct @param {readonly Member[]} members */
export function renderStruct({ name, size }, members) {
  const readable = members.flatMap((member) => (member.scalar ? [{ ...member, scalar: member.scalar }] : []));
  const parts = [
    group('at', members, ({ at }) => at),
    group('length', members.filter(({ length }) => length !== undefined), ({ length = 0 }) => length),
    group('get', readable, getter),
    ...(written.test(name) ? [group('set', readable, setter)] : []),
  ];
  return `export const ${name} = {\n  size: ${size},\n${parts.join('')}} as const;\n`;
}

/**
 * @template {Member} M
 * @param {string} title @param {readonly M[]} members @param {(member: M) => string | number} value
 */
function group(title, members, value) {
  if (members.length === 0) return `  ${title}: {},\n`;
  return `  ${title}: {\n${members.map((member) => `    ${member.name}: ${value(member)},\n`).join('')}  },\n`;
}

/** @param {Readable} member */
function getter(member) {
  const { scalar } = member;
  const [parameters, at] = place(member);
  const opening = `(view: DataView, ${parameters}): number =>`;
  if (scalar.size < 8) return `${opening} view.get${access(scalar)}(${at}${order(scalar)})`;
  const high = `view.get${scalar.signed ? 'Int32' : 'Uint32'}(${place(member, 4)[1]}, true)`;
  return `${opening}\n      view.getUint32(${at}, true) + ${high} * 4294967296`;
}

/** @param {Readable} member */
function setter(member) {
  const { scalar } = member;
  const [parameters, at] = place(member);
  const opening = `(view: DataView, ${parameters}, value: number): void =>`;
  if (scalar.size < 8) return `${opening}\n      view.set${access(scalar)}(${at}, value${order(scalar)})`;
  return `${opening}\n      view.setBigInt64(${at}, BigInt(value), true)`;
}

/** @param {Readable} member @param {number} further bytes @returns {[parameters: string, at: string]} */
function place({ at, length, scalar }, further = 0) {
  const start = at + further === 0 ? 'base' : `base + ${at + further}`;
  if (length === undefined) return ['base: number', start];
  return ['base: number, index: number', `${start} + index${scalar.size === 1 ? '' : ` * ${scalar.size}`}`];
}

/** @param {Scalar} scalar */
function access({ size, signed }) {
  return `${signed ? 'Int' : 'Uint'}${size * 8}`;
}

/** @param {Scalar} scalar */
function order({ size }) {
  return size === 1 ? '' : ', true';
}
