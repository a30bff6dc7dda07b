import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { BIN } from '../e2e/_assay.ts';
import type { Workspace } from '../e2e/_assay.ts';
import { has } from './_kills.ts';

/** System calls of a command that force something to disk or give it a name, one line each, in order. */
export async function tracedCalls(
  test: Mocha.Context,
  w: Workspace,
  ...args: readonly string[]
): Promise<readonly string[]> {
  if (!has('strace', '-V')) skipped(test, 'no strace');
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0) skipped(test, 'strace may not trace here');
  const trace = w.path('trace.txt');
  const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2,write,pwrite64,openat';
  const command = ['-f', '-y', '-s', '0', '-e', calls, '-o', trace, process.execPath, BIN, ...args];
  const child = spawn('strace', command, { cwd: w.root, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`traced "${args.join(' ')}" ended with ${code}: ${errors}`);
  const root = existsSync(w.root) ? w.root : '';
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes(root) || line.includes('"'));
}

function skipped(test: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  test.skip();
  throw new Error('not reached');
}

/** The fsyncs of a path, by the place of their line. */
export const syncsOf = (lines: readonly string[], path: RegExp): readonly number[] =>
  lines.flatMap((line, i) => (/f(data)?sync\(/.test(line) && path.test(/<([^>]*)>/.exec(line)?.[1] ?? '') ? [i] : []));

/** Renames to a path: where each stands, and from what. */
export const renamesTo = (lines: readonly string[], path: RegExp): readonly { at: number; from: string }[] =>
  lines.flatMap((line, at) => {
    const [, from, to] = /rename[^(]*\((?:[^"]*)"([^"]*)",(?:[^"]*)"([^"]*)"/.exec(line) ?? [];
    return to !== undefined && path.test(to) ? [{ at, from }] : [];
  });
