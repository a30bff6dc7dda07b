/** Written by `npm run gen`. */
export default {
  all: () => import('./all.ts'),
  quantile: () => import('./quantile.ts'),
  top_n: () => import('./top-n.ts'),
};
