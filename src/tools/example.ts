import type { Param, Params } from '../core/params.ts';
import { scalarValue } from '../spec/scalar.ts';

const HOUR_MS = 3_600_000;

/** Canonical values that satisfy the bounds of each parameter: defaults, else something small and plausible. */
export function exampleValues(params: Params): { readonly [key: string]: unknown } {
  const given = Object.entries(params).filter(([, param]) => param.default !== undefined || !param.optional);
  return Object.fromEntries(given.map(([key, param]) => [key, exampleValue(param)]));
}

function exampleValue(param: Param): unknown {
  switch (param.kind) {
    case 'block':
      return exampleValues(param.fields as Params);
    case 'component':
      return param.default ?? { type: 'none' };
    case 'map':
      return { a: exampleValue(param.of as Param) };
    case 'list':
      return (
        param.default ??
        Array.from({ length: Number(param.canonical['minItems'] ?? 1) }, () => exampleValue(param.of as Param))
      );
    case 'inputs':
      return param.default ?? ['close'];
    default:
      return canonicalExample(param);
  }
}

function canonicalExample(param: Param): unknown {
  const parsed = scalarValue(param, writtenExample(param), HOUR_MS);
  if (parsed.fault !== undefined) throw new Error(`no example for "${param.doc}": ${parsed.fault.message}`);
  return parsed.value;
}

/** A value as one would write it; bar size one hour. */
export function writtenExample(param: Param): unknown {
  if (param.default !== undefined) return param.default;
  switch (param.kind) {
    case 'span':
    case 'integer':
      return numberWithin(param, 14);
    case 'bps':
      return `${numberWithin(param, 5)}bps`;
    case 'fraction':
    case 'number':
      return numberWithin(param, 0.5);
    case 'period':
      return '4w';
    case 'flag':
      return false;
    case 'choice':
      return (param.canonical['enum'] as readonly unknown[])[0];
    case 'time':
      return '2024-01-01';
    case 'clock':
      return '00:00';
    case 'interval':
      return '1h';
    case 'formula':
      return 'close / open - 1';
    case 'text':
      return 'text';
    default:
      return 'close';
  }
}

function numberWithin({ canonical }: Param, wanted: number): number {
  const bound = (key: string): number | undefined => canonical[key] as number | undefined;
  const least = bound('minimum') ?? bound('exclusiveMinimum') ?? -Infinity;
  const most = bound('maximum') ?? bound('exclusiveMaximum') ?? Infinity;
  if (wanted > least && wanted < most) return wanted;
  return wanted <= least ? (most === Infinity ? least + 1 : (least + most) / 2) : most - 1;
}
