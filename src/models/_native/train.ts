import type { FitContext, NativeLibrary, Sample } from '../../core/contracts/model.ts';

/** The library that the runner has opened; throws where a fit is asked for without one. */
export function libraryOf({ library }: FitContext, name: string): NativeLibrary {
  if (library === undefined) throw new Error(`the ${name} library was not opened`);
  return library;
}

/** The libraries take any label, NaN too: throws where one cannot be learned from, and where weights are none. */
export function checkNative(sample: Sample, task: FitContext['task'], set: '' | ' of validation' = ''): void {
  const { target, weight } = sample;
  const bad = target.findIndex((y) => y - y !== 0 || Math.abs(y) > 3e38);
  if (bad >= 0) throw new Error(`label of row ${bad}${set} is ${target[bad]}`);
  if (task === 'binary') {
    const other = target.findIndex((y) => y !== 0 && y !== 1);
    if (other >= 0) throw new Error(`label of row ${other}${set} must be 0 or 1, found ${target[other]}`);
  }
  if (set === '' && target.every((y) => y === target[0]))
    throw new Error(`all ${target.length} labels are ${target[0]}: there is nothing to learn`);
  const light = weight?.findIndex((w) => !(w >= 0 && w < Infinity)) ?? -1;
  if (light >= 0) throw new Error(`weight of row ${light}${set} is ${weight?.[light]}`);
  if (weight?.every((w) => w === 0) === true) throw new Error(`no row${set} has a weight above 0`);
}

export interface Rounds {
  readonly rounds: number;
  /** Rounds without a lower validation loss after which the fit ends; undefined = all rounds are run and kept. */
  readonly patience: number | undefined;
  readonly cancelled: () => boolean;
  /** Grows the trees of one round; false where no tree can be grown any more. */
  readonly grow: (round: number) => boolean;
  /** Loss of the validation rows after the latest round. */
  readonly loss: (round: number) => number;
}

/** Runs the rounds; gives how many of them are kept. */
export function runRounds({ rounds, patience, cancelled, grow, loss }: Rounds): number {
  let [best, kept] = [Infinity, 0];
  for (let round = 0; round < rounds; round++) {
    if (cancelled()) throw new Error(`fit stopped before round ${round + 1} of ${rounds}`);
    const grown = grow(round);
    if (patience === undefined) kept = round + 1;
    else {
      const now = loss(round);
      if (now < best || kept === 0) [best, kept] = [now, round + 1];
      if (round + 1 - kept >= patience) break;
    }
    if (!grown) break;
  }
  return kept;
}
