// Walks the report and the dashboard in Chromium as people do: with eyes, with the keyboard, and with a screen reader.
//
// node walk.mjs '{"report": folder, "url": address, "fleet": program, "workspace": folder, "chromium": program,
//                 "screenshots": folder}'
//
// Ends with exit code 1 and a list of what is wrong, or with 0 and what was looked at.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];
const SCHEMES = ['light', 'dark'];
// Of pages that are alike so many are looked at; those that are different by what was done to them come in the steps.
const ALIKE = 1;

const options = JSON.parse(process.argv[2]);
const wrong = [];
let looked = 0;

function complain(where, what) {
  wrong.push(`${where}: ${what}`);
}

/** Rows of a query of the database. */
function rows(sql) {
  const output = execFileSync(options.fleet, ['query', '--json', '--workspace', options.workspace, sql], { encoding: 'utf8' });
  return JSON.parse(output);
}

/** A page that reports everything that it should not do. */
async function open(context, root) {
  const page = await context.newPage();
  page.on('console', message => {
    // An answer with an error status is what some of the steps are about.
    const isExpected = page.isRefusalExpected && message.text().includes('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isExpected) complain(page.url(), `the console says ${message.text()}`);
  });
  page.on('pageerror', error => complain(page.url(), `error: ${error}`));
  page.on('request', request => {
    if (!request.url().startsWith(root)) complain(page.url(), `asks for ${request.url()}`);
  });
  return page;
}

/** What pages that are alike have in common: the folder of the page. */
function kind(url) {
  const path = new URL(url).pathname;
  return path.endsWith('/') ? path : path.replace(/[^/]*[0-9][^/]*$/, '*');
}

/** Follows the links of a site, of each kind of page a few. */
async function crawl(page, root, start) {
  const found = [start];
  const kinds = new Map([[kind(start), 1]]);
  for (let next = 0; next < found.length; next++) {
    await page.goto(found[next]);
    const links = await page.$$eval('a[href]', links => links.map(link => link.href.split('#')[0]));
    for (const link of links) {
      if (!link.startsWith(root) || found.includes(link) || new URL(link).search) continue;
      const many = kinds.get(kind(link)) ?? 0;
      if (many >= ALIKE) continue;
      kinds.set(kind(link), many + 1);
      found.push(link);
    }
  }
  return found;
}

/** Every element that takes part in the order of the keyboard, as it should be reached. */
function markInteractive() {
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const seen = [...all].filter(element => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && !element.disabled);
  seen.forEach((element, index) => { element.dataset.walk = index; });
  return seen.length;
}

/** Tab must reach every one, in order, and show where it is. */
async function tab(page) {
  // A page that was just loaded begins at its start.
  await page.goto(page.url());
  const many = await page.evaluate(markInteractive);
  for (let index = 0; index < many; index++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        index: Number(element.dataset.walk ?? -1),
        what: element.outerHTML.slice(0, 120),
        isVisible: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
        isInside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0,
      };
    });
    if (focus.index !== index) return complain(page.url(), `Tab number ${index + 1} of ${many} leads to ${focus.what}`);
    if (!focus.isVisible || !focus.isInside) return complain(page.url(), `the focus cannot be seen on ${focus.what}`);
  }
}

/** What a screen reader and weak eyes would stumble over. */
async function axe(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, impact, help, nodes } of violations) {
    if (['serious', 'critical'].includes(impact)) complain(where, `axe: ${id}: ${help}: ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
  }
}

/** Looks at the page that is open: it fits, it can be used, and it is photographed. */
async function look(page, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const where = `${page.url()} (${size.width}, ${colorScheme})`;
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > size.width) complain(where, `it is ${width} pixels wide`);
      await axe(page, where);
      await page.screenshot({ path: `${options.screenshots}/${name}-${size.width}-${colorScheme}.png`, fullPage: true, timeout: 60_000 });
      looked++;
    }
    await tab(page);
  }
  await page.setViewportSize(SIZES[0]);
}

function nameOf(site, url, root) {
  const path = decodeURIComponent(url.slice(root.length)).replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${site}-${path.slice(0, 60) || 'index'}`;
}

async function walkReport(context) {
  const root = `${pathToFileURL(options.report).href}/`;
  const page = await open(context, root);
  for (const url of await crawl(page, root, `${root}index.html`)) {
    await page.goto(url);
    await look(page, nameOf('report', url, root));
  }
  await page.close();
}

async function walkDashboard(context) {
  const address = new URL(options.url);
  const root = `${address.origin}/`;
  const page = await open(context, root);
  await page.goto(address.href);
  if (page.url() !== root) complain(root, `the key stays in the address: ${page.url()}`);
  for (const url of await crawl(page, root, root)) {
    await page.goto(url);
    await look(page, nameOf('dashboard', url, root));
  }
  await filter(page, root);
  await stage(page, root);
  await page.close();
}

/** A filter is written by the page, shown as SQL, and can be changed; a mistake keeps what was typed. */
async function filter(page, root) {
  await page.goto(root);
  const all = await page.locator('.apps tbody tr').count();
  await page.getByLabel('State').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Filter' }).click();
  const condition = await page.getByLabel(/^Apps where/).inputValue();
  if (!condition.includes('state')) complain(page.url(), `the filter wrote ${condition}`);
  const some = await page.locator('.apps tbody tr').count();
  if (some === 0 || some > all) complain(page.url(), `${some} of ${all} apps are shown`);
  await look(page, 'dashboard-filtered');

  page.isRefusalExpected = true;
  await page.getByLabel(/^Apps where/).fill("readiness = 'blocked' AND nmae IS NULL");
  await page.getByLabel(/^Apps where/).press('Enter');
  const said = await page.getByRole('alert').textContent();
  if (said !== 'no such column: nmae') complain(page.url(), `a wrong condition is told as ${said}`);
  if (!(await page.getByLabel(/^Apps where/).inputValue()).includes('nmae')) complain(page.url(), 'the wrong condition is gone');
  await look(page, 'dashboard-mistake');
  page.isRefusalExpected = false;
}

/** A change is staged in a form and taken back on the page of what is staged. The database is asked each time. */
async function stage(page, root) {
  const [listing] = rows(" SELECT pk, promotional_text FROM version_localizations WHERE editable AND NOT staged LIMIT 1");
  const text = 'Über 1.000 Orte — “neu” & <schnell>\nشكرا';
  const staged = () => rows(` SELECT value FROM changes WHERE resource = 'version_localizations' AND pk = ${listing.pk} AND field = 'promotional_text'`);

  await page.goto(`${root}edit/${listing.pk}`);
  await page.getByLabel('Promotional text').fill(text);
  await page.getByRole('button', { name: 'Stage', exact: true }).press('Enter');
  await page.getByRole('status').getByText('Staged 1 change.').waitFor();
  if (staged()[0]?.value !== text) complain(page.url(), `the database has ${JSON.stringify(staged())}`);
  await look(page, 'dashboard-listing-staged');

  await page.getByLabel('Keywords').fill('many words,'.repeat(20));
  await page.getByLabel('Keywords').press('Enter');
  await page.getByText(/too many/).waitFor();
  await look(page, 'dashboard-listing-too-long');
  await page.getByRole('button', { name: 'Unstage Keywords' }).click();
  await page.getByRole('status').getByText('Took back 1 change.').waitFor();

  await page.goto(`${root}staged.html`);
  await look(page, 'dashboard-staged');
  await page.getByRole('row').filter({ hasText: 'Über 1.000 Orte' }).getByRole('button', { name: /^Unstage/ }).click();
  await page.getByRole('status').getByText('Took back 1 change.').waitFor();
  if (staged().length !== 0) complain(page.url(), `the database still has ${JSON.stringify(staged())}`);
}

mkdirSync(options.screenshots, { recursive: true });
const browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const walk of [walkReport, walkDashboard]) {
    const context = await browser.newContext({ javaScriptEnabled: true, reducedMotion: 'reduce' });
    await walk(context);
    await context.close();
  }
} finally {
  await browser.close();
}
if (wrong.length > 0) {
  console.error([...new Set(wrong)].join('\n'));
  process.exitCode = 1;
} else {
  console.log(`looked ${looked} times; nothing is wrong`);
}
