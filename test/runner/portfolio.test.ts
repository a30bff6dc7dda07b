import assert from 'node:assert/strict';
import { EXIT_REASONS } from '../../src/execution/_simulator/types.ts';
import { gateWorths } from '../../src/runner/gate-worth.ts';
import { csvFiles } from '../../src/runner/results.ts';
import { slicesOf } from '../../src/runner/slices.ts';
import { here, outcomeOf, refusalOf } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const NAMES = ['AAA', 'BBB', 'CCC', 'DDD'];
const HOURS = 24 * 20;
const files = {
  'config.yml': CONFIG,
  ...marketFiles(
    [{ name: 'AAA' }, { name: 'BBB', from: 150 }, { name: 'CCC', to: 300 }, { name: 'DDD', holes: [200, 201] }],
    HOURS,
  ),
};
const MOMENTUM = `features:
  ret: { type: returns, windows: [24] }
  z: { type: rolling_zscore, of: close, window: 24 }
signals:
  momentum: { type: score, of: ret.24 }
  reversal: { type: threshold, of: z, long_below: -1, short_above: 1, exit: 0 }
`;
const RANKED = `${MOMENTUM.replace(/^ {2}(reversal|z): .*\n/gm, '')}portfolio:
  side: long_short
  select: { type: top_n, n: 1 }
  sizing: { type: equal }
  rebalance: { every: 1d, at: "00:05" }
`;

describe('a portfolio of several symbols', () => {
  it('holds the best of those that are there, and says what it chose', async () => {
    const outcome = await outcomeOf(panelSpec(NAMES, RANKED), { files });
    const { portfolio, totals } = outcome.result;
    assert.ok(portfolio?.logs?.targets !== undefined && totals.trades > 10);
    const { targets, trades } = portfolio.logs;
    const places = (name: string): number => portfolio.symbols.indexOf(name);
    for (let i = 0; i < targets.rows; i++) {
      const t = targets.decision_row[i];
      if (targets.symbol[i] === places('BBB')) assert.ok(t >= 150 + 24 || targets.side[i] === 0);
      if (targets.symbol[i] === places('CCC')) assert.ok(t < 300 || targets.side[i] === 0);
    }
    const chosen = new Map<number, number>();
    targets.decision_row.forEach((t, i) => chosen.set(t, (chosen.get(t) ?? 0) + Math.abs(targets.side[i])));
    assert.ok([...chosen.values()].every((n) => n <= 2));
    assert.deepEqual(
      [...trades.reason].filter((r) => EXIT_REASONS[r] === 'vanished').length,
      portfolio.counts.vanished,
    );
    const names = outcome.metrics.map(({ name }) => name);
    for (const name of ['gross_exposure', 'net_exposure', 'selection_hit_rate', 'turnover'])
      assert.ok(names.includes(name), name);
  });

  it('leaves tables that name symbols and add up', async () => {
    const outcome = await outcomeOf(panelSpec(NAMES, RANKED), { files });
    const tables = new Map(csvFiles(outcome).map(({ path, content }) => [path, String(content).trimEnd().split('\n')]));
    for (const path of ['trades.csv', 'orders.csv', 'diagnostics/symbols.csv'])
      assert.match(tables.get(path)?.[0] ?? '', /^symbol,/, path);
    assert.match(tables.get('weights.csv')?.[0] ?? '', /^decision_time,symbol,/);
    const { perSymbol } = outcome.result.portfolio as NonNullable<typeof outcome.result.portfolio>;
    const net = perSymbol.net_pnl.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(net - (outcome.result.cash - 100_000)) < 1e-6);
  });

  it('without a schedule enters and leaves each symbol by its own signal', async () => {
    const spec = panelSpec(
      ['AAA', 'CCC'],
      `${MOMENTUM.replace(/^ {2}(momentum|ret): .*\n/gm, '')}portfolio: { sizing: { type: fixed, fraction: 0.4 } }\n`,
    );
    const { result } = await outcomeOf(spec, { files });
    const { symbol } = result.portfolio?.logs?.trades ?? { symbol: new Float64Array() };
    assert.ok(symbol.includes(0) && symbol.includes(1));
    const alone = await outcomeOf(spec.replace('[AAA, CCC]', '[AAA]'), { files });
    const own = [...(result.details?.trades.entry_row ?? [])].filter((_, i) => symbol[i] === 0);
    assert.deepEqual(own, [...(alone.result.details?.trades.entry_row ?? [])]);
  });

  it('prices its gates and cuts its trades by category without a schedule', async () => {
    const gated = panelSpec(
      ['AAA', 'CCC'],
      `${MOMENTUM.replace(/^ {2}(momentum|ret): .*\n/gm, '').replace('signals:', '  vol: { type: realized_volatility, window: 12 }\n  regime: { type: volatility_regime, of: vol, window: 100, bins: 2 }\nsignals:')}gates: { calm: { type: cooldown, window: 12 } }
portfolio: { sizing: { type: fixed, fraction: 0.4 } }
evaluation: { slices: [regime] }
`,
    );
    const outcome = await outcomeOf(gated, { files });
    const { result } = outcome;
    const worth = gateWorths(outcome).get('calm');
    const without = await outcomeOf(gated.replace(/^gates: .*\n/m, ''), { files });
    assert.ok(result.gates[0].first > 0 && worth !== undefined);
    assert.equal(worth.trades_without, without.result.totals.trades);
    assert.ok(Math.abs(worth.net_without - (without.result.cash - 100_000)) < 1e-9);
    assert.ok(Math.abs(worth.value - (result.cash - without.result.cash)) < 1e-9);
    const slices = slicesOf(outcome);
    const known = slices.reduce((sum, { trades }) => sum + trades, 0);
    assert.ok(slices.length === 2 && known > 0 && known <= result.totals.trades);
  });

  it('is one symbol where there is one', async () => {
    const ranked = RANKED.replace('side: long_short', 'side: both');
    const { result } = await outcomeOf(panelSpec(['AAA'], ranked), { files });
    assert.ok(result.totals.trades > 3 && result.portfolio?.symbols.join() === 'AAA');
  });

  it('refuses a symbol without data and a file of instruments that is not there', async () => {
    const open = (text: string) => refusalOf(here(text, { files }, () => Promise.resolve()));
    assert.match((await open(panelSpec([...NAMES, 'EEE'], RANKED))).problems[0].message, /EEE.csv" does not exist/);
    const ruled = panelSpec(NAMES, RANKED).replace(
      '  interval: 1h\n',
      '  interval: 1h\n  instruments: { type: exchange_info, path: info.json }\n',
    );
    assert.equal((await open(ruled)).problems[0].path.join('.'), 'data.instruments.path');
  });
});
