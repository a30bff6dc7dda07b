/** Closes a pool whose thread has answered, but has not been heard yet; ends well where the closing is waited for. */
import { elapsed } from '../../../src/core/clock.ts';
import { createPool } from '../../../src/runner/pool.ts';

const pool = createPool({ threads: 1, module: new URL('./jobs.js', import.meta.url) });
await pool.run({ do: 'imports' }, {});
pool.run({ do: 'spin', ms: 10 }, {}).catch(() => {});
const started = elapsed();
while (elapsed() - started < 60);
await pool.close();
console.log('closed');
