import type { Metric } from '../evaluation/metrics.ts';
import type { Study } from './study.ts';
import type { Params, Scalar } from './types.ts';

/** One set of horizon weights between the best ones and equal ones. */
export interface ShrunkWeights {
  /** 0 = as found, 1 = equal. */
  readonly shrinkage: number;
  /** By label, adding up to 1 in absolute value. */
  readonly weights: { readonly [label: string]: number };
  readonly value: number | null;
  readonly sharpe: number | null;
  readonly turnover: number | null;
}

export interface HorizonWeights {
  readonly signal: string;
  readonly rows: readonly ShrunkWeights[];
  /** Share of the best Sharpe ratio that luck alone gives the best of as many tries: so far towards equal weights. */
  readonly advised: number | null;
}

const STEPS = [0, 0.25, 0.5, 0.75, 1];
const WEIGHT = /^signals\.([^.]+)\.weights\.(.+)$/;

export interface Weighing {
  readonly study: Study;
  /** Values of the best trial over those of the spec as written, for every weight of the signal. */
  readonly weightsOf: (signal: string) => { readonly [label: string]: number };
  readonly best: Params;
  readonly run: (params: Params) => Promise<readonly Metric[]>;
  readonly advised: number | null;
}

/**
 * Trades the best trial with its horizon weights shrunk towards equal ones, by quarters: weights that were searched are the
 * least certain part of it. Signals of which no weight is searched have no rows.
 * Source: Ledoit and Wolf (2004), Honey, I shrunk the sample covariance matrix (the convex combination with a plain target).
 */
export async function horizonWeights(of: Weighing): Promise<readonly HorizonWeights[]> {
  const { study, weightsOf, best, run, advised } = of;
  const searched = study.space.params.flatMap(({ path }) => WEIGHT.exec(path)?.[1] ?? []);
  const found: HorizonWeights[] = [];
  for (const signal of new Set(searched)) {
    const own = scaled(weightsOf(signal));
    const labels = Object.keys(own);
    const rows: ShrunkWeights[] = [];
    for (const shrinkage of STEPS) {
      const weights = Object.fromEntries(
        labels.map((label) => [label, (1 - shrinkage) * own[label] + shrinkage / labels.length]),
      );
      const paths = labels.map((label): [string, Scalar] => [`signals.${signal}.weights.${label}`, weights[label]]);
      const metrics = await run({ ...best, ...Object.fromEntries(paths) });
      const value = (name: string): number | null => metrics.find((m) => m.name === name)?.value ?? null;
      rows.push({
        shrinkage,
        weights,
        value: value(study.objectives[0].metric),
        sharpe: value('sharpe_daily'),
        turnover: value('turnover'),
      });
    }
    found.push({ signal, rows, advised });
  }
  return found;
}

function scaled(weights: { readonly [label: string]: number }): { readonly [label: string]: number } {
  const total = Object.values(weights).reduce((sum, w) => sum + Math.abs(w), 0);
  return Object.fromEntries(Object.entries(weights).map(([label, w]) => [label, total > 0 ? w / total : 0]));
}
