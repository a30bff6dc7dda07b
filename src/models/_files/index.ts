export { compileEnsemble } from './predict.ts';
export type { CompiledFile } from './predict.ts';
export type { TreeEnsemble } from './ensemble.ts';
export { modelText, readModel } from './read.ts';
export type { ModelText } from './read.ts';
export { savedTrees } from './saved.ts';
export { writeLightgbm } from './write-lightgbm.ts';
export { writeXgboost } from './write-xgboost.ts';
