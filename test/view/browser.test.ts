import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openRunningFile } from '../../src/history/running.ts';
import { startView } from '../../src/view/server.ts';
import type { ViewServer } from '../../src/view/server.ts';
import { makeResults, makeRun } from '../history/_runs.ts';

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

describe('the viewer in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let results: string;
  let server: ViewServer;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      console.log(`      skipped: ${CHROMIUM} not found (Debian package chromium)`);
      this.skip();
    }
    results = makeResults();
    makeRun(results, {
      name: '2026-01-02_03-04-05-aaaaaaaa',
      metrics: { sharpe_daily: 2, trades: 50 },
      days: { seed: 1, drift: 0 },
    });
    makeRun(results, {
      name: '2026-01-03_03-04-05-bbbbbbbb',
      metrics: { sharpe_daily: -1, trades: 50 },
      days: { seed: 2, drift: 0 },
    });
    server = await startView(results, 0);
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  after(async () => {
    if (browser === undefined) return;
    await browser.close();
    await server.close();
    rmSync(results, { recursive: true });
  });

  for (const width of [375, 1440]) {
    it(`filters, compares and shows progress at ${width} px, without an error or a foreign request`, async () => {
      const page = await (browser as Browser).newPage({ viewport: { width, height: 800 } });
      const odd: string[] = [];
      page.on('console', (message) => message.type() === 'error' && odd.push(message.text()));
      page.on('pageerror', (error) => odd.push(error.message));
      page.on(
        'request',
        (r) => !r.url().startsWith(server.address) && !r.url().startsWith('data:') && odd.push(r.url()),
      );
      await page.goto(server.address);
      assert.equal(await page.getByRole('table', { name: '2 of 2 runs' }).count(), 1);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(overflow, 0);
      assert.notEqual(await page.evaluate('getComputedStyle(document.body).margin'), '8px'); // the style sheet is there
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await page.getByRole('button', { name: /Compare/ }).click();
      assert.match((await page.locator('main h2').textContent()) ?? '', /indistinguishable|More than luck/);
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByLabel(/condition/).fill('sharpe_daily>0');
      await page.getByRole('button', { name: 'Filter' }).click();
      assert.equal(await page.getByRole('table', { name: '1 of 2 runs' }).count(), 1);
      const file = openRunningFile(results, { verb: 'run', experiment: 'made', digest8: 'abababab' });
      file.count('model', { done: 3, all: 4 });
      await page.getByRole('link', { name: 'Running' }).click();
      await page.getByRole('rowheader', { name: 'run made abababab' }).waitFor();
      file.end();
      await page.getByText('Nothing runs.').waitFor();
      assert.deepEqual(odd, []);
      await page.close();
    });
  }
});
