// SPDX-License-Identifier: Apache-2.0
// A savings group over the API: its book, a meeting, a loan, a share-out; what a closed meeting refuses, what is sent twice,
// who sees what.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

let server, lead, books, boss, officer, worker, stranger, group, meeting, loan;
const members = [];
const all = (client, address) => client.all(`/api/v1/${address}`);
const current = async (type, record, client = books) => (await client.get(`/api/v1/${type}/${record.id}`)).json;
async function change(client, type, record, values) {
  const { version } = await current(type, record);
  return client.patch(`/api/v1/${type}/${record.id}`, values, { 'if-match': `"${version}"` });
}
const save = (member, shares) => books.create('meeting-lines', { meeting: meeting.id, member: member.id, attendance: 'present', shares, social_fund: 500 });
const balances = async () => {
  const [book] = await all(books, `books?subject=${group.id}`);
  return all(books, `accounts?book=${book.id}`);
};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  officer = await addUser(chief, 'one.officer', { roles: ['field_officer'] });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  worker = await addUser(chief, 'one.worker', { roles: ['social_worker'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  group = await books.create('savings-groups', { name: 'Rumduol', village: places.village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
  for (let i = 0; i < 5; i++) {
    const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
    members.push(await books.create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-06-01' }));
  }
  meeting = await books.create('group-meetings', { savings_group: group.id, held_on: '2016-07-01', state: 'open' });
});
after(() => server.stop());

describe('a savings group', () => {
  it('has a book with an account for each member from the first day', async () => {
    const accounts = await balances();
    assert.equal(accounts.filter(({ role, subject }) => role === 'shares' && subject).length, 5);
    assert.deepEqual(accounts.filter(({ subject }) => subject === members[2].id).map(({ number }) => number), ['3000.3']);
  });

  it('numbers its members and meetings', async () => {
    assert.deepEqual((await Promise.all(members.map((one) => current('savings-members', one)))).map(({ number }) => number), [1, 2, 3, 4, 5]);
    assert.equal((await current('group-meetings', meeting)).number, 1);
  });

  it('takes a line that is sent twice once', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const line = { meeting: meeting.id, member: members[0].id, attendance: 'present', shares: 5, social_fund: 500 };
    const [first, second] = [await books.post('/api/v1/meeting-lines', line, headers), await books.post('/api/v1/meeting-lines', line, headers)];
    assert.ok(first.status === 201 && second.status < 300, `${first.text} ${second.text}`);
    assert.equal(first.json.id, second.json.id);
    const third = await books.post('/api/v1/meeting-lines', line);
    assert.ok(third.status >= 400 && third.status < 500, third.text);
  });

  it('says which bylaw refuses a loan, for which member, and who may decide otherwise', async () => {
    for (const member of members.slice(1)) await save(member, 2);
    const wanted = { savings_group: group.id, member: members[0].id, meeting: meeting.id, asked_on: '2016-07-01', state: 'approved', amount: 80000, purpose: 'trade', count: 3, first_due_on: '2016-08-01' };
    const refused = await books.post('/api/v1/group-loans', wanted);
    assertRefused(refused, 422, ['amount']);
    assert.match(refused.text, /with these savings and open loans it may be 75,000៛/);
    assert.match(refused.text, /The assembly may decide otherwise, with a minute/);
    for (const [field, value] of [['rate_ppm', 9000000], ['grace_principal', 5], ['first_due_on', '2016-01-01']])
      assertRefused(await books.post('/api/v1/group-loans', { ...wanted, amount: 20000, [field]: value }), 422, [field]);
    loan = await books.create('group-loans', { ...wanted, amount: 20000 });
    assert.equal((await current('group-loans', loan)).total_cost, 21200);
    await books.create('loan-payouts', { loan: loan.id, meeting: meeting.id, amount: 20000 });
  });

  it('offers the loan by the name of who borrowed', async () => {
    const { name_latin: name } = await current('people', { id: (await current('savings-members', members[0])).person }, boss);
    const form = (await books.get('/loan-repayments/new?lang=en')).text;
    const [, option] = form.match(new RegExp(`<option value="${loan.id}"[^>]*>([^<]*)<`));
    assert.ok(option.startsWith(`1 · ${name} · Trade`), option);
  });

  it('counts money that there is, and takes no repayment from a share-out that was not', async () => {
    const counted = await change(books, 'group-meetings', meeting, { counted_notes: '20000x2 700x1' });
    assertRefused(counted, 422, ['counted_notes']);
    assert.match(counted.text, /There is no note or coin of 700៛/);
    assertRefused(await books.post('/api/v1/loan-repayments', { loan: loan.id, meeting: meeting.id, amount: 100, netted: true }), 422, ['netted']);
  });

  it('posts a meeting when its box agrees, all or nothing', async () => {
    const short = await change(books, 'group-meetings', meeting, { state: 'closed', counted_notes: '20000x2 5000x1' });
    assertRefused(short, 422, ['difference_reason']);
    assert.match(short.text, /The box holds 45,000៛, the book says 47,500៛/);
    assert.equal((await current('group-loans', loan)).state, 'approved');
    const closed = await change(books, 'group-meetings', meeting, { state: 'closed', counted_notes: '20000x2 5000x1 500x5' });
    assert.equal(closed.status, 200, closed.text);
    assert.equal(closed.json.closing_cash, 47500);
    assert.equal(closed.json.closing_social_fund, 2500);
    assert.equal((await current('group-loans', loan)).state, 'paid_out');
    assert.equal((await change(books, 'group-meetings', meeting, { state: 'closed' })).status, 422);
    assert.equal((await books.post('/api/v1/meeting-items', { meeting: meeting.id, kind: 'expense', amount: 100, what_for: 'Paper' })).status, 422);
  });

  it('lets nobody change what the meeting counted, by an entry of its day or before', async () => {
    const [book] = await all(books, `books?subject=${group.id}`);
    const write = (on_day, lines) => boss.post('/api/v1/journal-entries', { book: book.id, on_day, kind: 'entry', memo: 'Behind the sheet', state: 'posted', lines });
    for (const on_day of ['2016-06-15', '2016-07-01']) {
      const refused = await write(on_day, '5000 1000\n1000 -1000');
      assertRefused(refused, 422, ['on_day']);
      assert.match(refused.text, /What account 1000 held on 1 July 2016/);
    }
    assertRefused(await write('2016-07-01', '2100 500\n5000 -500'), 422, ['on_day']);
    const again = await change(books, 'group-meetings', meeting, { state: 'open', correction_reason: 'Something came in before' });
    assert.equal(again.status, 200, again.text);
    const late = await write('2016-06-15', '1000 500\n5000 -500');
    assert.equal(late.status, 201, late.text);
    await boss.create('journal-entries', { book: book.id, on_day: '2016-06-15', kind: 'reversal', reverses: late.json.id, memo: 'Back', state: 'posted' });
    const closed = await change(books, 'group-meetings', meeting, { state: 'closed' });
    assert.equal(closed.status, 200, closed.text);
  });

  it('shares out no box that is not what was counted', async () => {
    const [book] = await all(books, `books?subject=${group.id}`);
    const entry = { book: book.id, on_day: '2016-07-02', memo: 'Taken without a meeting', state: 'posted' };
    const taken = await boss.create('journal-entries', { ...entry, kind: 'entry', lines: '5000 1000\n1000 -1000' });
    const refused = await boss.post('/api/v1/share-outs', { savings_group: group.id, meeting: meeting.id, kind: 'share_out' });
    assertRefused(refused, 422, ['meeting']);
    assert.match(refused.text, /counted as 47,500៛, but the book holds 46,500៛/);
    assert.match((await boss.get(`/savings-groups/${group.id}/share-out?lang=en`)).text, /counted as 47,500៛/);
    await boss.create('journal-entries', { ...entry, kind: 'reversal', reverses: taken.id });
  });

  it('shares out to the riel and begins the next cycle', async () => {
    const out = await boss.create('share-outs', { savings_group: group.id, meeting: meeting.id, kind: 'share_out' });
    const made = await current('share-outs', out);
    assert.equal(made.payouts + made.remainder, made.pool);
    const lines = await all(books, `share-out-lines?share_out=${out.id}`);
    assert.equal(lines.length, 5);
    assert.equal(lines.reduce((sum, { payout }) => sum + payout, 0), made.payouts);
    assert.equal((await current('savings-groups', group)).cycle, 2);
    assert.equal((await current('group-loans', loan)).state, 'closed');
    assert.equal((await boss.post('/api/v1/share-outs', { savings_group: group.id, meeting: meeting.id, kind: 'share_out' })).status, 422);
    const { saved } = lines.find(({ member }) => member === members[0].id);
    const passbook = (await books.get(`/savings-members/${members[0].id}/passbook?lang=en`)).text.replace(/<[^>]*>/g, ' ');
    assert.ok(saved > 0 && passbook.includes(`${saved.toLocaleString('en')}៛`), 'what was given back stands in the passbook');
    assert.match(passbook, /Savings\s+0៛/, 'and nothing is saved any more');
    assert.match(server.run('verify'), /./);
  });
});

describe('a member who owes more than the share-out pays', () => {
  it('is named to those who have to settle it', async () => {
    const own = await books.create('savings-groups', { name: 'Malis', village: places.village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
    const people = [];
    for (let i = 0; i < 5; i++) {
      const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
      people.push(await books.create('savings-members', { savings_group: own.id, person: person.id, joined_on: '2016-06-01' }));
    }
    const first = await books.create('group-meetings', { savings_group: own.id, held_on: '2016-07-01', state: 'open' });
    for (const member of people) await books.create('meeting-lines', { meeting: first.id, member: member.id, attendance: 'present', shares: 5, social_fund: 500 });
    const lent = await books.create('group-loans', { savings_group: own.id, member: people[3].id, meeting: first.id, asked_on: '2016-07-01', state: 'approved', amount: 60000, purpose: 'trade', count: 3, first_due_on: '2016-08-01' });
    await books.create('loan-payouts', { loan: lent.id, meeting: first.id, amount: 60000 });
    const { json: { book_amount: box } } = await books.get(`/api/v1/group-meetings/${first.id}/sheet`, { 'accept-language': 'en' });
    assert.equal((await change(books, 'group-meetings', first, { state: 'closed', counted_cash: Number(box.replace(/\D/g, '')) })).status, 200);
    const refused = await boss.post('/api/v1/share-outs', { savings_group: own.id, meeting: first.id, kind: 'share_out' });
    assertRefused(refused, 422, ['member.4']);
    assert.match(refused.text, /Member 4 owes [\d,]+៛ more than the payout/);
    assert.match((await boss.get(`/savings-groups/${own.id}/share-out?lang=en`)).text, /Member 4 owes/);
  });
});

describe('a page of a list beyond the last', () => {
  it('says how many there are and leads back to them', async () => {
    const { status, text } = await books.get('/savings-groups?page=9&lang=en');
    assert.equal(status, 200);
    assert.match(text, /0 of \d/);
    assert.match(text, /rel="prev" href="\/savings-groups\?page=1"/);
  });
});

describe('what the program works out', () => {
  it('is asked by no form, and programs read it only', async () => {
    const { json } = await books.get('/api/v1/openapi.json');
    const computed = Object.entries(json.components.schemas.group_share_out.properties).filter(([name, { readOnly }]) => readOnly && name !== 'code').map(([name]) => name);
    for (const name of ['profit', 'pool', 'payouts', 'remainder']) assert.ok(computed.includes(name), name);
    const { text } = await boss.get(`/group-meetings/${meeting.id}/edit`);
    assert.match(text, /name="minutes"/);
    for (const name of ['closing_cash', 'difference', 'opening_cash']) assert.doesNotMatch(text, new RegExp(`name="${name}"`), name);
  });
});

describe('who sees a group', () => {
  const parts = () => [['savings-groups', group], ['savings-members', members[0]], ['group-meetings', meeting], ['group-loans', loan]];

  it('is its own organisation: for another it does not exist', async () => {
    for (const [type, record] of parts()) assert.equal((await stranger.get(`/api/v1/${type}/${record.id}`)).status, 404, type);
    assert.equal((await all(stranger, 'savings-groups')).length, 0);
    assert.equal((await stranger.post('/api/v1/meeting-lines', { meeting: meeting.id, member: members[0].id, attendance: 'present' })).status, 422);
  });

  it('is the lead, who knows the group and its grade and nothing of its money', async () => {
    assert.equal((await lead.get(`/api/v1/savings-groups/${group.id}`)).status, 200);
    for (const [type, record] of [['group-meetings', meeting], ['group-loans', loan]]) {
      assert.equal((await lead.get(`/api/v1/${type}/${record.id}`)).status, 404, type);
      assert.equal((await all(lead, type)).length, 0);
    }
    assert.equal((await all(lead, `accounts?subject=${members[0].id}`)).length, 0);
    assert.equal((await lead.get(`/savings-members/${members[0].id}/passbook`)).status, 404, 'no passbook that says nothing was saved');
    assert.doesNotMatch((await lead.get(`/savings-members/${members[0].id}`)).text, /\/passbook/);
    assert.equal((await lead.patch(`/api/v1/savings-groups/${group.id}`, { note: 'x' }, { 'if-match': '"1"' })).status >= 403, true);
  });

  it('is not a social worker', async () => {
    for (const [type, record] of parts()) assert.equal((await worker.get(`/api/v1/${type}/${record.id}`)).status, 404, type);
  });

  it('is a field officer, who writes sheets and closes no book', async () => {
    assert.equal((await officer.get(`/api/v1/group-meetings/${meeting.id}`)).status, 200);
    const next = await officer.create('group-meetings', { savings_group: group.id, held_on: '2016-08-01', state: 'open' });
    await officer.create('meeting-lines', { meeting: next.id, member: members[0].id, attendance: 'present', shares: 1, social_fund: 500 });
    assert.equal((await officer.call('DELETE', `/api/v1/group-meetings/${next.id}`, { json: { reason: 'x' }, headers: { 'if-match': '"1"' } })).status, 403);
  });
});

describe('what was typed wrong', () => {
  let open;
  before(async () => { [open] = (await all(books, `group-meetings?savings_group=${group.id}`)).filter(({ state }) => state === 'open'); });
  const takeOff = (client, type, { id }) => client.delete(`/api/v1/${type}/${id}?reason=typed+wrong`, { 'if-match': '"1"' });

  it('is taken off an open sheet by who fills it in, and not off a closed one', async () => {
    for (const client of [books, officer]) {
      const item = await client.create('meeting-items', { meeting: open.id, kind: 'expense', amount: 400, what_for: 'Pens' });
      assert.equal((await takeOff(client, 'meeting-items', item)).status, 200);
    }
    const [line] = await all(books, `meeting-lines?meeting=${meeting.id}`);
    assertRefused(await takeOff(books, 'meeting-lines', line), 422, ['']);
    assert.equal((await takeOff(worker, 'meeting-lines', line)).status, 404);
  });

  it('is a second key holder who was the first', async () => {
    const [first, second] = members;
    assertRefused(await change(books, 'group-meetings', open, { confirmed_first: first.id, confirmed_third: first.id }), 422, ['confirmed_third']);
    assert.equal((await change(books, 'group-meetings', open, { confirmed_first: first.id, confirmed_third: second.id })).status, 200);
  });

  it('is somebody without a key, where the group has chosen who holds them', async () => {
    const [first, second] = members, before = { confirmed_first: first.id, confirmed_third: second.id };
    assert.equal((await change(books, 'savings-members', members[2], { role: 'key_holder' })).status, 200);
    assertRefused(await change(books, 'group-meetings', open, { ...before, confirmed_second: members[3].id }), 422, ['confirmed_second']);
    assert.equal((await change(books, 'group-meetings', open, { ...before, confirmed_second: members[2].id })).status, 200);
    assert.equal((await change(books, 'savings-members', members[2], { role: 'member' })).status, 200);
  });

  it('is a number that another meeting has, and nothing is posted', async () => {
    const taken = await change(books, 'group-meetings', open, { number: 1, state: 'closed', counted_cash: 1, difference_reason: 'x' });
    assert.equal(taken.status, 422, taken.text);
    assert.equal((await current('group-meetings', open)).state, 'open');
    assert.match(server.run('verify'), /All is well/);
  });

  it('is a day that the sheets speak against, or a cycle', async () => {
    assertRefused(await change(books, 'savings-groups', group, { formed_on: '2016-07-02' }), 422, ['formed_on']);
    assertRefused(await change(books, 'savings-members', members[0], { joined_on: '2016-07-02' }), 422, ['joined_on']);
    assertRefused(await change(books, 'savings-groups', group, { cycle: 9 }), 422, ['cycle']);
    assertRefused(await change(books, 'savings-groups', group, { cycle_starts_on: '2016-06-02' }), 422, ['cycle_starts_on']);
    assert.equal((await change(books, 'savings-groups', group, { name: 'Rumduol Thmey' })).status, 200);
  });
});

// A group that keeps a permanent fund pays a dividend: the page shows beforehand what is written afterwards.
describe('a dividend', () => {
  let fund, last, owners;
  const page = (paid) => boss.get(`/savings-groups/${fund.id}/share-out?lang=en&paid=${paid}`);

  before(async () => {
    fund = await books.create('savings-groups', { name: 'Trach', village: places.village, model: 'permanent', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
    owners = [];
    for (let i = 0; i < 3; i++) {
      const person = await boss.create('people?force=1', { name_latin: `Chan ${unique()}`, sex: 'f' });
      owners.push(await books.create('savings-members', { savings_group: fund.id, person: person.id, joined_on: '2016-06-01' }));
    }
    last = await books.create('group-meetings', { savings_group: fund.id, held_on: '2016-07-01', state: 'open' });
    for (const member of owners) await books.create('meeting-lines', { meeting: last.id, member: member.id, attendance: 'present', deposit: 20000 });
    await books.create('meeting-items', { meeting: last.id, kind: 'other_income', amount: 100000, what_for: 'Threshing' });
  });

  it('waits for the box to be counted', async () => {
    const { status, text } = await page('cash');
    assert.equal(status, 200);
    assert.match(text, /<h1>Dividend<\/h1>/);
    assert.match(text, /Meeting 1 is still open/);
    assert.doesNotMatch(text, /Pay the dividend/);
  });

  it('says why it waits when the book was changed after the box was counted, also for one on the savings', async () => {
    const closed = await change(books, 'group-meetings', last, { state: 'closed', counted_notes: '100000x1 50000x1 10000x1' });
    assert.equal(closed.status, 200, closed.text);
    const [book] = await all(books, `books?subject=${fund.id}`);
    const entry = { book: book.id, on_day: '2016-07-02', memo: 'To the bank', state: 'posted' };
    const taken = await boss.create('journal-entries', { ...entry, kind: 'entry', lines: '1100 60000\n1000 -60000' });
    const { text } = await page('savings');
    assert.match(text, /The box was counted as 160,000៛, but the book holds 100,000៛/);
    assert.doesNotMatch(text, /Pay the dividend/);
    const refused = await boss.post('/api/v1/share-outs', { savings_group: fund.id, meeting: last.id, kind: 'dividend', paid: 'savings' });
    assertRefused(refused, 422, ['meeting']);
    await boss.create('journal-entries', { ...entry, kind: 'reversal', reverses: taken.id });
  });

  it('shows what everybody gets, in cash or on the savings, and writes just that', async () => {
    const { json } = await boss.get(`/api/v1/savings-groups/${fund.id}/share-out?paid=savings`);
    assert.equal(json.is_dividend, true);
    assert.equal(json.rows.length, 3);
    const { text } = await page('savings');
    assert.match(text, /<option value="savings" selected>/);
    assert.match(text, /Added to the savings/);
    assert.match(text, /What stays in the profit kept/);
    assert.doesNotMatch(text, /Handed out|handed out in cash|Thumbprint/);
    const key = /name="_key" value="([^"]*)"/.exec(text)[1];
    const body = { _key: key, paid: 'savings', minutes: 'All agreed' };
    const [first, again] = [await boss.form(`/savings-groups/${fund.id}/share-out`, body), await boss.form(`/savings-groups/${fund.id}/share-out`, body)];
    assert.ok(first.status === 303 && again.status === 303, `${first.text} ${again.text}`);
    const made = await all(books, `share-outs?savings_group=${fund.id}`);
    assert.equal(made.length, 1);
    assert.deepEqual([made[0].kind, made[0].paid, made[0].profit], ['dividend', 'savings', 100000]);
    const lines = await all(books, `share-out-lines?share_out=${made[0].id}`);
    assert.equal(lines.reduce((sum, { payout }) => sum + payout, 0) + made[0].remainder, made[0].pool);
    assert.ok(lines.every(({ payout }) => json.rows.some((row) => row.row_payout.replace(/\D/g, '') === String(payout))));
    const list = await boss.get(`/share-outs/${made[0].id}/list?lang=en`);
    assert.match(list.text, /Dividend list/);
    assert.ok(lines.every(({ cash }) => cash === 0), 'nothing leaves the box');
    assert.match(list.text, /Added to the savings/);
    assert.doesNotMatch(list.text, /Handed out|handed out in cash|Thumbprint/);
    const afterwards = (await page('cash')).text;
    assert.ok(afterwards.includes('There was a share-out or a dividend after this meeting already.'));
    assert.equal(afterwards.match(/badge-done/g).length, 8, 'what was done is not open any more');
    assert.doesNotMatch(afterwards, /badge-open/);
  });

  it('has taken the profit until its day: no end of a year before it takes it once more', async () => {
    const [{ id: book }] = await all(books, `books?subject=${fund.id}`);
    const income = (await all(books, `accounts?book=${book}`)).find(({ kind, role }) => kind === 'income' && role === 'other_income');
    const end = (on_day) => books.post(`/api/v1/books/${book}/year-end`, { on_day });
    await books.create('journal-entries', { book, on_day: '2016-06-15', kind: 'entry', state: 'posted', memo: 'Late', lines: `1100 500\n${income.number} -500` });
    const early = await end('2016-06-30');
    assertRefused(early, 422, ['on_day']);
    assert.match(early.text, /A closing entry of 1 July 2016 has taken account/);
    const closing = await current('journal-entries', { id: (await end('2016-07-01')).json.id });
    assert.match(closing.lines, /^\d+ 500\n\d+ -500$/, 'only what came late');
  });

  it('is made on its own page, wherever somebody asks for a new one', async () => {
    for (const [path, form] of [['share-outs', 'share-out'], ['group-meetings', 'meetings/new'], ['group-loans', 'loans/new'], ['group-takeovers', 'takeover'], ['business-plans', 'plans/new']]) {
      const { status, headers } = await boss.get(`/${path}/new?savings_group=${fund.id}`);
      assert.deepEqual([status, headers.location], [303, `/savings-groups/${fund.id}/${form}`], path);
      assert.equal((await boss.get(`/${path}/new`)).headers.location, '/savings-groups', path);
      assert.doesNotMatch((await boss.get(`/${path}`)).text, new RegExp(`href="/${path}/new"`), path);
    }
    const { text } = await boss.get(`/savings-groups/${fund.id}?lang=en`);
    assert.match(text, new RegExp(`href="/savings-groups/${fund.id}/meetings/new"[^>]*>Add: Meeting of a group`));
  });
});
