/** Written by `npm run gen`. */
export default {
  pca: () => import('./pca.ts'),
};
