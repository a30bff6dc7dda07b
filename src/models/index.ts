/** Written by `npm run gen`. */
export default {
  gradient_boosting: () => import('./gradient-boosting.ts'),
  ridge: () => import('./ridge.ts'),
};
