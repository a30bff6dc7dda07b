import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

const times = (value: string, shift: number): string => `(i32.shl ${value} ${i32(shift)})`;
const rowsEnd = set('end', plus(get('rows'), times(get('count'), 2)));

/** 1 where the bin in `$bin` goes left: below the cut, or missing (255) where missing values go left. */
const goesLeft = (cut: string, missing: string): string =>
  `(i32.or (i32.lt_u ${get('bin')} ${cut}) (i32.and (i32.eq ${get('bin')} ${i32(255)}) ${missing}))`;

/** Binary search without branches: moves on by 2^shift edges if the last of them is at or below the value. */
function halve(shift: number): string {
  const isBelow = `(f64.le (f64.load offset=${((1 << shift) - 1) * 8} ${get('at')}) ${get('edge')})`;
  return set('at', plus(get('at'), times(isBelow, shift + 3)));
}

/** Column of f64 to bins: the number of edges at or below the value, 255 for NaN; one byte in each four is written. */
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
        advance('out', 4),
      ].join('\n'),
    ),
  ].join('\n'),
});

/** Writes both targets and moves one of them; the last write of each slot is the right one. */
const writeRow = [
  `(i32.store ${get('toRows')} ${get('row')}) (i64.store ${get('toGrads')} ${get('pair')})`,
  `(i32.store ${get('rightRows')} ${get('row')}) (i64.store ${get('rightGrads')} ${get('pair')})`,
  set('toRows', plus(get('toRows'), times(get('left'), 2))),
  set('toGrads', plus(get('toGrads'), times(get('left'), 3))),
  set('rightRows', plus(get('rightRows'), times(`(i32.eqz ${get('left')})`, 2))),
  set('rightGrads', plus(get('rightGrads'), times(`(i32.eqz ${get('left')})`, 3))),
].join('\n');

/**
 * Stable partition of a node's rows and pairs, without branches: left rows go to the target, right rows to the front
 * of the source and then behind the left ones. Gives the number of left rows, which must lie below `count`.
 */
const partition = exported({
  name: 'partition',
  params: [['bins cut missing count rows grads toRows toGrads', 'i32']],
  result: 'i32',
  locals: [
    ['end row bin left', 'i32'],
    ['pair', 'i64'],
    ['fromRows fromGrads rightRows rightGrads start', 'i32'],
  ],
  body: [
    rowsEnd,
    set('start', get('toRows')),
    set('fromRows', get('rows')),
    set('rightRows', get('rows')),
    set('fromGrads', get('grads')),
    set('rightGrads', get('grads')),
    whileBelow(
      'rows',
      'end',
      [
        set('row', `(i32.load ${get('rows')})`),
        set('pair', `(i64.load ${get('grads')})`),
        set('bin', `(i32.load8_u ${plus(get('bins'), times(get('row'), 2))})`),
        set('left', goesLeft(get('cut'), get('missing'))),
        writeRow,
        advance('rows', 4),
        advance('grads', 8),
      ].join('\n'),
    ),
    `(memory.copy ${get('toRows')} ${get('fromRows')} (i32.sub ${get('rightRows')} ${get('fromRows')}))`,
    `(memory.copy ${get('toGrads')} ${get('fromGrads')} (i32.sub ${get('rightGrads')} ${get('fromGrads')}))`,
    `(i32.shr_u (i32.sub ${get('toRows')} ${get('start')}) ${i32(2)})`,
  ].join('\n'),
});

const addToScore = (value: string): string => `(f64.store ${get('at')} (f64.add (f64.load ${get('at')}) ${value}))`;
const scoreOfRow = set('at', plus(get('scores'), times(get('row'), 3)));

/** Adds a leaf's value to the scores of its rows. */
const addLeaf = exported({
  name: 'addLeaf',
  params: [
    ['rows count scores', 'i32'],
    ['value', 'f64'],
  ],
  locals: [['end at row', 'i32']],
  body: [
    rowsEnd,
    whileBelow(
      'rows',
      'end',
      [set('row', `(i32.load ${get('rows')})`), scoreOfRow, addToScore(get('value')), advance('rows', 4)].join('\n'),
    ),
  ].join('\n'),
});

/** Adds the values of a split's two leaves to the scores of their rows, without partitioning them. */
const addLeafPair = exported({
  name: 'addLeafPair',
  params: [
    ['bins cut missing rows count scores', 'i32'],
    ['leftValue rightValue', 'f64'],
  ],
  locals: [['end at row bin', 'i32']],
  body: [
    rowsEnd,
    whileBelow(
      'rows',
      'end',
      [
        set('row', `(i32.load ${get('rows')})`),
        set('bin', `(i32.load8_u ${plus(get('bins'), times(get('row'), 2))})`),
        scoreOfRow,
        addToScore(`(select ${get('leftValue')} ${get('rightValue')} ${goesLeft(get('cut'), get('missing'))})`),
        advance('rows', 4),
      ].join('\n'),
    ),
  ].join('\n'),
});

const field = (offset: number): string => `(i32.load offset=${offset} ${get('node')})`;

/**
 * Adds a tree to the scores of any rows of a binned matrix. A node has 32 bytes: block, lane, cut, missing, pointers to
 * the left and right child (0 in a leaf), value; `stride` is the bytes of one block of four features.
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
        set('at', plus(get('bins'), times(get('row'), 2))),
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

/** Functions that walk over rows. */
export function rowFunctions(): string[] {
  return [assignBins, partition, addLeaf, addLeafPair, addTree];
}
