/** The table of cases, for people: those that are whole share a line. */
import type { Problem, Report } from './match';

const aspects: Readonly<Record<string, RegExp>> = {
  owner: /^(process|parent_process|ns_process|user|real_user|login|netns|cgroup|container|pod|systemd|thread|attribution)/,
  tuple: /^(src_|dest_|direction|mptcp|flow_id)/,
  outcome: /^(outcome|errno|close_reason|event)/,
  bytes: /^(bytes|packets|retransmits|rtt)/,
  times: /^(time|duration|response_time)/,
};

export function renderTable(title: string, reports: ReadonlyMap<string, Report>): string {
  const rows = [...reports].filter(([, { problems }]) => problems.length > 0).map(([name, report]) => [name, report.right, report.expected, ...marks(report)]);
  const head = ['case', 'right', 'of', ...Object.keys(aspects), 'missing', 'too many'];
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  return [title, ...lines, summary([...reports.values()]), ''].join('\n');
}

function marks({ problems }: Report): (string | number)[] {
  const fields = problems.flatMap(({ field }) => field ?? []);
  const counts = Object.values(aspects).map((aspect) => fields.filter((field) => aspect.test(field)).length);
  const ofKind = (kind: Problem['kind']): number => problems.filter((problem) => problem.kind === kind).length;
  return [...counts.map((count) => (count === 0 ? 'ok' : `${count} wrong`)), ofKind('missing'), ofKind('too many')];
}

function summary(reports: readonly Report[]): string {
  const right = reports.reduce((sum, report) => sum + report.right, 0);
  const expected = reports.reduce((sum, report) => sum + report.expected, 0);
  const whole = reports.filter((report) => report.problems.length === 0).length;
  return `${right} of ${expected} events right in every field, ${whole} of ${reports.length} cases whole`;
}
