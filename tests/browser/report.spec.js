// SPDX-License-Identifier: Apache-2.0
// A period report from the desk to the lead and back, as people meet it in a browser.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

let mlup;
before(async () => { mlup = await startMlup(); });
after(() => mlup.stop());

const writer = { organisation: 'Sovann Phoum', role: 'me_officer' };

async function openReport(page, state) {
  await page.goto(`${mlup.url}/reports?lang=en`);
  const href = await page.locator('.report-matrix li', { hasText: state }).last().locator('a').getAttribute('href');
  await page.goto(mlup.url + href);
  return href;
}

describe('period reports', () => {
  for (const kind of ['phone', 'desk']) {
    it(`are in order on a ${kind}: list, report, words, desk, print, reported and now`, async () => {
      const page = await mlup.signIn(writer, kind);
      const href = await openReport(page, 'Returned');
      for (const behind of ['', '/edit', '/quality', '/print', '/changes']) {
        for (const language of ['en', 'km']) {
          if (behind === '/changes') continue; // an open report shows the records themselves
          await page.goto(`${mlup.url}${href}${behind}?lang=${language}`);
          await mlup.checkPage(page, `report${behind.replace('/', '-')}-${language}`);
        }
      }
      const frozen = await openReport(page, 'Frozen');
      await page.goto(`${mlup.url}${frozen}/changes?lang=km`);
      await mlup.checkPage(page, 'report-changes');
    });
  }

  it('keeps what two people wrote at once: the second sees both and decides', async () => {
    const first = await mlup.signIn(writer, 'noScript'), second = await mlup.signIn(writer, 'noScript');
    const href = await openReport(first, 'Returned');
    await first.goto(`${mlup.url}${href}/edit?lang=en`);
    await second.goto(`${mlup.url}${href}/edit?lang=en`);
    const field = 'textarea[name="report.overview"]';
    await first.fill(field, 'Written by the first.');
    await first.click('form#report-words button.primary');
    await second.fill(field, 'Written by the second.');
    await second.click('form#report-words button.primary');
    assert.equal(await second.locator(field).inputValue(), 'Written by the second.');
    assert.match(await second.locator('#report-words').innerText(), /Written by the first\./);
    await second.click('form#report-words button.primary');
    assert.match(await second.locator('#overview').innerText(), /Written by the second\./);
  });
});
