import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Store } from './store.ts';

/**
 * A small result, as JSON, kept in the store by its recipe; numbers that JSON cannot say come back as NaN. It is kept as text: its
 * keys stand in the same order whether it was computed or read.
 */
export async function remembered<T extends object>(
  store: Store | undefined,
  recipe: JsonValue,
  compute: () => Promise<string>,
): Promise<T> {
  const key = digestJson(['remembered', recipe]);
  const entry = store?.read(key);
  if (entry !== undefined) return restored(entry.meta as string) as T;
  const text = await compute();
  store?.write(key, { meta: text, arrays: [] });
  return restored(text) as T;
}

function restored(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (value === null ? NaN : value));
}
