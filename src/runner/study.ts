import type { Range } from '../core/artifacts.ts';
import { formatDuration } from '../core/units.ts';
import type { Table, TableColumn } from '../report/table.ts';
import type { Diagnosed } from './diagnostics.ts';
import type { Plan } from './plan.ts';
import { foldName } from './plan.ts';
import { pooledColumn, pooledLabel } from './pooled.ts';
import type { ResultFile } from './results.ts';
import type { RunOutcome } from './run.ts';
import { savedForms } from './saved-forms.ts';
import { textOf } from './steps/step.ts';

/**
 * The files of a staged quantile study under the names they are known by: `BTCUSDT_1m_predictions`, `fold_01`,
 * `BTCUSDT_1m_quantiles_10_trailing`, `BTCUSDT_1m_equity_q10_longshort_10_trailing`. `ALL` stands for several symbols.
 */
export function studyPrefix({ spec }: Plan): string {
  const { symbols, interval_ms } = spec.data;
  return `${symbols.length === 1 ? symbols[0] : 'ALL'}_${formatDuration(interval_ms)}`;
}

/** `q5000_longshort`, and with bins and scope behind it; undefined where no bins of a score are traded. */
export function studyRule({ spec }: Plan): { readonly rule: string; readonly cut: string } | undefined {
  const traded = spec.signals.find(({ name }) => name === spec.portfolio.of);
  const parts = traded?.component.parts?.(traded.values);
  if (parts === undefined) return undefined;
  const { bins, scope, long, short } = parts;
  const { side } = spec.portfolio;
  const bin = side === 'short' ? short[0] : long[1];
  return { rule: `q${bin}_${side === 'both' || side === 'long_short' ? 'longshort' : side}`, cut: `${bins}_${scope}` };
}

/** Whether a run leaves these files: whole columns are traded by the quantile of a score. */
export const isStudy = (plan: Plan): boolean =>
  plan.spec.execution.component.type === 'vectorized' && studyRule(plan) !== undefined;

/** Bars, features and labels of every symbol as one table, by time and then by symbol. */
export function modelData({ plan, computed }: Pick<RunOutcome, 'plan' | 'computed'>): { path: string; table: Table } {
  const { spec, panel } = plan;
  const pool = panel.pooled();
  const shared = panel.members
    .map(({ bars }) => [...bars.columns.keys()])
    .reduce((a, b) => a.filter((x) => b.includes(x)));
  const outputs = spec.features.flatMap(({ name, component, values }) =>
    (component.outputs?.(values) ?? ['']).map((output) => (output === '' ? name : `${name}.${output}`)),
  );
  const columns: TableColumn[] = [
    { name: 'timestamp', kind: 'time', values: plan.panel.pooled().time },
    symbolColumn(plan, { from: 0, to: pool.rows }),
    ...[...shared, ...outputs].map((name) => number(name, pooledColumn(plan, computed, name))),
    ...spec.labels.map(({ name }) => number(name, pooledLabel(plan, computed, name))),
  ];
  return { path: `processed/${studyPrefix(plan)}_model_data`, table: { rows: pool.rows, columns } };
}

const number = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'number', values });

function symbolColumn({ panel }: Plan, { from, to }: Range): TableColumn {
  const { memberOf, only } = panel.pooled();
  const names = panel.members.map(({ symbol }) => symbol);
  const values = Array.from({ length: to - from }, (_, i) => only?.symbol ?? names[memberOf[from + i]]);
  return { name: 'symbol', kind: 'text', values };
}

/** Out-of-sample scores beside what came, by time and then by symbol. */
export function studyPredictions({ plan, computed, scores }: Pick<RunOutcome, 'plan' | 'computed' | 'scores'>): {
  path: string;
  table: Table;
} {
  const range = plan.panel.pooled().range(plan.traded);
  const cut = (values: Float64Array): Float64Array => values.subarray(range.from, range.to);
  const names = [...scores.keys()];
  const columns: TableColumn[] = [
    { name: 'timestamp', kind: 'time', values: cut(plan.panel.pooled().time) },
    symbolColumn(plan, range),
    ...names.map((name) => number(names.length === 1 ? 'y_pred' : name, cut(scores.get(name) as Float64Array))),
    ...plan.spec.labels.map(({ name }) => number(name, cut(pooledLabel(plan, computed, name)))),
  ];
  return { path: `predictions/${studyPrefix(plan)}_predictions`, table: { rows: range.to - range.from, columns } };
}

/** One saved model per fold; trees as LightGBM text too. */
export function studyModels({ plan, computed }: Pick<RunOutcome, 'plan' | 'computed'>): readonly ResultFile[] {
  const several = new Set(plan.nodes.filter(({ kind }) => kind === 'model').map(({ name }) => name)).size > 1;
  return plan.nodes
    .filter(({ kind }) => kind === 'model')
    .flatMap((node) => {
      const fold = foldName(node.fold ?? 0).replace('-', '_');
      const at = `models/${studyPrefix(plan)}/${several ? `${node.name}_` : ''}${fold}`;
      return savedForms(plan, node, at, { text: textOf(computed.array(node.id, 'model')), forms: ['lightgbm'] });
    });
}

/** Tables and pictures of a run that have a name in the study, from where they lie in the run folder. */
export function studyCopies(plan: Plan, diagnosed: readonly Diagnosed[]): readonly { from: string; to: string }[] {
  const prefix = studyPrefix(plan);
  const traded = studyRule(plan);
  const cutOf = (name: string): string => {
    const values = plan.spec.evaluation.diagnostics.find((d) => d.name === name)?.values ?? {};
    return `${String(values['bins'])}_${String(values['scope'])}`;
  };
  return [
    ...diagnosed.flatMap(({ name, type }) => {
      if (type === 'quantile_profile') return [{ from: name, to: `eval/${prefix}_quantiles_${cutOf(name)}` }];
      return type === 'alpha_factor' && traded !== undefined
        ? [{ from: name, to: `plot/${prefix}_alpha_${traded.rule}_${traded.cut}` }]
        : [];
    }),
    ...(traded === undefined ? [] : [{ from: 'equity', to: `plot/${prefix}_equity_${traded.rule}_${traded.cut}` }]),
  ];
}
