import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonValue } from './artifacts.ts';
import { isoUtc, now } from './clock.ts';
import { refuse } from './problem.ts';
import type { Redactor } from './redact.ts';

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];
export type Fields = { readonly [key: string]: JsonValue };

export interface LogOptions {
  readonly redactor: Redactor;
  /** JSON lines, all levels; its folder is made. */
  readonly file?: string | undefined;
  /** Least level that goes to stderr. */
  readonly level?: Level;
  /** Only errors go to stderr. */
  readonly quiet?: boolean;
  /** Prints a line for people. A progress line puts its own `print` here, so that neither garbles the other. */
  readonly print?: (line: string) => void;
}

export type Log = { readonly [level in Level]: (message: string, fields?: Fields) => void };

/** Everything that is said passes the redactor first. Lines reach the file before the call returns. */
export function createLog(options: LogOptions): Log {
  const { redactor, file, quiet = false, print = (line) => void process.stderr.write(`${line}\n`) } = options;
  const least = LEVELS.indexOf(quiet ? 'error' : (options.level ?? 'info'));
  if (file !== undefined) writeLine(() => mkdirSync(dirname(file), { recursive: true }), file);
  const say = (level: Level, message: string, fields: Fields): void => {
    const text = redactor.redact(message);
    const facts = redactor.redactJson(fields) as Fields;
    if (file !== undefined) {
      const line = JSON.stringify({ time: isoUtc(now()), level, message: text, ...facts });
      writeLine(() => appendFileSync(file, `${line}\n`), file);
    }
    if (LEVELS.indexOf(level) >= least) print(spoken(level, text, facts));
  };
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
      say(level, message, fields);
  return Object.freeze({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
}

function spoken(level: Level, message: string, fields: Fields): string {
  const facts = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${level === 'info' ? '' : `${level}: `}${message}${facts.join('')}`;
}

function writeLine(write: () => void, file: string): void {
  try {
    write();
  } catch (error) {
    throw refuse(
      'RUN_WRITE',
      '',
      `cannot write the log ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
