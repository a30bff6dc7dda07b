import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command with its output shown and ends with its exit code if it fails. */
export function step(command, args, options = {}) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell, ...options });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs the packages of the lock file, once. */
export function install() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  step('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Compiles; `npx assay` makes its command executable only when it first links it, not after the build was removed. */
export function build() {
  step(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')]);
  chmodSync(join(root, 'build/src/cli/main.js'), 0o755);
}
