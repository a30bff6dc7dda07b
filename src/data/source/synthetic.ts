import { defineSource } from '../../core/contracts/source.ts';
import type { SourceContext, Truth } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { streamOf } from '../../core/rng.ts';
import { MARKET_COLUMNS, rankCorrelation, strongestCorrelation, writeMarket } from '../_market.ts';

const YEAR_MS = 365 * 86_400_000;
const MOST_ROWS = 50_000_000;

const params = {
  predictability: p.fraction('Correlation of the best predictor with the return over `horizon`; 0 = a martingale.', {
    min: 0,
    max: 0.5,
    default: 0,
  }),
  horizon: p.span('Bars ahead over which `predictability` holds.', { max: 1000, default: 4 }),
  common: p.fraction('Share of the variance of each shock that all symbols of the seed have in common.', {
    min: 0,
    max: 0.95,
    optional: true,
  }),
  regimes: p.integer('Number of volatility regimes.', { min: 1, max: 8, default: 3 }),
  annual_volatility: p.fraction('Standard deviation of log returns over 365 days, mean of the regimes.', {
    above: 0,
    max: 10,
    default: '60%',
  }),
};
type SyntheticValues = p.Values<typeof params>;

/** What is in the bars to be found, and what carries it. */
export function plantedTruth(values: SyntheticValues): Truth {
  const { predictability, horizon } = values;
  const carrier =
    predictability === 0
      ? 'nothing: the expected close is the last close'
      : 'reversion: minus the distance of the close from its 20-bar EMA, in units of recent volatility';
  return { correlation: predictability, ic: rankCorrelation(predictability), horizon_bars: horizon, carrier };
}

/** Whole bars from the first grid time at or after `range.from`. */
function gridOf({ range, interval_ms }: SourceContext): { start: number; rows: number } {
  const { from, to } = range;
  if (from === undefined || to === undefined) {
    throw refuse('DATA_RANGE', 'data.range', 'generated bars need both bounds: range.from anchors the start', {
      expected: 'range: { from: …, to: … }',
    });
  }
  const start = Math.ceil(from / interval_ms) * interval_ms;
  const rows = Math.max(0, Math.ceil((to - start) / interval_ms));
  if (rows <= MOST_ROWS) return { start, rows };
  throw refuse('DATA_RANGE', 'data.range', `${rows} bars are more than the ${MOST_ROWS} that are generated at once`);
}

/**
 * Generated bars: a seeded market whose volatility switches between regimes, with a known share of predictability.
 *
 * Model in `_market.ts`. In: nothing but the parameters, the seed, the symbol and `range.from`. Out: all nine bar columns,
 * no gap; price starts at 30,000. A longer range with the same start begins with the same bars. Symbols are
 * independent but for the `common` share of their shocks; what is predictable then is so within a time, across symbols, too.
 */
export default defineSource({
  type: 'synthetic',
  version: 1,
  summary: 'Generated bars with volatility regimes and a stated share of predictability.',
  params,
  check({ predictability, horizon }) {
    const most = strongestCorrelation(horizon);
    if (predictability <= most) return [];
    return [{ key: 'predictability', message: `must be <= ${most.toFixed(2)} over a horizon of ${horizon} bars` }];
  },
  truth: plantedTruth,
  identity(values, context) {
    const { predictability, horizon, regimes, annual_volatility, common = 0 } = values;
    const { seed, symbol, interval_ms } = context;
    const { start } = gridOf(context);
    const pull = predictability === 0 ? { predictability } : { predictability, horizon };
    return Promise.resolve({
      type: 'synthetic',
      version: 1,
      ...pull,
      ...(common > 0 && { common }),
      regimes,
      annual_volatility,
      seed,
      symbol,
      interval_ms,
      start,
    });
  },
  open(values, context) {
    const { start, rows } = gridOf(context);
    const columns = ['time', ...MARKET_COLUMNS].map(() => new Float64Array(new SharedArrayBuffer(rows * 8)));
    const [time, ...bars] = columns;
    for (let t = 0; t < rows; t++) time[t] = start + t * context.interval_ms;
    const sigma = values.annual_volatility * Math.sqrt(context.interval_ms / YEAR_MS);
    const { common = 0 } = values;
    const factor = common > 0 ? streamOf(context.seed, 'data', 'synthetic') : undefined;
    writeMarket(
      { ...values, common, sigma },
      streamOf(context.seed, 'data', 'synthetic', context.symbol),
      bars,
      factor,
    );
    return Promise.resolve({
      time,
      columns: new Map(MARKET_COLUMNS.map((name, k) => [name, bars[k]])),
      notes: { stamps: [], header: null, mapped: {}, ignored: [] },
      place: () => 'generated bars',
    });
  },
});
