import assert from 'node:assert/strict';
import { plainSvg } from '../../src/report/figures/figure.ts';
import { pngOf } from '../../src/report/png.ts';
import { figuresOf } from '../../src/report/report.ts';
import { madeInput } from './_input.ts';

const svgOf = (name: string): string => {
  const figure = figuresOf(madeInput()).find((f) => f.name === name) ?? assert.fail(name);
  return plainSvg(figure);
};

describe('png', () => {
  it('is the figure at one and a half pixels per unit, the same bytes each time', async () => {
    const svg = svgOf('costs');
    const png = Buffer.from(await pngOf(svg));
    const [, width, height] = / width="(\d+)" height="(\d+)" role/.exec(svg) ?? assert.fail(svg.slice(0, 300));
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.equal(png.readUInt32BE(16), Math.ceil(Number(width) * 1.5));
    assert.equal(png.readUInt32BE(20), Math.ceil(Number(height) * 1.5));
    assert.deepEqual(Buffer.from(await pngOf(svg)), png);
  });

  it('draws text with the font that comes with the project', async () => {
    const svg = svgOf('gate-worth');
    const [mute, told] = await Promise.all([pngOf(svg.replaceAll(/<text[^>]*>[^<]*<\/text>/g, '')), pngOf(svg)]);
    assert.ok(told.length > mute.length * 1.5, `${told.length} bytes with text, ${mute.length} without`);
  });

  it('draws marks in the colours of their tones, as the page does', async () => {
    const svg = svgOf('gate-worth');
    const drawn = await pngOf(svg);
    for (const tone of ['good', 'bad']) {
      const dull = svg.replaceAll(`class="b ${tone}"`, 'class="b"');
      assert.ok(dull !== svg && !Buffer.from(await pngOf(dull)).equals(Buffer.from(drawn)), tone);
    }
    const curve = svgOf('equity');
    assert.ok(
      !Buffer.from(await pngOf(curve.replace('fill:none;stroke-width:1.6', 'stroke-width:1.6'))).equals(
        Buffer.from(await pngOf(curve)),
      ),
      'lines hold no area',
    );
  });
});
