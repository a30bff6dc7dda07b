import { advance, exported, get, i32, plus, set, whileBelow } from './wat.ts';

const LANES = [0, 1, 2, 3];

/** One step down: a node has its threshold, the byte of its column, the children of x >= t, of x < t, of missing. */
function step(lane: number): string {
  const node = `node${lane}`;
  const x = `x${lane}`;
  const child = plus(`(f64.lt ${get(x)} (f64.load ${get(node)}))`, `(i32.shl (f64.ne ${get(x)} ${get(x)}) ${i32(1)})`);
  return [
    set(x, `(f64.load ${plus(get(`row${lane}`), `(i32.load offset=8 ${get(node)})`)})`),
    set(node, `(i32.load offset=12 ${plus(get(node), `(i32.shl ${child} ${i32(2)})`)})`),
  ].join('\n');
}

const addValue = (lane: number): string => {
  const at = `offset=${lane * 8} ${get('score')}`;
  return `(f64.store ${at} (f64.add (f64.load ${at}) (f64.load offset=24 ${get(`node${lane}`)})))`;
};

/**
 * Adds one tree of `depth` levels to the scores of rows whose features lie row by row from `rows` to `end`, four rows
 * side by side. A leaf is its own child; the value of a node stands at byte 24.
 */
const walk = exported({
  name: 'walk',
  params: [['root depth rows end stride scores', 'i32']],
  locals: [
    ['row0 row1 row2 row3 node0 node1 node2 node3 level score', 'i32'],
    ['x0 x1 x2 x3', 'f64'],
  ],
  body: [
    set('row0', get('rows')),
    set('score', get('scores')),
    whileBelow(
      'row0',
      'end',
      [
        ...LANES.slice(1).map((lane) => set(`row${lane}`, plus(get(`row${lane - 1}`), get('stride')))),
        ...LANES.map((lane) => set(`node${lane}`, get('root'))),
        set('level', get('depth')),
        `(block $leaf (loop $down (br_if $leaf (i32.eqz ${get('level')}))`,
        ...LANES.map(step),
        advance('level', -1),
        '(br $down)))',
        ...LANES.map(addValue),
        set('row0', plus(get('row3'), get('stride'))),
        advance('score', 32),
      ].join('\n'),
    ),
  ].join('\n'),
});

/** Prediction over raw features. */
export function walkFunctions(): string[] {
  return [walk];
}
