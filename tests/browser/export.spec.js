// SPDX-License-Identifier: Apache-2.0
// Taking a list away and publishing the programme's IATI file, as people do it.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

describe('files that leave', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  it('a list leaves with its filter, once it is said for what, and stands in the list of exports', async () => {
    for (const [kind, language] of [['phone', 'km'], ['desk', 'en']]) {
      const page = await mlup.signIn({ organisation: 'CCPCR', role: 'me_officer' }, kind);
      await page.goto(`${mlup.url}/people?sex=f&lang=${language}`);
      await page.click('a[href^="/people/export?"]');
      await mlup.checkPage(page, `export-${kind}`);
      await page.locator('label', { hasText: /^CSV$/ }).click();
      await page.fill('[name=purpose]', `For the report on a ${kind}`);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('main button.primary')]);
      assert.match(download.suggestedFilename(), /^people-\d{4}-\d\d-\d\d\.csv$/);
      const rows = fs.readFileSync(await download.path(), 'utf8').trim().split('\r\n');
      assert.ok(rows.length > 10);
      assert.ok(rows.slice(1).every((row) => (language === 'km' ? /ស្រី/ : /Female/).test(row)), 'only women are in it');
      await page.goto(`${mlup.url}/exports`);
      await mlup.checkPage(page, `exports-${kind}`);
      assert.ok((await page.locator('main').innerText()).includes(`For the report on a ${kind}`));
      await page.context().close();
    }
  });

  it('the IATI file is published as a version, from the page of the programme', async () => {
    const page = await mlup.signIn({ organisation: 'CTIP', role: 'manager' });
    await page.goto(`${mlup.url}/programmes?lang=en`);
    await page.click('main tbody a');
    await page.click('a[href$="/iati"]');
    await mlup.checkPage(page, 'iati');
    await page.fill('[name=purpose]', 'The yearly file');
    await page.click('button[value=publish]');
    await page.waitForURL(/done=saved/);
    const text = await page.locator('main').innerText();
    assert.match(text, /Version 1/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('form[action$="/download"] button').click()]);
    assert.match(fs.readFileSync(await download.path(), 'utf8'), /^<\?xml[\s\S]*<iati-activities version="2\.03"/);
    await page.context().close();
  });
});
