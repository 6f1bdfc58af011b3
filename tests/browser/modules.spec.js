// SPDX-License-Identifier: Apache-2.0
// The look and the small modules of assets/, on the style guide page: no server of ours, the answers are made here.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, describe, it } = require('node:test');
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const root = path.resolve(__dirname, '../..');
const build = process.env.MLUP_BUILD || path.join(root, 'build-test');
const media = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', woff2: 'font/woff2' };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'";
const villages = [{ id: '20010303', label: 'Taeng Mau', detail: 'Svay Rieng' }, { id: '170707', label: 'តែងមៅ', detail: 'Siem Reap' }];

function styleGuide(language) {
  return execFileSync(path.join(build, 'src/web/markup/styleguide'), [path.join(root, 'templates'), path.join(build, 'tools/km.mo'),
    path.join(root, 'tests/styleguide/page.mustache'), path.join(root, `tests/styleguide/${language}.json`)], { maxBuffer: 16 << 20 });
}

function fontFile(name) {
  const [, family, weight] = name.match(/^(noto-sans(?:-khmer)?)-(\d+)\.woff2$/);
  const subset = family === 'noto-sans' ? 'latin' : 'khmer';
  return path.join(root, 'node_modules/@fontsource', family, 'files', `${family}-${subset}-${weight}-normal.woff2`);
}

function answer(request, response, state) {
  const url = new URL(request.url, 'http://localhost');
  const send = (type, body) => { response.setHeader('Content-Type', type); response.end(body); };
  response.setHeader('Content-Security-Policy', policy);
  if (request.method === 'POST') { state.posts.push(url.pathname); return send('text/html', '<title>saved</title><p>saved'); }
  if (url.pathname.startsWith('/api/')) return send('application/json', JSON.stringify({ items: url.searchParams.get('q') === 'zzz' ? [] : villages }));
  if (url.pathname === '/nothing') return send('application/json', JSON.stringify({ percent: 80, text: 'four fifths', done: false }));
  if (url.pathname.startsWith('/fonts/')) return send(media.woff2, fs.readFileSync(fontFile(path.basename(url.pathname))));
  if (url.pathname.startsWith('/assets/')) return send(media[url.pathname.split('.').pop()], fs.readFileSync(path.join(root, url.pathname)));
  if (state.pages[url.pathname]) return send('text/html; charset=utf-8', state.pages[url.pathname]);
  response.statusCode = url.pathname === '/favicon.ico' ? 204 : 404;
  return send('text/plain', '');
}

describe('the look and its modules', () => {
  const state = { posts: [], pages: {} };
  let server, browser, address;

  before(async () => {
    for (const language of ['en', 'km']) state.pages[`/${language}`] = styleGuide(language);
    server = http.createServer((request, response) => answer(request, response, state));
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${server.address().port}`;
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  });
  after(async () => { await browser?.close(); server?.close(); });

  async function open(language, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
    await page.goto(`${address}/${language}`);
    await page.waitForLoadState('networkidle');
    return page;
  }

  async function close(page) {
    assert.deepEqual(page.faults, []);
    await page.context().close({ runBeforeUnload: false });
  }

  for (const language of ['en', 'km']) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        it(`everything fits and can be read: ${language}, ${width} px, ${colorScheme}`, async () => {
          const page = await open(language, { viewport: { width, height: 800 }, colorScheme });
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
          const session = await page.context().newCDPSession(page);
          await session.send('Runtime.evaluate', { expression: axeSource });
          const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].html}`));
          assert.deepEqual(found, []);
          await close(page);
        });
      }
    }
  }

  it('Khmer is at least 16 px with room above and below', async () => {
    const page = await open('km');
    const small = await page.evaluate(() => [...document.querySelectorAll('body :not(svg *)')].filter((e) =>
      [...e.childNodes].some((n) => n.nodeType === 3 && /[\u1780-\u17ff]/.test(n.data)) && e.checkVisibility() &&
      e.lang !== 'km' && parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.outerHTML.slice(0, 80)));
    assert.deepEqual(small, []);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main p')).lineHeight), '28.8px');
    await close(page);
  });

  it('the menu of a phone opens and closes without script', async () => {
    const page = await open('en', { viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    assert.equal(await page.locator('#nav').isVisible(), false);
    await page.click('.open-nav');
    assert.equal(await page.locator('#nav').isVisible(), true);
    await page.click('.close-nav');
    assert.equal(await page.locator('#nav').isVisible(), false);
    await close(page);
  });

  it('a place is found by typing and chosen by keyboard or by hand', async () => {
    const page = await open('en');
    const input = page.locator('#f-village');
    const hidden = page.locator('[data-picker] input[type=hidden]');
    await input.fill('taen');
    assert.equal(await hidden.inputValue(), '');
    await page.waitForSelector('[role=option]');
    await input.press('ArrowDown');
    await input.press('ArrowDown');
    await input.press('Enter');
    assert.deepEqual([await input.inputValue(), await hidden.inputValue()], ['តែងមៅ', '170707']);
    await input.fill('taen');
    await page.click('[role=option] >> nth=0');
    assert.deepEqual([await input.inputValue(), await hidden.inputValue()], ['Taeng Mau', '20010303']);
    await input.fill('zzz');
    await page.waitForSelector('text=Nothing found');
    await close(page);
  });

  it('the roster counts as it is ticked, marks all and none, and moves with the arrow keys', async () => {
    const page = await open('en');
    const count = () => page.locator('[data-roster-count]').textContent();
    assert.equal(await count(), '3');
    await page.click('text=Heng Vuthy');
    assert.equal(await count(), '4');
    await page.click('[data-roster-set=none]');
    assert.equal(await count(), '0');
    await page.click('[data-roster-set=all]');
    assert.equal(await count(), '6');
    await page.locator('[data-roster] input[type=checkbox]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    assert.equal(await count(), '5');
    await close(page);
  });

  it('what was typed and not saved is offered again, and nothing of a sensitive form is kept', async () => {
    const page = await open('en');
    page.on('dialog', (dialog) => dialog.accept());
    await page.fill('textarea', 'Came alone.');
    await page.reload();
    await page.click('text=Put it back');
    assert.equal(await page.inputValue('textarea'), 'Came alone.');
    await page.evaluate(() => sessionStorage.clear());
    const kept = () => page.evaluate(() => Object.keys(sessionStorage).length);
    await page.evaluate(async () => {
      const form = Object.assign(document.createElement('form'), { method: 'post', innerHTML: '<input name="a">' });
      form.dataset.sensitive = '';
      document.body.append(form);
      (await import('/assets/draft.js')).start(form);
      form.elements.a.value = 'secret';
      form.elements.a.dispatchEvent(new Event('input', { bubbles: true }));
    });
    assert.equal(await kept(), 0);
    await close(page);
  });

  it('a destructive button asks first, and does it when told', async () => {
    const page = await open('en');
    await page.click('button.danger');
    await page.click('dialog button[value=no]');
    assert.deepEqual(state.posts, []);
    await page.evaluate(() => document.querySelector('#sample').setAttribute('action', '/remove'));
    await page.click('button.danger');
    await page.click('dialog button[value=yes]');
    await page.waitForSelector('text=saved');
    assert.deepEqual(state.posts, ['/remove']);
    await close(page);
  });

  it('a long list is narrowed as one types, and a job is followed', async () => {
    const page = await open('en');
    await page.fill('#quick', 'chan migr');
    assert.equal(await page.locator('.table tbody tr:visible').count(), 1);
    await page.waitForSelector('text=four fifths');
    assert.equal(await page.locator('progress').evaluate((bar) => bar.value), 80);
    await close(page);
  });
});
