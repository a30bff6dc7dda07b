import type { Calibration } from '../facts/scores.ts';
import type { Facts } from '../facts/facts.ts';
import { chance, counted, fixed, percent } from '../format.ts';
import { netOf } from './suspicion.ts';
import type { Check } from './suspicion.ts';

/** Do the scores know anything, everywhere, and do they mean what they say? */
export const SCORE_CHECKS: readonly Check[] = [
  {
    id: 'ic_not_significant',
    ask: ({ input }) => {
      const judged = input.scores.find((s) => s.name === input.judged);
      if (judged === undefined) return undefined;
      const { ic, t, p, samples, significant } = judged.quality;
      const seen = `IC of ${judged.name} is ${fixed(ic, 4)} (t ${fixed(t, 2)}, p ${chance(p)}, ${counted(samples, 'row')})`;
      if (significant && ic > 0) return seen;
      const opposite = ic < 0;
      return {
        level: opposite && t < -2 ? 'serious' : 'caution',
        title: opposite ? 'The scores point the wrong way' : 'The information coefficient is not significant',
        evidence: `${seen}. The test allows for overlapping labels.`,
        key: `models.${judged.name.slice(0, judged.name.indexOf('.'))}`,
        advice: opposite
          ? 'Look for a sign error, or a market that changed after training.'
          : 'The model may know nothing: try other features, a longer train window, a stronger regularisation.',
      };
    },
  },
  { id: 'calibration_unreliable', ask: ({ calibrations }) => calibration(calibrations) },
  { id: 'calibration_forgets', ask: (facts) => forgetting(facts) },
  { id: 'segments_disagree', ask: (facts) => segments(facts) },
  {
    id: 'planted_not_found',
    ask: ({ input }) => {
      const { planted } = input;
      const judged = input.scores.find((s) => s.name === input.judged);
      if (planted === undefined || judged === undefined || !(planted.ic > 0)) return undefined;
      const share = judged.quality.ic / planted.ic;
      const seen = `${percent(share, 0)} of the planted predictability was found (IC ${fixed(judged.quality.ic, 4)} of ${fixed(planted.ic, 4)})`;
      if (share <= 1.5) return seen;
      return {
        level: 'serious',
        title: 'More was found than was planted',
        evidence: `IC ${fixed(judged.quality.ic, 4)}, while the best possible predictor of this synthetic market has ${fixed(planted.ic, 4)}.`,
        key: 'labels',
        advice: 'Nothing honest beats the best predictor by half: look for a leak or a short sample.',
      };
    },
  },
];

/** Verdict on one forecast: a word where it is wrong, undefined where it may be trusted. */
export function calibrationFault({
  task,
  slope,
  slope_se,
  monotonicity,
  off,
  bins,
  ece,
}: Calibration): { readonly serious: boolean; readonly text: string } | undefined {
  if (bins.length < 2) return { serious: false, text: 'gives one value for all rows' };
  if (task === 'binary')
    return ece > 0.05 ? { serious: ece > 0.15, text: `is off by ${percent(ece, 1)} on average (ECE)` } : undefined;
  const sure = (target: number): boolean => Math.abs(slope - target) > 2 * slope_se;
  if (slope < 0 && sure(0)) return { serious: true, text: `has the wrong sign (slope ${fixed(slope, 2)})` };
  if (slope <= 0 && sure(1))
    return { serious: true, text: `says nothing of what comes (slope ${fixed(slope, 2)} instead of 1)` };
  if ((slope < 0.5 || slope > 2) && sure(1))
    return {
      serious: slope < 0.25 || slope > 4,
      text: `${slope < 1 ? 'promises too much' : 'promises too little'} (slope ${fixed(slope, 2)} instead of 1)`,
    };
  if (off > bins.length / 3)
    return { serious: false, text: `misses its own prediction in ${off} of ${bins.length} bins` };
  if (monotonicity < 0.3)
    return { serious: false, text: `does not rise from bin to bin (rank correlation ${fixed(monotonicity, 2)})` };
  return undefined;
}

function calibration(calibrations: readonly Calibration[]): ReturnType<Check['ask']> {
  if (calibrations.length === 0) return undefined;
  const found = calibrations.flatMap((c) => {
    const fault = calibrationFault(c);
    return fault === undefined ? [] : [{ ...fault, calibration: c }];
  });
  if (found.length === 0)
    return `${counted(calibrations.length, 'forecast')} within the errors of ${calibrations.length === 1 ? 'its' : 'their'} bins`;
  const [worst] = found.toSorted((a, b) => Number(b.serious) - Number(a.serious));
  const { calibrator, name } = worst.calibration;
  return {
    level: found.some((f) => f.serious) ? 'serious' : 'caution',
    title: `${found.length === 1 ? 'A forecast is' : `${found.length} of ${calibrations.length} forecasts are`} not calibrated`,
    evidence: `${found.map((f) => `${f.calibration.name} ${f.text}`).join('; ')}.`,
    key: calibrator ?? 'calibrators',
    advice:
      calibrator === undefined
        ? `Add a calibrator that reads ${name}.`
        : 'Give it a longer calibrate window (split.calibrate), more samples, or another type.',
  };
}

/** A calibrator that is fitted on too little turns a useful score into noise: the rank correlation shows it. */
function forgetting({ scores, input }: Facts): ReturnType<Check['ask']> {
  const judged = scores.find((s) => s.name === input.judged);
  const calibrated = scores.find((s) => s.label === judged?.label && s.calibrator !== undefined);
  if (judged === undefined || calibrated === undefined || !(judged.quality.ic > 0.01)) return undefined;
  const seen = `${judged.name} has an IC of ${fixed(judged.quality.ic, 4)}, ${calibrated.name} ${fixed(calibrated.quality.ic, 4)}`;
  if (calibrated.quality.ic >= 0.6 * judged.quality.ic) return seen;
  return {
    level: 'caution',
    title: 'Calibration loses what the model knows',
    evidence: `${seen}.`,
    key: calibrated.calibrator ?? 'calibrators',
    advice:
      'The calibrate window may be too short, or the relation changes sign in it: make split.calibrate longer, or use a stiffer type (linear).',
  };
}

function segments(facts: Facts): ReturnType<Check['ask']> {
  const { segments: rows, trades } = facts.input;
  if (rows.length < 3 || (trades?.rows ?? 0) === 0) return undefined;
  const gained = rows.filter((s) => s.net_pnl > 0).length;
  const known = rows.filter((s) => Number.isFinite(s.ic));
  const positive = known.filter((s) => s.ic > 0).length;
  const seen = `${gained} of ${rows.length} segments gain${known.length > 0 ? `, ${positive} of ${known.length} have an IC above 0` : ''}`;
  const scattered = known.length > 0 && positive < 0.6 * known.length;
  const carried = netOf(facts) > 0 && gained < rows.length / 2;
  if (!scattered && !carried) return seen;
  return {
    level: 'caution',
    title: carried ? 'A minority of segments carries the profit' : 'The scores work in some segments only',
    evidence: `${seen}.`,
    key: 'split.train',
    advice:
      'Look at what sets the good segments apart; a longer train window forgets less, a shorter one adapts faster.',
  };
}
