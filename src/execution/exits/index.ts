/** Written by `npm run gen`. */
export default {
  fixed: () => import('./fixed.ts'),
  scaled: () => import('./scaled.ts'),
};
