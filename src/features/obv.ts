import { defineFeature, fromStart } from '../core/contracts/feature.ts';

/**
 * obv[t] = obv[t-1] + sign(close[t] - close[t-1]) volume[t]; starts at the first bar's volume.
 *
 * In: close (price), volume. Out: volume, a running total whose level depends on where it starts: it never forgets. Where
 * the close or the volume is NaN the output is NaN and the total is held.
 */
export default defineFeature({
  type: 'obv',
  version: 1,
  summary: 'On-balance volume.',
  source: 'https://ta-lib.org/functions/obv/',
  params: {},
  inputs: () => ['close', 'volume'],
  unit: () => 'volume',
  reach: () => fromStart(Infinity),
  start: () => ({ close: NaN, total: 0 }),
  push(state, [close, volume], [out]) {
    let { close: last, total } = state;
    let from = 0;
    if (last !== last && close.length > 0 && close[0] === close[0] && volume[0] === volume[0]) {
      last = close[0];
      total = volume[0];
      out[0] = total;
      from = 1;
    }
    if (last === last) {
      for (let i = from; i < close.length; i++) {
        const c = close[i];
        // no branch on the sign, which would be mispredicted every other bar; c - c is 0 or NaN
        total += (Number(c > last) - Number(c < last)) * volume[i] + (c - c);
        last = c;
        out[i] = total;
      }
      if (total === total) return void Object.assign(state, { close: last, total });
      ({ close: last, total } = state);
    }
    for (let i = 0; i < close.length; i++) {
      const c = close[i];
      const v = volume[i];
      if (c !== c || v !== v) {
        out[i] = NaN;
        continue;
      }
      total += (Number(c > last) - Number(c < last) + Number(last !== last)) * v;
      last = c;
      out[i] = total;
    }
    state.close = last;
    state.total = total;
  },
});
