import type { Feature } from '../core/contracts/feature.ts';
import type { Signal } from '../core/contracts/signal.ts';
import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';
import { entryAt } from './tree.ts';
import type { Part } from './walk-types.ts';
import { complain } from './walk-types.ts';

/** Rules of specs with several symbols: which are loaded, which are meant. */
export function checkPanel(c: Checking): void {
  const symbols = checkSymbols(c);
  for (const block of ['portfolio', 'evaluation']) checkMeant(c, block, symbols);
  for (const part of c.w.parts) {
    if (!part.ok) continue;
    if (part.room === 'features') checkAcross(c, part, symbols);
    if (part.room === 'models' && symbols !== undefined) checkSubset(c, part, symbols);
    if (part.room === 'signals' && symbols !== undefined) checkNamed(c, part, symbols);
  }
}

/** The symbols as listed, each once. */
function checkSymbols(c: Checking): readonly string[] | undefined {
  const list = entryAt(c.root, ['data', 'symbols'])?.value;
  checkUniverse(c);
  if (list?.kind !== 'list') return undefined;
  const seen = new Set<string>();
  for (const item of list.items) {
    const symbol = item.kind === 'scalar' ? String(item.value) : '';
    if (seen.has(symbol))
      complain(c.w, 'SPEC_CONFLICT', { path: ['data', 'symbols'] }, item.mark, `"${symbol}" is listed twice`);
    seen.add(symbol);
  }
  return [...seen];
}

/** Symbols or a universe, one of the two, and what each kind of universe needs. */
function checkUniverse(c: Checking): void {
  const [symbols, universe] = ['symbols', 'universe'].map((key) => entryAt(c.root, ['data', key]));
  if (symbols === undefined && universe === undefined) {
    const at = entryAt(c.root, ['data']);
    const mark = at?.key ?? c.root.mark;
    complain(c.w, 'SPEC_MISSING_KEY', { path: ['data', 'symbols'] }, mark, 'required key of data is missing', {
      expected: 'symbols: [BTCUSDT], or universe: { type: list, path: … }',
      at: 'key',
    });
  }
  if (symbols !== undefined && universe !== undefined)
    conflict(c, ['data', 'universe'], 'says again who is loaded: "data.symbols" does', { hint: 'symbols: null' });
  if (universe?.value.kind !== 'map') return;
  const has = (key: string): boolean => entryAt(c.root, ['data', 'universe', key]) !== undefined;
  const type = entryAt(c.root, ['data', 'universe', 'type'])?.value;
  const kind = type?.kind === 'scalar' ? type.value : undefined;
  const needed = kind === 'list' ? 'path' : kind === 'top_volume' ? 'count' : undefined;
  if (needed !== undefined && !has(needed))
    conflict(c, ['data', 'universe'], `a universe of type "${String(kind)}" needs "${needed}"`, {
      expected: needed === 'path' ? 'path: universes/top200.csv' : 'count: 200',
    });
  for (const key of kind === 'list' ? ['count', 'window', 'every'] : kind === 'top_volume' ? ['path'] : [])
    if (has(key)) conflict(c, ['data', 'universe', key], `a universe of type "${String(kind)}" has no "${key}"`);
}

/** What runs across symbols needs some, at the one time of the bars. */
function checkAcross(c: Checking, { component, path, values }: Part, symbols: readonly string[] | undefined): void {
  if ((component as Feature).cross !== true) return;
  if (symbols?.length === 1)
    conflict(c, path, `"${component.type}" compares symbols, and the spec has one`, {
      expected: 'two or more in data.symbols',
      found: symbols.join(),
    });
  for (const key of ['symbol', 'interval'])
    if (values[key] !== undefined)
      conflict(c, [...path, key], `"${component.type}" runs across all symbols at each bar of data.interval`);
}

/** What is traded or judged must be one of the symbols that are loaded. */
function checkMeant(c: Checking, block: string, symbols: readonly string[] | undefined): void {
  const list = entryAt(c.root, [block, 'symbols'])?.value;
  for (const item of list?.kind === 'list' && symbols !== undefined ? list.items : []) {
    const symbol = item.kind === 'scalar' ? String(item.value) : '';
    if (symbols?.includes(symbol) === true) continue;
    complain(c.w, 'SPEC_CONFLICT', { path: [block, 'symbols'] }, item.mark, `"${symbol}" is not one of data.symbols`, {
      expected: symbols?.join(', ') ?? '',
      hint: `data.symbols: [${[...(symbols ?? []), symbol].join(', ')}]`,
    });
  }
}

/** Symbols that a signal names are loaded: without them it would never trade. */
function checkNamed(c: Checking, { path, component, values }: Part, symbols: readonly string[]): void {
  for (const [key, own] of Object.entries((component as Signal).symbols?.(values) ?? {})) {
    const stray = own.find((symbol) => !symbols.includes(symbol));
    if (stray !== undefined)
      conflict(c, [...path, key], `"${stray}" is not one of data.symbols`, { expected: symbols.join(', ') });
  }
}

function checkSubset(c: Checking, { path, values }: Part, symbols: readonly string[]): void {
  const own = (values['symbols'] ?? []) as readonly string[];
  const stray = own.find((symbol) => !symbols.includes(symbol));
  if (stray !== undefined)
    conflict(c, [...path, 'symbols'], `"${stray}" is not one of data.symbols`, { expected: symbols.join(', ') });
}
