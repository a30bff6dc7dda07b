import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NativeLibrary } from '../../core/contracts/model.ts';

type Koffi = typeof import('koffi').default;
type Handle = ReturnType<Koffi['load']>;

/** Libraries that this thread has open. A handle that nobody keeps is closed, with what it had to load. */
const opened = new Map<string, NativeLibrary>();

/** Opens a shared library in this thread; calls into it are synchronous. Throws with the loader's own words. */
export async function openLibrary(path: string): Promise<NativeLibrary> {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const { default: koffi } = await import('koffi');
  const [handle, helper] = loadWithOpenMp(koffi, path);
  const library: NativeLibrary = Object.freeze({
    func: (prototype: string) => handle.func(prototype) as (...args: readonly unknown[]) => unknown,
    view: (pointer: unknown, bytes: number) => koffi.view(pointer as never, bytes),
    keeps: [handle, helper],
  });
  opened.set(path, library);
  return library;
}

/** Some builds leave it to the machine to have an OpenMP library; Python packages bring one of their own. */
function loadWithOpenMp(koffi: Koffi, path: string): readonly [Handle, Handle | undefined] {
  try {
    return [koffi.load(path), undefined];
  } catch (error) {
    const helper = /lib(gomp|omp)/.test(String(error)) ? openMpNear(path) : undefined;
    if (helper === undefined) throw error;
    const kept = koffi.load(helper, { global: true });
    return [koffi.load(path), kept];
  }
}

/** `site-packages/xgboost/lib/libxgboost.so`: `site-packages/*.libs/libgomp-….so.1`. */
function openMpNear(path: string): string | undefined {
  const packages = dirname(dirname(dirname(path)));
  for (const folder of namesIn(packages)
    .filter((name) => name.endsWith('.libs'))
    .sort()) {
    const found = namesIn(join(packages, folder)).find((name) => /^lib(gomp|omp)/.test(name));
    if (found !== undefined) return join(packages, folder, found);
  }
  return undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
