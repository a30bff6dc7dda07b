import { GATHERED_ROWS, TABLE } from './sizes.ts';
import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

/** Byte offset of a lane's bin in a table of 16-byte steps, from eight bins in `$bins8` or four in `$bins4`. */
function binOffset(lane: number, of8: boolean): string {
  const move = 8 * lane - 4;
  const type = of8 ? 'i64' : 'i32';
  const word = `(${type}.${move < 0 ? 'shl' : 'shr_u'} ${get(of8 ? 'bins8' : 'bins4')} (${type}.const ${Math.abs(move)}))`;
  return `(i32.and ${of8 ? `(i32.wrap_i64 ${word})` : word} ${i32(4080)})`;
}

/** Adds `$add` to the packed entry of a lane: two features share a table, their entries side by side. */
function addPacked(lane: number, of8: boolean): string {
  const at = `offset=${(lane >> 1) * TABLE + (lane & 1) * 8} ${get('at')}`;
  return [
    set('at', plus(get('table'), binOffset(lane, of8))),
    `(i64.store ${at} (i64.add (i64.load ${at}) ${get('add')}))`,
  ].join(' ');
}

/** Adds `$pair` to the wide entry of a lane. */
function addWide(lane: number): string {
  const at = `offset=${lane * TABLE} ${get('at')}`;
  return [
    set('at', plus(get('table'), binOffset(lane, false))),
    `(v128.store ${at} (i64x2.add (v128.load ${at}) ${get('pair')}))`,
  ].join(' ');
}

const lanesOf = (mask: number): number[] => [0, 1, 2, 3, 4, 5, 6, 7].filter((lane) => (mask >> lane) & 1);

const GATHER = 4;

/** Copies the bins of `$items` and the following rows, as many as asked for. */
function copyBins(count: number): string {
  const rows = Array.from({ length: count }, (_, k) => {
    const row = `(i32.load offset=${8 * k} ${get('items')})`;
    return `(i64.store offset=${8 * k} ${get('to')} (i64.load ${plus(get('bins'), `(i32.shl ${row} ${i32(3)})`)}))`;
  });
  return [...rows, advance('items', 8 * count), advance('to', 8 * count)].join('\n');
}

/** Copies the bins of a node's rows side by side, so that many look-ups in a large block wait for memory at once. */
const gather = `(func $gather (param $bins i32) (param $items i32) (param $end i32) (param $to i32) (local $even i32)
  ${set('even', plus(get('items'), `(i32.and (i32.sub ${get('end')} ${get('items')}) ${i32(-8 * GATHER)})`))}
  ${whileBelow('items', 'even', copyBins(GATHER))}
  ${whileBelow('items', 'end', copyBins(1))})`;

/** Runs `body` for each row of `items`, its bins at `$at8`. */
function forEachRow(body: string): string {
  return [
    set('end', plus(get('items'), `(i32.shl ${get('count')} ${i32(3)})`)),
    whileBelow(
      'items',
      'end',
      [
        set('stop', plus(get('items'), i32(8 * GATHERED_ROWS))),
        set('stop', `(select ${get('stop')} ${get('end')} (i32.lt_u ${get('stop')} ${get('end')}))`),
        `(call $gather ${get('bins')} ${get('items')} ${get('stop')} ${get('gathered')})`,
        set('at8', get('gathered')),
        whileBelow('items', 'stop', [body, advance('items', 8), advance('at8', 8)].join('\n')),
      ].join('\n'),
    ),
  ].join('\n');
}

const shift64 = set('shift64', `(i64.extend_i32_u ${get('shift')})`);

/** Gradient sum in the upper bits, number of rows in the lower `shift` bits. */
const packedTerm = set(
  'add',
  `(i64.add (i64.shl (i64.load32_s offset=4 ${get('items')}) ${get('shift64')}) (i64.const 1))`,
);

/** Adds the rows of one node to the packed tables of those features whose bit is set in `mask`. */
function accumulatePacked(name: string, mask: number, of8: boolean): string {
  return exported({
    name,
    params: [['bins items count table shift hessians gathered', 'i32']],
    locals: [
      ['end stop at8 at bins4', 'i32'],
      ['add bins8 shift64', 'i64'],
    ],
    body: [
      shift64,
      forEachRow(
        [
          packedTerm,
          of8 ? set('bins8', `(i64.load ${get('at8')})`) : set('bins4', `(i32.load ${get('at8')})`),
          ...lanesOf(mask).map((lane) => addPacked(lane, of8)),
        ].join('\n'),
      ),
    ].join('\n'),
  });
}

/** The same for wide tables: (gradient sum, hessian sum above the number of rows). */
function accumulateWide(mask: number): string {
  const high = `(i64.add (i64.shl (i64.load32_u ${get('hessians')}) ${get('shift64')}) (i64.const 1))`;
  return exported({
    name: `accumulateWide${mask}`,
    params: [['bins items count table shift hessians gathered', 'i32']],
    locals: [
      ['end stop at8 at bins4', 'i32'],
      ['shift64', 'i64'],
      ['pair', 'v128'],
    ],
    body: [
      shift64,
      forEachRow(
        [
          set('bins4', `(i32.load ${get('at8')})`),
          set('pair', `(i64x2.splat (i64.load32_s offset=4 ${get('items')}))`),
          set('pair', `(i64x2.replace_lane 1 ${get('pair')} ${high})`),
          ...lanesOf(mask).map(addWide),
          advance('hessians', 4),
        ].join('\n'),
      ),
    ].join('\n'),
  });
}

/** Subtracts tables in place. */
const subtract = exported({
  name: 'subtract',
  params: [['from part bytes', 'i32']],
  locals: [['end', 'i32']],
  body: [
    set('end', plus(get('from'), get('bytes'))),
    whileBelow(
      'from',
      'end',
      [0, 16, 32, 48]
        .map((offset) => {
          const at = (name: string): string => `(v128.load offset=${offset} ${get(name)})`;
          return `(v128.store offset=${offset} ${get('from')} (i64x2.sub ${at('from')} ${at('part')}))`;
        })
        .concat(advance('from', 64), advance('part', 64))
        .join('\n'),
    ),
  ].join('\n'),
});

const clear = exported({
  name: 'clear',
  params: [['at bytes', 'i32']],
  body: `(memory.fill ${get('at')} ${i32(0)} ${get('bytes')})`,
});

/**
 * Histogram functions. Sums are whole numbers, so that their order does not matter and a sibling is an exact
 * difference. One accumulator per subset of four features, so that features left out cost nothing, and one for eight.
 */
export function histogramFunctions(): string[] {
  const masks = Array.from({ length: 15 }, (_, k) => k + 1);
  return [
    gather,
    ...masks.map((mask) => accumulatePacked(`accumulate${mask}`, mask, false)),
    accumulatePacked('accumulate255', 255, true),
    ...masks.map(accumulateWide),
    subtract,
    clear,
  ];
}
