import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitEdge, toBps } from './_emit.ts';

const params = {
  of: p.input('Predicted return: in bps, or a fraction.', { accepts: ['score', 'column', 'model'] }),
  sigma: p.input('Standard deviation of one bar, as a fraction or in bps.', {
    accepts: ['column', 'score'],
    optional: true,
  }),
};

/**
 * edge = the score, direction = sign(edge), strength = |edge| / sigma (or |direction| without a sigma).
 *
 * In: a score and a sigma (bps, or fractions). Out: direction, edge bps, sigma bps, strength. NaN score: direction 0.
 */
export default defineSignal({
  type: 'score',
  version: 1,
  summary: 'A predicted return, taken as the edge.',
  params,
  inputs({ of, sigma }) {
    const score = { name: of, role: 'score' as const };
    return sigma === undefined ? [score] : [score, { name: sigma, role: 'column' as const }];
  },
  gives: ({ sigma }) => (sigma === undefined ? ['edge'] : ['edge', 'sigma']),
  reach: () => windowReach(1),
  start: (_values, units) => ({ edge: toBps(units[0]), sigma: toBps(units[1]) }),
  push(factor, inputs, outputs) {
    const [scores, sigmas] = inputs;
    for (let i = 0; i < scores.length; i++) {
      const sigma = sigmas === undefined ? NaN : sigmas[i] * factor.sigma;
      emitEdge(outputs, i, scores[i] * factor.edge, sigma, sigmas !== undefined);
    }
  },
});
