import type { Room } from '../core/contracts/common.ts';
import * as p from '../core/params.ts';
import { scheduleParams } from '../core/schedule.ts';
import type { Params } from '../core/params.ts';

const optional = { optional: true } as const;

/** A value that is written as the parameter it belongs to; checked where that is known. */
const scalar = (doc: string): p.Param =>
  Object.freeze({ ...p.text(doc, optional), canonical: {}, written: { type: ['string', 'number', 'boolean'] } });

/** Map of named nodes of a room. */
function nodes(room: Room, doc: string): p.Param {
  const map = p.map(doc, p.component('One node.', room), optional);
  const open = (schema: p.JsonSchema): p.JsonSchema =>
    Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'minProperties'));
  return Object.freeze({ ...map, canonical: open(map.canonical), written: open(map.written) });
}

const data = {
  source: p.component('Where bars come from.', 'data/source'),
  exchange: p.text('Exchange that the bars are of.', optional),
  symbols: p.list('Symbols that are loaded.', p.text('Symbol, as the source calls it.'), optional),
  universe: p.block(
    'Who is traded when, instead of `symbols`: rows outside are not fitted on, scored or ranked.',
    {
      type: p.choice('A dated list, or the largest by quote volume, chosen anew on each date of a schedule.', [
        'list',
        'top_volume',
      ]),
      path: p.text('`list`: file with the columns symbol,from,to; what `assay fetch --universe` keeps.', optional),
      count: p.integer('`top_volume`: how many.', { min: 1, ...optional }),
      window: p.period('`top_volume`: how far each ranking looks back; 30d where absent.', optional),
      every: p.period('`top_volume`: distance of the dates, from the first of a month; 1mo where absent.', optional),
    },
    optional,
  ),
  interval: p.interval('Size of the bars on which decisions are made.'),
  range: p.block(
    'Half-open range of time; absent bounds = all the source has. Nothing before it is read, warm-up comes out of it.',
    { from: p.time('First bar (included).', optional), to: p.time('End (excluded).', optional) },
    { default: {} },
  ),
  holdout: p.block(
    'Sealed end of the range: not read until `--open-holdout`, which is counted.',
    {
      from: p.time('First bar that is sealed.'),
      open: p.flag('Read it: what `--open-holdout` sets.', { default: false }),
    },
    optional,
  ),
  clean: p.block(
    'What is done about faults of the data.',
    {
      gaps: p.choice('Missing bars.', ['error', 'keep', 'forward_fill', 'drop'], { default: 'error' }),
      max_gap: p.span('Longer gaps are an error.', optional),
      duplicates: p.choice('Several rows of one time.', ['error', 'keep_first', 'keep_last'], { default: 'error' }),
      zero_volume: p.choice('Bars without volume.', ['error', 'keep', 'drop'], { default: 'keep' }),
    },
    { default: {} },
  ),
  funding: p.block(
    'Funding rates, joined as column `funding_rate` to the bar that opens at their stamp or next after it.',
    {
      type: p.choice('What `assay fetch --funding` keeps, or a file.', ['store', 'csv']),
      path: p.text('File of stamps and rates; `{symbol}` stands for each symbol.', optional),
      gaps: p.choice(
        'More than 8 hours without a rate; `unpaid`: not known there, nothing is paid, and the results say so.',
        ['error', 'unpaid'],
        optional,
      ),
    },
    optional,
  ),
  instruments: p.block(
    'Steps of price and size, least orders and margins, as the exchange states them.',
    {
      type: p.choice('A recorded answer of `GET /fapi/v1/exchangeInfo`.', ['exchange_info']),
      path: p.text('JSON file, plain or gzipped.'),
      brackets: p.text('Margin tiers: an answer of `GET /fapi/v1/leverageBracket`.', optional),
    },
    optional,
  ),
};

const portfolio = {
  of: p.input('The traded signal; needless where there is one.', { accepts: ['signal'], ...optional }),
  symbols: p.list('Symbols that are traded; all of them where absent.', p.text('Symbol.'), optional),
  side: p.choice(
    'Sides that are traded; `long_short` has a budget for each.',
    ['long', 'short', 'both', 'long_short'],
    {
      default: 'both',
    },
  ),
  select: p.component('Which symbols are held; all that pass the gates where absent.', 'portfolio/select', optional),
  sizing: p.component('How large a position is.', 'portfolio/sizing', { default: { type: 'fixed', fraction: 1 } }),
  rebalance: p.block(
    'When positions are brought to their target weights: the last closed bar decides, the first open at or after fills.',
    scheduleParams,
    optional,
  ),
  limits: nodes('portfolio/limits', 'Bounds on the account.'),
};

const evaluation = {
  label: p.input('Label that scores are judged by.', { accepts: ['label'], ...optional }),
  symbols: p.list('Symbols that scores are judged on; all of them where absent.', p.text('Symbol.'), optional),
  slices: p.inputs('Categorical features by which results are cut.', optional),
  diagnostics: nodes('evaluation/diagnostics', 'What is found out about the finished run; enters no digest.'),
};

const condition: p.Param = Object.freeze({
  ...scalar('Value, or list of values.'),
  written: { type: ['string', 'number', 'boolean', 'array'] },
});

/** A searched path: a range that is walked, or choices. Values are written as the parameter itself is. */
export const SPACE_ENTRY = {
  low: scalar('Least value.'),
  high: scalar('Largest value.'),
  step: scalar('Distance of neighbouring values.'),
  log: p.flag('Even cover of the logarithm.', { default: false }),
  choices: p.list('Values to choose from.', scalar('Value.'), optional),
  when: p.map('Searched only while another searched path has this value, or one of these.', condition, optional),
};

const search = {
  trials: p.integer('Number of trials.', { min: 1 }),
  sampler: p.component('How trials are suggested.', 'search/sampler'),
  pruner: p.component('When a trial is stopped early.', 'search/pruner', optional),
  objectives: p.map('Metrics and what to do with them.', p.choice('Direction.', ['maximize', 'minimize'])),
  constraints: p.map(
    'Metrics and the bounds that a winner keeps.',
    p.block('Bounds.', { min: p.fraction('Least.', optional), max: p.fraction('Most.', optional) }),
    optional,
  ),
  fit: p.component('What winners are chosen on.', 'search/fit', { default: { type: 'global' } }),
  space: p.map('Spec paths and the values they may take.', p.block('Values of one path.', SPACE_ENTRY)),
};

/** The top-level keys of a spec. */
export const ENVELOPE: Params = {
  version: p.choice('Format of the spec.', [1]),
  name: p.text('Name of the experiment; enters no digest.', { pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$' }),
  notes: p.text('What this is about.', optional),
  seed: p.integer('All randomness.', { min: 0, max: 4294967295, default: 0 }),
  data: p.block('What is read.', data),
  features: nodes('features', 'Stateless, causal columns.'),
  labels: nodes('labels', 'Targets; never features.'),
  split: p.component('How time is cut into folds.', 'split', optional),
  models: nodes('models', 'Whatever yields scores.'),
  calibrators: nodes('calibrators', 'From score to calibrated edge (bps) or probability.'),
  signals: nodes('signals', 'Direction, edge, sigma and strength.'),
  gates: nodes('gates', 'Vetoes on the traded signal, before sizing.'),
  portfolio: p.block('What is traded, and how large.', portfolio, { default: {} }),
  execution: p.component('How orders fill and what they cost.', 'execution'),
  evaluation: p.block('What results are judged by.', evaluation, { default: {} }),
  search: p.block('What `assay sweep` varies; never part of a digest.', search, optional),
};

/** Rooms whose map holds nodes that are referred to by name. */
export const NAMED_ROOMS = ['features', 'labels', 'models', 'calibrators', 'signals'] as const;
export type NamedRoom = (typeof NAMED_ROOMS)[number];
