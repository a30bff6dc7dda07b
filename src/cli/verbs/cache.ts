import { parseSize } from '../../core/units.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { openStore } from '../../runner/store.ts';
import { loadConfig } from '../../spec/config.ts';
import { print, textTable } from '../print.ts';

/** What the store of finished nodes holds; makes it smaller; reads every entry. */
export async function cache(
  action: string,
  options: { readonly maxSize?: string; readonly json?: boolean },
): Promise<void> {
  const config = await loadConfig(process.cwd());
  const maxBytes = options.maxSize === undefined ? config.cache.max_size : parseSize(options.maxSize);
  if (maxBytes === undefined) throw usage(`--max-size takes a size`, '500MB or 20GB', options.maxSize ?? '');
  const store = openStore(config.paths.cache, {
    maxBytes: config.cache.max_size,
    onTorn: ({ message }) => process.stderr.write(`${message}\n`),
  });
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  if (action === 'ls') {
    const entries = store.ls();
    const total = entries.reduce((sum, e) => sum + e.bytes, 0);
    print(options, { folder: store.root, entries: entries.length, bytes: total }, () =>
      textTable(['folder', 'entries', 'MB'], [[store.root, String(entries.length), megabytes(total)]]),
    );
  } else if (action === 'prune') {
    const pruned = store.prune(maxBytes);
    print(options, pruned, () => [
      `removed ${pruned.removed} entries, ${megabytes(pruned.freedBytes)} MB; kept ${megabytes(pruned.keptBytes)} MB`,
    ]);
  } else if (action === 'verify') {
    const verified = store.verify();
    print(options, verified, () => [
      `${verified.entries} entries, ${megabytes(verified.bytes)} MB, ${verified.torn.length} torn and deleted`,
    ]);
  } else {
    throw usage(`no action "${action}"`, 'ls, prune or verify', action);
  }
  store.close();
}

function usage(message: string, expected: string, found: string): Refusal {
  return new Refusal(refuse('USAGE', '', message, { expected, found }).problems, 2);
}
