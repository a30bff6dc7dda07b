/** Written by `npm run gen`. */
export default {
  quantile: () => import('./quantile.ts'),
  robust: () => import('./robust.ts'),
  standard: () => import('./standard.ts'),
};
