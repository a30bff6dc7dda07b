import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeZipOf, zipEntries } from '../../src/data/_zip.ts';
import { example, openWorkspace, sharedWorkspace } from './_assay.ts';
import type { Workspace } from './_assay.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore } from './_small.ts';

/** Replays a capsule where there is nothing else, not even a config. */
function replayed(capsule: string): { code: number | null; same?: boolean; node?: string; stderr: string } {
  const empty = openWorkspace();
  try {
    rmSync(empty.path('config.yml'));
    const { code, stdout, stderr } = empty.assay('verify', '--capsule', capsule, '--json', '--quiet');
    if (stdout === '') return { code, stderr };
    const { same, difference } = JSON.parse(stdout) as { same: boolean; difference: { node: string } | null };
    return { code, stderr, same, node: difference?.node ?? '' };
  } finally {
    empty.remove();
  }
}

const partsOf = (capsule: string): { name: string; data: Buffer }[] =>
  zipEntries(readFileSync(capsule), capsule).map((entry) => ({ name: entry.name, data: entry.read() }));

function withPart(w: Workspace, name: string, change: (text: string) => string): string {
  const parts = partsOf(w.path('run.zip')).map((part) =>
    part.name === name ? { name, data: Buffer.from(change(part.data.toString('utf8'))) } : part,
  );
  writeFileSync(w.path('changed.zip'), writeZipOf(parts));
  return w.path('changed.zip');
}

describe('a capsule', () => {
  const w = sharedWorkspace((ws) => {
    ws.write('data/bars.csv', csvOfBars(hourlyBars(rowsBefore(5))));
    ws.write('spec.yml', onFile('bars.csv').replace('name: small', 'name: v'));
    ws.json('run', 'spec.yml');
    ws.json('capsule', 'v/latest', '-o', 'run.zip');
    ws.write('quickstart.yml', example('quickstart'));
    ws.json('run', 'quickstart.yml');
    ws.json('capsule', 'quickstart/latest', '-o', 'quickstart.zip');
  });

  it('replays a run on bars of a file where the file is not', () => {
    const { code, same, stderr } = replayed(w().path('run.zip'));
    assert.deepEqual([code, same], [0, true], stderr);
  });

  it('replays the quickstart', () => {
    const { code, same, stderr } = replayed(w().path('quickstart.zip'));
    assert.deepEqual([code, same], [0, true], stderr);
  });

  it('has the same bytes again, and names no folder of this machine', () => {
    w().json('capsule', 'v/latest', '-o', 'again.zip');
    assert.deepEqual(readFileSync(w().path('again.zip')), readFileSync(w().path('run.zip')));
    for (const { name, data } of partsOf(w().path('run.zip'))) assert.ok(!data.includes(w().root), name);
  });

  it('with one bar changed in its last digit differs at bars', () => {
    const { code, node } = replayed(
      withPart(w(), 'bars/0.csv', (text) =>
        text.replace(/^(\d+,[\d.]+)(\d),/m, (_, a: string, b: string) => `${a}${(Number(b) + 1) % 10},`),
      ),
    );
    assert.deepEqual([code, node], [3, 'bars']);
  });

  it('that is damaged is refused: a missing part, a torn zip, a bad line', () => {
    writeFileSync(w().path('changed.zip'), writeZipOf(partsOf(w().path('run.zip')).slice(1)));
    assert.match(replayed(w().path('changed.zip')).stderr, /is no capsule: it holds no experiment\.lock/);
    writeFileSync(w().path('changed.zip'), readFileSync(w().path('run.zip')).subarray(0, 5000));
    assert.match(replayed(w().path('changed.zip')).stderr, /DATA_FORMAT/);
    const torn = replayed(withPart(w(), 'bars/0.csv', (text) => text.slice(0, -40)));
    assert.equal(torn.code, 2, torn.stderr);
    assert.match(torn.stderr, /bars\/0\.csv line \d+ has \d cells/);
  });

  it('is not made of bars that have changed since', () => {
    const bars = readFileSync(w().path('data/bars.csv'), 'utf8');
    w().write('data/bars.csv', bars.slice(0, bars.lastIndexOf('\n', bars.length - 2) + 1));
    const { code, stderr } = w().assay('capsule', 'v/latest', '-o', 'late.zip');
    w().write('data/bars.csv', bars);
    assert.equal(code, 3);
    assert.match(stderr, /the bars are no longer those of the run/);
  });

  it('and a run are not both verified at once', () => {
    assert.equal(w().assay('verify').code, 2);
    assert.equal(w().assay('verify', 'v/latest', '--capsule', 'run.zip').code, 2);
  });
});
