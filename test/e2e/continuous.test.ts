import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BIN, sharedWorkspace } from './_assay.ts';
import type { Told } from './_assay.ts';
import { SMALL } from './_small.ts';

/** The shell job that the page shows. */
const JOB = /```sh\n([\s\S]*?)```/.exec(
  readFileSync(resolve(import.meta.dirname, '../../../docs/continuous-walk-forward.md'), 'utf8'),
)?.[1];

describe('docs/continuous-walk-forward.md', function () {
  this.timeout(60_000);
  const w = sharedWorkspace();

  before(function () {
    if (process.platform === 'win32') {
      console.log('      skipped: the job is a POSIX shell script');
      this.skip();
    }
  });

  const job = (spec: string): Told => {
    w().write('my.yml', spec.replace('name: small', 'name: my'));
    const script = `assay() { "${process.execPath}" "${BIN}" "$@"; }\n${JOB ?? 'exit 99'}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: w().root, encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };

  it('makes a baseline, and passes where nothing changed', () => {
    const { code, stdout, stderr } = job(SMALL);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /changed keys: none/);
    assert.match(stdout, /The same/);
    assert.ok(existsSync(w().path('compare.html')) && existsSync(w().path('baseline', 'metrics.json')));
  });

  it('fails where the strategy got worse by more than luck, and keeps the baseline', () => {
    const accepted = w().read('baseline', 'run.json');
    const { code, stdout } = job(SMALL.replace('taker: 1bps', 'taker: 60bps'));
    assert.equal(code, 1, stdout);
    assert.match(stdout, /execution\.fees\.taker/);
    assert.match(stdout, /FAILED sharpe_daily<-0\.3/);
    assert.equal(w().read('baseline', 'run.json'), accepted);
  });

  it('passes a change that nobody can tell from luck', () => {
    const { code, stdout, stderr } = job(SMALL.replace('taker: 1bps', 'taker: 1.1bps'));
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /execution\.fees\.taker/);
  });
});
