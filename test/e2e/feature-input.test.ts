import assert from 'node:assert/strict';
import { outcomeOf, refusalOf } from '../runner/_here.ts';
import { sharedWorkspace } from './_assay.ts';
import { csvOfBars, hourlyBars } from './_small.ts';

const HEAD = `version: 1
name: input
data:
  source: SOURCE
  symbols: [SYNUSD]
  interval: 1h
  range: { from: 2024-01-01, to: 2024-02-01 }
features:
`;
const TAIL = `signals:
  rule: { type: threshold, of: TRADED, long_below: 30, short_above: 70 }
execution: { type: event, fees: none, slippage: none, funding: none }
`;
const ROWS = 744;
const BARS = '{ type: csv, path: bars.csv }';
const specOf = (features: string, traded: string, source = BARS): string =>
  HEAD.replace('SOURCE', source) + features + TAIL.replace('TRADED', traded);

/** Each line of `features`, and what is said of it. */
const FAULTS: readonly (readonly [string, string])[] = [
  ['zero: { type: sma, window: 0 }', 'features.zero.window: must be >= 2 bars'],
  ['one: { type: sma, window: 1 }', 'features.one.window: must be >= 2 bars'],
  ['negative: { type: rsi, window: -5 }', 'features.negative.window: must be >= 2 bars'],
  ['part: { type: rsi, window: 90m }', 'features.part.window: must be a whole number of 1h bars'],
  ['empty: { type: returns, windows: [] }', 'features.empty.windows: must not be empty'],
  ['twice: { type: returns, windows: [1, 1] }', 'features.twice.windows: must not repeat a window'],
  ['order: { type: macd, fast: 26, slow: 12 }', 'features.order.fast: must be shorter than "slow"'],
  ['column: { type: sma, of: clos, window: 5 }', 'features.column.of: nothing has this name'],
  ['named: { type: expression, formula: "close / emma" }', 'features.named.formula: nothing has this name'],
  ['few: { type: expression, formula: "max(close)" }', 'features.few.formula: max takes 2 to 8 arguments, found 1'],
  ['many: { type: expression, formula: "abs(close, open)" }', 'features.many.formula: abs takes 1 argument, found 2'],
  ['call: { type: expression, formula: "sinus(close)" }', 'features.call.formula: unknown function "sinus"'],
  ['cut: { type: expression, formula: "close +" }', 'features.cut.formula: the formula ends too early'],
  ['plain: { type: expression, formula: "1 + 2" }', 'features.plain.formula: must name at least one column'],
  ['self: { type: expression, formula: "self + close" }', 'features.self.formula: the node reads itself'],
];

describe('a feature written wrongly', () => {
  let said = '';
  const w = sharedWorkspace((ws) => {
    ws.write('bad.yml', specOf(FAULTS.map(([line]) => `  ${line}\n`).join(''), 'zero', '{ type: synthetic }'));
    const told = ws.assay('check', 'bad.yml');
    assert.equal(told.code, 2);
    said = told.stderr;
  });

  const before = HEAD.split('\n').length;
  for (const [k, [line, message]] of FAULTS.entries()) {
    it(`${line} is refused at its line and column`, () => {
      assert.ok(w().root !== '');
      const at = said.indexOf(message);
      assert.ok(at > 0, said);
      const place = said.slice(0, at).trimEnd().split('\n').at(-1) ?? '';
      assert.match(place, new RegExp(`^bad\\.yml:${before + k}:\\d+ SPEC_`));
    });
  }
});

describe('a feature that the bars cannot serve', () => {
  const w = sharedWorkspace((ws) => ws.write('data/bars.csv', csvOfBars(hourlyBars(ROWS))));

  for (const [type, column] of [
    ['taker_imbalance', 'taker_base'],
    ['kyle_lambda', 'taker_base'],
    ['sma', 'vwap'],
    ['sma', 'count'],
  ] as const) {
    it(`${type} over bars without "${column}" ends the run, and the column is named`, () => {
      const of = type === 'sma' ? `of: ${column}, ` : '';
      w().write('run.yml', specOf(`  odd: { type: ${type}, ${of}window: 5 }\n`, 'odd'));
      const told = w().assay('run', 'run.yml');
      assert.equal(told.code, 1);
      assert.match(told.stderr, new RegExp(`run\\.yml:\\d+:\\d+ DATA_FORMAT[^]*"${column}"`));
    });
  }

  it('a window longer than the data ends the run at the feature', () => {
    w().write('run.yml', specOf('  odd: { type: ema, window: 2000 }\n', 'odd'));
    const told = w().assay('run', 'run.yml');
    assert.equal(told.code, 1);
    assert.match(told.stderr, /RUN_FEATURE\n {2}features\.odd[^]*744 bars/);
  });
});

describe('rows that are not known', () => {
  const bars = { 'data/bars.csv': csvOfBars(hourlyBars(ROWS)) };
  const known = (x: Float64Array, t: number): boolean => x[t] === x[t];

  it('stay within the windows that hold them; an average waits', async () => {
    const odd = `  hole: { type: expression, formula: "where(volume > 10.5, 0 / (close - close), close)" }
  mean: { type: sma, of: hole, window: 4 }
  slow: { type: ema, of: hole, window: 4 }
  both: { type: expression, formula: "mean + slow" }
`;
    const { computed } = await outcomeOf(specOf(odd, 'both'), { files: bars });
    const column = (name: string): Float64Array => computed.array(`features.${name}`, '') as Float64Array;
    const [hole, mean, slow] = ['hole', 'mean', 'slow'].map(column);
    assert.ok(hole.some((v) => v !== v));
    for (let t = 50; t < ROWS; t++) {
      const full = [0, 1, 2, 3].every((back) => known(hole, t - back));
      assert.equal(known(mean, t), full, `mean at ${t}`);
      assert.equal(known(slow, t), known(hole, t), `slow at ${t}`);
    }
  });

  it('a division by zero gives no infinity, and in every row it ends the run at the feature', async () => {
    const odd = '  odd: { type: expression, formula: "close / (volume - volume)" }\n';
    const work = outcomeOf(specOf(odd, 'odd'), { files: bars });
    const { problems } = await refusalOf(work);
    assert.deepEqual([problems[0].code, problems[0].path.join('.')], ['RUN_FEATURE', 'features.odd']);
    assert.match(problems[0].message, /NaN in every row/);
  });
});
