import assert from 'node:assert/strict';
import { signalTable } from '../../src/bins/signals.ts';
import ridge from '../../src/models/ridge.ts';
import { columnOf } from '../../src/runner/columns.ts';
import { judgedScores } from '../../src/runner/pooled.ts';
import { gatheredSpans, idOf } from '../../src/runner/pools.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { fitStep } from '../../src/runner/steps/fit.ts';
import { textOf } from '../../src/runner/steps/step.ts';
import { auditRun } from '../../src/runner/audit/audit.ts';
import { runPlan } from '../../src/runner/run.ts';
import { finishedOf, here, outcomeOf, refusalOf } from './_here.ts';
import { CHEATS, registryWith } from './_planted.ts';
import { CONFIG, marketFiles, panelSpec, START } from './_panel.ts';

const HOUR = 3_600_000;
const SYMBOLS = [{ name: 'CCC' }, { name: 'AAA', from: 200, holes: [400, 401, 402, 640] }, { name: 'BBB', to: 650 }];
const files = { 'config.yml': CONFIG, ...marketFiles(SYMBOLS, 800) };
const BLOCKS = `features:
  rsi: { type: rsi, window: 14 }
  mom: { type: log_return, window: 6 }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 12d, test: 4d }
models:
  m: { type: ridge, labels: [h4], features: [rsi, mom] }
signals:
  s: { type: score, of: m }
gates:
  edge: { type: min_edge, min: 1bps }
`;
const run = (symbols: readonly string[], more = BLOCKS, set: readonly string[] = []): Promise<RunOutcome> =>
  outcomeOf(panelSpec(symbols, more), { files, set });

describe('a panel of symbols', () => {
  let several: RunOutcome;
  before(async () => {
    several = await run(['CCC', 'AAA', 'BBB']);
  });

  it('stands in the order of names, whatever the spec says', () => {
    assert.deepEqual(
      several.plan.panel.members.map(({ symbol, bars }) => [symbol, bars.rows]),
      [
        ['AAA', 596],
        ['BBB', 650],
        ['CCC', 800],
      ],
    );
    assert.equal(several.plan.bars.rows, 800);
    assert.equal(several.plan.panel.pooled().rows, 596 + 650 + 800);
  });

  it('tells scores and directions by time and then by symbol', async () => {
    const set = ['portfolio.symbols=[AAA, CCC]'];
    await here(panelSpec(['CCC', 'AAA', 'BBB'], BLOCKS), { files, set }, async ({ opened, environment }) => {
      const { table, counts } = await signalTable(opened, {}, environment);
      const { panel, range } = await runPlan(opened, { feed: 'precomputed' }, environment);
      const [time, symbol, score, signal] = table.columns;
      assert.deepEqual([time.name, symbol.name, score.name, signal.name], ['timestamp', 'symbol', 'm.h4', 'signal']);
      const seen = [0, 0, 0];
      for (let row = 0; row < table.rows; row++) {
        const k = Number(symbol.values[row]);
        const { rowOf, columns } = panel.symbols[k];
        const grid = panel.time.indexOf(Number(time.values[row]));
        assert.ok(grid >= range.from && grid < range.to);
        assert.equal(signal.values[row], columns.direction[rowOf[grid]]);
        seen[k] += Number(signal.values[row] !== 0);
      }
      assert.ok(seen[0] > 0 && seen[1] === 0 && seen[2] > 0);
      assert.equal(counts.long + counts.short, seen[0] + seen[2]);
    });
  });

  it('keeps the scores of symbols that are judged, in memory that threads can read', () => {
    const { plan, scores } = several;
    const spec = { ...plan.spec, evaluation: { ...plan.spec.evaluation, symbols: ['BBB'] } };
    const all = scores.get('m.h4') as Float64Array;
    const judged = judgedScores({ ...plan, spec }, scores).get('m.h4') as Float64Array;
    const { memberOf } = plan.panel.pooled();
    assert.deepEqual(
      judged,
      all.map((v, row) => (plan.panel.members[memberOf[row]].symbol === 'BBB' ? v : NaN)),
    );
    assert.ok(judged.buffer instanceof SharedArrayBuffer);
  });

  it('gives each symbol the bytes it has by itself: features and labels', async () => {
    for (const symbol of ['AAA', 'BBB', 'CCC']) {
      const single = await run([symbol]);
      const member = several.plan.panel.member(symbol);
      for (const name of ['rsi', 'mom'])
        assert.deepEqual(
          columnOf(several.plan, several.computed, name, member),
          columnOf(single.plan, single.computed, name),
          `${name} of ${symbol}`,
        );
      for (const array of ['value', 'first', 'last'])
        assert.deepEqual(
          several.computed.array(idOf(several.plan.panel, 'labels.h4', symbol), array),
          single.computed.array('labels.h4', array),
        );
    }
  });

  it('fits all symbols as one sample by time and symbol, purged by the time that labels end', () => {
    const { plan, computed } = several;
    const { members, grid } = plan.panel;
    const fold = plan.folds[1];
    const rows: { x: number[]; y: number }[] = [];
    for (let g = fold.train.from; g < fold.train.to; g++) {
      for (const member of members) {
        const t = member.rowOf[g];
        if (t < 0 || t + 4 >= member.bars.rows || member.bars.time[t + 4] >= grid.time[fold.boundary]) continue;
        const close = member.bars.columns.get('close') as Float64Array;
        const x = (plan.columns.get('m') ?? []).map((name) => columnOf(plan, computed, name, member)[t]);
        if (x.every((v) => v === v)) rows.push({ x, y: (close[t + 4] / close[t] - 1) * 1e4 });
      }
    }
    const whole = { from: 0, to: rows.length };
    const columns = (k: number): Float64Array => Float64Array.from(rows, ({ x }) => x[k]);
    const arrays = {
      x0: columns(0),
      x1: columns(1),
      label: Float64Array.from(rows, ({ y }) => y),
      last: new Int32Array(rows.length),
    };
    const job = {
      kind: 'model' as const,
      type: 'ridge',
      values: plan.spec.models[0].values,
      path: 'models.m',
      names: plan.columns.get('m') ?? [],
      train: whole,
      boundary: rows.length,
      seed: plan.spec.seed,
      stream: [],
    };
    const byHand = fitStep(job, ridge, arrays, { cancelled: () => false });
    assert.equal(textOf(computed.array('models.m/h4/fold-02', 'model')), textOf(byHand.arrays[0].values));
  });

  it('gives a job of pooled rows nothing but columns in shared memory', () => {
    const { panel } = several.plan;
    const spans = gatheredSpans(
      panel.pooled(),
      { from: 10, to: 60 },
      ({ symbol }, end) => several.computed.array(idOf(panel, 'labels.h4', symbol), end) as Int32Array,
    );
    assert.deepEqual(Object.keys(spans), ['first', 'last']);
    for (const { buffer, length } of Object.values(spans)) {
      assert.ok(buffer instanceof SharedArrayBuffer);
      assert.equal(length, 50);
    }
  });

  it('is clean at any moment, and a feature that reads its future is found', async () => {
    const ranked = BLOCKS.replace('{ type: score, of: m }', '{ type: quantile, of: m, bins: 3, scope: timestamp }');
    for (const blocks of [BLOCKS, ranked.replace(/gates:[^]*/, '')])
      await here(panelSpec(['CCC', 'AAA', 'BBB'], blocks), { files }, async ({ opened, environment }) => {
        const outcome = await runPlan(opened, { feed: 'precomputed' }, environment);
        const options = { times: 6, refits: 2, poisons: ['noise', 'nan', 'truncated'] as const, rows: Infinity };
        const { findings, checks } = await auditRun(opened, outcome, options, environment);
        assert.deepEqual(findings, []);
        assert.ok(checks > 50);
      });
    const peeking = BLOCKS.replace('{ type: rsi, window: 14 }', '{ type: planted }');
    const refusal = await refusalOf(
      finishedOf(panelSpec(['CCC', 'AAA', 'BBB'], peeking), {
        files,
        registry: registryWith({ features: CHEATS['look-ahead'] }),
      }),
    );
    assert.match(refusal.message, /features.rsi: the feature reads its future/);
  });

  it('scores no bar twice and none of a symbol that is not there', () => {
    const { plan, symbolScores } = several;
    const [first] = plan.folds;
    for (const { symbol, bars, index, rowOf } of plan.panel.members) {
      const score = symbolScores[index].get('m.h4') as Float64Array;
      assert.equal(score.length, bars.rows);
      const tested = [...bars.time.keys()].filter((t) => bars.time[t] >= START + first.test.from * HOUR);
      const last = plan.traded.to;
      for (const t of tested) {
        const known = rowOf.indexOf(t) < last;
        assert.equal(Number.isFinite(score[t]), known, `${symbol} row ${t}`);
      }
    }
  });
});
