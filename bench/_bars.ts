/** Coherent synthetic bars for benches: a random walk with wicks, volume and taker flow. */
export function benchBars(length: number): ReadonlyMap<string, Float64Array> {
  const names = ['open', 'high', 'low', 'close', 'volume', 'taker_base', 'timestamp'];
  const columns = new Map(names.map((name) => [name, new Float64Array(length)]));
  const [open, high, low, close, volume, taker, time] = [...columns.values()];
  let seed = 42;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let last = 20_000;
  for (let i = 0; i < length; i++) {
    open[i] = last;
    close[i] = last * (1 + (next() - 0.5) * 0.002);
    high[i] = Math.max(open[i], close[i]) * (1 + next() * 0.0005);
    low[i] = Math.min(open[i], close[i]) * (1 - next() * 0.0005);
    volume[i] = Math.floor(next() * 1000);
    taker[i] = Math.floor(volume[i] * next());
    time[i] = i * 60_000;
    last = close[i];
  }
  return columns;
}
