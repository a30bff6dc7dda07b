import { FormulaError, parseFormula } from '../core/formula.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Param } from '../core/params.ts';
import type { ProblemCode } from '../core/problem.ts';
import type { Parsed, UnitFault } from '../core/units.ts';
import {
  parseBps,
  parseClock,
  parseFraction,
  parseInterval,
  parsePeriod,
  parseSpan,
  parseTime,
} from '../core/units.ts';

export type ScalarResult =
  | { readonly value: unknown; readonly names?: readonly PlacedName[]; readonly fault?: undefined }
  | { readonly fault: UnitFault & { readonly code: ProblemCode; readonly part?: readonly [number, number] } };

/** A name inside a formula and where it first stands there. */
interface PlacedName {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const bad = (message: string, more: Partial<UnitFault> = {}): ScalarResult => ({
  fault: { code: 'SPEC_BAD_VALUE', message, ...more },
});

/** Canonical form of one written value. Spans and periods are left open where the bar size is not known. */
export function scalarValue(param: Param, written: unknown, interval_ms: number | undefined): ScalarResult {
  switch (param.kind) {
    case 'span':
      return barsValue(parseSpan(written, interval_ms ?? 1), interval_ms);
    case 'period':
      return barsValue(parsePeriod(written, interval_ms ?? 1), interval_ms);
    case 'bps':
      return unitValue(parseBps(written));
    case 'fraction':
      return unitValue(parseFraction(written));
    case 'interval':
      return unitValue(parseInterval(written));
    case 'time':
      return unitValue(parseTime(written));
    case 'clock':
      return unitValue(parseClock(written));
    case 'number':
      return typeof written === 'number' ? { value: written === 0 ? 0 : written } : bad('must be a number');
    case 'integer':
      return Number.isSafeInteger(written) ? { value: written === 0 ? 0 : written } : bad('must be a whole number');
    case 'flag':
      return typeof written === 'boolean' ? { value: written } : bad('must be true or false');
    case 'choice':
      return choiceValue(param, written);
    case 'formula':
      return formulaValue(written);
    default:
      return typeof written === 'string'
        ? { value: written }
        : bad(param.kind === 'input' ? 'must be a name' : 'must be text', { hint: `"${JSON.stringify(written)}"` });
  }
}

function unitValue(parsed: Parsed<unknown>): ScalarResult {
  return parsed.fault === undefined ? { value: parsed.value } : { fault: { code: 'SPEC_BAD_UNIT', ...parsed.fault } };
}

function barsValue(parsed: Parsed<unknown>, interval_ms: number | undefined): ScalarResult {
  return parsed.fault === undefined && interval_ms === undefined ? { value: undefined } : unitValue(parsed);
}

function choiceValue(param: Param, written: unknown): ScalarResult {
  const choices = param.canonical['enum'] as readonly (string | number)[];
  if (choices.includes(written as string)) return { value: written };
  const { hint } = didYouMean(String(written), choices.map(String));
  return bad('must be one of the choices', { expected: choices.join(', '), ...(hint !== undefined && { hint }) });
}

function formulaValue(written: unknown): ScalarResult {
  if (typeof written !== 'string') return bad('must be a formula, quoted', { expected: '"close / ema_20 - 1"' });
  try {
    return { value: written, names: parseFormula(written).names.map((name) => placed(written, name)) };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const { from, to, ...fault } = error.fault;
    return { fault: { code: 'SPEC_BAD_VALUE', part: [from, to], ...fault } };
  }
}

function placed(formula: string, name: string): PlacedName {
  const from = formula.search(new RegExp(`(?<![a-z0-9_.])${name.replace('.', '\\.')}(?![a-z0-9_.])`));
  return { name, from, to: from + name.length };
}
