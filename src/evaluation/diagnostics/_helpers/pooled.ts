import type { Judged, JudgedSymbol, RunView } from '../../../core/contracts/diagnostic.ts';
import { groupBins, groupsOf } from '../../../core/group-bins.ts';
import { rankColumn } from '../../../core/math/index.ts';
import { trailingBinsOf } from '../../../core/trailing-column.ts';

export type Scope = 'trailing' | 'timestamp' | 'date' | 'global';

/** Rows of all symbols in the order of time, then of symbols. */
export interface Pooled {
  readonly time: Float64Array;
  readonly score: Float64Array;
  readonly label: Float64Array;
  /** Index of each row's symbol. */
  readonly symbol: Uint16Array;
}

/** One symbol is taken as it is; several are merged. */
export function pooled(symbols: readonly JudgedSymbol[]): Pooled {
  const [only] = symbols;
  if (symbols.length === 1) return { ...only, symbol: new Uint16Array(only.time.length) };
  const rows = symbols.reduce((sum, s) => sum + s.time.length, 0);
  const out = {
    time: new Float64Array(rows),
    score: new Float64Array(rows),
    label: new Float64Array(rows),
    symbol: new Uint16Array(rows),
  };
  const next = symbols.map(() => 0);
  for (let row = 0; row < rows;) {
    let now = Infinity;
    for (let k = 0; k < symbols.length; k++) if (symbols[k].time[next[k]] < now) now = symbols[k].time[next[k]];
    for (let k = 0; k < symbols.length; k++) {
      const { time, score, label } = symbols[k];
      if (time[next[k]] !== now) continue;
      out.time[row] = now;
      out.score[row] = score[next[k]];
      out.label[row] = label[next[k]];
      out.symbol[row++] = k;
      next[k]++;
    }
  }
  return out;
}

export interface Binning {
  readonly bins: number;
  readonly scope: Scope;
  readonly window: number | undefined;
}

/** The bin of every row by a scope; NaN where there is none. Groups with too few rows for their bins are an error. */
export function binsOf(rows: Pooled, { bins, scope, window }: Binning, judged: Judged, view: RunView): Float64Array {
  const { time, score, symbol } = rows;
  if (scope === 'trailing') {
    const own = judged.symbols.map((one) =>
      trailingBinsOf(
        one.score,
        view.once(`ranks of ${judged.name}/${one.symbol}`, () => rankColumn(one.score)),
        window as number,
        bins,
      ),
    );
    const next = own.map(() => 0);
    return score.map((_, row) => own[symbol[row]][next[symbol[row]]++]);
  }
  const { bin, largest } = groupBins(score, scope === 'timestamp' ? time : groupsOf(time, scope), bins);
  if (largest >= bins || largest === 0) return bin;
  const group = { timestamp: 'time', date: 'day', global: 'run' }[scope];
  throw view.refuse('bins', `there are more bins than scores of one ${group}`, {
    expected: `at most ${largest}`,
    found: String(bins),
    hint:
      scope === 'timestamp' ? 'scope: trailing, or more symbols' : 'fewer bins for this diagnostic, or scope: trailing',
  });
}
