import { Refusal, refuse } from '../core/problem.ts';

/** An ISO date or date-time (UTC) of a flag, as epoch ms. */
export function parseMoment(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?$/.test(text)
    ? Date.parse(text.endsWith('Z') || !text.includes('T') ? text : `${text}Z`)
    : NaN;
  if (Number.isFinite(at)) return at;
  throw new Refusal(
    refuse('USAGE', '', `${flag} takes a date or date-time in UTC`, {
      expected: '2024-01-31 or 2024-01-31T12:00Z',
      found: text,
    }).problems,
    2,
  );
}
