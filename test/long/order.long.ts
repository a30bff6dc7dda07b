import assert from 'node:assert/strict';
import { example, freshWorkspace } from '../e2e/_assay.ts';
import { SMALL } from '../e2e/_small.ts';
import { openExchange } from '../data/fetch/_exchange.ts';
import { renamesTo, syncsOf, tracedCalls } from './_strace.ts';

describe('what reaches the disk, in which order', function () {
  this.timeout(600_000);
  const w = freshWorkspace((ws) => {
    ws.write('small.yml', SMALL);
    ws.write('rule.yml', example('rsi-rule'));
  });

  it('a result: its files, the rename, its folder, then `latest` and the folder again', async function () {
    const lines = await tracedCalls(this, w(), 'run', 'small.yml', '--quiet');
    const files = syncsOf(lines, /\/results\/small\/\.[^/]+\/.+/);
    const [renamed] = renamesTo(lines, /\/results\/small\/\d{4}-/);
    const [latest] = renamesTo(lines, /\/results\/small\/latest$/);
    const folders = syncsOf(lines, /\/results\/small$/);
    assert.ok(files.length > 20, 'every file is forced to disk');
    assert.ok(files[files.length - 1] < renamed.at, 'files before the rename');
    assert.ok(
      folders.some((at) => at > renamed.at && at < latest.at),
      'the folder after the rename',
    );
    assert.ok(
      folders.some((at) => at > latest.at),
      'the folder again after `latest`',
    );
  });

  it('a journal: each batch is forced to disk, its folder when it is new', async function () {
    const lines = await tracedCalls(this, w(), 'sweep', 'rule.yml', '--trials', '6', '--jobs', '1', '--quiet');
    const journal = /\/sweeps\/[^/]+\/journal\.log$/;
    const isWrite = (line: string): boolean =>
      /\bp?write(64)?\(/.test(line) && journal.test(/<([^>]*)>/.exec(line)?.[1] ?? '');
    const [writes, syncs] = [lines.flatMap((line, i) => (isWrite(line) ? [i] : [])), syncsOf(lines, journal)];
    assert.ok(writes.length >= 3, `${writes.length} appends`);
    assert.ok(syncs.length >= 3, `${syncs.length} batches are forced to disk`);
    assert.ok(syncs[syncs.length - 1] > writes[writes.length - 1], 'the last append is forced to disk');
    const folder = syncsOf(lines, /\/sweeps\/[^/]+$/);
    assert.ok(
      folder.some((at) => at > writes[0]),
      'the folder of a new journal',
    );
  });

  it('fetched bars and their ledger: the file, the rename, its folder', async function () {
    const exchange = await openExchange();
    const from = 1_701_302_400_000; // 2023-11-30
    exchange.now = from + 400 * 86_400_000;
    try {
      w().write(
        'config.yml',
        `exchanges: { binanceusdm: { url: "${exchange.url}", request_delay: 0ms, page_rows: 500 } }\n`,
      );
      const flags = ['--exchange', 'binanceusdm', '--symbols', 'BTCUSDT', '--interval', '1h', '--from', '2023-11-30'];
      const lines = await tracedCalls(this, w(), 'fetch', ...flags, '--to', '2023-12-02');
      const renames = renamesTo(lines, /\/data\//);
      assert.ok(renames.length >= 2, 'bars and ledger');
      for (const { at, from: part } of renames) {
        const file = new RegExp(`${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/^\S*\/data/, '.*/data')}$`);
        assert.ok(
          syncsOf(lines, file).some((s) => s < at),
          `${part} before its rename`,
        );
        const folder = part.slice(part.indexOf('/data/'), part.lastIndexOf('/'));
        assert.ok(
          syncsOf(lines, new RegExp(`${folder}$`)).some((s) => s > at),
          `the folder of ${part} after it`,
        );
      }
    } finally {
      await exchange.close();
    }
  });
});
