import { sha256 } from '../../../src/core/digest.ts';
import { Refusal } from '../../../src/core/problem.ts';
import { openStore } from '../../../src/runner/store.ts';

/** Writes the same keys again and again, as another process of a shared store would. */
const [root, rounds, rows] = process.argv.slice(2);
const store = openStore(root, { maxBytes: 2 ** 30 });
const values = Float64Array.from({ length: Number(rows) }, (_, i) => i * 0.5);
try {
  for (let i = 0; i < Number(rounds); i++) {
    store.write(sha256(`key ${i % 5}`), { meta: { i: i % 5 }, arrays: [{ name: 'x', values }] });
    const entry = store.read(sha256(`key ${i % 5}`));
    if (entry === undefined) throw new Error('an entry that nobody evicts is missing');
  }
  store.close();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.log(error.message);
  process.exitCode = error.exit;
}
