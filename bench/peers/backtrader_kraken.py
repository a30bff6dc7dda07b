"""The rules of kraken-walk-forward in Python, over the bars that bench/python.ts has written: backtrader, and a plain loop.

Makes its own environment below .cache, then prints one JSON line: seconds, trades and last equity of each.
Run: python3 bench/peers/backtrader_kraken.py bars.csv [repeats]
"""
import bisect
import csv
import json
import math
import sys
import time
from collections import deque

from _environment import inside

NAMES = ["open", "high", "low", "close", "h1", "h12", "h24", "h48"]

CASH, FEE, SLIP, LOT = 100000.0, 2e-4, 2e-4, 1e-5
WEIGHTS = [0.1, 0.2, 0.35, 0.35]
ROUND_TRIP = 2 * (2 + 2)
WARMUP, SIGMA_FLOOR, COOLDOWN, Z_MIN, EV_MIN, VOTES = 400, 2.0, 6, 0.3, 0.0, 3
WINDOW, LONG_ABOVE, SHORT_BELOW = 400, 0.7, 0.3
STOP, TARGET, MAX_HOLD, SAMPLES, FULL, MIN_TRADE = 3, 5, 40, 50, 0.9, 0.01


def quantile7(rising, q):
    at = (len(rising) - 1) * q
    below = int(at)
    weight = at - below
    return rising[below] if weight == 0 else rising[below] + weight * (rising[below + 1] - rising[below])


class Rules:
    """What is decided at the close of a bar, whoever executes it."""

    def __init__(self):
        self.closes = deque(maxlen=31)
        self.last_close = math.nan
        self.atr, self.first_ranges = math.nan, []
        self.edges, self.rising = deque(), []
        self.bars, self.last_vote, self.run = 0, 0, 0
        self.strengths, self.exit_bar = deque(maxlen=SAMPLES), -math.inf

    def see(self, high, low, close, scores):
        """Takes one closed bar; True when all gates that need no account let it pass."""
        bar = self.bars
        self.bars += 1
        self.average_range(high, low, close)
        sigma = self.volatility(close)
        edge = sum(sorted(w * s for w, s in zip(WEIGHTS, scores)))
        self.edge, self.sigma = edge, sigma
        self.strength = abs(edge) / sigma if sigma > 0 else math.nan
        far = self.strength >= Z_MIN
        vote = (1 if edge > 0 else -1 if edge < 0 else 0) if far else 0
        self.run = self.run + 1 if vote == self.last_vote else 1
        self.vote = self.last_vote = vote
        beyond = self.extreme(edge, vote)
        return (
            bar >= WARMUP
            and sigma >= SIGMA_FLOOR
            and vote != 0
            and vote * edge - ROUND_TRIP > EV_MIN
            and self.run >= VOTES
            and beyond
        )

    def average_range(self, high, low, close):
        before, self.last_close = self.last_close, close
        if math.isnan(before):
            return
        true_range = max(high - low, abs(high - before), abs(low - before))
        if not math.isnan(self.atr):
            self.atr += (true_range - self.atr) / 14
            return
        self.first_ranges.append(true_range)
        if len(self.first_ranges) == 14:
            self.atr = sum(self.first_ranges) / 14

    def volatility(self, close):
        closes = self.closes
        closes.append(close)
        if len(closes) < 31:
            return math.nan
        returns = []
        before = None
        for price in closes:
            if before is not None:
                returns.append(price / before - 1)
            before = price
        mean = sum(returns) / 30
        return 1e4 * math.sqrt(sum((r - mean) ** 2 for r in returns) / 29)

    def extreme(self, edge, vote):
        edges, rising = self.edges, self.rising
        beyond = False
        if len(edges) == WINDOW:
            beyond = vote > 0 and edge > quantile7(rising, LONG_ABOVE) or vote < 0 and edge < quantile7(rising, SHORT_BELOW)
            del rising[bisect.bisect_left(rising, edges.popleft())]
        edges.append(edge)
        bisect.insort(rising, edge)
        return beyond

    def size(self, bar, equity, price):
        """Size of an accepted decision, 0 where there is none."""
        if bar <= self.exit_bar + COOLDOWN:
            return 0.0
        full = quantile7(sorted(self.strengths), FULL) if self.strengths else 0
        share = min(self.strength / full, 1) if full > 0 else 1
        self.strengths.append(self.strength)
        if not self.atr > 0:
            return 0.0
        size = math.floor(share * equity / price / LOT + 1e-9) * LOT
        return size if size > 0 and size * price >= MIN_TRADE * equity * (1 - 1e-9) else 0.0


def plain(rows):
    rules = Rules()
    balance, side, size, entry, waiting, leaving = CASH, 0, 0.0, 0.0, None, False
    stop = target = entry_atr = 0.0
    filled, trades = 0, 0
    for bar, (open_, high, low, close, *scores) in enumerate(rows):
        moved = lambda price, s: max(low, min(high, price * (1 + s * SLIP)))
        leave = None
        if side and leaving:
            leave = moved(open_, -side)
        if waiting:
            side, size, entry_atr = waiting
            waiting, leaving, filled = None, False, bar
            entry = moved(open_, side)
            balance -= entry * size * FEE
            stop, target = entry - side * STOP * entry_atr, entry + side * TARGET * entry_atr
        elif side and leave is None and bar > filled:
            gap = side * (open_ - stop) < 0
            if (low <= stop) if side > 0 else (high >= stop):
                leave = moved(open_ if gap else stop, -side)
            elif (high >= target) if side > 0 else (low <= target):
                leave = open_ if side * (open_ - target) > 0 else target
        if leave is not None:
            balance += side * size * (leave - entry) - leave * size * FEE
            side, leaving, rules.exit_bar, trades = 0, False, bar, trades + 1
        allowed = rules.see(high, low, close, scores)
        equity = balance + side * size * (close - entry)
        if side:
            leaving = leaving or bar >= filled + MAX_HOLD
        elif allowed:
            wanted = rules.size(bar, equity, close)
            if wanted:
                waiting = (rules.vote, wanted, rules.atr)
    if side:
        price = max(low, min(high, close * (1 - side * SLIP)))
        balance += side * size * (price - entry) - price * size * FEE
        trades += 1
    return {"trades": trades, "equity": balance}


def with_backtrader(rows):
    import backtrader as bt

    class Bars(bt.feed.DataBase):
        lines = tuple(NAMES[4:])

        def start(self):
            super().start()
            self.rows = iter(enumerate(rows))

        def _load(self):
            for i, row in self.rows:
                self.lines.datetime[0] = 738000 + i / 288
                for name, value in zip(NAMES, row):
                    getattr(self.lines, name)[0] = value
                self.lines.volume[0] = self.lines.openinterest[0] = 0
                return True
            return False

    class Perpetual(bt.CommInfoBase):
        params = (("stocklike", False), ("commtype", bt.CommInfoBase.COMM_PERC), ("percabs", True), ("commission", FEE), ("margin", 1e-9))

    class Kraken(bt.Strategy):
        def start(self):
            self.began = time.perf_counter()
            self.rules, self.entry, self.exits, self.trades = Rules(), None, [], 0
            self.bracket = self.filled = None

        def stop(self):
            self.seconds = time.perf_counter() - self.began
            self.last = self.broker.getvalue()
            if self.position:
                size, close = self.position.size, self.data.close[0]
                price = max(self.data.low[0], min(self.data.high[0], close * (1 - math.copysign(SLIP, size))))
                self.last += size * (price - close) - abs(size) * price * FEE
                self.trades += 1

        def notify_order(self, order):
            if order.status != order.Completed:
                return
            if self.entry is not None and order.ref == self.entry.ref:
                side = 1 if order.isbuy() else -1
                self.entry, self.filled = None, len(self) - 1
                price, size = order.executed.price, abs(order.executed.size)
                leave = self.sell if side > 0 else self.buy
                stop = leave(size=size, exectype=bt.Order.Stop, price=price - side * STOP * self.bracket)
                target = leave(size=size, exectype=bt.Order.Limit, price=price + side * TARGET * self.bracket, oco=stop)
                self.exits = [stop, target]
            else:
                for other in self.exits:
                    if other.ref != order.ref:
                        self.cancel(other)
                self.exits, self.trades, self.rules.exit_bar = [], self.trades + 1, len(self) - 1

        def next(self):
            data, bar = self.data, len(self) - 1
            scores = (data.h1[0], data.h12[0], data.h24[0], data.h48[0])
            allowed = self.rules.see(data.high[0], data.low[0], data.close[0], scores)
            if self.position:
                if bar >= self.filled + MAX_HOLD and len(self.exits) == 2:
                    for order in self.exits:
                        self.cancel(order)
                    self.exits = [self.close()]
            elif allowed and self.entry is None:
                size = self.rules.size(bar, self.broker.getvalue(), data.close[0])
                if size:
                    self.bracket = self.rules.atr
                    self.entry = (self.buy if self.rules.vote > 0 else self.sell)(size=size)

    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(Bars())
    cerebro.addstrategy(Kraken)
    cerebro.broker.setcash(CASH)
    cerebro.broker.set_slippage_perc(SLIP, slip_open=True, slip_limit=False, slip_match=True, slip_out=False)
    cerebro.broker.addcommissioninfo(Perpetual())
    (strategy,) = cerebro.run()
    return {"seconds": strategy.seconds, "trades": strategy.trades, "equity": strategy.last}


def best(times, work):
    results = []
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        results.append({"seconds": time.perf_counter() - began, **result})
    return sorted(results, key=lambda result: result["seconds"])[len(results) // 2]


def main(path, repeats=3):
    with open(path) as file:
        reader = csv.reader(file)
        next(reader)
        rows = [tuple(map(float, row)) for row in reader]
    print(json.dumps({"plain": best(repeats, lambda: plain(rows)), "backtrader": best(repeats, lambda: with_backtrader(rows))}))


inside("backtrader", ["backtrader==1.9.78.123"])
main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
