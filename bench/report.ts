/**
 * The report of a 27-segment, 140,000-bar run: page and figures, processor time and size; the same with PNG copies; and the
 * first drawing of 500,000 points in Chromium. `node build/bench/report.js`
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { elapsed } from '../src/core/clock.ts';
import { renderReport, reportFiles } from '../src/report/report.ts';
import type { Pictures } from '../src/report/report.ts';
import { madeInput } from '../test/report/_input.ts';
import { median } from './_harness.ts';

const CHROMIUM = '/usr/bin/chromium';
const TIMES = 9;

const drawn: Pictures['keep'] = (svg, draw) => draw(svg);

/** Median wall and processor milliseconds (threads included) of some work. */
async function timed(work: () => Promise<unknown>): Promise<readonly [number, number]> {
  const [wall, cpu]: [number[], number[]] = [[], []];
  await work();
  for (let i = 0; i < TIMES; i++) {
    const [started, before] = [elapsed(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(before);
    wall.push(elapsed() - started);
    cpu.push((user + system) / 1000);
  }
  return [median(wall), median(cpu)];
}

async function firstDrawing(rows: number): Promise<number> {
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-report-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, renderReport(madeInput({ rows, trades: 2000 })));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const taken: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    taken.push(Number(await page.evaluate(`performance.getEntriesByName('first drawing')[0].duration`)));
    await page.close();
  }
  await browser.close();
  rmSync(folder, { recursive: true });
  console.log(
    `first drawing of ${rows} points: median ${median(taken).toFixed(0)} ms, least ${Math.min(...taken).toFixed(0)} ms`,
  );
  return median(taken);
}

const input = madeInput({ rows: 140_000, trades: 3000, segments: 27 });
const [page] = await reportFiles(input, { formats: [], keep: drawn });
console.log(`report.html of 140,000 bars: ${(Buffer.byteLength(page.content) / 1e6).toFixed(2)} MB`);
for (const formats of [['svg'], ['svg', 'png']] as const) {
  const [wall, cpu] = await timed(() => reportFiles(input, { formats, keep: drawn }));
  console.log(`page, CSV and ${formats.join(' and ')}: ${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms of processor time`);
}
if (existsSync(CHROMIUM)) await firstDrawing(500_000);
else console.log(`${CHROMIUM} not found: the first drawing was not measured`);
