export { binLike, binMatrix } from './bin-matrix.ts';
export { fitBoostedTrees } from './fit.ts';
export { fitBytes } from './fit-bytes.ts';
export { helpFit } from './help.ts';
export { compileTrees } from './predict.ts';
export type { CompiledTrees } from './predict.ts';
export { checkModel } from './check-model.ts';
export { metrics } from './metrics.ts';
export { sharedBins } from './shared-bins.ts';
export { shapImportance, treeShap } from './shap.ts';
export type {
  Binned,
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
