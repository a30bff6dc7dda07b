/** Assay as a library: open an experiment, run it, read what it found. The command line is built on the same calls. */
export { loadSpec } from './spec/load.ts';
export type { ResolvedSpec } from './spec/types.ts';
export { openExperiment } from './runner/open.ts';
export type { Opened } from './runner/open.ts';
export { runPlan } from './runner/run.ts';
export type { RunOutcome } from './runner/run.ts';
export { runExperiment } from './runner/experiment.ts';
export { registry } from './runner/registry.ts';
export { Refusal } from './core/problem.ts';
export { binSignals, scoreWithBins } from './bins/apply.ts';
export type { BinnedPredictions, BinRule, RawPredictions } from './bins/apply.ts';
export { loadBins } from './bins/file.ts';
export type { BinFile } from './bins/file.ts';
