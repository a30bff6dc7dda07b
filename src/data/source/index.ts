/** Written by `npm run gen`. */
export default {
  binance_vision: () => import('./binance-vision.ts'),
  csv: () => import('./csv.ts'),
  duckdb: () => import('./duckdb.ts'),
  feather: () => import('./feather.ts'),
  freqtrade: () => import('./freqtrade.ts'),
  lean: () => import('./lean.ts'),
  parquet: () => import('./parquet.ts'),
  store: () => import('./store.ts'),
  synthetic: () => import('./synthetic.ts'),
};
