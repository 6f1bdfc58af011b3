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

  // Closes a sheet with the box as the page computes it.
  async function closeSheet(page, group, typed) {
    await page.goto(`${mlup.url}/savings-groups/${group.id}/meetings/new?lang=en`);
    await page.waitForSelector('#meeting[data-ready]');
    await page.fill('[name=held_on]', typed.day);
    await page.waitForTimeout(300); // kept by now: the look leads to another address and takes it along
    await Promise.all([page.waitForNavigation(), page.click('#box button[value=look]')]);
    await page.waitForSelector('#meeting[data-ready]');
    for (let i = 1; i <= 10; i++) { await page.fill(`[name="shares.${i}"]`, '5'); await page.fill(`[name="social_fund.${i}"]`, '500'); }
    await typed.more?.(page);
    await page.waitForTimeout(50);
    const should = Number((await page.innerText('.meeting-big [data-total=book]')).replace(/\D/g, ''));
    await page.fill('[name="notes.100"]', String(should / 100));
    await page.waitForTimeout(50);
    await Promise.all([page.waitForNavigation(), page.click('.actions button[value=close]')]);
    assert.match(page.url(), /done=closed/, await page.innerText('main'));
  }
  const loanOf = async (group, at = 0) => (await list(desk, `group-loans?savings_group=${group.id}&sort=asked_on`))[at];

  async function makeLent() {
    const group = await makeGroup();
    await closeSheet(desk, group, { day: '2016-07-01', more: async (page) => {
      await page.selectOption('[name="new_member.1"]', '1');
      await page.fill('[name="new_amount.1"]', '60000');
      await page.selectOption('[name="new_purpose.1"]', 'trade');
      await page.fill('[name="new_count.1"]', '3');
    } });
    return group;
  }

  it('is paid back early with one tick on the sheet, which stays what it was when it is closed', async () => {
    const group = await makeLent(), loan = await loanOf(group);
    for (const [kind, language] of [['phone', 'km'], ['desk', 'en']]) {
      const page = kind === 'phone' ? phone : desk;
      await page.goto(`${mlup.url}/savings-groups/${group.id}/meetings/new?lang=${language}`);
      await page.waitForSelector('#meeting[data-ready]');
      await mlup.checkPage(page, `loan-on-sheet-${language}`);
    }
    await closeSheet(desk, group, { day: '2016-08-01', more: async (page) => {
      await page.check(`[name="payoff.${loan.code}"]`, { force: true });
      assert.equal(await page.inputValue(`[name="repayment.${loan.code}"]`), '63600');
    } });
    assert.equal((await loanOf(group)).state, 'closed');
    assert.match(await desk.innerText('main'), /63,600៛/);
  });

  it('is written off with the minute, and comes back in part', async () => {
    const group = await makeLent(), loan = await loanOf(group);
    await closeSheet(desk, group, { day: '2016-08-01', more: async (page) => {
      await page.click('.meeting-loan details summary');
      await page.fill(`[name="write_off.${loan.code}"]`, 'He has died; all agreed');
    } });
    assert.equal((await loanOf(group)).state, 'written_off');
    await closeSheet(desk, group, { day: '2016-09-01', more: async (page) => {
      assert.match(await page.innerText('.meeting-loan'), /Written off; 63,600៛ of it can still come back/);
      await page.fill(`[name="repayment.${loan.code}"]`, '20000');
    } });
    assert.equal((await list(desk, `loan-repayments?loan=${loan.id}`))[0].amount, 20000);
  });

  it('gets other terms, looked at first, which begin with the next sheet', async () => {
    const group = await makeLent(), loan = await loanOf(group);
    await desk.goto(`${mlup.url}/group-loans/${loan.id}/schedule?lang=en`);
    await mlup.checkPage(desk, 'loan-open');
    await desk.click('text=Other terms');
    for (const [kind, language] of [['phone', 'km'], ['desk', 'en']]) {
      const page = kind === 'phone' ? phone : desk;
      await page.goto(`${mlup.url}/group-loans/${loan.id}/reschedule?lang=${language}`);
      await page.fill('[name=asked_on]', '1/8/2016');
      await page.fill('[name=count]', '2');
      await page.fill('[name=first_due_on]', '1/9/2016');
      await page.waitForSelector('#answers .meeting-announce');
      await mlup.checkPage(page, `loan-terms-${language}`);
    }
    await desk.fill('[name=decision]', 'The flood took the rice; all agreed');
    await Promise.all([desk.waitForNavigation(), desk.click('button[value=approve]')]);
    const next = (await list(desk, `group-loans?savings_group=${group.id}&state=approved`))[0];
    assert.equal(next?.replaces, loan.id, await desk.innerText('main'));
    await closeSheet(desk, group, { day: '2016-08-01', more: (page) => page.check(`[name="begins.${next.code}"]`) });
    assert.deepEqual((await list(desk, `group-loans?savings_group=${group.id}`)).map(({ state }) => state).sort(), ['paid_out', 'rescheduled']);
  });
});
