import { changedMonths, nodeChanges } from './node-changes.ts';
import type { NodeChange } from './node-changes.ts';
import { commonDays, metricChanges } from './metric-changes.ts';
import type { CommonDays, MetricChange } from './metric-changes.ts';
import { specChanges } from './spec-changes.ts';
import type { SpecChange } from './spec-changes.ts';
import { readDaily } from './stored-run.ts';
import type { StoredRun } from './stored-run.ts';

/** A run B against a run A. */
export interface Comparison {
  readonly a: StoredRun;
  readonly b: StoredRun;
  /** Absent where a run has no resolved spec. */
  readonly spec: readonly SpecChange[] | undefined;
  /** Absent where a run has no lock of this format. */
  readonly nodes: readonly NodeChange[] | undefined;
  /** Months of bars that differ. */
  readonly months: readonly string[];
  readonly metrics: readonly MetricChange[];
  readonly notes: readonly string[];
}

/** What changed from one stored run to another, and which of the differences are more than luck. Reads only. */
export function compareRuns(a: StoredRun, b: StoredRun): Comparison {
  const [first, second] = [readDaily(a.folder), readDaily(b.folder)];
  const days = first === undefined || second === undefined ? undefined : commonDays(first, second);
  const locks = a.lock === undefined || b.lock === undefined ? undefined : ([a.lock, b.lock] as const);
  const nodes = locks === undefined ? undefined : nodeChanges(...locks);
  const spec = a.spec === undefined || b.spec === undefined ? undefined : specChanges(a.spec, b.spec);
  const metrics = metricChanges(a, b, days);
  return {
    a,
    b,
    spec,
    nodes,
    months: locks === undefined ? [] : changedMonths(...locks),
    metrics,
    notes: notesOf(a, b, days, nodes),
  };
}

function notesOf(
  a: StoredRun,
  b: StoredRun,
  days: CommonDays | undefined,
  nodes: readonly NodeChange[] | undefined,
): string[] {
  const notes = [...a.notes.map((note) => `A: ${note}`), ...b.notes.map((note) => `B: ${note}`)];
  if (a.folder === b.folder) notes.push('A and B are one and the same folder');
  else if (a.digest !== undefined && a.digest === b.digest) notes.push('the same spec: both have one digest');
  if (a.engine !== undefined && b.engine !== undefined && a.engine !== b.engine)
    notes.push('two versions of the engine: code may differ where the spec does not');
  if (a.experiment !== b.experiment) notes.push('two experiments');
  if (days === undefined) notes.push('no intervals: a run has no daily returns (diagnostics/daily.csv)');
  else if (days.a.length < days.daysOfA || days.a.length < days.daysOfB) {
    notes.push(
      `A covers ${days.daysOfA} days, B ${days.daysOfB}: intervals rest on the ${days.a.length} that both know`,
    );
  }
  const contradicted = nodes?.flatMap((change) => change.contradicted) ?? [];
  if (contradicted.length > 0)
    notes.push(
      `same recipe and data, another result: ${contradicted.slice(0, 3).join(', ')}${contradicted.length > 3 ? ', ...' : ''}; run assay verify`,
    );
  return notes;
}

/** What `--json` prints of a run. */
export function runJson({
  folder,
  experiment,
  name,
  status,
  digest,
  engine,
  finished,
  commit,
  dirty,
  segments,
  notes,
}: StoredRun): object {
  return {
    folder,
    experiment,
    name,
    status,
    digest: digest ?? null,
    engine: engine ?? null,
    finished: finished ?? null,
    commit: commit ?? null,
    dirty,
    segments: segments ?? null,
    notes,
  };
}

export function comparisonJson({ b, spec, nodes, months, metrics, notes }: Comparison): object {
  const changes = spec?.map(({ path, a, b: to }) => ({ path, a: a ?? null, b: to ?? null }));
  return { run: runJson(b), spec: changes ?? null, nodes: nodes ?? null, months, metrics, notes };
}
