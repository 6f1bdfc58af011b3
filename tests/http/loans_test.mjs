// SPDX-License-Identifier: Apache-2.0
// The sheet of a meeting and the steps of a loan as programs send them (JSON) and as browsers do (forms): a whole group by
// requests alone; what is paid early, given other terms, written off and recovered.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

let server, lead, books, boss, officer, stranger;
const all = (address, client = books) => client.all(`/api/v1/${address}`);
const one = async (type, id) => (await books.get(`/api/v1/${type}/${id}`)).json;
async function made(answer) {
  assert.equal(answer.status, 200, answer.text);
  return answer.json.id;
}

async function makeGroup(more = {}, count = 5) {
  const group = await books.create('savings-groups', { name: `Phum ${unique()}`, village: places.village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active', ...more });
  const members = [];
  for (let i = 0; i < count; i++) {
    const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
    members.push(await books.create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-06-01' }));
  }
  return { ...group, members };
}

// A sheet as a program sends it: everybody buys shares and pays into the social fund.
const everybody = (group, shares, more = {}) => ({ ...Object.fromEntries(group.members.flatMap((member, i) => [[`shares.${i + 1}`, shares], [`social_fund.${i + 1}`, 500]])), ...more });
async function newSheet(group, json) {
  const address = `/api/v1/savings-groups/${group.id}/meetings/new`;
  return books.post(address, { number: (await books.get(address)).json.number_plain, ...json });
}
// Closes with the box as the book says; the difference would be refused with both figures.
async function close(group, json) {
  const short = await newSheet(group, { ...json, do: 'close', 'notes.100': 0 });
  assert.equal(short.status, 422, short.text);
  const found = short.text.match(/the book says ([\d,]+)៛/);
  assert.ok(found, short.text);
  return made(await newSheet(group, { ...json, do: 'close', 'notes.100': Number(found[1].replace(/,/g, '')) / 100 }));
}
const balance = async (group, role) => {
  const [book] = await all(`books?subject=${group.id}`);
  const accounts = (await all(`accounts?book=${book.id}`)).filter((account) => account.role === role);
  const table = (await books.get(`/api/v1/books/${book.id}/trial-balance`)).json;
  return JSON.stringify(table).length && accounts.length; // that the book is read at all
};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const [first, second] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: first.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  officer = await addUser(chief, 'one.officer', { roles: ['field_officer'] });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: second.id });
});
after(() => server.stop());

describe('a group by requests alone', () => {
  let group, loan;

  it('begins with a sheet that closes when its box agrees', async () => {
    group = await makeGroup();
    const sheet = await books.get(`/api/v1/savings-groups/${group.id}/meetings/new`);
    assert.equal(sheet.status, 200, sheet.text);
    assert.equal(sheet.json.lines.length, 5);
    const short = await newSheet(group, everybody(group, 5, { held_on: '2016-07-01', do: 'close', 'notes.10000': 12 }));
    assertRefused(short, 422, ['difference_reason']);
    assert.match(short.text, /The box holds 120,000៛, the book says 127,500៛/);
    assert.equal((await all(`group-meetings?savings_group=${group.id}`)).length, 0);
    const key = crypto.randomUUID(), whole = everybody(group, 5, { held_on: '2016-07-01', do: 'close', 'notes.10000': 12, 'notes.500': 15, key });
    const id = await made(await newSheet(group, { ...whole, number: 1 }));
    assert.equal(await made(await newSheet(group, { ...whole, number: 1 })), id);
    assertRefused(await books.post(`/api/v1/savings-groups/${group.id}/meetings/new`, whole), 422, ['number']);
    const [meeting, ...others] = await all(`group-meetings?savings_group=${group.id}`);
    assert.deepEqual([others.length, meeting.state, meeting.closing_cash, meeting.closing_social_fund], [0, 'closed', 127500, 2500]);
  });

  it('refuses what it does not know, by name, and a number that is not the next with both', async () => {
    const address = `/api/v1/savings-groups/${group.id}/meetings/new`, held_on = '2016-07-15';
    for (const name of ['shares.99', 'sharez.1', 'repayment.LN-0000Z', 'held'])
      assertRefused(await books.post(address, { number: 2, held_on, [name]: 1 }), 422, [name]);
    const ahead = await books.post(address, { number: 50, held_on });
    assertRefused(ahead, 422, ['number']);
    assert.match(ahead.text, /The sheet is of meeting 50, but the next is meeting 2\./);
    assertRefused(await books.post(address, { number: 'two', held_on }), 422, ['number']);
    assert.equal((await all(`group-meetings?savings_group=${group.id}`)).length, 1);
    const loans = `/api/v1/savings-groups/${group.id}/loans/new`, wanted = { member: group.members[0].id, amount: 20000, count: 2, do: 'look' };
    assertRefused(await books.post(loans, { ...wanted, ammount: 1 }), 422, ['ammount']);
    assertRefused(await books.post(loans, { ...wanted, amount: 'much' }), 422, ['amount']);
    assertRefused(await boss.post(`/api/v1/savings-groups/${group.id}/share-out`, { minute: 'All agreed' }), 422, ['minute']);
  });

  it('looks at a loan and says which rule refuses, in riel, before it approves one', async () => {
    const wanted = { member: group.members[0].id, amount: 30000, purpose: 'farming', count: 2, asked_on: '2016-07-02', first_due_on: '2016-08-20', month_income: 300000, month_expenses: 250000 };
    const address = `/api/v1/savings-groups/${group.id}/loans/new`;
    const look = await books.post(address, { ...wanted, amount: 80000, do: 'look' });
    assert.equal(look.status, 200, look.text);
    assert.deepEqual(look.json.breaches.map(({ breach_rule }) => breach_rule), ['loan_savings']);
    assert.match(look.json.breaches[0].breach_text, /75,000៛/);
    assert.equal(look.json.total_words, 'eighty-three thousand two hundred riel');
    assert.equal(look.json.rows.length, 2);
    assert.equal((await all(`group-loans?savings_group=${group.id}`)).length, 0);
    assertRefused(await books.post(address, { ...wanted, amount: 80000, do: 'approve' }), 422, ['amount']);
    const id = await made(await books.post(address, { ...wanted, do: 'approve' }));
    loan = await one('group-loans', id);
    assert.deepEqual([loan.state, loan.total_cost], ['approved', 31200]);
  });

  it('pays it out and takes all of it back on its sheets', async () => {
    await close(group, everybody(group, 1, { held_on: '2016-08-01', [`payout.${loan.code}`]: 30000 }));
    assert.equal((await one('group-loans', loan.id)).state, 'paid_out');
    const ahead = await close(group, everybody(group, 1, { held_on: '2016-09-01', [`payoff.${loan.code}`]: 1 }));
    assert.equal((await one('group-loans', loan.id)).state, 'closed');
    const sheet = await books.get(`/api/v1/group-meetings/${ahead}/sheet`);
    assert.equal(sheet.status, 200);
    const [repaid] = await all(`loan-repayments?loan=${loan.id}`);
    assert.equal(repaid.principal, 30000);
  });

  it('shares out what it had shown before', async () => {
    const look = await books.get(`/api/v1/savings-groups/${group.id}/share-out`);
    assert.equal(look.status, 200, look.text);
    assert.equal(look.json.steps.filter(({ step_done }) => step_done).length, 7);
    const id = await made(await boss.post(`/api/v1/savings-groups/${group.id}/share-out`, { minutes: 'All agreed' }));
    const list = (await books.get(`/api/v1/share-outs/${id}/list`)).json;
    assert.deepEqual(list.rows, look.json.rows);
    assert.equal((await one('savings-groups', group.id)).cycle, 2);
    assert.ok(await balance(group, 'shares') >= 5);
    const afterwards = (await books.get(`/api/v1/savings-groups/${group.id}/share-out`)).json;
    assert.equal(afterwards.steps.filter(({ step_done }) => step_done).length, 8, 'all of it is done');
    assert.equal(afterwards.may_share, false);
    assert.equal(afterwards.made_href, `/share-outs/${id}/list`);
  });

  it('ends a cycle that lost all, also what the loan fund took of the social fund, and begins the next', async () => {
    const poor = await makeGroup();
    await close(poor, everybody(poor, 1, { held_on: '2016-07-01', 'item_kind.1': 'expense', 'item_amount.1': 26500, 'item_what.1': 'Stolen' }));
    const look = (await books.get(`/api/v1/savings-groups/${poor.id}/share-out`)).json;
    assert.equal(look.loss_text, 'All that was saved, 25,000៛, is lost: each member gets nothing.');
    assert.equal(look.may_share, true);
    const id = await made(await boss.post(`/api/v1/savings-groups/${poor.id}/share-out`, { minutes: 'All agreed' }));
    const out = await one('share-outs', id);
    assert.deepEqual([out.payouts, out.profit, out.social_fund], [0, -26500, -1500]);
    assert.equal((await one('savings-groups', poor.id)).cycle, 2);
    const next = (await books.get(`/api/v1/savings-groups/${poor.id}/meetings/new`)).json;
    assert.equal(next.opening_plain, 1000);
    await close(poor, everybody(poor, 2, { held_on: '2016-08-01' }));
    assert.match(server.run('verify'), /All is well/);
  });

  it('is there for nobody else', async () => {
    for (const address of [`savings-groups/${group.id}/loans/new`, `savings-groups/${group.id}/meetings/new`, `group-loans/${loan.id}/schedule`]) {
      assert.equal((await stranger.get(`/api/v1/${address}`)).status, 404, address);
      assert.equal((await stranger.post(`/api/v1/${address}`, { do: 'look' })).status, 404, address);
    }
  });
});

describe('an open loan', () => {
  async function withLoan(count = 3) {
    const group = await makeGroup();
    await close(group, everybody(group, 5, { held_on: '2016-07-01', 'new_member.1': 1, 'new_amount.1': 30000, 'new_purpose.1': 'trade', 'new_count.1': count }));
    const [loan] = await all(`group-loans?savings_group=${group.id}`);
    assert.equal(loan.state, 'paid_out');
    return { group, loan };
  }

  it('is written off on a sheet with the minute, and what comes back later is a recovery', async () => {
    const { group, loan } = await withLoan();
    await close(group, everybody(group, 1, { held_on: '2016-08-01', [`write_off.${loan.code}`]: 'She has left the country; all agreed' }));
    assert.equal((await one('group-loans', loan.id)).state, 'written_off');
    const [off] = await all(`loan-write-offs?loan=${loan.id}`);
    assert.deepEqual([off.amount, off.decision], [30000, 'She has left the country; all agreed']);
    const too = await newSheet(group, everybody(group, 1, { held_on: '2016-09-01', [`repayment.${loan.code}`]: 900000, do: 'close', 'notes.100': 1 }));
    assert.equal(too.status, 422);
    assert.match(too.text, /only [\d,]+៛ is owed/);
    await close(group, everybody(group, 1, { held_on: '2016-09-01', [`repayment.${loan.code}`]: 10000 }));
    assert.equal((await one('group-loans', loan.id)).state, 'written_off');
    assert.match(server.run('verify'), /./);
  });

  it('gets other terms with a minute, which begin with the next sheet', async () => {
    const { group, loan } = await withLoan();
    const address = `/api/v1/group-loans/${loan.id}/reschedule`, terms = { count: 6, first_due_on: '2016-09-01', asked_on: '2016-08-01', carry: 'as_fee' };
    const look = await books.post(address, { ...terms, do: 'look' });
    assert.equal(look.status, 200, look.text);
    assert.equal(look.json.rows.length, 6);
    assertRefused(await books.post(address, { ...terms, do: 'approve' }), 422, ['decision']);
    const id = await made(await books.post(address, { ...terms, do: 'approve', decided_by: 'assembly', decision: 'The flood took the rice; all agreed' }));
    const next = await one('group-loans', id);
    assert.deepEqual([next.replaces, next.member, next.state], [loan.id, loan.member, 'approved']);
    await close(group, everybody(group, 1, { held_on: '2016-08-01', [`begins.${next.code}`]: 1 }));
    assert.equal((await one('group-loans', loan.id)).state, 'rescheduled');
    const now = await one('group-loans', id);
    assert.deepEqual([now.state, now.amount], ['paid_out', 30000]);
    assert.equal((await books.get(`/api/v1/group-loans/${loan.id}/reschedule`)).status, 404);
    assert.match(server.run('verify'), /./);
  });
});

describe('the sheet as a form', () => {
  // What a browser would send of the page: every input with its value.
  function inputsOf(html) {
    const form = html.slice(html.indexOf('id="meeting"'));
    const fields = [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*>/g)].filter(([tag]) => !/type="(checkbox|radio)"/.test(tag)).map(([tag, name]) => [name, (tag.match(/value="([^"]*)"/) || [])[1] || '']);
    const selects = [...form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)].map(([, name, options]) => [name, (options.match(/value="([^"]*)" selected/) || options.match(/value="([^"]*)"/) || [])[1] || '']);
    return Object.fromEntries([...fields, ...selects].filter(([name]) => name !== 'csrf'));
  }

  it('is posted as a browser does, keeps what was typed when it is refused, and closes once', async () => {
    const group = await makeGroup(), address = `/savings-groups/${group.id}/meetings/new`;
    const inputs = inputsOf((await books.get(`${address}?lang=en`)).text);
    assert.equal(inputs['attendance.5'], 'present');
    Object.assign(inputs, everybody(group, '2'), { held_on: '1/7/2016', 'notes.5000': '10', 'shares.3': '99', do: 'close' });
    const refused = await books.form(address, inputs);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /name="shares\.3" value="99"/);
    inputs['shares.3'] = '2';
    inputs['notes.500'] = '5';
    const closed = await books.form(address, inputs), again = await books.form(address, inputs);
    assert.deepEqual([closed.status, again.status], [303, 303], closed.text);
    const [meeting, ...others] = await all(`group-meetings?savings_group=${group.id}`);
    assert.deepEqual([others.length, meeting.state, meeting.closing_cash], [0, 'closed', 52500]);
    assert.equal((await all(`meeting-lines?meeting=${meeting.id}`)).length, 5);
  });

  it('is saved by two, and the second chooses', async () => {
    const group = await makeGroup(), address = `/savings-groups/${group.id}/meetings/new`;
    const first = inputsOf((await books.get(`${address}?lang=en`)).text), second = { ...first, key: crypto.randomUUID() };
    Object.assign(first, everybody(group, '2'), { held_on: '1/7/2016', do: 'save' });
    Object.assign(second, everybody(group, '2'), { held_on: '1/7/2016', do: 'save', 'shares.4': '5' });
    assert.equal((await books.form(address, first)).status, 303);
    const conflict = await officer.form(address, second);
    assert.equal(conflict.status, 409, conflict.text.slice(0, 400));
    assert.match(conflict.text, /keep_line\.4/);
    assert.equal((await officer.form(address, { ...second, 'keep_line.4': 'mine' })).status, 303);
    const [meeting] = await all(`group-meetings?savings_group=${group.id}`);
    assert.deepEqual((await all(`meeting-lines?meeting=${meeting.id}`)).map(({ shares }) => shares).sort(), [2, 2, 2, 2, 5]);
  });
});

describe('a box that was shared out whole', () => {
  it('is empty when the next sheet begins', async () => {
    const group = await makeGroup();
    await books.create('group-bylaws', { savings_group: group.id, effective_on: '2016-06-01', share_price: 5000, social_fund_amount: 0 });
    const nothing = Object.fromEntries(group.members.map((_, i) => [`social_fund.${i + 1}`, 0]));
    const meeting = await close(group, everybody(group, 2, { held_on: '2016-07-01', ...nothing }));
    await boss.create('share-outs', { savings_group: group.id, meeting, kind: 'share_out' });
    assert.equal((await books.get(`/api/v1/savings-groups/${group.id}/meetings/new`)).json.opening_plain, 0);
  });
});

describe('a passbook of many years', () => {
  it('has every repayment, however many there were', async () => {
    const LOANS = 62, MEETINGS = 20; // 1,240 repayments
    const group = await makeGroup({ model: 'permanent' }, 1), [member] = group.members;
    await books.create('group-bylaws', { savings_group: group.id, effective_on: '2016-06-01', members_min: 0, deposit_min: 1, social_fund_amount: 0, loan_savings_ppm: 0, loan_count_max: 0, loan_days_max: 0, rate_ppm: 0, rate_cap_ppm: 0, debt_share_max_ppm: 0, loan_guarantors_min: 0 });
    const day = (month) => new Date(Date.UTC(2016, 5 + month, 15)).toISOString().slice(0, 10);
    let cash = 0;
    const hold = async (month, parts, moves) => {
      const meeting = await books.create('group-meetings', { savings_group: group.id, held_on: day(month), state: 'open' });
      await books.create('meeting-lines', { meeting: meeting.id, member: member.id, attendance: 'present', ...(month ? { withdrawal: 1 } : {}), deposit: month ? 1 : 1000000 });
      await parts(meeting);
      cash += moves;
      const { version } = await one('group-meetings', meeting.id);
      const closed = await books.patch(`/api/v1/group-meetings/${meeting.id}`, { state: 'closed', counted_cash: cash }, { 'if-match': `"${version}"` });
      assert.equal(closed.status, 200, closed.text);
    };
    const loans = [];
    await hold(0, async (meeting) => {
      for (let i = 0; i < LOANS; i++) {
        const loan = await books.create('group-loans', { savings_group: group.id, member: member.id, meeting: meeting.id, asked_on: day(0), state: 'approved', amount: 100 * MEETINGS, purpose: 'trade', count: MEETINGS, first_due_on: day(1) });
        await books.create('loan-payouts', { loan: loan.id, meeting: meeting.id, amount: 100 * MEETINGS });
        loans.push(loan);
      }
    }, 1000000 - LOANS * 100 * MEETINGS);
    for (let month = 1; month <= MEETINGS; month++)
      await hold(month, (meeting) => Promise.all(loans.map((loan) => books.create('loan-repayments', { loan: loan.id, meeting: meeting.id, amount: 100 }))), LOANS * 100);
    const text = (await books.get(`/savings-members/${member.id}/passbook?lang=en`)).text.replace(/<[^>]*>/g, ' ');
    assert.equal(text.match(/\b6,200៛/g)?.length, MEETINGS, 'each meeting shows all that was repaid');
    assert.ok((await all(`group-loans?savings_group=${group.id}`)).every(({ state }) => state === 'closed'));
  });
});
