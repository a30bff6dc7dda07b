import { comparisonVerdict, fourDigits } from '../history/wording.ts';
import type { Comparison } from '../history/compare.ts';
import type { MetricChange } from '../history/metric-changes.ts';
import { written } from '../history/spec-changes.ts';
import type { StoredRun } from '../history/stored-run.ts';
import type { Tripped } from '../history/tripped.ts';
import { textTable } from './print.ts';
import { printable, wrapped } from './text.ts';

const SHOWN_KEYS = 20;

/** A comparison for people: at most 80 columns. */
export function comparisonLines(comparison: Comparison): string[] {
  const { a, b, notes, metrics } = comparison;
  return [
    ...runLines('A', a),
    ...runLines('B', b),
    ...notes.flatMap((note) => wrapped(`note: ${printable(note)}`, '      ')),
    '',
    ...specLines(comparison),
    ...nodeLines(comparison),
    '',
    ...intervalLines(metrics),
    ...plainLines(metrics),
    ...wrapped(comparisonVerdict(comparison)),
  ];
}

function runLines(letter: string, { experiment, name, status, commit, dirty }: StoredRun): string[] {
  const facts = [
    status === 'complete' ? '' : status,
    commit === undefined ? '' : `commit ${commit.slice(0, 8)}${dirty ? '-dirty' : ''}`,
  ];
  const line = [`${letter}  ${printable(experiment)}/${name}`, ...facts.filter((fact) => fact !== '')].join(', ');
  return wrapped(line, '   ');
}

function specLines({ spec }: Comparison): string[] {
  if (spec === undefined) return ['changed keys: not known, a run has no resolved.yml'];
  if (spec.length === 0) return ['changed keys: none'];
  const rows = spec
    .slice(0, SHOWN_KEYS)
    .map(({ path, a, b }) => [printable(path), printable(written(a)), printable(written(b))]);
  const more = spec.length > SHOWN_KEYS ? [`  and ${spec.length - SHOWN_KEYS} more (--json lists all)`] : [];
  return [...textTable(['changed key', 'A', 'B'], rows, { elastic: [2, 1, 0] }), ...more];
}

function nodeLines({ nodes, months }: Comparison): string[] {
  if (nodes === undefined) return ['nodes: not known, a run has no lock of this format'];
  const touched = nodes.filter(
    (n) => n.invalidated.length + n.added.length + n.removed.length + n.contradicted.length > 0,
  );
  const data =
    months.length === 0 ? [] : [`bars differ in ${months.length} months: ${months[0]} .. ${months.at(-1) ?? ''}`];
  if (touched.length === 0) return [...data, 'invalidated nodes: none'];
  const rows = touched.map((n) => [
    n.kind,
    ...[n.invalidated, n.added, n.removed].map((ids) => String(ids.length)),
    String(n.kept),
    n.invalidated[0] ?? n.added[0] ?? n.removed[0] ?? '',
  ]);
  return [
    '',
    ...data,
    ...textTable(['nodes', 'invalidated', 'added', 'removed', 'kept', 'for instance'], rows, { elastic: [5] }),
  ];
}

function intervalLines(metrics: readonly MetricChange[]): string[] {
  const rows = metrics.flatMap(({ name, a, b, difference, interval, verdict }) =>
    interval === null
      ? []
      : [
          [
            name,
            fourDigits(a),
            fourDigits(b),
            fourDigits(difference),
            `${fourDigits(interval.low, 3)} .. ${fourDigits(interval.high, 3)}`,
            verdict,
          ],
        ],
  );
  return rows.length === 0 ? [] : [...textTable(['metric', 'A', 'B', 'B - A', '95% interval', 'B is'], rows), ''];
}

function plainLines(metrics: readonly MetricChange[]): string[] {
  const plain = metrics.filter((m) => m.interval === null);
  const moved = plain.filter((m) => m.verdict !== 'same');
  const rows = moved.map(({ name, a, b, difference, why }) => [
    name,
    fourDigits(a),
    fourDigits(b),
    fourDigits(difference),
    difference === null ? (why ?? '') : '',
  ]);
  const same = plain.length - moved.length;
  return [
    ...(rows.length === 0 ? [] : textTable(['without interval', 'A', 'B', 'B - A', ''], rows, { elastic: [4] })),
    ...(same === 0 ? [] : [`without interval and the same: ${same}`]),
    ...(plain.length === 0 ? [] : ['']),
  ];
}

/** What a CI log shows of the conditions. */
export function trippedLines(tripped: readonly Tripped[], conditions: number): string[] {
  if (conditions === 0) return [];
  if (tripped.length === 0) return ['', `none of ${conditions} conditions holds`];
  return [
    '',
    ...tripped.flatMap(({ condition, run, reason }) =>
      wrapped(`FAILED ${condition} (${run}): ${printable(reason)}`, '       '),
    ),
  ];
}
