import * as p from '../params.ts';
import type { Params } from '../params.ts';

/** Every folder that holds components; a path in the spec is the path of the file. */
export const ROOMS = [
  'data/source',
  'features',
  'labels',
  'split',
  'models',
  'calibrators',
  'signals',
  'gates',
  'portfolio/sizing',
  'portfolio/limits',
  'execution',
  'execution/slippage',
  'execution/exits',
] as const;
export type Room = (typeof ROOMS)[number];

const enabled = p.flag('Switches the node off while its keys stay checked.', { default: true });

const later = 'Not available yet: only `enabled: false` is accepted.';
const select = p.block(
  `Keeps the strongest columns, chosen on the train rows. ${later}`,
  {
    type: p.choice('How columns are ranked.', ['shap', 'gain', 'permutation']),
    keep: p.integer('Columns kept.', { min: 1 }),
    enabled,
  },
  { optional: true },
);
const bound = p.number('Bound.', { optional: true });
const tune = p.block(
  `Searches the model's own parameters inside each train window. ${later}`,
  {
    trials: p.integer('Trials.', { min: 1 }),
    folds: p.integer('Inner folds.', { min: 2, default: 4 }),
    sampler: p.component('How trials are suggested.', 'search/sampler', { default: { type: 'tpe' } }),
    objectives: p.map('Metrics and what to do with them.', p.choice('Direction.', ['maximize', 'minimize'])),
    space: p.map(
      'Parameters and their ranges.',
      p.block('Range.', { low: bound, high: bound, step: bound, log: p.flag('Even cover of the logarithm.', { default: false }) }),
    ),
    enabled,
  },
  { optional: true },
);

/** Keys that each component of a room has besides its own. */
export const COMMON: { readonly [room in Room]: Params } = {
  'data/source': {},
  features: {
    interval: p.interval('Computed on bars of this size, joined as of their close.', { optional: true }),
    enabled,
  },
  labels: { enabled },
  split: {},
  models: {
    labels: p.inputs('Labels to predict; one fitted model each.', { accepts: ['label'] }),
    features: p.inputs('Columns the model sees: names, `node.output`, globs, `all`; a leading minus leaves out.'),
    select,
    tune,
    enabled,
  },
  calibrators: {
    of: p.input('Model whose scores are calibrated; each of its labels gets its own calibrator.', { accepts: ['model'] }),
    min_samples: p.integer('Fewer rows than this in a calibrate window is an error.', { min: 1, default: 100 }),
    enabled,
  },
  signals: { enabled },
  gates: { enabled },
  'portfolio/sizing': {
    max_position: p.fraction('Largest position, as a fraction of equity.', { above: 0, default: 1 }),
    min_trade: p.fraction('Smallest entry, as a fraction of equity; smaller ones are refused and counted.', { min: 0, default: 0 }),
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
};
