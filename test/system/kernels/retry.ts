/** Cases that failed in an emulated guest, once more: by itself, and never in silence. */

/** More than these are no accident. */
const mostRetried = 3;

/** What was wrong with each case that failed, by its name. */
export type Problems = ReadonlyMap<string, readonly string[]>;

/** What is wrong in the end. @param alone runs a case by itself, and gives what is wrong with it then */
export async function afterRetry(where: string, failed: Problems, alone: (name: string) => Promise<Problems>, say: (line: string) => void): Promise<string[]> {
  if (failed.size > mostRetried) return texts(failed);
  const left: string[] = [];
  for (const [name, first] of failed) {
    const again = texts(await alone(name));
    say(`RETRIED: ${name} on ${where} ${again.length === 0 ? 'passed' : 'failed'} by itself, after: ${first.join('; ')}\n`);
    left.push(...again);
  }
  return left;
}

function texts(problems: Problems): string[] {
  return [...problems].flatMap(([name, all]) => all.map((text) => `${name}: ${text}`));
}
