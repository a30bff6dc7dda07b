/** Written by `npm run gen`. */
export default {
  edge_over_volatility: () => import('./edge-over-volatility.ts'),
  fixed: () => import('./fixed.ts'),
  kelly: () => import('./kelly.ts'),
  volatility_target: () => import('./volatility-target.ts'),
};
