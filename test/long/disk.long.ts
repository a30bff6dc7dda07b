import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { openExchange } from '../data/fetch/_exchange.ts';
import { BIN, CONFIG, filesOf, freshWorkspace } from '../e2e/_assay.ts';
import type { RunJson, Told } from '../e2e/_assay.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore, SMALL } from '../e2e/_small.ts';
import { finalFolders } from './_kills.ts';

describe('a full disk', function () {
  this.timeout(600_000);
  const w = freshWorkspace((ws) => ws.write('small.yml', SMALL));

  for (const name of ['results', '.cache', 'logs']) {
    it(`below ${name}: RUN_WRITE with the reason, nothing half under a final name`, function () {
      mkdirSync(w().path(name));
      const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', w().path(name)], { encoding: 'utf8' });
      if (mount.status !== 0) {
        console.log(`      skipped: no file system of a limited size: ${mount.stderr?.trim()}`);
        this.skip();
      }
      try {
        if (name === 'logs') spawnSync('dd', ['if=/dev/zero', `of=${w().path('logs/fill')}`, 'bs=1k']);
        const { code, stderr } = w().assay('run', 'small.yml', '--quiet');
        assert.equal(code, 1, stderr);
        assert.match(stderr, /RUN_WRITE[\s\S]*no space left on/);
        assert.doesNotMatch(stderr, /\n {4}at /);
        assert.deepEqual(finalFolders(w(), 'small'), []);
      } finally {
        spawnSync('umount', [w().path(name)]);
      }
      assert.equal(w().assay('run', 'small.yml', '--quiet').code, 0);
    });
  }

  for (const store of ['parquet', 'lean']) {
    it(`below the ${store} store: a fetch names the file, and goes on to the bytes of an undisturbed one`, async function () {
      const exchange = await openExchange();
      const flags = `--exchange binanceusdm --symbols BTCUSDT --interval 1m --from 2023-11-28 --to 2023-12-03 --store ${store}`;
      const fetched = (root: string): Promise<Told> =>
        w().start('fetch', ...flags.split(' '), '--root', w().path(root), '--quiet').done;
      try {
        w().write(
          'config.yml',
          `${CONFIG}exchanges: { binanceusdm: { url: "${exchange.url}", request_delay: 0ms } }\n`,
        );
        assert.equal((await fetched(`${store}-whole`)).code, 0);
        const root = w().path(store);
        mkdirSync(root);
        const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'none', root], { encoding: 'utf8' });
        if (mount.status !== 0) {
          console.log(`      skipped: no file system of a limited size: ${mount.stderr?.trim()}`);
          this.skip();
        }
        try {
          const { code, stderr } = await fetched(store);
          assert.equal(code, 1, stderr);
          assert.match(stderr, new RegExp(`RUN_WRITE[\\s\\S]*${root}[^"]*" cannot be written: the disk is full`));
          assert.doesNotMatch(stderr, /\n {4}at /);
          assert.equal(spawnSync('mount', ['-o', 'remount,size=64m', root]).status, 0);
          assert.equal((await fetched(store)).code, 0);
          assert.deepEqual(filesOf(root), filesOf(w().path(`${store}-whole`)));
        } finally {
          spawnSync('umount', [root]);
        }
      } finally {
        await exchange.close();
      }
    });
  }

  it('that cannot be written to at all: RUN_WRITE', function () {
    mkdirSync(w().path('results'));
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'none', w().path('results')], {
      encoding: 'utf8',
    });
    if (mount.status !== 0) {
      console.log(`      skipped: no read-only file system: ${mount.stderr?.trim()}`);
      this.skip();
    }
    try {
      const { code, stderr } = w().assay('run', 'small.yml', '--quiet');
      assert.equal(code, 1, stderr);
      assert.match(stderr, /RUN_WRITE[\s\S]*read-only/);
    } finally {
      spawnSync('umount', [w().path('results')]);
    }
  });
});

describe('bars that change while a run reads them', () => {
  const w = freshWorkspace((ws) => {
    ws.write('data/bars.csv', csvOfBars(hourlyBars(rowsBefore(5))));
    ws.write('spec.yml', onFile('bars.csv'));
  });

  it('end in DATA_FILE or in the result of the bytes that were read, never in a mixture', async () => {
    const seen = { refused: 0, whole: 0 };
    const line = hourlyBars(rowsBefore(6)).slice(rowsBefore(5));
    for (let k = 0; k < 12; k++) {
      const { done } = w().start('run', 'spec.yml', '--json', '--no-cache');
      let row = 0;
      const writer = setInterval(
        () => {
          const { time, open, high, low, close, volume } = line[row++ % line.length];
          appendFileSync(w().path('data/bars.csv'), `${time},${open},${high},${low},${close},${volume}\n`);
        },
        5 + 20 * k,
      );
      const { code, stdout, stderr } = await done;
      clearInterval(writer);
      w().write('data/bars.csv', csvOfBars(hourlyBars(rowsBefore(5))));
      if (code === 0) {
        seen.whole++;
        assert.ok(existsSync((JSON.parse(stdout) as RunJson).folder));
      } else {
        seen.refused++;
        assert.match(stderr, /DATA_FILE|DATA_FORMAT|DATA_DUPLICATE/, stderr);
        assert.doesNotMatch(stderr, /this is a bug/);
      }
    }
    console.log(`      ${seen.refused} refused, ${seen.whole} read whole`);
    assert.ok(seen.refused > 0);
  });
});

describe('a clock that jumps', () => {
  const w = freshWorkspace((ws) => ws.write('small.yml', SMALL));

  it('back by years in the middle changes no result and loses no run', () => {
    const first = w().json('run', 'small.yml') as RunJson;
    const hook = w().write(
      'jump.mjs',
      'const real = Date.now; let n = 0; Date.now = () => real() - (n++ % 2 ? 3e11 : 0); performance.now = () => (n++ % 2 ? 0 : 1e9);\n',
    );
    for (let k = 0; k < 3; k++) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--import', hook, BIN, 'run', 'small.yml', '--json', '--no-cache'],
        { cwd: w().root, encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
      assert.deepEqual(filesOf((JSON.parse(stdout) as RunJson).folder), filesOf(first.folder));
    }
    assert.equal(finalFolders(w(), 'small').length, 4);
  });
});
