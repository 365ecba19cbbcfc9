import { spawnSync } from 'node:child_process';
import { errorText, Log } from '../src/log';

function logTo(lines: string[], now: () => number = () => 0): Log {
  return new Log({ level: 'DEBUG', write: (line) => void lines.push(line), now });
}

test('a message is one line of level and text', () => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  log.fatal('e');
  expect(lines).toEqual(['DEBUG a\n', 'INFO b\n', 'WARN c\n', 'ERROR d\n', 'FATAL e\n']);
});

test('below the level nothing is written', () => {
  const lines: string[] = [];
  const log = new Log({ level: 'WARN', write: (line) => void lines.push(line) });
  log.info('a');
  log.warn('b');
  log.level = 'ERROR';
  log.warn('c');
  log.fatal('d');
  expect(lines).toEqual(['WARN b\n', 'FATAL d\n']);
});

test('hostile text stays on its line', () => {
  const lines: string[] = [];
  logTo(lines).info('a\nERROR b\r\t\u0000\u001b[2J\u0085\u2028\ud800');
  expect(lines).toEqual(['INFO a\\nERROR b\\u000d\\t\\u0000\\u001b[2J\\u0085\\u2028\ufffd\n']);
  logTo(lines).info('😀'.repeat(100_000));
  expect(Buffer.byteLength(lines[1] ?? '')).toBeLessThan(17_000);
});

test('secrets are hidden wherever they come from', () => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.hide('');
  log.hide('k$1');
  log.error('session k$1 and k$1');
  expect(lines).toEqual(['ERROR session *** and ***\n']);
});

test('a message that repeats is counted for a minute', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const log = logTo(lines, () => nowMs);
  for (nowMs = 0; nowMs < 130_000; nowMs += 1000) log.warn('again');
  log.warn('other');
  expect(lines).toEqual(['WARN again\n', 'WARN again (and 59 times before)\n', 'WARN again (and 59 times before)\n', 'WARN other\n']);
});

test('what is remembered of messages is bounded', () => {
  const lines: string[] = [];
  const log = logTo(lines);
  for (let index = 0; index < 300; index += 1) log.info(`${index}`);
  log.info('0');
  log.info('299');
  expect(lines).toHaveLength(301);
});

test('a flood of different messages is held back, and that is said', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const log = logTo(lines, () => nowMs);
  for (let index = 0; index < 1000; index += 1) log.info(`${index}`);
  expect(lines).toHaveLength(600);
  nowMs = 60_000;
  log.info('next');
  expect(lines.slice(600)).toEqual(['WARN 400 lines of the log were left out: more than 600 in a minute\n', 'INFO next\n']);
});

test('an error is shown with its causes', () => {
  expect(errorText(new Error('load tcp', { cause: new Error('attach', { cause: 'EPERM' }) }))).toBe('load tcp: attach: EPERM');
  expect(errorText('text')).toBe('text');
});

test('lines go to standard error at once, and a closed one does no harm', () => {
  const script = `
    require('esbuild').buildSync({ entryPoints: ['src/log.ts'], bundle: true, platform: 'node', write: false, format: 'cjs' })
      .outputFiles.forEach((file) => { const module = { exports: {} }; new Function('module', 'exports', 'require', file.text)(module, module.exports, require);
        new module.exports.Log().info('here'); require('node:fs').closeSync(2); new module.exports.Log().info('lost'); process.exit(0); });`;
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: 'INFO here\n' });
});
