/**
 * The simulator a second time, slow and plain, written from the rules: objects, cash and units, every gate computed anew
 * at each bar. It shares no code with `src/`.
 */
import { directionAt, quantile7, refusing, strengthAt, voteAt } from './_reference-gates.ts';
import type { RefBar, RefDistance, RefPrices, RefSpec } from './_reference-spec.ts';

export interface RefTrade {
  readonly side: number;
  readonly decision: number;
  readonly entry: number;
  readonly entryPrice: number;
  readonly exit: number;
  readonly exitPrice: number;
  readonly size: number;
  readonly reason: string;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly net: number;
  readonly cashAfter: number;
  readonly worst: number;
  readonly best: number;
}

interface Position {
  readonly units: number;
  readonly decision: number;
  readonly filled: number;
  readonly price: number;
  readonly stop: number | undefined;
  readonly target: number | undefined;
  readonly cashBefore: number;
  readonly seen: number[];
  fees: number;
  slippage: number;
  funding: number;
}
interface Order {
  readonly kind: 'entry' | 'exit';
  readonly due: number;
  readonly decided: number;
  readonly side: number;
  readonly size: number;
  readonly reason: string;
}

export interface RefResult {
  readonly trades: RefTrade[];
  readonly equity: number[];
  /** Names of the refusing gates per bar, in order; undefined where nothing was decided. */
  readonly refused: (string[] | undefined)[];
  readonly accepted: number[];
}

export function referenceRun(spec: RefSpec, bars: readonly RefBar[]): RefResult {
  const trades: RefTrade[] = [];
  const equity: number[] = [];
  const refused: (string[] | undefined)[] = [];
  const accepted: number[] = [];
  const strengths: number[] = [];
  const marks: number[] = [];
  let cash = spec.cash;
  let position: Position | undefined;
  let orders: Order[] = [];
  let lastExit: number | undefined;
  let halted = false;
  let last = spec.cash;
  /** What orders fill on: a bar, or one of the finer ones in it. */
  let now: RefPrices = bars[0];

  function slippageRate(size: number, closed: number): number {
    const { type, by, share } = spec.slippage;
    if (type === 'none') return 0;
    if (type === 'fixed') return by / 10000;
    if (type === 'volume_share') return (by / 10000) * Math.sqrt(Math.min(1, size / now.volume || 1) / share);
    const known = bars.slice(0, closed + 1).filter((b) => !Number.isNaN(b.sigma));
    return known.length === 0 ? 0 : by * (known[known.length - 1].sigma / 10000);
  }
  function marketPrice(raw: number, side: number, size: number, closed: number): number {
    const price = raw * (1 + side * slippageRate(size, closed));
    if (spec.slippage.type === 'none') return price;
    return Math.max(now.low, Math.min(now.high, price));
  }
  function enter(t: number, order: Order): void {
    const raw = now.open;
    const price = marketPrice(raw, order.side, order.size, t - 1);
    const fee = (order.size * price * spec.taker_bps) / 10000;
    const far = (d: RefDistance | undefined): number | undefined =>
      d === undefined ? undefined : d.type === 'fixed' ? d.by * price : d.by * bars[order.decided].atr;
    const [stop, target] = [far(spec.stop), far(spec.target)];
    position = {
      units: order.side * order.size,
      decision: order.decided,
      filled: t,
      price,
      stop: stop === undefined ? undefined : price - order.side * stop,
      target: target === undefined ? undefined : price + order.side * target,
      cashBefore: cash,
      seen: [price],
      fees: fee,
      slippage: Math.abs(price - raw) * order.size,
      funding: 0,
    };
    cash -= position.units * price + fee;
  }
  function leave(t: number, given: number, wanted: number, fee_bps: number, reason: string): void {
    if (position === undefined) return;
    const size = Math.abs(position.units);
    // no more is lost than the account, or the margin of the position, can bear
    const cost = position.units * position.price;
    const account = Math.max(0, cash + cost);
    const bears = spec.margin === 'isolated' ? Math.min(account, Math.abs(cost) / spec.leverage) : account;
    const worst = (cost - bears) / position.units;
    const isThrough = position.units * (wanted - worst) < 0;
    const [raw, price] = isThrough ? [worst, worst] : [given, wanted];
    const fee = Math.min((size * price * fee_bps) / 10000, Math.max(0, bears + position.units * price - cost));
    cash += position.units * price - fee;
    const side = Math.sign(position.units);
    const moves = [...position.seen, price].map((p) => side * (p / position!.price - 1));
    trades.push({
      side,
      decision: position.decision,
      entry: position.filled,
      entryPrice: position.price,
      exit: t,
      exitPrice: price,
      size,
      reason,
      fees: position.fees + fee,
      slippage: position.slippage + Math.abs(price - raw) * size,
      funding: position.funding,
      net: cash - position.cashBefore,
      cashAfter: cash,
      worst: Math.min(...moves),
      best: Math.max(...moves),
    });
    position = undefined;
    lastExit = t;
    orders = orders.filter((o) => o.kind === 'entry');
    if (reason === 'ruin' || cash <= spec.cash * 1e-9) {
      halted = true;
      orders = [];
    }
  }
  function within(t: number): void {
    if (position === undefined) return;
    const { open, high, low } = now;
    const { units, price: paid, filled } = position;
    const side = Math.sign(units);
    const live = t >= filled + spec.arm_after;
    // The worst price that the account, or the margin of the position, can bear.
    const levels = [{ at: -cash / units, reason: 'ruin' }];
    if (spec.margin === 'isolated') levels.push({ at: paid - (side * paid) / spec.leverage, reason: 'liquidation' });
    if (live && position.stop !== undefined) levels.push({ at: position.stop, reason: 'stop' });
    const tightest = levels.reduce((a, b) => (side * (b.at - a.at) > 1e-9 * paid ? b : a));
    const reachedStop = side > 0 ? low <= tightest.at : high >= tightest.at;
    const gap = side > 0 ? open < tightest.at : open > tightest.at;
    const target = live ? position.target : undefined;
    const reachedTarget = target !== undefined && (side > 0 ? high >= target : low <= target);
    const preferTarget = reachedTarget && spec.ambiguity === 'target_first' && !gap;
    if (reachedStop && !preferTarget) {
      const raw = gap ? open : tightest.at;
      const reason = tightest.reason === 'stop' && gap ? 'stop (gap)' : tightest.reason;
      leave(t, raw, marketPrice(raw, -side, Math.abs(units), t - 1), spec.taker_bps, reason);
    } else if (reachedTarget) {
      const price = side > 0 ? Math.max(open, target) : Math.min(open, target);
      leave(t, price, price, spec.maker_bps, 'target');
    }
  }
  function fractionOf(bar: RefBar): number {
    const { type, by, samples } = spec.sizing;
    if (type === 'fixed') return Math.min(by, spec.max_position);
    if (type !== 'edge' && !(bar.sigma > 0)) return NaN;
    if (type === 'volatility') return Math.min(by / Math.sqrt(365) / (bar.sigma / 10000), spec.max_position);
    if (type === 'kelly') {
      return Math.min((by * Math.abs(bar.edge / 10000)) / (bar.sigma / 10000) ** 2, 1, spec.max_position);
    }
    const strength = strengthAt(bar);
    if (Number.isNaN(strength)) return NaN;
    const recent = strengths.slice(-samples);
    strengths.push(strength);
    const full = recent.length === 0 ? 0 : quantile7(recent, by);
    return (full > 0 ? Math.min(strength / full, 1) : 1) * spec.max_position;
  }
  function decide(t: number): void {
    const bar = bars[t];
    const direction = directionAt(bar);
    if (direction === 0 || (spec.side === 'long' && direction < 0) || (spec.side === 'short' && direction > 0)) return;
    refused[t] = refusing(spec, bars, t, lastExit);
    if (refused[t]!.length > 0) return;
    accepted.push(t);
    const fraction = Math.min(fractionOf(bar), spec.leverage);
    if (spec.drawdown !== undefined) {
      const peak = Math.max(...marks.slice(-(spec.drawdown.window ?? marks.length)));
      if (last < peak * (1 - spec.drawdown.max)) return;
    }
    if ([spec.stop, spec.target].some((d) => d?.type === 'scaled' && !(bar.atr > 0))) return;
    let size = (fraction * last) / bar.close;
    if (spec.lot !== undefined) size = Math.floor(size / spec.lot + 1e-9) * spec.lot;
    if (!(size > 0) || !Number.isFinite(size) || size * bar.close < spec.min_trade * last * (1 - 1e-9)) return;
    orders.push({ kind: 'entry', due: t + 1 + spec.latency, decided: t, side: voteAt(spec, bar), size, reason: '' });
  }
  function orderOut(t: number, reason: string): void {
    orders.push({ kind: 'exit', due: t + 1 + spec.latency, decided: t, side: 0, size: 0, reason });
  }
  function atClose(t: number): void {
    if (position === undefined) {
      if (orders.length === 0) decide(t);
      return;
    }
    if (orders.some((o) => o.kind === 'exit')) return;
    const vote = voteAt(spec, bars[t]);
    if (spec.max_hold !== undefined && t - position.filled >= spec.max_hold) orderOut(t, 'max_hold');
    else if (vote * position.units < 0 && spec.opposite !== 'ignore') {
      orderOut(t, 'opposite');
      if (spec.opposite === 'flip') decide(t);
    } else if (vote === 0 && spec.neutral === 'close') orderOut(t, 'neutral');
  }

  let priced = -1;
  bars.forEach((bar, t) => {
    refused[t] = undefined;
    equity[t] = last;
    if (halted || [bar.open, bar.high, bar.low, bar.close].some(Number.isNaN)) return;
    priced = t;
    const inner = bar.inner ?? [bar];
    if (position !== undefined && spec.funding && !Number.isNaN(bar.funding)) {
      const paid = position.units * inner[0].open * bar.funding;
      cash -= paid;
      position.funding += paid;
    }
    for (now of inner) {
      const due = orders.filter((o) => o.due <= t);
      orders = orders.filter((o) => o.due > t);
      for (const order of due.filter((o) => o.kind === 'exit' && position !== undefined)) {
        const units = position!.units;
        const price = marketPrice(now.open, -Math.sign(units), Math.abs(units), t - 1);
        leave(t, now.open, price, spec.taker_bps, order.reason);
      }
      for (const order of due.filter((o) => o.kind === 'entry')) if (!halted) enter(t, order);
      within(t);
      if (position !== undefined) position.seen.push(now.high, now.low);
    }
    last = position === undefined ? cash : cash + position.units * bar.close;
    if (position !== undefined && last <= 0) {
      const units: number = position.units;
      leave(t, bar.close, marketPrice(bar.close, -Math.sign(units), Math.abs(units), t), spec.taker_bps, 'ruin');
      last = cash;
    }
    equity[t] = last;
    marks.push(last);
    if (!halted) atClose(t);
  });
  if (position !== undefined) {
    const units: number = (position as Position).units;
    const close = bars[priced].close;
    leave(priced, close, marketPrice(close, -Math.sign(units), Math.abs(units), priced), spec.taker_bps, 'end_of_data');
    for (let t = priced; t < bars.length; t++) equity[t] = cash;
  }
  return { trades, equity, refused, accepted };
}
