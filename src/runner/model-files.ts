import { readFileSync, statSync } from 'node:fs';
import { sha256 } from '../core/digest.ts';
import { didYouMean } from '../core/nearest.ts';
import { refuse } from '../core/problem.ts';
import type { Problem, Refusal } from '../core/problem.ts';
import { resolvePath } from '../data/load.ts';
import type { DataRoots } from '../data/load.ts';
import { compileEnsemble, LIMITS, modelText, readModel, valuesPerRow } from '../models/_files/index.ts';
import type { FileModel, ModelText, TreeEnsemble } from '../models/_files/index.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { Panel } from './panel.ts';

/** A model that comes with the spec as a file, read and found to be sound. */
export interface GivenModel {
  /** JSON of a `FileModel`, which a scores node reads. */
  readonly text: string;
  /** Of the bytes of the file. */
  readonly digest: string;
  readonly output: number;
  /** Column of each feature of the file, in its order. */
  readonly columns: readonly string[];
}

/** The files of all `model_file` models, by model and symbol; one file is read once. */
export function openModelFiles(
  spec: ResolvedSpec,
  { members }: Panel,
  roots: DataRoots,
): ReadonlyMap<string, readonly GivenModel[]> {
  const files = spec.models.filter(({ component }) => component.external === 'model');
  return new Map(
    files.map((model) => {
      const known = new Map<string, GivenModel>();
      const opened = members.map(({ symbol }) => {
        const path = resolvePath(model.values['path'] as string, symbol, roots);
        const given = known.get(path) ?? openModelFile(model, spec, path);
        known.set(path, given);
        return given;
      });
      return [model.name, opened];
    }),
  );
}

function openModelFile(model: Node, spec: ResolvedSpec, path: string): GivenModel {
  const refused = (code: 'DATA_FILE' | 'DATA_FORMAT', message: string, more: Partial<Problem> = {}): Refusal =>
    refuse(code, [...model.path, 'path'].join('.'), message, more);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw refused('DATA_FILE', stat === undefined ? `file "${path}" does not exist` : `"${path}" is not a file`, {
      hint: 'paths with ./ lie beside the spec, others below paths.data of config.yml',
    });
  const tooLarge = `it has ${stat.size} bytes; at most ${LIMITS.bytes} are read`;
  if (stat.size > LIMITS.bytes) throw refused('DATA_FORMAT', `"${path}" is no model that can be read: ${tooLarge}`);
  const bytes = readFileSync(path);
  const { text, ensemble } = soundModel(bytes, (fact) =>
    refused('DATA_FORMAT', `"${path}" is no model that can be read: ${fact}`),
  );
  const output = outputOf(model, ensemble);
  const columns = columnsOf(model, spec, ensemble);
  const file: FileModel = { ...text, output };
  return { text: JSON.stringify(file), digest: sha256(bytes), output, columns };
}

function soundModel(
  bytes: Uint8Array,
  refused: (fact: string) => Refusal,
): { readonly text: ModelText; readonly ensemble: TreeEnsemble } {
  try {
    const text = modelText(bytes);
    const ensemble = readModel(text);
    compileEnsemble(ensemble);
    return { text, ensemble };
  } catch (error) {
    throw refused((error as Error).message);
  }
}

function outputOf({ path, values }: Node, ensemble: TreeEnsemble): number {
  const [stated, count] = [values['class'] as number | undefined, valuesPerRow(ensemble)];
  if (stated === undefined && count === 1) return 0;
  if (stated !== undefined && stated < count && count > 1) return stated;
  const at = [...path, ...(stated === undefined ? [] : ['class'])].join('.');
  throw refuse(
    'SPEC_CONFLICT',
    at,
    `the file's ${ensemble.objective} gives ${count} value${count === 1 ? '' : 's'} per row`,
    {
      ...(count === 1
        ? { hint: 'leave out class' }
        : { expected: `class: 0 to ${count - 1}`, ...(stated !== undefined && { found: String(stated) }) }),
    },
  );
}

/** The column of each feature. Refused where one is not there, and where a column that is named alone is not read. */
function columnsOf(model: Node, spec: ResolvedSpec, { features, names }: TreeEnsemble): readonly string[] {
  const selected = spec.modelColumns.get(model.name) ?? [];
  const refused = (message: string, more: Partial<Problem>): Refusal =>
    refuse('SPEC_CONFLICT', [...model.path, 'features'].join('.'), message, more);
  if (model.values['match'] === 'order') {
    if (selected.length === features) return selected;
    throw refused(`the file has ${features} features`, {
      expected: `${features} columns, in their order`,
      found: `${selected.length}: ${selected.join(', ')}`,
    });
  }
  if (names === undefined) throw refused('the file does not name its features', { hint: 'match: order' });
  const renamed = (model.values['names'] ?? {}) as { readonly [name: string]: string };
  const strange = Object.keys(renamed).find((name) => !names.includes(name));
  if (strange !== undefined)
    throw refuse('SPEC_CONFLICT', [...model.path, 'names', strange].join('.'), 'the file has no feature of this name', {
      expected: names.join(', '),
      ...didYouMean(strange, names),
    });
  const columns = names.map((name) => (Object.hasOwn(renamed, name) ? renamed[name] : name));
  const missing = columns.filter((name) => !selected.includes(name));
  if (missing.length > 0)
    throw refused(`the file reads features that are not among the columns: ${missing.join(', ')}`, {
      expected: names.join(', '),
      found: selected.join(', '),
      hint: didYouMean(missing[0], selected).hint ?? 'names: { <in the file>: <column> }, or match: order',
    });
  const idle = selected.find((name) => !columns.includes(name));
  const written = (model.values['features'] ?? []) as readonly string[];
  if (idle !== undefined && written.includes(idle))
    throw refused(`the file does not read "${idle}"`, {
      expected: columns.join(', '),
      hint: `-${idle}, or leave it out`,
    });
  return columns;
}
