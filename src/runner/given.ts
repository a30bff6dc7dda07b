import type { Workspace } from './columns.ts';
import type { GivenModel } from './model-files.ts';
import type { Member } from './panel.ts';
import type { Plan } from './plan.ts';
import { idOf } from './pools.ts';
import type { GivenScores } from './predictions.ts';

/** What comes with the spec in place of a fit: the scores of a symbol, or the model that makes them. */
export type Given = GivenScores | GivenModel;

export const isGivenModel = (given: Given): given is GivenModel => 'text' in given;

/** The scores of a symbol over all its rows, as given or as its node has made them. */
export function givenColumn(plan: Plan, workspace: Workspace, of: { model: string; label: string }, member: Member) {
  const given = plan.given.get(of.model)?.[member.index] as Given;
  if (!isGivenModel(given)) return given.score;
  const id = idOf(plan.panel, `scores.${of.model}/${of.label}`, member.symbol);
  return workspace.array(id, 'score') as Float64Array;
}
