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

  it('is told percent and kilograms on a form, and asks for them by name', async () => {
    const typed = { _fields: 'bank effective_on purpose rate_ppm joining_amount', bank: rice.id, effective_on: '1/3/2016', purpose: 'seed', rate_ppm: '២,៥ %', joining_amount: '20.5 kg' };
    const english = { 'accept-language': 'en' }, page = (await officer.get(`/bank-contracts/new?bank=${rice.id}&lang=en`)).text;
    assert.match(page, /Contribution to join \(kg\)/);
    assert.match(page, /Interest for a season \(%\)/);
    const refused = await officer.form('/bank-contracts', { ...typed, rate_ppm: '201' }, english);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /too large: at most 200 %/);
    assert.match(refused.text, /value="20.5 kg"/);
    assert.match((await officer.form('/bank-contracts', { ...typed, joining_amount: 'a sack' }, english)).text, /“a sack” is not a number/);
    const made = await officer.form('/bank-contracts', typed);
    assert.equal(made.status, 303, made.text);
    const [terms] = await officer.all(`/api/v1/bank-contracts?bank=${rice.id}&purpose=seed`);
    assert.deepEqual([terms.rate_ppm, terms.joining_amount], [25000, 20500]);
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

describe('the steps of a rice bank', () => {
  const doIn = (client, step, body, headers) => client.post(`/api/v1/banks/${store.id}/do/${step}`, body, headers);
  const done = async (step, body) => { const answer = await doIn(officer, step, body); assert.equal(answer.status, 201, answer.text); return answer.json.items[0].record; };
  let store, family, old, young, lent;
  before(async () => {
    store = await officer.create('banks', { name: 'Steps', kind: 'rice', village: places.village, formed_on: '2016-01-01', status: 'active' });
    await officer.create('bank-contracts', { bank: store.id, effective_on: '2016-01-01', purpose: 'food', need_per_day: 0, need_days_min: 0 });
    family = await join(store);
  });

  it('take goods in and lend them out of the lot that is chosen', async () => {
    old = await done('receive', { source: 'contribution', member: family.id, amount: 40000, received_on: '2016-01-10' });
    young = await done('receive', { source: 'donated', amount: 10000, received_on: '2016-02-10', moisture_ppm: 180000 });
    assert.deepEqual([young.book_amount, old.bank], [9500, store.id]);
    lent = await done('lend', { member: family.id, purpose: 'food', amount: 9000, lot: young.id, lent_on: '2016-03-01' });
    assert.equal(lent.owed_at_due, 9900);
    assertRefused(await doIn(officer, 'sell', { amount: 600, lot: young.id, to_whom: 'Mill', price: 900, minute: 'Agreed', on_day: '2016-03-02' }), 422, ['lot']);
  });

  it('sell, lose and give goods away, each once for one key', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }, sale = { amount: 10000, to_whom: 'The mill', price: 950, minute: 'Meeting of 3 March', on_day: '2016-03-03' };
    const [first, second] = [await doIn(officer, 'sell', sale, headers), await doIn(officer, 'sell', sale, headers)];
    assert.deepEqual([first.status, second.status, second.json.items[0].record.id], [201, 200, first.json.items[0].record.id]);
    assert.equal(first.json.items[0].record.cash, 9500);
    assertRefused(await doIn(officer, 'sell', { ...sale, price: undefined }), 422, ['price']);
    assertRefused(await doIn(officer, 'sell', { ...sale, minute: undefined }), 422, ['minute']);
    assertRefused(await doIn(officer, 'sell', { ...sale, amount: 1e9 }), 422, ['amount']);
    assertRefused(await doIn(officer, 'sell', { ...sale, colour: 'red' }), 422, ['colour']);
    assert.equal((await done('loss', { amount: 500, minute: 'A wet sack', on_day: '2016-03-04' })).kind, 'lost');
    assert.equal((await done('give', { amount: 5000, to_whom: 'The pagoda', minute: 'Agreed', on_day: '2016-03-05' })).kind, 'given');
    assert.deepEqual([await accountOf(store, '1000'), await accountOf(store, '1300')], [9500, 25000]);
  });

  it('take back, count, write off by a manager alone, and take what comes all the same', async () => {
    assert.equal((await done('give-back', { loan: lent.id, repaid_in: 'kind', amount: 1000, paid_on: '2016-04-01' })).interest, 900);
    assertRefused(await doIn(officer, 'count', { counted: 20000, counted_on: '2016-04-02' }), 422, ['reason']);
    assert.equal((await done('count', { counted: 25600, counted_on: '2016-04-02', reason: 'Rats' })).book, 26000);
    const off = { loan: lent.id, written_off_on: '2016-05-01', written_off_why: 'The family left' };
    assert.equal((await doIn(officer, 'write-off', off)).status, 404);
    assertRefused(await doIn(boss, 'write-off', { ...off, loan: loan.id }), 422, ['loan']);
    const gone = await doIn(boss, 'write-off', off);
    assert.deepEqual([gone.status, gone.json.items[0].record.written_off_amount], [201, 8900]);
    assertRefused(await doIn(boss, 'write-off', off), 422, ['loan']);
    assert.equal((await done('give-back', { loan: lent.id, repaid_in: 'kind', amount: 2000, paid_on: '2016-06-01' })).recovered, 2000);
    assert.equal(await accountOf(store, '4900'), -2000);
  });

  it('are nothing to others, and none of them is of a herd', async () => {
    assert.equal((await doIn(stranger, 'count', { counted: 1 })).status, 404);
    assert.equal((await doIn(lead, 'count', { counted: 1 })).status, 404);
    for (const step of ['animal', 'dance']) assert.equal((await doIn(officer, step, {})).status, 404, step);
    assert.equal((await doIn(officer, 'count', [])).status, 400);
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

  it('gives an ear tag once, and goes on', async () => {
    const again = await officer.post('/api/v1/bank-animals', { bank: cows.id, tag: 'A-1', species: 'cow', sex: 'female', origin: 'bought', entered_on: '2016-01-06', born_on: '2012-01-01' });
    assertRefused(again, 422, ['tag']);
    assertRefused(await officer.post('/api/v1/bank-animals', { bank: cows.id, tag: 'a-1', species: 'cow', sex: 'female', origin: 'bought', entered_on: '2016-01-06', born_on: '2012-01-01' }), 422, ['tag']);
    assert.equal(await accountOf(cows, '1300'), 0);
    assert.match(server.run('verify'), /All is well/);
  });

  it('takes no parents that cannot be', async () => {
    const young = (more) => officer.post('/api/v1/bank-animals', { bank: cows.id, tag: 'A-2', species: 'cow', sex: 'male', origin: 'born', born_on: '2016-02-20', ...more });
    assertRefused(await young({}), 422, ['dam']);
    assertRefused(await young({ dam: cow.id, born_on: '2012-03-01' }), 422, ['dam']);
    assertRefused(await young({ dam: cow.id, sire: cow.id }), 422, ['sire']);
  });
});

describe('the steps of an animal', () => {
  const doTo = (animal, step, body, client = officer) => client.post(`/api/v1/bank-animals/${animal}/do/${step}`, body);
  it('lend it, bring a calf with its own record, and say why what cannot be is refused', async () => {
    const [made] = (await officer.post(`/api/v1/banks/${cows.id}/do/animal`, { tag: 'S-1', species: 'cow', sex: 'female', entered_on: '2016-01-06', born_on: '2012-01-01' })).json.items;
    const id = made.record.id;
    assert.equal((await doTo(id, 'lend', { member: keepers[2].id, on_day: '2016-02-01' })).status, 201);
    const twice = await doTo(id, 'lend', { member: keepers[1].id, on_day: '2016-02-02' });
    assertRefused(twice, 422, ['kind']);
    assert.match(twice.json.errors[0].message, /lent already/);
    const born = await doTo(id, 'calve', { on_day: '2016-08-01', tag: 'S-2', sex: 'female' });
    assert.equal(born.status, 201, born.text);
    assert.deepEqual(born.json.items.map(({ type }) => type), ['bank-animals', 'animal-events']);
    assert.deepEqual([born.json.items[0].record.dam, born.json.items[0].record.born_on], [id, '2016-08-01']);
    const soon = await doTo(id, 'calve', { on_day: '2016-09-01', tag: 'S-3', sex: 'male' });
    assertRefused(soon, 422, ['1.on_day']);
    assert.equal((await officer.all(`/api/v1/bank-animals?bank=${cows.id}`)).filter(({ tag }) => tag === 'S-3').length, 0);
    for (const [said, fields] of [[{ tag: 'S-1', sex: 'male' }, ['0.tag']], [{ sex: 'male' }, ['0.tag']], [{ name: 'Sok' }, ['0.sex', '0.tag']]]) assertRefused(await doTo(id, 'calve', { on_day: '2017-09-01', ...said }), 422, fields);
    const form = await officer.form(`/bank-animals/${id}/do/calve`, { on_day: '1/9/2017', sex: 'male' });
    assert.equal(form.status, 422, 'a calf of which something is said is not stillborn');
    assert.equal((await doTo(id, 'die', { on_day: '2016-10-01' })).status, 201);
    const dead = await doTo(id, 'lend', { member: keepers[1].id, on_day: '2016-10-02' });
    assertRefused(dead, 422, ['kind']);
    assert.match(dead.json.errors[0].message, /dead/);
    const by = await doTo(id, 'replace', { on_day: '2016-11-01', tag: 'S-4', sex: 'female' });
    assert.equal(by.status, 201, by.text);
    assert.equal((await current('bank-animals', by.json.items[0].record)).holder, keepers[2].id);
    assert.equal((await doTo(id, 'sell', { amount: 1 }, stranger)).status, 404);
  });
  it('leave to a family what it has earned, and a sale brings money to the bank only of what is the bank’s', async () => {
    const [book] = await officer.all(`/api/v1/books?subject=${cows.id}`);
    const cash = (await officer.all(`/api/v1/accounts?book=${book.id}`)).find(({ role }) => role === 'cash');
    const held = async () => (await officer.get(`/api/v1/books/${book.id}/trial-balance?from=2016-01-01&to=2017-12-31`)).json.rows.find(({ account_id }) => account_id === cash.id)?.closing ?? 0;
    const bring = async (tag) => (await officer.post(`/api/v1/banks/${cows.id}/do/animal`, { tag, species: 'cow', sex: 'female', entered_on: '2016-01-06', born_on: '2012-01-01' })).json.items[0].record.id;
    const [earned, banks] = [await bring('E-1'), await bring('E-2')], before = await held();
    assert.equal((await doTo(earned, 'lend', { member: keepers[0].id, on_day: '2016-02-01' })).status, 201);
    const born = await doTo(earned, 'calve', { on_day: '2016-08-01', tag: 'E-3', sex: 'female' });
    assert.equal((await doTo(born.json.items[0].record.id, 'pass-on', { member: keepers[1].id, on_day: '2017-02-10' })).status, 201);
    for (const [step, body] of [['return', {}], ['pass-on', { member: keepers[1].id }], ['sell', { amount: 900000 }]]) {
      const refused = await doTo(earned, step, { on_day: '2017-03-01', ...body });
      assertRefused(refused, 422, ['kind']);
      assert.match(refused.json.errors[0].message, /has given all that it owed: the animal is its own/);
    }
    assert.equal((await doTo(earned, 'own', { on_day: '2017-03-01' })).status, 201);
    assert.equal((await doTo(earned, 'sell', { on_day: '2017-04-01', amount: 900000 })).status, 201);
    assert.equal(await held(), before, 'what the family gets is the family’s');
    assert.equal((await doTo(banks, 'sell', { on_day: '2017-04-02', amount: 700000 })).status, 201);
    assert.equal(await held(), before + 700000, 'what the bank gets is in its box');
    assert.match(server.run('verify'), /All is well/);
  });
});

describe('a herd that cannot be', () => {
  let alive;
  before(async () => { alive = (await officer.all(`/api/v1/bank-animals?bank=${cows.id}`)).find(({ tag }) => tag === 'S-4'); });
  const pages = () => [`/banks/${cows.id}`, `/bank-animals/${alive.id}`, `/bank-animals/${alive.id}/do/die`, `/banks/${cows.id}/register`];
  const answers = async () => { const all = []; for (const path of pages()) all.push((await officer.get(path)).status); return all; };
  const sex = (code) => server.sql(`UPDATE bank_animal SET sex = '${code}' WHERE tag = 'S-1'`);
  it('is shown as plain records, and the server goes on', async () => {
    assert.deepEqual(await answers(), [200, 200, 200, 200]);
    sex('male');
    assert.deepEqual(await answers(), [200, 200, 404, 500]);
    assert.doesNotMatch((await officer.get(pages()[0])).text, /The herd: /);
    sex('female');
    assert.deepEqual(await answers(), [200, 200, 200, 200]);
    assert.match((await officer.get(`${pages()[0]}?lang=en`)).text, /The herd: 7/);
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
