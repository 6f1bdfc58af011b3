// SPDX-License-Identifier: Apache-2.0
// The sheet of a group that keeps riel and dollars in one box: both are reckoned while it is filled in, counted and closed.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, `/api/v1/${address}`);
async function create(page, type, values) {
  const made = await page.evaluate(async ([address, body]) => {
    const me = await (await fetch('/api/v1/me')).json();
    const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
    return { status: answer.status, json: await answer.json() };
  }, [`/api/v1/${type}`, values]);
  assert.equal(made.status, 201, `${type}: ${JSON.stringify(made.json)}`);
  return made.json;
}

describe('riel and dollars in one box', () => {
  let mlup, manager, desk, phone, group;
  const address = (lang) => `${mlup.url}/savings-groups/${group.id}/meetings/new?lang=${lang}`;

  before(async () => {
    mlup = await startMlup();
    manager = await mlup.signIn({ login: 'sp.manager' }, 'desk');
    desk = await mlup.signIn({ login: 'sp.books' }, 'desk');
    phone = await mlup.signIn({ login: 'sp.books' }, 'phone');
    const [{ village }] = (await list(manager, 'people?limit=50')).filter((person) => person.village);
    const usd = (await list(desk, 'commodities?limit=50')).find(({ symbol }) => symbol === 'USD').id;
    group = await create(desk, 'savings-groups', { name: 'Poipet', name_km: 'ប៉ោយប៉ែត', village, model: 'permanent', formed_on: '2016-05-01', meets: 'monthly', status: 'active', second_unit: usd });
    for (const [name, km] of [['Chan', 'ចាន់'], ['Dara', 'ដារ៉ា'], ['Malis', 'ម្លិះ']]) {
      const person = await create(manager, 'people?force=1', { name_latin: `Sok ${name}`, name_km: `សុខ ${km}`, sex: 'f' });
      await create(desk, 'savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-05-01' });
    }
  });
  after(() => mlup?.stop());

  async function fill(page, values) {
    for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
  }

  it('are reckoned while the sheet is filled in', async () => {
    await desk.goto(address('en'));
    await desk.waitForSelector('#meeting[data-ready]');
    await fill(desk, { held_on: '2016-06-01' }); // the rate is that of the day
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=look]')]);
    await desk.waitForSelector('#meeting[data-ready]');
    assert.match(await desk.innerText('#box'), /1[.,]00\$? = 4[.,]000៛/);
    await fill(desk, { 'deposit.1': '20000', 'other.1': '5', 'deposit.2': '5000', 'deposit.3': '5000' });
    assert.match(await desk.innerText('[data-total=exchanged]'), /^20[.,]000៛$/); // five dollars at 4,000
    assert.match(await desk.innerText('[data-total=book]'), /^10[.,]000៛$/);
    assert.match(await desk.innerText('[data-total=other_book]'), /5[.,]00/);
    await fill(desk, { 'notes.10000': '1', 'notes_other.500': '1' });
    assert.equal(await desk.innerText('[data-total=difference]'), '0៛');
    assert.match(await desk.innerText('[data-total=other_difference]'), /0[.,]00/);
    await mlup.checkPage(desk, 'second-box');
  });

  it('are computed by the server as by the page', async () => {
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=look]')]);
    await desk.waitForSelector('#meeting[data-ready]');
    assert.equal(await desk.inputValue('[name="notes_other.500"]'), '1');
    for (const [code, text] of [['exchanged', /^20[.,]000៛$/], ['book', /^10[.,]000៛$/], ['other_book', /5[.,]00/]]) assert.match(await desk.innerText(`[data-total=${code}]`), text);
  });

  it('are closed and announced both, and open the next meeting', async () => {
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=close]')]);
    assert.match(await desk.innerText('.meeting-announce'), /10[.,]000៛[\s\S]*5[.,]00/);
    await mlup.checkPage(desk, 'second-box-closed');
    await phone.goto(address('km'));
    await phone.waitForSelector('#meeting[data-ready]');
    assert.match(await phone.innerText('[data-total=other_opening]'), /5[.,]00/);
    await mlup.checkPage(phone, 'second-box-phone');
  });
});
