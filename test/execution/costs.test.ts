import assert from 'node:assert/strict';
import event from '../../src/execution/event.ts';
import fixedExit from '../../src/execution/exits/fixed.ts';
import scaledExit from '../../src/execution/exits/scaled.ts';
import { roundTripBps } from '../../src/execution/_simulator/plan.ts';
import fixed from '../../src/execution/slippage/fixed.ts';
import scaled from '../../src/execution/slippage/scaled.ts';
import volumeShare from '../../src/execution/slippage/volume-share.ts';
import { slip } from './_plans.ts';

const fill = (over: object = {}) => ({ price: 100, size: 5, volume: 100, column: NaN, ...over });

describe('slippage', () => {
  it('fixed is the same rate always', () => {
    assert.equal(fixed.rate({ rate: 10 }, fill()), 0.001);
    assert.equal(fixed.expected_bps({ rate: 10 }), 10);
  });

  it('scaled is a multiple of its column, and 0 before it is known', () => {
    assert.equal(scaled.rate({ of: 'sigma', multiple: 0.5 }, fill({ column: 0.01 })), 0.005);
    assert.equal(scaled.rate({ of: 'sigma', multiple: 0.5 }, fill()), 0);
  });

  it('volume_share moves by its impact at its share, and by the square root around it', () => {
    const values = { share: 0.05, impact: 10 };
    assert.equal(volumeShare.rate(values, fill()), 0.001);
    assert.equal(volumeShare.rate(values, fill({ size: 20 })), 0.002);
    assert.equal(volumeShare.rate(values, fill({ size: 1.25 })), 0.0005);
  });

  it('volume_share counts a fill beyond the volume, or without one, as all of it', () => {
    const all = 0.001 * Math.sqrt(1 / 0.05);
    for (const over of [{ volume: 0 }, { volume: NaN }, { size: 500 }]) {
      assert.equal(volumeShare.rate({ share: 0.05, impact: 10 }, fill(over)), all);
    }
  });

  it('makes a round trip of two taker fees and two moves', () => {
    assert.equal(roundTripBps({ taker: 5, maker: 1 }, slip(fixed, { rate: 10 })), 30);
    assert.equal(roundTripBps({ taker: 5, maker: 1 }, undefined), 10);
    assert.equal(roundTripBps(null, undefined), 0);
  });
});

describe('exit distances', () => {
  it('fixed is a fraction of the fill price, scaled a multiple of its column', () => {
    assert.equal(fixedExit.distance({ distance: 0.02 }, 50, NaN), 1);
    assert.equal(scaledExit.distance({ of: 'atr', multiple: 3 }, 50, 2), 6);
  });
});

describe('event', () => {
  it('objects to a stop as wide as the price', () => {
    const exits = (distance: number) => ({ exits: { stop_loss: { type: 'fixed', distance } } }) as never;
    assert.deepEqual(
      event.check?.(exits(1)).map(({ key }) => key),
      ['exits'],
    );
    assert.deepEqual(event.check?.(exits(0.99)), []);
  });
});
