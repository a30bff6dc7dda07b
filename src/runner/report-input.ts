import { EXIT_REASONS, OUTCOMES } from '../execution/_simulator/types.ts';
import type { EventValues } from '../execution/_simulator/plan.ts';
import type {
  AccountCurve,
  FoldImportance,
  HistoryFacts,
  PanelFacts,
  ReportInput,
  RunFacts,
  ScoreColumn,
  TradeColumns,
  WorkFacts,
} from '../report/input.ts';
import type { AuditReport } from './audit/audit.ts';
import { cautionsOf } from './cautions.ts';
import type { Derived } from './derived.ts';
import type { Diagnosed } from './diagnostics.ts';
import { refitsOf } from './fold-tables.ts';
import { ENGINE } from './engine.ts';
import type { Opened } from './open.ts';
import { foldName, titleOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { pooledLabel } from './pooled.ts';
import { symbolsTable } from './portfolio-tables.ts';
import { horizonOf } from './qualities.ts';
import type { RunOutcome, RunRequest } from './run.ts';

export interface ReportExtras {
  readonly request: RunRequest;
  readonly audit: AuditReport | undefined;
  readonly derived: Derived;
  readonly history: HistoryFacts | undefined;
  readonly diagnosed: readonly Diagnosed[];
  readonly seconds: number;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
}

const SLOWEST = 10;
const ACCEPTED = OUTCOMES.indexOf('accepted');

/** A run as the plain data that `report/` reads: columns cut to the traded rows, codes turned into names. */
export function reportInput(opened: Opened, outcome: RunOutcome, extras: ReportExtras): ReportInput {
  const { plan, result, optimistic, strategy, range, columns } = outcome;
  const { spec } = plan;
  const fees = (spec.execution.values as unknown as EventValues).fees;
  const types = new Map(spec.gates.map((g) => [g.name, g.component.type]));
  const { audit, derived } = extras;
  const truth = opened.data.truth;
  return {
    run: runFacts(opened, outcome, extras),
    metrics: outcome.metrics,
    account: accountOf(outcome),
    trades: result.details === undefined ? undefined : tradesOf(result.details, plan.bars.time),
    decisions: {
      edge: columns?.edge.subarray(range.from, range.to) ?? new Float64Array(range.to - range.from).fill(NaN),
      accepted: Uint8Array.from(result.details?.outcome.subarray(range.from, range.to) ?? [], (code) =>
        code === ACCEPTED ? 1 : 0,
      ),
    },
    gates: result.gates.map((g) => ({ ...g, type: types.get(g.name) ?? '', worth: derived.gates.get(g.name) })),
    totals: result.totals,
    scores: scoresOf(outcome),
    judged: judgedName(outcome),
    segments: outcome.segments,
    importance: importanceOf(outcome),
    baselines: derived.baselines,
    drift: derived.drift,
    refits: refitsOf(outcome),
    weights: outcome.learnt.map(({ signal, inputs, terms }) => ({
      signal,
      inputs,
      terms: terms.map(({ time, weights }) => ({ time, weights: weights.map(({ weight }) => weight) })),
    })),
    slices: derived.slices,
    panel: panelOf(outcome, derived),
    ambiguity: { stop_first: result.cash, target_first: optimistic.cash },
    costs: { taker_bps: fees?.taker ?? 0, maker_bps: fees?.maker ?? 0, round_trip_bps: strategy.round_trip_bps },
    planted: truth === null ? undefined : { ic: truth.ic, horizon_bars: truth.horizon_bars, carrier: truth.carrier },
    audit:
      audit === undefined
        ? undefined
        : { checks: audit.checks, moments: audit.times.length, findings: audit.findings.length },
    history: extras.history,
    beside: outcome.beside,
    diagnostics: extras.diagnosed.map(({ name, type, tradable, tables, charts, facts }) => ({
      name,
      type,
      tradable,
      tables,
      charts,
      facts,
    })),
    work: workOf(outcome, extras.seconds),
  };
}

function panelOf({ plan, result, range }: RunOutcome, { panel }: Derived): PanelFacts | undefined {
  if (!plan.panel.several) return undefined;
  const { portfolio } = result;
  if (portfolio === undefined) return { tables: panel, counts: {} };
  const { gross, net, positions, counts } = portfolio;
  const cut = (x: Float64Array | Uint16Array): Float64Array => Float64Array.from(x.subarray(range.from, range.to));
  return {
    exposure: { gross: cut(gross), net: cut(net), positions: cut(positions) },
    tables: { symbols: symbolsTable(portfolio), ...panel },
    counts: { ...counts },
  };
}

function runFacts(opened: Opened, { plan, range }: RunOutcome, { request, git }: ReportExtras): RunFacts {
  const { bars } = plan;
  const { data, spec } = opened;
  const { time, interval_ms, rows } = bars;
  const notes = spec.written['notes'];
  return {
    name: spec.name,
    notes: [typeof notes === 'string' ? notes : '', ...cautionsOf(opened).map((caution) => `Caution: ${caution}.`)]
      .filter((text) => text !== '')
      .join(' '),
    digest: plan.digest,
    symbol: bars.symbol,
    interval_ms,
    rows,
    data: { from: time[0], to: time[rows - 1] + interval_ms },
    traded: range.to > range.from ? { from: time[range.from], to: time[range.to - 1] + interval_ms } : undefined,
    dropped: plan.dropped,
    clean: data.report,
    seed: spec.seed,
    engine: ENGINE,
    feed: request.feed,
    git: git === null ? undefined : { commit: git.commit, dirty: git.dirty },
  };
}

function accountOf({ plan, result, range }: RunOutcome): AccountCurve {
  const close = plan.bars.columns.get('close') ?? equalWeights(plan);
  const cut = (x: Float64Array): Float64Array => x.subarray(range.from, range.to);
  return {
    time: cut(plan.bars.time),
    equity: cut(result.equity),
    close: cut(close),
    cash: Number(plan.spec.execution.values['cash']),
    ruined: result.ruined,
  };
}

/** Value of the same money put into each symbol at its first bar and held: what several symbols gave by themselves. */
function equalWeights({ panel: { members, grid } }: Plan): Float64Array {
  const out = new Float64Array(grid.rows);
  for (const { bars, rowOf } of members) {
    const close = bars.columns.get('close') as Float64Array;
    let held = 1;
    for (let g = 0; g < out.length; g++) {
      if (rowOf[g] >= 0) held = close[rowOf[g]] / close[0];
      out[g] += held / members.length;
    }
  }
  return out;
}

type Details = NonNullable<RunOutcome['result']['details']>;

function tradesOf({ trades, times }: Details, time: Float64Array): TradeColumns {
  return {
    rows: trades.rows,
    side: trades.side,
    entry_time: times?.trades.entry_time ?? trades.entry_row.map((row) => time[row]),
    exit_time: times?.trades.exit_time ?? trades.exit_row.map((row) => time[row]),
    entry_price: trades.entry_price,
    exit_price: trades.exit_price,
    size: trades.size,
    reason: Array.from(trades.reason, (code) => EXIT_REASONS[code]),
    bars_held: trades.bars_held,
    fees: trades.fees,
    slippage: trades.slippage,
    funding: trades.funding,
    net_pnl: trades.net_pnl,
    mae: trades.mae,
    mfe: trades.mfe,
  };
}

function scoresOf({ plan, computed, judged, qualities, range }: RunOutcome): readonly ScoreColumn[] {
  const rows = plan.panel.pooled().range(range);
  return qualities.flatMap((quality) => {
    const label = plan.spec.labels.find((l) => l.name === quality.label);
    const score = judged.get(quality.name);
    if (label === undefined || score === undefined) return [];
    const realised = pooledLabel(plan, computed, label.name);
    const source = quality.name.slice(0, quality.name.length - label.name.length - 1);
    const calibrator = plan.spec.calibrators.find((c) => c.name === source);
    return {
      name: quality.name,
      label: label.name,
      horizon: horizonOf(plan, label.name),
      unit: label.component.unit,
      task: label.component.task,
      calibrator: calibrator?.path.join('.'),
      quality,
      score: score.subarray(rows.from, rows.to),
      realised: realised.subarray(rows.from, rows.to),
    };
  });
}

/** The raw scores of `evaluation.label`, or of the first label, as the run itself is judged. */
function judgedName({ plan, qualities }: RunOutcome): string | undefined {
  const label = plan.spec.evaluation.label ?? qualities[0]?.label;
  return qualities.find((q) => q.label === label)?.name;
}

function importanceOf({ plan, computed }: RunOutcome): readonly FoldImportance[] {
  return plan.nodes.flatMap((node) => {
    if (node.kind !== 'model' || node.label === undefined) return [];
    const { importance } = computed.meta(node.id) as { importance: readonly number[] };
    const columns = plan.columns.get(node.name.slice(0, -node.label.length - 1)) ?? [];
    return {
      model: titleOf(node),
      fold: foldName(node.fold ?? 0),
      columns,
      values: columns.map((_, i) => importance[i] ?? NaN),
    };
  });
}

function workOf({ computed }: RunOutcome, seconds: number): WorkFacts {
  const slowest = [...computed.seconds]
    .map(([id, taken]) => ({ id, seconds: taken }))
    .sort((a, b) => b.seconds - a.seconds || (a.id < b.id ? -1 : 1));
  return {
    seconds,
    nodes: [...computed.tally].map(([kind, counts]) => ({ kind, ...counts })),
    slowest: slowest.slice(0, SLOWEST),
  };
}
