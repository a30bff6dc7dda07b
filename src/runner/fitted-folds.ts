import type { FittedFold } from '../core/contracts/diagnostic.ts';
import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { PooledRows } from './panel.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan } from './plan.ts';
import { foldIn, gathered, idOf, poolOf, scoreIds } from './pools.ts';
import { isStacked, stackedColumn } from './stacked.ts';
import { loadPredictor } from './steps/score.ts';
import { shared, textOf } from './steps/step.ts';

/** The fits of a model for a label, each with the columns and labels of its test rows: of all symbols, or of its own. */
export function fittedFolds(plan: Plan, computed: Workspace, model: string, label: string): readonly FittedFold[] {
  const { panel, spec, byId } = plan;
  const node = spec.models.find(({ name }) => name === model);
  if (node === undefined) return [];
  const columns = plan.columns.get(model) ?? [];
  return plan.folds.flatMap((fold) =>
    scoreIds(byId, `models.${model}/${label}/${foldName(fold.index)}`, panel).map((id): FittedFold => {
      const pool = poolOf(panel, node, byId.get(id)?.symbol);
      const { test } = foldIn(pool, fold);
      const inputs = columns.map((name) =>
        isStacked(node)
          ? stackedRows(plan, computed, { pool, fold, name })
          : gathered(pool, test, (member) => columnOf(plan, computed, name, member)),
      );
      const predictor = loadPredictor(node.component, textOf(computed.array(id, 'model')), columns.length);
      return {
        fold: id.slice(id.indexOf(foldName(fold.index))),
        columns,
        inputs,
        several: pool.members.length > 1,
        time: gathered(pool, test, ({ bars }) => bars.time),
        label: gathered(
          pool,
          test,
          ({ symbol }) => computed.array(idOf(panel, `labels.${label}`, symbol), 'value') as Float64Array,
        ),
        predict(x) {
          const out = shared(test.to - test.from);
          predictor.predict(x, 0, out.length, out, 0);
          return out;
        },
      };
    }),
  );
}

function stackedRows(
  plan: Plan,
  workspace: Workspace,
  { pool, fold, name }: { readonly pool: PooledRows; readonly fold: FoldRows; readonly name: string },
): Float64Array {
  const range = foldIn(pool, fold).test;
  const column = stackedColumn({ plan, workspace, pool, range }, name, [fold]);
  return pool.only === undefined ? column : column.subarray(range.from, range.to);
}
