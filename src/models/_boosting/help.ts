import { helpTeam } from '../../core/team.ts';
import type { Team } from '../../core/team.ts';
import { benchAt } from './bench.ts';
import { kernelOn } from './kernel.ts';
import { readOrder } from './orders.ts';
import { workPiece } from './work-block.ts';

/** Works on blocks of another thread's fit until it ends, or until helpers are asked to leave. */
export function helpFit(team: Team): void {
  helpTeam(team, (orderAt, seat) => {
    const bench = benchAt(kernelOn(team.memory), seat);
    const words = bench.doubles.subarray(orderAt >>> 3);
    return (piece) => workPiece(bench, readOrder(words), piece);
  });
}
