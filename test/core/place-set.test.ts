import assert from 'node:assert/strict';
import { firstTakenFrom, lastTakenBelow, movePlace, placeSet, takenBelow } from '../../src/core/place-set.ts';

describe('a set of places', () => {
  it('counts those taken below one and finds its neighbours, whatever came and went', () => {
    const size = 70_000;
    const set = placeSet(size);
    const taken = new Set<number>();
    for (let i = 0; i < 3000; i++) {
      const place = (i * 48_271) % size;
      movePlace(set, place, taken.has(place) ? -1 : 1);
      if (!taken.delete(place)) taken.add(place);
      if (i % 5 === 4) {
        const gone = [...taken][i % taken.size];
        movePlace(set, gone, -1);
        taken.delete(gone);
      }
    }
    const sorted = [...taken].sort((a, b) => a - b);
    for (const place of [0, 1, 31, 32, 33, 1023, 1024, 32_767, 32_768, 50_001, sorted[7], sorted[7] + 1, size - 1]) {
      const below = sorted.filter((p) => p < place);
      assert.equal(takenBelow(set, place), below.length);
      assert.equal(lastTakenBelow(set, place), below.at(-1) ?? -1);
      assert.equal(firstTakenFrom(set, place), sorted.find((p) => p >= place) ?? -1);
    }
  });
});
