/** Written by `npm run gen`. */
export default {
  drawdown: () => import('./drawdown.ts'),
};
