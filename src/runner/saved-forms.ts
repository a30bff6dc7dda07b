import type { JsonValue } from '../core/artifacts.ts';
import type { EngineName, Model } from '../core/contracts/model.ts';
import type { FileModel } from '../models/_files/index.ts';
import { innermost } from '../models/_fold/pipeline.ts';
import { safeName } from './folders.ts';
import { isGivenModel } from './given.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { ResultFile } from './results.ts';

const ENDINGS: { readonly [form in EngineName]: string } = { lightgbm: 'txt', xgboost: 'xgboost.json' };

interface Saved {
  /** As it is in the store. */
  readonly text: string;
  readonly forms: readonly EngineName[];
}

/**
 * The files of one fitted model: as it is in the store, and in the forms that others load. What a library has saved in
 * a form of its own stands in that form alone; with `prepare` before it, beside the JSON that holds those slots too.
 */
export function savedForms(plan: Plan, node: PlanNode, at: string, { text, forms }: Saved): readonly ResultFile[] {
  const name = node.name.slice(0, -(node.label as string).length - 1);
  const written: Model['written'] = plan.spec.models.find((m) => m.name === name)?.component.written ?? {};
  const wanted = [...new Set([...(written.form === undefined ? [] : [written.form]), ...forms])];
  if (wanted.length === 0) return [{ path: `${at}.json`, content: text }];
  const { model, columns, bare } = innermost(JSON.parse(text) as JsonValue, plan.columns.get(name) ?? []);
  const own = bare && written.form !== undefined;
  return [
    ...(own ? [] : [{ path: `${at}.json`, content: text }]),
    ...wanted.flatMap((form) => {
      const content = written[form]?.(model, columns);
      const ending = own && form === 'xgboost' && written.form === form ? 'json' : ENDINGS[form];
      return content === undefined ? [] : [{ path: `${at}.${ending}`, content }];
    }),
  ];
}

/** The model files that came with the spec, as they were read. */
export function givenFiles({ given, panel }: Plan): readonly ResultFile[] {
  return [...given].flatMap(([name, ofSymbols]) => {
    const different = new Set(ofSymbols).size > 1;
    return panel.members.flatMap(({ symbol, index }): ResultFile[] => {
      const own = ofSymbols[index];
      if (!isGivenModel(own) || (!different && index > 0)) return [];
      const { format, text } = JSON.parse(own.text) as FileModel;
      const file = different ? safeName(`${name}.${symbol}`) : name;
      return [{ path: `models/${file}.${format === 'lightgbm' ? 'txt' : 'json'}`, content: text }];
    });
  });
}
