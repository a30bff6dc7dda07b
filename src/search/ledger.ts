import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isoUtc, now } from '../core/clock.ts';
import { refuse } from '../core/problem.ts';
import { writing } from '../runner/_files.ts';
import { appendLines, readFrom, withLock } from './_lock.ts';

/** Evaluated range, epoch ms, [from, to). */
export interface EvaluatedRange {
  readonly from: number;
  readonly to: number;
}

export interface LedgerEntry extends EvaluatedRange {
  /** Digest of the resolved spec: the same run repeated is the same entry. */
  readonly digest: string;
  readonly symbols: readonly string[];
  /** Name of the spec. */
  readonly name: string;
  readonly kind: 'run' | 'trial' | 'holdout';
}

export interface Ledger {
  readonly file: string;
  /** Adds what is new, by kind and digest, in one write; returns how many lines that were. */
  readonly record: (entries: readonly LedgerEntry[]) => number;
  /** Distinct digests of runs and trials that share a symbol and a stretch of time with these. */
  readonly trialsOn: (symbols: readonly string[], range: EvaluatedRange) => number;
  /** Distinct digests for which a sealed range that meets these was opened. */
  readonly openingsOn: (symbols: readonly string[], range: EvaluatedRange) => number;
}

/**
 * The account of everything tried on some data: `ledger.jsonl`, one line per distinct run, only ever appended to. Any
 * number of processes may share it. It never enters a result.
 */
export function openLedger(file: string): Ledger {
  const entries = new Map<string, LedgerEntry>();
  let offset = 0;
  let lines = 0;

  function refresh(): void {
    const bytes = readFrom(file, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    for (const line of whole.toString('utf8').split('\n').slice(0, -1)) {
      lines++;
      const entry = entryOf(file, lines, line);
      if (entry !== undefined) entries.set(keyOf(entry), entry);
    }
  }

  function count(
    kinds: readonly LedgerEntry['kind'][],
    symbols: readonly string[],
    { from, to }: EvaluatedRange,
  ): number {
    refresh();
    const digests = new Set<string>();
    for (const entry of entries.values()) {
      const meets = entry.from < to && from < entry.to && entry.symbols.some((symbol) => symbols.includes(symbol));
      if (meets && kinds.includes(entry.kind)) digests.add(entry.digest);
    }
    return digests.size;
  }

  return Object.freeze({
    file,
    record(added: readonly LedgerEntry[]): number {
      writing(file, () => mkdirSync(dirname(file), { recursive: true }));
      return withLock(file, () => {
        refresh();
        const fresh = new Map(
          added.map((entry) => [keyOf(entry), entry]).filter(([key]) => !entries.has(key as string)) as [
            string,
            LedgerEntry,
          ][],
        );
        const time = isoUtc(now());
        appendLines(
          file,
          [...fresh.values()].map((entry) => lineOf(entry, time)),
        );
        refresh();
        return fresh.size;
      });
    },
    trialsOn: (symbols: readonly string[], range: EvaluatedRange) => count(['run', 'trial'], symbols, range),
    openingsOn: (symbols: readonly string[], range: EvaluatedRange) => count(['holdout'], symbols, range),
  });
}

function lineOf({ digest, kind, name, symbols, from, to }: LedgerEntry, time: string): string {
  return JSON.stringify({ digest, kind, name, symbols: [...symbols].sort(), from: isoUtc(from), to: isoUtc(to), time });
}

/** The same spec run by hand and as a trial is one run. */
const keyOf = ({ kind, digest }: LedgerEntry): string => `${kind === 'holdout' ? 'holdout' : 'run'} ${digest}`;

function entryOf(file: string, line: number, text: string): LedgerEntry | undefined {
  if (text.trim() === '') return undefined;
  try {
    const raw = JSON.parse(text) as Record<string, unknown>;
    const { digest, symbols, name, kind } = raw;
    const [from, to] = [Date.parse(String(raw['from'])), Date.parse(String(raw['to']))];
    if (typeof digest === 'string' && Array.isArray(symbols) && Number.isFinite(from) && Number.isFinite(to)) {
      return {
        digest,
        symbols: symbols.map(String),
        from,
        to,
        name: String(name),
        kind: kind === 'trial' || kind === 'holdout' ? kind : 'run',
      };
    }
  } catch {
    // told below
  }
  throw refuse('DATA_FORMAT', '', `${file}:${line} is not a line of the ledger`, {
    found: text.slice(0, 80),
    hint: 'remove the line, or restore the file',
  });
}
