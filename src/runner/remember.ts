import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Store } from './store.ts';

/** A small result kept in the store by its recipe; numbers that JSON cannot say come back as NaN. */
export function remembered<T extends object>(store: Store | undefined, recipe: JsonValue, compute: () => T): T {
  const key = digestJson(recipe);
  const entry = store?.read(key);
  if (entry !== undefined) return restored(entry.meta) as T;
  const made = compute();
  store?.write(key, { meta: JSON.parse(JSON.stringify(made)) as JsonValue, arrays: [] });
  return made;
}

function restored(meta: JsonValue): unknown {
  return Object.fromEntries(Object.entries(meta as object).map(([key, value]) => [key, value === null ? NaN : (value as unknown)]));
}
