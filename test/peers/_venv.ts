import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const HOME = resolve(import.meta.dirname, '../../../.cache/peers/boosting');
const PACKAGES = ['lightgbm', 'xgboost', 'scikit-learn'];

/** Python with the newest LightGBM and XGBoost, in an environment made below .cache when first asked for. */
export function boostingPython(): string | undefined {
  const python = join(HOME, 'bin', 'python');
  if (existsSync(join(HOME, 'ready'))) return python;
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  mkdirSync(HOME, { recursive: true });
  const steps = [
    ['python3', '-m', 'venv', HOME],
    [python, '-m', 'pip', 'install', '-q', ...PACKAGES],
  ];
  for (const [command, ...rest] of steps) {
    const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${rest.join(' ')}: ${stderr}`);
  }
  writeFileSync(join(HOME, 'ready'), '');
  return python;
}

/** The environment's Python, or a skip with a printed reason where there is no Python at all. */
export function needsPython(test: Mocha.Context): string {
  const python = boostingPython();
  if (python === undefined) {
    console.log('      skipped: there is no python3');
    test.skip();
  }
  return python as string;
}

/** Runs a Python script that lies beside the tests. */
export function runPython(python: string, script: string, ...rest: readonly string[]): string {
  const path = resolve(import.meta.dirname, '../../../test/peers', script);
  const { status, stdout, stderr } = spawnSync(python, [path, ...rest], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return stdout;
}
