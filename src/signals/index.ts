/** Written by `npm run gen`. */
export default {
  band: () => import('./band.ts'),
  cross: () => import('./cross.ts'),
  hold: () => import('./hold.ts'),
  quantile: () => import('./quantile.ts'),
  score: () => import('./score.ts'),
  threshold: () => import('./threshold.ts'),
  weighted_horizons: () => import('./weighted-horizons.ts'),
};
