/** Written by `npm run gen`. */
export default {
  chronological: () => import('./chronological.ts'),
  ranges: () => import('./ranges.ts'),
  walk_forward: () => import('./walk-forward.ts'),
};
