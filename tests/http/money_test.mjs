// SPDX-License-Identifier: Apache-2.0
// The money of an agreement from its budget to a refund: who takes which step, which limits hold, that every posting follows
// from a record and is reversed and never changed, who sees what; files attached to it; deadlines and their feed.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client, Server, addUser, assertRefused, formToken, kind, request, unique } from './app.mjs';

let server, lead, chief, donor, books, boss, officer, stranger, agreement, budget, line, riel, advance, liquidation, expense;
const usd = (amount) => ({ amount, currency: 'USD' });
const khr = (amount) => ({ amount, currency: 'KHR' });
const money = async (client = lead, query = '') => {
  const answer = await client.get(`/api/v1/agreements/${agreement.id}/money${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const current = async (type, record, client = lead) => (await client.get(`/api/v1/${type}/${record.id}`)).json;
async function step(client, type, record, status, more = {}) {
  const { version } = await current(type, record);
  return client.patch(`/api/v1/${type}/${record.id}`, { status, ...more }, { 'if-match': `"${version}"` });
}
async function taken(...args) {
  const answer = await step(...args);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const postings = (source) => lead.all(`/api/v1/postings?source_id=${source.id}`);
const sums = (rows) => Object.fromEntries(Object.entries(rows.reduce((all, { amount }) => ({ ...all, [amount.currency]: (all[amount.currency] || 0) + amount.amount }), {})));
const newExpense = (values) => books.post('/api/v1/expenses', { liquidation: liquidation.id, budget_line: line.id, spent_on: '2016-05-10', description: 'Rice for the meeting', amount: usd(10000), ...values });

// A body as a browser sends a file.
function multipart(fields, file) {
  const boundary = 'x' + crypto.randomBytes(8).toString('hex');
  const parts = Object.entries(fields).map(([name, value]) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
const attach = (client, address, name, bytes, fields = {}) => client.call('POST', address, multipart({ csrf: client.csrf, ...fields }, { name, bytes: Buffer.from(bytes) }));
const filesOf = (type, record) => `/api/v1/${type}/${record.id}/files`;
const pdf = (text) => Buffer.from(`%PDF-1.4\n% ${text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  officer = await addUser(chief, 'one.officer', { roles: ['field_officer'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  donor = await addUser(lead, 'donor', { roles: ['donor'] });
  const programme = await lead.create('programmes', { name: 'Programme', starts_on: '2015-10-01', ends_on: '2019-09-30' });
  agreement = await lead.create('agreements', { org: one.id, programme: programme.id, number: 'SG-1', title: 'Agreement', status: 'active', starts_on: '2016-03-01', ends_on: '2018-02-28', amount: usd(10000000) });
  await lead.create('exchange-rates', { on_day: '2016-01-01', from_currency: 'USD', price: khr(4000), source: 'Test' });
  await lead.create('exchange-rates', { on_day: '2016-06-01', from_currency: 'USD', price: khr(4100), source: 'Test' });
});
after(() => server.stop());

describe('a budget', () => {
  it('is drafted by the organisation and approved by the lead alone', async () => {
    budget = await books.create('budgets', { agreement: agreement.id, number: 'Original', status: 'draft', effective_on: '2016-03-01' });
    assertRefused(await step(lead, 'budgets', budget, 'approved'), 422, ['status']); // it has no lines
    line = await books.create('budget-lines', { budget: budget.id, number: '1', title: 'Meetings', category: 'training', amount: usd(4000000) });
    riel = await books.create('budget-lines', { budget: budget.id, number: '2', title: 'Seed', category: 'supplies', amount: khr(80000000) });
    assertRefused(await step(boss, 'budgets', budget, 'approved'), 422, ['status']);
    await taken(lead, 'budgets', budget, 'approved');
    assertRefused(await books.post('/api/v1/budget-lines', { budget: budget.id, number: '3', title: 'More', category: 'travel', amount: usd(1) }), 422);
    assert.deepEqual((await money()).totals.budget, usd(6000000)); // 80,000,000 riel at 4,000 are 20,000 dollars
    assert.deepEqual((await money(lead, '?currency=KHR')).totals.budget, khr(240000000));
  });

  it('does not exceed the agreement without a reason', async () => {
    const over = await books.create('budgets', { agreement: agreement.id, number: 'Too much', status: 'draft', effective_on: '2017-03-01' });
    await books.create('budget-lines', { budget: over.id, number: '1', title: 'Meetings', category: 'training', amount: usd(10000001) });
    assertRefused(await step(lead, 'budgets', over, 'approved'), 422, ['override_reason']);
    const { version } = await current('budgets', over);
    assert.equal((await boss.call('DELETE', `/api/v1/budgets/${over.id}?reason=test`, { headers: { 'if-match': `"${version}"` } })).status, 200);
  });

  it('and an advance are refused with a negative amount', async () => {
    assertRefused(await books.post('/api/v1/advances', { agreement: agreement.id, purpose: 'x', status: 'draft', amount: usd(-5), requested_on: '2016-03-05' }), 422, ['amount']);
    const other = await books.create('budgets', { agreement: agreement.id, number: 'Next', status: 'draft', effective_on: '2017-03-01' });
    assertRefused(await books.post('/api/v1/budget-lines', { budget: other.id, number: '1', title: 'x', category: 'travel', amount: usd(-1) }), 422, ['amount']);
  });
});

describe('what would be too much for one sum', () => {
  const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

  it('is not let in: a budget has at most five hundred lines', async () => {
    const wide = await books.create('budgets', { agreement: agreement.id, number: 'Wide', status: 'draft', effective_on: '2017-03-01' });
    const values = (i) => ({ budget: wide.id, number: `W${i}`, title: 'x', category: 'travel', amount: usd(1) });
    assert.equal((await books.post('/api/v1/budget-lines', many(499, values))).status, 201);
    assertRefused(await books.post('/api/v1/budget-lines', many(2, (i) => values(500 + i))), 422);
    assert.equal((await books.post('/api/v1/budget-lines', values(500))).status, 201);
    assertRefused(await books.post('/api/v1/budget-lines', values(501)), 422);
    const [gone] = (await books.get(`/api/v1/budget-lines?budget=${wide.id}&limit=1`)).json.items;
    assert.equal((await boss.delete(`/api/v1/budget-lines/${gone.id}?version=1&reason=test`)).status, 200);
    assert.equal((await books.post('/api/v1/budget-lines', values(501))).status, 201);
    assertRefused(await boss.post(`/api/v1/budget-lines/${gone.id}/restore`), 422);
  });
});

describe('an advance', () => {
  it('goes from a draft to paid, each step by who may', async () => {
    await lead.create('obligations', { org: agreement.org, agreement: agreement.id, kind: 'lead', status: 'made', description: 'First', amount: usd(5000000), made_on: '2016-03-02' });
    advance = await books.create('advances', { agreement: agreement.id, purpose: 'Quarter 1', status: 'draft', amount: usd(2000000), requested_on: '2016-03-05', period_from: '2016-03-01', period_to: '2016-05-31' });
    assertRefused(await step(books, 'advances', advance, 'requested'), 422, ['status']);
    await taken(boss, 'advances', advance, 'requested');
    for (const status of ['approved', 'paid']) assertRefused(await step(boss, 'advances', advance, status), 422, ['status']);
    assertRefused(await step(lead, 'advances', advance, 'paid'), 422, ['status']); // not approved yet
    assertRefused(await step(lead, 'advances', advance, 'declined'), 422, ['decline_reason']);
    await taken(lead, 'advances', advance, 'approved');
    assert.equal((await postings(advance)).length, 0);
    const paid = await taken(lead, 'advances', advance, 'paid', { paid_on: '2016-03-10' });
    assert.equal(paid.liquidate_by, '2016-06-30');
    const rows = await postings(advance);
    assert.deepEqual(rows.map((row) => [row.account, row.amount.amount]).sort(), [['advances', 2000000], ['funds', -2000000]]);
    assert.deepEqual(rows.map((row) => row.other_amount.amount).sort(), [-80000000, 80000000].sort());
    assert.deepEqual((await money()).totals.outstanding, usd(2000000));
  });

  it('is no more than what the lead has obligated and not paid, unless a manager of the lead says why', async () => {
    const more = await boss.create('advances', { agreement: agreement.id, purpose: 'Too much', status: 'draft', amount: usd(3000001), requested_on: '2016-03-05' });
    assertRefused(await step(boss, 'advances', more, 'requested'), 422, ['amount']);
    assertRefused(await step(boss, 'advances', more, 'requested', { override_reason: 'we want it' }), 422, ['amount']);
  });

  it('does not change and is not deleted once it is paid', async () => {
    assertRefused(await step(lead, 'advances', advance, 'paid', { amount: usd(1) }), 422);
    const { version } = await current('advances', advance);
    assertRefused(await lead.call('DELETE', `/api/v1/advances/${advance.id}?reason=test`, { headers: { 'if-match': `"${version}"` } }), 422);
  });

  it('offers to be deleted only while it can be', async () => {
    const draft = await boss.create('advances', { agreement: agreement.id, purpose: 'A draft', status: 'draft', amount: usd(1), requested_on: '2016-03-05' });
    const offers = async (client, record) => (await client.get(`/advances/${record.id}`)).text.includes(`/advances/${record.id}/delete`);
    assert.deepEqual([await offers(boss, draft), await offers(boss, advance), await offers(lead, advance)], [true, false, false]);
    assert.equal((await boss.delete(`/api/v1/advances/${draft.id}?version=1&reason=test`)).status, 200);
  });
});

describe('a liquidation', () => {
  it('holds expenses within the time, the line and the rates', async () => {
    liquidation = await books.create('liquidations', { advance: advance.id, number: 'L1', status: 'draft', period_to: '2016-05-31' });
    assertRefused(await step(boss, 'liquidations', liquidation, 'submitted'), 422, ['status']); // nothing in it
    assertRefused(await newExpense({ spent_on: '2016-02-28' }), 422, ['spent_on']);
    assertRefused(await newExpense({ amount: usd(0) }), 422, ['amount']);
    assertRefused(await boss.post('/api/v1/expenses', { liquidation: liquidation.id, budget_line: line.id, spent_on: '2015-12-01', description: 'Before any rate', amount: khr(4000), override_reason: 'Agreed by mail' }), 422, ['amount']);
    assertRefused(await newExpense({ amount: usd(4000001) }), 422, ['override_reason']);
    assertRefused(await newExpense({ amount: usd(4000001), override_reason: 'it is only a little' }), 422, ['override_reason']); // a bookkeeper may not
    const made = await newExpense({ amount: usd(1500000) });
    assert.equal(made.status, 201, made.text);
    expense = made.json;
    const second = await newExpense({ budget_line: riel.id, amount: khr(4100000), spent_on: '2016-06-02', description: 'Seed' });
    assert.equal(second.status, 201, second.text);
  });

  it('moves money only when the lead accepts it, and each amount keeps the rate of its day', async () => {
    await taken(boss, 'liquidations', liquidation, 'submitted');
    assertRefused(await newExpense({}), 422); // handed in
    assertRefused(await step(boss, 'liquidations', liquidation, 'accepted'), 422, ['status']);
    assertRefused(await step(lead, 'liquidations', liquidation, 'returned'), 422, ['return_reason']);
    assert.deepEqual((await money()).totals.spent, usd(0));
    await taken(lead, 'liquidations', liquidation, 'accepted');
    const { totals, lines, rates } = await money();
    assert.deepEqual(totals.spent, usd(1600000)); // 4,100,000 riel at 4,100
    assert.deepEqual(totals.outstanding, usd(400000));
    assert.deepEqual(lines.map((row) => [row.number, row.spent.amount, row.left.amount]), [['1', 1500000, 2500000], ['2', 100000, 1900000]]);
    assert.deepEqual(rates.map((rate) => rate.price.amount), [4000, 4100]);
    const inRiel = await money(lead, '?currency=KHR');
    assert.deepEqual(inRiel.lines.map((row) => row.spent.amount), [60000000, 4100000]);
  });

  it('leaves postings that balance in each currency and are reversed, not changed, when it is opened again', async () => {
    const before = await postings(expense);
    await taken(lead, 'liquidations', liquidation, 'returned', { return_reason: 'A receipt is missing' });
    const after = await postings(expense);
    assert.equal(after.length, 2 * before.length);
    assert.deepEqual(sums(after.filter((row) => row.account === 'expenses')), { USD: 0 });
    assert.deepEqual((await money()).totals.spent, usd(0));
    await taken(boss, 'liquidations', liquidation, 'submitted');
    await taken(lead, 'liquidations', liquidation, 'accepted');
    {
      const rows = await lead.all('/api/v1/postings');
      const entries = [...new Set(rows.map((row) => row.entry))];
      assert.ok(entries.length > 5);
      for (const entry of entries) for (const total of Object.values(sums(rows.filter((row) => row.entry === entry)))) assert.equal(total, 0);
    }
    assert.deepEqual((await money()).totals.spent, usd(1600000));
    assertRefused(await lead.post('/api/v1/postings', { agreement: agreement.id, on_day: '2016-05-01', event: 'advance_paid', account: 'funds', amount: usd(1), source_type: 'advance', source_id: advance.id, entry: advance.id }), 403);
    const [one] = after;
    assertRefused(await lead.patch(`/api/v1/postings/${one.id}`, { amount: usd(1) }, { 'if-match': `"${one.version}"` }), 403);
    assertRefused(await lead.call('DELETE', `/api/v1/postings/${one.id}?reason=test`, { headers: { 'if-match': `"${one.version}"` } }), 403);
  });

  it('is no more than what is open of its advance', async () => {
    const second = await books.create('liquidations', { advance: advance.id, number: 'L2', status: 'draft', period_to: '2016-06-30' });
    const made = await books.post('/api/v1/expenses', { liquidation: second.id, budget_line: line.id, spent_on: '2016-06-10', description: 'Too much', amount: usd(400001) });
    assert.equal(made.status, 201, made.text);
    assertRefused(await step(boss, 'liquidations', second, 'submitted'), 422, ['override_reason']);
    await taken(boss, 'liquidations', second, 'submitted', { override_reason: 'The hall cost one cent more' });
    await taken(lead, 'liquidations', second, 'returned', { return_reason: 'Not accepted' });
  });

  it('is done once, however often the step is sent', async () => {
    const more = await boss.create('advances', { agreement: agreement.id, purpose: 'Twice', status: 'requested', amount: usd(100000), requested_on: '2016-06-05' });
    await taken(lead, 'advances', more, 'approved');
    const page = await lead.get(`/money/advances/${more.id}/paid`);
    lead.csrf = lead.headers['x-csrf-token'] = formToken(page.text);
    const form = { _version: (await current('advances', more)).version, _key: unique(), paid_on: '2016-06-06', liquidate_by: '', reference: '', override_reason: '' };
    const answers = await Promise.all([1, 2, 3].map(() => lead.form(`/money/advances/${more.id}/paid`, form)));
    assert.ok(answers.some(({ status }) => status === 303), answers.map(({ status }) => status).join());
    assert.equal((await postings(more)).length, 2);
  });
});

describe('a commitment to a supplier', () => {
  it('binds money of its line until expenses use it or it is released', async () => {
    const bound = await boss.create('obligations', { agreement: agreement.id, kind: 'supplier', status: 'made', description: 'Chairs', supplier: 'A shop', budget_line: line.id, amount: usd(1000000), made_on: '2016-06-11' });
    assert.deepEqual((await money()).totals.committed, usd(1000000));
    assertRefused(await boss.post('/api/v1/obligations', { agreement: agreement.id, kind: 'supplier', status: 'made', description: 'More chairs', budget_line: line.id, amount: usd(9000000), made_on: '2016-06-11' }), 422, ['override_reason']);
    const third = await books.create('liquidations', { advance: advance.id, number: 'L3', status: 'draft', period_to: '2016-06-30' });
    const used = await books.post('/api/v1/expenses', { liquidation: third.id, budget_line: line.id, spent_on: '2016-06-20', description: 'Chairs', amount: usd(300000), obligation: bound.id });
    assert.equal(used.status, 201, used.text);
    await taken(boss, 'liquidations', third, 'submitted');
    await taken(lead, 'liquidations', third, 'accepted');
    assert.deepEqual((await money()).totals.committed, usd(700000));
    await taken(boss, 'obligations', bound, 'released', { released_on: '2016-07-01' });
    assert.deepEqual((await money()).totals.committed, usd(0));
  });
});

describe('a refund', () => {
  it('closes what is open of an advance when the lead has it', async () => {
    assertRefused(await books.post('/api/v1/refunds', { advance: advance.id, status: 'sent', amount: usd(100001), refunded_on: '2016-07-02' }), 422, ['amount']);
    assertRefused(await books.post('/api/v1/refunds', { advance: advance.id, status: 'sent', amount: khr(4000), refunded_on: '2016-07-02' }), 422, ['amount']);
    const refund = await books.create('refunds', { advance: advance.id, status: 'sent', amount: usd(100000), refunded_on: '2016-07-02' });
    assertRefused(await step(boss, 'refunds', refund, 'received'), 422, ['status']);
    await taken(lead, 'refunds', refund, 'received', { received_on: '2016-07-04' });
    const { totals, open_advances } = await money();
    assert.deepEqual(totals.refunded, usd(100000));
    assert.ok(!open_advances.some((row) => row.id === advance.id));
  });

  it('and everything before it is what `mlup verify` counts anew', () => {
    assert.match(server.run('verify', '--quiet'), /money: \d+ records posted\n[^]*All is well/);
  });
});

describe('money', () => {
  it('of another organisation does not exist, and a donor learns the totals alone', async () => {
    for (const address of [`/api/v1/agreements/${agreement.id}/money`, `/agreements/${agreement.id}/money`, `/api/v1/advances/${advance.id}`, `/money/advances/${advance.id}/approved`]) {
      assert.equal((await stranger.get(address)).status, 404, address);
    }
    assert.deepEqual((await stranger.get('/api/v1/advances')).json.items, []);
    assert.deepEqual((await stranger.get('/api/v1/money')).json.items, []);
    assert.equal((await officer.get(`/api/v1/agreements/${agreement.id}/money`)).status, 404);
    assert.equal((await officer.get('/money')).status, 404);
    const seen = await money(donor);
    assert.deepEqual(seen.totals.spent, usd(1900000));
    assert.equal(seen.lines, undefined);
    assert.equal(seen.open_advances, undefined);
    for (const type of ['budgets', 'advances', 'liquidations', 'expenses', 'postings', 'obligations', 'refunds']) assert.equal((await donor.get(`/api/v1/${type}`)).status, 404, type);
    assert.doesNotMatch((await donor.get(`/agreements/${agreement.id}/money`)).text, /Quarter 1|Meetings/);
  });
});

describe('a question that cannot be understood', () => {
  it('is refused, not answered with the money of another day or currency', async () => {
    for (const question of ['currency=EUR', 'on=2017-02-30', 'on=x']) {
      for (const path of ['/api/v1/money', `/api/v1/agreements/${agreement.id}/money`]) assertRefused(await chief.get(`${path}?${question}`), 422, [question.split('=')[0]]);
      assert.equal((await chief.get(`/agreements/${agreement.id}/money?${question}`)).status, 422);
    }
    assert.equal((await chief.get(`/agreements/${agreement.id}/money?on=30/9/2017`)).status, 200);
    for (const path of ['money', `agreements/${agreement.id}/money`, 'board', 'map']) {
      assertRefused(await chief.get(`/api/v1/${path}?provnice=09`), 422, ['provnice']); // a slip: not the whole country instead
    }
  });
});

describe('an attached file', () => {
  it('is taken for what it is, sealed, and given back byte for byte to who may see the record', async () => {
    const made = await attach(books, filesOf('liquidations', liquidation), 'បង្កាន់ដៃ.pdf', pdf('one'), { note: 'The hall' });
    assert.equal(made.status, 201, made.text);
    const [file] = made.json.items;
    assert.deepEqual([file.file_name, file.media_type, file.file_bytes, file.file_note], ['បង្កាន់ដៃ.pdf', 'application/pdf', pdf('one').length, 'The hall']);
    assert.match(file.file_hash, /^[0-9a-f]{64}$/);
    for (const client of [books, boss, lead]) {
      const got = await client.get(`/api/v1/attachments/${file.file_id}/file`);
      assert.equal(got.text, pdf('one').toString());
      assert.match(got.headers['content-disposition'], /^attachment; filename="_+\.pdf"; filename\*=UTF-8''%E1%9E%94/);
      assert.equal(got.headers['x-content-type-options'], 'nosniff');
    }
    for (const client of [stranger, officer, donor]) assert.equal((await client.get(`/api/v1/attachments/${file.file_id}/file`)).status, 404);
    for (const client of [stranger, officer, donor]) assert.equal((await client.get(filesOf('liquidations', liquidation))).status, 404);
    const reads = (await chief.get(`/api/v1/liquidations/${liquidation.id}/reads`)).json.items;
    assert.ok(reads.length >= 3 && reads.every((read) => read.purpose === 'បង្កាន់ដៃ.pdf'), JSON.stringify(reads));
  });

  it('is refused when it is not what its name says, or could act', async () => {
    const refused = [['x.pdf', 'MZ\x90\0\x03\0\0\0'], ['x.png', pdf('two')], ['x.txt', '<script>alert(1)</script>'], ['x.pdf', '%PDF-1.4 /JavaScript (x)'], ['x.pdf', '%PDF-1.4 /J#61vaScript (x)'],
      ['x.csv', 'a\0b'], ['x.svg', '<svg/>'], ['x.exe', 'hello'], ['x.pdf', '']];
    for (const [name, bytes] of refused) assertRefused(await attach(books, filesOf('advances', advance), name, bytes), 422, ['file']);
    assertRefused(await attach(books, filesOf('budgets', budget), 'x.pdf', pdf('x')), 404); // takes no files
    assertRefused(await attach(stranger, filesOf('advances', advance), 'x.pdf', pdf('x')), 404);
    assert.equal((await attach(books, filesOf('advances', advance), 'big.txt', 'a'.repeat(15 * 1024 * 1024 + 1))).status, 422);
    const big = await attach(books, filesOf('advances', advance), 'big.txt', 'b'.repeat(15 * 1024 * 1024));
    assert.equal(big.status, 201, big.text);
  });

  it('is noticed when it comes twice', async () => {
    assertRefused(await attach(books, filesOf('liquidations', liquidation), 'again.pdf', pdf('one')), 422, ['file']);
    const other = await attach(books, filesOf('expenses', expense), 'other.pdf', pdf('one'));
    assert.equal(other.status, 201, other.text);
    assert.equal(other.json.items[0].is_elsewhere, true);
    assert.equal((await boss.get('/api/v1/attachments')).status, 404); // it has no list of its own
  });

  it('stays on what was handed in', async () => {
    const shown = async () => (await boss.get(filesOf('liquidations', liquidation))).json.items.map((item) => item.file_id);
    assert.equal((await boss.get(`/api/v1/liquidations/${liquidation.id}`)).json.status, 'accepted');
    const [file] = await shown();
    const [receipt] = (await boss.get(filesOf('expenses', expense))).json.items;
    for (const id of [file, receipt.file_id]) assert.equal((await books.form(`/attachments/${id}/remove`, {})).status, 422);
    assert.ok((await shown()).includes(file));
    for (const owner of [`liquidations/${liquidation.id}`, `expenses/${expense.id}`]) assert.doesNotMatch((await books.get(`/attachments/to/${owner}`)).text, /\/remove"/, owner);
    const open = await books.create('liquidations', { advance: advance.id, number: 'Open', status: 'draft', period_to: '2016-06-30' });
    assert.equal((await attach(books, filesOf('liquidations', open), 'open.pdf', pdf('open'))).status, 201);
    const page = (await books.get(`/attachments/to/liquidations/${open.id}`)).text;
    const [, address] = page.match(/action="([^"]*\/remove)"/);
    assert.equal((await books.form(address, {})).status, 303, 'the button that is shown works');
  });

  it('survives new keys, and a copy of the database has it', async () => {
    const [file] = (await boss.get(filesOf('liquidations', liquidation))).json.items;
    await server.end();
    server.run('key', 'rotate');
    assert.match(server.run('verify', '--quiet'), /attached files: \d+, erased: 0\n/);
    await server.start();
    assert.equal((await boss.get(`/api/v1/attachments/${file.file_id}/file`)).text, pdf('one').toString());
    const folder = path.join(server.folder, 'backups');
    fs.mkdirSync(folder);
    server.run('backup', folder, '--quiet');
    const copy = new Server({ args: server.args, env: { MLUP_KEY_FILE: path.join(server.folder, 'mlup.key') } });
    copy.run('restore', path.join(folder, fs.readdirSync(folder)[0]));
    assert.match(copy.run('verify', '--quiet'), /attached files: [1-9]\d*, erased: 0\n/);
    fs.rmSync(copy.folder, { recursive: true });
  });
});

describe('what is due', () => {
  let late;
  it('is made in a series, is late when its day has passed, and is gone when it was received', async () => {
    const page = await lead.get(`/agreements/${agreement.id}/deliverables`);
    assert.equal(page.status, 200, page.text);
    const form = { title: 'Quarterly report', title_km: 'របាយការណ៍', kind: 'report', every: 'quarter', after: '15', _key: unique() };
    lead.csrf = lead.headers['x-csrf-token'] = formToken(page.text);
    for (let i = 0; i < 2; i++) assert.equal((await lead.form(`/agreements/${agreement.id}/deliverables`, form)).status, 303);
    const made = await lead.all(`/api/v1/deliverables?agreement=${agreement.id}&sort=due_on`);
    assert.equal(made.length, 9);
    assert.deepEqual([made[0].due_on, made[0].period_from, made[0].title], ['2016-04-15', '2016-03-01', 'Quarterly report, Quarter 1 of 2016']);
    const { items } = (await boss.get('/api/v1/due')).json; // and an advance or two
    assert.equal(items.filter((item) => item.kind === 'deliverable').length, 9);
    assert.ok(items.filter((item) => item.kind === 'deliverable').every((item) => item.state === 'late' && item.days_left < 0));
    late = made[8];
    for (const one of made.slice(0, 8)) {
      const answer = await lead.patch(`/api/v1/deliverables/${one.id}`, { received_on: '2018-05-01' }, { 'if-match': `"${one.version}"` });
      assert.equal(answer.status, 200, answer.text);
    }
    assert.deepEqual((await boss.get('/api/v1/due')).json.items.filter((item) => item.kind === 'deliverable').map((item) => item.id), [late.id]);
    assert.deepEqual((await stranger.get('/api/v1/due')).json.items, []);
    for (const wrong of ['from=xx', 'until=xx', 'org=018f0000-0000-7000-8000-000000000001', 'org=1', 'page=-1', 'page=0', 'month=2017-13', 'month=now']) {
      assertRefused(await boss.get(`/api/v1/due?${wrong}`), 422, [wrong.split('=')[0]]);
      assert.equal((await boss.get(`/due?${wrong}`)).status, 422, wrong);
    }
    assert.deepEqual((await boss.get('/api/v1/due?until=2016-01-01')).json.items, []);
    boss.headers['x-csrf-token'] = formToken((await boss.get('/account/calendar')).text); // keys are new
    assert.equal((await boss.patch(`/api/v1/deliverables/${late.id}`, { received_on: '2018-05-01' }, { 'if-match': `"${late.version}"` })).status, 403);
    assertRefused(await boss.post('/api/v1/deliverables', { agreement: agreement.id, kind: 'plan', title: 'Mine', due_on: '2018-01-01', received_on: '2018-01-01' }), 422, ['received_on']);
    assertRefused(await lead.patch(`/api/v1/deliverables/${late.id}`, { accepted_on: '2018-05-01' }, { 'if-match': `"${late.version}"` }), 422, ['received_on']);
  });

  it('loses no advance that is open among thousands that are settled', async () => {
    const open = async () => (await boss.get('/api/v1/due')).json.items.filter((item) => item.kind === 'advance').map((item) => item.id);
    const before = await open();
    assert.ok(before.length > 0);
    const id = kind === 'sqlite' ? 'randomblob(16)' : 'gen_random_uuid()';
    const columns = 'version, created_ms, updated_ms, deleted_ms, created_by, agreement, purpose, status, amount, amount_currency, requested_on, paid_on, liquidate_by';
    server.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO advance (org_id, id, ${columns}) SELECT org_id, ${id}, ${columns} FROM n, (SELECT * FROM advance WHERE status = 'paid' ORDER BY id LIMIT 1) one`);
    assert.deepEqual(await open(), before);
    server.sql("DELETE FROM advance WHERE NOT EXISTS (SELECT 1 FROM change_log WHERE record_id = advance.id)");
  });

  it('is read by a calendar with a private address that can be ended, and opens nothing else', async () => {
    const page = await boss.get('/account/calendar');
    boss.csrf = formToken(page.text);
    const made = await boss.form('/account/calendar', { name: 'My phone' });
    const [, address] = made.text.match(/(\/calendar\/mlup_[A-Za-z0-9_-]+\.ics)/);
    const feed = await request(server, 'GET', address);
    assert.equal(feed.status, 200, feed.text);
    assert.match(feed.headers['content-type'], /^text\/calendar/);
    assert.ok(feed.text.includes(`UID:${late.id}@mlup\r\n`) && feed.text.split('\r\n').every((row) => Buffer.byteLength(row) <= 75));
    assert.equal((await request(server, 'GET', address, { headers: { 'if-none-match': feed.headers.etag } })).status, 304);
    const token = address.slice('/calendar/'.length, -'.ics'.length);
    assert.equal((await new Client(server, { authorization: `Bearer ${token}` }).get('/api/v1/me')).status, 401);
    assert.equal((await request(server, 'GET', address.replace(/.{8}\.ics$/, 'AAAAAAAA.ics'))).status, 404);
    const [, id] = (await boss.get('/account/calendar')).text.match(/\/account\/calendar\/([0-9a-f-]{36})\/revoke/);
    assert.equal((await boss.form(`/account/calendar/${id}/revoke`, {})).status, 303);
    assert.equal((await request(server, 'GET', address)).status, 404);
  });
});

describe('the book of a sub-grant', () => {
  const uses = { grants: 'funds', advances: 'advances', costs: 'expenses', exchange: 'exchange' };
  const withoutNothing = (sums_) => Object.fromEntries(Object.entries(sums_).filter(([, sum]) => sum).sort());
  let book;
  const add = (all, key, amount) => { all[key] = (all[key] || 0) + amount; };
  before(async () => { book = (await books.all('/api/v1/books')).find(({ owner, subject }) => owner === 'sub_grant' && subject === agreement.id); });

  it('has a trial balance that is the sums of the postings, reversals among them, as of each day', async () => {
    const rows = await lead.all(`/api/v1/postings?agreement=${agreement.id}`), accounts = await books.all(`/api/v1/accounts?book=${book.id}`);
    assert.ok(rows.length > 20 && rows.some(({ reversal }) => reversal), 'something was reversed');
    for (const day of [...new Set(rows.map(({ on_day }) => on_day))]) {
      const wanted = {}, there = {};
      for (const { account, amount, on_day } of rows) if (on_day <= day) add(wanted, `${account} ${amount.currency}`, amount.amount);
      for (const line of (await books.get(`/api/v1/books/${book.id}/trial-balance?from=2000-01-01&to=${day}`)).json.rows.filter(({ row }) => row === 'row')) {
        const account = accounts.find(({ id }) => id === line.account_id);
        add(there, `${account.subject ? account.subject.split(':')[0] : uses[account.role]} ${line.unit}`, line.closing);
      }
      assert.deepEqual(withoutNothing(there), withoutNothing(wanted), `as of ${day}`);
    }
    assert.match(server.run('verify'), /All is well/);
  });

  it('is kept by the program: nobody posts into it or changes its accounts', async () => {
    const [account] = await books.all(`/api/v1/accounts?book=${book.id}`);
    assertRefused(await boss.post('/api/v1/journal-entries', { book: book.id, on_day: '2016-06-01', kind: 'entry', state: 'posted', memo: 'By hand', lines: '1100 1\n4300 -1' }), 422, ['book']);
    assertRefused(await boss.patch(`/api/v1/accounts/${account.id}`, { closed_on: '2016-06-01', version: account.version }), 422, ['book']);
    assert.equal((await boss.get(`/journal-entries/new?book=${book.id}`)).status, 404);
    const page = await boss.get(`/books/${book.id}`);
    assert.ok(page.text.includes(`/agreements/${agreement.id}`) && !page.text.includes('/journal-entries/new'), 'its page leads to the agreement and offers no entry');
    assert.equal((await lead.get(`/api/v1/books/${book.id}`)).status, 404, 'the lead knows the money by its own pages');
  });

  it('takes what is corrected after a period was closed on the first day that is open', async () => {
    const closed = await boss.patch(`/api/v1/books/${book.id}`, { closed_through: '2016-12-31', closed_reason: 'Audited', version: (await books.get(`/api/v1/books/${book.id}`)).json.version });
    assert.equal(closed.status, 200, closed.text);
    const made = await boss.create('obligations', { agreement: agreement.id, kind: 'supplier', status: 'made', description: 'Late', supplier: 'A shop', budget_line: line.id, amount: usd(100), made_on: '2016-06-11' });
    const day = (await books.get(`/api/v1/books/${book.id}/day-book?from=2017-01-01&to=2017-01-01`)).json;
    assert.ok(day.rows.some(({ source_id }) => source_id === made.id), JSON.stringify(day.rows));
  });
});
