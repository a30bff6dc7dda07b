import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ENVIRONMENT = resolve(import.meta.dirname, '../../../bench/peers/_environment.py');

/** Python of an environment below .cache, which is made when first asked for; undefined where there is no Python. */
export function environmentPython(name: string, packages: readonly string[]): string | undefined {
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  const { status, stdout, stderr } = spawnSync('python3', [ENVIRONMENT, name, ...packages], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout.trim();
}

/** Python with the newest LightGBM and XGBoost. */
export const boostingPython = (): string | undefined =>
  environmentPython('boosting', ['lightgbm', 'xgboost', 'scikit-learn']);

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
