/** Written by `npm run gen`. */
export default {
  forward_return: () => import('./forward-return.ts'),
  payoff_asymmetry: () => import('./payoff-asymmetry.ts'),
  sign: () => import('./sign.ts'),
  tp_before_sl: () => import('./tp-before-sl.ts'),
  triple_barrier: () => import('./triple-barrier.ts'),
  volume_return: () => import('./volume-return.ts'),
};
