/** Written by `npm run gen`. */
export default {
  constant: () => import('./constant.ts'),
  mean: () => import('./mean.ts'),
  median: () => import('./median.ts'),
};
