/** Written by `npm run gen`. */
export default {
  alpha_factor: () => import('./alpha-factor.ts'),
  conformal_intervals: () => import('./conformal-intervals.ts'),
  cost_ladder: () => import('./cost-ladder.ts'),
  ic_by_time: () => import('./ic-by-time.ts'),
  ic_decay: () => import('./ic-decay.ts'),
  permutation_importance: () => import('./permutation-importance.ts'),
  quantile_profile: () => import('./quantile-profile.ts'),
  reliability: () => import('./reliability.ts'),
};
