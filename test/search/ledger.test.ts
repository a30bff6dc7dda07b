import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../src/search/ledger.ts';
import type { LedgerEntry } from '../../src/search/ledger.ts';

const entry = (digest: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  digest,
  symbols: ['btcusdt'],
  from: 0,
  to: 1000,
  name: 'a',
  kind: 'trial',
  ...more,
});

describe('ledger', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-ledger-'));
    file = join(folder, 'results', 'ledger.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('counts a run once, however often it is repeated', () => {
    const ledger = openLedger(file);
    assert.equal(ledger.record([entry('a'), entry('b'), entry('a')]), 2);
    assert.equal(ledger.record([entry('a', { kind: 'run' })]), 0);
    assert.equal(openLedger(file).trialsOn(['btcusdt'], { from: 0, to: 1 }), 2);
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2);
  });

  it('counts what shares a symbol and a stretch of time', () => {
    const ledger = openLedger(file);
    ledger.record([
      entry('a'),
      entry('b', { symbols: ['ethusdt', 'btcusdt'] }),
      entry('c', { symbols: ['ethusdt'] }),
      entry('d', { from: 1000, to: 2000 }),
    ]);
    assert.equal(ledger.trialsOn(['btcusdt'], { from: 0, to: 1000 }), 2);
    assert.equal(ledger.trialsOn(['btcusdt', 'ethusdt'], { from: 999, to: 1001 }), 4);
    assert.equal(ledger.trialsOn(['solusdt'], { from: 0, to: 9000 }), 0);
  });

  it('keeps openings of a sealed range apart', () => {
    const ledger = openLedger(file);
    ledger.record([entry('a'), entry('a', { kind: 'holdout' })]);
    assert.deepEqual([ledger.trialsOn(['btcusdt'], entry('a')), ledger.openingsOn(['btcusdt'], entry('a'))], [1, 1]);
  });

  it('passes over a torn last line and cuts it before it writes', () => {
    openLedger(file).record([entry('a')]);
    appendFileSync(file, '{"digest":"b","sym');
    const ledger = openLedger(file);
    assert.equal(ledger.trialsOn(['btcusdt'], entry('a')), 1);
    ledger.record([entry('c')]);
    assert.deepEqual(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as LedgerEntry).digest),
      ['a', 'c'],
    );
  });

  it('names the line that is not one of a ledger', () => {
    openLedger(file).record([entry('a')]);
    writeFileSync(file, `${readFileSync(file, 'utf8')}nonsense\n`);
    assert.throws(
      () => openLedger(file).trialsOn(['btcusdt'], entry('a')),
      /ledger\.jsonl:2 is not a line of the ledger/,
    );
  });

  it('loses nothing and doubles nothing between two processes', async () => {
    const worker = join(folder, 'worker.mjs');
    writeFileSync(
      worker,
      `import { openLedger } from ${JSON.stringify(new URL('../../src/search/ledger.js', import.meta.url).href)};
       const [file, from] = process.argv.slice(2);
       const ledger = openLedger(file);
       for (let i = 0; i < 40; i++) ledger.record([{ digest: 'd' + (Number(from) + i), symbols: ['x'], from: 0, to: 1, name: 'n', kind: 'trial' }]);`,
    );
    const codes = await Promise.all(
      ['0', '20'].map((from) => new Promise((done) => fork(worker, [file, from]).on('exit', done))),
    );
    assert.deepEqual(codes, [0, 0]);
    assert.equal(openLedger(file).trialsOn(['x'], { from: 0, to: 1 }), 60);
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 60);
  });
});
