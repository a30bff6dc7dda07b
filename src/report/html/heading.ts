import type { Facts } from '../facts/facts.ts';
import { counted, duration, fixed, grouped, moment, percent, signedPercent } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { facts, number, section, table, text, words } from './elements.ts';

/** Name, digest, data, engine, seed, commit: what was run on what. */
export function heading({ run, segments, scores, costs }: ReportInput): Markup {
  const { data, traded, clean } = run;
  const span = (range: { from: number; to: number }): string =>
    `${moment(range.from, true)} to ${moment(range.to, true)}`;
  const cleaned = [
    clean.gaps > 0
      ? `${counted(clean.gaps, 'gap')} (${counted(clean.missing_bars, 'bar')} missing, ${grouped(clean.filled_bars)} filled)`
      : 'no gaps',
    ...(clean.duplicates > 0 ? [counted(clean.duplicates, 'duplicate')] : []),
    ...(clean.zero_volume > 0 ? [`${counted(clean.zero_volume, 'bar')} without volume`] : []),
  ];
  const out = scores.length > 0 ? 'out of sample' : 'nothing is fitted';
  const rows: (readonly [string, Content])[] = [
    [
      'data',
      `${run.symbol}, bars of ${duration(run.interval_ms)}, ${span(data)} (UTC): ${counted(run.rows, 'bar')}, ${cleaned.join(', ')}`,
    ],
    [
      'traded',
      traded === undefined
        ? 'nothing'
        : `${span(traded)}, ${out}${segments.length > 0 ? `, in ${counted(segments.length, 'segment')}` : ''}`,
    ],
    [
      'costs',
      `fees ${fixed(costs.taker_bps, 2)} bps taker and ${fixed(costs.maker_bps, 2)} bps maker per side; a round trip costs ${fixed(costs.round_trip_bps, 2)} bps`,
    ],
    ['digest', markup`<code>${run.digest}</code>`],
    ['engine', `${run.engine}, seed ${run.seed}`],
  ];
  return markup`<header><h1>${run.name}</h1>${run.notes === '' ? undefined : markup`<p class="lede">${run.notes}</p>`}${facts(rows)}</header>`;
}

/** Metric, its name for people, what its value rests on. */
const TILES: readonly (readonly [string, string, string])[] = [
  ['total_return', 'total return', 'bars'],
  ['max_drawdown', 'max drawdown', 'bars'],
  ['sharpe_daily', 'Sharpe, daily × √365', 'days'],
  ['information_coefficient', 'information coefficient', 'rows'],
  ['trades', 'trades', 'closed'],
  ['hit_rate', 'trades that won', 'trades'],
  ['exposure', 'time in the market', 'bars'],
  ['break_even_fee', 'break-even fee per side', 'trades'],
];

/** The numbers to look at first, then all of them with unit and sample size. */
export function metricsSection({ input, holding }: Facts): Markup {
  const byName = new Map(input.metrics.map((m) => [m.name, m]));
  const tiles = TILES.flatMap(([name, title, noun]) => {
    const found = byName.get(name);
    return found === undefined ? [] : [tile(title, noun, found)];
  });
  const rows = input.metrics.map((m) => [
    m.name,
    m.value === null ? 'withheld' : shown(m),
    m.unit,
    grouped(m.samples),
    m.withheld ?? '',
  ]);
  const withheld = input.metrics.some((m) => m.value === null);
  const columns = [
    text('metric'),
    number('value'),
    text('unit'),
    number('samples'),
    ...(withheld ? [words('why withheld')] : []),
  ];
  const held =
    holding === undefined
      ? undefined
      : markup`<p class="soft">Holding ${input.run.symbol} over the same bars, without costs: ${signedPercent(holding.ret)}, with a drawdown of ${percent(holding.drawdown)}.</p>`;
  return section({
    id: 'metrics',
    title: 'Key metrics',
    content: markup`${besideTable(input)}<div class="tiles">${tiles}</div>${held}<details><summary>All ${rows.length} metrics with units and sample sizes</summary>${table('All metrics', columns, withheld ? rows : rows.map((r) => r.slice(0, 4)))}</details>`,
  });
}

type Metric = ReportInput['metrics'][number];

/** A signal that looks ahead never stands alone. */
function besideTable({ beside, metrics }: ReportInput): Markup | undefined {
  if (beside === undefined) return undefined;
  const twins = new Map(beside.metrics.map((m) => [m.name, m]));
  const rows = metrics.flatMap((m) => {
    const twin = twins.get(m.name);
    return twin === undefined ? [] : [[m.name, shown(m), shown(twin)]];
  });
  const columns = [text('metric'), number('not tradable'), number('trailing')];
  return markup`<p class="reading"><strong>Not tradable:</strong> ${beside.ahead.join(', ')} ranks against scores that are made later. What could have been traded stands beside it.</p>${table('Not tradable, and the same signal with trailing ranks', columns, rows)}`;
}

function tile(title: string, noun: string, found: Metric): Markup {
  const { value, unit, samples, withheld } = found;
  if (value === null)
    return markup`<div class="tile"><div class="name">${title}</div><div class="value withheld">withheld</div><div class="basis">${withheld ?? 'not defined'}</div></div>`;
  return markup`<div class="tile"><div class="name">${title}</div><div class="value">${shown(found)}</div><div class="basis">${unit === 'count' ? noun : `from ${grouped(samples)} ${noun}`}</div></div>`;
}

function shown({ name, value, unit }: Metric): string {
  if (value === null) return '–';
  if (unit === 'count') return grouped(value);
  if (unit.startsWith('fraction') || unit === 'probability')
    return name === 'total_return' || name === 'cagr' ? signedPercent(value) : percent(value);
  if (unit === 'bps per side') return `${fixed(value, 2)} bps`;
  if (name === 'information_coefficient' || name === 'ic_pearson' || unit === 'one-sided') return fixed(value, 4);
  return unit.startsWith('quote') ? grouped(value, Math.abs(value) < 100 ? 2 : 0) : fixed(value, 2);
}
