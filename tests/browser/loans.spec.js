// SPDX-License-Identifier: Apache-2.0
// A loan from the question to the decision on one page, what else happens to it, and what came from paper.
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
    assert.ok(made.status < 300, `${type}: ${JSON.stringify(made.json)}`);
    return made.json;
  };
}
const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, `/api/v1/${address}`);

describe('a loan', () => {
  let mlup, manager, desk, phone, village, count = 0;

  // A group that has met once: twelve members with ten shares each, three of whom hold keys.
  async function makeGroup(more = {}) {
    const create = api(desk), people = api(manager);
    const group = await create('savings-groups', { name: `Trapeang ${++count}`, name_km: `ត្រពាំង ${count}`, village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active', ...more });
    const members = [], meeting = await create('group-meetings', { savings_group: group.id, held_on: '2016-07-01', state: 'open' });
    for (const [i, name] of ['Chan', 'Dara', 'Kosal', 'Malis', 'Nary', 'Phalla', 'Rith', 'Sophea', 'Thida', 'Veasna'].entries()) {
      const person = await people('people?force=1', { name_latin: `Chea ${name} ${count}`, name_km: `ជា ${name}`, sex: i % 3 ? 'f' : 'm' });
      members.push(await create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-06-01', role: i > 2 && i < 6 ? 'key_holder' : 'member' }));
    }
    const saving = group.model === 'vsla' ? { shares: 5 } : { deposit: 25000 };
    for (const member of members) await create('meeting-lines', { meeting: meeting.id, member: member.id, attendance: 'present', ...saving, social_fund: group.model === 'vsla' ? 500 : 0 });
    return { ...group, members, meeting, newLoan: `${mlup.url}/savings-groups/${group.id}/loans/new` };
  }

  before(async () => {
    mlup = await startMlup();
    manager = await mlup.signIn({ login: 'sp.manager' }, 'desk');
    desk = await mlup.signIn({ login: 'sp.books' }, 'desk');
    phone = await mlup.signIn({ login: 'sp.books' }, 'phone');
    [{ village }] = (await list(manager, 'people?limit=50')).filter((person) => person.village);
  });
  after(() => mlup?.stop());

  const typed = (group, more = {}) => ({ amount: '60000', count: '3', first_due_on: '1/8/2016', month_income: '300000', month_expenses: '220000', month_debts: '10000', ...more });
  async function fill(page, group, more) {
    await page.selectOption('[name=member]', group.members[0].id);
    await page.selectOption('[name=purpose]', 'farming');
    await page.selectOption('[name=guarantor_first]', group.members[3].id);
    for (const [name, value] of Object.entries(typed(group, more))) await page.fill(`[name=${name}]`, value);
  }

  for (const kind of ['phone', 'desk']) {
    for (const language of ['km', 'en']) {
      it(`is looked at while it is typed on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}, and approved on the same page`, async () => {
        const page = kind === 'phone' ? phone : desk, group = await makeGroup();
        await page.goto(`${group.newLoan}?lang=${language}`);
        await mlup.checkPage(page, `loan-new-${language}`);
        await fill(page, group);
        await page.waitForSelector('#answers .meeting-announce');
        await page.waitForSelector('#household .facts dd');
        assert.match((await page.innerText('#answers .meeting-announce')).replace(/\D/g, ''), /^63600$/);
        assert.match((await page.innerText('#answers .loan-words')).replace(/\u200b/g, ''), language === 'km' ? /^ប្រាំមួយម៉ឺនបីពាន់ប្រាំមួយរយរៀល$/ : /sixty-three thousand six hundred riel/);
        assert.equal(await page.locator('.loan-rows tbody tr').count(), 3);
        await mlup.checkPage(page, `loan-looked-${language}`);
        await Promise.all([page.waitForNavigation(), page.click('button[value=approve]')]);
        assert.match(page.url(), /schedule\?done=saved/, await page.innerText('main'));
        const [loan] = await list(desk, `group-loans?savings_group=${group.id}`);
        assert.deepEqual([loan.state, loan.amount, loan.total_cost, loan.guarantor_first], ['approved', 60000, 63600, group.members[3].id]);
        await mlup.checkPage(page, `loan-approved-${language}`);
      });
    }
  }

  it('is looked at without script, and keeps what was typed', async () => {
    const group = await makeGroup(), page = await mlup.signIn({ login: 'sp.books' }, 'noScript');
    await page.goto(`${group.newLoan}?lang=en`);
    await fill(page, group, { amount: '90000' });
    await page.click('.loan-typed button[value=look]');
    assert.match(await page.innerText('#bylaws'), /it may be 75,000៛\. The assembly may decide otherwise, with a minute/);
    assert.match(await page.innerText('#household'), /Free income/);
    assert.equal(await page.inputValue('[name=amount]'), '90000');
    assert.equal(await page.inputValue('[name=guarantor_first]'), group.members[3].id);
    await page.click('button[value=approve]');
    assert.match(await page.innerText('#errors'), /75,000៛/);
    assert.equal((await list(desk, `group-loans?savings_group=${group.id}`)).length, 0);
    await page.check('[name=decided_by][value=assembly]');
    await page.fill('[name=decision]', 'All ten agreed');
    await page.click('button[value=approve]');
    const [loan] = await list(desk, `group-loans?savings_group=${group.id}`);
    assert.equal(loan.state, 'approved', await page.innerText('main'));
    assert.ok(loan.broken_rules.includes('loan_savings'));
    await page.context().close();
  });

  it('is only asked for, changed, and refused', async () => {
    const group = await makeGroup();
    await desk.goto(`${group.newLoan}?lang=en`);
    await fill(desk, group);
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=ask]')]);
    const [asked] = await list(desk, `group-loans?savings_group=${group.id}`);
    assert.equal(asked.state, 'asked');
    await desk.goto(`${mlup.url}/group-loans/${asked.id}/ask?lang=en`);
    assert.equal(await desk.inputValue('[name=amount]'), '60000');
    await desk.fill('[name=amount]', '50000');
    assert.ok(await desk.isVisible('[name=rate_ppm]'));
    await desk.fill('[name=rate_ppm]', '1.5');
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=refuse]')]);
    const [refused] = await list(desk, `group-loans?savings_group=${group.id}`);
    assert.deepEqual([refused.state, refused.amount, refused.rate_ppm], ['refused', 50000, 15000]);
  });

  it('says at its input what is wrong', async () => {
    const group = await makeGroup();
    await desk.goto(`${group.newLoan}?lang=en`);
    await fill(desk, group, { amount: 'many' });
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=approve]')]);
    assert.match(await desk.innerText('#amount-error'), /“many” is not an amount/);
    assert.equal(await desk.inputValue('[name=amount]'), 'many');
  });
});
