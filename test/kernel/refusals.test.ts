/** What is said when there can be no tracing: who lacks what, and where more is said. */
import { openProblem } from '../../src/kernel/libbpf';
import { capabilityAdvice } from '../../src/kernel/refusals';

test('a refusal says what is lacking, and where the exact lines are', () => {
  const advice = capabilityAdvice(['CAP_BPF', 'CAP_PERFMON']);
  expect(advice).toMatch(new RegExp(`^uid ${process.getuid?.()} lacks CAP_BPF CAP_PERFMON; give the forwarder's unit AmbientCapabilities=CAP_BPF`));
  expect(advice).toContain(`"${process.execPath} check"`);
  expect(advice).toContain('at a terminal use sudo');
  expect(advice).not.toContain('\n');
});

test('what is not lacking is not named', () => {
  expect(capabilityAdvice([])).toMatch(/has the capabilities, something else refuses.*check" for the exact lines$/);
  expect(capabilityAdvice([])).not.toContain('AmbientCapabilities');
});

test('only a file that is not there or damaged is one to install again', () => {
  for (const name of ['ENOENT', 'EINVAL', 'LIBBPF_FORMAT']) expect(openProblem('/x.o', name)).toBe(`open /x.o: ${name}; install the app again`);
  expect(openProblem('/x.o', 'EMFILE')).toBe('open /x.o: EMFILE');
});
