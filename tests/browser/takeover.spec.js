// SPDX-License-Identifier: Apache-2.0
// A group that has met on paper: its books are copied, compared, taken over and gone on with, on a laptop and on a phone.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

function api(page) {
  return async (type, values) => {
    const made = await page.evaluate(async ([address, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json() };
    }, [`/api/v1/${type}`, values]);
    assert.equal(made.status, 201, `${type}: ${JSON.stringify(made.json)}`);
    return made.json;
  };
}
const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, `/api/v1/${address}`);

describe('paper books', () => {
  let mlup, manager, desk, phone, village, group;
  const address = () => `${mlup.url}/savings-groups/${group.id}/takeover`;

  before(async () => {
    mlup = await startMlup();
    manager = await mlup.signIn({ login: 'sp.manager' }, 'desk');
    desk = await mlup.signIn({ login: 'sp.books' }, 'desk');
    phone = await mlup.signIn({ login: 'sp.books' }, 'phone');
    [{ village }] = (await list(manager, 'people?limit=50')).filter((person) => person.village);
    group = await api(desk)('savings-groups', { name: 'Chamroeun', name_km: 'ចម្រើន', village, model: 'permanent', formed_on: '2014-01-01', meets: 'monthly', status: 'active' });
    for (const [name, km] of [['Chan', 'ចាន់'], ['Dara', 'ដារ៉ា'], ['Malis', 'ម្លិះ'], ['Nary', 'ណារី']]) {
      const person = await api(manager)('people?force=1', { name_latin: `Sok ${name}`, name_km: `សុខ ${km}`, sex: 'f' });
      await api(desk)('savings-members', { savings_group: group.id, person: person.id, joined_on: '2014-01-01' });
    }
  });
  after(() => mlup?.stop());

  async function fill(page, values) {
    for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
  }
  async function sent(page, button, says) {
    await Promise.all([page.waitForNavigation(), page.click(`button.primary[value=${button}], .actions button[value=${button}]`)]);
    assert.match(await page.innerText('main'), says);
  }

  it('are entered and compared before anything is posted', async () => {
    await desk.goto(`${mlup.url}/savings-groups/${group.id}?lang=en`);
    await Promise.all([desk.waitForNavigation(), desk.click(`a[href$="/takeover"]`)]);
    await fill(desk, { as_of: '2016-06-01', 'notes.100000': '4', 'notes.10000': '5', bank: '200000', social_fund: '30000', retained: '120000', 'amount.1': '500000', 'amount.2': '390000' });
    await desk.click('details:has([name="loan_who.1"]) > summary');
    await desk.selectOption('[name="loan_who.1"]', '1');
    await fill(desk, { 'loan_out.1': '2016-01-10', 'loan_amount.1': '600000', 'loan_owed.1': '400000', 'loan_next.1': '2016-06-10', 'loan_count.1': '6', 'loan_interest.1': '22000', 'loan_rate.1': '2' });
    await sent(desk, 'save', /More is owned than owed: 10,000៛\. It goes to the account 3900 Opening balances/);
    await mlup.checkPage(desk, 'takeover');
  });

  it('say beside the input what does not fit, and lose nothing that was typed', async () => {
    await desk.fill('[name^="loan_late.LN"]', '400000');
    await sent(desk, 'post', /By these terms 200,000៛ of principal is overdue on that day, not 400,000៛/);
    assert.equal(await desk.inputValue('[name^="loan_late.LN"]'), '400000');
    await desk.fill('[name^="loan_late.LN"]', '');
    await sent(desk, 'post', /Look for the difference in the paper books, or say why it stays/);
  });

  it('are read on a phone in Khmer', async () => {
    await phone.goto(`${address()}?lang=km`);
    await mlup.checkPage(phone, 'takeover-phone');
  });

  it('are taken over, and the next meeting opens with the box', async () => {
    await desk.goto(`${address()}?lang=en`);
    await desk.fill('[name=difference_reason]', 'A fine that nobody wrote down');
    await sent(desk, 'post', /These books were taken over as of/);
    await mlup.checkPage(desk, 'takeover-done');
    await desk.goto(`${mlup.url}/savings-groups/${group.id}/meetings/new?lang=en`);
    assert.match(await desk.innerText('[data-total=opening]'), /450,000/);
    assert.match(await desk.innerText('.meeting-lines'), /days late/);
  });

  it('are taken back with a reason, and stay to be corrected', async () => {
    await desk.goto(`${address()}?lang=en`);
    await desk.click('details.card > summary');
    await desk.fill('[name=undo_reason]', 'One page was missing');
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=undo]')]);
    assert.equal(await desk.inputValue('[name="amount.2"]'), '390000');
  });

  it('of many groups come as one list: checked, then taken over', async () => {
    const groups = [];
    for (const name of ['Reaksmey', 'Rumdoul']) {
      const made = await api(desk)('savings-groups', { name, village, model: 'permanent', formed_on: '2014-01-01', meets: 'monthly', status: 'active' });
      const person = await api(manager)('people?force=1', { name_latin: `Keo ${name}`, name_km: 'កែវ ចន្ថា', sex: 'f' });
      await api(desk)('savings-members', { savings_group: made.id, person: person.id, joined_on: '2014-01-01' });
      groups.push(made);
    }
    await desk.goto(`${mlup.url}/savings-groups?lang=en`);
    await Promise.all([desk.waitForNavigation(), desk.click('a[href="/savings-groups/paper-books"]')]);
    await mlup.checkPage(desk, 'paper-books');
    const [file] = await Promise.all([desk.waitForEvent('download'), desk.click('a[href*="paper-books/template?format=xlsx"][href*="words=km"]')]);
    assert.equal(file.suggestedFilename(), 'paper-books.xlsx');
    const text = ['ក្រុម,សមាជិក,ប្រាក់សន្សំ,ប្រាក់ក្នុងហិប', 'Reaksmey,1,120000,', 'Reaksmey,,,120000', 'Rumdoul,1,90000,95000', 'Nowhere,1,5,'].join('\n');
    await desk.setInputFiles('[name=file]', { name: 'books.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await desk.fill('[name=as_of]', '2016-06-01');
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=check]')]);
    const told = await desk.innerText('main');
    assert.match(told, /Row 5 · Group: There is no such group/);
    assert.match(told, /Reaksmey Can be taken over/);
    assert.match(told, /Difference 5,000៛/);
    await mlup.checkPage(desk, 'paper-books-checked');
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=post]')]);
    assert.match(await desk.innerText('main'), /Reaksmey Taken over now/);
    assert.deepEqual((await list(desk, `group-takeovers?savings_group=${groups[0].id}`)).map(({ state, cash }) => [state, cash]), [['posted', 120000]]);
    assert.equal((await list(desk, `group-takeovers?savings_group=${groups[1].id}`)).length, 0);
    await phone.goto(`${mlup.url}/savings-groups/paper-books?lang=km`);
    await phone.setInputFiles('[name=file]', { name: 'books.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await phone.fill('[name=as_of]', '2016-06-01');
    await Promise.all([phone.waitForNavigation(), phone.click('button[value=check]')]);
    await mlup.checkPage(phone, 'paper-books-phone');
  });
});
