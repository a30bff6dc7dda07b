import { driftedSegments, SHIFTED } from '../facts/drift.ts';
import type { Facts } from '../facts/facts.ts';
import type { Figure } from '../figures/figure.ts';
import { fixed, grouped, percent, signedGrouped } from '../format.ts';
import type { RefitFacts } from '../input.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { figure, number, section, table, text, toned } from './elements.ts';

type Figures = ReadonlyMap<string, Figure>;

/** Results cut by the categories that `evaluation.slices` names. */
export function slicesSection({ input }: Facts, figures: Figures): Markup | undefined {
  if (input.slices.length === 0) return undefined;
  const columns = [
    text('slice'),
    number('category'),
    number('bars'),
    number('share'),
    number('IC'),
    number('sign hit'),
    number('trades'),
    number('won'),
    number('net'),
    number('net per trade'),
  ];
  const rows = input.slices.map((s) => [
    s.slice,
    String(s.category),
    grouped(s.bars),
    percent(s.share, 1),
    toned(s.ic, fixed(s.ic, 4)),
    percent(s.sign_hit_rate, 1),
    grouped(s.trades),
    percent(s.hit_rate, 0),
    toned(s.net_pnl, signedGrouped(s.net_pnl)),
    toned(s.net_per_trade, fixed(s.net_per_trade, 2)),
  ]);
  return section({
    id: 'regimes',
    title: 'Regimes',
    content: markup`${figure(figures.get('regimes'), 'full')}${table('Results by category', columns, rows)}`,
  });
}

/** What the models look at, and how columns and models move away from where they began. */
export function importanceSection(figures: Figures): Markup | undefined {
  const shown = ['importance-mean', 'importance-folds', 'signal-weights'].map((name) =>
    figure(figures.get(name), 'full'),
  );
  if (shown.every((one) => one === undefined)) return undefined;
  return section({ id: 'importance', title: 'Feature importance', content: markup`${shown}` });
}

/** Which folds were fitted where a split refits on drift only. */
function refitTable(refits: readonly RefitFacts[]): Markup | undefined {
  if (refits.length === 0) return undefined;
  const fitted = refits.filter((r) => r.refit).length;
  const rows = refits.map((r) => [
    r.segment,
    r.model,
    r.refit ? 'fitted' : `keeps ${r.fitted_in}`,
    r.column,
    fixed(r.psi, 3),
  ]);
  const columns = [text('segment'), text('model'), text('what was done'), text('farthest column'), number('its PSI')];
  return markup`<details><summary>${grouped(fitted)} of ${grouped(refits.length)} fits were due: the split refits on drift</summary>${table('Decisions to refit', columns, rows)}</details>`;
}

export function driftSection({ input }: Facts, figures: Figures): Markup | undefined {
  const found = figures.get('drift-mean');
  if (found === undefined) return undefined;
  const columns = [
    text('segment'),
    number(`columns with PSI above ${SHIFTED}`),
    number('distance of the importances'),
    number('of the Shapley values'),
  ];
  const rows = driftedSegments(input.drift).map((s) => [
    s.segment,
    `${s.shifted} of ${s.columns}`,
    fixed(s.distance, 3),
    fixed(s.shap, 3),
  ]);
  return section({
    id: 'drift',
    title: 'Drift',
    content: markup`${figure(found, 'full')}<details><summary>Segments as a table</summary>${table('Distance of each segment from the first', columns, rows)}</details>${refitTable(input.refits)}`,
  });
}
