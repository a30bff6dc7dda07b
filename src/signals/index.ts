/** Written by `npm run gen`. */
export default {
  band: () => import('./band.ts'),
  cross: () => import('./cross.ts'),
  hold: () => import('./hold.ts'),
  mean: () => import('./mean.ts'),
  pairs_spread: () => import('./pairs-spread.ts'),
  quantile: () => import('./quantile.ts'),
  score: () => import('./score.ts'),
  stack: () => import('./stack.ts'),
  switch: () => import('./switch.ts'),
  threshold: () => import('./threshold.ts'),
  vote: () => import('./vote.ts'),
  weighted_horizons: () => import('./weighted-horizons.ts'),
};
