/** Written by `npm run gen`. */
export default {
  time_decay: () => import('./time-decay.ts'),
  uniqueness: () => import('./uniqueness.ts'),
};
