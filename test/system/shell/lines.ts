/** What is typed, a prime number of lines: what shells read in several, what they expand, and what XML and JSON would take amiss. */

const common = [
  'true', ':', '', '# only a comment', ': "quoted \\"text\\"" <&- \'<b>&amp;]]></b>\'', ': é日本 ✓ \u00a0 ü', 'cd /usr', 'cd -', 'X=1 Y="a b" true', ': $((1 + 1)) ${HOME} `true` $(true)',
  'for i in 1 2; do', ':', 'done', "cat > /dev/null <<'END'", 'in the document, <data> and \\n "it"', 'in it again', 'END', ': one \\', ': two', 'true && ! false || :', '(exit 3)', ': {a,b}{1,2} *.none ?',
  'cd /usr/share',
];

const filled = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `: line ${index} ${'x'.repeat(index * 7)}`);

export const linesOfBash = [...common, '!!', ...filled(97 - common.length - 1)];
export const linesOfZsh = [...common, ...filled(53 - common.length)];
