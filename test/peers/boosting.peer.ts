import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileTrees, fitBoostedTrees, treeShap } from '../../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams } from '../../src/models/_boosting/index.ts';
import { streamOf } from '../../src/core/rng.ts';

const PEERS = resolve(import.meta.dirname, '../../../bench/peers');
const COLUMNS = 6;

interface Job {
  readonly name: string;
  readonly rounds: number;
  readonly max_depth: number | null;
  readonly leaves: number | null;
  readonly l1: number;
  readonly l2: number;
  readonly min_leaf_rows: number;
  readonly min_child_weight: number;
  readonly weighted: boolean;
  readonly binary: boolean;
  readonly monotone: readonly number[] | null;
  readonly rows: number;
  /** Whole numbers from -values to values. */
  readonly values: number;
  /** Share of missing values. */
  readonly missing: number;
  /** Makers whose definitions agree with ours here. */
  readonly as: readonly ('lightgbm' | 'xgboost')[];
}

const plain: Job = {
  ...{ name: 'by level', rounds: 8, max_depth: 4, leaves: null, l1: 0, l2: 1, min_leaf_rows: 10, min_child_weight: 1 },
  ...{ weighted: false, binary: false, monotone: null, as: ['xgboost'] },
  ...{ rows: 2000, values: 2, missing: 0.1 },
};
const jobs: readonly Job[] = [
  plain,
  { ...plain, name: 'by level, nothing missing', missing: 0, as: ['xgboost'] },
  { ...plain, name: 'leaf by leaf', max_depth: null, leaves: 9 },
  {
    ...plain,
    name: 'leaf by leaf among many values',
    max_depth: null,
    leaves: 9,
    rows: 600,
    values: 8,
    min_leaf_rows: 30,
    as: ['lightgbm', 'xgboost'],
  },
  // LightGBM searches no column below a node where none of its splits gained more than the penalty takes, even where one
  // further down would: its trees are those of others only where l2 is 0 or no such node occurs
  ...[
    { ...plain, name: 'by level, not penalised', l2: 0 },
    { ...plain, name: 'by level, not penalised, nothing missing', l2: 0, missing: 0 },
    { ...plain, name: 'leaf by leaf, not penalised', l2: 0, max_depth: null, leaves: 9 },
    { ...plain, name: 'with leaves of many rows, not penalised', l2: 0, min_leaf_rows: 40 },
    { ...plain, name: 'with weights, not penalised', l2: 0, weighted: true, min_leaf_rows: 1, min_child_weight: 15 },
    { ...plain, name: 'with the log loss, not penalised', l2: 0, binary: true, min_leaf_rows: 1, min_child_weight: 3 },
  ].map((job): Job => ({ ...job, as: ['lightgbm', 'xgboost'] })),
  { ...plain, name: 'with L1, nothing missing', l1: 3, missing: 0 },
  { ...plain, name: 'with L1 and strong L2', l1: 3, l2: 20, as: ['xgboost'] },
  { ...plain, name: 'with leaves of many rows', min_leaf_rows: 40 },
  { ...plain, name: 'with weights', weighted: true, min_leaf_rows: 1, min_child_weight: 15, as: ['xgboost'] },
  { ...plain, name: 'with constraints', monotone: [1, -1, 0, 1, 0, 0], max_depth: 3, rows: 600, values: 8 },
  { ...plain, name: 'with the log loss', binary: true, min_leaf_rows: 1, min_child_weight: 3, as: ['xgboost'] },
  // LightGBM measures gains from what a node's constant would take off the loss without its bounds, so that it leaves
  // nodes whole whose constant lies at a bound: its trees are ours where no such node occurs
  ...[
    { ...plain, name: 'with constraints, nothing missing', missing: 0 },
    { ...plain, name: 'with constraints, not penalised', l2: 0 },
    { ...plain, name: 'with constraints, leaf by leaf', l2: 0, max_depth: null, leaves: 7 },
  ].map((job): Job => {
    const bound = { monotone: [1, -1, 0, 1, 0, 0], max_depth: job.max_depth && 3, rows: 600, values: 5, rounds: 4 };
    return { ...job, ...bound, as: ['lightgbm', 'xgboost'] };
  }),
];

interface Rows {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

/** Whole numbers of few values (so that bins agree), a tenth of them missing, many ties, and labels of the first three. */
function rowsOf(seed: number, { binary, missing, values, rows: count }: Job): Rows {
  const rng = streamOf(seed, 'peers');
  const columns = Array.from({ length: COLUMNS }, () => {
    return Float64Array.from({ length: count }, () => (rng.uniform() < missing ? NaN : rng.int(-values, values)));
  });
  const score = Float64Array.from({ length: count }, (_, t) => {
    const [a, b, c] = columns.map((x) => (Number.isNaN(x[t]) ? 3 : x[t]));
    return 0.3 * a - (b > 0 ? 2 : 0) + 0.05 * a * c + rng.normal();
  });
  const weight = Float64Array.from({ length: count }, () => 0.5 + 2 * rng.uniform());
  return { columns, target: binary ? score.map((v) => (v > 0 ? 1 : 0)) : score, weight };
}

function ours(job: Job, { columns, target, weight }: Rows): BoostedTrees {
  const params: BoostingParams = {
    ...{ learning_rate: 0.3, gamma: 0, row_fraction: 1, feature_fraction: 1, max_bins: 255, patience: undefined },
    ...{ rounds: job.rounds, l1: job.l1, l2: job.l2 },
    ...{ min_leaf_rows: job.min_leaf_rows, min_child_weight: job.min_child_weight },
    objective: job.binary ? 'logistic' : 'squared_error',
    max_depth: job.max_depth ?? undefined,
    leaves: job.leaves ?? undefined,
    monotone: job.monotone ?? undefined,
  };
  return fitBoostedTrees({ columns, target, ...(job.weighted && { weight }) }, undefined, params, streamOf(1));
}

interface Theirs {
  readonly raw: readonly number[];
  readonly shap: readonly (readonly number[])[];
}

describe('LightGBM and XGBoost', function () {
  const data = jobs.map((job, k) => rowsOf(k + 1, job));
  let found: readonly { readonly [maker in 'lightgbm' | 'xgboost']: Theirs }[];

  before(function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      console.log('      skipped: there is no python3');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'assay-peers-'));
    try {
      writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs.map((job) => ({ ...job, columns: COLUMNS }))));
      data.forEach(({ columns, target, weight }, k) => {
        const parts = [...columns, target, weight].map((x) => Buffer.from(x.buffer, x.byteOffset, x.byteLength));
        writeFileSync(join(folder, `${k}.bin`), Buffer.concat(parts));
      });
      const { status, stdout, stderr } = spawnSync('python3', [join(PEERS, 'boosting_equal.py'), folder], {
        encoding: 'utf8',
        maxBuffer: 2 ** 27,
      });
      assert.equal(status, 0, stderr);
      found = JSON.parse(stdout.trim().split('\n').at(-1) as string) as typeof found;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  jobs.forEach((job, k) => {
    for (const maker of job.as) {
      it(`${maker} grows our trees ${job.name}: all scores and Shapley values agree`, () => {
        const model = ours(job, data[k]);
        const scores = compileTrees(model).scores(data[k].columns, 0, job.rows);
        const theirs = found[k][maker];
        const apart = scores.reduce((most, s, t) => Math.max(most, Math.abs(s - theirs.raw[t])), 0);
        assert.ok(apart < 2e-5, `scores differ by ${apart}`);
        // LightGBM weighs the ways of a tree by rows, XGBoost and we by hessians
        if (maker === 'lightgbm' && (job.weighted || job.binary)) return;
        const { values } = treeShap(model, data[k].columns, 0, 50);
        let shapApart = 0;
        // a node that no missing value reached sends one its own way in each library, and a cut may lie anywhere among
        // values that no row of its node has: there are few values, so that all nodes have them
        const whole = [...values[0].keys()].filter((t) => data[k].columns.every((x) => !Number.isNaN(x[t])));
        assert.ok(whole.length > 15);
        for (const t of whole) {
          values.forEach((column, f) => (shapApart = Math.max(shapApart, Math.abs(column[t] - theirs.shap[t][f]))));
        }
        assert.ok(shapApart < 2e-5, `Shapley values differ by ${shapApart}`);
      });
    }
  });

  it('have losses on held-out rows within the noise of a seed of ours, on six data sets', () => {
    const { status, stdout, stderr } = spawnSync('python3', [join(PEERS, 'boosting.py'), 'quality'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const sets = JSON.parse(stdout.trim().split('\n').at(-1) as string) as { [set: string]: { apart: number } };
    assert.equal(Object.keys(sets).length, 6);
    for (const [set, { apart }] of Object.entries(sets)) {
      assert.ok(apart < 2.5, `${set}: ${apart} standard deviations worse than the better of the two`);
    }
    console.log(stderr.replace(/^/gm, '      ').trimEnd());
  });
});
