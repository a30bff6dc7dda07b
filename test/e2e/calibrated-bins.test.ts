import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BinFile } from '../../src/bins/file.ts';
import { binSignals, loadBins, scoreWithBins } from '../../src/index.ts';
import { needsShared } from '../_shared.ts';
import { example, filesOf, sharedWorkspace } from './_assay.ts';
import type { RunJson, Workspace } from './_assay.ts';

const BTC = ['bars-1h', 'binance-um_BTCUSDT_1h_20200101-20231231.csv.gz'] as const;
const RUN = 'run_20251102_231428_lgbm_y_tp_before_sl_u0.04_d0.02_24h_binary';
const ON_REAL = ['--set', 'data.range={ from: 2020-01-01, to: 2024-01-01 }'];
const SPEC = 'calibrated-bins.yml';

/** The example's two databases: real hourly bars without two of their hours, and made-up probabilities for each of them. */
async function writeDatabases(w: Workspace, bars: string): Promise<void> {
  w.write('data/.keep', '');
  const instance = await DuckDBInstance.create(w.path('bars.tmp'), { threads: '1' });
  const connection = await instance.connect();
  const into = async (name: string, table: string, query: string): Promise<void> => {
    await connection.run(
      `attach '${w.path('data', name)}' as target; create table target.${table} as ${query}; detach target`,
    );
  };
  await connection.run(`create table ohlcv as select * from read_csv('${bars}') order by 1`);
  await into('binance_btcusdt_perp_ohlcv.duckdb', 'ohlcv_1h', 'select * from ohlcv where rowid not in (9000, 9001)');
  const move = '(close / lag(close, 24, close) over (order by rowid) - 1)';
  const noise = '((hash(rowid) % 1000) / 1000.0 - 0.5)';
  await into(
    'binance_btcusdt_perp_prediction_classifier.duckdb',
    'predictions',
    `select timestamp, 1 / (1 + exp(0.9 + 6 * ${move} - ${noise})) as y_pred from ohlcv`,
  );
  connection.closeSync();
  instance.closeSync();
}

describe('calibrated bins on real hourly bars', () => {
  const w = sharedWorkspace((ws) => ws.write(SPEC, example('calibrated-bins')));
  const monthFile = (month: string): string =>
    w().path('results', 'bins', 'binance_btcusdt_perp_1h', RUN, `${month}.json`);
  const build = (...args: readonly string[]): unknown => w().json('bins', 'build', SPEC, ...ON_REAL, ...args);
  let ready = false;
  beforeEach(async function () {
    const bars = needsShared(this, ...BTC);
    if (!ready) await writeDatabases(w(), bars);
    ready = true;
  });

  it('run, verify, and trade the same on the live feed', () => {
    const run = w().json('run', SPEC, ...ON_REAL) as RunJson & { readonly cautions: readonly string[] };
    assert.ok(run.totals.trades > 50);
    assert.deepEqual(run.nodes['calibrator'], { computed: 37, cached: 0 });
    assert.match(run.cautions.join(), /trained until unknown/);
    assert.match(readFileSync(`${run.folder}/report.html`, 'utf8'), /trained until unknown/);
    assert.equal(w().assay('verify', run.folder).code, 0);
    const live = w().json('run', SPEC, '--feed', 'live', ...ON_REAL) as RunJson;
    const tables = (folder: string): object => ({ ...filesOf(folder), 'report.html': '' });
    assert.deepEqual(tables(live.folder), tables(run.folder));
  });

  it('are built one by one as in one backfill, byte for byte, and again without a change', () => {
    const months = ['2023-09', '2023-10', '2023-11'];
    const undated = (month: string): string => readFileSync(monthFile(month), 'utf8').replace(/^ "created_at".*$/m, '');
    for (const month of months) build('--month', month, '--no-cache');
    const single = months.map(undated);
    const stamps = months.map((month) => statSync(monthFile(month)).mtimeMs);
    const states = build('--month', '2023-09..2023-11', '--no-cache') as readonly { readonly state: string }[];
    assert.deepEqual(
      states.map(({ state }) => state),
      ['unchanged', 'unchanged', 'unchanged'],
    );
    assert.deepEqual(months.map(undated), single);
    assert.deepEqual(
      months.map((month) => statSync(monthFile(month)).mtimeMs),
      stamps,
    );
  });

  it('say what they were fitted on: 8,758 of 8,760 hours', () => {
    build('--month', '2021-11');
    const file = JSON.parse(readFileSync(monthFile('2021-11'), 'utf8')) as BinFile;
    assert.equal(file.expected_bars, 8760);
    assert.ok(file.missing_bars >= 2);
    assert.equal(file.cal_rows + file.unresolved_rows + file.missing_bars + file.rows_without_prediction, 8760);
    assert.equal(file.unresolved_rows, 24);
    assert.equal(file.bin_edges.length, 19);
    assert.equal(file.model_path, RUN);
    assert.ok(statSync(monthFile('2021-11')).size < 200_000);
  });

  it('applied to the predictions give what the run trades, and so does the library', async () => {
    build('--month', '2023-10..2023-11');
    const slice = ['--from', '2023-10-20', '--to', '2023-11-10', ...ON_REAL];
    const table = (text: string): string[][] =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(','));
    const applied = table(w().assay('bins', 'apply', SPEC, ...slice).stdout);
    const signals = table(w().assay('signals', SPEC, '--quiet', ...slice).stdout);
    assert.deepEqual(
      signals.map((row) => row.slice(0, 4)),
      applied,
    );
    assert.deepEqual(signals[0], ['timestamp', 'y_pred', 'p_cal', 'q_bin', 'signal']);
    assert.equal(signals.length, 1 + 21 * 24);
    const rows = signals.slice(1);
    const scored = await scoreWithBins(
      {
        timestamp: Float64Array.from(rows, ([t]) => Date.parse(t)),
        y_pred: Float64Array.from(rows, ([, y]) => Number(y)),
      },
      (month) => loadBins(w().path('results', 'bins'), 'binance_btcusdt_perp_1h', RUN, month),
    );
    assert.deepEqual(
      [...scored.q_bin],
      rows.map((row) => Number(row[3])),
    );
    assert.deepEqual(
      [...binSignals(scored, { long_from: 19, short_to: 2 }).signal],
      rows.map((row) => Number(row[4])),
    );
  });

  it('become signals in Parquet and DuckDB', async () => {
    for (const out of ['out.parquet', 'out.duckdb']) {
      const { rows, counts } = w().json('signals', SPEC, ...ON_REAL, '--from', '2023-11-01', '--out', out) as {
        rows: number;
        counts: { long: number };
      };
      const instance = await DuckDBInstance.create(out.endsWith('.duckdb') ? w().path(out) : ':memory:');
      const connection = await instance.connect();
      const from = out.endsWith('.duckdb') ? 'signals' : `read_parquet('${w().path(out)}')`;
      const read = await connection.runAndReadAll(
        `select count(*)::int, count(*) filter (signal = 1)::int from ${from}`,
      );
      assert.deepEqual(read.getRows(), [[rows, counts.long]]);
      connection.closeSync();
      instance.closeSync();
    }
  });

  it('show and compare months, and say what is missing', () => {
    build('--month', '2023-10..2023-11');
    assert.match(w().assay('bins', 'show', SPEC, ...ON_REAL, '--month', '2023-11').stdout, /rows 8\d{3} of 8760/);
    assert.equal((w().json('bins', 'compare', SPEC, ...ON_REAL, '--month', '2023-10..2023-11') as unknown[]).length, 2);
    const told = w().assay('bins', 'show', SPEC, ...ON_REAL, '--month', '2022-01');
    assert.equal(told.code, 1);
    assert.match(told.stderr, /no bins of 2022-01/);
    assert.equal(w().assay('bins', 'build', SPEC, ...ON_REAL, '--month', '2023-13').code, 2);
    assert.equal(w().assay('bins', 'build', SPEC, ...ON_REAL, '--month', '2023-11', '--as-of', '2023-10-31').code, 2);
    assert.equal(w().assay('bins', 'rebuild', SPEC).code, 2);
  });
});

describe('calibrated bins without their files', () => {
  const w = sharedWorkspace((ws) => ws.write(SPEC, example('calibrated-bins')));

  it('run on generated bars and predictions, and say so', () => {
    const { cautions } = w().json('run', SPEC) as { readonly cautions: readonly string[] };
    assert.equal(cautions.filter((caution) => caution.includes('stand in')).length, 2);
    const told = w().assay('run', SPEC, '--set', 'data.source.missing=error');
    assert.equal(told.code, 1);
    assert.match(told.stderr, /DATA_FILE/);
  });

  it('count "last" and "current" from where the spec ends its data', () => {
    const { code, stdout, stderr } = w().assay('bins', 'build', SPEC, '--month', 'last,current', '--quiet');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^2025-11 written: .*\n2025-12 written: /);
    assert.match(stderr, /"last" and "current" are counted from 2025-12-01, where data.range ends/);
  });

  it('sweep windows of six to eighteen months over the rows that all of them trade', () => {
    const told = w().assay('sweep', SPEC);
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stdout, /judged on 2025-05-01 \.\. 2025-12-01/);
  });
});
