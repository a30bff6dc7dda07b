import type { RefitFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { foldName, titleOf } from './plan.ts';
import type { RunOutcome } from './run.ts';

interface Meta {
  readonly refit?: boolean;
  readonly fitted_in?: number;
  readonly drifted?: { readonly column: string; readonly psi: number };
  readonly selected?: readonly string[];
  readonly tuned?: {
    readonly metric: string;
    readonly params: { readonly [path: string]: number };
    readonly trials: readonly { readonly params: { readonly [path: string]: number }; readonly value: number | null }[];
  };
}

function metas({ plan, computed }: RunOutcome): readonly { fold: string; model: string; meta: Meta }[] {
  const fits = plan.nodes.filter((node) => node.kind === 'model');
  return fits.map((node) => ({
    fold: foldName(node.fold ?? 0),
    model: titleOf(node),
    meta: (computed.meta(node.id) ?? {}) as Meta,
  }));
}

/** Columns that `select` kept, per fold and model; undefined where no model selects. */
export function selectionTable(outcome: RunOutcome): Table | undefined {
  const rows = metas(outcome).flatMap(({ fold, model, meta }) =>
    (meta.selected ?? []).map((column) => ({ fold, model, column })),
  );
  if (rows.length === 0) return undefined;
  const text = (name: keyof (typeof rows)[number]) => ({
    name,
    kind: 'text' as const,
    values: rows.map((row) => row[name]),
  });
  return { rows: rows.length, columns: [text('fold'), text('model'), text('column')] };
}

/** Every trial of `tune` with its mean metric over the inner folds, one row per parameter; undefined where no model is tuned. */
export function tuningTable(outcome: RunOutcome): Table | undefined {
  const rows = metas(outcome).flatMap(({ fold, model, meta: { tuned } }) =>
    (tuned?.trials ?? []).flatMap(({ params, value }, trial) =>
      Object.entries(params).map(([parameter, x]) => ({
        fold,
        model,
        trial,
        parameter,
        x,
        metric: tuned?.metric ?? '',
        value: value ?? NaN,
        chosen: isChosen(params, tuned?.params),
      })),
    ),
  );
  if (rows.length === 0) return undefined;
  const text = (name: 'fold' | 'model' | 'parameter' | 'metric') => ({
    name,
    kind: 'text' as const,
    values: rows.map((row) => row[name]),
  });
  const number = (name: string, pick: (row: (typeof rows)[number]) => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(rows, pick),
  });
  return {
    rows: rows.length,
    columns: [
      text('fold'),
      text('model'),
      number('trial', (row) => row.trial),
      text('parameter'),
      number('value', (row) => row.x),
      text('metric'),
      number('worth', (row) => row.value),
      number('chosen', (row) => (row.chosen ? 1 : 0)),
    ],
  };
}

const isChosen = (params: object, best: object | undefined): boolean => JSON.stringify(params) === JSON.stringify(best);

/** Gain or weight of each column, per fold and model. */
export function importanceTable({ plan, computed }: RunOutcome): Table {
  const rows: { fold: string; model: string; column: string; importance: number }[] = [];
  for (const node of plan.nodes) {
    if (node.kind !== 'model') continue;
    const { importance } = computed.meta(node.id) as { importance: readonly number[] };
    const columns = plan.columns.get(node.name.slice(0, -(node.label as string).length - 1)) ?? [];
    columns.forEach((column, i) =>
      rows.push({ fold: foldName(node.fold ?? 0), model: titleOf(node), column, importance: importance[i] ?? NaN }),
    );
  }
  const text = (name: 'fold' | 'model' | 'column') => ({
    name,
    kind: 'text' as const,
    values: rows.map((row) => row[name]),
  });
  const importance = {
    name: 'importance',
    kind: 'number' as const,
    values: Float64Array.from(rows, (row) => row.importance),
  };
  return { rows: rows.length, columns: [text('fold'), text('model'), text('column'), importance] };
}

/** What each signal that learns has given to each of its inputs, date by date. */
export function weightTables({ learnt }: RunOutcome): ReadonlyMap<string, Table> {
  const kinds = [...new Set(learnt.map(({ table }) => table))];
  return new Map(kinds.map((kind) => [`${kind}_weights`, weightTable(learnt.filter(({ table }) => table === kind))]));
}

function weightTable(learnt: RunOutcome['learnt']): Table {
  const rows = learnt.flatMap(({ signal, inputs, terms }) =>
    terms.flatMap(({ time, weights }) => weights.map((own, k) => ({ signal, time, input: inputs[k], ...own }))),
  );
  const number = (name: 'weight' | 'ic' | 'samples') => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(rows, (row) => row[name]),
  });
  return {
    rows: rows.length,
    columns: [
      { name: 'signal', kind: 'text', values: rows.map(({ signal }) => signal) },
      { name: 'from', kind: 'time', values: rows.map(({ time }) => time) },
      { name: 'input', kind: 'text', values: rows.map(({ input }) => input) },
      number('weight'),
      number('ic'),
      number('samples'),
    ],
  };
}

/** Empty where every fold is fitted. */
export function refitsOf(outcome: RunOutcome): readonly RefitFacts[] {
  return metas(outcome).flatMap(({ fold, model, meta: { refit, fitted_in, drifted } }): RefitFacts[] =>
    refit === undefined
      ? []
      : [
          {
            segment: fold,
            model,
            refit,
            fitted_in: foldName(fitted_in ?? 0),
            column: drifted?.column ?? '',
            psi: drifted?.psi ?? NaN,
          },
        ],
  );
}

/** `diagnostics/refits.csv`; undefined where every fold is fitted. */
export function refitsTable(outcome: RunOutcome): Table | undefined {
  const rows = refitsOf(outcome);
  if (rows.length === 0) return undefined;
  const text = (name: 'segment' | 'model' | 'fitted_in' | 'column') => ({
    name,
    kind: 'text' as const,
    values: rows.map((row) => row[name]),
  });
  const number = (name: 'refit' | 'psi') => ({
    name,
    kind: 'number' as const,
    values: rows.map((row) => Number(row[name])),
  });
  return {
    rows: rows.length,
    columns: [text('segment'), text('model'), number('refit'), text('fitted_in'), text('column'), number('psi')],
  };
}
