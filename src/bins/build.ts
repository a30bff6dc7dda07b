import type { JsonValue } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import { isoUtc } from '../core/clock.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { binnedOf } from '../runner/bins.ts';
import type { Binned } from '../runner/bins.ts';
import type { Environment } from '../runner/compute.ts';
import { computePlan, runJob } from '../runner/compute.ts';
import type { Workspace } from '../runner/columns.ts';
import type { Opened } from '../runner/open.ts';
import { prepareJob } from '../runner/jobs.ts';
import { poolOf } from '../runner/pools.ts';
import type { Plan, PlanNode } from '../runner/plan.ts';
import type { CalibrateJob } from '../runner/steps/calibrate.ts';
import type { MonthBins } from '../runner/steps/month-bins.ts';
import { textOf } from '../runner/steps/step.ts';
import { fitOf } from '../runner/terms.ts';
import type { Term } from '../runner/terms.ts';
import type { Node } from '../spec/types.ts';
import type { BinFile } from './file.ts';
import { monthStart } from './months.ts';

const FEW_FOR_ISOTONIC = 10_000;

/** The signal of a spec that trades bins of a calibrator, and what its bins are made of. */
export interface BinnedSignal extends Binned {
  readonly signal: Node;
  /** Name of the calibrated score, as the signal calls it. */
  readonly name: string;
  readonly model: Node;
  readonly n: number;
  readonly dataset: string;
  readonly run_name: string;
}

/** The signal whose bins a spec builds: the traded one, or the only one that has bins. */
export function binnedSignal({ spec, plan }: Opened): BinnedSignal {
  const own = spec.signals.flatMap((signal) =>
    signal.component
      .inputs(signal.values)
      .flatMap(({ name, bins }) => (bins === undefined ? [] : [{ signal, name, n: bins }])),
  );
  const found = own.find(({ signal }) => signal.name === spec.portfolio.of) ?? own[0];
  if (found === undefined) {
    throw refuse('SPEC_CONFLICT', 'signals', 'no signal of this spec has bins that are fitted', {
      hint: 'signals.bins: { type: quantile, of: <calibrator>, scope: fitted, bins: 20 }',
    });
  }
  const binned = binnedOf(plan, found.name);
  const fit = fitOf(binned.calibrator);
  if (fit.type !== 'rolling' || !('months' in fit.every) || fit.every.months !== 1) {
    throw refuse('SPEC_CONFLICT', [...binned.calibrator.path, 'fit'].join('.'), 'bins are built by month', {
      hint: 'fit: { type: rolling, window: 12mo, every: 1mo }',
    });
  }
  const model = spec.models.find((m) => m.name === binned.calibrator.values['of']) as Node;
  const origin = model.values['origin'];
  return { ...found, ...binned, model, dataset: spec.name, run_name: typeof origin === 'string' ? origin : model.name };
}

export interface BuildRequest {
  readonly months: readonly string[];
  /** Epoch ms: nothing that was not known then may be read. */
  readonly asOf?: number | undefined;
  /** Written into the files. */
  readonly now: number;
}

/** The bins of some months; all of them or none. Fits run side by side, and what was fitted before is read. */
export async function buildBins(
  opened: Opened,
  { months, asOf, now }: BuildRequest,
  environment: Environment,
): Promise<readonly BinFile[]> {
  const { plan } = opened;
  const signal = binnedSignal(opened);
  const terms = months.map((month) => termOf(plan, signal, month, asOf));
  const nodes = terms.map((term) => nodeOf(plan, signal, term));
  const before = terms.flatMap((term) => termBefore(signal, term) ?? []).map((term) => nodeOf(plan, signal, term));
  const read = [...nodes, ...before].flatMap(({ deps }) => deps);
  const computed = await computePlan(plan, [...new Set([...nodes.map(({ id }) => id), ...read])], environment);
  return Promise.all(
    terms.map(async (term) => {
      const found = await monthBins(plan, computed, signal, { term, environment });
      return binFile(plan, signal, { term, now, ...found });
    }),
  );
}

const nodeOf = ({ byId }: Plan, { calibrator, label }: Binned, { name }: Term): PlanNode =>
  byId.get(`calibrators.${calibrator.name}/${label}/${name}`) as PlanNode;

interface Found {
  readonly saved: JsonValue;
  readonly found: MonthBins;
}

/** The bins of a month and what is to be told of its sample, found where a thread is free. */
async function monthBins(
  plan: Plan,
  workspace: Workspace,
  signal: BinnedSignal,
  { term, environment }: { readonly term: Term; readonly environment: Environment },
): Promise<Found> {
  const node = nodeOf(plan, signal, term);
  const own = prepareJob(plan, node, workspace);
  const previous = termBefore(signal, term);
  const earlier = previous && prepareJob(plan, nodeOf(plan, signal, previous), workspace);
  const calibrator = workspace.array(node.id, 'calibrator');
  const { range, boundary } = own.job as CalibrateJob;
  const { meta } = await runJob(
    {
      kind: 'month_bins',
      type: signal.calibrator.component.type,
      bins: signal.n,
      fit: { range, boundary },
      ...(earlier !== undefined && { before: earlier.job as CalibrateJob }),
    },
    {
      ...own.arrays,
      ...Object.fromEntries(Object.entries(earlier?.arrays ?? {}).map(([name, values]) => [`before_${name}`, values])),
      calibrator,
      time: plan.bars.time,
    },
    environment,
    node.rows,
  );
  return { saved: JSON.parse(textOf(calibrator)) as JsonValue, found: JSON.parse(meta as string) as MonthBins };
}

/** What a reader of these bins must know. */
export function binWarnings(files: readonly BinFile[]): readonly string[] {
  return files.flatMap(({ bin_month, calibration_method, cal_rows, bins, n_bins }) => [
    ...(calibration_method === 'isotonic' && cal_rows < FEW_FOR_ISOTONIC
      ? [
          `${bin_month}: isotonic on ${cal_rows} rows; below ${FEW_FOR_ISOTONIC} its steps follow the noise, platt is safer`,
        ]
      : []),
    ...(bins.length < n_bins ? [`${bin_month}: tied predictions leave ${bins.length} of ${n_bins} bins`] : []),
  ]);
}

const termBefore = ({ terms }: Binned, term: Term): Term | undefined => terms[terms.indexOf(term) - 1];

function termOf(plan: Plan, { terms, calibrator }: BinnedSignal, month: string, asOf: number | undefined): Term {
  const start = monthStart(month);
  const { time, rows, interval_ms } = plan.bars;
  const found = terms.find(({ name }) => name === month);
  if (asOf !== undefined && start > asOf) {
    const problem = refuse(
      'USAGE',
      '',
      `the bins of ${month} rest on labels that are not all resolved as of ${isoUtc(asOf)}`,
      {
        expected: `--as-of ${isoUtc(start)} or later`,
        found: `the last row fitted on and its label's horizon end at ${isoUtc(start)}`,
      },
    );
    throw new Refusal(problem.problems, 2);
  }
  if (found !== undefined) return found;
  const end = time[rows - 1] + interval_ms;
  if (start > end) {
    throw refuse('DATA_RANGE', 'data.range', `the data end before ${month} begins`, {
      expected: `bars up to ${isoUtc(start)}`,
      found: `bars up to ${isoUtc(end)}`,
      hint: '--set data.range.to=null reads all there is; --as-of says what "last" and "current" are counted from',
    });
  }
  throw refuse(
    'RUN_CALIBRATOR',
    [...calibrator.path, 'fit', 'window'].join('.'),
    `${month} has no whole window of history before it`,
    {
      expected: `${terms[0].name} or later`,
      found: `data from ${isoOf(time[0])}`,
    },
  );
}

function binFile(
  plan: Plan,
  signal: BinnedSignal,
  { term, now, saved, found }: Found & { readonly term: Term; readonly now: number },
): BinFile {
  const { calibrator, model, n } = signal;
  const { bars, spec } = plan;
  const label = spec.labels.find(({ name }) => name === signal.label);
  const pool = poolOf(plan.panel, model, undefined);
  const { from, to } = pool.range(term.fit);
  const expected = pool.members.length * Math.round((term.window.to - term.window.from) / bars.interval_ms);
  return {
    format: 1,
    bin_month: term.name,
    dataset: signal.dataset,
    run_name: signal.run_name,
    symbol: bars.symbol,
    label: { type: label?.component.type ?? '', ...(label?.values as { readonly [key: string]: JsonValue }) },
    n_bins: n,
    bins: found.bins,
    bin_edges: found.bin_edges,
    calibration_method: calibrator.component.type,
    calibrator: saved,
    cal_window_start: isoUtc(term.window.from),
    cal_window_end: isoUtc(term.window.to - bars.interval_ms),
    cal_rows: found.cal_rows,
    expected_bars: expected,
    missing_bars: expected - (to - from),
    rows_without_prediction: found.rows_without_prediction,
    unresolved_rows: found.unresolved_rows,
    positive_share: found.positive_share,
    reliability: found.reliability,
    reliability_raw: found.reliability_raw,
    psi: found.psi,
    rows_digest: found.rows_digest,
    model_path: textOr(model.values['model_path'] ?? model.values['origin']),
    trained_until: textOr(model.values['trained_until']),
    created_at: isoUtc(now),
  };
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
