import type { FoldImportance } from '../input.ts';

/** Importance of one column in one model, as shares of the fold's sum: mean over folds and their range. */
export interface ColumnImportance {
  readonly model: string;
  readonly column: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly folds: number;
  /** Share in each fold, in the order of the folds. */
  readonly shares: readonly FoldShare[];
}

export interface FoldShare {
  readonly fold: string;
  readonly share: number;
}

/** Columns per model, the most important first. Each fold counts the same, whatever its gains add up to. */
export function importanceOf(folds: readonly FoldImportance[]): ReadonlyMap<string, readonly ColumnImportance[]> {
  const shares = new Map<string, Map<string, FoldShare[]>>();
  for (const { model, fold, columns, values } of folds) {
    const total = values.reduce((sum, v) => sum + (Number.isFinite(v) ? v : 0), 0);
    if (!(total > 0)) continue;
    const ofModel = shares.get(model) ?? new Map<string, FoldShare[]>();
    shares.set(model, ofModel);
    columns.forEach((column, i) =>
      ofModel.set(column, [...(ofModel.get(column) ?? []), { fold, share: values[i] / total }]),
    );
  }
  return new Map([...shares].map(([model, columns]) => [model, ranked(model, columns)]));
}

function ranked(model: string, columns: ReadonlyMap<string, readonly FoldShare[]>): readonly ColumnImportance[] {
  const rows = [...columns].map(([column, found]): ColumnImportance => {
    const shares = found.map((f) => f.share);
    const mean = shares.reduce((sum, s) => sum + s, 0) / shares.length;
    return {
      model,
      column,
      mean,
      low: Math.min(...shares),
      high: Math.max(...shares),
      folds: shares.length,
      shares: found,
    };
  });
  return rows.sort((a, b) => b.mean - a.mean || (a.column < b.column ? -1 : 1));
}
