// What goes before a command so that root runs it: nothing for root, sudo, or nothing where sudo refuses: then the command
// says itself what it may not do. What a password is for is printed before sudo asks for it.
import { spawnSync } from 'node:child_process';

/**
 * A command as root, as far as there is a way.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {[file: string, args: readonly string[]]}
 */
export function asRoot(program, args) {
  const [sudoed] = privileged();
  return sudoed === undefined ? [program, args] : [sudoed, [program, ...args]];
}

/** @returns {string[]} */
export function privileged(purpose = 'since loading BPF programs takes root') {
  if (process.getuid?.() === 0) return [];
  if (sudo(['--non-interactive', 'true'], 'ignore')) return ['sudo'];
  if (!sudo(['--version'], 'ignore')) return [];
  process.stdout.write(`sudo, ${purpose}:\n`);
  return sudo(['--validate'], 'inherit') ? ['sudo'] : [];
}

/** @param {readonly string[]} args @param {import('node:child_process').StdioOptions} stdio */
function sudo(args, stdio) {
  return spawnSync('sudo', args, { stdio }).status === 0;
}
