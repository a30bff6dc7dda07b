import type { ReportInput } from '../input.ts';
import { drawdownOf, holdingOf, monthsOf } from './account.ts';
import type { Month } from './account.ts';
import { acceptedEdge, waterfallOf } from './decisions.ts';
import type { WaterfallStep } from './decisions.ts';
import { importanceOf } from './importance.ts';
import type { ColumnImportance } from './importance.ts';
import { byHorizon, calibrationOf, decilesOnce, forecastsOf, profileOf, rawScoresOf } from './scores.ts';
import type { Calibration, Profile } from './scores.ts';
import { exitsOf, holdsOf, ladderOf } from './trades.ts';
import type { CostLadder, ExitReason, HistogramBin } from './trades.ts';

/** What the report derives from its input, once, for the critic, the figures and the page. */
export interface Facts {
  readonly input: ReportInput;
  readonly months: readonly Month[];
  readonly drawdown: Float64Array;
  readonly holding: { readonly ret: number; readonly drawdown: number } | undefined;
  readonly edge: { readonly mean_bps: number; readonly count: number };
  readonly waterfall: readonly WaterfallStep[];
  readonly ladder: CostLadder | undefined;
  readonly exits: readonly ExitReason[];
  readonly holds: readonly HistogramBin[];
  readonly scores: ReportInput['scores'];
  readonly calibrations: readonly Calibration[];
  readonly profiles: readonly Profile[];
  readonly importance: ReadonlyMap<string, readonly ColumnImportance[]>;
}

export function factsOf(input: ReportInput): Facts {
  const { account, trades } = input;
  const decilesOf = decilesOnce();
  const traded = trades !== undefined && trades.rows > 0 ? trades : undefined;
  return {
    input,
    months: monthsOf(account),
    drawdown: drawdownOf(account),
    holding: holdingOf(account),
    edge: acceptedEdge(input.decisions),
    waterfall: waterfallOf(input.gates, input.totals),
    ladder: traded === undefined ? undefined : ladderOf(traded),
    exits: traded === undefined ? [] : exitsOf(traded),
    holds: traded === undefined ? [] : holdsOf(traded),
    scores: byHorizon(input.scores),
    calibrations: forecastsOf(input.scores).map((column) => calibrationOf(column, decilesOf)),
    profiles: rawScoresOf(input.scores).map((column) => profileOf(column, decilesOf)),
    importance: importanceOf(input.importance),
  };
}
