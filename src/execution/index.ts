/** Written by `npm run gen`. */
export default {
  event: () => import('./event.ts'),
  vectorized: () => import('./vectorized.ts'),
};
