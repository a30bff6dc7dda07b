/** Written by `npm run gen`. */
export default {
  csv: () => import('./csv.ts'),
  parquet: () => import('./parquet.ts'),
  synthetic: () => import('./synthetic.ts'),
};
