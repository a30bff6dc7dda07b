import { elapsed, spell } from '../core/clock.ts';
import type { Study } from '../search/study.ts';
import type { Trial } from '../search/sweep.ts';

export interface SweepProgress {
  done(trial: Trial, sofar: readonly Trial[]): void;
  end(): void;
}

const REDRAW_MS = 100;
const CLEAR = '\r\u001b[2K';

/** One line on a terminal (`trial 37/200 | best 1.24 (#31) | 3 pruned | 0:42, about 3:05 left`), or with `json` an event per trial. */
export function sweepProgress(
  { trials, objectives }: Study,
  options: { readonly json?: boolean; readonly quiet?: boolean },
): SweepProgress {
  const started = elapsed();
  const live = process.stderr.isTTY && options.quiet !== true && options.json !== true;
  let drawn = -Infinity;
  let first = -1;
  const draw = (sofar: readonly Trial[]): void => {
    const count = (state: Trial['state']): number => sofar.filter((t) => t.state === state).length;
    const complete = sofar.filter((t) => t.state === 'complete' && t.violation === 0);
    const best = complete.reduce<Trial | undefined>(
      (a, b) => (a === undefined || (b.loss ?? 0) < (a.loss ?? 0) ? b : a),
      undefined,
    );
    const spent = elapsed() - started;
    const made = sofar.length - first;
    const left = made > 0 ? spell((spent / made) * (trials - sofar.length)) : '?';
    const found =
      best === undefined
        ? 'none feasible yet'
        : `best ${objectives[0].metric} ${(best.values?.[0] ?? NaN).toFixed(4)} (#${best.index})`;
    process.stderr.write(
      `${CLEAR}trial ${sofar.length}/${trials} | ${found} | ${count('pruned')} pruned, ${count('failed')} failed | ${spell(spent)}, about ${left} left`,
    );
    drawn = elapsed();
  };
  return {
    done(trial, sofar) {
      if (first < 0) first = sofar.length - 1;
      if (options.json === true) {
        const { index, state, params, values } = trial;
        process.stdout.write(`${JSON.stringify({ event: 'trial', trial: index, state, params, values })}\n`);
      } else if (live && elapsed() - drawn >= REDRAW_MS) draw(sofar);
    },
    end() {
      if (live) process.stderr.write(CLEAR);
    },
  };
}
