/** fio, the second witness: it does the I/O, and says how much it was and how long it took. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

export interface Done {
  readonly reads: number;
  readonly writes: number;
  /** Seconds of a read by percent: what so many did not exceed. */
  readonly readQuantile: (percent: number) => number;
}

interface Direction {
  readonly total_ios: number;
  readonly clat_ns: { readonly percentile?: Readonly<Record<string, number>> };
}

interface Report {
  readonly jobs: readonly { readonly read: Direction; readonly write: Direction }[];
}

export function whyNoFio(): string | undefined {
  try {
    execFileSync('fio', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no fio: npm run setup installs it';
  }
}

/** @param job its options, as rw=randread @param prefix what stands before it, as a shell that joins a control group */
export async function fio(file: string, job: Readonly<Record<string, string | number>>, prefix: readonly string[] = []): Promise<Done> {
  const options = Object.entries(job).map(([name, value]) => `--${name}=${value}`);
  const [program = '', ...args] = [...prefix, 'fio', '--name=test', `--filename=${file}`, '--bs=4k', '--norandommap', '--group_reporting', '--output-format=json', ...options];
  const { stdout } = await promisify(execFile)(program, args);
  const [report] = (JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report).jobs;
  if (report === undefined) throw new Error(`fio says nothing: ${stdout}`);
  return {
    reads: report.read.total_ios, writes: report.write.total_ios,
    readQuantile: (percent) => (report.read.clat_ns.percentile?.[percent.toFixed(6)] ?? Number.NaN) / 1e9,
  };
}
