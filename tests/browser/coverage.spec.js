// SPDX-License-Identifier: Apache-2.0
// Coverage in the browser: on a phone and a laptop, in both languages, by keyboard alone, and on paper.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

describe('coverage', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  for (const kind of ['phone', 'desk']) {
    for (const lang of ['km', 'en']) {
      it(`is read on a ${kind} in ${lang}: the country, a province by its communes, and one activity`, async () => {
        const page = await mlup.signIn({ login: 'ctip.me' }, kind);
        for (const [name, query] of [['coverage', ''], ['coverage-province', '&province=03'], ['coverage-activity', '&level=commune&activity=coaching']]) {
          await page.goto(`${mlup.url}/coverage?lang=${lang}${query}`);
          assert.equal(await page.getAttribute('html', 'lang'), lang);
          assert.ok(await page.locator('table.cov tbody tr').count() > 0, 'the matrix has rows');
          assert.equal(await page.locator('figure svg').count(), 1, 'and the map is drawn');
          await mlup.checkPage(page, `${name}-${lang}`);
        }
      });
    }
  }

  it('is asked by keyboard alone: a filter, the answer, a cell, and the records that it counts', async () => {
    const page = await mlup.signIn({ login: 'ctip.me' }, 'desk');
    await page.goto(`${mlup.url}/coverage?lang=en`);
    const tabTo = async (selector) => {
      for (let i = 0; i < 200; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      }
      assert.fail(`Tab does not come to ${selector}`);
    };
    await tabTo('select[name=activity]');
    await page.keyboard.type('Coaching');
    await tabTo('.filters button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(page.url(), /activity=coaching/);
    assert.deepEqual(await page.locator('table.cov thead th').allInnerTexts(), ['Place', 'Coaching visits']);
    await tabTo('table.cov a[href*="/coverage/records"]');
    const [, counted] = (await page.evaluate(() => document.activeElement.textContent)).match(/(\d+)$/);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', 'where the keyboard is can be seen');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(page.url(), /\/sessions\?kind=coaching/);
    const { total } = await (await page.request.get(page.url().replace('/sessions', '/api/v1/sessions'))).json();
    assert.equal(String(total), counted, 'the list holds what the cell says');
    await page.goto(`${mlup.url}/coverage?lang=en`);
    await tabTo('.cov-wrap');
    await tabTo('table.cov th a');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(page.url(), /province=\d\d/);
  });

  it('says beside the field what cannot be asked', async () => {
    const page = await mlup.signIn({ login: 'ctip.me' }, 'noScript');
    await page.goto(`${mlup.url}/coverage?lang=en&from=xx`);
    assert.match(await page.innerText('main'), /“xx” is not a date/);
  });

  it('is whole on paper: every activity, what was asked, and no buttons', async () => {
    const page = await mlup.signIn({ login: 'ctip.me' }, 'desk');
    for (const lang of ['en', 'km']) {
      await page.goto(`${mlup.url}/coverage?lang=${lang}&until=2018-02-28`);
      const heads = await page.locator('table.cov thead th').allInnerTexts();
      const file = path.join(mlup.folder, 'coverage.pdf');
      fs.writeFileSync(file, await page.pdf({ preferCSSPageSize: true }));
      const sizes = spawnSync('pdfinfo', ['-l', '99', file], { encoding: 'utf8' }).stdout.match(/^Page .*size: .*/gm);
      assert.deepEqual(sizes.map((size) => /84[12]\S* x 59[45]/.test(size)), [false, true], `a page and a wide one for the matrix: ${sizes}`);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 1030, height: 700 }); // what a wide page has between its margins
      const cut = await page.evaluate(() => {
        const table = document.querySelector('table.cov');
        return table.getBoundingClientRect().right - document.querySelector('.cov-wrap').getBoundingClientRect().right;
      });
      assert.ok(cut <= 1, `the table is cut off by ${cut} px`);
      const shown = await page.evaluate(() => ['.filters', '.nav', '.pager a'].filter((part) => [...document.querySelectorAll(part)].some((e) => e.getClientRects().length)));
      assert.deepEqual(shown, []);
      assert.ok(await page.isVisible('.print-only'));
      await page.emulateMedia({ media: null });
      await page.setViewportSize({ width: 1280, height: 800 });
      if (lang === 'km') continue;
      const text = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout;
      for (const word of heads.flatMap((head) => head.split(/\s+/))) assert.ok(text.includes(word), `${word} is not on the paper:\n${text}`);
      assert.match(text, /Until day: 28 Feb 2018/);
    }
  });
});
