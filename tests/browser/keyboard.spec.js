// SPDX-License-Identifier: Apache-2.0
// A working day without a mouse: signing in, finding a session, ticking the sheet.  Only keys are pressed here; what has
// the focus must be seen to have it.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const tabsMax = 200;

describe('by keyboard alone', () => {
  let mlup, page;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  const focused = () => page.evaluate(() => {
    const { tagName, id, name, href, textContent, value } = document.activeElement;
    const outline = getComputedStyle(document.activeElement);
    const label = document.activeElement.nextElementSibling; // a chip shows the ring of its hidden input
    const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { tagName, id, name, href, text: textContent.trim(), value, ringed: ring(outline) || Boolean(label && ring(getComputedStyle(label))) };
  });

  // Presses Tab until `wanted` says yes of what has the focus; everything on the way shows its ring.
  async function tabTo(wanted, what) {
    for (let i = 0; i < tabsMax; i++) {
      await page.keyboard.press('Tab');
      const at = await focused();
      if (at.tagName === 'BODY') continue;
      assert.ok(at.ringed, `nothing shows that ${at.tagName} “${at.text || at.name}” has the focus`);
      if (wanted(at)) return at;
    }
    assert.fail(`${what} is not reached in ${tabsMax} steps on ${page.url()}`);
  }

  async function go(key) {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  }

  // Writes three people on the sheet of a session, as a program would, and gives the session's code.
  async function sheetOfThree() {
    const { status, code } = await page.evaluate(async () => {
      const [session] = (await (await fetch('/api/v1/sessions?limit=1')).json()).items;
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const rows = ['Keo One', 'Keo Two', 'Keo Three'].map((name) => ({ person: { name_latin: name, sex: 'f', age: 30 } }));
      const answer = await fetch(`/api/v1/sessions/${session.id}/roster`, { method: 'POST', body: JSON.stringify({ rows }),
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf } });
      return { status: answer.status, code: session.code };
    });
    assert.equal(status, 200);
    return code;
  }

  it('the first step of every page skips to its content', async () => {
    page = await mlup.signIn({ organisation: 'CCPCR', role: 'field_officer' });
    await page.goto(`${mlup.url}/sessions?lang=en`);
    await page.keyboard.press('Tab');
    assert.match((await focused()).href, /#main$/);
    assert.ok(await page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top >= 0), 'the link is seen when it has the focus');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.getElementById('main').contains(document.activeElement)));
    await page.context().close();
  });

  it('somebody signs in, finds a session and ticks who was there', async () => {
    const login = mlup.login({ organisation: 'CCPCR', role: 'field_officer' });
    page = await mlup.newPage('desk');
    await page.goto(`${mlup.url}/sign-in?lang=en`);
    if ((await focused()).name !== 'login') await tabTo((at) => at.name === 'login', 'the user name');
    await page.keyboard.type(login.login);
    await tabTo((at) => at.name === 'password', 'the password');
    await page.keyboard.type(login.password);
    await go('Enter');

    await tabTo((at) => at.tagName === 'A' && at.text === 'Sessions', 'the menu item');
    await go('Enter');
    const code = await sheetOfThree();
    await tabTo((at) => at.name === 'q' && at.id !== '', 'the search of the list');
    await page.keyboard.type(code);
    await go('Enter');
    await tabTo((at) => at.tagName === 'A' && at.text === code, 'the session');
    await go('Enter');
    await tabTo((at) => at.tagName === 'A' && at.text === 'Attendance sheet', 'the sheet');
    await go('Enter');

    await tabTo((at) => at.tagName === 'INPUT' && at.name.endsWith('.present'), 'the first name');
    const boxes = page.locator('#people input[type=checkbox]');
    const before = await boxes.evaluateAll((all) => all.map((box) => box.checked));
    assert.ok(before.length > 2, 'the sheet has names');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    const after = await boxes.evaluateAll((all) => all.map((box) => box.checked));
    assert.deepEqual(after, before.map((ticked, i) => (i < 2 ? !ticked : ticked)));
    assert.equal(await page.innerText('[data-roster-count]'), String(after.filter(Boolean).length));
    await tabTo((at) => at.tagName === 'BUTTON' && at.text === 'Save the sheet', 'the save button');
    await go('Enter');
    assert.equal(await page.locator('#errors').count(), 0, await page.innerText('main'));
    await page.goBack();
    await page.reload();
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => box.checked)), after);
    await page.context().close();
  });

  it('the menu of the name opens, closes with Escape and gives the focus back', async () => {
    page = await mlup.signIn({ organisation: 'CCPCR', role: 'field_officer' });
    await page.goto(`${mlup.url}/?lang=en`);
    await tabTo((at) => at.tagName === 'SUMMARY', 'the menu');
    await page.keyboard.press('Enter');
    await tabTo((at) => at.text === 'My account', 'the account');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('details.menu').getAttribute('open'), null);
    assert.equal((await focused()).tagName, 'SUMMARY');
    await page.context().close();
  });

  it('a picker is searched and chosen from', async () => {
    page = await mlup.signIn({ organisation: 'CCPCR', role: 'field_officer' });
    await page.goto(`${mlup.url}/sessions/new?lang=en`);
    await tabTo((at) => at.name === 'place.text', 'the place');
    await page.keyboard.type('dang tong');
    await page.waitForSelector('.picker-list:not([hidden]) [role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await page.inputValue('input[name="place.text"]'), /Dang Tong/);
    assert.match(await page.inputValue('input[type=hidden][name="place"]'), /^\d{6}/);
    await page.context().close();
  });
});
