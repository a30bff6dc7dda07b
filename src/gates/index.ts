/** Written by `npm run gen`. */
export default {
  cooldown: () => import('./cooldown.ts'),
  expected_value: () => import('./expected-value.ts'),
  min_edge: () => import('./min-edge.ts'),
  persistence: () => import('./persistence.ts'),
  quantile: () => import('./quantile.ts'),
  sigma_floor: () => import('./sigma-floor.ts'),
  warmup: () => import('./warmup.ts'),
  z_threshold: () => import('./z-threshold.ts'),
};
