import type { JsonValue } from '../../core/artifacts.ts';
import type { EngineName, FitContext, NativeLibrary, Sample } from '../../core/contracts/model.ts';
import { checkNative, libraryOf } from './train.ts';
import type { Rounds } from './train.ts';

/** Parameters of a library by its own names. */
export type Options = { readonly [name: string]: string | number | boolean };

/** What a library is asked to fit. */
export interface NativeFit {
  readonly train: Sample;
  readonly validation: Sample | undefined;
  readonly options: Options;
  readonly rounds: Pick<Rounds, 'rounds' | 'patience' | 'cancelled'>;
}

interface Maker {
  readonly format: EngineName;
  readonly title: string;
  readonly run: (library: NativeLibrary, fit: NativeFit) => string;
}

interface Values {
  readonly rounds: number;
  readonly early_stopping?: { readonly patience: number } | undefined;
}

/** A fit by a library in its own form, after the checks that it leaves out. */
export function fitByLibrary(
  { format, title, run }: Maker,
  { rounds, early_stopping }: Values,
  [train, validation]: readonly [Sample, Sample | undefined],
  context: FitContext,
  options: (seed: number) => Options,
): JsonValue {
  const { task, rng, cancelled } = context;
  checkNative(train, task);
  if (validation !== undefined) checkNative(validation, task, ' of validation');
  const text = run(libraryOf(context, title), {
    train,
    validation,
    options: options(Math.floor(rng.uniform() * 2_147_483_647)),
    rounds: { rounds, patience: early_stopping?.patience, cancelled },
  });
  return { format, text };
}
