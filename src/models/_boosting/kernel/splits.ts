import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

/** Bytes of one feature's pairs and counts, and of one candidate record: see `SplitRecord` in `find-split.ts`. */
const PAIRS = 4096;
const COUNTS = 1024;
export const RECORD_BYTES = 64;

/** Candidates within this relative distance of the best are compared by the exact score. */
const SLACK = 1 - 1e-12;

const lows = '0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23';
const highs = '8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31';
const shuffle = (lanes: string): string => `(i8x16.shuffle ${lanes} ${get('first')} ${get('second')})`;

/** Adds the pair (and count) at offset `bin` bytes of both features to the left sums. */
function absorb(pairOffset: number, counted: boolean, countOffset: number): string {
  const pair = (lane: number): string => `(v128.load offset=${pairOffset + lane * PAIRS} ${get('at')})`;
  const count = (lane: number): string => `(i32.load offset=${countOffset + lane * COUNTS} ${get('counts')})`;
  const counts = [0, 1].map((lane) => set(`rows${lane}`, plus(get(`rows${lane}`), count(lane))));
  return [
    set('first', pair(0)),
    set('second', pair(1)),
    set('g', `(f64x2.add ${get('g')} ${shuffle(lows)})`),
    set('h', `(f64x2.add ${get('h')} ${shuffle(highs)})`),
    ...(counted ? counts : []),
  ].join('\n');
}

/** Soft threshold of L1, squared later, so that the sign may go. */
const shrunk = (sum: string, l1: boolean): string =>
  l1 ? `(f64x2.pmax (f64x2.sub (f64x2.abs ${get(sum)}) (f64x2.splat ${get('l1')})) (v128.const f64x2 0 0))` : get(sum);

/** Writes the candidate of one lane to its record if it is a new best, and splits rows in a way not seen one bin before. */
function record(lane: number, counted: boolean): string {
  const at = `offset=${lane * RECORD_BYTES}`;
  const value = (vector: string): string => `(f64x2.extract_lane ${lane} ${get(vector)})`;
  const field = (offset: number, sum: string): string =>
    `(f64.store offset=${lane * RECORD_BYTES + offset} ${get('out')} ${value(sum)})`;
  const int = (offset: number, from: string): string =>
    `(i32.store offset=${lane * RECORD_BYTES + offset} ${get('out')} ${get(from)})`;
  const before = counted
    ? `(i32.load ${plus(get('counts'), i32(lane * COUNTS - 4))})`
    : `(f64.ne (f64.load ${plus(get('at'), i32(lane * PAIRS - 8))}) (f64.const 0))`;
  const rows = get(`rows${lane}`);
  const enough = (count: string): string => `(i32.ge_s ${count} ${get('minRows')})`;
  const conditions = [
    `(i64x2.extract_lane ${lane} ${get('better')})`,
    `(i64.extend_i32_u (i32.lt_u ${get('cut')} ${get(`bins${lane}`)}))`,
    ...(counted
      ? [enough(rows), enough(`(i32.sub ${get('count')} ${rows})`)].map((test) => `(i64.extend_i32_u ${test})`)
      : []),
  ].reduce((all, next) => `(i64.and ${all} ${next})`);
  const isNew = `(if (result i32) (i32.eqz ${get('cut')}) (then ${i32(1)}) (else ${counted ? `(i32.ne ${before} ${i32(0)})` : before}))`;
  return `(if (i32.wrap_i64 ${conditions}) (then (if ${isNew} (then
    (f64.store ${at} ${get('out')} ${value('score')}) ${field(8, 'g')} ${field(16, 'h')}
    ${int(24, 'cut')} ${int(28, 'missing')}
    ${set('best', `(f64x2.replace_lane ${lane} ${get('best')} ${value('score')})`)}
    ${set('bar', `(f64x2.mul ${get('best')} (v128.const f64x2 ${SLACK} ${SLACK}))`)}))))`;
}

/**
 * Tests the cut before the current bin. The score gl^2 / hl' + gr^2 / hr' is compared without dividing, with a
 * slack; only candidates that pass are scored exactly, so that the choice is that of the exact score.
 */
function consider(counted: boolean, l1: boolean): string {
  const product = (a: string, b: string): string => `(f64x2.mul ${a} ${b})`;
  const enough = (sum: string): string => `(f64x2.ge ${get(sum)} ${get('least')})`;
  const sides = `(f64x2.add ${product(get('gg'), get('hrl'))} ${product(get('rr'), get('hll'))})`;
  const passes = `(f64x2.gt ${sides} ${product(get('bar'), product(get('hll'), get('hrl')))})`;
  return [
    set('rg', `(f64x2.sub ${get('totalG')} ${get('g')})`),
    set('rh', `(f64x2.sub ${get('totalH')} ${get('h')})`),
    set('hll', `(f64x2.add ${get('h')} ${get('lambda')})`),
    set('hrl', `(f64x2.add ${get('rh')} ${get('lambda')})`),
    set('gg', shrunk('g', l1)),
    set('rr', shrunk('rg', l1)),
    set('gg', product(get('gg'), get('gg'))),
    set('rr', product(get('rr'), get('rr'))),
    set('valid', `(v128.and ${enough('h')} ${enough('rh')})`),
    `(if (v128.any_true (v128.and ${get('valid')} ${passes})) (then`,
    set('score', `(f64x2.add (f64x2.div ${get('gg')} ${get('hll')}) (f64x2.div ${get('rr')} ${get('hrl')}))`),
    set('better', `(v128.and ${get('valid')} (f64x2.gt ${get('score')} ${get('best')}))`),
    record(0, counted),
    record(1, counted),
    '))',
  ].join('\n');
}

/** Scans all cuts of two neighbouring features in one direction of the missing values. */
function scan(counted: boolean, l1: boolean): string {
  const vectors = 'first second g h rg rh hll hrl gg rr valid score better best bar totalG totalH lambda least';
  const splat = (name: string): string => `(f64x2.splat ${get(name)})`;
  const bins = `(select ${get('bins0')} ${get('bins1')} (i32.gt_u ${get('bins0')} ${get('bins1')}))`;
  return exported({
    name: `scan${counted ? 'Counted' : ''}${l1 ? 'L1' : ''}`,
    params: [
      ['at counts bins0 bins1 missing', 'i32'],
      ['sumG sumH', 'f64'],
      ['count', 'i32'],
      ['l2 l1 minH', 'f64'],
      ['minRows out', 'i32'],
    ],
    locals: [
      ['end cut rows0 rows1', 'i32'],
      [vectors, 'v128'],
    ],
    body: [
      set('totalG', splat('sumG')),
      set('totalH', splat('sumH')),
      set('lambda', splat('l2')),
      set('least', splat('minH')),
      set('best', `(v128.load64_zero ${get('out')})`),
      set('best', `(v128.load64_lane offset=${RECORD_BYTES} 1 ${get('out')} ${get('best')})`),
      set('bar', `(f64x2.mul ${get('best')} (v128.const f64x2 ${SLACK} ${SLACK}))`),
      set('end', plus(get('at'), `(i32.shl ${bins} ${i32(4)})`)),
      `(if ${get('missing')} (then ${absorb(255 * 16, counted, 255 * 4)}))`,
      whileBelow(
        'at',
        'end',
        [
          consider(counted, l1),
          absorb(0, counted, 0),
          advance('at', 16),
          counted ? advance('counts', 4) : '',
          advance('cut', 1),
        ].join('\n'),
      ),
    ].join('\n'),
  });
}

/** Split search: `scan`, with variants for counted rows and for L1. */
export function splitFunctions(): string[] {
  return [scan(false, false), scan(false, true), scan(true, false), scan(true, true)];
}
