// SPDX-License-Identifier: Apache-2.0
// A group's business plan, written, followed, adopted and printed; groups beside each other.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, `/api/v1/${address}`);

describe('a group that plans', () => {
  let mlup, desk, phone, group;

  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'cedac.books' }, 'desk');
    phone = await mlup.signIn({ login: 'cedac.books' }, 'phone');
    [group] = await list(desk, 'savings-groups?limit=1');
  });
  after(() => mlup?.stop());

  async function fillYears(page, years) {
    for (const [i, year] of years.entries()) {
      for (const [name, value] of Object.entries({ members: 20 + i, savings: 2000000 * (i + 1), loans: 1800000 * (i + 1), interest: 400000, costs: 60000 })) {
        await page.fill(`[name="${name}.${year}"]`, String(value));
      }
    }
  }

  for (const [kind, language] of [['phone', 'km'], ['phone', 'en'], ['desk', 'km'], ['desk', 'en']]) {
    it(`writes a plan on a ${kind} in ${language}, follows it, adopts it and prints it`, async () => {
      const page = kind === 'phone' ? phone : desk;
      await page.goto(`${mlup.url}/savings-groups/${group.id}/plans/new?lang=${language}`);
      await page.fill('[name=title]', 'ផែនការ 2016–2019');
      await page.fill('[name=first_year]', '2016');
      await page.fill('[name=years]', '4');
      await mlup.press(page, 'button[value=years]');
      assert.equal(await page.inputValue('[name=title]'), 'ផែនការ 2016–2019');
      assert.equal(await page.locator('.plan-years fieldset').count(), 4);
      await fillYears(page, [2016, 2017, 2018, 2019]);
      await page.fill('[name="savings.2018"]', 'many');
      await mlup.press(page, 'form#plan button.primary');
      assert.equal(await page.locator('.field.has-error [name="savings.2018"]').count(), 1);
      assert.equal(await page.inputValue('[name="savings.2019"]'), '8000000');
      await page.fill('[name="savings.2018"]', '6000000');
      await mlup.checkPage(page, `plan-form-${language}`);
      await mlup.press(page, 'form#plan button.primary');
      assert.match(page.url(), /\/business-plans\/[0-9a-f-]+\/follow\?done=saved/);
      assert.equal(await page.locator('.chart').count(), 4);
      const savings = await page.locator('.plan-table tbody tr').nth(1).innerText();
      assert.match(savings.replace(/[^\d\t]/g, ''), /2000000/);
      await mlup.checkPage(page, `plan-${language}`);
      await mlup.press(page, 'form.banner button.primary');
      assert.equal(await page.locator('.badge-done').first().count(), 1);
      assert.equal(await page.locator('form.banner').count(), 0);
      const follow = new URL(page.url()).pathname;
      await page.goto(`${mlup.url}${follow.replace('/follow', '/print')}?lang=${language}`);
      await mlup.checkPage(page, `plan-print-${language}`);
    });
  }

  it('thinks of careful years from what is expected, without fewer costs', async () => {
    const [plan] = (await list(desk, `business-plans?savings_group=${group.id}&limit=50`)).filter(({ first_year: year }) => year === 2016);
    await desk.goto(`${mlup.url}/business-plans/${plan.id}/follow`);
    await mlup.press(desk, 'a[href*="scenario=poor"]');
    assert.equal(await desk.inputValue('[name="savings.2016"]'), '1600000');
    assert.equal(await desk.inputValue('[name="costs.2016"]'), '60000');
    await mlup.press(desk, 'form#plan button.primary');
    assert.equal(await desk.locator('section:has(> p + .table-wrap) a[href$="/follow"]').count() > 1, true);
    await desk.goto(`${desk.url().split('?')[0].replace('/follow', '/write')}`);
    await desk.fill('[name=years]', '3');
    await mlup.press(desk, 'form#plan button.primary');
    assert.equal(await desk.locator('.plan-table thead th[colspan]').count(), 3, await desk.innerText('main'));
  });

  for (const kind of ['phone', 'desk']) {
    it(`stands beside the others on a ${kind}`, async () => {
      const page = kind === 'phone' ? phone : desk;
      for (const language of ['km', 'en']) {
        await page.goto(`${mlup.url}/savings-groups/compare?sort=-alarms&lang=${language}`);
        await mlup.checkPage(page, `compare-${language}`);
      }
      assert.match(await page.getAttribute('a[href^="/savings-groups/compare/csv"]', 'href'), /sort=-alarms/);
      const counts = await page.$$eval('.compared tbody tr', (rows) => rows.map((row) => row.querySelectorAll('.badge-behind[title]').length));
      assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
    });
  }

  for (const kind of ['phone', 'desk']) {
    it(`sees on a ${kind} how far it stands alone`, async () => {
      const page = kind === 'phone' ? phone : desk;
      for (const language of ['km', 'en']) {
        await page.goto(`${mlup.url}/savings-groups/${group.id}/standing?lang=${language}`);
        await mlup.checkPage(page, `standing-${language}`);
      }
      assert.equal(await page.locator('.ratios > li').count(), 32);
      assert.ok(await page.locator('#attendance .ratio-spark svg').count());
      await mlup.press(page, '#attendance .ratio-sides a');
      assert.match(page.url(), /\/group-meetings\?savings_group=/);
    });
  }

  for (const kind of ['phone', 'desk']) {
    it(`is one of all groups together on a ${kind}, for its organisation and for the lead`, async () => {
      const page = kind === 'phone' ? phone : desk, lead = await mlup.signIn({ login: 'ctip.me' }, kind);
      for (const language of ['km', 'en']) {
        await page.goto(`${mlup.url}/savings-roll-up?lang=${language}`);
        await mlup.checkPage(page, `roll-up-${language}`);
        await lead.goto(`${mlup.url}/savings-roll-up?lang=${language}`);
        await mlup.checkPage(lead, `roll-up-lead-${language}`);
      }
      assert.equal(await page.locator('.rolled tbody tr').count(), 1);
      assert.equal(await lead.locator('.rolled tbody tr').count(), 4); // three organisations and the total
      assert.equal(await page.locator('form[action="/savings-roll-up/file"]').count(), 1);
      assert.equal(await lead.locator('form[action="/savings-roll-up/file"]').count(), 0);
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('form[action="/savings-roll-up/file"] button')]);
      assert.match(file.suggestedFilename(), /^savings-groups-\d{4}-Q\d\.xlsx$/);
    });
  }
});
