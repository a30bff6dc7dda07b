import { Refusal, refuse } from '../core/problem.ts';

/** No keys are read and no order is sent: what comes nearest is said instead. */
export function refuseToTrade(): never {
  const problem = refuse('USAGE', '', 'assay places no orders on an exchange', {
    hint: 'assay run SPEC --feed live steps through the bars as a live account would, with the saved models',
  });
  throw new Refusal(problem.problems, 2);
}
