import assert from 'node:assert/strict';
import ridge from '../../src/models/ridge.ts';
import { loadPredictor } from '../../src/runner/steps/score.ts';
import type { Problem } from '../../src/core/problem.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore, SMALL } from '../e2e/_small.ts';
import type { Row } from '../e2e/_small.ts';
import { finishedOf, outcomeOf, refusalOf } from './_here.ts';
import type { HereOptions } from './_here.ts';

interface Case {
  readonly what: string;
  readonly set?: readonly string[];
  readonly text?: string;
  readonly code: string;
  readonly path: string;
  /** What message, expected, found and hint say together. */
  readonly says: RegExp;
}

const feature = (type: string): string =>
  SMALL.replace('features:\n', `features:\n  odd: ${type}\n`).replace('[ret, rsi]', '[ret, rsi, odd]');
const told = ({ message, expected, found, hint }: Problem): string => [message, expected, found, hint].join(' | ');

async function refused(text: string, options: HereOptions): Promise<{ problem: Problem; exit: number }> {
  const { problems, exit } = await refusalOf(outcomeOf(text, options));
  return { problem: problems[0], exit };
}

function check(exit: number, cases: readonly Case[]): void {
  for (const { what, set = [], text = SMALL, code, path, says } of cases) {
    it(`${what}: ${code}`, async () => {
      const refusal = await refused(text, { set });
      assert.deepEqual([refusal.problem.code, refusal.problem.path.join('.'), refusal.exit], [code, path, exit]);
      assert.match(told(refusal.problem), says);
      assert.ok(refusal.problem.place !== undefined, 'has no place');
      assert.ok(refusal.problem.excerpt !== undefined, 'shows no line');
    });
  }
}

describe('a spec that is wrong is refused before any work (exit 2)', () => {
  check(2, [
    {
      what: 'a misspelt key',
      text: SMALL.replace('horizon: 4 }\nsplit', 'horizn: 4 }\nsplit'),
      code: 'SPEC_UNKNOWN_KEY',
      path: 'labels.h4.horizn',
      says: /did you mean "horizon"/,
    },
    {
      what: 'an unknown key',
      text: SMALL.replace('seed: 7', 'seed: 7\nshoes: 2'),
      code: 'SPEC_UNKNOWN_KEY',
      path: 'shoes',
      says: /unknown/,
    },
    {
      what: 'a wrong unit',
      set: ['execution.fees.taker=5kg'],
      code: 'SPEC_BAD_UNIT',
      path: 'execution.fees.taker',
      says: /"9bps", "0.09%" or 0.0009/,
    },
    {
      what: 'an empty range',
      set: ['data.range.from=2024-07-01'],
      code: 'SPEC_CONFLICT',
      path: 'data.range.to',
      says: /the range is empty/,
    },
    {
      what: 'a bar size without its unit',
      set: ['data.interval=7'],
      code: 'SPEC_BAD_UNIT',
      path: 'data.interval',
      says: /"5m"/,
    },
    {
      what: 'an unknown type',
      set: ['features.rsi.type=rsy'],
      code: 'SPEC_UNKNOWN_TYPE',
      path: 'features.rsi.type',
      says: /did you mean "rsi"/,
    },
    {
      what: 'weights of a horizon that is not there',
      set: ['signals.edge.weights.h9=1'],
      code: 'SPEC_UNKNOWN_NAME',
      path: 'signals.edge.weights.h9',
      says: /cal\.h1, cal\.h4/,
    },
    { what: 'no cash', set: ['execution.cash=0'], code: 'SPEC_BAD_VALUE', path: 'execution.cash', says: /> 0/ },
    {
      what: 'debts instead of cash',
      set: ['execution.cash=-100'],
      code: 'SPEC_BAD_VALUE',
      path: 'execution.cash',
      says: /> 0/,
    },
    {
      what: 'costs left out',
      text: SMALL.replace(/ {2}fees: .*\n/, ''),
      code: 'SPEC_MISSING_KEY',
      path: 'execution.fees',
      says: /required/,
    },
    {
      what: 'ranges that overlap',
      text: SMALL.replace(
        /split: .*/,
        'split: { type: ranges, train: { from: 2024-01-01, to: 2024-04-01 }, calibrate: { from: 2024-03-01, to: 2024-05-01 }, test: { from: 2024-05-01, to: 2024-06-01 } }',
      ),
      code: 'SPEC_CONFLICT',
      path: 'split.calibrate',
      says: /overlaps the train window/,
    },
    {
      what: 'a test window of no length',
      set: ['split.test=0'],
      code: 'SPEC_CONFLICT',
      path: 'split.test',
      says: /longer than 0/,
    },
    {
      what: 'a search space outside of its parameter',
      set: [
        'models.lin.tune={trials: 3, objectives: {information_coefficient: maximize}, space: {l2: {low: -1, high: 2}}}',
      ],
      code: 'SPEC_CONFLICT',
      path: 'models.lin.tune.space.l2.low',
      says: /must be >= 0, as the parameter itself/,
    },
    {
      what: 'a calibrator without a calibrate window',
      set: ['split.calibrate=0'],
      code: 'SPEC_CONFLICT',
      path: 'calibrators.cal',
      says: /split\.calibrate: 2w/,
    },
  ]);
});

describe('a run that cannot succeed says why (exit 1)', () => {
  check(1, [
    {
      what: 'a feature window longer than the data',
      set: ['features.rsi.window=100000'],
      code: 'RUN_FEATURE',
      path: 'features.rsi',
      says: /"rsi" is NaN in every row.*4368 bars/,
    },
    {
      what: 'a constant feature',
      text: feature('{ type: expression, formula: "close * 0 + 3" }'),
      code: 'RUN_FEATURE',
      path: 'features.odd',
      says: /"odd" is constant.*3 in every row/,
    },
    {
      what: 'a feature that is NaN throughout',
      text: feature('{ type: expression, formula: "(close - close) / (close - close)" }'),
      code: 'RUN_FEATURE',
      path: 'features.odd',
      says: /"odd" is NaN in every row/,
    },
    {
      what: 'a horizon beyond the end of the data',
      set: ['labels.h4.horizon=5000'],
      code: 'RUN_LABEL',
      path: 'labels.h4',
      says: /known in no row.*5000 bars ahead/,
    },
    {
      what: 'a horizon longer than the train window',
      set: ['labels.h4.horizon=2000'],
      code: 'RUN_MODEL',
      path: 'models.lin',
      says: /no rows left to fit/,
    },
    {
      what: 'columns that are multiples of each other, without a penalty',
      text: feature('{ type: expression, formula: "rsi * 2" }').replace('type: ridge,', 'type: ridge, l2: 0,'),
      code: 'RUN_MODEL',
      path: 'models.lin',
      says: /linearly dependent: .*rsi.*raise l2 above 0 or leave one out/,
    },
    {
      what: 'fewer rows than inner folds',
      set: [
        'models.lin.tune={trials: 3, folds: 600, objectives: {information_coefficient: maximize}, space: {l2: {low: 1, high: 2}}}',
      ],
      code: 'RUN_MODEL',
      path: 'models.lin',
      says: /train rows are too few for 600 inner folds; at least 1202 are needed/,
    },
    ...['logistic', 'gradient_boosting', 'random_forest'].map((model) => ({
      what: `labels of one class (${model})`,
      text: SMALL.replace(/type: forward_return/g, 'type: tp_before_sl, take_profit: 9000bps, stop_loss: 9000bps')
        .replace('cal: { type: linear', 'cal: { type: isotonic')
        .replace('lin: { type: ridge', `lin: { type: ${model}`),
      code: 'RUN_MODEL',
      path: 'models.lin',
      says: /of one class.*both classes.*0 in all \d+ rows/,
    })),
    {
      what: 'a train window longer than the data',
      set: ['split.train=60w'],
      code: 'RUN_SPLIT',
      path: 'split',
      says: /too short for one fold/,
    },
    {
      what: 'a calibrate window too short for its calibrator',
      set: ['calibrators.cal.min_samples=5000'],
      code: 'RUN_CALIBRATOR',
      path: 'calibrators.cal',
      says: /at least 5000 rows.*33\d rows/,
    },
    {
      what: 'a warm-up longer than what is traded',
      set: ['gates.warmup.window=100000'],
      code: 'RUN_EXECUTION',
      path: 'gates.warmup.window',
      says: /never fills.*2688/,
    },
    {
      what: 'a quantile gate whose window never fills',
      text: SMALL.replace('gates:\n', 'gates:\n  q: { type: quantile, window: 3000 }\n'),
      code: 'RUN_EXECUTION',
      path: 'gates.q.window',
      says: /never fills/,
    },
    {
      what: 'a stop wider than the price',
      set: ['execution.exits.stop_loss.multiple=5000'],
      code: 'RUN_EXECUTION',
      path: 'execution.exits.stop_loss',
      says: /wider than the price/,
    },
    {
      what: 'windows outside the data',
      text: SMALL.replace(
        /split: .*/,
        'split: { type: ranges, train: { from: 2024-01-01, to: 2024-04-01 }, calibrate: { from: 2024-04-01, to: 2024-05-01 }, test: { from: 2024-05-01, to: 2024-09-01 } }',
      ),
      code: 'RUN_SPLIT',
      path: 'split',
      says: /outside the data/,
    },
    {
      what: 'a data file that is not there',
      text: onFile('nowhere.csv'),
      code: 'DATA_FILE',
      path: 'data.source.path',
      says: /does not exist/,
    },
  ]);
});

describe('bars that cannot be trusted are refused (exit 1)', () => {
  const good = hourlyBars(rowsBefore(5));
  const cases: readonly {
    readonly what: string;
    readonly bars: readonly Row[];
    readonly code: string;
    readonly says: RegExp;
  }[] = [
    {
      what: 'an infinite price',
      bars: good.map((b, i) => (i === 700 ? { ...b, high: Infinity } : b)),
      code: 'DATA_VALUE',
      says: /bars\.csv:702|line 702/,
    },
    {
      what: 'a price of 0',
      bars: good.map((b, i) => (i === 700 ? { ...b, low: 0 } : b)),
      code: 'DATA_VALUE',
      says: /bars\.csv:702|line 702/,
    },
    {
      what: 'a high below the low',
      bars: good.map((b, i) => (i === 700 ? { ...b, high: b.low / 2 } : b)),
      code: 'DATA_VALUE',
      says: /bars\.csv:702|line 702/,
    },
    {
      what: 'a stamp that occurs twice',
      bars: [...good.slice(0, 700), good[699], ...good.slice(700)],
      code: 'DATA_ORDER',
      says: /duplicates|keep_last/,
    },
    {
      what: 'stamps out of order',
      bars: [...good.slice(0, 700), good[701], good[700], ...good.slice(702)],
      code: 'DATA_ORDER',
      says: /earlier/,
    },
    {
      what: 'a stamp off the grid',
      bars: good.map((b, i) => (i === 700 ? { ...b, time: b.time + 60_000 } : b)),
      code: 'DATA_ORDER',
      says: /off the grid/,
    },
    {
      what: 'a hole, where holes are errors',
      bars: good.filter((_, i) => i < 700 || i > 705),
      code: 'DATA_GAP',
      says: /6 bars are missing/,
    },
  ];
  for (const { what, bars, code, says } of cases) {
    it(`${what}: ${code}`, async () => {
      const text = onFile('bars.csv').replace(/( {2}range: .*\n)/, '$1  clean: { gaps: error, duplicates: error }\n');
      const { problem, exit } = await refused(text, { files: { 'data/bars.csv': csvOfBars(bars) } });
      assert.deepEqual([problem.code, exit], [code, 1]);
      assert.match(`${told(problem)} ${problem.place?.file ?? ''}:${problem.place?.line ?? ''}`, says);
    });
  }

  it('an empty segment: RUN_SPLIT', async () => {
    const hole = good.filter((b) => b.time < good[60 * 24].time || b.time >= good[100 * 24].time);
    const text = onFile('bars.csv')
      .replace(/( {2}range: .*\n)/, '$1  clean: { gaps: keep }\n')
      .replace('calibrate: 2w, test: 4w', 'calibrate: 2w, test: 3w');
    const { problem, exit } = await refused(text, { files: { 'data/bars.csv': csvOfBars(hole) } });
    assert.deepEqual([problem.code, problem.path.join('.'), exit], ['RUN_SPLIT', 'split', 1]);
    assert.match(told(problem), /the test window of fold 2 holds no bars/);
  });
});

describe('what looks bad and is a result', () => {
  it('is a segment without trades', async () => {
    const { outcome } = await finishedOf(SMALL, { set: ['gates.z.min=1000'] });
    assert.equal(outcome.result.totals.trades, 0);
    assert.deepEqual(
      outcome.segments.map(({ trades, ret }) => [trades, ret]),
      outcome.segments.map(() => [0, 0]),
    );
  });

  it('is an account that is used up: it trades no more, and says so', async () => {
    const set = ['execution.leverage=50', 'portfolio.sizing.max_position=50', 'execution.exits.stop_loss=null'];
    const { result } = await outcomeOf(SMALL, { set });
    assert.equal(result.ruined, true);
    const usual = await outcomeOf(SMALL);
    assert.ok(result.totals.trades < usual.result.totals.trades);
    assert.equal(usual.result.ruined, false);
  });
});

describe('a saved model', () => {
  it('of other features is refused', () => {
    const column = Float64Array.from({ length: 20 }, (_, i) => (i * i) % 7);
    const context = { rng: undefined as never, cancelled: () => false, names: ['a'] };
    const fitted = ridge.fit(
      { l2: 0.001 },
      { rows: 20, columns: [column], target: column.map((x) => 2 * x) },
      undefined,
      context,
    );
    const text = JSON.stringify(fitted);
    assert.throws(
      () => loadPredictor(ridge, text, 2),
      /RUN_MODEL models: a saved ridge model was fitted on other features/,
    );
    const out = new Float64Array(20);
    loadPredictor(ridge, text, 1).predict([column], 0, 20, out, 0);
    assert.ok(Math.abs(out[1] - 2 * column[1]) < 0.1);
  });
});
