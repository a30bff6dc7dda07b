export { fitBoostedTrees } from './fit.ts';
export { contentOf } from './held-matrix.ts';
export type { Content } from './held-matrix.ts';
export { fitBytes } from './fit-bytes.ts';
export { helpFit } from './help.ts';
export { compileTrees } from './predict.ts';
export type { CompiledTrees } from './predict.ts';
export { refuseHopeless } from './checks.ts';
export { checkModel } from './check-model.ts';
export { metrics } from './metrics.ts';
export { shapImportance, treeShap } from './shap.ts';
export type {
  BoostedTree,
  BoostedTrees,
  BoostingParams,
  FitOptions,
  MetricName,
  ObjectiveName,
  RoundReport,
  TrainingSet,
  UniformSource,
} from './types.ts';
