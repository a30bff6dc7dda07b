/**
 * The vocabulary in which components state their parameters. One `params` object gives the static type of a kernel's
 * arguments, the run-time JSON Schema, the editor schema, the reference page and the admissible range of a search.
 *
 * Values travel in two forms. *Written*: as in the YAML file (`12h`, `9bps`, `0.1%`). *Canonical*: what kernels receive
 * and digests are made of (bars, bps, fractions). Defaults are stated as written.
 */
export type JsonSchema = { readonly [key: string]: unknown };

export type Kind =
  | 'span' // whole bars, looks back or ahead; written as bars or as a duration
  | 'period' // calendar-aware length for split, fit, schedules; canonical { bars } | { ms } | { months }
  | 'bps' // edge, cost; canonical bps
  | 'fraction' // canonical plain fraction
  | 'number'
  | 'integer'
  | 'flag'
  | 'text'
  | 'choice'
  | 'time' // ISO date or date-time, UTC; canonical epoch ms
  | 'clock' // "00:05"; canonical ms after midnight UTC
  | 'interval' // bar size; canonical ms
  | 'input' // name of one column, score or signal
  | 'inputs' // list of such names, with groups, globs and a leading minus where `selects` is set
  | 'formula' // expression over column names
  | 'list'
  | 'map'
  | 'block'
  | 'component'; // a typed block whose keys are those of a component of `room`

/** What a name may refer to. `column` = bar column or feature output. */
export type Role = 'column' | 'bar' | 'label' | 'model' | 'score' | 'signal';

export interface Param<T = unknown> {
  readonly kind: Kind;
  readonly doc: string;
  readonly canonical: JsonSchema;
  readonly written: JsonSchema;
  /** As written. A parameter with a default is never missing for a kernel. */
  readonly default?: unknown;
  readonly optional: boolean;
  readonly unit?: string;
  readonly fields?: Params;
  readonly of?: Param;
  readonly room?: string;
  readonly accepts?: readonly Role[];
  /** `none` may stand instead of the block. Canonical: `{ type: 'none' }` for components, `null` for blocks. */
  readonly none?: boolean;
  /** Excluded from digests: changes no number. */
  readonly undigested?: boolean;
  readonly value?: T;
}

export type Params = { readonly [key: string]: Param };

/** Static type of the canonical values of `P`. */
export type Values<P extends Params> = {
  readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never;
};

interface Common {
  readonly default?: unknown;
  readonly optional?: boolean;
  readonly unit?: string;
}
type Maybe<T, O> = O extends { readonly optional: true } ? T | undefined : T;

interface Bounds extends Common {
  readonly min?: number;
  readonly max?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  /** Exclusive upper bound. */
  readonly below?: number;
}

const DURATION = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d|w)$';
const PERIOD = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d|w|mo|y)$';
const RATE = '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?(bps|%)$';

function bounds(o: Bounds | undefined): JsonSchema {
  return {
    ...(o?.min !== undefined && { minimum: o.min }),
    ...(o?.max !== undefined && { maximum: o.max }),
    ...(o?.above !== undefined && { exclusiveMinimum: o.above }),
    ...(o?.below !== undefined && { exclusiveMaximum: o.below }),
  };
}

function param<T>(
  kind: Kind,
  doc: string,
  canonical: JsonSchema,
  written: JsonSchema,
  o?: Common & Partial<Param>,
): Param<T> {
  const { default: fallback, optional, unit, ...rest } = o ?? {};
  return Object.freeze({
    kind,
    doc,
    canonical,
    written,
    optional: optional === true,
    ...(fallback !== undefined && { default: fallback }),
    ...(unit !== undefined && { unit }),
    ...('fields' in rest && { fields: rest.fields }),
    ...('of' in rest && { of: rest.of }),
    ...('room' in rest && { room: rest.room }),
    ...('accepts' in rest && { accepts: rest.accepts }),
    ...('none' in rest && { none: rest.none }),
    ...('undigested' in rest && { undigested: rest.undigested }),
  }) as Param<T>;
}

/** Whole bars: an integer, or a duration (`12h`) that must be a whole number of bars. Canonical: bars. */
export function span<const O extends Bounds>(doc: string, o?: O): Param<Maybe<number, O>> {
  const canonical = { type: 'integer', minimum: 1, ...bounds(o) };
  return param(
    'span',
    doc,
    canonical,
    { anyOf: [canonical, { type: 'string', pattern: DURATION }] },
    { unit: 'bars', ...o },
  );
}

export type Period = { readonly bars: number } | { readonly ms: number } | { readonly months: number };

/** Length of a calendar window: bars, a duration, `mo` or `y`. */
export function period<const O extends Common>(doc: string, o?: O): Param<Maybe<Period, O>> {
  const written = {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: PERIOD },
    ],
  };
  return param('period', doc, { type: 'object' }, written, o);
}

/** Edge, fee, slippage: `9bps`, `0.09%` or `0.0009`. Canonical: basis points. Bounds are in bps. */
export function bps<const O extends Bounds>(doc: string, o?: O): Param<Maybe<number, O>> {
  const canonical = { type: 'number', ...bounds(o) };
  const written = {
    anyOf: [
      { type: 'number', exclusiveMinimum: -1, exclusiveMaximum: 1 },
      { type: 'string', pattern: RATE },
    ],
  };
  return param('bps', doc, canonical, written, { unit: 'bps', ...o });
}

/** A share of something: `20%`, `0.2`. Canonical: plain fraction. `max_position: 1` is one time equity. */
export function fraction<const O extends Bounds>(doc: string, o?: O): Param<Maybe<number, O>> {
  const canonical = { type: 'number', ...bounds(o) };
  return param(
    'fraction',
    doc,
    canonical,
    { anyOf: [canonical, { type: 'string', pattern: RATE }] },
    { unit: 'fraction', ...o },
  );
}

export function number<const O extends Bounds>(doc: string, o?: O): Param<Maybe<number, O>> {
  const schema = { type: 'number', ...bounds(o) };
  return param('number', doc, schema, schema, o);
}

export function integer<const O extends Bounds>(doc: string, o?: O): Param<Maybe<number, O>> {
  const schema = { type: 'integer', ...bounds(o) };
  return param('integer', doc, schema, schema, o);
}

export function flag<const O extends Common>(doc: string, o?: O): Param<Maybe<boolean, O>> {
  return param('flag', doc, { type: 'boolean' }, { type: 'boolean' }, o);
}

export function text<const O extends Common & { pattern?: string; undigested?: boolean }>(
  doc: string,
  o?: O,
): Param<Maybe<string, O>> {
  const schema = { type: 'string', ...(o?.pattern !== undefined && { pattern: o.pattern }) };
  return param('text', doc, schema, schema, o);
}

export function choice<const C extends string | number, const O extends Common>(
  doc: string,
  choices: readonly C[],
  o?: O,
): Param<Maybe<C, O>> {
  return param('choice', doc, { enum: choices }, { enum: choices }, o);
}

/** ISO date (`2024-01-01`, midnight UTC) or date-time. Canonical: epoch ms. */
export function time<const O extends Common>(doc: string, o?: O): Param<Maybe<number, O>> {
  return param('time', doc, { type: 'number' }, { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}' }, o);
}

/** Time of day, quoted: `"00:05"`. Canonical: ms after midnight UTC. */
export function clock<const O extends Common>(doc: string, o?: O): Param<Maybe<number, O>> {
  return param('clock', doc, { type: 'number' }, { type: 'string', pattern: '^[0-2][0-9]:[0-5][0-9]$' }, o);
}

/** Bar size: `1m 5m 15m 1h 4h 1d`. Canonical: ms. */
export function interval<const O extends Common>(doc: string, o?: O): Param<Maybe<number, O>> {
  return param('interval', doc, { type: 'number', minimum: 1 }, { type: 'string', pattern: DURATION }, o);
}

/** The name of one input: `close`, `ema_20`, `bb.upper`. */
export function input<const O extends Common & { accepts?: readonly Role[] }>(
  doc: string,
  o?: O,
): Param<Maybe<string, O>> {
  const schema = { type: 'string' };
  return param('input', doc, schema, schema, { accepts: ['column'], ...o });
}

/** Several inputs: `[trend, reversal]`; `all`, globs (`ret_*`) and `-name` where the reader selects from a room. */
export function inputs<const O extends Common & { accepts?: readonly Role[] }>(
  doc: string,
  o?: O,
): Param<Maybe<readonly string[], O>> {
  const schema = { type: 'array', items: { type: 'string' }, minItems: 1 };
  return param('inputs', doc, schema, schema, { accepts: ['column'], ...o });
}

/** An arithmetic expression over columns: `close / ema_20 - 1`. Parsed by core/formula. */
export function formula(doc: string): Param<string> {
  return param('formula', doc, { type: 'string' }, { type: 'string' });
}

export function list<T, const O extends Common & { minItems?: number }>(
  doc: string,
  of: Param<T>,
  o?: O,
): Param<Maybe<readonly T[], O>> {
  const shape = (items: JsonSchema): JsonSchema => ({ type: 'array', items, minItems: o?.minItems ?? 1 });
  return param('list', doc, shape(of.canonical), shape(of.written), { ...o, of });
}

/** Free names to values of one kind: `weights: { h1: 0.1, h12: 0.2 }`. */
export function map<T, const O extends Common>(
  doc: string,
  of: Param<T>,
  o?: O,
): Param<Maybe<{ readonly [name: string]: T }, O>> {
  const shape = (value: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: value, minProperties: 1 });
  return param('map', doc, shape(of.canonical), shape(of.written), { ...o, of });
}

/** A block of fixed keys. With `none`, the word `none` may stand instead (canonical `null`). */
export function block<P extends Params, const O extends Common & { none?: boolean }>(
  doc: string,
  fields: P,
  o?: O,
): Param<Maybe<O extends { none: true } ? Values<P> | null : Values<P>, O>> {
  const canonical = objectSchema(fields, 'canonical');
  const written = objectSchema(fields, 'written');
  const or = (schema: JsonSchema, none: JsonSchema): JsonSchema =>
    o?.none === true ? { anyOf: [schema, none] } : schema;
  return param('block', doc, or(canonical, { type: 'null' }), or(written, { const: 'none' }), { ...o, fields });
}

/** A canonical typed block: its `type` and the values of that component's parameters. */
export interface Typed {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A typed block whose keys are those of a component of `room`, validated by that component's own schema. */
export function component<const O extends Common & { none?: boolean }>(
  doc: string,
  room: string,
  o?: O,
): Param<Maybe<Typed, O>> {
  const open = { type: 'object', required: ['type'], properties: { type: { type: 'string' } } };
  const written = o?.none === true ? { anyOf: [open, { const: 'none' }] } : open;
  return param('component', doc, open, written, { ...o, room });
}

/** JSON Schema of a closed object. Canonical form requires defaulted keys (they are filled first), written does not. */
export function objectSchema(fields: Params, form: 'canonical' | 'written'): JsonSchema {
  const entries = Object.entries(fields);
  const needed = entries
    .filter(([, p]) => !p.optional && (form === 'canonical' || p.default === undefined))
    .map(([k]) => k);
  const properties = Object.fromEntries(
    entries.map(([key, p]) => {
      if (form === 'canonical') return [key, p.canonical];
      return [key, { ...p.written, description: p.doc, ...(p.default !== undefined && { default: p.default }) }];
    }),
  );
  return { type: 'object', properties, required: needed, additionalProperties: false };
}
