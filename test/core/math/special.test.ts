import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as math from '../../../src/core/math/special.ts';
import { close } from './_ulp.ts';

/**
 * Rows: arguments, then the value. From scipy 1.17.1 (scipy.special erf, erfc, ndtr, ndtri, gammaln, gammainc, gammaincc, betainc;
 * scipy.stats norm.pdf, t.sf, t.cdf, chi2.cdf, chi2.sf). The limit is the relative error.
 * Four figures are mpmath's (1.4.1, 300 bits), where scipy itself is off by 7e-15 and more: normalCdf(-10), lgamma near its
 * zeros, gammaQ(100, 160).
 */
const cases: [string, (...args: number[]) => number, number, number[][]][] = [
  [
    'erf',
    math.erf,
    3e-16,
    [
      [1e-10, 1.1283791670955126e-10],
      [0.5, 0.5204998778130465],
      [-1, -0.8427007929497148],
      [2, 0.9953222650189527],
      [4, 0.9999999845827421],
    ],
  ],
  [
    'erfc',
    math.erfc,
    1e-15,
    [
      [-2, 1.9953222650189528],
      [0.1, 0.8875370839817152],
      [0.5, 0.4795001221869535],
      [1, 0.15729920705028516],
      [3, 2.2090496998585445e-5],
      [10, 2.0884875837625446e-45],
      [26, 5.663192408856145e-296],
    ],
  ],
  [
    'normalCdf',
    math.normalCdf,
    1e-15,
    [
      [-10, 7.619853024160525e-24],
      [-1.959963984540054, 0.025],
      [-0.5, 0.3085375387259869],
      [0, 0.5],
      [1, 0.8413447460685429],
      [3, 0.9986501019683699],
    ],
  ],
  [
    'normalPdf',
    math.normalPdf,
    1e-15,
    [
      [0, 0.3989422804014327],
      [1, 0.24197072451914337],
      [-2.5, 0.017528300493568537],
      [30, 1.4736461348785476e-196],
    ],
  ],
  [
    'normalQuantile',
    math.normalQuantile,
    1e-15,
    [
      [1e-300, -37.0470962993612],
      [1e-10, -6.361340902404056],
      [0.025, -1.9599639845400545],
      [0.3, -0.5244005127080409],
      [0.6, 0.2533471031357997],
      [0.975, 1.959963984540054],
      [0.999999, 4.753424308817087],
    ],
  ],
  [
    'lgamma',
    math.lgamma,
    2e-15,
    [
      [1e-5, 11.512919692895826],
      [0.5, 0.5723649429247],
      [3.7, 1.428072326665388],
      [10, 12.801827480081469],
      [171.5, 709.1431630309283],
      [1e10, 220258509288.81058],
      [-0.5, 1.2655121234846454],
      [-3.2, -0.3724321361299687],
    ],
  ],
  [
    'lgamma near its zeros',
    math.lgamma,
    1e-15,
    [
      [1.0001, -5.771334222047127e-5],
      [1.9999, -4.227520877215346e-5],
    ],
  ],
  [
    'gammaP',
    math.gammaP,
    5e-15,
    [
      [0.5, 0.1, 0.34527915398142317],
      [2, 3, 0.8008517265285442],
      [10, 3, 0.0011024881301154815],
      [100, 120, 0.9721362601094793],
      [1e5, 1e5, 0.5004205221103651],
    ],
  ],
  [
    'gammaQ',
    math.gammaQ,
    1e-14,
    [
      [0.5, 20, 2.5396285894708634e-10],
      [2, 3, 0.1991482734714558],
      [100, 160, 1.4420224505352737e-7],
    ],
  ],
  [
    'incompleteBeta',
    math.incompleteBeta,
    1e-14,
    [
      [0.5, 0.5, 0.25, 0.33333333333333337],
      [2, 3, 0.4, 0.5247999999999999],
      [10, 2, 0.9, 0.6973568802000002],
      [200, 300, 0.38, 0.18093001184220364],
      [1e5, 1e5, 0.501, 0.8144532554424423],
    ],
  ],
  [
    'studentTTwoSided',
    math.studentTTwoSided,
    1e-14,
    [
      [0.5, 1, 0.7048327646991335],
      [2, 10, 0.07338803477074037],
      [2.5, 30, 0.01811564906806669],
      [6, 200, 9.115120348810346e-9],
      [40, 5, 1.8411962171772954e-7],
      [1.96, 1e6, 0.04999606758526985],
    ],
  ],
  [
    'studentTCdf',
    math.studentTCdf,
    1e-14,
    [
      [-1.5, 4, 0.104],
      [0, 7, 0.5],
      [2, 12.5, 0.9661445283751424],
    ],
  ],
  [
    'chiSquareCdf',
    math.chiSquareCdf,
    2e-14,
    [
      [0.5, 1, 0.5204998778130466],
      [3.84, 1, 0.9499564787512949],
      [18.3, 10, 0.9498909385885375],
      [1, 30, 1.4610500924439148e-17],
    ],
  ],
  [
    'chiSquareTail',
    math.chiSquareTail,
    1e-14,
    [
      [3.84, 1, 0.05004352124870519],
      [100, 10, 5.4497019829205215e-17],
    ],
  ],
];

describe('special functions', () => {
  for (const [name, apply, limit, rows] of cases) {
    it(`${name} gives scipy's figures`, () => {
      for (const row of rows) close(apply(...row.slice(0, -1)), row.at(-1)!, limit);
    });
  }

  it('studentTTwoSided keeps its digits at large degrees of freedom (mpmath 1.4.1, 300 bits)', () => {
    close(math.studentTTwoSided(2, 30), 0.0546250449629831, 3e-15);
    close(math.studentTTwoSided(5, 40), 1.1840065669659496e-5, 3e-15);
    close(math.studentTTwoSided(2, 9e9), math.studentTTwoSided(2, Infinity), 1e-8);
  });

  it('edges: ends of the ranges are exact, NaN and arguments outside give NaN', () => {
    assert.deepEqual([math.erf(Infinity), math.erfc(-Infinity), math.erfc(Infinity)], [1, 2, 0]);
    assert.deepEqual([math.normalCdf(-Infinity), math.normalCdf(Infinity), math.normalPdf(Infinity)], [0, 1, 0]);
    assert.deepEqual(
      [math.normalQuantile(0), math.normalQuantile(1), math.normalQuantile(0.5)],
      [-Infinity, Infinity, 0],
    );
    assert.deepEqual([math.lgamma(1), math.lgamma(2), math.lgamma(0), math.lgamma(-3)], [0, 0, Infinity, Infinity]);
    assert.deepEqual([math.gammaP(2, 0), math.gammaQ(2, Infinity), math.incompleteBeta(2, 3, 0)], [0, 0, 0]);
    assert.deepEqual(
      [math.incompleteBeta(2, 3, 1), math.studentTTwoSided(0, 5), math.studentTTwoSided(Infinity, 5)],
      [1, 1, 0],
    );
    const unknown = [
      math.erf(NaN),
      math.normalCdf(NaN),
      math.normalQuantile(NaN),
      math.normalQuantile(-0.1),
      math.lgamma(NaN),
    ];
    const outside = [
      math.gammaP(-1, 1),
      math.incompleteBeta(1, 1, 2),
      math.studentTTwoSided(1, 0),
      math.normalQuantile(1.1),
    ];
    for (const value of [...unknown, ...outside]) assert.ok(Number.isNaN(value));
  });

  it('normalCdf undoes normalQuantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (p) => {
        const limit = 1e-15 * (3 + math.normalQuantile(p) ** 2); // the quantile's own rounding, seen through the density
        return Math.abs(math.normalCdf(math.normalQuantile(p)) / p - 1) < limit;
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('both halves of incompleteBeta add up to one', () => {
    const shape = fc.double({ min: 0.1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
        return Math.abs(math.incompleteBeta(a, b, x) + math.incompleteBeta(b, a, 1 - x) - 1) < 1e-11;
      }),
      { seed: 5 },
    );
  });
});
