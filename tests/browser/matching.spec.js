// SPDX-License-Identifier: Apache-2.0
// People who may be one: asked about when somebody is entered, found in a queue, made one, and two again.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const officer = { organisation: 'Sovann Phoum', role: 'me_officer' };

describe('people who may be one', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  for (const [kind, lang] of [['phone', 'km'], ['desk', 'en']]) {
    it(`are asked about when somebody is entered, on a ${kind}`, async () => {
      const page = await mlup.signIn(officer, kind);
      await page.goto(`${mlup.url}/people/new?lang=${lang}`);
      await page.fill('#name_latin', 'Keo Sophea');
      await page.locator('input[name="sex"][value="f"]').evaluate((input) => input.click());
      await page.fill('#note', 'Came with her aunt');
      await mlup.press(page, '#record .actions button.primary');
      await page.waitForSelector('#alike');
      assert.ok(await page.locator('#alike li .reasons li').count() >= 2, 'what speaks for it is said');
      assert.equal(await page.inputValue('#note'), 'Came with her aunt');
      await mlup.checkPage(page, 'alike');
      if (kind === 'desk') {
        await mlup.press(page, '#alike button[name="_other"]');
        assert.match(page.url(), /\/people\/[0-9a-f-]{36}/);
      }
      await page.context().close();
    });
  }

  it('stand in a queue side by side; a search fills it while one looks on; a decision takes a pair out', async () => {
    for (const [kind, lang] of [['phone', 'km'], ['desk', 'en']]) {
      const page = await mlup.signIn(officer, kind);
      await page.goto(`${mlup.url}/people/duplicates?lang=${lang}`);
      await mlup.checkPage(page, 'duplicates');
      assert.ok(await page.locator('.pair').count() >= 1);
      await page.context().close();
    }
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/people/duplicates?lang=en`);
    await mlup.press(page, 'form[action="/people/duplicates/search"] button'); // Search for duplicates
    await page.waitForSelector('form[action="/people/duplicates/search"] button', { timeout: 60000 });
    assert.match(await page.innerText('.search-again'), /Searched last on/);
    const before = await page.locator('.pair').count(), first = await page.innerText('.pair h2');
    await mlup.press(page, '.pair button[value="later"]');
    await page.goto(`${mlup.url}/people/duplicates?state=later`);
    assert.equal(await page.innerText('.pair h2'), first);
    await mlup.press(page, '.pair button[value="open"]');
    await page.goto(`${mlup.url}/people/duplicates`);
    assert.equal(await page.locator('.pair').count(), before);
    await page.context().close();
  });

  it('are made one with a choice for each field, and two again', async () => {
    const phone = await mlup.signIn(officer, 'phone');
    await phone.goto(`${mlup.url}/people/duplicates?lang=km`);
    await mlup.press(phone, '.pair a.primary');
    await mlup.checkPage(phone, 'merge');
    await phone.context().close();
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/people/duplicates?lang=en`);
    await mlup.press(page, '.pair a.primary'); // /people/ID/merge
    await mlup.checkPage(page, 'merge');
    await mlup.press(page, 'button.primary');
    assert.match(await page.innerText('main'), /The two are one person now/);
    await mlup.checkPage(page, 'person-merged');
    await mlup.press(page, 'a[href*="/unmerge"]');
    await mlup.checkPage(page, 'unmerge');
    await mlup.press(page, 'button.primary');
    assert.match(await page.innerText('main'), /The two are two people again/);
    await page.context().close();
  });

  it('are counted over the organisations for the lead', async () => {
    for (const [kind, lang] of [['phone', 'km'], ['desk', 'en']]) {
      const page = await mlup.signIn({ organisation: 'CTIP', role: 'me_officer' }, kind);
      await page.goto(`${mlup.url}/people/distinct?lang=${lang}`);
      await mlup.checkPage(page, 'distinct');
      assert.doesNotMatch(await page.innerText('main'), /Vichea|វិជ្ជា/);
      await page.context().close();
    }
  });
});
