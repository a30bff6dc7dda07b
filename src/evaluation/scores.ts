import type { Range } from '../core/artifacts.ts';
import { pearson } from '../core/math/index.ts';
import { pairs } from './_stats/sample.ts';
import { icByGroup, icSignificance, metric, overallIc, signHitRate, summariseIc } from './_stats/index.ts';
import type { Metric } from './_stats/index.ts';

const DAY_MS = 86_400_000;

/** Quality of one out-of-sample score column against its label. */
export interface ScoreQuality {
  readonly name: string;
  readonly label: string;
  readonly samples: number;
  readonly ic: number;
  readonly ic_pearson: number;
  readonly icir: number;
  readonly days: number;
  readonly t: number;
  readonly p: number;
  readonly significant: boolean;
  readonly hit_rate: number;
  /** Coefficients are those of each time across symbols, and `days` counts times. */
  readonly times?: true;
}

/** Rows that are judged, by time; of several symbols by time and then by symbol. */
export interface JudgedRows {
  readonly time: Float64Array;
  readonly score: Float64Array;
  readonly label: Float64Array;
  /** What parts the label's two sides: 0, or one half of labels that are 0 or 1. Default 0. */
  readonly middle?: number;
}

/**
 * Information coefficients of a score column over some rows. `ic` is Spearman over all rows; `icir` = mean / sd of the
 * daily coefficients; `t` and `p` allow for overlapping labels and smooth scores (see icSignificance), one-sided.
 */
export function scoreQuality(
  name: string,
  label: string,
  columns: JudgedRows,
  range: Range,
  horizon: number,
  interval_ms: number,
): ScoreQuality {
  const cut = (x: Float64Array): Float64Array => x.subarray(range.from, range.to);
  const [time, score, y] = [cut(columns.time), cut(columns.score), cut(columns.label)];
  const { t, p, significant, ...test } = icSignificance(score, y, { horizon });
  const known = pairs(score, y);
  // the test has ranked all rows already, unless they are too few for it
  const ic = Number.isNaN(test.ic) ? overallIc(known.a, known.b).ic : test.ic;
  const ic_pearson = pearson(known.a, known.b);
  const daily = icByGroup(
    score,
    y,
    Float64Array.from(time, (t) => Math.floor(t / DAY_MS)),
  );
  const lag = Math.max(0, Math.ceil((horizon * interval_ms) / DAY_MS) - 1);
  const { icir, groups } = summariseIc(daily.ic, lag);
  return {
    name,
    label,
    samples: known.a.length,
    ic,
    ic_pearson,
    icir,
    days: groups,
    t,
    p,
    significant,
    hit_rate: signHitRate(score, y, columns.middle),
  };
}

/** Level of `significant`. */
const LEVEL = 0.05;

/**
 * The same of several symbols, rows by time: `ic` and `ic_pearson` are means of the coefficients of each time over the
 * symbols known then (three or more), `icir` = mean / sd of the Spearman ones, `t` Newey-West with lag horizon - 1, `p`
 * one-sided; `days` counts times.
 */
export function panelQuality(
  name: string,
  label: string,
  columns: JudgedRows,
  range: Range,
  horizon: number,
): ScoreQuality {
  const cut = (x: Float64Array): Float64Array => x.subarray(range.from, range.to);
  const [time, score, y] = [cut(columns.time), cut(columns.score), cut(columns.label)];
  const ranked = summariseIc(icByGroup(score, y, time).ic, horizon - 1);
  const linear = summariseIc(icByGroup(score, y, time, { method: 'pearson' }).ic, horizon - 1);
  const p = ranked.t > 0 ? ranked.p / 2 : 1 - ranked.p / 2;
  return {
    name,
    label,
    samples: pairs(score, y).a.length,
    ic: ranked.mean,
    ic_pearson: linear.mean,
    icir: ranked.icir,
    days: ranked.groups,
    t: ranked.t,
    p,
    significant: p < LEVEL,
    hit_rate: signHitRate(score, y, columns.middle),
    times: true,
  };
}

/** The qualities as metrics of a run. */
export function scoreMetrics(quality: ScoreQuality): readonly Metric[] {
  return [
    metric(
      'information_coefficient',
      quality.ic,
      quality.times === true ? 'mean of times' : 'Spearman',
      quality.samples,
    ),
    metric('ic_pearson', quality.ic_pearson, quality.times === true ? 'mean of times' : 'Pearson', quality.samples),
    metric('icir', quality.icir, quality.times === true ? 'mean/sd of times' : 'mean/sd of days', quality.days),
    metric('ic_t', quality.t, 'Newey-West t', quality.samples),
    metric('ic_p', quality.p, 'one-sided', quality.samples),
    metric('sign_hit_rate', quality.hit_rate, 'fraction', quality.samples),
  ];
}
