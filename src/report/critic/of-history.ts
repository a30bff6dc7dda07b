import { fixed, percent } from '../format.ts';
import type { HistoryFacts, SweepFacts } from '../input.ts';
import type { Suspicion } from './suspicion.ts';

const FEWEST = 3;

/**
 * What a sweep that this run has won says against it. It hangs on what was run before, so it stands apart from the
 * questions that every run of a spec answers alike.
 */
export function doubtsOfHistory(history: HistoryFacts | undefined): readonly Suspicion[] {
  const sweep = history?.sweep;
  if (sweep === undefined) return [];
  return [unstable(sweep), lucky(sweep)].filter((doubt) => doubt !== undefined);
}

/** A peak whose neighbours lose half of it is no plateau. */
function unstable({ name, objective, best, neighbours }: SweepFacts): Suspicion | undefined {
  const { count, median, lowest, highest } = neighbours;
  if (count < FEWEST || !(Math.abs(best - median) > Math.abs(best) / 2)) return undefined;
  const turned = best > 0 && median <= 0;
  return {
    id: 'unstable_optimum',
    level: turned ? 'serious' : 'caution',
    title: 'The optimum is unstable',
    evidence: `${objective} is ${fixed(best, 3)} here; the ${count} trials beside it have a median of ${fixed(median, 3)} (${fixed(lowest, 3)} to ${fixed(highest, 3)}), in sweep ${name}.`,
    key: 'search.space',
    advice: 'Take the middle of a plateau instead: a step of a parameter must not decide between profit and loss.',
  };
}

function lucky({ name, trials, dsr, pbo }: SweepFacts): Suspicion | undefined {
  const overfitted = pbo !== undefined && pbo > 0.5;
  if (!overfitted && (dsr === undefined || dsr >= 0.95)) return undefined;
  const said = [
    ...(dsr === undefined
      ? []
      : [`probability that its Sharpe ratio is above the luck of the best (DSR): ${percent(dsr, 1)}`]),
    ...(pbo === undefined ? [] : [`probability of overfitting (PBO): ${percent(pbo, 1)}`]),
  ];
  return {
    id: 'in_sample_luck',
    level: overfitted ? 'serious' : 'caution',
    title: `The best of ${trials} trials may be luck`,
    evidence: `Sweep ${name}: ${said.join('; ')}.`,
    key: 'data.holdout',
    advice: 'Judge it on data that no trial has seen: a sealed holdout, or the months to come.',
  };
}
