import type { Typed } from '../core/params.ts';
import { leanWidth } from './_lean-rows.ts';
import { readSingle } from './_zip.ts';

/** The source that reads a file by itself, told by its name; an archive by what is in it. */
export function barFileSource(path: string): Typed {
  if (path.endsWith('.parquet')) return { type: 'parquet', path };
  if (path.endsWith('.feather')) return { type: 'feather', path };
  if (/\.json(\.gz)?$/.test(path)) return { type: 'freqtrade', path, candle: 'spot' };
  if (!path.endsWith('.zip')) return { type: 'csv', path };
  const cells = leanWidth({ path, day: undefined, bytes: readSingle(path).bytes });
  return cells === 12
    ? { type: 'binance_vision', path }
    : { type: 'lean', path, tick: cells === 11 ? 'quote' : 'trade' };
}
