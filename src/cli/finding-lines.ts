import { isoOf } from '../core/calendar.ts';
import type { Analysis, Front } from '../search/analysis/analysis.ts';
import type { AgainstDefault } from '../search/analysis/default.ts';
import { conflictOf } from '../search/constraints.ts';
import type { Findings } from '../search/findings.ts';
import type { HorizonWeights } from '../search/horizon-weights.ts';
import type { Rolling } from '../search/rolling.ts';
import type { Study } from '../search/study.ts';
import type { Trial } from '../search/sweep.ts';
import type { TuningSummary } from '../search/tuning.ts';
import { textTable } from './print.ts';
import { wrapped } from './text.ts';

const fixed = (x: number | null, digits = 4): string => (x === null || !Number.isFinite(x) ? '-' : x.toFixed(digits));
const share = (x: number | null): string => (x === null ? '-' : `${(100 * x).toFixed(1)}%`);
const SHOWN = 10;

/** What a sweep has found beside its ranking; with `explain` also which parameters matter and where to look next. */
export function findingLines(findings: Findings, explain: boolean): string[] {
  const { analysis, rolling, horizon_weights, tuning } = findings;
  return [
    ...(analysis.default === null ? [] : ['', ...defaultLines(analysis.default)]),
    ...(analysis.front === null ? [] : ['', ...frontLines(analysis.front)]),
    ...(rolling === null ? [] : ['', ...rollingLines(rolling)]),
    ...horizon_weights.flatMap((of) => ['', ...weightLines(of)]),
    ...(explain ? explainLines(analysis, tuning) : briefLines(analysis)),
  ];
}

/** Why no trial has won. */
export function noneLines(trials: readonly Trial[], { constraints }: Study): string[] {
  const conflict = conflictOf(trials, constraints);
  const why = conflict === undefined ? [] : wrapped(conflict);
  return ['no trial is complete and feasible', ...why];
}

function defaultLines({ verdict, difference, probability, value }: AgainstDefault): string[] {
  const chance = probability === null ? '' : `, above luck with probability ${share(probability)}`;
  return wrapped(
    `the best trial is ${verdict}: ${(1e4 * difference).toFixed(2)} bps a day beside the spec as written (${fixed(value)})${chance}`,
  );
}

function frontLines({ objectives, trials, hypervolume }: Front): string[] {
  const rows = trials.slice(0, SHOWN).map(({ trial, values }) => [String(trial), ...values.map((v) => fixed(v))]);
  return [
    `Pareto front: ${trials.length} trials, hypervolume ${fixed(hypervolume, 3)} of the box of all`,
    ...textTable(['trial', ...objectives], rows),
  ];
}

function rollingLines({ segments, skipped, stitched }: Rolling): string[] {
  const rows = stitched.map((s) => [s.name, fixed(s.sharpe), share(s.total_return), share(s.max_drawdown)]);
  const span =
    segments.length === 0 ? '' : `, ${isoOf(segments[0].from)} .. ${isoOf(segments[segments.length - 1].to)}`;
  return [
    ...wrapped(
      `searched anew before each of ${segments.length} segments${span}; ${skipped} have no whole window before them`,
    ),
    ...textTable(['out of sample, stitched', 'sharpe', 'return', 'drawdown'], rows),
  ];
}

function weightLines({ signal, rows, advised }: HorizonWeights): string[] {
  const labels = Object.keys(rows[0].weights);
  const table = rows.map(({ shrinkage, weights, sharpe, turnover }) => [
    share(shrinkage),
    ...labels.map((label) => fixed(weights[label], 3)),
    fixed(sharpe),
    fixed(turnover, 0),
  ]);
  const advice =
    advised === null ? 'the best has no Sharpe ratio above 0' : `luck alone explains ${share(advised)} of the best`;
  return [
    ...wrapped(`horizon weights of ${signal}, shrunk towards equal ones (${advice})`),
    ...textTable(['shrunk', ...labels, 'sharpe', 'turnover'], table),
  ];
}

function briefLines({ importance }: Analysis): string[] {
  if (importance.length === 0) return [];
  const most = importance.slice(0, 3).map(({ path, fanova }) => `${path} ${share(fanova)}`);
  return ['', ...wrapped(`what matters (fANOVA): ${most.join(', ')}; more by --explain`)];
}

function explainLines(analysis: Analysis, tuning: TuningSummary | null): string[] {
  return [
    ...importanceLines(analysis),
    ...sliceLines(analysis),
    ...regionLines(analysis),
    ...turnoverLines(analysis),
    ...tuningLines(tuning),
    ...adviceLines(analysis),
  ];
}

function importanceLines({ importance, objective }: Analysis): string[] {
  if (importance.length === 0)
    return ['', 'which parameters matter is not told by fewer than 10 trials, or by equal ones'];
  const rows = importance.map(({ path, fanova, permutation, trials }) => [
    path,
    share(fanova),
    fixed(permutation, 3),
    String(trials),
  ]);
  return [
    '',
    ...textTable([`what ${objective} depends on`, 'fANOVA', 'permutation', 'trials'], rows, { elastic: [0] }),
  ];
}

function sliceLines({ slices, importance, objective }: Analysis): string[] {
  const [first] = importance;
  const most = slices.find(({ path }) => path === (first?.path ?? ''));
  if (most === undefined) return [];
  const rows = most.cells.map(({ label, trials, mean, best }) => [label, String(trials), fixed(mean), fixed(best)]);
  return ['', ...textTable([most.path, 'trials', `mean ${objective}`, 'best'], rows, { elastic: [0] })];
}

function regionLines({ regions, plateau }: Analysis): string[] {
  const told =
    plateau === null
      ? []
      : wrapped(
          `plateau: the ${plateau.nearest} trials around ${plateau.index} have ${fixed(plateau.mean)} on average, ${share(plateau.score)} of the best one's lead`,
        );
  const lines = regions.slice(0, 3).flatMap(({ trials, mean, ranges }) =>
    wrapped(
      `${trials.length} good trials together, ${fixed(mean)} on average: ${Object.entries(ranges)
        .map(([path, range]) => `${path} ${range}`)
        .join(', ')}`,
    ),
  );
  return told.length + lines.length === 0 ? [] : ['', ...told, ...lines];
}

function turnoverLines({ turnover }: Analysis): string[] {
  if (turnover.length === 0) return [];
  const rows = turnover.map((b) => [
    `${fixed(b.from, 1)} .. ${fixed(b.to, 1)}`,
    String(b.trials),
    fixed(b.median),
    `${fixed(b.best)} (${b.index})`,
  ]);
  return ['', ...textTable(['turnover a year', 'trials', 'median sharpe', 'best (trial)'], rows)];
}

function tuningLines(tuning: TuningSummary | null): string[] {
  if (tuning === null) return [];
  const rows = tuning.spread.map(({ model, path, values }) => [
    `${model}.${path}`,
    String(values.length),
    values
      .slice(0, 4)
      .map(
        ({ value, fits }) =>
          `${typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value)} x${fits}`,
      )
      .join(', '),
  ]);
  return [
    '',
    `tuned inside ${tuning.fits.length} fits of the best trial`,
    ...textTable(['parameter', 'values', 'most often'], rows, { elastic: [2] }),
  ];
}

function adviceLines({ advice }: Analysis): string[] {
  if (advice.length === 0) return ['', 'where to look next: the trials give no hint'];
  return [
    '',
    'where to look next',
    ...advice.flatMap(({ path, advice: what, text }) => wrapped(`  ${what} ${path}: ${text}`, '    ')),
  ];
}
