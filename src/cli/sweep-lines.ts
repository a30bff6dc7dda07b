import { csvOf } from '../report/csv.ts';
import type { Forecast } from '../search/forecast.ts';
import type { Honesty, Shown } from '../search/honesty.ts';
import type { Study } from '../search/study.ts';
import type { Trial } from '../search/sweep.ts';
import { textTable } from './print.ts';
import { printable, wrapped } from './text.ts';

/** What the sweep is about to compute. */
export function forecastLines(forecast: Forecast): string[] {
  const { rolling, trials } = forecast;
  if (rolling === undefined) return planForecast(forecast);
  const each = rolling.segments === 1 ? '1 segment' : `${rolling.segments} segments`;
  const more = `search before each of ${each}: ${rolling.trials} trials more (${trials} each), and up to ${3 * rolling.segments} backtests of what is compared`;
  return [...planForecast(forecast), ...wrapped(more)];
}

function planForecast({ trials, plans, counts: how, upstream, missing }: Forecast): string[] {
  const count = (kind: Parameters<typeof missing.get>[0]): number => missing.get(kind) ?? 0;
  const counts = `${count('feature')} features, ${count('label')} labels, ${count('model')} fits, ${count('scores')} scores, ${count('calibrator')} calibrators, ${trials} backtests`;
  if (upstream.length === 0)
    return wrapped(`${trials} trials: ${counts} (nothing upstream of the signals is searched)`);
  const which = wrapped(`searched upstream of the signals: ${upstream.join(', ')}`);
  if (how !== 'base')
    return [
      ...wrapped(`${trials} trials over ${plans} plans${how === 'most' ? ', at most' : ''}: ${counts}`),
      ...which,
    ];
  return [
    ...wrapped(`${trials} trials: ${counts} for the base alone, and as many again for what each new value touches`),
    ...which,
  ];
}

const SHOWN = 10;

export function trialLines(trials: readonly Trial[], study: Study, best: number | undefined): string[] {
  const count = (state: Trial['state']): number => trials.filter((t) => t.state === state).length;
  const complete = trials.filter((t) => t.state === 'complete');
  const ranked = complete.toSorted(
    (a, b) => (a.violation ?? 0) - (b.violation ?? 0) || (a.loss ?? 0) - (b.loss ?? 0) || a.index - b.index,
  );
  const names = shortNames(study.space.params.map(({ path }) => path));
  const rows = ranked
    .slice(0, SHOWN)
    .map((t) => [
      `${t.index}${t.index === best ? ' *' : ''}`,
      ...(t.values ?? []).map((v) => v.toFixed(4)),
      (t.violation ?? 0) === 0 ? 'yes' : 'no',
      [...names]
        .flatMap(([path, name]) => (Object.hasOwn(t.params, path) ? [`${name}=${brief(t.params[path])}`] : []))
        .join(' '),
    ]);
  const objectives = study.objectives.map(({ metric }) => metric);
  const broken = trials.filter((t) => t.state === 'failed' || t.state === 'infeasible');
  return [
    ...textTable(['trial', ...objectives, 'feasible', 'parameters'], rows, { elastic: [objectives.length + 2] }),
    ...wrapped(
      `${trials.length} trials: ${count('complete')} complete, ${count('pruned')} pruned, ${count('infeasible')} infeasible, ${count('failed')} failed`,
    ),
    ...broken
      .slice(0, SHOWN)
      .flatMap((t) =>
        wrapped(
          `  trial ${t.index} ${t.state === 'failed' ? 'failed' : 'does not stand'}: ${printable(t.error ?? '')}; ${setText(t)}`,
          '    ',
        ),
      ),
    ...(broken.length > SHOWN ? [`  and ${broken.length - SHOWN} more, in trials.csv`] : []),
  ];
}

const setText = ({ params }: Trial): string =>
  Object.entries(params)
    .map(([path, value]) => `${path}=${brief(value)}`)
    .join(' ');

/** The last key of each path, or the last two where another path ends in the same key. */
function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const last = (path: string, keys: number): string => path.split('.').slice(-keys).join('.');
  const isShared = (path: string): boolean => paths.some((other) => other !== path && last(other, 1) === last(path, 1));
  return new Map(paths.map((path) => [path, last(path, isShared(path) ? 2 : 1)]));
}

const brief = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);

const TITLE = 47;

/** How far to believe the best trial. */
export function honestyLines(h: Honesty): string[] {
  const line = (title: string, shown: Shown, as: (x: number) => string): string[] =>
    wrapped(
      `${title.padEnd(TITLE)}${shown.value === null ? `withheld: ${shown.withheld ?? ''}` : as(shown.value)}`,
      ' '.repeat(TITLE),
    );
  const share = (x: number): string => `${(100 * x).toFixed(1)}%`;
  return [
    '',
    `${'trials ever tried on these data'.padEnd(TITLE)}${h.everTried}`,
    `${'of them independent (clustered returns)'.padEnd(TITLE)}${h.allowedFor.toFixed(1)}`,
    ...line('Sharpe of the best, per day', h.sharpe, (x) => x.toFixed(4)),
    ...line('  luck gives the best of as many', h.luck, (x) => x.toFixed(4)),
    ...line('  probability that it is above 0 (PSR)', h.psr, share),
    ...line('  probability that it is above that luck (DSR)', h.dsr, share),
    ...line('overfitting (PBO by CSCV)', h.pbo, share),
    ...line('haircut of the Sharpe ratio', h.haircut, share),
    `${'neighbours of the optimum'.padEnd(TITLE)}${neighbourText(h.neighbours)}`,
    `${'  their mean, and the lowest'.padEnd(TITLE)}${fixed(h.neighbours.mean)}, ${fixed(h.neighbours.lowest)}`,
  ];
}

const neighbourText = ({ count, rule }: Honesty['neighbours']): string =>
  rule === 'nearest' ? `${count} nearest` : `${count} within one ${rule}`;

const fixed = (x: number): string => (Number.isFinite(x) ? x.toFixed(4) : '-');

/** A trial without a value breaks no constraint, and is no choice either. */
const isFeasible = ({ state, violation }: Trial): boolean => state === 'complete' && violation === 0;

/** A trial of the table, without times. */
export function trialJson(trial: Trial): unknown {
  const { index, state, params, values, metrics, digest, error } = trial;
  return { trial: index, state, params, values, feasible: isFeasible(trial), metrics, digest, error };
}

/** `trials.csv`: the table for people's own tools. */
export function trialCsv(trials: readonly Trial[], study: Study): string {
  const metrics = [...new Set(trials.flatMap((t) => Object.keys(t.metrics)))];
  const text = (name: string, of: (t: Trial) => unknown) => ({
    name,
    kind: 'text' as const,
    values: trials.map((t) => String(of(t) ?? '')),
  });
  return csvOf({
    rows: trials.length,
    columns: [
      text('trial', (t) => t.index),
      text('state', (t) => t.state),
      text('feasible', isFeasible),
      ...study.space.params.map(({ path }) => text(path, (t) => t.params[path])),
      ...metrics.map((name) => text(name, (t) => t.metrics[name])),
      text('error', (t) => t.error),
    ],
  });
}
