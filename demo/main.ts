/** What the demo does, in order. */
import { record, replay } from './recording';
import { mountTracefs } from './tracefs';
import { showHead, showRefusal, showTrace } from './show';
import { RefusedError, trace, type Trace } from './trace';

const [packageFile = '', recording = '', option] = process.argv.slice(2);

async function main(): Promise<void> {
  // The name that its children's events have for their parent. Node.js would be MainThread.
  process.title = 'demo';
  showHead(packageFile, mountTracefs());
  const traced = await trace(packageFile).catch(orReplay);
  showTrace(traced);
  if (option === '--record' && !traced.isReplayed) record(recording, traced);
  if (traced.missing !== '' || traced.problems.length > 0) process.exitCode = 1;
}

function orReplay(error: unknown): Trace {
  if (!(error instanceof RefusedError)) throw error;
  showRefusal(error.message);
  return replay(recording);
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
