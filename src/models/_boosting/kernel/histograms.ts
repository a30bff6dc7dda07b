import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

/** Bytes of the 256 (gradient, hessian) pairs of one feature. */
const PAIRS = 4096;
/** Bytes of the 256 row counts of one feature. */
const COUNTS = 1024;

/** Byte offset of a lane's bin inside a table whose entries are 2^shift bytes, from the four bins in `$bins4`. */
function binOffset(lane: number, shift: number): string {
  const mask = i32(255 << shift);
  const move = 8 * lane - shift;
  if (move === 0) return `(i32.and ${get('bins4')} ${mask})`;
  const word = move < 0 ? 'shl' : 'shr_u';
  return `(i32.and (i32.${word} ${get('bins4')} ${i32(Math.abs(move))}) ${mask})`;
}

function addPair(lane: number): string {
  const at = `offset=${lane * PAIRS} ${get('at')}`;
  return [
    set('at', plus(get('pairs'), binOffset(lane, 4))),
    `(v128.store ${at} (f64x2.add (v128.load ${at}) ${get('pair')}))`,
  ].join(' ');
}

function addCount(lane: number): string {
  const at = `offset=${lane * COUNTS} ${get('at')}`;
  return [
    set('at', plus(get('counts'), binOffset(lane, 2))),
    `(i32.store ${at} ${plus(`(i32.load ${at})`, i32(1))})`,
  ].join(' ');
}

/** Adds the rows of one node to the histograms of those features of one block of four whose bit is set in `mask`. */
function accumulate(mask: number, counted: boolean): string {
  const lanes = [0, 1, 2, 3].filter((lane) => (mask >> lane) & 1);
  const row = `(i32.load ${get('rows')})`;
  return exported({
    name: `${counted ? 'accumulateCounted' : 'accumulate'}${mask}`,
    params: [['bins rows grads count pairs counts', 'i32']],
    locals: [
      ['end bins4 at', 'i32'],
      ['pair', 'v128'],
    ],
    body: [
      set('end', plus(get('rows'), `(i32.shl ${get('count')} ${i32(2)})`)),
      whileBelow(
        'rows',
        'end',
        [
          set('bins4', `(i32.load ${plus(get('bins'), `(i32.shl ${row} ${i32(2)})`)})`),
          set('pair', `(f64x2.promote_low_f32x4 (v128.load64_zero ${get('grads')}))`),
          ...lanes.map(addPair),
          ...(counted ? lanes.map(addCount) : []),
          advance('rows', 4),
          advance('grads', 8),
        ].join('\n'),
      ),
    ].join('\n'),
  });
}

/** Subtracts vectors in place, `shape` at a time. */
function subtract(name: string, shape: 'f64x2' | 'i32x4'): string {
  return exported({
    name,
    params: [['from part bytes', 'i32']],
    locals: [['end', 'i32']],
    body: [
      set('end', plus(get('from'), get('bytes'))),
      whileBelow(
        'from',
        'end',
        [
          `(v128.store ${get('from')} (${shape}.sub (v128.load ${get('from')}) (v128.load ${get('part')})))`,
          advance('from', 16),
          advance('part', 16),
        ].join('\n'),
      ),
    ].join('\n'),
  });
}

const clear = exported({
  name: 'clear',
  params: [['at bytes', 'i32']],
  body: `(memory.fill ${get('at')} ${i32(0)} ${get('bytes')})`,
});

/**
 * Histogram functions: one accumulator per subset of a block's features, so that features left out cost nothing.
 * A histogram is 256 f64 pairs (gradient, hessian) a feature, and 256 u32 counts where hessians are not 1.
 */
export function histogramFunctions(): string[] {
  const masks = Array.from({ length: 15 }, (_, k) => k + 1);
  return [
    ...masks.map((mask) => accumulate(mask, false)),
    ...masks.map((mask) => accumulate(mask, true)),
    subtract('subtractPairs', 'f64x2'),
    subtract('subtractCounts', 'i32x4'),
    clear,
  ];
}
