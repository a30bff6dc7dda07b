import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Text of one entry of a .tar.gz whose name ends so. */
export function tarEntry(path: string, ending: string): string {
  const bytes = gunzipSync(readFileSync(path));
  for (let at = 0; at < bytes.length;) {
    const text = (from: number, to: number): string => bytes.toString('latin1', at + from, at + to).split('\0')[0];
    const size = parseInt(text(124, 136), 8);
    if (text(0, 100).endsWith(ending)) return bytes.toString('utf8', at + 512, at + 512 + size);
    at += 512 + Math.ceil((size || 0) / 512) * 512;
  }
  throw new Error(`no entry "${ending}"`);
}
