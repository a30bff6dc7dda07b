import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, digestColumns, digestJson, sha256 } from '../../src/core/digest.ts';

const column = (values: number[], name = 'x'): { name: string; values: Float64Array } => ({
  name,
  values: Float64Array.from(values),
});

/** A NaN with the given bits: sign, exponent and payload as hardware may leave them. */
function withBits(bits: bigint): Float64Array {
  return new Float64Array(new BigUint64Array([bits]).buffer);
}

describe('canonicalJson', () => {
  it('gives the example of RFC 8785, section 3.2.4', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    const hex =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333' +
      '332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c' +
      '222f227d';
    assert.equal(Buffer.from(canonicalJson(value)).toString('hex'), hex);
  });

  it('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    const keys = Object.keys(JSON.parse(canonicalJson(value)) as object).filter((key) => key !== '1');
    assert.deepEqual(keys, ['\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  it('says the same for any order of keys, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.equal(canonicalJson(reversed(value)), text);
        assert.equal(canonicalJson(JSON.parse(text)), text);
      }),
    );
  });

  it('writes numbers in their shortest form that reads back', () => {
    assert.equal(canonicalJson([0.1, 1e21, 1e-7, -0, 5e-324]), '[0.1,1e+21,1e-7,0,5e-324]');
  });

  for (const [what, bad] of [
    ['NaN', NaN],
    ['Infinity', -Infinity],
    ['undefined', undefined],
    ['bigint', 1n],
    ['function', () => 1],
    ['Map', new Map()],
    ['Float64Array', new Float64Array(1)],
    ['a lone surrogate', '\ud800'],
  ] as const) {
    it(`refuses ${what}, with its path`, () => {
      assert.throws(() => canonicalJson({ a: [0, bad] }), /no canonical JSON for .* at a\.1/);
    });
  }

  it('refuses a ring', () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    assert.throws(() => canonicalJson(ring), /ring/);
  });
});

describe('sha256 and digestJson', () => {
  it('match FIPS 180-2, example B.1', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(sha256(new Uint8Array([97, 98, 99])), sha256('abc'));
  });

  it('do not depend on key order', () => {
    assert.equal(digestJson({ a: 1, b: [2] }), digestJson({ b: [2], a: 1 }));
  });
});

describe('digestColumns', () => {
  it('is the sha256 of a header line and the little-endian bytes', () => {
    const bytes = Buffer.alloc(16);
    bytes.writeDoubleLE(1.5, 0);
    bytes.writeDoubleLE(-2, 8);
    const expected = createHash('sha256').update('["x","Float64Array",2]\n').update(bytes).digest('hex');
    assert.equal(digestColumns([column([1.5, -2])]), expected);
  });

  it('takes every NaN for the same, in both widths, and leaves the input alone', () => {
    for (const bits of [0xfff8000000000000n, 0x7ff0000000000001n, 0x7ff8000000000001n]) {
      const values = withBits(bits);
      assert.equal(digestColumns([{ name: 'x', values }]), digestColumns([column([NaN])]));
      assert.equal(new BigUint64Array(values.buffer)[0], bits);
    }
    const odd = new Float32Array(new Uint32Array([0x3f800000, 0xffc00001]).buffer);
    assert.equal(
      digestColumns([{ name: 'x', values: odd }]),
      digestColumns([{ name: 'x', values: Float32Array.of(1, NaN) }]),
    );
  });

  it('finds an odd NaN in any chunk', () => {
    const plain = new Float64Array(200_000).fill(1);
    plain[150_001] = NaN;
    const odd = plain.slice();
    new BigUint64Array(odd.buffer)[150_001] = 0xfff8000000000000n;
    assert.equal(digestColumns([{ name: 'x', values: odd }]), digestColumns([{ name: 'x', values: plain }]));
  });

  it('tells -0 from 0, types, names and lengths apart', () => {
    const digests = [
      digestColumns([column([0])]),
      digestColumns([column([-0])]),
      digestColumns([column([0], 'y')]),
      digestColumns([column([0, 0])]),
      digestColumns([column([0]), column([], 'y')]),
      digestColumns([{ name: 'x', values: Float32Array.of(0) }]),
      digestColumns([{ name: 'x', values: Int32Array.of(0) }]),
    ];
    assert.equal(new Set(digests).size, digests.length);
  });

  it('does not depend on the order in which columns are handed over', () => {
    const [a, b] = [column([1, 2], 'a'), column([3], 'b')];
    assert.equal(digestColumns([a, b]), digestColumns([b, a]));
    assert.throws(() => digestColumns([a, a]), /two columns are named "a"/);
  });

  it('reads shared memory, and row ranges as if cut out', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 20 }), fc.nat(20), fc.nat(20), (x, i, j) => {
        const [from, to] = [Math.min(i, j, x.length), Math.min(Math.max(i, j), x.length)];
        const shared = new Float64Array(new SharedArrayBuffer(x.length * 8));
        shared.set(x);
        assert.equal(
          digestColumns([{ name: 'x', values: shared }], from, to),
          digestColumns([column(x.slice(from, to))]),
        );
      }),
    );
    assert.throws(() => digestColumns([column([1])], 0, 2), /has 1 rows, not \[0, 2\)/);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
