// SPDX-License-Identifier: Apache-2.0
// A rice and a cow bank over the API: their books, what is refused and why, what is sent twice, who sees what.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places } from './app.mjs';

let server, lead, chief, boss, officer, stranger, rice, cows, loan, cow;
const families = [], keepers = [];
const current = async (type, record) => (await officer.get(`/api/v1/${type}/${record.id}`)).json;
async function change(client, type, record, values) {
  const { version } = await current(type, record);
  return client.patch(`/api/v1/${type}/${record.id}`, values, { 'if-match': `"${version}"` });
}
async function accountOf(bank, number) {
  const [book] = await officer.all(`/api/v1/books?subject=${bank.id}`);
  const rows = (await officer.get(`/api/v1/books/${book.id}/trial-balance?from=2016-01-01&to=2018-12-31`)).json.rows;
  return rows.filter((row) => row.account?.startsWith(number)).reduce((sum, row) => sum + (row.closing || 0), 0);
}
const join = async (bank) => officer.create('bank-members', { bank: bank.id, household: (await officer.create('households', { head_name: 'Chan', village: places.village })).id, joined_on: '2016-01-05' });
const event = (kind, on_day, more = {}) => officer.post('/api/v1/animal-events', { animal: cow.id, kind, on_day, ...more });

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  officer = await addUser(chief, 'one.officer', { roles: ['field_officer'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  const make = (name, kind) => officer.create('banks', { name, kind, village: places.village, formed_on: '2016-01-01', status: 'active' });
  [rice, cows] = [await make('Rice', 'rice'), await make('Cows', 'cow')];
  await officer.create('bank-contracts', { bank: rice.id, effective_on: '2016-01-01', purpose: 'food' });
  await officer.create('bank-contracts', { bank: cows.id, effective_on: '2016-01-01', purpose: 'raising', pass_on: 'first_female' });
  for (let i = 0; i < 3; i++) { families.push(await join(rice)); keepers.push(await join(cows)); }
  cow = await officer.create('bank-animals', { bank: cows.id, tag: 'A-1', species: 'cow', sex: 'female', origin: 'bought', entered_on: '2016-01-06', born_on: '2012-01-01' });
});
after(() => server.stop());

describe('a rice bank', () => {
  it('takes what is usual where its terms say nothing', async () => {
    const [terms] = await officer.all(`/api/v1/bank-contracts?bank=${rice.id}`);
    assert.deepEqual([terms.rate_ppm, terms.joining_amount, terms.moisture_ppm], [100000, 20000, 140000]);
  });

  it('lends once however often the same loan is sent', async () => {
    await officer.create('stock-lots', { bank: rice.id, source: 'contribution', member: families[0].id, amount: 40000, received_on: '2016-01-10' });
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const asked = { bank: rice.id, member: families[0].id, lent_on: '2016-06-01', purpose: 'food', amount: 30000, people: 5, own_amount: 20000, days_to_harvest: 120 };
    const [first, second] = [await officer.post('/api/v1/stock-loans', asked, headers), await officer.post('/api/v1/stock-loans', asked, headers)];
    assert.equal(first.status, 201, first.text);
    assert.equal(second.json.id, first.json.id);
    loan = first.json;
    assert.equal(loan.owed_at_due, 33000);
    assert.equal(await accountOf(rice, '1300'), 10000);
  });

  it('says which rule speaks against a loan', async () => {
    const ask = (more) => officer.post('/api/v1/stock-loans', { bank: rice.id, member: families[1].id, lent_on: '2016-06-02', purpose: 'food', amount: 5000, people: 5, own_amount: 0, days_to_harvest: 120, ...more });
    assertRefused(await ask({}), 422, ['member']);
    assertRefused(await ask({ member: families[0].id }), 422, ['member']);
    assertRefused(await ask({ member: keepers[0].id }), 422, ['member']);
    assertRefused(await ask({ amount: 9e9 }), 422, ['amount', 'days_to_harvest', 'member']);
    assertRefused(await ask({ people: null }), 422, ['people']);
    assertRefused(await ask({ lent_on: '2015-06-02' }), 422, ['lent_on']);
    assert.equal(await accountOf(rice, '1300'), 10000);
  });

  it('takes no more back than is owed, and interest first', async () => {
    const back = (more) => officer.post('/api/v1/stock-repayments', { loan: loan.id, paid_on: '2017-01-10', repaid_in: 'kind', amount: 4000, ...more });
    assertRefused(await back({ amount: 33100 }), 422, ['amount']);
    assertRefused(await back({ moisture_ppm: 900000 }), 422, ['moisture_ppm']);
    assertRefused(await back({ repaid_in: 'cash', price: 900, market_price: 1000 }), 422, ['minute']);
    const given = await back({});
    assert.equal(given.status, 201, given.text);
    assert.deepEqual([given.json.book_amount, given.json.interest], [4000, 3000]);
    assert.equal(await accountOf(rice, '1200'), 29000);
  });

  it('counts the store against the book, with a reason for what is missing', async () => {
    const count = (more) => officer.post('/api/v1/stock-counts', { bank: rice.id, counted_on: '2017-02-01', counted: 5000, ...more });
    assertRefused(await count({}), 422, ['reason']);
    const done = await count({ reason: 'Stolen at night' });
    assert.equal(done.status, 201, done.text);
    assert.equal(done.json.loss + done.json.shortage, 9000);
    assert.equal(await accountOf(rice, '1300'), 5000);
    assertRefused(await officer.post('/api/v1/stock-lots', { bank: rice.id, source: 'donated', amount: 1000, received_on: '2016-12-01' }), 422, ['received_on']);
  });

  it('writes off what a manager says, not an officer', async () => {
    const off = { state: 'written_off', written_off_on: '2017-06-01', written_off_why: 'The family left' };
    assertRefused(await change(officer, 'stock-loans', loan, off), 422, ['state']);
    const done = await change(boss, 'stock-loans', loan, off);
    assert.equal(done.status, 200, done.text);
    assert.equal(done.json.written_off_amount, 29000);
    assert.equal(await accountOf(rice, '1200'), 0);
  });
});

describe('a cow bank', () => {
  it('lends a cow once, and not a dead one', async () => {
    assert.equal((await event('lend', '2016-02-01', { member: keepers[0].id })).status, 201);
    assertRefused(await event('lend', '2016-02-02', { member: keepers[1].id }), 422, ['kind']);
    assertRefused(await event('pass_on', '2016-02-02', { member: families[0].id }), 422, ['member']);
    assertRefused(await event('sell', '2016-02-02'), 422, ['amount']);
    const died = await event('die', '2016-03-01', { certified_by: 'vet' });
    assert.equal(died.status, 201, died.text);
    assertRefused(await event('lend', '2016-03-02', { member: keepers[1].id }), 422, ['kind']);
    assert.equal((await current('bank-animals', cow)).place, 'died');
    assert.equal(await accountOf(cows, '1200'), 0);
  });

  it('takes no parents that cannot be', async () => {
    const young = (more) => officer.post('/api/v1/bank-animals', { bank: cows.id, tag: 'A-2', species: 'cow', sex: 'male', origin: 'born', born_on: '2016-02-20', ...more });
    assertRefused(await young({}), 422, ['dam']);
    assertRefused(await young({ dam: cow.id, born_on: '2012-03-01' }), 422, ['dam']);
    assertRefused(await young({ dam: cow.id, sire: cow.id }), 422, ['sire']);
  });
});

describe('others', () => {
  it('of another organisation find nothing', async () => {
    for (const [type, record] of [['banks', rice], ['stock-loans', loan], ['bank-animals', cow]]) assert.equal((await stranger.get(`/api/v1/${type}/${record.id}`)).status, 404, type);
    for (const path of [`/banks/${rice.id}`, `/banks/${cows.id}/register`, `/bank-animals/${cow.id}`, `/stock-loans/${loan.id}/contract`, `/banks/${rice.id}/do/lend`]) assert.equal((await stranger.get(path)).status, 404, path);
  });

  it('who lead see the bank and nothing of its families', async () => {
    assert.equal((await lead.get(`/api/v1/banks/${rice.id}`)).status, 200);
    for (const [type, record] of [['stock-loans', loan], ['bank-animals', cow], ['bank-members', families[0]]]) assert.equal((await lead.get(`/api/v1/${type}/${record.id}`)).status, 404, type);
  });
});
