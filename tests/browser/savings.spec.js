// SPDX-License-Identifier: Apache-2.0
// The pages of a savings group: the sheet of a meeting with and without a network, on two phones, on paper.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

// Requests of a page that is signed in, as a script of the page would send them.
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
const ready = (page) => page.waitForSelector('#meeting[data-ready]');

// In the page: choices that are longer than the room they are shown in.
function cutChoices(selects) {
  const pen = document.createElement('canvas').getContext('2d');
  return selects.filter((one) => one.offsetParent).map((one) => {
    const style = getComputedStyle(one), text = one.selectedOptions[0].textContent.trim();
    pen.font = style.font;
    return pen.measureText(text).width > one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) ? text : '';
  }).filter(Boolean);
}

describe('a savings group', () => {
  let mlup, manager, desk, phone, village, count = 0;
  const names = ['Chan', 'Dara', 'Kosal', 'Malis', 'Nary', 'Phalla', 'Rith', 'Sophea', 'Thida', 'Veasna', 'Bopha', 'Sokha'];

  // A group with members who hold the keys, the bylaws of a village, nothing saved yet.
  async function makeGroup(more = {}) {
    const create = api(desk), people = api(manager);
    const group = await create('savings-groups', { name: `Rumduol ${++count}`, name_km: `រំដួល ${count}`, village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active', ...more });
    const members = [];
    for (const [i, name] of names.entries()) {
      const person = await people('people?force=1', { name_latin: `Sok ${name} ${count}`, name_km: `សុខ ${name}`, sex: i % 3 ? 'f' : 'm' });
      members.push(await create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-06-01', role: i > 2 && i < 6 ? 'key_holder' : 'member' }));
    }
    return { ...group, members, newSheet: `${mlup.url}/savings-groups/${group.id}/meetings/new` };
  }

  before(async () => {
    mlup = await startMlup();
    manager = await mlup.signIn({ login: 'sp.manager' }, 'desk');
    desk = await mlup.signIn({ login: 'sp.books' }, 'desk');
    phone = await mlup.signIn({ login: 'sp.books' }, 'phone');
    [{ village }] = (await list(manager, 'people?limit=50')).filter((person) => person.village);
  });
  after(() => mlup?.stop());

  async function fill(page, { day = '2016-07-01', notes = { 5000: 6 }, ...typed } = {}) {
    await page.fill('[name=held_on]', day);
    for (let i = 1; i <= names.length; i++) { await page.fill(`[name="shares.${i}"]`, '1'); await page.fill(`[name="social_fund.${i}"]`, '500'); }
    for (const [name, value] of Object.entries(typed)) await page.fill(`[name="${name}"]`, value);
    for (const [value, pieces] of Object.entries(notes)) await page.fill(`[name="notes.${value}"]`, String(pieces));
  }

  // Presses the button and is led to the saved sheet, or says what was refused.
  async function sent(page, button, done) {
    await Promise.all([page.waitForNavigation(), page.click(button)]);
    assert.match(page.url(), done, await page.innerText('main'));
  }

  for (const kind of ['phone', 'desk']) {
    for (const language of ['km', 'en']) {
      it(`has a sheet that a bookkeeper fills in on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}, and closes with the box counted`, async () => {
        const page = kind === 'phone' ? phone : desk, group = await makeGroup();
        await page.goto(`${group.newSheet}?lang=${language}`);
        await ready(page);
        await mlup.checkPage(page, `meeting-empty-${language}`);
        assert.deepEqual(await page.$$eval('.meeting-cells select', cutChoices), [], 'a choice is read whole');
        await fill(page, { notes: { 10000: 6, 5000: 1, 500: 2 } });
        await page.waitForTimeout(50);
        await mlup.screenshot(page, `meeting-full-${language}`);
        const sums = await page.$$eval('[data-total]', (all) => Object.fromEntries(all.map((one) => [one.dataset.total, one.textContent.replace(/\D/g, '')])));
        assert.equal(sums.in, sums.book);
        assert.equal(sums.book, '66000');
        await page.click('button[value=close]');
        await page.waitForURL(/done=closed/);
        assert.match((await page.innerText('.meeting-announce')).replace(/\D/g, ''), /^66000$/);
        await mlup.checkPage(page, `meeting-closed-${language}`);
      });
    }
  }

  const meetings = (group) => list(desk, `group-meetings?savings_group=${group.id}&limit=50`);
  const lines = async (group) => list(desk, `meeting-lines?meeting=${(await meetings(group))[0].id}&limit=50`);

  it('keeps what was typed when the box does not agree, and says so at its place', async () => {
    const group = await makeGroup();
    await desk.goto(`${group.newSheet}?lang=en`);
    await ready(desk);
    await fill(desk, { notes: { 10000: 6 }, 'shares.3': '99' });
    await desk.click('button[value=close]');
    await desk.waitForSelector('#errors');
    assert.match(await desk.innerText('#errors'), /Sok Kosal/);
    assert.match(await desk.innerText('.meeting-lines > li:nth-child(3)'), /shares/);
    assert.equal(await desk.inputValue('[name="shares.3"]'), '99');
    assert.equal(await desk.inputValue('[name="notes.10000"]'), '6');
    assert.equal((await meetings(group)).length, 0);
    await desk.fill('[name="shares.3"]', '1');
    await ready(desk);
    await desk.click('button[value=close]');
    await desk.waitForSelector('#difference_reason-error');
    await mlup.checkPage(desk, 'meeting-refused');
    await desk.fill('[name=difference_reason]', 'Six thousand were given as change');
    await ready(desk);
    await sent(desk, 'button[value=close]', /done=closed/);
    assert.equal((await meetings(group))[0].difference, -6000);
  });

  it('stands in lists that fit on a laptop, however many columns they have', async () => {
    for (const path of ['savings-groups', 'group-loans', 'group-gradings', 'share-outs']) {
      await manager.goto(`${mlup.url}/${path}?lang=en`);
      await mlup.checkFits(manager);
    }
  });

  it('works without script: the server computes, keeps and saves', async () => {
    const group = await makeGroup(), page = await mlup.signIn({ login: 'sp.books' }, 'noScript');
    await page.goto(`${group.newSheet}?lang=en`);
    await fill(page);
    await page.click('#box button[value=look]');
    assert.match(await page.innerText('[data-total=book]'), /66,000/);
    assert.equal(await page.inputValue('[name="shares.12"]'), '1');
    await page.click('.actions button[value=save]');
    await page.waitForURL(/done=saved/);
    assert.equal((await lines(group)).length, 12);
    assert.equal(await page.inputValue('[name="social_fund.7"]'), '500');
    await page.context().close();
  });

  it('goes from row to row by keyboard', async () => {
    const group = await makeGroup();
    await desk.goto(group.newSheet);
    await ready(desk);
    await desk.focus('[name="shares.1"]');
    for (const key of ['2', 'Enter', '3', 'ArrowDown', '4', 'ArrowUp']) await desk.keyboard.press(key);
    assert.equal(await desk.evaluate(() => document.activeElement.name), 'shares.2');
    assert.deepEqual(await desk.$$eval('[data-cell=shares]', (all) => all.slice(0, 3).map((one) => one.value)), ['2', '3', '4']);
  });

  // One meeting on which everybody saves three shares, then a loan that is asked for.
  async function makeHistory(language) {
    const group = await makeGroup();
    await desk.goto(`${group.newSheet}?lang=${language}`);
    await ready(desk);
    await fill(desk, { notes: { 10000: 1, 5000: 1 }, ...Object.fromEntries(names.map((name, i) => [`shares.${i + 1}`, '2'])) });
    await desk.selectOption('[name="new_member.1"]', '1');
    await desk.fill('[name="new_amount.1"]', '8000');
    await desk.selectOption('[name="new_purpose.1"]', 'trade');
    await desk.fill('[name="new_count.1"]', '2');
    await desk.fill('[name="notes.20000"]', '5');
    await desk.fill('[name="notes.1000"]', '3');
    await sent(desk, 'button[value=close]', /done=closed/);
    const meeting = (await meetings(group))[0];
    const [loan] = await list(desk, `group-loans?savings_group=${group.id}&limit=50`);
    return { group, meeting, loan };
  }

  for (const language of ['km', 'en']) {
    it(`is in order on all its pages in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
      const { group, meeting, loan } = await makeHistory(language);
      assert.equal(loan.state, 'paid_out');
      const asked = await api(desk)('group-loans', { savings_group: group.id, member: group.members[1].id, asked_on: '2016-07-01', state: 'asked', amount: 60000, purpose: 'animals', count: 3, first_due_on: '2016-08-01', month_income: 300000, month_expenses: 250000 });
      const pages = { group: `savings-groups/${group.id}`, compare: 'savings-groups/compare', paper: `savings-groups/${group.id}/paper`, passbook: `savings-members/${group.members[0].id}/passbook`,
        receipt: `group-meetings/${meeting.id}/receipts/${group.members[0].id}`, 'share-out': `savings-groups/${group.id}/share-out`, loan: `group-loans/${loan.id}/schedule`, asked: `group-loans/${asked.id}/schedule` };
      for (const page of [desk, phone]) {
        for (const [name, path] of Object.entries(pages)) {
          await page.goto(`${mlup.url}/${path}?lang=${language}`);
          await mlup.checkPage(page, `savings-${name}-${language}`);
        }
      }
    });
  }

  it('shows the due instalment on the next sheet, and takes it', async () => {
    const { group, loan } = await makeHistory('en');
    await desk.goto(`${group.newSheet}?lang=en`);
    await ready(desk);
    await desk.fill('[name=held_on]', '2016-08-01');
    await desk.click('#box button[value=look]');
    await ready(desk);
    const input = `[name="repayment.${loan.code}"]`;
    assert.match(await desk.innerText('.meeting-loan'), /Due|Next/);
    for (let i = 1; i <= names.length; i++) { await desk.fill(`[name="shares.${i}"]`, '1'); await desk.fill(`[name="social_fund.${i}"]`, '500'); }
    await desk.fill(input, '900000');
    await desk.fill('[name="notes.1000"]', '1');
    await desk.click('button[value=close]');
    await desk.waitForSelector('#errors');
    assert.match(await desk.innerText('.meeting-lines > li:first-child .meeting-loan'), /900,?000/);
    assert.equal(await desk.inputValue(input), '900000');
    const hint = await desk.getAttribute(input, 'placeholder');
    await desk.fill(input, hint || '5000');
    await desk.fill('[name=difference_reason]', 'Counted tomorrow');
    await ready(desk);
    await sent(desk, 'button[value=close]', /done=closed/);
    const [paid] = await list(desk, `loan-repayments?loan=${loan.id}&limit=5`);
    assert.ok(paid.amount > 0);
    assert.equal(paid.principal + paid.interest + (paid.fee || 0) + (paid.penalty || 0), paid.amount);
  });

  it('says which bylaw refuses a loan and who may decide otherwise, and takes a minuted decision', async () => {
    const { group } = await makeHistory('en');
    const loan = await api(desk)('group-loans', { savings_group: group.id, member: group.members[1].id, asked_on: '2016-07-01', state: 'asked', amount: 90000, purpose: 'animals', count: 3, first_due_on: '2016-08-01' });
    await manager.goto(`${mlup.url}/group-loans/${loan.id}/schedule?lang=en`);
    assert.match(await manager.innerText('#bylaws'), /The assembly may decide otherwise, with a minute/);
    await mlup.press(manager, '#decide button[value=approve]');
    assert.match(await manager.innerText('#errors'), /savings/);
    assert.equal((await list(desk, `group-loans?savings_group=${group.id}&state=approved&limit=5`)).length, 0);
    await manager.selectOption('#decide [name=decided_by]', 'assembly');
    await manager.fill('#decide [name=decision]', 'All twelve agreed');
    await mlup.press(manager, '#decide button[value=approve]');
    const [approved] = await list(desk, `group-loans?savings_group=${group.id}&state=approved&limit=5`);
    assert.equal(approved.id, loan.id);
    assert.match(await manager.innerText('.meeting-announce'), new RegExp(approved.total_cost.toLocaleString('en')));
  });

  it('shares out to the riel what the eight steps had shown before', async () => {
    const { group } = await makeHistory('en');
    await manager.goto(`${mlup.url}/savings-groups/${group.id}/share-out?lang=en`);
    assert.equal(await manager.$$eval('.share-steps .badge-done', (all) => all.length), 7, await manager.innerText('main'));
    const shown = await manager.$$eval('table.paper tbody tr', (rows) => rows.map((row) => [...row.cells].slice(0, 7).map((one) => one.textContent)));
    assert.equal(shown.length, 12);
    await manager.click('#share button');
    const sure = manager.locator('dialog[open] button.primary, dialog[open] button[value=yes]').first();
    if (await sure.count()) await sure.click();
    await manager.waitForURL(/\/list\?done=saved/);
    const made = await manager.$$eval('table.paper tbody tr', (rows) => rows.map((row) => [...row.cells].slice(0, 7).map((one) => one.textContent)));
    assert.deepEqual(made, shown);
    await mlup.checkPage(manager, 'savings-share-list');
  });

  describe('without a network', () => {
    // A phone of its own: what it keeps is not what another one keeps.
    const aPhone = async (group) => {
      const page = await mlup.signIn({ login: 'sp.books' }, 'phone');
      await page.goto(`${group.newSheet}?lang=en`);
      await page.waitForSelector('#meeting[data-kept]'); // opened once, and never before on this phone
      await ready(page);
      return page;
    };
    const newTab = async (page, address) => {
      const context = page.context(), tab = await context.newPage();
      await page.close();
      tab.problems = [];
      await tab.goto(address);
      return tab;
    };

    it('opens, is filled in, survives a closed tab and is sent once when the network is back', async () => {
      const group = await makeGroup();
      let page = await aPhone(group);
      await page.context().setOffline(true);
      page = await newTab(page, group.newSheet);
      await ready(page);
      await fill(page, { notes: { 10000: 6, 5000: 1, 1000: 1 } });
      await page.waitForTimeout(400);
      page = await newTab(page, group.newSheet);
      await ready(page);
      assert.equal(await page.inputValue('[name="social_fund.12"]'), '500');
      await page.click('button[value=close]');
      await page.waitForSelector('#outbox');
      assert.match(await page.innerText('[data-meeting-note]'), /Kept on this device/);
      page = await newTab(page, group.newSheet);
      await page.waitForSelector('#outbox');
      assert.equal((await meetings(group)).length, 0);
      await page.context().setOffline(false);
      await page.waitForSelector('#outbox', { state: 'detached' });
      await page.goto(`${mlup.url}/`);
      await page.goto(`${mlup.url}/`);
      const [meeting, ...others] = await meetings(group);
      assert.equal(others.length, 0);
      assert.equal(meeting.state, 'closed');
      assert.equal(meeting.closing_cash, 66000);
      assert.equal((await lines(group)).length, 12);
      await page.context().close();
    });

    it('stays kept when the answer is the page of the second factor', async () => {
      const group = await makeGroup(), page = await aPhone(group);
      await fill(page, { notes: {} });
      await page.evaluate(() => { globalThis.fetch = async () => ({ url: `${location.origin}/account/second-factor`, ok: true, redirected: true, status: 200 }); });
      await page.click('.actions button[value=save]');
      await page.waitForSelector('#outbox');
      assert.equal(new URL(page.url()).pathname, new URL(group.newSheet).pathname);
      assert.equal((await meetings(group)).length, 0);
      await page.context().close();
    });

    it('is filled in on two phones: the second sees both and chooses', async () => {
      const group = await makeGroup(), [first, second] = [await aPhone(group), await aPhone(group)];
      await first.context().setOffline(true);
      await second.context().setOffline(true);
      await fill(first, { notes: {} });
      await fill(second, { notes: {}, 'shares.2': '4', 'shares.5': '5' });
      for (const page of [first, second]) { await page.click('.actions button[value=save]'); await page.waitForSelector('#outbox'); }
      await first.context().setOffline(false);
      await first.waitForSelector('#outbox', { state: 'detached' });
      await second.context().setOffline(false);
      await second.waitForSelector('#outbox button');
      await Promise.all([second.waitForNavigation(), second.click('#outbox button')]);
      await second.waitForSelector('.banner-conflict');
      assert.equal(await second.$$eval('.meeting-lines .sheet-conflict', (all) => all.length), 2);
      assert.match(await second.innerText('.meeting-lines > li:nth-child(2)'), /Recorded now:\s*Attendance: Present · Shares bought: 1/);
      assert.equal(await second.inputValue('[name="shares.2"]'), '4');
      await mlup.checkAccessibility(second);
      await mlup.screenshot(second, 'meeting-twice');
      await second.check('[name="keep_line.2"][value=mine]');
      await second.check('[name="keep_line.5"][value=theirs]');
      await ready(second);
      await second.click('.actions button[value=save]');
      await second.waitForURL(/done=saved/);
      const shares = Object.fromEntries((await lines(group)).map(({ member, shares: number }) => [member, number]));
      assert.equal(shares[group.members[1].id], 4);
      assert.equal(shares[group.members[4].id], 1);
      assert.equal((await meetings(group)).length, 1);
      await first.context().close();
      await second.context().close();
    });
  });
});
