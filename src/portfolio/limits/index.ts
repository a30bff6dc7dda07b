/** Written by `npm run gen`. */
export default {
  correlation: () => import('./correlation.ts'),
  drawdown: () => import('./drawdown.ts'),
  gross: () => import('./gross.ts'),
  net: () => import('./net.ts'),
  symbol_weight: () => import('./symbol-weight.ts'),
};
