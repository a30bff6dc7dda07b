/** The only place that reads time. Times are epoch ms, UTC; nothing read here may enter a result. */
export function now(): number {
  return Date.now();
}

/** Milliseconds that never run backwards, for durations only. */
export function elapsed(): number {
  return performance.now();
}

/** `2026-11-20T22:04:05.678Z`. */
export function isoUtc(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-11-20_22-04-05`: sorts as text, and holds no character that a file system refuses. */
export function stampUtc(ms: number): string {
  return isoUtc(ms).slice(0, 19).replace('T', '_').replaceAll(':', '-');
}

/** `0:07`, `3:05`, `2:00:09` for a duration. */
export function spell(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
