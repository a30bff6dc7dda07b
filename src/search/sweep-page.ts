import { isoOf } from '../core/calendar.ts';
import type { Figure } from '../report/figures/figure.ts';
import { facts, figure, number, section, table, text, words } from '../report/html/elements.ts';
import { STYLE } from '../report/html/style.ts';
import { markup, trusted } from '../report/markup.ts';
import type { Content, Markup } from '../report/markup.ts';
import type { Analysis } from './analysis/analysis.ts';
import type { Contour } from './analysis/landscape.ts';
import type { Findings } from './findings.ts';
import type { SweepFacts } from './folder.ts';
import type { Honesty, Shown } from './honesty.ts';
import type { Study } from './study.ts';
import type { Trial } from './sweep.ts';
import { frontFigure, importanceFigure, sliceFigure } from './sweep-figures.ts';

export interface SweepPage {
  readonly facts: SweepFacts;
  readonly study: Study;
  readonly trials: readonly Trial[];
  readonly best: number | undefined;
  readonly findings: Findings;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const SHOWN = 25;
const fixed = (x: number | null, digits = 4): string => (x === null || !Number.isFinite(x) ? '–' : x.toFixed(digits));
const share = (x: number | null): string => (x === null ? '–' : `${(100 * x).toFixed(1)}%`);

/** One self-contained page without scripts: how far to believe the best first, then what the trials tell. */
export function sweepPage(input: SweepPage): string {
  const { facts: of, study, trials, best, findings } = input;
  const { analysis } = findings;
  const sections = [
    beliefSection(findings, best),
    rankingSection(trials, study, best),
    rollingSection(findings),
    frontSection(analysis),
    importanceSection(analysis),
    landscapeSection(analysis),
    turnoverSection(analysis),
    weightsSection(findings),
    tuningSection(findings),
    adviceSection(analysis),
  ].filter((part) => part !== undefined);
  const judged = `${isoOf(of.base.from)} .. ${isoOf(of.base.to)}`;
  const names = study.objectives.map(({ metric, direction }) => `${direction} ${metric}`).join(', ');
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><link rel="icon" href="data:,"><title>Sweep of ${of.experiment} ${of.digest.slice(0, 8)}</title><style>${trusted(STYLE)}</style></head>
<body><header><h1>Sweep of ${of.experiment}</h1><p class="lede">${trials.length} trials by ${study.sampler.type}: ${names}; judged on ${judged}.</p></header>
<main>${sections.map((part) => markup`${part}\n`)}</main>
<footer>Every trial lies in <code>trials.csv</code>, the study as Optuna reads it in <code>journal.log</code>, all of this page in <code>report.json</code>.</footer></body></html>
`;
  return page.markup;
}

function beliefSection({ honesty, analysis }: Findings, best: number | undefined): Markup {
  const title = 'How far to believe the best';
  if (honesty === null)
    return section({ id: 'belief', title, content: markup`<p>No trial is complete and feasible.</p>` });
  const against = analysis.default;
  const verdict =
    against === null
      ? undefined
      : markup`<p>Trial ${best} is <strong>${against.verdict}</strong>: ${(1e4 * against.difference).toFixed(2)} bps a day beside the spec as written${against.probability === null ? '' : `, above luck with probability ${share(against.probability)}`}.</p>`;
  return section({ id: 'belief', title, content: markup`${verdict}${facts(honestyRows(honesty))}` });
}

function honestyRows(h: Honesty): readonly (readonly [string, Content])[] {
  const shown = (of: Shown, as: (x: number) => string): string =>
    of.value === null ? (of.withheld ?? '') : as(of.value);
  return [
    ['trials ever tried on these data', h.everTried],
    ['of them independent', h.allowedFor.toFixed(1)],
    ['Sharpe of the best, per day', shown(h.sharpe, (x) => x.toFixed(4))],
    ['luck gives the best of as many', shown(h.luck, (x) => x.toFixed(4))],
    ['probability that it is above 0 (PSR)', shown(h.psr, share)],
    ['probability that it is above that luck (DSR)', shown(h.dsr, share)],
    ['overfitting (PBO by CSCV)', shown(h.pbo, share)],
    ['haircut of the Sharpe ratio', shown(h.haircut, share)],
    ['neighbours of the optimum: mean, lowest', `${fixed(h.neighbours.mean)}, ${fixed(h.neighbours.lowest)}`],
  ];
}

function rankingSection(trials: readonly Trial[], { objectives }: Study, best: number | undefined): Markup {
  const ranked = trials
    .filter(({ state }) => state === 'complete')
    .toSorted((a, b) => (a.violation ?? 0) - (b.violation ?? 0) || (a.loss ?? 0) - (b.loss ?? 0) || a.index - b.index);
  const rows = ranked.slice(0, SHOWN).map((t) => [
    `${t.index}${t.index === best ? ' ★' : ''}`,
    ...(t.values ?? []).map((v) => fixed(v)),
    (t.violation ?? 0) === 0 ? 'yes' : 'no',
    Object.entries(t.params)
      .map(([path, value]) => `${path}=${String(value)}`)
      .join(' '),
  ]);
  const count = (state: Trial['state']): number => trials.filter((t) => t.state === state).length;
  const caption = `Best ${rows.length} of ${trials.length} trials: ${count('complete')} complete, ${count('pruned')} pruned, ${count('infeasible')} infeasible, ${count('failed')} failed`;
  const columns = [
    number('trial'),
    ...objectives.map(({ metric }) => number(metric)),
    text('feasible'),
    words('parameters'),
  ];
  return section({ id: 'ranking', title: 'Ranking', content: table(caption, columns, rows) });
}

function rollingSection({ rolling }: Findings): Markup | undefined {
  if (rolling === null) return undefined;
  const stitched = rolling.stitched.map((s) => [
    s.name,
    fixed(s.sharpe),
    share(s.total_return),
    share(s.max_drawdown),
    s.days,
  ]);
  const segments = rolling.segments.map((s) => [
    isoOf(s.from),
    s.trial ?? '–',
    fixed(s.before),
    fixed(s.value),
    Object.entries(s.params ?? {})
      .map(([path, value]) => `${path}=${String(value)}`)
      .join(' '),
  ]);
  const heads = [text('chosen'), number('Sharpe, 365 days'), number('return'), number('drawdown'), number('days')];
  const columns = [text('segment from'), number('trial'), number('before'), number('in it'), words('parameters')];
  return section({
    id: 'rolling',
    title: 'Searched anew before each segment',
    content: markup`${table('Out of sample, segments laid end to end', heads, stitched)}${table('First objective of the winner on the window before each segment, and in it', columns, segments)}`,
  });
}

function frontSection({ front }: Analysis): Markup | undefined {
  if (front === null || front.trials.length === 0) return undefined;
  const rows = front.trials.map(({ trial, values }) => [trial, ...values.map((v) => fixed(v))]);
  const heads = [number('trial'), ...front.objectives.map(number)];
  const content = markup`${figure(frontFigure(front), 'half')}${table(`No other trial is better in every objective; hypervolume ${fixed(front.hypervolume, 3)} of the box of all`, heads, rows)}`;
  return section({ id: 'front', title: 'Pareto front', content });
}

function importanceSection(analysis: Analysis): Markup | undefined {
  const { importance, objective } = analysis;
  if (importance.length === 0) return undefined;
  const rows = importance.map((i) => [i.path, share(i.fanova), fixed(i.permutation, 3), i.trials]);
  const heads = [text('parameter'), number('fANOVA'), number('permutation'), number('trials')];
  const content = markup`${figure(importanceFigure(analysis), 'half')}${table(`What ${objective} depends on`, heads, rows)}`;
  return section({ id: 'importance', title: 'What matters', content });
}

function landscapeSection(analysis: Analysis): Markup | undefined {
  const { slices, contours, plateau, regions, objective } = analysis;
  const drawn: readonly (Figure | undefined)[] = slices.map((slice) => sliceFigure(slice, objective));
  const found = regions.map((r) => [
    r.trials.length,
    fixed(r.best),
    fixed(r.mean),
    Object.entries(r.ranges)
      .map(([path, range]) => `${path} ${range}`)
      .join(', '),
  ]);
  const told =
    plateau === null
      ? undefined
      : markup`<p>The ${plateau.nearest} trials around trial ${plateau.index} have ${fixed(plateau.mean)} on average: ${share(plateau.score)} of the best one's lead over the median.</p>`;
  const heads = [number('trials'), number('best'), number('mean'), words('ranges')];
  const content = markup`${told}${found.length === 0 ? undefined : table('Good trials that lie together (the best tenth)', heads, found)}${drawn.map((f) => figure(f, 'half'))}${contours.map((c) => contourTable(c, objective))}`;
  return section({ id: 'landscape', title: 'Where it is good', content });
}

function contourTable({ across, down, acrossLabels, downLabels, mean }: Contour, objective: string): Markup {
  const heads = [text(down), ...acrossLabels.map(number)];
  const rows = downLabels.map((label, d) => [label, ...mean[d].map((x) => fixed(x))]);
  return table(`Mean ${objective} by ${across} (across) and ${down} (down)`, heads, rows);
}

function turnoverSection({ turnover }: Analysis): Markup | undefined {
  if (turnover.length === 0) return undefined;
  const rows = turnover.map((b) => [
    `${fixed(b.from, 1)} .. ${fixed(b.to, 1)}`,
    b.trials,
    fixed(b.median),
    fixed(b.best),
    b.index,
  ]);
  const heads = [
    text('turnover a year'),
    number('trials'),
    number('median Sharpe'),
    number('best Sharpe'),
    number('its trial'),
  ];
  return section({
    id: 'turnover',
    title: 'Sharpe against turnover',
    content: table('Trials in bands of turnover', heads, rows),
  });
}

function weightsSection({ horizon_weights }: Findings): Markup | undefined {
  if (horizon_weights.length === 0) return undefined;
  const tables = horizon_weights.map(({ signal, rows, advised }) => {
    const labels = Object.keys(rows[0].weights);
    const heads = [number('shrunk'), ...labels.map(number), number('Sharpe'), number('turnover')];
    const body = rows.map((r) => [
      share(r.shrinkage),
      ...labels.map((l) => fixed(r.weights[l], 3)),
      fixed(r.sharpe),
      fixed(r.turnover, 0),
    ]);
    const caption = `Weights of ${signal}, shrunk towards equal ones; luck explains ${share(advised)} of the best`;
    return table(caption, heads, body);
  });
  return section({ id: 'weights', title: 'Horizon weights', content: tables });
}

function tuningSection({ tuning }: Findings): Markup | undefined {
  if (tuning === null) return undefined;
  const paths = [...new Set(tuning.fits.flatMap(({ params }) => Object.keys(params)))];
  const heads = [text('fit'), ...paths.map(number), number('best'), number('median'), number('trials')];
  const rows = tuning.fits.map((f) => [
    f.fit,
    ...paths.map((p) => String(f.params[p] ?? '–')),
    fixed(f.best),
    fixed(f.median),
    f.trials,
  ]);
  return section({
    id: 'tuning',
    title: 'Tuning inside the fits',
    content: table('What each fit of the best trial has chosen', heads, rows),
  });
}

function adviceSection({ advice }: Analysis): Markup | undefined {
  if (advice.length === 0) return undefined;
  const items = advice.map(
    ({ path, advice: what, text: why }) => markup`<li><strong>${what}</strong> <code>${path}</code>: ${why}</li>`,
  );
  return section({ id: 'next', title: 'Where to look next', content: markup`<ul>${items}</ul>` });
}
