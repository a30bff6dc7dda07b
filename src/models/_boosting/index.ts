export { binLike, binMatrix } from './bin-matrix.ts';
export { fitBoostedTrees } from './fit.ts';
export { compileTrees } from './predict.ts';
export type { CompiledTrees } from './predict.ts';
export type {
  Binned,
  BoostedTree,
  BoostedTrees,
  BoostingParams,
  FitOptions,
  RoundReport,
  TrainingSet,
  UniformSource,
} from './types.ts';
