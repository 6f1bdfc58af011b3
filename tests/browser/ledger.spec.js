// SPDX-License-Identifier: Apache-2.0
// A book in the browser: its page and its reports on a phone and a laptop, in Khmer and English.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const laterPageBytesMax = 20_000;

// Requests of a page that is signed in, as a script of the page would send them.
function api(page) {
  return async (type, values) => {
    const made = await page.evaluate(async ([address, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json() };
    }, [`/api/v1/${type}`, values]);
    assert.equal(made.status, 201, JSON.stringify(made.json));
    return made.json;
  };
}
const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, address);

describe('a book', () => {
  let mlup, desk, phone, book, accounts, posted, draft, held;
  const of = (number) => accounts.find((account) => account.number === number);
  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'sp.books' }, 'desk');
    phone = await mlup.signIn({ login: 'sp.books' }, 'phone');
    for (const page of [desk, phone]) for (const language of ['km', 'en']) await page.goto(`${mlup.url}/books?lang=${language}`);
    const create = api(desk), units = Object.fromEntries((await list(desk, '/api/v1/commodities?limit=50')).map(({ symbol, id }) => [symbol, id]));
    book = await create('books', { name: 'Group of the pagoda', owner: 'group', unit: units.KHR, opened_on: '2016-01-01' });
    await create('accounts', { book: book.id, number: '1350', name: 'Paddy in store', name_km: 'ស្រូវក្នុងឃ្លាំង', kind: 'asset', unit: units.PADDY });
    await create('accounts', { book: book.id, number: '4350', name: 'Paddy paid in', kind: 'income', unit: units.PADDY });
    accounts = await list(desk, `/api/v1/accounts?book=${book.id}&limit=100`);
    const member = await create('accounts', { book: book.id, number: '2000-1', name: 'Savings of Sok', kind: 'liability', unit: units.KHR, within: of('2000').id });
    accounts.push(member);
    const post = (on_day, memo, lines, more = {}) => create('journal-entries', { book: book.id, on_day, kind: 'entry', state: 'posted', memo, lines, ...more });
    posted = await post('2016-01-15', 'Savings of the first meeting', '1000 480000\n2000 -440000\n2000-1 -40000');
    await post('2016-02-01', 'Loan to Sok Dara', '1200 200000\n1000 -200000');
    await post('2016-03-01', 'Paddy of the members', '1350 62.5\n4350 -62.5');
    draft = await post('2016-03-10', 'Account books', '5000 25000\n1000 -25000', { state: 'draft' });
    held = await post('2016-03-11', 'A loan that was promised', '1200 10000\n1000 -10000', { state: 'pending', expires_on: '2099-12-31' });
  });
  after(() => mlup?.stop());

  const bookPages = () => ['', ...['trial-balance', 'balance-sheet', 'income-statement', 'cash-book', 'day-book'].map((name) => `/${name}?from=2016-01-01&to=2016-12-31`.replace('balance-sheet?from=2016-01-01&to=', 'balance-sheet?on='))]
    .map((path) => `/books/${book.id}${path}`).concat(`/accounts/${of('1000').id}/statement?from=2016-01-01&to=2016-12-31`, `/books/${book.id}/opening`, `/books/${book.id}/close?through=2016-12-31`, `/books/${book.id}/exchange`, `/books/${book.id}/files`);

  const entryPages = () => ['/books/new', '/journal-entries/new', `/journal-entries/new?book=${book.id}`, `/journal-entries/${posted.id}`, `/journal-entries/${draft.id}/edit`, `/journal-entries/${held.id}`,
    ...['post', 'part', 'release'].map((step) => `/journal-entries/${held.id}/step/${step}`), `/journal-entries/${posted.id}/step/reverse`];

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`and its reports are in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        for (const address of [...bookPages(), ...entryPages()]) {
          const bytes = await mlup.weigh(page, () => page.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`));
          assert.ok(bytes <= laterPageBytesMax, `${address} takes ${bytes} bytes`);
          assert.equal(await page.locator('h1').count(), 1, address);
          await mlup.checkPage(page, `ledger${address.replace(/[0-9a-f-]{36}/g, '').replace(/\?.*/, '').replace(/[^a-z]+/g, '-')}-${language}`);
        }
      });
    }
  }

  it('shows what is in the box, what waits, and opens into the postings', async () => {
    await phone.goto(`${mlup.url}/books/${book.id}?lang=en`);
    const text = await phone.innerText('main');
    assert.match(text, /In the box\s+280,000៛/);
    assert.match(text, /62\.5 kg/);
    assert.match(text, /One draft is not posted: Account books/);
    assert.match(text, /Set aside until 31 December 2099: A loan that was promised/);
    await phone.locator('summary', { hasText: 'Savings of members' }).click();
    await mlup.press(phone, 'a:has-text("Savings of Sok")');
    assert.match(await phone.innerText('main'), /40,000៛/);
    await mlup.press(phone, 'a:has-text("Savings of the first meeting")');
    assert.match(new URL(phone.url()).pathname, /^\/journal-entries\//);
  });

  for (const kind of ['phone', 'noScriptPhone']) {
    it(`writes an entry from the keyboard ${kind === 'phone' ? 'and sees what is left over' : 'without script'}`, async () => {
      const page = kind === 'phone' ? phone : await mlup.signIn({ login: 'sp.books' }, kind);
      await page.goto(`${mlup.url}/books/${book.id}?lang=en`);
      await mlup.press(page, 'a:has-text("New entry")');
      await page.fill('[name=on_day]', '5/4/2016');
      await page.fill('[name=memo]', `Fines, ${kind}`);
      await page.locator('[name="account.0"]').selectOption('1000');
      await page.locator('[name="debit.0"]').focus();
      await page.keyboard.type('១៥០០');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.name), 'account.1', 'the lines follow each other');
      await page.keyboard.type('4100');
      await page.locator('[name="credit.1"]').fill('1000');
      if (kind === 'phone') assert.match(await page.innerText('[data-entry-sums]'), /Left over: 500 KHR/);
      await mlup.press(page, 'button[value=posted]');
      assert.match(await page.innerText('main'), /Debit and credit are not the same: 500៛ is left over/);
      assert.equal(await page.inputValue('[name="debit.0"]'), '១៥០០');
      assert.equal(await page.inputValue('[name=memo]'), `Fines, ${kind}`);
      await mlup.checkPage(page, `ledger-form-refused-${kind}`);
      if (kind === 'phone') {
        await page.click('[data-entry-more]');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'account.6');
      } else {
        await mlup.press(page, '[data-entry-more]');
        assert.equal(await page.locator('[name="account.11"]').count(), 1);
      }
      await page.locator('[name="account.6"]').selectOption('4200');
      await page.fill('[name="credit.6"]', '500');
      if (kind === 'phone') assert.match(await page.innerText('[data-entry-sums]'), /the same/);
      await mlup.press(page, 'button[value=posted]');
      assert.match(page.url(), /done=saved/, await page.innerText('main'));
      assert.match(await page.innerText('main'), /4200 Fees and contributions\s+500៛/);
      await mlup.press(page, 'a:has-text("Reverse it")');
      await page.fill('[name=reason]', 'Written for a try');
      await page.fill('[name=on_day]', '6/4/2016');
      await mlup.press(page, 'main form button.primary');
      assert.match(await page.innerText('main'), /Reversal/);
    });
  }

  it('leaves as a journal and a statement, and takes a journal after a look at it', async () => {
    const account = of('1000').id;
    for (const address of [`/books/${book.id}/journal?as=hledger`, `/accounts/${account}/ofx`]) {
      const answer = await desk.request.get(mlup.url + address);
      assert.equal(answer.status(), 200);
      assert.match(await answer.text(), /Savings of the first meeting/);
    }
    await phone.goto(`${mlup.url}/books/${book.id}/files?lang=en`);
    const bring = async (text) => {
      await phone.setInputFiles('[name=file]', { name: 'group.journal', mimeType: 'text/plain', buffer: Buffer.from(text) });
      await mlup.press(phone, 'form[enctype] button');
    };
    // The page follows the work by itself; here it is asked for until it has ended.
    const settled = async () => {
      await phone.waitForURL(/\/imported-journals\//);
      const address = `${mlup.url}${new URL(phone.url()).pathname}`;
      while (!(await (await phone.request.get(`${address}/progress`)).json()).done) await phone.waitForTimeout(50);
      await phone.goto(`${address}?lang=en`);
    };
    await bring('2016-05-01 Fines\n  Assets:1000  500 KHR\n  Income:4100  -400 KHR\n');
    await settled();
    assert.match(await phone.innerText('main'), /Line 1 /);
    await mlup.checkPage(phone, 'ledger-journal-wrong');
    await phone.goto(`${mlup.url}/books/${book.id}/files?lang=en`);
    await bring('2016-05-01 Fines\n  Assets:1000  500 KHR\n  Income:4100\n\n2016-05-02 Gift\n  Assets:1000  2000 KHR\n  Income:Gifts of the pagoda\n');
    await settled();
    assert.match(await phone.innerText('main'), /Gifts of the pagoda New/);
    await mlup.checkPage(phone, 'ledger-journal-looked');
    await desk.goto(phone.url().replace('lang=en', 'lang=km'));
    await mlup.checkPage(desk, 'ledger-journal-looked-desk');
    await mlup.press(phone, 'main form button.primary');
    await settled();
    assert.match(await phone.innerText('main'), /The journal is posted/);
    await phone.locator('[name=reason]').fill('Only a try');
    await mlup.press(phone, 'main form button.danger');
    await settled();
    assert.match(await phone.innerText('main'), /It was taken back.*Only a try/);
    assert.equal(await phone.locator('button.danger').count(), 0);
    await mlup.checkPage(phone, 'ledger-journal-back');
  });

  it('prints a report without its filter', async () => {
    await desk.goto(`${mlup.url}/books/${book.id}/trial-balance?from=2016-01-01&to=2016-12-31&lang=en`);
    await desk.emulateMedia({ media: 'print' });
    for (const furniture of ['.filters', '.nav', '.page-head .button']) assert.equal(await desk.locator(furniture).first().isVisible(), false, furniture);
    assert.ok(await desk.locator('.ledger-report').isVisible());
    await desk.emulateMedia({ media: 'screen' });
  });
});
