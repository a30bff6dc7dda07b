import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { crossTurnover, topHitRate } from '../../../src/evaluation/_stats/cross-section.ts';
import { icByGroup, summariseIc } from '../../../src/evaluation/_stats/information.ts';
import { quantileProfile } from '../../../src/evaluation/_stats/quantiles.ts';
import { needsShared } from '../../_shared.ts';
import { near } from './_near.ts';
import { momentumPanel } from './_xs-panel.ts';
import type { XsPanel } from './_xs-panel.ts';

interface Oracle {
  n_rows: number;
  first_date: string;
  last_date: string;
  ic_mean: Record<string, number>;
  ic_std_ddof1: Record<string, number>;
  icir: Record<string, number>;
  ic_pos_frac: Record<string, number>;
  mean_return_by_quantile: Record<string, Record<string, number>>;
  quantile_turnover_1bar: Record<string, number>;
  factor_rank_autocorr_1bar: number;
}

describe('24-hour momentum of 32 perpetuals against alphalens', () => {
  let oracle: Oracle;
  let panel: XsPanel;
  let byDate: number[];

  before(function () {
    const folder = needsShared(this, 'bars-1h-xs');
    oracle = JSON.parse(
      readFileSync(needsShared(this, 'oracles', 'xs_momentum24h_ic_quantiles.json'), 'utf8'),
    ) as Oracle;
    const text = gunzipSync(readFileSync(needsShared(this, 'oracles', 'xs_momentum24h_ic_by_date.csv.gz')));
    byDate = text
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[2]));
    const range = { from: Date.parse(oracle.first_date), to: Date.parse(oracle.last_date) };
    panel = momentumPanel(folder, { horizon: 6, ...range });
  });

  it('has the same coefficient at each of 2,160 timestamps', () => {
    assert.equal(panel.time.length, oracle.n_rows);
    const { ic } = icByGroup(panel.factor, panel.forward, panel.time);
    assert.equal(ic.length, byDate.length);
    ic.forEach((v, i) => near(v, byDate[i], 1e-9));
  });

  it('has the same mean, sd, icir and share above 0', () => {
    const found = summariseIc(icByGroup(panel.factor, panel.forward, panel.time).ic, 5);
    near(found.mean, oracle.ic_mean['6h'], 1e-10);
    near(found.sd, oracle.ic_std_ddof1['6h'], 1e-10);
    near(found.icir, oracle.icir['6h'], 1e-9);
    near(found.positive, oracle.ic_pos_frac['6h'], 1e-12);
  });

  it('has the same turnover of each quantile and the same autocorrelation of ranks', () => {
    const found = crossTurnover({ time: panel.time, symbol: panel.symbol, score: panel.factor });
    found.turnover.forEach((share, k) => near(share, oracle.quantile_turnover_1bar[String(k + 1)], 1e-9));
    near(found.rank_autocorrelation, oracle.factor_rank_autocorr_1bar, 1e-9);
  });

  it('has the same mean return by quantile within timestamps', () => {
    const found = quantileProfile(panel.factor, panel.forward, { bins: 5, groups: panel.time });
    found.bins.forEach((bin) => near(bin.realised, oracle.mean_return_by_quantile[String(bin.bin)]['6h'], 1e-12));
  });
});

describe('the top of a ranking', () => {
  it('is right where its labels lie above the median of the time', () => {
    const time = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
    const score = Float64Array.of(4, 3, 2, 1, 4, 3, 2, 1, 1, 2);
    // first time: both of the top two above the median; second: one of them; third: too few symbols
    const label = Float64Array.of(9, 8, 1, 2, 9, 1, 8, 2, 1, 2);
    assert.deepEqual(topHitRate({ time, score }, label, 2), { rate: 3 / 4, times: 2 });
  });
});
