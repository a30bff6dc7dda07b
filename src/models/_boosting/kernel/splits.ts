import { TABLE } from './sizes.ts';
import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

/** Bytes of one candidate record: see `keep` in `work-block.ts`. */
const RECORD_BYTES = 64;

/** Candidates within this relative distance of the best are compared by the exact score. */
export const SLACK = 1 - 1e-12;

const both = (name: string, value: string): string => set(name, `(f64x2.splat ${value})`);
const vector = (operation: string, a: string, b: string): string => `(${operation} ${a} ${b})`;
const constant = (value: string): string => `(v128.const i64x2 ${value} ${value})`;
/** Bits of 2^52: a whole number below 2^52 in the low bits makes a double of 2^52 more. */
const MAGIC = constant('0x4330000000000000');
const TWO_52 = '(v128.const f64x2 4503599627370496 4503599627370496)';
const asDouble = (bits: string, offset: string): string =>
  `(f64x2.sub (v128.or ${bits} ${get('magic')}) ${get(offset)})`;

const lows = '0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23';
const highs = '8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31';
const shuffle = (lanes: string): string => `(i8x16.shuffle ${lanes} ${get('first')} ${get('second')})`;

/** Adds the entries at `offset` bytes of both features to the left sums. */
function absorb(wide: boolean, offset: number): string {
  const add = (to: string, at: number): string =>
    set(to, `(i64x2.add ${get(to)} (v128.load offset=${at} ${get('at')}))`);
  return wide ? `${add('first', offset)} ${add('second', offset + TABLE)}` : add('first', offset);
}

/** Left sums as doubles: gradient `g`, hessian `h`, rows `n`; the sums carry a bias of 2^62 or 2^51 to be positive. */
function unpack(wide: boolean): string {
  const gradient = wide ? shuffle(lows) : `(i64x2.shr_u ${get('first')} ${get('shift')})`;
  const rest = wide ? set('rest', shuffle(highs)) : set('rest', get('first'));
  return [
    set('g', asDouble(gradient, 'bias')),
    rest,
    set('n', asDouble(`(v128.and ${get('rest')} ${get('rowBits')})`, 'two52')),
    set('h', wide ? asDouble(`(i64x2.shr_u ${get('rest')} ${get('shift')})`, 'two52') : get('n')),
  ].join('\n');
}

/** Soft threshold of L1, squared later, so that the sign may go. */
const shrunk = (sum: string, l1: boolean): string =>
  l1 ? `(f64x2.pmax (f64x2.sub (f64x2.abs ${get(sum)}) (f64x2.splat ${get('l1')})) (v128.const f64x2 0 0))` : get(sum);

/** Writes the candidate of one lane to its record if it is a new best. */
function record(lane: number): string {
  const value = (name: string): string => `(f64x2.extract_lane ${lane} ${get(name)})`;
  const field = (offset: number, name: string): string =>
    `(f64.store offset=${lane * RECORD_BYTES + offset} ${get('out')} ${value(name)})`;
  const int = (offset: number, from: string): string =>
    `(i32.store offset=${lane * RECORD_BYTES + offset} ${get('out')} ${get(from)})`;
  const isIn = `(i64.extend_i32_u (i32.lt_u ${get('cut')} ${get(`bins${lane}`)}))`;
  return `(if (i32.wrap_i64 (i64.and (i64x2.extract_lane ${lane} ${get('better')}) ${isIn})) (then
    ${field(0, 'score')} ${field(8, 'g')} ${field(16, 'h')} ${field(24, 'n')} ${int(32, 'cut')} ${int(36, 'missing')}
    ${set('best', `(f64x2.replace_lane ${lane} ${get('best')} ${value('score')})`)}
    ${set('bar', `(f64x2.mul ${get('best')} (v128.const f64x2 ${SLACK} ${SLACK}))`)}))`;
}

/**
 * Tests the cut before the current bin. The score gl^2 / hl' + gr^2 / hr' is compared without dividing, with a
 * slack; only candidates that pass are scored exactly and asked for their rows and weight, so that the choice is that of
 * the exact score.
 */
function consider(wide: boolean, l1: boolean): string {
  const product = (a: string, b: string): string => vector('f64x2.mul', a, b);
  const least = (sum: string, bound: string): string => vector('f64x2.ge', get(sum), get(bound));
  const all = (...tests: string[]): string => tests.reduce((a, b) => vector('v128.and', a, b));
  const rowTests = [least('n', 'minN'), least('rn', 'minN')];
  const weightTests = wide ? [least('h', 'minH'), least('rh', 'minH')] : [];
  const sides = vector('f64x2.add', product(get('gg'), get('hrl')), product(get('rr'), get('hll')));
  const passes = vector('f64x2.gt', sides, product(get('bar'), product(get('hll'), get('hrl'))));
  return [
    unpack(wide),
    set('rg', vector('f64x2.sub', get('totalG'), get('g'))),
    set('rh', vector('f64x2.sub', get('totalH'), get('h'))),
    set('hll', vector('f64x2.add', get('h'), get('lambda'))),
    set('hrl', vector('f64x2.add', get('rh'), get('lambda'))),
    set('gg', shrunk('g', l1)),
    set('rr', shrunk('rg', l1)),
    set('gg', product(get('gg'), get('gg'))),
    set('rr', product(get('rr'), get('rr'))),
    `(if (v128.any_true ${passes}) (then`,
    set('rn', vector('f64x2.sub', get('totalN'), get('n'))),
    set('valid', all(...rowTests, ...weightTests)),
    set(
      'score',
      vector('f64x2.add', vector('f64x2.div', get('gg'), get('hll')), vector('f64x2.div', get('rr'), get('hrl'))),
    ),
    set('better', all(get('valid'), vector('f64x2.gt', get('score'), get('best')))),
    record(0),
    record(1),
    '))',
  ].join('\n');
}

/** What stands before the loop: the left sums at their bias, bounds and totals in both lanes. */
function prepare(wide: boolean): string {
  const bias = '6755399441055744'; // 2^52 + 2^51
  return [
    both('totalG', get('sumG')),
    both('totalH', get('sumH')),
    both('totalN', get('count')),
    both('lambda', get('l2')),
    both('minH', get('leastH')),
    both('minN', get('leastN')),
    set('best', `(v128.load64_zero ${get('out')})`),
    set('best', `(v128.load64_lane offset=${RECORD_BYTES} 1 ${get('out')} ${get('best')})`),
    set('bar', `(f64x2.mul ${get('best')} (v128.const f64x2 ${SLACK} ${SLACK}))`),
    set('magic', MAGIC),
    set('two52', TWO_52),
    set('rowBits', `(i64x2.sub (i64x2.shl ${constant('1')} ${get('shift')}) ${constant('1')})`),
    wide
      ? `${set('first', '(v128.const i64x2 0x8000000000000 0)')} ${set('second', get('first'))} ${set('bias', `(v128.const f64x2 ${bias} ${bias})`)}`
      : `${set('first', constant('0x4000000000000000'))} ${set('bias', `(f64x2.add ${TWO_52} (f64x2.splat (f64.convert_i64_u (i64.shr_u (i64.const 0x4000000000000000) (i64.extend_i32_u ${get('shift')})))))`)}`,
  ].join('\n');
}

/** Scans all cuts of two neighbouring features in one direction of the missing values. */
function scan(wide: boolean, l1: boolean): string {
  const vectors =
    'first second rest g h n rg rh rn hll hrl gg rr valid score better best bar bias magic two52 rowBits totalG totalH totalN lambda minH minN';
  const bins = `(select ${get('bins0')} ${get('bins1')} (i32.gt_u ${get('bins0')} ${get('bins1')}))`;
  return exported({
    name: `scan${wide ? 'Wide' : ''}${l1 ? 'L1' : ''}`,
    params: [
      ['at bins0 bins1 missing shift', 'i32'],
      ['sumG sumH count l2 l1 leastH leastN', 'f64'],
      ['out', 'i32'],
    ],
    locals: [
      ['end cut', 'i32'],
      [vectors, 'v128'],
    ],
    body: [
      prepare(wide),
      set('end', plus(get('at'), `(i32.shl ${bins} ${i32(4)})`)),
      `(if ${get('missing')} (then ${absorb(wide, 255 * 16)}))`,
      whileBelow('at', 'end', [consider(wide, l1), absorb(wide, 0), advance('at', 16), advance('cut', 1)].join('\n')),
    ].join('\n'),
  });
}

/** Split search: `scan`, with variants for wide tables and for L1. */
export function splitFunctions(): string[] {
  return [scan(false, false), scan(false, true), scan(true, false), scan(true, true)];
}
