/** Prints how far a long test is, at most every ten seconds and at its end. */
export function progress(what: string, total: number): (done: number, more?: string) => void {
  const started = performance.now();
  let last = started;
  return (done, more = '') => {
    const now = performance.now();
    if (now - last < 10_000 && done < total) return;
    last = now;
    const mb = Math.round(process.resourceUsage().maxRSS / 1000);
    console.log(`      ${what}: ${done} of ${total}, ${Math.round((now - started) / 1000)} s, peak ${mb} MB${more}`);
  };
}
