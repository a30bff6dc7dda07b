import { Refusal, refuse } from '../core/problem.ts';
import { didYouMean } from '../core/nearest.ts';
import { meets } from './condition.ts';
import type { Condition } from './condition.ts';
import type { IndexLine } from './run-index.ts';

export interface Selection {
  readonly experiment?: string | undefined;
  readonly where: readonly Condition[];
  /** Rows at most, the newest; 0 = all. */
  readonly limit: number;
  /** Metric or field to sort by, the highest first; default: the newest first. */
  readonly sort?: string | undefined;
}

const FIELDS = ['run', 'experiment', 'status', 'date', 'commit', 'digest8', 'engine', 'segments'] as const;

type Row = { readonly [name: string]: string | number | null };

/** The runs that a selection leaves, newest first or by `sort`; a name that no run has is refused. */
export async function selectRuns(
  lines: readonly IndexLine[],
  { experiment, where, limit, sort }: Selection,
): Promise<readonly IndexLine[]> {
  if (lines.length === 0) return [];
  const names = [...FIELDS, ...new Set(lines.flatMap(({ metrics }) => Object.keys(metrics)))];
  for (const name of [...where.map((condition) => condition.name), ...(sort === undefined ? [] : [sort])]) {
    if (!names.includes(name)) throw unknownName(name, names);
  }
  const { desc, escape, from } = await import('arquero');
  const order = sort ?? 'date';
  const rows = lines.map((line, position) => ({ ...fieldsOf(line, names), position }));
  const chosen = from(rows)
    .filter(escape((row: Row) => experiment === undefined || row['experiment'] === experiment))
    .filter(escape((row: Row) => where.every((condition) => meets(condition, row[condition.name]))))
    .filter(escape((row: Row) => sort === undefined || row[sort] !== null))
    .orderby(desc(order), desc('position'))
    .slice(0, limit === 0 ? Infinity : limit);
  return (chosen.array('position') as number[]).map((position) => lines[position]);
}

function fieldsOf(line: IndexLine, names: readonly string[]): { [name: string]: string | number | null } {
  const fields: { readonly [name: string]: unknown } = {
    ...line.metrics,
    ...Object.fromEntries(FIELDS.map((name) => [name, line[name]])),
  };
  return Object.fromEntries(names.map((name) => [name, (fields[name] ?? null) as string | number | null]));
}

function unknownName(name: string, known: readonly string[]): Refusal {
  return new Refusal(
    refuse('USAGE', '', `no run has "${name}"`, { expected: known.join(', '), ...didYouMean(name, known) }).problems,
    2,
  );
}
