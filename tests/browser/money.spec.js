// SPDX-License-Identifier: Apache-2.0
// Money in the browser, without script where it matters: an advance from its request to its liquidation with a receipt, a
// budget amended beside the old one, the currency switched, deadlines as a month and as a feed.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

describe('the money of an agreement', () => {
  let mlup, lead, boss, books, agreement;
  before(async () => {
    mlup = await startMlup();
    lead = await mlup.signIn({ login: 'ctip.manager' }, 'noScript');
    boss = await mlup.signIn({ login: 'sp.manager' }, 'noScriptPhone');
    books = await mlup.signIn({ login: 'sp.books' }, 'noScriptPhone');
    for (const page of [lead, boss, books]) await page.goto(`${mlup.url}/?lang=en`);
    const { items } = await (await lead.request.get(`${mlup.url}/api/v1/money`)).json();
    agreement = `/agreements/${items.find(({ number }) => number === 'CTIP-SG-01').agreement}/money`;
  });
  after(() => mlup?.stop());

  const submit = (page) => mlup.press(page, 'main form button.primary');
  const follow = (page, text) => Promise.all([page.waitForNavigation(), page.locator('main').getByRole('link', { name: text }).first().click()]);
  const fact = (page, label) => page.locator('dl.facts dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]').first().innerText();
  async function step(page, name) {
    await follow(page, name);
    assert.match(page.url(), /\/money\//);
    await submit(page);
    assert.match(page.url(), /done=saved/, await page.innerText('main'));
  }

  let address;
  it('goes from a request to a payment, each step by who may take it', async () => {
    await books.goto(mlup.url + agreement);
    await follow(books, 'New advance');
    await books.fill('[name=purpose]', 'The ninth quarter');
    await books.fill('[name=amount]', '500');
    await books.selectOption('[name="amount.currency"]', 'USD');
    await books.fill('[name=requested_on]', '2018-02-01');
    await submit(books);
    assert.equal(await fact(books, 'Status'), 'Draft', await books.innerText('main'));
    address = new URL(books.url()).pathname;
    assert.equal(await books.getByRole('link', { name: 'Request the advance' }).count(), 0);
    await boss.goto(mlup.url + address);
    await step(boss, 'Request the advance');
    assert.equal(await boss.getByRole('link', { name: 'Approve the advance' }).count(), 0);
    await lead.goto(mlup.url + address);
    await step(lead, 'Approve the advance');
    await follow(lead, 'Pay the advance');
    await lead.fill('[name=paid_on]', '2018-02-05');
    await lead.fill('[name=reference]', 'TT-1');
    await submit(lead);
    assert.equal(await fact(lead, 'Status'), 'Paid');
    assert.equal(await fact(lead, 'To be liquidated by'), '6 May 2018');
  });

  it('names what is wrong beside its field, and keeps what was typed', async () => {
    await boss.goto(`${mlup.url}/advances/new?agreement=${agreement.split('/')[2]}&status=requested`);
    await boss.fill('[name=purpose]', 'Far too much');
    await boss.fill('[name=amount]', '900000');
    await boss.selectOption('[name="amount.currency"]', 'USD');
    await boss.fill('[name=requested_on]', '2018-02-01');
    await submit(boss);
    assert.match(await boss.innerText('main'), /\$900,000\.00 is more than what is left of the agreement/);
    assert.equal(await boss.inputValue('[name=purpose]'), 'Far too much');
  });

  it('is liquidated with a receipt that comes back as a download', async () => {
    const { items } = await (await lead.request.get(`${mlup.url}/api/v1/liquidations?limit=1&status=accepted`)).json();
    const files = `${mlup.url}/attachments/to/liquidations/${items[0].id}`;
    const page = items[0].org === (await (await books.request.get(`${mlup.url}/api/v1/me`)).json()).org ? books : lead;
    await page.goto(files);
    await page.setInputFiles('[name=file]', { name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><script>alert(1)</script>') });
    await submit(page);
    assert.match(await page.innerText('main'), /a program or a script/);
    await page.setInputFiles('[name=file]', { name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from('Received 500 dollars') });
    await page.fill('[name=note]', 'From the hall');
    await submit(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'receipt.txt' }).click()]);
    assert.equal(download.suggestedFilename(), 'receipt.txt');
    assert.match(await page.innerText('main'), /From the hall/);
    const remove = page.locator('li', { hasText: 'receipt.txt' }).getByRole('button', { name: 'Remove' });
    assert.equal(await remove.count(), 0, 'what was handed in keeps its receipts');
  });

  it('has its budget amended with the old and the new side by side', async () => {
    await lead.goto(mlup.url + agreement);
    await follow(lead, 'Amend the budget');
    await lead.fill('[name=number]', 'Revision 2');
    await lead.fill('[name=effective_on]', '2018-01-01');
    await submit(lead);
    assert.match(lead.url(), /\/budgets\//);
    const lines = await (await lead.request.get(`${mlup.url}/api/v1/budget-lines?budget=${new URL(lead.url()).pathname.split('/')[2]}`)).json();
    assert.equal(lines.items.length, 6);
    await lead.goto(`${mlup.url}/budget-lines/${lines.items.find(({ number }) => number === '1').id}/edit`);
    await lead.fill('[name=amount]', '50000');
    await submit(lead);
    await lead.goto(mlup.url + agreement);
    const versions = await lead.innerText('table.versions');
    assert.match(versions, /Original[^]*Revision 1[^]*Revision 2/);
    assert.match(versions, /-\$320\.00/);
  });

  it('is shown in dollars and in riel with the rates and their days, and to a donor as totals', async () => {
    await lead.goto(mlup.url + agreement);
    assert.match(await lead.innerText('.totals'), /\$148,000\.00/);
    await follow(lead, 'Riel');
    assert.match(await lead.innerText('.totals'), /592,000,000៛/);
    await lead.locator('.rates summary').click();
    assert.match(await lead.innerText('.rates'), /\$1\.00 = 4,000៛ from 1 Jan 2016/);
    const donor = await mlup.signIn({ login: 'donor' }, 'desk');
    await donor.goto(`${mlup.url}${agreement}?lang=en`);
    assert.match(await donor.innerText('main'), /Spent/);
    assert.equal(await donor.locator('table.versions').count(), 0);
    assert.doesNotMatch(await donor.innerText('main'), /Quarter 1 of the agreement|Staff of the project/);
  });

  it('has its deadlines on the home page, in a month and in a feed', async () => {
    const page = await mlup.signIn({ login: 'adhoc.manager' }, 'desk');
    await page.goto(`${mlup.url}/?lang=en`);
    assert.match(await page.innerText('main'), /What is due and late[^]*Audit of the year until February 2018/);
    await page.goto(`${mlup.url}/due?month=2017-01`);
    assert.match(await page.innerText('table.month'), /Quarterly report, FY2017 Q1/);
    await page.goto(`${mlup.url}/account/calendar`);
    await page.fill('[name=name]', 'My phone');
    await submit(page);
    const feed = await page.innerText('#feed');
    assert.match(feed, /\/calendar\/mlup_.*\.ics$/);
    const answer = await fetch(feed);
    assert.equal(answer.status, 200);
    assert.match((await answer.text()).replaceAll('\r\n ', ''), /BEGIN:VCALENDAR[^]*SUMMARY:ADHOC: សវនកម្មប្រចាំឆ្នាំ រហូតដល់ខែកុម្ភៈ 2018/); // in the language of the user
  });
});
