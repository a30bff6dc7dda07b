import type { JsonValue } from '../../core/artifacts.ts';
import type { Predictor } from '../../core/contracts/model.ts';
import { compileEnsemble } from './predict.ts';
import type { ModelText } from './read.ts';
import { readModel } from './read.ts';
import { lightgbmNames } from './write-lightgbm.ts';

/** A model whose saved form is the text of its maker. */
export function loadModelText(fitted: JsonValue): Predictor {
  const { predict } = compileEnsemble(readModel(fitted as unknown as ModelText));
  return { predict };
}

/** A model file as a plan holds it. */
export interface FileModel extends ModelText {
  /** Which of its values per row is the score. */
  readonly output: number;
}

/** A predictor of one of the values that a model gives per row. */
export function loadOutput(fitted: JsonValue): Predictor {
  const { output } = fitted as unknown as FileModel;
  const { values, predict } = compileEnsemble(readModel(fitted as unknown as ModelText));
  if (values === 1) return { predict };
  return {
    predict(columns, from, to, out, offset) {
      const all = new Float64Array((to - from) * values);
      predict(columns, from, to, all, 0);
      for (let i = 0; i < to - from; i++) out[offset + i] = all[i * values + output];
    },
  };
}

/** Summed gain of the splits per column. */
export const modelTextGain = (fitted: JsonValue): readonly number[] => readModel(fitted as unknown as ModelText).gain;

/** The text with the names of its columns, which it was fitted without. */
export function namedText(fitted: JsonValue, names: readonly string[]): string {
  const { format, text } = fitted as unknown as ModelText;
  if (format === 'lightgbm') return text.replace(/^feature_names=.*$/m, () => `feature_names=${lightgbmNames(names)}`);
  const types = JSON.stringify(names.map(() => 'float'));
  return text
    .replace('"feature_names":[]', () => `"feature_names":${JSON.stringify(names)}`)
    .replace('"feature_types":[]', () => `"feature_types":${types}`);
}
