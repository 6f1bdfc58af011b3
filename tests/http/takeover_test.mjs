// SPDX-License-Identifier: Apache-2.0
// The paper books of a group over the API: entered, compared, taken over once in one entry, gone on with, taken back.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

let server, lead, books, boss, viewer, stranger;
const key = () => ({ 'idempotency-key': crypto.randomUUID() });
const address = (group) => `/api/v1/savings-groups/${group.id}/takeover`;
const current = async (type, id) => (await books.get(`/api/v1/${type}/${id}`)).json;

async function makeGroup(model, more = {}) {
  const group = await books.create('savings-groups', { name: `Group ${unique()}`, village: places.village, model, formed_on: '2015-01-01', meets: 'monthly', status: 'active', ...more });
  group.members = [];
  for (let i = 0; i < 5; i++) {
    const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
    group.members.push(await books.create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2015-01-01' }));
  }
  return group;
}
async function balances(group) {
  const [book] = await books.all(`/api/v1/books?subject=${group.id}`);
  const sheet = (await books.get(`/api/v1/books/${book.id}/trial-balance?on=2030-01-01`)).json;
  return { book, sheet };
}
// A permanent fund: 450,000 in the box, 200,000 at the bank, a loan of 600,000 of which 400,000 are owed.
const paper = {
  do: 'post', as_of: '2016-06-01', 'notes.100000': 4, 'notes.10000': 5, bank: '200,000', social_fund: '30000', payable: '100000', reserve: '20000', retained: '70000', profit: '30000',
  'amount.1': '500000', 'amount.2': '300000',
  'loan_who.1': '1', 'loan_out.1': '2016-01-10', 'loan_amount.1': '600000', 'loan_owed.1': '400000', 'loan_next.1': '2016-06-10', 'loan_count.1': '6', 'loan_late.1': '200000', 'loan_interest.1': '22000', 'loan_rate.1': '2', 'loan_method.1': 'equal_principal', 'loan_frequency.1': 'monthly',
};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  viewer = await addUser(chief, 'one.viewer', { roles: ['viewer'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
});
after(() => server.stop());

describe('paper books', () => {
  let group, taken, loan;

  it('are compared before anything is posted', async () => {
    group = await makeGroup('permanent');
    const saved = await books.post(address(group), { ...paper, do: 'save', bank: '190000' }, key());
    assert.equal(saved.status, 200, saved.text);
    const look = (await books.get(address(group))).json;
    assert.equal(look.differs, true);
    assert.match(look.difference_text, /More is owed than owned: 10,000៛. It goes to the account 3900/);
    assert.equal(look.owned_amount, '1,040,000៛');
    const { sheet } = await balances(group);
    assert.doesNotMatch(JSON.stringify(sheet), /450,000/);
  });

  it('name the figure and its input when something does not fit', async () => {
    assertRefused(await books.post(address(group), { do: 'post' }, key()), 422, ['difference_reason']);
    const [code] = (await books.get(address(group))).json.loans.map(({ gone_name }) => gone_name?.split('.')[1]);
    const late = await books.post(address(group), { do: 'save', [`loan_late.${code}`]: '400000' }, key());
    assertRefused(late, 422, [`loan_late.${code}`]);
    assert.match(late.text, /By these terms 200,000៛ of principal is overdue on that day, not 400,000៛/);
    assertRefused(await books.post(address(group), { do: 'save', 'loan_who.1': '99', 'loan_amount.1': 'x' }, key()), 422, ['loan_who.1', 'loan_amount.1', 'loan_out.1', 'loan_owed.1', 'loan_count.1']);
    assertRefused(await books.post(address(group), { do: 'save', 'amount.2': 'much' }, key()), 422, ['amount.2']);
    const next = await books.post(address(group), { do: 'save', [`loan_next.${code}`]: '2017-06-10' }, key());
    assertRefused(next, 422, [`loan_next.${code}`]);
    assertRefused(await books.post(address(group), { do: 'save', as_of: '2014-12-31' }, key()), 422, ['as_of']);
  });

  it('are taken over once, however often they are sent', async () => {
    const headers = key(), body = { do: 'post', bank: '200000' };
    const [first, second] = [await books.post(address(group), body, headers), await books.post(address(group), body, headers)];
    assert.equal(first.status, 200, first.text);
    assert.equal(second.status, 200, second.text);
    taken = (await books.all(`/api/v1/group-takeovers?savings_group=${group.id}`))[0];
    assert.equal(taken.state, 'posted');
    assert.deepEqual([taken.cash, taken.savings, taken.loans, taken.difference], [450000, 800000, 400000, 0]);
    [loan] = await books.all(`/api/v1/group-loans?savings_group=${group.id}`);
    assert.equal(loan.state, 'paid_out');
    assert.equal(loan.taken_over_on, '2016-06-01');
    assert.equal(loan.first_due_on, '2016-02-10');
    assert.equal((await books.post(address(group), { do: 'save', bank: '1' }, key())).status, 422);
    assertRefused(await books.post('/api/v1/group-takeovers', { savings_group: group.id, as_of: '2016-05-01', state: 'draft', cash: 1 }), 422, ['savings_group']);
  });

  it('make one entry of the opening kind that balances', async () => {
    const [book] = await books.all(`/api/v1/books?subject=${group.id}`);
    const text = (await books.get(`/api/v1/books/${book.id}/journal?as=ledger`)).text;
    assert.equal(text.match(/^\d{4}-\d\d-\d\d/gm)?.length, 1, text);
    assert.match(server.run('verify'), /./);
  });

  it('open the book, so that no other entry does', async () => {
    const { book } = await balances(group);
    const again = { book: book.id, on_day: '2016-06-02', kind: 'opening', memo: 'Once more', lines: '1000 5\n3900 -5', state: 'posted' };
    const refused = await boss.post('/api/v1/journal-entries', again);
    assertRefused(refused, 422, ['kind']);
    assert.match(refused.text, /entered already/);
  });

  it('go on in the loan: arrears, repayment, early pay-off', async () => {
    const page = (await books.get(`/api/v1/group-loans/${loan.id}/schedule`)).json;
    assert.match(JSON.stringify(page), /400,000/);
    const meeting = await books.create('group-meetings', { savings_group: group.id, held_on: '2016-06-10', state: 'open' });
    for (const member of group.members) await books.create('meeting-lines', { meeting: meeting.id, member: member.id, attendance: 'present', deposit: 5000 });
    const sheet = (await books.get(`/api/v1/group-meetings/${meeting.id}/sheet`)).json;
    assert.match(JSON.stringify(sheet), /61 days late/);
    const all = sheet.lines[0].repayments[0].payoff_plain;
    assert.equal(all, '418000'); // 400,000, interest of April, May and June: 8,000 + 6,000 + 4,000
    const closed = await books.post(`/api/v1/group-meetings/${meeting.id}/sheet`, { do: 'close', [`repayment.${loan.code}`]: '418000', 'notes.100000': 8, 'notes.50000': 1, 'notes.20000': 2, 'notes.1000': 3 }, key());
    assert.equal(closed.status, 200, closed.text);
    assert.equal((await current('group-loans', loan.id)).state, 'closed');
    assert.equal((await current('group-meetings', meeting.id)).opening_cash, 450000);
  });

  it('stay once the group has met on them', async () => {
    const refused = await books.post(address(group), { do: 'undo', undo_reason: 'A page was missing' }, key());
    assertRefused(refused, 422, ['state']);
    assert.match(refused.text, /Meeting 1 has begun on these books/);
  });

  it('are taken back while nothing followed, corrected and taken over again', async () => {
    const other = await makeGroup('vsla');
    const body = { do: 'post', as_of: '2016-06-01', cash: '75000', 'shares.1': '10', 'shares.2': '5' };
    const first = await books.post(address(other), body, key());
    assert.equal(first.status, 200, first.text); // fifteen shares at 5,000
    assertRefused(await books.post(address(other), { do: 'undo' }, key()), 422, ['undo_reason']);
    const back = await books.post(address(other), { do: 'undo', undo_reason: 'One share more' }, key());
    assert.equal(back.status, 200, back.text);
    const { book } = await balances(other), opening = { book: book.id, on_day: '2016-06-01', memo: 'By hand', state: 'posted' };
    const entry = await boss.create('journal-entries', { ...opening, kind: 'opening', lines: '1000 5\n3900 -5' });
    const off = await boss.create('journal-entries', { ...opening, kind: 'reversal', reverses: entry.id });
    const again = await books.post(address(other), { do: 'post', cash: '80000', 'shares.2': '6' }, key());
    assert.equal(again.status, 200, again.text);
    const [books_] = await books.all(`/api/v1/group-takeovers?savings_group=${other.id}`);
    assert.deepEqual([books_.savings, books_.difference, books_.state], [80000, 0, 'posted']);
    assertRefused(await boss.post('/api/v1/journal-entries', { ...opening, kind: 'reversal', reverses: off.id }), 422, ['kind']); // brings the first one back
    assert.match(server.run('verify'), /./);
  });

  it('are the same loans when they are sent again after they were taken back', async () => {
    const other = await makeGroup('permanent');
    const loans = () => books.all(`/api/v1/group-loans?savings_group=${other.id}`);
    const second = Object.fromEntries(Object.entries(paper).filter(([name]) => name.startsWith('loan_')).map(([name, value]) => [name.replace('.1', '.2'), value]));
    const body = { ...paper, ...second, 'loan_who.2': '2', bank: '200000', difference_reason: 'As the page says' };
    for (let round = 0; round < 3; round++) {
      const sent = await books.post(address(other), body, key());
      assert.equal(sent.status, 200, sent.text);
      assert.deepEqual((await loans()).map(({ state, owed_then: owed }) => [state, owed]), [['paid_out', 400000], ['paid_out', 400000]]);
      assert.equal((await books.post(address(other), { do: 'undo', undo_reason: 'A page was missing' }, key())).status, 200, `round ${round}`);
    }
    const once_more = await books.post(address(other), { do: 'undo', undo_reason: 'A page was missing' }, key());
    assertRefused(once_more, 422, ['']);
    assert.match(once_more.text, /The paper books were taken back already/);
    const ids = (await loans()).map(({ id }) => id).sort();
    const corrected = await books.post(address(other), { ...body, 'loan_amount.2': '700000', 'loan_owed.2': '500000', 'loan_late.2': '' }, key());
    assert.equal(corrected.status, 200, corrected.text);
    assert.deepEqual((await loans()).map(({ id }) => id).sort(), ids);
    assert.deepEqual((await loans()).map(({ amount }) => amount).sort(), [600000, 700000]);
  });

  it('are not taken over for a group that has met here', async () => {
    const late = await makeGroup('vsla');
    await books.create('group-meetings', { savings_group: late.id, held_on: '2016-05-01', state: 'open' });
    assertRefused(await books.post(address(late), { do: 'save', as_of: '2016-06-01', cash: '0' }, key()), 422, ['as_of']);
  });

  it('are nobody else\'s', async () => {
    assert.equal((await stranger.get(address(group))).status, 404);
    assert.equal((await stranger.post(address(group), { do: 'undo', undo_reason: 'x' }, key())).status, 404);
    assert.ok([403, 404].includes((await viewer.post(address(group), { do: 'save', bank: '1' }, key())).status));
    assert.equal((await lead.get(address(group))).status, 404);
  });
});

describe('paper books of many groups', () => {
  const list = '/api/v1/savings-groups/paper-books';
  let fund, shares, wrong;
  const bring = (rows, step = 'check', more = {}, client = books) => client.post(list, { do: step, rows, as_of: '2016-06-01', ...more }, key());
  const head = 'Group,Member,Savings,Shares,Social fund,Loan: paid out on,Loan: amount,Loan: principal paid back,Rate a month,Instalments,Next due,Cash in the box,Money at the bank\r\n';
  const of_ = ({ groups }, group) => groups.find(({ group_id: id }) => id === group.id);
  const takeovers = (group) => books.all(`/api/v1/group-takeovers?savings_group=${group.id}`);
  // 500,000 and 300,000 saved, 30,000 in the social fund, 400,000 owed of 600,000: 430,000 in the box.
  const rowsOf = (group, { code, name }, cash = '430,000') => [
    `${code},,,,,,,,,,,"${cash}",`,
    `${code},1,"500,000",,20000,2016-01-10,600000,"200,000",2%,6,2016-06-10,,`,
    `${code},${name},300000,,10000,,,,,,,,`].join('\r\n') + '\r\n';
  const named = async (group) => ({ code: (await current('savings-groups', group.id)).code, name: (await current('people', (await current('savings-members', group.members[1].id)).person)).name_latin });

  before(async () => {
    [fund, wrong, shares] = [await makeGroup('permanent'), await makeGroup('permanent'), await makeGroup('vsla')];
    for (const group of [fund, wrong, shares]) Object.assign(group, await named(group));
  });

  it('are checked by row and column, and nothing is written', async () => {
    const rows = head + rowsOf(fund, fund) + rowsOf(wrong, wrong, '400000') + `${shares.code},1,,ten,,,,,,,,50000,\r\n${shares.code},99,5000,,,,,,,,,,\r\nNOBODY,1,1,,,,,,,,,,\r\n`;
    const answer = await bring(rows);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json.counts, { ready: 1, posted: 0, same: 0, refused: 2 });
    assert.deepEqual([of_(answer.json, fund).state, of_(answer.json, fund).difference], ['ready', 0]);
    const differs = of_(answer.json, wrong);
    assert.deepEqual([differs.state, differs.difference, differs.reasons.map(({ column }) => column)], ['refused', -30000, ['difference_reason']]);
    assert.match(differs.reasons[0].fault_text, /What is owned is 800,000៛, what is owed 830,000៛/);
    assert.deepEqual(of_(answer.json, shares).reasons.map(({ row, column }) => [row, column]).sort(), [[8, 'shares'], [9, 'member']]);
    assert.deepEqual(answer.json.strays.map(({ row, column }) => [row, column]), [[10, 'group']]);
    for (const group of [fund, wrong, shares]) assert.deepEqual(await takeovers(group), []);
    assert.equal((await books.all(`/api/v1/group-loans?savings_group=${fund.id}`)).length, 0);
    assert.match(server.run('verify'), /All is well/);
  });

  it('are taken over group by group, once however often the list is brought', async () => {
    const rows = head + rowsOf(fund, fund) + rowsOf(wrong, wrong, '400000') + `${shares.code},1,50000,,,,,,,,,80000,\r\n${shares.code},2,,6,,,,,,,,,\r\n`;
    const first = await bring(rows, 'post');
    assert.deepEqual(first.json.counts, { ready: 0, posted: 2, same: 0, refused: 1 }, first.text);
    const [taken] = await takeovers(fund), [loan] = await books.all(`/api/v1/group-loans?savings_group=${fund.id}`);
    assert.deepEqual([taken.state, taken.cash, taken.social_fund, taken.savings, taken.loans, taken.difference], ['posted', 430000, 30000, 800000, 400000, 0]);
    assert.deepEqual([loan.state, loan.member, loan.owed_then, loan.rate_ppm, loan.first_due_on], ['paid_out', fund.members[0].id, 400000, 20000, '2016-02-10']);
    assert.deepEqual([loan.principal_overdue_then, loan.interest_overdue_then], [null, 0], 'nothing was said of either: the terms speak of the principal');
    assert.deepEqual([(await takeovers(shares))[0].savings, (await takeovers(wrong)).length], [80000, 0]);
    const again = await bring(rows, 'post');
    assert.deepEqual(again.json.counts, { ready: 0, posted: 0, same: 2, refused: 1 }, again.text);
    const other = await bring(head + rowsOf(fund, fund, '500000'), 'post');
    assert.match(of_(other.json, fund).reasons[0].fault_text, /taken over already, with other figures/);
    const mended = await bring(head + rowsOf(wrong, wrong), 'post');
    assert.deepEqual(mended.json.counts, { ready: 0, posted: 1, same: 0, refused: 0 }, mended.text);
    assert.match(server.run('verify'), /All is well/);
  });

  it('are taken back one by one, and brought again as the same loans', async () => {
    const [before_] = await books.all(`/api/v1/group-loans?savings_group=${fund.id}`);
    assert.equal((await books.post(address(fund), { do: 'undo', undo_reason: 'A page was missing' }, key())).status, 200);
    assert.deepEqual((await bring(head + rowsOf(fund, fund))).json.counts, { ready: 1, posted: 0, same: 0, refused: 0 });
    assert.deepEqual((await bring(head + rowsOf(fund, fund), 'post')).json.counts, { ready: 0, posted: 1, same: 0, refused: 0 });
    assert.deepEqual((await books.all(`/api/v1/group-loans?savings_group=${fund.id}`)).map(({ id }) => id), [before_.id]);
    assert.match(server.run('verify'), /All is well/);
  });

  it('say in words what a list lacks', async () => {
    assertRefused(await bring(''), 422, ['file']);
    assertRefused(await bring('a,b\r\n1,2\r\n'), 422, ['file']);
    assertRefused(await bring(head + rowsOf(fund, fund), 'all'), 422, ['do']);
    const twice = await bring(`${head}${wrong.code},1,5,,,,,,,,,,\r\n${wrong.code},1,6,,,03/04/2016,,,,,,,\r\n`);
    const reasons = of_(twice.json, wrong).reasons.map(({ row, column }) => [row, column]);
    assert.ok(reasons.some(([row, column]) => row === 3 && column === 'member') && reasons.some(([row, column]) => row === 3 && column === 'loan_out'), twice.text);
  });

  it('count dollars in the box at their worth on the day', async () => {
    await lead.create('exchange-rates', { on_day: '2016-01-01', from_currency: 'USD', price: { amount: 4050, currency: 'KHR' }, source: 'The bank' });
    const usd = (await lead.all('/api/v1/commodities')).find(({ symbol }) => symbol === 'USD').id;
    const group = await makeGroup('permanent', { second_unit: usd }), { code } = await named(group);
    const rows = (saved) => `Group,Member,Savings,Cash in the box,Second currency in the box\r\n${code},,,"30,000",5\r\n${code},1,${saved},,\r\n`;
    const sides = async (saved, step) => {
      const answer = of_((await bring(rows(saved), step)).json, group);
      return [answer.state, answer.owned_amount, answer.owed_amount, answer.difference];
    };
    assert.deepEqual(await sides(50000), ['refused', '50,250៛', '50,000៛', 250]);
    assert.deepEqual(await sides(50250), ['ready', '50,250៛', '50,250៛', 0]);
    assert.deepEqual(await takeovers(group), []);
    assert.deepEqual(await sides(50250, 'post'), ['posted', '50,250៛', '50,250៛', 0]);
    assert.deepEqual(await sides(50250), ['same', '50,250៛', '50,250៛', 0]);
  });

  it('make shares of money at the price of the day of the books', async () => {
    const group = await makeGroup('vsla'), { code } = await named(group);
    for (const [effective_on, share_price] of [['2015-01-01', 5000], ['2016-07-01', 10000]]) await books.create('group-bylaws', { savings_group: group.id, effective_on, share_price });
    const rows = (saved, count = '') => `Group,Member,Savings,Shares,Cash in the box\r\n${code},1,${saved},${count},55000\r\n`;
    const odd = of_((await bring(rows(52000))).json, group), other = of_((await bring(rows(55000, 10))).json, group);
    assert.deepEqual([odd, other].map(({ reasons }) => reasons.map(({ row, column }) => [row, column])), [[[2, 'savings']], [[2, 'savings']]]);
    assert.match(odd.reasons[0].fault_text, /A share costs 5,000៛; 52,000៛ is no whole number of them/);
    assert.ok(!('difference' in odd) && odd.has_sides === false, 'what cannot be entered has no sides');
    const taken = of_((await bring(rows('"55,000"'), 'post')).json, group);
    assert.deepEqual([taken.state, taken.difference], ['posted', 0], JSON.stringify(taken));
    const [{ id, savings }] = await takeovers(group);
    assert.equal(savings, 55000);
    assert.deepEqual((await books.all(`/api/v1/takeover-savings?takeover=${id}`)).map(({ shares: count }) => count), [11]);
    for (const again of [rows(55000), rows('', 11), rows(55000, 11)]) assert.equal(of_((await bring(again)).json, group).state, 'same');
  });

  it('name the columns that are not understood, and take the others', async () => {
    const rows = `Group,Member,Deposit,Cash in the box,Cash in the box,\r\n${wrong.code},1,500000,0,1,\r\n`;
    const answer = await bring(rows);
    assert.deepEqual(answer.json.unread_columns, [{ unread_heading: 'Deposit' }, { unread_heading: 'Cash in the box' }], answer.text);
    assert.deepEqual((await bring(head + rowsOf(wrong, wrong))).json.unread_columns, []);
    const page = await books.form('/savings-groups/paper-books', { do: 'check', rows, as_of: '2016-06-01' });
    assert.match(page.text, /Columns that are not understood[^]*<b class="error">Deposit<\/b>/);
  });

  it('have an empty list in both languages, as text and as a workbook', async () => {
    for (const [lang, word] of [['en', 'Cash in the box'], ['km', 'ប្រាក់ក្នុងហិប']]) {
      const csv = await books.get(`/savings-groups/paper-books/template?format=csv&words=${lang}`);
      assert.ok(csv.status === 200 && csv.text.includes(word), csv.text);
      const checked = await bring(`${csv.text.trim()}\r\n${fund.code}\r\n`);
      assert.equal(checked.status, 200, checked.text);
    }
    const book = await books.get('/savings-groups/paper-books/template?format=xlsx');
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
    assert.equal((await books.get('/savings-groups/paper-books/template?format=pdf')).status, 422);
  });

  it('are nobody else’s', async () => {
    for (const client of [viewer]) {
      assert.equal((await client.get(list)).status, 404);
      assert.equal((await bring(head, 'check', {}, client)).status, 404);
    }
    const strange = await bring(head + rowsOf(fund, fund), 'post', {}, stranger);
    assert.deepEqual([strange.json.groups, strange.json.strays.length], [[], 3], strange.text);
  });
});
