import type { TreeEnsemble } from './ensemble.ts';
import { LIMITS } from './limits.ts';
import { readLightgbm } from './read-lightgbm.ts';
import type { Parsed } from './read-ubj.ts';
import { readUbj } from './read-ubj.ts';
import { readXgboost } from './read-xgboost.ts';

/** The text of a model: LightGBM's own form, or the JSON of XGBoost. What a run stores and what its folder shows. */
export interface ModelText {
  readonly format: 'lightgbm' | 'xgboost';
  readonly text: string;
}

/**
 * The text of a model file of any kind, told by its content: LightGBM text, XGBoost JSON or UBJ. Throws where it is none.
 */
export function modelText(bytes: Uint8Array): ModelText {
  if (bytes.length === 0) throw new Error('it is empty');
  if (bytes.length > LIMITS.bytes) throw new Error(`it has ${bytes.length} bytes; at most ${LIMITS.bytes} are read`);
  if (isUbj(bytes)) return { format: 'xgboost', text: JSON.stringify(readUbj(bytes), worded) };
  if (startsWith(bytes, 'binf') || startsWith(bytes, 'bs64'))
    throw new Error('it is in the old binary form of XGBoost; load it there and save it as JSON or UBJ');
  const text = textOf(bytes);
  if (/^\s*\{/.test(text)) return { format: 'xgboost', text };
  if (/^tree\r?\n/.test(text)) return { format: 'lightgbm', text };
  throw new Error('it is neither a LightGBM text model nor an XGBoost model in JSON or UBJ');
}

/** The model of a text. Throws with the place where something is wrong. */
export function readModel({ format, text }: ModelText): TreeEnsemble {
  return format === 'lightgbm' ? readLightgbm(text) : readXgboost(parsedJson(text));
}

/** JSON has no word for NaN and Infinity: they stand as text. */
const worded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && value - value !== 0 ? String(value) : value;

/** In UBJ a key's length follows the brace as a typed number; in JSON a quotation mark or space does. */
const isUbj = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7b && bytes.length > 1 && 'iUIlL#$'.includes(String.fromCharCode(bytes[1]));

const startsWith = (bytes: Uint8Array, word: string): boolean =>
  word.length <= bytes.length && Array.from(word).every((c, i) => bytes[i] === c.charCodeAt(0));

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is neither text nor UBJ');
  }
}

/** JSON, with the words NaN and Infinity that XGBoost may write. Nesting is counted first. */
function parsedJson(text: string): Parsed {
  refuseDeep(text);
  try {
    return JSON.parse(text) as Parsed;
  } catch (error) {
    try {
      const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) =>
        word.startsWith('"') ? word : `"${word}"`,
      );
      return JSON.parse(quoted) as Parsed;
    } catch {
      throw new Error(`it is no JSON, or cut off: ${(error as Error).message}`);
    }
  }
}

function refuseDeep(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) i = endOfString(text, i);
    else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) depth--;
    if (depth > LIMITS.nesting) throw new Error(`blocks lie more than ${LIMITS.nesting} deep in each other`);
  }
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}
