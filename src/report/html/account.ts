import type { Facts } from '../facts/facts.ts';
import { gridOf } from '../facts/account.ts';
import type { Figure } from '../figures/figure.ts';
import { inlineSvg } from '../figures/figure.ts';
import { fixed, grouped, moment, percent, signedGrouped, signedPercent } from '../format.ts';
import { jsonMarkup, markup, trusted } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { figure, NARROW, number, section, table, text, toned, WIDE } from './elements.ts';

type Figures = ReadonlyMap<string, Figure>;

const BUTTONS = [
  ['all', 'All'],
  ['in', 'Zoom in'],
  ['out', 'Zoom out'],
  ['back', 'Earlier'],
  ['on', 'Later'],
] as const;

/** Equity and drawdown: a still picture, and over it a canvas that zooms down to single bars. */
export function curveSection({ input }: Facts, figures: Figures): Markup | undefined {
  const still = figures.get('equity');
  if (still === undefined) return undefined;
  const { time, equity, cash } = input.account;
  const facts = {
    rows: equity.length,
    interval: input.run.interval_ms,
    cash,
    runs: gridOf(time, input.run.interval_ms),
  };
  const content = markup`<p class="reading">${still.reading} Drag over a stretch to zoom in, double click to see all again; with the keyboard: plus, minus, arrows, 0.</p>
<div class="zoom" id="zoom"><canvas tabindex="0" role="img" aria-label="${still.alt}"></canvas><div class="still">${inlineSvg(still, WIDE.full, 'wide')}${inlineSvg(still, NARROW, 'narrow')}</div></div>
<div class="tools">${BUTTONS.map(([act, name]) => markup`<button type="button" data-zoom="${act}">${name}</button>`)}<span id="zoom-readout" class="soft"></span></div>
<script type="application/json" id="curve-facts">${jsonMarkup(facts)}</script><script type="application/octet-stream" id="curve-data">${trusted(base64Of(equity))}</script>`;
  return section({ id: 'equity', title: still.title, content });
}

/** Little-endian Float32: seven digits, which no screen outresolves. */
function base64Of(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i], 4 * i);
  return bytes.toString('base64');
}

/** The walk-forward segments with the bounds of their windows. */
export function segmentsSection({ input }: Facts, figures: Figures): Markup | undefined {
  const { segments } = input;
  if (segments.length === 0) return undefined;
  const columns = [
    text('segment'),
    text('train from'),
    text('train to'),
    text('test from'),
    text('test to'),
    number('train bars'),
    number('test bars'),
    number('IC'),
    number('sign hit'),
    number('trades'),
    number('won'),
    number('net'),
    number('return'),
    number('drawdown'),
  ];
  const rows = segments.map((s) => [
    s.segment,
    moment(s.train_from, true),
    moment(s.train_to, true),
    moment(s.test_from, true),
    moment(s.test_to, true),
    grouped(s.train_rows),
    grouped(s.test_rows),
    toned(s.ic, fixed(s.ic, 4)),
    percent(s.sign_hit_rate, 1),
    grouped(s.trades),
    percent(s.trade_hit_rate, 0),
    toned(s.net_pnl, signedGrouped(s.net_pnl)),
    toned(s.ret, signedPercent(s.ret)),
    percent(s.max_drawdown),
  ]);
  const note =
    'Each segment was traded with models that were fitted on its train window only. One simulation runs through all of them: position and cash carry over.';
  return section({
    id: 'segments',
    title: 'Segments',
    content: markup`<p class="reading">${note}</p>${figure(figures.get('segments'), 'full')}${table('Windows (from inclusive, to exclusive, UTC) and results', columns, rows)}`,
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns by year and month. */
export function monthsSection({ months }: Facts, figures: Figures): Markup | undefined {
  if (months.length === 0) return undefined;
  const byMonth = new Map(months.map((m) => [m.month, m.ret]));
  const years = [...new Set(months.map((m) => m.month.slice(0, 4)))];
  const rows = years.map((year) => {
    let growth = 1;
    const cells = MONTHS.map((_, i) => {
      const ret = byMonth.get(`${year}-${String(i + 1).padStart(2, '0')}`);
      growth *= 1 + (ret ?? 0);
      return ret === undefined ? '' : toned(ret, signedPercent(ret, 1));
    });
    return [year, ...cells, toned(growth - 1, signedPercent(growth - 1, 1))];
  });
  const content: Content = markup`${figure(figures.get('months'), 'full')}${table('Return by month, UTC', [text('year'), ...MONTHS.map(number), number('year')], rows)}`;
  return section({ id: 'months', title: 'Months', content });
}
