/**
 * A slow portfolio account, written from the rules alone: every number is looked up anew by symbol name, nothing is kept
 * from one bar to the next but cash, sizes and waiting orders.
 */
export interface RefBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly score: number;
  readonly refused: boolean;
  readonly funding: number;
}

export interface RefPortfolio {
  readonly interval_ms: number;
  readonly times: readonly number[];
  /** Bars by symbol and grid row; undefined = no bar. */
  readonly bars: { readonly [symbol: string]: readonly (RefBar | undefined)[] };
  readonly cash: number;
  readonly taker: number;
  readonly slip: number;
  readonly n: number;
  readonly side: 'long' | 'short' | 'both' | 'long_short';
  readonly gross: number;
  readonly unfilled: 'cash' | 'spread';
  readonly maxSymbol: number;
  readonly maxGross: number;
  readonly maxNet: number;
  readonly leverage: number;
  readonly lot: number;
  readonly minNotional: number;
  /** Hour and minute of the day, in ms. */
  readonly at: number;
}

export interface RefResult {
  readonly equity: number[];
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
}

const DAY = 86_400_000;

export function referencePortfolio(p: RefPortfolio): RefResult {
  const names = Object.keys(p.bars).sort();
  const sizes = new Map<string, number>();
  const prices = new Map<string, number>();
  let waiting = new Map<string, number>();
  let due = Infinity;
  let cash = p.cash;
  const costs = { fees: 0, slippage: 0, funding: 0 };
  const equity: number[] = [];
  const rows = p.times.length;

  const fill = (name: string, delta: number, unmoved: number, bar: RefBar): void => {
    const moved = unmoved * (1 + Math.sign(delta) * p.slip);
    const price = Math.max(bar.low, Math.min(bar.high, moved));
    const fee = Math.abs(delta) * price * p.taker;
    cash = cash - delta * price - fee;
    costs.fees += fee;
    costs.slippage += Math.abs(delta) * Math.abs(price - unmoved);
    const left = (sizes.get(name) ?? 0) + delta;
    if (Math.abs(left) < 1e-12 * Math.abs(delta)) sizes.delete(name);
    else sizes.set(name, left);
  };
  const worth = (): number => names.reduce((sum, name) => sum + (sizes.get(name) ?? 0) * (prices.get(name) ?? 0), cash);
  const isLast = (name: string, t: number): boolean => p.bars[name].slice(t + 1).every((bar) => bar === undefined);

  for (let t = 0; t < rows; t++) {
    for (const name of names) {
      const bar = p.bars[name][t];
      const size = sizes.get(name) ?? 0;
      if (bar === undefined || size === 0) continue;
      cash -= size * bar.open * bar.funding;
      costs.funding += size * bar.open * bar.funding;
    }
    if (t >= due) {
      for (const name of names) {
        const bar = p.bars[name][t];
        const delta = waiting.get(name);
        if (bar === undefined || delta === undefined) continue;
        waiting.delete(name);
        fill(name, delta, bar.open, bar);
      }
    }
    for (const name of names) {
      const bar = p.bars[name][t];
      if (bar !== undefined) prices.set(name, bar.close);
    }
    if (t < rows - 1) {
      for (const name of names) {
        const bar = p.bars[name][t];
        if (bar === undefined || !sizes.has(name) || !isLast(name, t)) continue;
        waiting.delete(name);
        fill(name, -(sizes.get(name) as number), bar.close, bar);
      }
    }
    equity.push(worth());
    const when = decides(p, t);
    if (when === undefined) continue;
    const weights = targets(p, t, names);
    if (weights === undefined) continue;
    waiting = new Map();
    due = when;
    const total = worth();
    for (const name of names) {
      const weight = weights.get(name) ?? 0;
      const size = sizes.get(name) ?? 0;
      if (weight === 0) {
        if (size !== 0) waiting.set(name, -size);
        continue;
      }
      const price = prices.get(name) as number;
      const wanted = Math.abs((weight * total) / price);
      const whole = p.lot > 0 ? Math.floor(wanted / p.lot + 1e-9) * p.lot : wanted;
      const target = Math.sign(weight) * whole;
      const delta = target - size;
      const reduces = target * size >= 0 && Math.abs(target) < Math.abs(size);
      if (delta === 0 || (Math.abs(delta) * price < p.minNotional && !reduces)) continue;
      waiting.set(name, delta);
    }
  }
  for (const name of names) {
    if (!sizes.has(name)) continue;
    const last = p.bars[name].findLast((bar) => bar !== undefined) as RefBar;
    fill(name, -(sizes.get(name) as number), last.close, last);
  }
  equity[rows - 1] = cash;
  return { equity, ...costs };
}

/** The fill row where the close of row t is the last one before a moment of the schedule. */
function decides(p: RefPortfolio, t: number): number | undefined {
  const closes = p.times[t] + p.interval_ms;
  const first = p.times[0];
  for (let day = Math.floor(first / DAY); day * DAY <= p.times[p.times.length - 1]; day++) {
    const moment = day * DAY + p.at;
    if (moment < first) continue;
    const next = p.times[t + 1];
    if (closes > moment || (next !== undefined && next + p.interval_ms <= moment)) continue;
    const fill = p.times.findIndex((time) => time >= moment);
    return fill < 0 ? undefined : fill;
  }
  return undefined;
}

function targets(p: RefPortfolio, t: number, names: readonly string[]): Map<string, number> | undefined {
  const known = names.filter((name) => !Number.isNaN(p.bars[name][t]?.score ?? NaN));
  if (known.length === 0) return undefined;
  const score = (name: string): number => (p.bars[name][t] as RefBar).score;
  const allowed = known.filter((name) => {
    if ((p.bars[name][t] as RefBar).refused || score(name) === 0) return false;
    return p.side === 'long' ? score(name) > 0 : p.side === 'short' ? score(name) < 0 : true;
  });
  const best = (of: readonly string[]): string[] => {
    const ranked = [...of].sort((a, b) => Math.abs(score(b)) - Math.abs(score(a)) || (a < b ? -1 : 1));
    return ranked.slice(0, p.n);
  };
  const groups =
    p.side === 'long_short'
      ? [best(allowed.filter((name) => score(name) > 0)), best(allowed.filter((name) => score(name) < 0))]
      : [best(allowed)];
  const weights = new Map<string, number>();
  for (const group of groups) {
    const each = p.gross / groups.length / (p.unfilled === 'cash' ? p.n : group.length);
    for (const name of group) weights.set(name, Math.sign(score(name)) * each);
  }
  limit(p, weights);
  return weights;
}

function limit(p: RefPortfolio, weights: Map<string, number>): void {
  const all = (): number[] => [...weights.values()];
  const scale = (factor: number, which: (w: number) => boolean): void => {
    for (const [name, w] of weights) if (which(w)) weights.set(name, w * factor);
  };
  for (const [name, w] of weights) weights.set(name, Math.sign(w) * Math.min(Math.abs(w), p.maxSymbol));
  const long = all()
    .filter((w) => w > 0)
    .reduce((a, b) => a + b, 0);
  const short = -all()
    .filter((w) => w < 0)
    .reduce((a, b) => a + b, 0);
  if (long - short > p.maxNet) scale((short + p.maxNet) / long, (w) => w > 0);
  if (short - long > p.maxNet) scale((long + p.maxNet) / short, (w) => w < 0);
  for (const bound of [p.maxGross, p.leverage]) {
    const gross = all().reduce((sum, w) => sum + Math.abs(w), 0);
    if (gross > bound) scale(bound / gross, () => true);
  }
}
