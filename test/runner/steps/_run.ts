import type { JsonValue } from '../../../src/core/artifacts.ts';
import type { NumericArray, StepResult } from '../../../src/runner/steps/step.ts';
import { textOf } from '../../../src/runner/steps/step.ts';

export const column = (result: StepResult, name: string): NumericArray => {
  const found = result.arrays.find((array) => array.name === name);
  if (found === undefined) throw new Error(`no array "${name}"`);
  return found.values;
};

export const json = (result: StepResult, name: string): JsonValue =>
  JSON.parse(textOf(column(result, name))) as JsonValue;

export const isShared = (result: StepResult): boolean =>
  result.arrays.every(({ values }) => values.buffer instanceof SharedArrayBuffer);
