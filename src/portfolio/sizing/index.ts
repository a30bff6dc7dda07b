/** Written by `npm run gen`. */
export default {
  edge_over_volatility: () => import('./edge-over-volatility.ts'),
  equal: () => import('./equal.ts'),
  fixed: () => import('./fixed.ts'),
  inverse_volatility: () => import('./inverse-volatility.ts'),
  kelly: () => import('./kelly.ts'),
  risk_parity: () => import('./risk-parity.ts'),
  volatility_target: () => import('./volatility-target.ts'),
};
