import type { Comparison } from './compare.ts';

/** `0.04816`, `-1707`, `-` for what is not known: four digits that count, or as many as asked for. */
export function fourDigits(x: number | null, digits = 4): string {
  if (x === null || !Number.isFinite(x)) return '-';
  if (Math.abs(x) >= 1e9) return x.toExponential(2);
  const text = Math.abs(x) >= 1000 ? x.toFixed(0) : String(Number(x.toPrecision(digits)));
  return x !== 0 && Math.abs(x) < 1e-4 ? x.toExponential(1) : text;
}

/** One sentence on whether the runs differ by more than luck. */
export function comparisonVerdict({ metrics }: Comparison): string {
  const judged = metrics.filter((m) => m.interval !== null);
  if (metrics.length === 0) return 'There are no metrics to compare.';
  if (judged.length === 0) {
    return metrics.every((m) => m.verdict === 'same')
      ? 'The same: no metric differs.'
      : 'Nothing can be said about chance: no metric has an interval.';
  }
  if (judged.every((m) => m.verdict === 'same')) return 'The same: the daily returns do not differ.';
  const apart = judged.filter((m) => m.verdict === 'higher' || m.verdict === 'lower');
  if (apart.length === 0) return 'The runs are indistinguishable: every interval holds 0.';
  return `More than luck at 95%: ${apart.map((m) => `${m.name} is ${m.verdict} in B`).join(', ')}.`;
}
