/** Written by `npm run gen`. */
export default {
  quantile: () => import('./quantile.ts'),
};
