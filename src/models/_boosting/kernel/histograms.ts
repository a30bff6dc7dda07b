import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

/** Bytes of the 256 entries of two features (packed: 8 bytes an entry) or of one (wide: 16 bytes an entry). */
const TABLE = 4096;

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
const rowOffset = `(i32.shl (i32.wrap_i64 ${get('item')}) ${i32(3)})`;
const itemsEnd = set('end', plus(get('items'), `(i32.shl ${get('count')} ${i32(3)})`));

const shift64 = set('shift64', `(i64.extend_i32_u ${get('shift')})`);

/** Gradient sum in the upper bits, number of rows in the lower `shift` bits. */
const packedTerm = set(
  'add',
  `(i64.add (i64.shl (i64.shr_s ${get('item')} (i64.const 32)) ${get('shift64')}) (i64.const 1))`,
);

/** Adds the rows of one node to the packed tables of those features whose bit is set in `mask`. */
function accumulatePacked(name: string, mask: number, of8: boolean): string {
  const bins = plus(get('bins'), rowOffset);
  return exported({
    name,
    params: [['bins items count table shift', 'i32']],
    locals: [
      ['end at bins4', 'i32'],
      ['item add bins8 shift64', 'i64'],
    ],
    body: [
      itemsEnd,
      shift64,
      whileBelow(
        'items',
        'end',
        [
          set('item', `(i64.load ${get('items')})`),
          packedTerm,
          of8 ? set('bins8', `(i64.load ${bins})`) : set('bins4', `(i32.load ${bins})`),
          ...lanesOf(mask).map((lane) => addPacked(lane, of8)),
          advance('items', 8),
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
    params: [['bins items count table shift hessians', 'i32']],
    locals: [
      ['end at bins4', 'i32'],
      ['item shift64', 'i64'],
      ['pair', 'v128'],
    ],
    body: [
      itemsEnd,
      shift64,
      whileBelow(
        'items',
        'end',
        [
          set('item', `(i64.load ${get('items')})`),
          set('bins4', `(i32.load ${plus(get('bins'), rowOffset)})`),
          set('pair', `(i64x2.splat (i64.shr_s ${get('item')} (i64.const 32)))`),
          set('pair', `(i64x2.replace_lane 1 ${get('pair')} ${high})`),
          ...lanesOf(mask).map(addWide),
          advance('items', 8),
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
    ...masks.map((mask) => accumulatePacked(`accumulate${mask}`, mask, false)),
    accumulatePacked('accumulate255', 255, true),
    ...masks.map(accumulateWide),
    subtract,
    clear,
  ];
}
