// SPDX-License-Identifier: Apache-2.0
// Rice and cow banks in the browser: their pages on a phone and a laptop, in Khmer and English, and what is done with them.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const laterPageBytesMax = 30_000; // a herd of sixty on one page

const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, address);
const cells = (page, selector) => page.locator(selector).allInnerTexts();

describe('a bank', () => {
  let mlup, desk, phone, rice, cows, loan, cow, held;
  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'ccpcr.field' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.field' }, 'phone');
    for (const page of [desk, phone]) for (const language of ['km', 'en']) await page.goto(`${mlup.url}/banks?lang=${language}`);
    const banks = await list(desk, '/api/v1/banks?limit=50');
    rice = banks.find(({ kind }) => kind === 'rice');
    cows = banks.find(({ kind }) => kind === 'cow');
    [loan] = await list(desk, `/api/v1/stock-loans?bank=${rice.id}&state=lent&limit=5`);
    const animals = await list(desk, `/api/v1/bank-animals?bank=${cows.id}&limit=200`);
    held = animals.filter(({ place, sex, origin }) => place === 'lent' && sex === 'female' && origin === 'bought');
    cow = animals.find(({ place, origin }) => place === 'owned' && origin === 'bought');
  });
  after(() => mlup?.stop());

  const pages = () => [`/banks/${rice.id}`, `/banks/${cows.id}`, `/banks/${rice.id}/register`, `/banks/${cows.id}/register`,
    ...['lend', 'give-back', 'receive', 'count', 'sell', 'loss', 'give'].map((step) => `/banks/${rice.id}/do/${step}`), `/banks/${cows.id}/do/animal`,
    `/bank-animals/${cow.id}`, ...['serve', 'calve', 'return', 'pass-on', 'sell', 'die', 'own'].map((step) => `/bank-animals/${held[0].id}/do/${step}`),
    `/stock-loans/${loan.id}`, `/stock-loans/${loan.id}/contract`];

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`and its animals are in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        for (const address of pages()) {
          const bytes = await mlup.weigh(page, () => page.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`));
          assert.ok(bytes <= laterPageBytesMax, `${address} takes ${bytes} bytes`);
          await mlup.checkPage(page, `bank-${kind}-${language}${address.replace(/[0-9a-f-]{36}/, 'id').replaceAll('/', '-')}`);
        }
      });
    }
  }

  it('lends only what the terms allow, and says why not', async () => {
    await phone.goto(`${mlup.url}/banks/${rice.id}/do/lend?lang=en`);
    await phone.selectOption('[name=member]', { index: 1 });
    await phone.fill('[name=amount]', '999999');
    await phone.fill('[name=people]', '5');
    await phone.fill('[name=own_amount]', '40');
    await phone.fill('[name=days_to_harvest]', '120');
    await mlup.press(phone, 'main form button.primary');
    assert.match(await phone.innerText('main'), /999,999 ?kg are asked|999999\.000 PADDY are asked/);
    assert.equal(await phone.inputValue('[name=amount]'), '999999');
  });

  it('takes rice back in kilograms and moves the loan on', async () => {
    await phone.goto(`${mlup.url}/banks/${rice.id}?lang=en`);
    const before_ = await phone.innerText('.totals');
    await phone.goto(`${mlup.url}/banks/${rice.id}/do/give-back?loan=${loan.id}`);
    await phone.fill('[name=amount]', '10.5');
    await mlup.press(phone, 'main form button.primary');
    assert.ok(phone.url().includes(`/banks/${rice.id}`), phone.url());
    assert.notEqual(await phone.innerText('.totals'), before_);
    const [given] = await list(phone, `/api/v1/stock-repayments?loan=${loan.id}&limit=5`);
    assert.equal(given.book_amount, 10500);
  });

  it('sells the oldest rice unless another lot is chosen, at the minuted price', async () => {
    await phone.goto(`${mlup.url}/banks/${rice.id}/do/sell?lang=en`);
    const lots = await cells(phone, '[name=lot] option');
    assert.ok(lots.length > 2 && lots[0] === 'The oldest first', lots.slice(0, 3).join());
    await phone.selectOption('[name=lot]', { index: 2 });
    const chosen = await phone.inputValue('[name=lot]');
    await phone.fill('[name=amount]', '5');
    await phone.fill('[name=to_whom]', 'The mill');
    await phone.fill('[name=price]', '1000');
    await phone.fill('[name=minute]', 'Meeting of today');
    await mlup.press(phone, 'main form button.primary');
    assert.match(await phone.innerText('#outs'), /Sold[\s\S]*The mill/);
    const sold = (await list(phone, `/api/v1/stock-outs?bank=${rice.id}&limit=50`)).find(({ to_whom }) => to_whom === 'The mill');
    assert.deepEqual([sold.cash, sold.lot || sold.lot_back], [5000, chosen]);
  });

  it('refuses in words what became impossible while the form was open', async () => {
    const dam = held[0];
    await desk.goto(`${mlup.url}/bank-animals/${dam.id}/do/die?lang=en`);
    await phone.goto(`${mlup.url}/bank-animals/${dam.id}/do/steal?lang=en`);
    await mlup.press(phone, 'main form button.primary');
    await mlup.press(desk, 'main form button.primary');
    assert.match(await desk.innerText('main'), /not there on this day: it has not come yet, or it is dead, sold or stolen/);
  });

  it('offers only what can happen to an animal', async () => {
    await desk.goto(`${mlup.url}/bank-animals/${held[1].id}?lang=en`);
    const offered = await cells(desk, '#possible a');
    assert.ok(offered.includes('It gave birth') && offered.includes('Pass it on'), offered.join());
    assert.ok(!offered.includes('Lend it') && !offered.includes('Another one replaces it'), offered.join());
    const answer = await desk.goto(`${mlup.url}/bank-animals/${held[1].id}/do/lend`);
    assert.equal(answer.status(), 404);
  });

  it('writes a calf down with its mother: it stands in her tree, and what is owed follows', async () => {
    const dam = held.at(-1);
    await phone.goto(`${mlup.url}/bank-animals/${dam.id}/do/calve?lang=en`);
    await phone.fill('[name=tag]', 'SR-NEW');
    await phone.selectOption('[name=sex]', 'female');
    await mlup.press(phone, 'main form button.primary');
    assert.ok(phone.url().includes(`/bank-animals/${dam.id}`), await phone.innerText('main'));
    assert.match(await phone.innerText('#tree'), /Daughter\s+SR-NEW/);
    assert.match(await phone.innerText('#events'), /Gave birth/);
  });

  it('shows the tree of an animal to those who hear the page: nested lists with links', async () => {
    await desk.goto(`${mlup.url}/bank-animals/${cow.id}?lang=en`);
    assert.ok(await desk.locator('#tree ul.tree ul.tree a').count() > 0);
    assert.match(await desk.innerText('#duties'), /Nothing is owed any more/);
  });

  it('is read in Khmer on paper, with its weights and its days', async () => {
    await desk.goto(`${mlup.url}/stock-loans/${loan.id}/contract?lang=km`);
    const words = await desk.innerText('main');
    assert.match(words, /កិច្ចសន្យាខ្ចីជាវត្ថុ/);
    assert.match(words, /ត្រូវសងសរុប/);
  });

  it('hides who borrows from the lead', async () => {
    const lead = await mlup.signIn({ organisation: 'CTIP', role: 'manager' }, 'desk');
    const answer = await lead.goto(`${mlup.url}/banks/${rice.id}?lang=en`);
    assert.equal(answer.status(), 200);
    assert.equal(await lead.locator('#next, #loans, #duties').count(), 0);
    assert.equal((await lead.goto(`${mlup.url}/stock-loans/${loan.id}/contract`)).status(), 404);
    assert.equal((await lead.goto(`${mlup.url}/banks/${rice.id}/register`)).status(), 404);
  });
});
