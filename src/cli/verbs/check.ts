import { openSpec } from '../../runner/open-spec.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { wrapped } from '../text.ts';

/** Validates a spec; every problem at once, exit 2. Reads no data. */
export async function check(file: string, options: Globals): Promise<void> {
  const { spec } = await openSpec(file, options);
  const count = (nodes: readonly unknown[], noun: string): string =>
    `${nodes.length} ${noun}${nodes.length === 1 ? '' : 's'}`;
  const counts = [
    count(spec.features, 'feature'),
    count(spec.labels, 'label'),
    count(spec.models, 'model'),
    count(spec.signals, 'signal'),
    count(spec.gates, 'gate'),
  ];
  print(options, { ok: true, name: spec.name, file, dropped: spec.dropped }, () => [
    ...wrapped(`${file}: ok (${counts.join(', ')})`),
    ...spec.dropped.flatMap((path) => wrapped(`  dropped by a change of type: ${path}`, '    ')),
  ]);
}
