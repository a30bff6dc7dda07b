import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../../../src/core/digest.ts';
import { folder } from '../_files.ts';
import { openExchange } from './_exchange.ts';
import type { Exchange } from './_exchange.ts';

const MAIN = resolve(import.meta.dirname, '../../../src/cli/main.js');
const T = 1_701_302_400_000; // 2023-11-30

function treeOf(root: string): { readonly [path: string]: string } {
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .sort()
    .filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, sha256(readFileSync(join(root, name)))]));
}

/** A fetch is killed `kills` times on its way, at the reply and millisecond that a fixed sequence names. */
export function survivesKills(kills: number): void {
  let exchange: Exchange;
  const files = folder();
  before(async () => {
    exchange = await openExchange();
    exchange.now = T + 400 * 86_400_000;
  });
  after(() => exchange.close());

  function start(
    name: string,
    store: string,
  ): { child: ChildProcess; done: Promise<number | null>; root: string; errors: () => string } {
    const home = join(files.path, name);
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, 'config.yml'),
      `exchanges: { binanceusdm: { url: "${exchange.url}", request_delay: 0ms, page_rows: 500 } }\n`,
    );
    const flags = [
      '--exchange',
      'binanceusdm',
      '--symbols',
      'BTCUSDT,ETHUSDT',
      '--interval',
      '1m',
      '--from',
      '2023-11-30',
      '--to',
      '2023-12-04T12:00',
      '--funding',
      '--store',
      store,
    ];
    const child = spawn(process.execPath, [MAIN, 'fetch', ...flags], {
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const done = new Promise<number | null>((finished) => child.on('exit', (code) => finished(code)));
    return { child, done, root: join(home, 'data'), errors: () => text };
  }

  for (const store of ['parquet', 'lean']) {
    it(`ends with the bytes of an undisturbed one (${store})`, async () => {
      const calm = start(`${store}-calm`, store);
      const before = exchange.asked.length;
      assert.equal(await calm.done, 0, calm.errors());
      const replies = exchange.asked.length - before;
      let state = 12345;
      const random = (below: number): number => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return (state >>> 8) % below;
      };
      let killed = 0;
      for (let k = 0; k < kills; k++) {
        const torn = start(`${store}-killed`, store);
        let left = 1 + random(Math.max(2, Math.floor(replies / 3)));
        exchange.onRequest = () => {
          left -= 1;
          if (left === 0) setTimeout(() => torn.child.kill('SIGKILL'), random(12));
        };
        const code = await torn.done;
        if (code === null) killed += 1;
      }
      exchange.onRequest = () => {};
      const last = start(`${store}-killed`, store);
      assert.equal(await last.done, 0, last.errors());
      assert.ok(killed >= kills / 3, `${killed} kills met a fetch at work`);
      assert.deepEqual(treeOf(last.root), treeOf(calm.root));
    });
  }
}
