import { parseConf } from '../../../src/splunk/conf';
import { expanded } from '../macros';

const macros = parseConf(`
[index]
definition = (index=main OR index=ebpf)
iseval = 0

[outer]
definition = \`index\` sourcetype=x

[between(2)]
args = field, low
definition = $field$ >= $low$ $other$

[quoted(1)]
args = text
definition = "$text$"

[endless]
definition = \`endless\`

[computed]
definition = "x"
iseval = 1
`);

test.each([
  ['`index` a=1', '(index=main OR index=ebpf) a=1'],
  ['`outer` | stats count', '(index=main OR index=ebpf) sourcetype=x | stats count'],
  ['| where `between(bytes, 5)`', '| where bytes >= 5 $other$'],
  ['a=`quoted("x, (y)")`', 'a="x, (y)"'],
  ['a="`index`" b="\\"`index`"', 'a="`index`" b="\\"`index`"'],
])('%s', (spl, expected) => {
  expect(expanded(spl, macros)).toBe(expected);
});

test.each([
  ['`gone`', 'no macro gone with 0 arguments'],
  ['`between(x)`', 'no macro between with 1 arguments'],
  ['`endless`', 'macros that use each other'],
  ['`computed`', 'iseval of the macro computed'],
])('%s is refused', (spl, message) => {
  expect(() => expanded(spl, macros)).toThrow(message);
});
