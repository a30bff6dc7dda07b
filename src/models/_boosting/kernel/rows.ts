import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

const times = (value: string, shift: number): string => `(i32.shl ${value} ${i32(shift)})`;
const itemsEnd = set('end', plus(get('items'), times(get('count'), 3)));
const rowsEnd = set('end', plus(get('rows'), times(get('count'), 2)));

/** 1 where the bin in `$bin` goes left: below the cut, or missing (255) where missing values go left. */
const goesLeft = (cut: string, missing: string): string =>
  `(i32.or (i32.lt_u ${get('bin')} ${cut}) (i32.and (i32.eq ${get('bin')} ${i32(255)}) ${missing}))`;

/** Binary search without branches: moves on by 2^shift edges if the last of them is at or below the value. */
function halve(shift: number): string {
  const isBelow = `(f64.le (f64.load offset=${((1 << shift) - 1) * 8} ${get('at')}) ${get('edge')})`;
  return set('at', plus(get('at'), times(isBelow, shift + 3)));
}

/** Column of f64 to bins: the number of edges at or below the value, 255 for NaN; one byte in each eight is written. */
const assignBins = exported({
  name: 'assignBins',
  params: [['values count edges out', 'i32']],
  locals: [
    ['end at', 'i32'],
    ['value edge', 'f64'],
  ],
  body: [
    set('end', plus(get('values'), times(get('count'), 3))),
    whileBelow(
      'values',
      'end',
      [
        set('value', `(f64.load ${get('values')})`),
        set('edge', `(f64.min ${get('value')} (f64.const 0x1.fffffffffffffp+1023))`), // edges are padded with infinity
        set('at', get('edges')),
        ...[7, 6, 5, 4, 3, 2, 1, 0].map(halve),
        `(i32.store8 ${get('out')} (select (i32.shr_u (i32.sub ${get('at')} ${get('edges')}) ${i32(3)}) ${i32(255)}
          (f64.eq ${get('value')} ${get('value')})))`,
        advance('values', 8),
        advance('out', 8),
      ].join('\n'),
    ),
  ].join('\n'),
});

/** Writes both targets and moves one of them; the last write of each slot is the right one. */
function writeItem(wide: boolean): string {
  const isRight = `(i32.eqz ${get('left')})`;
  return [
    `(i64.store ${get('to')} ${get('item')}) (i64.store ${get('right')} ${get('item')})`,
    set('to', plus(get('to'), times(get('left'), 3))),
    set('right', plus(get('right'), times(isRight, 3))),
    ...(wide
      ? [
          `(i32.store ${get('toHessians')} ${get('hessian')}) (i32.store ${get('rightHessians')} ${get('hessian')})`,
          set('toHessians', plus(get('toHessians'), times(get('left'), 2))),
          set('rightHessians', plus(get('rightHessians'), times(isRight, 2))),
        ]
      : []),
  ].join('\n');
}

/** Puts the right rows, which lie at the front of the source, behind the left ones. */
const moveRight = (to: string, right: string, from: string): string =>
  `(memory.copy ${get(to)} ${get(from)} (i32.sub ${get(right)} ${get(from)}))`;

/**
 * Stable partition of a node's rows, without branches: left rows go to the target, right rows to the front of the
 * source and then behind the left ones. Gives the number of left rows, which must lie below `count`.
 */
const partition = (wide: boolean): string =>
  exported({
    name: wide ? 'partitionWide' : 'partition',
    params: [['bins cut missing count items to hessians toHessians', 'i32']],
    result: 'i32',
    locals: [
      ['end bin left hessian from right fromHessians rightHessians start', 'i32'],
      ['item', 'i64'],
    ],
    body: [
      itemsEnd,
      set('start', get('to')),
      set('from', get('items')),
      set('right', get('items')),
      set('fromHessians', get('hessians')),
      set('rightHessians', get('hessians')),
      whileBelow(
        'items',
        'end',
        [
          set('item', `(i64.load ${get('items')})`),
          wide ? set('hessian', `(i32.load ${get('hessians')})`) : '',
          set('bin', `(i32.load8_u ${plus(get('bins'), times(`(i32.wrap_i64 ${get('item')})`, 3))})`),
          set('left', goesLeft(get('cut'), get('missing'))),
          writeItem(wide),
          advance('items', 8),
          wide ? advance('hessians', 4) : '',
        ].join('\n'),
      ),
      moveRight('to', 'right', 'from'),
      wide ? moveRight('toHessians', 'rightHessians', 'fromHessians') : '',
      `(i32.shr_u (i32.sub ${get('to')} ${get('start')}) ${i32(3)})`,
    ].join('\n'),
  });

const addToScore = (value: string): string => `(f64.store ${get('at')} (f64.add (f64.load ${get('at')}) ${value}))`;
const scoreOfRow = set('at', plus(get('scores'), times(get('row'), 3)));

/** Adds a leaf's value to the scores of its rows. */
const addLeaf = exported({
  name: 'addLeaf',
  params: [
    ['items count scores', 'i32'],
    ['value', 'f64'],
  ],
  locals: [['end at row', 'i32']],
  body: [
    itemsEnd,
    whileBelow(
      'items',
      'end',
      [set('row', `(i32.load ${get('items')})`), scoreOfRow, addToScore(get('value')), advance('items', 8)].join('\n'),
    ),
  ].join('\n'),
});

/** Adds the values of a split's two leaves to the scores of their rows, without partitioning them. */
const addLeafPair = exported({
  name: 'addLeafPair',
  params: [
    ['bins cut missing items count scores', 'i32'],
    ['leftValue rightValue', 'f64'],
  ],
  locals: [['end at row bin', 'i32']],
  body: [
    itemsEnd,
    whileBelow(
      'items',
      'end',
      [
        set('row', `(i32.load ${get('items')})`),
        set('bin', `(i32.load8_u ${plus(get('bins'), times(get('row'), 3))})`),
        scoreOfRow,
        addToScore(`(select ${get('leftValue')} ${get('rightValue')} ${goesLeft(get('cut'), get('missing'))})`),
        advance('items', 8),
      ].join('\n'),
    ),
  ].join('\n'),
});

const field = (offset: number): string => `(i32.load offset=${offset} ${get('node')})`;

/**
 * Adds a tree to the scores of any rows of a binned matrix. A node has 32 bytes: block, lane, cut, missing, pointers to
 * the left and right child (0 in a leaf), value; `stride` is the bytes of one block of eight features.
 */
const addTree = exported({
  name: 'addTree',
  params: [['tree bins stride rows count scores', 'i32']],
  locals: [['end at row bin node', 'i32']],
  body: [
    rowsEnd,
    whileBelow(
      'rows',
      'end',
      [
        set('row', `(i32.load ${get('rows')})`),
        set('at', plus(get('bins'), times(get('row'), 3))),
        set('node', get('tree')),
        `(block $leaf (loop $down (br_if $leaf (i32.eqz ${field(16)}))`,
        set('bin', `(i32.load8_u ${plus(plus(get('at'), field(4)), `(i32.mul ${field(0)} ${get('stride')})`)})`),
        set('node', `(select ${field(16)} ${field(20)} ${goesLeft(field(8), field(12))})`),
        '(br $down)))',
        scoreOfRow,
        addToScore(`(f64.load offset=24 ${get('node')})`),
        advance('rows', 4),
      ].join('\n'),
    ),
  ].join('\n'),
});

/** Score less label of the listed rows; gives the sum of squares, in order, and writes the largest size to `$largest`. */
const errors = exported({
  name: 'errors',
  params: [['rows count scores target out largest', 'i32']],
  result: 'f64',
  locals: [
    ['end at', 'i32'],
    ['error most sum', 'f64'],
  ],
  body: [
    rowsEnd,
    whileBelow(
      'rows',
      'end',
      [
        set('at', times(`(i32.load ${get('rows')})`, 3)),
        set(
          'error',
          `(f64.sub (f64.load ${plus(get('scores'), get('at'))}) (f64.load ${plus(get('target'), get('at'))}))`,
        ),
        `(f64.store ${get('out')} ${get('error')})`,
        set('most', `(f64.max ${get('most')} (f64.abs ${get('error')}))`),
        set('sum', `(f64.add ${get('sum')} (f64.mul ${get('error')} ${get('error')}))`),
        advance('rows', 4),
        advance('out', 8),
      ].join('\n'),
    ),
    `(f64.store ${get('largest')} ${get('most')})`,
    get('sum'),
  ].join('\n'),
});

/**
 * Items (row below, whole gradient above) from gradients: the nearest whole numbers to g * perUnit. Gives their sum,
 * which a double holds exactly.
 */
const quantise = exported({
  name: 'quantise',
  params: [
    ['rows count gradients items', 'i32'],
    ['perUnit', 'f64'],
  ],
  result: 'f64',
  locals: [
    ['end', 'i32'],
    ['whole sum', 'i64'],
  ],
  body: [
    rowsEnd,
    whileBelow(
      'rows',
      'end',
      [
        set('whole', `(i64.trunc_sat_f64_s (f64.nearest (f64.mul (f64.load ${get('gradients')}) ${get('perUnit')})))`),
        set('sum', `(i64.add ${get('sum')} ${get('whole')})`),
        `(i64.store ${get('items')} (i64.or (i64.shl ${get('whole')} (i64.const 32)) (i64.load32_u ${get('rows')})))`,
        advance('rows', 4),
        advance('gradients', 8),
        advance('items', 8),
      ].join('\n'),
    ),
    `(f64.convert_i64_s ${get('sum')})`,
  ].join('\n'),
});

/** Whole hessians, at least 1. Gives their sum. */
const quantiseHessians = exported({
  name: 'quantiseHessians',
  params: [
    ['values count out', 'i32'],
    ['perUnit', 'f64'],
  ],
  result: 'f64',
  locals: [
    ['end', 'i32'],
    ['whole sum', 'i64'],
  ],
  body: [
    set('end', plus(get('values'), times(get('count'), 3))),
    whileBelow(
      'values',
      'end',
      [
        set(
          'whole',
          `(i64.trunc_sat_f64_s (f64.max (f64.const 1) (f64.nearest (f64.mul (f64.load ${get('values')}) ${get('perUnit')}))))`,
        ),
        set('sum', `(i64.add ${get('sum')} ${get('whole')})`),
        `(i64.store32 ${get('out')} ${get('whole')})`,
        advance('values', 8),
        advance('out', 4),
      ].join('\n'),
    ),
    `(f64.convert_i64_s ${get('sum')})`,
  ].join('\n'),
});

/** Functions that walk over rows. */
export function rowFunctions(): string[] {
  return [
    assignBins,
    partition(false),
    partition(true),
    addLeaf,
    addLeafPair,
    addTree,
    errors,
    quantise,
    quantiseHessians,
  ];
}
