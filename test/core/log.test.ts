import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '../../src/core/log.ts';
import type { LogOptions } from '../../src/core/log.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { freshFolder } from '../runner/_folder.ts';

describe('log', () => {
  const folder = freshFolder();
  const printed: string[] = [];
  const redactor = createRedactor();
  const logTo = (options: Partial<LogOptions> = {}): ReturnType<typeof createLog> => {
    printed.length = 0;
    return createLog({ redactor, print: (line) => printed.push(line), ...options });
  };

  it('writes JSON lines of every level, and prints those of its level', () => {
    const file = join(folder(), 'demo/run.jsonl');
    const log = logTo({ file, level: 'warn' });
    log.debug('looks', { rows: 3 });
    log.warn('gap', { symbol: 'BTCUSDT' });
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map((line) => Object.fromEntries(Object.entries(line).filter(([key]) => key !== 'time'))),
      [
        { level: 'debug', message: 'looks', rows: 3 },
        { level: 'warn', message: 'gap', symbol: 'BTCUSDT' },
      ],
    );
    assert.match(String(lines[0]['time']), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(printed, ['warn: gap symbol=BTCUSDT']);
  });

  it('prints errors only when quiet', () => {
    const log = logTo({ quiet: true, level: 'debug' });
    log.info('a');
    log.warn('b');
    log.error('c', { code: 3 });
    assert.deepEqual(printed, ['error: c code=3']);
  });

  it('lets no secret reach file or terminal', () => {
    redactor.addSecret('s3cret');
    const file = join(folder(), 'run.jsonl');
    logTo({ file }).info('with s3cret', { proxy: 'http://u:s3cret@host', list: ['s3cret'] });
    for (const text of [readFileSync(file, 'utf8'), ...printed]) {
      assert.ok(!text.includes('s3cret') && text.includes('http://host'), text);
    }
  });

  it('refuses a file that cannot be written', () => {
    writeFileSync(join(folder(), 'file'), '');
    assert.throws(() => logTo({ file: join(folder(), 'file/run.jsonl') }), /RUN_WRITE.*cannot write the log/);
  });
});
