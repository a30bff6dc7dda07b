/** Written by `npm run gen`. */
export default {
  constant: () => import('./constant.ts'),
  elastic_net: () => import('./elastic-net.ts'),
  gradient_boosting: () => import('./gradient-boosting.ts'),
  huber: () => import('./huber.ts'),
  lasso: () => import('./lasso.ts'),
  lightgbm: () => import('./lightgbm.ts'),
  logistic: () => import('./logistic.ts'),
  model_file: () => import('./model-file.ts'),
  persistence: () => import('./persistence.ts'),
  predictions: () => import('./predictions.ts'),
  quantile_regression: () => import('./quantile-regression.ts'),
  random_forest: () => import('./random-forest.ts'),
  ridge: () => import('./ridge.ts'),
  stack: () => import('./stack.ts'),
  xgboost: () => import('./xgboost.ts'),
};
