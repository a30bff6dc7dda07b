import type { Component } from '../core/contracts/component.ts';
import * as p from '../core/params.ts';
import type { Params } from '../core/params.ts';

const define = (type: string, summary: string, params: Params): Component =>
  Object.freeze({ type, version: 1, summary, params });

const batch = p.integer('Trial k is suggested from trials up to k - batch, whatever the number of workers.', {
  min: 1,
  default: 8,
});
const startup = (doc: string, fallback: number): p.Param<number> => p.integer(doc, { min: 1, default: fallback });

const OPTIONAL = { optional: true } as const;

const HALVING: Params = {
  startup: startup('Folds before the first rung.', 1),
  factor: p.integer('One in so many goes on, so many times further.', { min: 2, default: 3 }),
};

/** Typed blocks of `search` that have no folder of components. */
export const SEARCH_ROOMS: { readonly [room: string]: readonly Component[] } = {
  'search/sampler': [
    define('grid', 'Each combination once, in order.', {}),
    define('random', 'Independent uniform draws.', {}),
    define('sobol', 'Scrambled Sobol points: even cover of the space.', {}),
    define('tpe', 'Tree-structured Parzen estimator.', {
      startup: startup('Random trials before the model guides.', 20),
      batch,
      multivariate: p.flag('Whether parameters are chosen together.', { default: true }),
      group: p.flag('Whether those under the same conditions are chosen together too.', { default: true }),
    }),
    define('cma_es', 'Covariance matrix adaptation, with restarts from Sobol points; categories are drawn at random.', {
      population: p.integer('Trials of a generation; default 4 + 3 ln(dimensions).', { min: 4, ...OPTIONAL }),
      batch,
    }),
  ],
  'search/pruner': [
    define('median', 'Stops a trial that is worse than the median of the others.', {
      startup: startup('Folds that no trial stops before.', 4),
      trials: startup('Finished trials that it needs first.', 5),
    }),
    define('wilcoxon', 'Stops a trial that is worse than the best one, fold by fold (signed-rank test).', {
      startup: startup('Folds that no trial stops before.', 4),
      p_value: p.number('Significance at which it stops.', { above: 0, below: 1, default: 0.1 }),
    }),
    define(
      'asha',
      'Lets the best part of the trials go on from rung to rung (asynchronous successive halving).',
      HALVING,
    ),
    define('hyperband', 'Successive halving in brackets that start early and late.', HALVING),
  ],
  'search/fit': [
    define('global', 'One winner, chosen on the whole range.', {}),
    define('rolling', 'Each segment trades what won on the segments before it.', {
      window: p.period('How much of the past the choice looks at.'),
    }),
  ],
};
