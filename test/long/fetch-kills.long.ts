import { survivesKills } from '../data/fetch/_killed.ts';
import { KILLS } from './_kills.ts';

describe('a fetch that is killed, at length', function () {
  this.timeout(3_600_000);
  survivesKills(KILLS);
});
