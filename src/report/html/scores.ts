import { calibrationFault } from '../critic/of-scores.ts';
import type { Facts } from '../facts/facts.ts';
import type { Figure } from '../figures/figure.ts';
import { chance, fixed, grouped, percent } from '../format.ts';
import type { BaselineFacts } from '../input.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { figure, number, section, table, text, toned, words } from './elements.ts';

type Figures = ReadonlyMap<string, Figure>;

/** What the scores know of the future: per horizon, and per decile. */
export function scoresSection({ scores, input, profiles }: Facts, figures: Figures): Markup | undefined {
  if (scores.length === 0) return undefined;
  const columns = [
    text('scores'),
    number('horizon, bars'),
    number('IC'),
    number('Pearson'),
    number('ICIR'),
    number('t'),
    number('p'),
    number('sign hit'),
    number('rows'),
  ];
  const rows = scores.map(({ name, horizon, quality: q }) => [
    name === input.judged ? `${name} (judged)` : name,
    String(horizon),
    toned(q.ic, fixed(q.ic, 4)),
    fixed(q.ic_pearson, 4),
    fixed(q.icir, 2),
    fixed(q.t, 2),
    chance(q.p),
    percent(q.hit_rate),
    grouped(q.samples),
  ]);
  const profileRows = profiles.map((p) => [
    p.name,
    `${fixed(p.spread, 2)} ${p.unit}`,
    fixed(p.monotonicity, 2),
    grouped(p.samples),
  ]);
  const times = scores.some(({ quality }) => quality.times === true);
  const { planted } = input;
  const found =
    planted === undefined
      ? undefined
      : markup`<p>This market is synthetic: its best predictor has an IC of ${fixed(planted.ic, 4)} at a horizon of ${planted.horizon_bars} bars (${planted.carrier}).</p>`;
  return section({
    id: 'scores',
    title: 'What the scores know',
    content: markup`<p class="reading">All rows are out of sample. IC is the rank correlation of score and outcome; its t and one-sided p allow for overlapping labels. ICIR is mean over standard deviation of the ${times ? 'IC across symbols at each time, which IC is the mean of' : 'daily IC'}.</p>${found}${figure(figures.get('horizons'), 'full')}${table('Information of each score', columns, rows)}${figure(figures.get('quantiles'), 'full')}${table('Deciles of each raw score', [text('scores'), number('top less bottom'), number('rank correlation of steps'), number('rows')], profileRows)}${baselinesTable(input.baselines)}`,
  });
}

/** The same rows, predicted by the simplest things there are. */
function baselinesTable(baselines: readonly BaselineFacts[]): Markup | undefined {
  if (baselines.length === 0) return undefined;
  const columns = [text('label'), text('scores'), number('R² over the constant'), number('IC'), number('rows')];
  const named = { constant: 'mean of the train rows', persistence: 'newest resolved label' } as const;
  const rows = baselines.map((b) => [
    b.label,
    b.scores === 'model' ? b.model : named[b.scores],
    b.scores === 'constant' ? '' : toned(b.over, fixed(b.over, 4)),
    toned(b.ic, fixed(b.ic, 4)),
    grouped(b.rows),
  ]);
  return markup`<h3>Beside the baselines</h3><p class="reading">A model is worth its trouble where it beats the mean of its train rows (R² above 0) and ranks better than “what has just happened happens again”.</p>${table('Models and baselines over the same rows', columns, rows)}`;
}

/** Whether the forecasts mean what they say. */
export function calibrationSection({ calibrations }: Facts, figures: Figures): Markup | undefined {
  if (calibrations.length === 0) return undefined;
  const binary = calibrations.some((c) => c.task === 'binary');
  const columns = [
    text('forecast'),
    number('slope (1 is right)'),
    number('error of the slope'),
    number('bins off'),
    number('rank correlation'),
    ...(binary ? [number('Brier'), number('ECE')] : []),
    number('rows'),
    words('verdict'),
  ];
  const rows = calibrations.map((c) => [
    c.name,
    fixed(c.slope, 2),
    `±${fixed(c.slope_se, 2)}`,
    `${c.off} of ${c.bins.length}`,
    fixed(c.monotonicity, 2),
    ...(binary ? [fixed(c.brier, 4), fixed(c.ece, 4)] : []),
    grouped(c.samples),
    calibrationFault(c)?.text ?? 'within its errors',
  ]);
  const what =
    calibrations[0].calibrator === undefined
      ? 'No calibrator is used: these are raw scores, taken as forecasts.'
      : 'Each fold has a calibrator of its own, fitted on rows that neither its model nor its test has seen.';
  return section({
    id: 'calibration',
    title: 'Calibration',
    content: markup`<p class="reading">${what}</p>${figure(figures.get('calibration'), 'full')}${table('Reliability of each forecast', columns, rows)}`,
  });
}
