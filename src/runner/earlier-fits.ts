import type { Model } from '../core/contracts/model.ts';
import type { Node } from '../spec/types.ts';
import { splitName } from './job-rows.ts';
import type { Opened } from './open.ts';
import type { PlanNode } from './plan.ts';
import type { NumericArray } from './steps/step.ts';

/** Whether a model goes on from an earlier fit to the bytes of one fit of all its rounds. */
export const continues = ({ component }: Node<Model>): boolean => component.continues === true;

/**
 * What is stored of the fits of an experiment, by the nodes of the same experiment with more rounds, which go on from
 * there. With `refit: on_drift` it hangs on earlier folds whether a fold fits at all, so it starts anew.
 */
export function earlierFits({ plan, store }: Opened): (node: PlanNode) => NumericArray | undefined {
  const able = new Set(plan.spec.models.filter(continues).map(({ name }) => name));
  return (node) => {
    if (node.kind !== 'model' || !able.has(splitName(node)[0])) return undefined;
    const before = plan.byId.get(node.id);
    if (before === undefined || plan.folds[before.fold as number].refit !== undefined) return undefined;
    return store?.read(before.key)?.arrays.get('model') as NumericArray | undefined;
  };
}
