import { outputUnits, type Feature } from '../core/contracts/feature.ts';
import synthetic from '../data/source/synthetic.ts';
import { BAR_UNITS } from '../spec/columns.ts';
import type { Listed } from './components.ts';
import { exampleValues } from './example.ts';

const HOUR_MS = 3_600_000;
const SHOWN = 160;
/** Bars before those shown: enough for the longest warm-up. */
const BEFORE = 1440;
const WIDTH = 400;
const PANEL = 84;
const GAP = 6;
const COLOURS = ['#2b6cb0', '#c05621', '#2f855a', '#805ad5', '#b83280', '#718096'];

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly rows: Float64Array;
}

/** A page with a picture of each feature over the last bars of one synthetic market, and the pictures. */
export async function galleryFiles(components: readonly Listed[]): Promise<Map<string, string>> {
  const bars = await marketOf();
  const files = new Map<string, string>();
  const sections: string[] = [];
  for (const { room, component } of components) {
    if (room !== 'features') continue;
    const feature = component as Feature;
    if (feature.cross === true) continue; // one symbol has nothing to be compared with
    const values = galleryValues(feature);
    const file = `gallery/${feature.type.replaceAll('_', '-')}.svg`;
    files.set(`docs/reference/${file}`, pictureOf(feature, values, bars));
    const stated = Object.entries(values).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const written = ['type: ' + feature.type, ...stated].join(', ').replaceAll('"', '');
    const link = `[${feature.type}](features.md#${feature.type})`;
    sections.push(`## ${link}\n\n${feature.summary}\n\n![${feature.type}](${file})\n\n\`{ ${written} }\`\n`);
  }
  const intro = `The last ${SHOWN} of ${SHOWN + BEFORE} hourly bars of the synthetic market. The close is grey.`;
  files.set(
    'docs/reference/gallery.md',
    `# Gallery of features\n\nWritten by \`npm run gen\`. ${intro}\n\n${sections.join('\n')}`,
  );
  return files;
}

/** Example values, with windows in the order that `fast` and `slow` promise. */
function galleryValues(feature: Feature): Record<string, unknown> {
  const values: Record<string, unknown> = { ...exampleValues(feature.params) };
  const { fast, slow } = values;
  if (typeof fast === 'number' && typeof slow === 'number' && fast >= slow) values['fast'] = Math.ceil(slow / 3);
  if ('windows' in values) values['windows'] = [1, 4, 16];
  if ('against' in values) values['against'] = 'volume';
  return values;
}

async function marketOf(): Promise<ReadonlyMap<string, Float64Array>> {
  const from = 20_000 * 24 * HOUR_MS;
  const values = { predictability: 0, horizon: 4, common: undefined, regimes: 3, annual_volatility: 0.6 };
  const range = { from, to: from + (SHOWN + BEFORE) * HOUR_MS };
  const context = { symbol: 'SYNUSD', interval_ms: HOUR_MS, seed: 7, range, resolvePath: (path: string) => path };
  const { time, columns } = await synthetic.open(values, context);
  return new Map([...columns, ['timestamp', time]]);
}

function pictureOf(feature: Feature, given: Record<string, unknown>, bars: ReadonlyMap<string, Float64Array>): string {
  const values = given as never;
  const names = feature.inputs(values);
  const inputs = names.map((name) => bars.get(name) as Float64Array);
  const outputs = feature.outputs?.(values) ?? [feature.type];
  const units = outputUnits(
    feature,
    values,
    names.map((name) => BAR_UNITS[name] ?? 'number'),
  );
  const columns = outputs.map(() => new Float64Array(BEFORE + SHOWN));
  feature.push(feature.start(values, 0), inputs, columns);
  const close = { name: 'close', colour: '#a0aec0', rows: (bars.get('close') as Float64Array).subarray(BEFORE) };
  const lines = outputs.map((name, k) => ({
    name,
    colour: COLOURS[k % COLOURS.length],
    rows: columns[k].subarray(BEFORE),
  }));
  const beside = (line: Line, k: number): boolean => units[k] === 'price' && bounds([line])[0] > bounds([close])[0] / 2;
  const above = lines.filter(beside);
  const below = new Map<string, Line[]>();
  for (const [k, line] of lines.entries()) {
    if (!above.includes(line)) below.set(units[k], [...(below.get(units[k]) ?? []), line]);
  }
  return svg([[close, ...above], ...below.values()]);
}

function bounds(lines: readonly Line[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { rows } of lines) {
    for (const v of rows) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return [low, high];
}

function svg(panels: readonly (readonly Line[])[]): string {
  const height = panels.length * (PANEL + GAP) + GAP;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="9">`;
  const back = `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`;
  const drawn = panels.map((lines, k) => panel(lines, GAP + k * (PANEL + GAP)));
  return `${[open, back, ...drawn].join('\n')}\n</svg>\n`;
}

/** Lines of one unit on a common scale, its ends at the right, their names at the left. */
function panel(lines: readonly Line[], top: number): string {
  const [low, high] = bounds(lines);
  const y = (v: number): string =>
    (high > low ? top + PANEL * ((high - v) / (high - low)) : top + PANEL / 2).toFixed(1);
  const paths = lines.map(({ rows, colour }) => `<path d="${pathOf(rows, y)}" fill="none" stroke="${colour}"/>`);
  const names = lines.map(({ name, colour }) => `<tspan fill="${colour}">${name} </tspan>`).join('');
  return [
    ...paths,
    `<text x="4" y="${top + 8}">${names}</text>`,
    `<text x="${WIDTH - 70}" y="${top + 8}" fill="#4a5568">${Number(high.toPrecision(4))}</text>`,
    `<text x="${WIDTH - 70}" y="${top + PANEL}" fill="#4a5568">${Number(low.toPrecision(4))}</text>`,
  ].join('\n');
}

function pathOf(rows: Float64Array, y: (v: number) => string): string {
  let path = '';
  let pen = false;
  for (let t = 0; t < rows.length; t++) {
    const known = rows[t] === rows[t];
    if (known) path += `${pen ? 'L' : 'M'}${2 * t + 2} ${y(rows[t])}`;
    pen = known;
  }
  return path;
}
