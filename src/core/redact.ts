import type { JsonValue } from './artifacts.ts';

/** Stands in front of everything that leaves the process as text: log, stderr, run.json, reports. */
export interface Redactor {
  /** From now on this value, and its forms in URLs, JSON and base64, never appear. */
  readonly addSecret: (value: string) => void;
  /** Replaces secrets by `***` and drops the `user:password@` of URLs. */
  readonly redact: (text: string) => string;
  /** The same for each text and key of a JSON value, and for numbers that are a secret. */
  readonly redactJson: (value: JsonValue) => JsonValue;
}

const MASK = '***';
/** Up to the last @ before the path, since passwords hold unescaped ones in practice. One slash is what a URL taken for a path keeps. */
const MAYBE_USERINFO = /:\/\/?[^\s/?#"'<>]*@/;
const USERINFO = /\b([a-z][a-z0-9+.-]+:\/\/?)[^\s/?#"'<>]*@/gi;

export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let longestFirst: readonly string[] = [];
  const redact = (text: string): string => {
    let safe = text;
    for (const form of longestFirst) safe = safe.replaceAll(form, MASK);
    // starts at a rare ":", unlike the other, which tries every word of a long text
    return MAYBE_USERINFO.test(safe) ? safe.replace(USERINFO, '$1') : safe;
  };
  const redactJson = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return redact(value);
    if (typeof value === 'number') return forms.has(String(value)) ? MASK : value;
    if (value === null || typeof value === 'boolean') return value;
    if (isList(value)) return value.map(redactJson);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactJson(item)]));
  };
  return Object.freeze({
    addSecret(value: string): void {
      if (value === '') return;
      for (const form of formsOf(value)) forms.add(form);
      longestFirst = [...forms].sort((a, b) => b.length - a.length);
    },
    redact,
    redactJson,
  });
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
