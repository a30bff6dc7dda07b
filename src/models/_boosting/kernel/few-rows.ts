import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';
import { TABLE } from './sizes.ts';
import { SLACK } from './splits.ts';

/** Bits below the hessian sum that count rows: a node with few rows. */
const ROW_BITS = 20;
const ROW_MASK = (1 << ROW_BITS) - 1;
const MISSING = 255;

const load = (type: string, offset: number, at: string): string => `(${type}.load offset=${offset} ${at})`;
const entryOf = (bin: string): string => plus(get('table'), `(i32.shl ${bin} ${i32(4)})`);
const asDouble = (value: string): string => `(f64.convert_i64_s ${value})`;

/** Adds the rows to the entries of one feature's bins, and marks the bins. */
const fill = [
  set('at', get('items')),
  set('mass', get('hessians')),
  whileBelow(
    'at',
    'end',
    [
      set('item', `(i64.load ${get('at')})`),
      set('bin', `(i32.load8_u ${plus(get('column'), `(i32.shl (i32.wrap_i64 ${get('item')}) ${i32(3)})`)})`),
      set('entry', entryOf(get('bin'))),
      set('add', `(i64.const 1)`),
      `(if ${get('hessians')} (then ${set('add', `(i64.load32_u ${get('mass')})`)}))`,
      `(i64.store ${get('entry')} (i64.add ${load('i64', 0, get('entry'))} (i64.shr_s ${get('item')} (i64.const 32))))`,
      `(i64.store offset=8 ${get('entry')} (i64.add ${load('i64', 8, get('entry'))}
        (i64.add (i64.shl ${get('add')} (i64.const ${ROW_BITS})) (i64.const 1))))`,
      set('word', plus(get('table'), `(i32.shl (i32.shr_u ${get('bin')} ${i32(6)}) ${i32(3)})`)),
      `(i64.store offset=${TABLE} ${get('word')} (i64.or ${load('i64', TABLE, get('word'))}
        (i64.shl (i64.const 1) (i64.extend_i32_u ${get('bin')}))))`,
      advance('at', 8),
      advance('mass', 4),
    ].join('\n'),
  ),
].join('\n');

const shrunk = (sum: string): string => `(f64.max (f64.sub (f64.abs ${get(sum)}) ${get('l1')}) (f64.const 0))`;
const square = (name: string, sum: string): string =>
  `${set(name, shrunk(sum))} ${set(name, `(f64.mul ${get(name)} ${get(name)})`)}`;
const field = (offset: number, type: string, value: string): string =>
  `(${type}.store offset=${offset} ${get('out')} ${value})`;

/** Tests the cut before bin `$cut`, as `scan` does: without dividing at first. */
const consider = `(if (i32.lt_u ${get('cut')} ${get('bins')}) (then
  ${set('g', asDouble(get('sumG64')))}
  ${set('h', asDouble(`(i64.shr_u ${get('rest64')} (i64.const ${ROW_BITS}))`))}
  ${set('n', asDouble(`(i64.and ${get('rest64')} (i64.const ${ROW_MASK}))`))}
  ${set('rg', `(f64.sub ${get('sumG')} ${get('g')})`)}
  ${set('rh', `(f64.sub ${get('sumH')} ${get('h')})`)}
  ${set('hll', `(f64.add ${get('h')} ${get('l2')})`)}
  ${set('hrl', `(f64.add ${get('rh')} ${get('l2')})`)}
  ${square('gg', 'g')} ${square('rr', 'rg')}
  (if (f64.gt (f64.add (f64.mul ${get('gg')} ${get('hrl')}) (f64.mul ${get('rr')} ${get('hll')}))
              (f64.mul ${get('bar')} (f64.mul ${get('hll')} ${get('hrl')}))) (then
    ${set('score', `(f64.add (f64.div ${get('gg')} ${get('hll')}) (f64.div ${get('rr')} ${get('hrl')}))`)}
    (if (i32.and (i32.and (f64.gt ${get('score')} ${get('best')}) (f64.ge ${get('n')} ${get('leastN')}))
        (i32.and (f64.ge (f64.sub ${get('sumN')} ${get('n')}) ${get('leastN')})
          (i32.and (f64.ge ${get('h')} ${get('leastH')}) (f64.ge ${get('rh')} ${get('leastH')})))) (then
      ${field(0, 'f64', get('score'))} ${field(8, 'f64', get('g'))} ${field(16, 'f64', get('h'))}
      ${field(24, 'f64', get('n'))} ${field(32, 'i32', get('cut'))} ${field(36, 'i32', get('pass'))}
      ${field(40, 'i32', get('feature'))} ${field(44, 'i32', get('misses'))}
      ${set('best', get('score'))} ${set('bar', `(f64.mul ${get('best')} (f64.const ${SLACK}))`)}))))))`;

const absorb = [
  set('sumG64', `(i64.add ${get('sumG64')} ${load('i64', 0, get('entry'))})`),
  set('rest64', `(i64.add ${get('rest64')} ${load('i64', 8, get('entry'))})`),
].join('\n');

/** Walks the marked bins in their order and tests the cut behind each. */
const walk = [
  set('word', i32(0)),
  `(loop $words
    ${set('bits', load('i64', TABLE, plus(get('table'), `(i32.shl ${get('word')} ${i32(3)})`)))}
    (if (i32.eq ${get('word')} ${i32(3)}) (then ${set('bits', `(i64.and ${get('bits')} (i64.const 0x7fffffffffffffff))`)}))
    (block $empty (loop $marked (br_if $empty (i64.eqz ${get('bits')}))
      ${set('bin', `(i32.or (i32.shl ${get('word')} ${i32(6)}) (i32.wrap_i64 (i64.ctz ${get('bits')})))`)}
      ${set('entry', entryOf(get('bin')))}
      ${absorb}
      ${set('cut', plus(get('bin'), i32(1)))}
      ${consider}
      ${set('bits', `(i64.and ${get('bits')} (i64.sub ${get('bits')} (i64.const 1)))`)}
      (br $marked)))
    ${advance('word', 1)}
    (br_if $words (i32.lt_u ${get('word')} ${i32(4)})))`,
].join('\n');

const zero = '(v128.const i64x2 0 0)';

/** Sets the entries of the rows' bins and all marks to zero again. */
const wipe = [
  set('at', get('items')),
  whileBelow(
    'at',
    'end',
    [
      set('bin', `(i32.load8_u ${plus(get('column'), `(i32.shl (i32.load ${get('at')}) ${i32(3)})`)})`),
      `(v128.store ${entryOf(get('bin'))} ${zero})`,
      advance('at', 8),
    ].join('\n'),
  ),
  `(v128.store offset=${TABLE} ${get('table')} ${zero})`,
  `(v128.store offset=${TABLE + 16} ${get('table')} ${zero})`,
].join('\n');

const both = [
  set('misses', `(i32.wrap_i64 (i64.shr_u ${load('i64', TABLE + 24, get('table'))} (i64.const 63)))`),
  set('pass', i32(0)),
  `(loop $passes
    ${set('sumG64', '(i64.const 0)')} ${set('rest64', '(i64.const 0)')}
    (if ${get('pass')} (then
      ${set('entry', entryOf(i32(MISSING)))} ${absorb} ${set('cut', i32(0))} ${consider}))
    ${walk}
    ${advance('pass', 1)}
    (br_if $passes (i32.le_u ${get('pass')} ${get('misses')})))`,
].join('\n');

/**
 * The best split of a node with few rows, over all features: the same choice as `scan` makes in tables, by the bins that
 * hold rows alone. The scratch holds a gradient sum and a hessian sum above the rows per bin, then a bit for each bin. `counts` points to the number of bins of each feature, 0 for those left out; the scratch at `table`
 * is zero and stays so. The record at `out` comes with the score to beat.
 */
export function fewRowsFunctions(): string[] {
  return [
    exported({
      name: 'splitFew',
      params: [
        ['items hessians count column stride counts features table', 'i32'],
        ['sumG sumH l2 l1 leastH leastN', 'f64'],
        ['out', 'i32'],
      ],
      locals: [
        ['end at mass bin bins entry word cut pass misses feature', 'i32'],
        ['item add bits sumG64 rest64', 'i64'],
        ['sumN g h n rg rh hll hrl gg rr score best bar', 'f64'],
      ],
      body: [
        set('end', plus(get('items'), `(i32.shl ${get('count')} ${i32(3)})`)),
        set('sumN', `(f64.convert_i32_u ${get('count')})`),
        set('best', load('f64', 0, get('out'))),
        set('bar', `(f64.mul ${get('best')} (f64.const ${SLACK}))`),
        whileBelow(
          'feature',
          'features',
          [
            set('bins', load('i32', 0, get('counts'))),
            `(if ${get('bins')} (then ${fill} ${both} ${wipe}))`,
            advance('counts', 4),
            advance('feature', 1),
            set(
              'column',
              plus(
                get('column'),
                `(select ${i32(1)} (i32.sub ${get('stride')} ${i32(7)}) (i32.and ${get('feature')} ${i32(7)}))`,
              ),
            ),
          ].join('\n'),
        ),
      ].join('\n'),
    }),
  ];
}
