import { survivesKills } from './_killed.ts';

describe('a fetch that is killed', function () {
  this.timeout(180_000);
  survivesKills(2);
});
