import * as p from '../params.ts';
import type { Params } from '../params.ts';

/** Every folder that holds components; a path in the spec is the path of the file. */
export const ROOMS = [
  'data/source',
  'features',
  'labels',
  'split',
  'models',
  'models/prepare/winsorize',
  'models/prepare/impute',
  'models/prepare/scale',
  'models/prepare/reduce',
  'models/sample-weight',
  'calibrators',
  'signals',
  'gates',
  'portfolio/select',
  'portfolio/sizing',
  'portfolio/limits',
  'execution',
  'execution/slippage',
  'execution/exits',
  'evaluation/diagnostics',
] as const;
export type Room = (typeof ROOMS)[number];

const enabled = p.flag('Switches the node off while its keys stay checked.', { default: true });

const select = p.block(
  'Keeps the strongest columns, chosen anew on the train rows of each fold.',
  {
    type: p.choice(
      'How columns are ranked: by the gain or weight that a first fit gives them, by the mean size of their Shapley values in it, by the error that their shuffling adds on the last quarter of the train rows, or by what they tell of the label alone.',
      ['gain', 'permutation', 'mutual_information', 'shap'],
    ),
    keep: p.integer('Columns kept.', { min: 1, optional: true }),
    share: p.fraction('Share of the columns kept, instead of `keep`.', { above: 0, max: 1, optional: true }),
    enabled,
  },
  { optional: true },
);
const bound = p.number('Bound.', { optional: true });
const tune = p.block(
  "Searches the model's own parameters inside each train window.",
  {
    trials: p.integer('Trials.', { min: 1 }),
    folds: p.integer('Inner folds, or blocks of which two are checked at a time.', { min: 2, default: 4 }),
    scheme: p.choice(
      'How inner folds lie: each block after a fit on those before it, or every two blocks with a fit on the others.',
      ['time_series', 'combinatorial'],
      { default: 'time_series' },
    ),
    embargo: p.span('Bars left out beside a checked block, beyond the purge by label span.', { optional: true }),
    sampler: p.component('How trials are suggested.', 'search/sampler', { default: { type: 'tpe' } }),
    objectives: p.map('One metric and what to do with it.', p.choice('Direction.', ['maximize', 'minimize'])),
    space: p.map(
      'Parameters of the model, by path below it, and their ranges.',
      p.block('Range.', {
        low: bound,
        high: bound,
        step: bound,
        log: p.flag('Even cover of the logarithm.', { default: false }),
        choices: p.list('Values, instead of a range.', p.number('Value.'), { optional: true }),
      }),
    ),
    enabled,
  },
  { optional: true },
);

const slot = (doc: string, name: 'winsorize' | 'impute' | 'scale' | 'reduce'): p.Param<p.Typed | undefined> =>
  p.component(doc, `models/prepare/${name}`, { optional: true });
const prepare = p.block(
  'Fitted on the train rows of each fold and saved with the model; in this order.',
  {
    winsorize: slot('Clips extreme values.', 'winsorize'),
    impute: slot('Fills unknown values, so that no row is left out.', 'impute'),
    scale: slot('Brings columns to one scale.', 'scale'),
    reduce: slot('Makes fewer columns of many.', 'reduce'),
  },
  { optional: true },
);

const perSymbol = p.flag(
  'One fit for each symbol instead of one over all; a symbol with under half of the bars of a window has none there.',
  { optional: true },
);

/** Keys that each component of a room has besides its own. */
export const COMMON: { readonly [room in Room]: Params } = {
  'data/source': {},
  features: {
    symbol: p.text('Computed on the bars of this symbol and given to every symbol, joined as of time.', {
      optional: true,
    }),
    interval: p.interval('Computed on bars of this size, joined as of their close.', { optional: true }),
    enabled,
  },
  labels: { enabled },
  split: {},
  models: {
    labels: p.inputs('Labels to predict; one fitted model each.', { accepts: ['label'] }),
    features: p.inputs('Columns the model sees: names, `node.output`, globs, `all`; a leading minus leaves out.'),
    symbols: p.list('Symbols that are fitted on and scored; all of them where absent.', p.text('Symbol.'), {
      optional: true,
    }),
    per_symbol: perSymbol,
    sample_weight: p.component('How much each train row counts; all the same where absent.', 'models/sample-weight', {
      optional: true,
    }),
    prepare,
    select,
    tune,
    enabled,
  },
  'models/prepare/winsorize': {},
  'models/prepare/impute': {},
  'models/prepare/scale': {},
  'models/prepare/reduce': {},
  'models/sample-weight': {},
  calibrators: {
    of: p.input('Model whose scores are calibrated; each of its labels gets its own calibrator.', {
      accepts: ['model'],
    }),
    fit: p.block(
      'Rows each calibrator is fitted on: the `calibrate` window of the split, or what came before a date of a schedule.',
      {
        type: p.choice('`fold`, or `rolling` over out-of-sample scores.', ['fold', 'rolling']),
        window: p.period('`rolling`: how far each fit looks back from its date: `12mo`.', { optional: true }),
        every: p.period(
          '`rolling`: distance of the dates, on the calendar: `1mo` = the first of each month, 00:00 UTC.',
          { optional: true },
        ),
      },
      { default: { type: 'fold' } },
    ),
    per_symbol: perSymbol,
    min_samples: p.integer('Fewer rows than this in a calibrate window is an error.', { min: 1, default: 100 }),
    sample_weight: p.component('How much each row counts; all the same where absent.', 'models/sample-weight', {
      optional: true,
    }),
    enabled,
  },
  signals: { enabled },
  gates: { enabled },
  'portfolio/select': {},
  'portfolio/sizing': {
    max_position: p.fraction('Largest position, as a fraction of equity.', { above: 0, default: 1 }),
    min_trade: p.fraction('Smallest entry, as a fraction of equity; smaller ones are refused and counted.', {
      min: 0,
      default: 0,
    }),
  },
  'portfolio/limits': { enabled },
  execution: {
    cash: p.number('Starting cash, in the quote currency.', { above: 0, default: 100000 }),
    fees: p.block(
      'Fees per side; a negative maker fee is a rebate.',
      {
        taker: p.bps('Charged on market fills: entries, stops, timed exits.', { min: -100, max: 1000 }),
        maker: p.bps('Charged on limit fills: targets.', { min: -100, max: 1000 }),
      },
      { none: true },
    ),
    slippage: p.component('How far a market fill moves against us.', 'execution/slippage', { none: true }),
    funding: p.choice('Funding payments of perpetual futures; `none` must be written.', ['none', 'charged']),
  },
  'execution/slippage': {},
  'execution/exits': {},
  'evaluation/diagnostics': { enabled },
};
