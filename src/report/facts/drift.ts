import { mean } from '../../core/math/index.ts';
import type { DriftFacts } from '../input.ts';

/** A PSI above this is commonly read as a shifted column. */
export const SHIFTED = 0.25;

export interface DriftedColumn {
  readonly name: string;
  /** PSI against the first segment: mean over the later ones, and their range. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Columns by their mean PSI, the most drifted first. */
export function driftedColumns(drift: readonly DriftFacts[]): readonly DriftedColumn[] {
  const byName = grouped(
    drift.filter((d) => d.what === 'feature' && Number.isFinite(d.psi)),
    (d) => d.name,
  );
  return [...byName]
    .map(([name, rows]) => {
      const psi = rows.map((d) => d.psi);
      return { name, mean: mean(Float64Array.from(psi)), low: Math.min(...psi), high: Math.max(...psi) };
    })
    .sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1));
}

export interface DriftedSegment {
  readonly segment: string;
  /** Columns whose PSI is above `SHIFTED`, of how many. */
  readonly shifted: number;
  readonly columns: number;
  /** Total variation distance of the importances, mean over the models; NaN without models. */
  readonly distance: number;
  /** The same of the mean sizes of Shapley values. */
  readonly shap: number;
}

/** The later segments in order. */
export function driftedSegments(drift: readonly DriftFacts[]): readonly DriftedSegment[] {
  return [...grouped(drift, (d) => d.segment)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([segment, rows]) => {
      const psi = rows.filter((d) => d.what === 'feature' && Number.isFinite(d.psi));
      const moved = (what: DriftFacts['what']): number =>
        mean(
          Float64Array.from(
            rows.filter((d) => d.what === what && Number.isFinite(d.distance)),
            (d) => d.distance,
          ),
        );
      return {
        segment,
        shifted: psi.filter((d) => d.psi > SHIFTED).length,
        columns: psi.length,
        distance: moved('importance'),
        shap: moved('shap'),
      };
    });
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
