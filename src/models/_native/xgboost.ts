import type { NativeLibrary, Sample } from '../../core/contracts/model.ts';
import type { NativeFit } from './fit.ts';
import { runRounds } from './train.ts';

type Handle = unknown;

/** Functions of the C API that are used. Source: XGBoost, include/xgboost/c_api.h. */
function bind(library: NativeLibrary) {
  const message = library.func('const char* XGBGetLastError()');
  const checked = (prototype: string): ((...args: readonly unknown[]) => void) => {
    const call = library.func(prototype);
    return (...args) => {
      if (call(...args) !== 0) throw new Error(`XGBoost: ${String(message()).split('\n')[0].slice(0, 400)}`);
    };
  };
  return {
    createData: checked(
      'int XGDMatrixCreateFromMat(const void* data, uint64_t rows, uint64_t columns, float missing, _Out_ void** out)',
    ),
    setField: checked('int XGDMatrixSetFloatInfo(void* data, const char* name, const void* values, uint64_t count)'),
    freeData: checked('int XGDMatrixFree(void* data)'),
    create: checked('int XGBoosterCreate(void** data, uint64_t count, _Out_ void** out)'),
    set: checked('int XGBoosterSetParam(void* booster, const char* name, const char* value)'),
    update: checked('int XGBoosterUpdateOneIter(void* booster, int round, void* data)'),
    evaluate: checked(
      'int XGBoosterEvalOneIter(void* booster, int round, void** data, const char** names, uint64_t count, _Out_ const char** out)',
    ),
    slice: checked('int XGBoosterSlice(void* booster, int from, int to, int step, _Out_ void** out)'),
    save: checked(
      'int XGBoosterSaveModelToBuffer(void* booster, const char* options, _Out_ uint64_t* size, _Out_ void** out)',
    ),
    free: checked('int XGBoosterFree(void* booster)'),
  };
}

/** Fits in this thread and gives the model as JSON text. Memory of the library is given back in any case. */
export function fitXgboost(library: NativeLibrary, { train, validation, options, rounds }: NativeFit): string {
  const api = bind(library);
  const owned: (() => void)[] = [];
  const data = ({ rows, columns, target, weight, ...rest }: Sample): Handle => {
    const out: [Handle] = [null];
    api.createData(rowByRow({ rows, columns, target, ...rest }), rows, columns.length, NaN, out);
    owned.push(() => api.freeData(out[0]));
    api.setField(out[0], 'label', Float32Array.from(target), rows);
    if (weight !== undefined) api.setField(out[0], 'weight', Float32Array.from(weight), rows);
    return out[0];
  };
  try {
    const sets = [train, ...(validation === undefined ? [] : [validation])].map(data);
    const booster: [Handle] = [null];
    api.create(sets, sets.length, booster);
    owned.push(() => api.free(booster[0]));
    for (const [name, value] of Object.entries(options)) api.set(booster[0], name, String(value));
    const kept = runRounds({
      ...rounds,
      grow: (round) => {
        api.update(booster[0], round, sets[0]);
        return true;
      },
      loss: (round) => lossOf(api, booster[0], round, sets[1]),
    });
    if (kept === rounds.rounds) return jsonOf(library, api, booster[0]);
    const best: [Handle] = [null];
    api.slice(booster[0], 0, kept, 1, best);
    owned.push(() => api.free(best[0]));
    return jsonOf(library, api, best[0]);
  } finally {
    for (const release of owned.toReversed()) release();
  }
}

/** Float32, as the library keeps them. */
function rowByRow({ rows, columns }: Sample): Float32Array {
  const all = new Float32Array(rows * columns.length);
  columns.forEach((column, c) => {
    for (let i = 0, at = c; i < rows; i++, at += columns.length) all[at] = column[i];
  });
  return all;
}

/** `[3]\ttail-rmse:0.5`. */
function lossOf(api: ReturnType<typeof bind>, booster: Handle, round: number, set: Handle): number {
  const out: [unknown] = [null];
  api.evaluate(booster, round, [set], ['tail'], 1, out);
  return Number(/:(\S+)$/.exec(String(out[0]).trim())?.[1]);
}

function jsonOf(library: NativeLibrary, api: ReturnType<typeof bind>, booster: Handle): string {
  const [size, out]: [[number | bigint], [unknown]] = [[0], [null]];
  api.save(booster, '{"format":"json"}', size, out);
  return new TextDecoder().decode(new Uint8Array(library.view(out[0], Number(size[0]))).slice());
}
