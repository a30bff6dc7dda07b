import { fewRowsFunctions } from './few-rows.ts';
import { histogramFunctions } from './histograms.ts';
import { rowFunctions } from './rows.ts';
import { splitFunctions } from './splits.ts';
import { walkFunctions } from './walk.ts';

/** Text of the whole kernel module. Memory is imported, so that fits of one thread, and threads of one fit, can share it. */
export function kernelText(): string {
  const functions = [
    ...histogramFunctions(),
    ...splitFunctions(),
    ...fewRowsFunctions(),
    ...rowFunctions(),
    ...walkFunctions(),
  ];
  return `(module (import "host" "memory" (memory 1 65536 shared))\n${functions.join('\n')})`;
}
