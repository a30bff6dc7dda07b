import type { Facts } from '../facts/facts.ts';
import { curveFigure } from './curve.ts';
import { diagnosticFigures } from './diagnostics.ts';
import { driftFigure } from './drift.ts';
import { exposureFigure } from './exposure.ts';
import type { Figure } from './figure.ts';
import { gateWorthFigure } from './gate-worth.ts';
import { importanceFigure } from './importance.ts';
import { importanceFoldsFigure } from './importance-folds.ts';
import { calibrationFigure, horizonsFigure, quantilesFigure } from './scores.ts';
import { monthsFigure, segmentsFigure } from './segments.ts';
import { slicesFigure } from './slices.ts';
import { weightsFigure } from './weights.ts';
import { costsFigure, excursionsFigure, holdsFigure, waterfallFigure } from './trading.ts';

/** Every figure of a run by its name; those that have nothing to show are left out. */
export function allFigures(facts: Facts): ReadonlyMap<string, Figure> {
  const makers = [
    curveFigure,
    exposureFigure,
    segmentsFigure,
    horizonsFigure,
    calibrationFigure,
    quantilesFigure,
    waterfallFigure,
    gateWorthFigure,
    slicesFigure,
    costsFigure,
    holdsFigure,
    excursionsFigure,
    importanceFigure,
    importanceFoldsFigure,
    weightsFigure,
    driftFigure,
    monthsFigure,
  ];
  const made = makers.map((make) => make(facts)).filter((figure) => figure !== undefined);
  made.push(...diagnosticFigures(facts.input.diagnostics ?? []));
  return new Map(made.map((figure) => [figure.name, figure]));
}
