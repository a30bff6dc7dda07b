/** Written by `npm run gen`. */
export default {
  isotonic: () => import('./isotonic.ts'),
  linear: () => import('./linear.ts'),
  platt: () => import('./platt.ts'),
};
