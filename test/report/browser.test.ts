import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { standaloneSvg } from '../../src/report/figures/figure.ts';
import type { ReportInput } from '../../src/report/input.ts';
import { figuresOf, renderReport } from '../../src/report/report.ts';
import { madeInput } from './_input.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}

describe('report in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      console.log(`      skipped: ${CHROMIUM} not found (Debian package chromium)`);
      this.skip();
    }
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    folder = mkdtempSync(join(tmpdir(), 'assay-report-'));
  });

  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  async function open(input: ReportInput, { width = 1440, dark = false } = {}): Promise<Opened> {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderReport(input));
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, errors, requests };
  }

  for (const width of [375, 1440]) {
    for (const dark of [false, true]) {
      it(`fits ${width} px ${dark ? 'dark' : 'light'}, logs nothing, asks nothing of the network`, async () => {
        const { page, errors, requests } = await open(madeInput(), { width, dark });
        assert.deepEqual(errors, []);
        assert.deepEqual(
          requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')),
          [],
        );
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        const shown = await page.evaluate(`getComputedStyle(document.body).backgroundColor`);
        assert.equal(shown, dark ? 'rgb(14, 18, 23)' : 'rgb(245, 247, 249)');
        await page.close();
      });
    }
  }

  it('draws 500,000 points, zooms on a drag and shows all again on a double click', async () => {
    const { page, errors } = await open(madeInput({ rows: 500_000, trades: 2000 }));
    const inked = `(() => { const c = document.querySelector('#zoom canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i] > 0) n++; return n; })()`;
    assert.ok(Number(await page.evaluate(inked)) > 5000);
    const range = async (): Promise<number> =>
      Number(await page.evaluate('assayZoom.range()[1] - assayZoom.range()[0]'));
    const all = await range();
    const canvas = page.locator('#zoom canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 300, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 100, { steps: 4 });
    await page.mouse.up();
    assert.ok(Math.abs((await range()) / all - 200 / (box.width - 80)) < 0.01);
    await page.mouse.dblclick(box.x + 400, box.y + 100);
    assert.equal(await range(), all);
    await canvas.focus();
    await page.keyboard.press('+');
    assert.ok(Math.abs((await range()) / all - 0.5) < 0.001);
    await page.getByRole('button', { name: 'All' }).click();
    assert.equal(await range(), all);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('keeps a name with markup as text', async () => {
    const name = '<img src=x onerror="document.title=1">';
    const { page, errors } = await open(madeInput({ name }));
    assert.equal(await page.locator('h1').textContent(), name);
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('names tables, figures and sections for a screen reader', async () => {
    const { page } = await open(madeInput());
    const counts = {
      table: await page.getByRole('table', { name: 'Refusals of each gate' }).count(),
      row: await page.getByRole('rowheader', { name: 'fold-01', exact: true }).count(),
      section: await page.getByRole('region', { name: 'Trades', exact: true }).count(),
      figure: await page.getByRole('img', { name: /Break-even fee/ }).count(),
    };
    assert.deepEqual(counts, { table: 1, row: 1, section: 1, figure: 1 });
    await page.close();
  });

  it('prints the still picture instead of the canvas, in light colours', async () => {
    const { page } = await open(madeInput(), { dark: true });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(await page.locator('#zoom canvas').isVisible(), false);
    assert.equal(await page.locator('#zoom .still').isVisible(), true);
    assert.equal(
      await page.evaluate(`getComputedStyle(document.documentElement).getPropertyValue('--ink')`),
      '#1d2530',
    );
    await page.close();
  });

  it('draws every figure file on its own', async () => {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    for (const figure of figuresOf(madeInput())) {
      const file = join(folder, `${figure.name}.svg`);
      writeFileSync(file, standaloneSvg(figure));
      await page.goto(pathToFileURL(file).href);
      const size = (await page.evaluate('document.documentElement.getBoundingClientRect().height')) as number;
      assert.ok(size > 50, figure.name);
    }
    await page.close();
  });
});
