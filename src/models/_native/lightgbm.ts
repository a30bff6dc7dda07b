import type { NativeLibrary, Sample } from '../../core/contracts/model.ts';
import type { NativeFit } from './fit.ts';
import { runRounds } from './train.ts';

type Handle = unknown;

const DOUBLE = 1;
const SINGLE = 0;
const COLUMN_MAJOR = 0;
const BY_GAIN = 1;

/** Functions of the C API that are used. Source: LightGBM, include/LightGBM/c_api.h. */
function bind(library: NativeLibrary) {
  const message = library.func('const char* LGBM_GetLastError()');
  const checked = (prototype: string): ((...args: readonly unknown[]) => void) => {
    const call = library.func(prototype);
    return (...args) => {
      if (call(...args) !== 0) throw new Error(`LightGBM: ${String(message()).slice(0, 400)}`);
    };
  };
  return {
    createData: checked(
      'int LGBM_DatasetCreateFromMat(const void* data, int type, int32_t rows, int32_t columns, int rowMajor, const char* options, void* reference, _Out_ void** out)',
    ),
    setField: checked(
      'int LGBM_DatasetSetField(void* data, const char* name, const void* values, int count, int type)',
    ),
    freeData: checked('int LGBM_DatasetFree(void* data)'),
    create: checked('int LGBM_BoosterCreate(void* data, const char* options, _Out_ void** out)'),
    addValidation: checked('int LGBM_BoosterAddValidData(void* booster, void* data)'),
    update: checked('int LGBM_BoosterUpdateOneIter(void* booster, _Out_ int* finished)'),
    evaluate: checked('int LGBM_BoosterGetEval(void* booster, int set, _Out_ int* count, _Out_ double* values)'),
    save: checked(
      'int LGBM_BoosterSaveModelToString(void* booster, int from, int rounds, int importance, int64_t size, _Out_ int64_t* needed, void* out)',
    ),
    free: checked('int LGBM_BoosterFree(void* booster)'),
  };
}

/** Fits in this thread and gives the model's text. Memory of the library is given back in any case. */
export function fitLightgbm(library: NativeLibrary, { train, validation, options, rounds }: NativeFit): string {
  const api = bind(library);
  const stated = Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  const owned: (() => void)[] = [];
  const data = (sample: Sample, reference: Handle): Handle => {
    const out: [Handle] = [null];
    const { rows, columns, target, weight } = sample;
    api.createData(sideBySide(sample), DOUBLE, rows, columns.length, COLUMN_MAJOR, stated, reference, out);
    owned.push(() => api.freeData(out[0]));
    api.setField(out[0], 'label', Float32Array.from(target), rows, SINGLE);
    if (weight !== undefined) api.setField(out[0], 'weight', Float32Array.from(weight), rows, SINGLE);
    return out[0];
  };
  try {
    const seen = data(train, null);
    const booster: [Handle] = [null];
    api.create(seen, stated, booster);
    owned.push(() => api.free(booster[0]));
    if (validation !== undefined) api.addValidation(booster[0], data(validation, seen));
    const kept = runRounds({
      ...rounds,
      grow: () => {
        const finished: [number] = [0];
        api.update(booster[0], finished);
        return finished[0] === 0;
      },
      loss: () => {
        const [count, values] = [[0], [NaN]];
        api.evaluate(booster[0], 1, count, values);
        return values[0];
      },
    });
    return textOf(api, booster[0], kept);
  } finally {
    for (const release of owned.toReversed()) release();
  }
}

/** The columns one behind the other. */
function sideBySide({ rows, columns }: Sample): Float64Array {
  const all = new Float64Array(rows * columns.length);
  columns.forEach((column, i) => all.set(column, i * rows));
  return all;
}

function textOf(api: ReturnType<typeof bind>, booster: Handle, rounds: number): string {
  const needed: [number | bigint] = [0];
  api.save(booster, 0, rounds, BY_GAIN, 0, needed, null);
  const bytes = new Uint8Array(Number(needed[0]));
  api.save(booster, 0, rounds, BY_GAIN, bytes.length, needed, bytes);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0) < 0 ? bytes.length : bytes.indexOf(0)));
}
