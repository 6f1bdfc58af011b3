// SPDX-License-Identifier: Apache-2.0
// A group that keeps riel and dollars in one box, over the API: dollars pay at the rate of the day, each box is compared with
// its count, both open the next meeting, and each currency balances by itself.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

let server, lead, books, boss, usd, group, plain;
const key = () => ({ 'idempotency-key': crypto.randomUUID() });

async function makeGroup(more) {
  const made = await books.create('savings-groups', { name: `Group ${unique()}`, village: places.village, model: 'permanent', formed_on: '2016-01-01', meets: 'monthly', status: 'active', ...more });
  for (let i = 0; i < 3; i++) {
    const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
    await books.create('savings-members', { savings_group: made.id, person: person.id, joined_on: '2016-01-01' });
  }
  return made;
}
async function accounts() {
  const [book] = await books.all(`/api/v1/books?subject=${group.id}`);
  return { book, rows: await books.all(`/api/v1/accounts?book=${book.id}`) };
}
const sheet = async (of, day, body) => books.post(`/api/v1/savings-groups/${of.id}/meetings/new`, { do: 'close', number: (await books.get(`/api/v1/savings-groups/${of.id}/meetings/new`)).json.number_plain, held_on: day, ...body }, key());

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const one = await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' });
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  for (const [on_day, amount] of [['2016-01-01', 4050], ['2016-03-01', 4100]])
    await lead.create('exchange-rates', { on_day, from_currency: 'USD', price: { amount, currency: 'KHR' }, source: 'The bank' });
  usd = (await lead.all('/api/v1/commodities')).find(({ symbol }) => symbol === 'USD').id;
  group = await makeGroup({ second_unit: usd });
  plain = await makeGroup({});
});
after(() => server.stop());

describe('riel and dollars in one box', () => {
  it('have accounts of their own', async () => {
    const { rows } = await accounts();
    const roles = Object.fromEntries(rows.filter(({ role }) => ['other_cash', 'other_value', 'other_exchange', 'exchange_difference'].includes(role)).map(({ role, unit, number }) => [role, [unit === usd, number]]));
    assert.deepEqual(roles, { other_cash: [true, '1000-USD'], other_value: [false, '1000-USD-V'], other_exchange: [true, '3900-USD-X'], exchange_difference: [false, '5800-USD-D'] });
  });

  it('leave the sheet of a group with one currency as it was', async () => {
    const look = (await books.get(`/api/v1/savings-groups/${plain.id}/meetings/new`)).json;
    assert.equal(look.second, null);
    assert.ok(look.lines.every(({ cells }) => cells.every(({ cell }) => cell !== 'other')));
    const refused = await sheet(plain, '2016-02-01', { 'deposit.1': '20000', 'other.1': '5', 'deposit.2': '5000', 'deposit.3': '5000', 'notes.10000': 3 });
    assertRefused(refused, 422, ['other.1']);
  });

  it('pay for savings at the rate of the day, and each is compared with its count', async () => {
    const body = { 'deposit.1': '20000', 'other.1': '5', 'deposit.2': '5000', 'deposit.3': '5000', 'notes.5000': 1, 'notes.1000': 4, 'notes.500': 1, 'notes.100': 2 };
    assertRefused(await sheet(group, '2016-02-01', body), 422, ['other_notes']);
    const wrong = await sheet(group, '2016-02-01', { ...body, 'notes_other.100': 4 });
    assertRefused(wrong, 422, ['difference_reason']);
    assert.match(wrong.text, /The box holds \$4.00, the book says \$5.00/);
    const closed = await sheet(group, '2016-02-01', { ...body, 'notes_other.500': 1 });
    assert.equal(closed.status, 200, closed.text);
    const meeting = (await books.get(`/api/v1/group-meetings/${closed.json.id}`)).json;
    assert.deepEqual([meeting.closing_cash, meeting.other_closing, meeting.dollar_riel], [9700, 500, 4050]);
  });

  it('open the next meeting both, at the worth of its day', async () => {
    const look = (await books.get(`/api/v1/savings-groups/${group.id}/meetings/new`)).json;
    assert.equal(look.second.other_opening, '$5.00');
    assert.equal(look.totals[0].total_amount, '9,700៛');
    const closed = await sheet(group, '2016-03-01', { 'deposit.1': '5000', 'deposit.2': '5000', 'deposit.3': '5000', 'notes.20000': 1, 'notes.2000': 2, 'notes.500': 1, 'notes.200': 1, 'notes_other.500': 1 });
    assert.equal(closed.status, 200, closed.text);
    const { book } = await accounts();
    const { rows } = (await books.get(`/api/v1/books/${book.id}/trial-balance?to=2016-03-31`)).json, table = rows.filter(({ row }) => row === 'row');
    for (const unit of ['KHR', 'USD']) assert.equal(table.filter((row) => row.unit === unit).reduce((sum, { closing }) => sum + closing, 0), 0, unit);
    const closing = (start) => table.find(({ account }) => account.startsWith(`${start} `)).closing;
    assert.deepEqual([closing('1000'), closing('1000-USD'), closing('1000-USD-V')], [24700, 500, 20500]); // five dollars at 4,100
    assert.equal(closing('5800-USD-D'), 50 - 250); // change rounded to 100 riel, then the new rate
    assert.match(server.run('verify'), /./);
  });

  it('print the closed sheet with both', async () => {
    const [meeting] = await books.all(`/api/v1/group-meetings?savings_group=${group.id}`);
    const page = (await books.get(`/api/v1/group-meetings/${meeting.id}/sheet`)).json;
    assert.equal(page.second.other_closing, '$5.00');
    assert.match(page.second.dollar_text, /4,\d\d0/);
  });

  it('say when no rate is known', async () => {
    const early = await makeGroup({ second_unit: usd, formed_on: '2015-01-01' });
    const refused = await sheet(early, '2015-12-01', { 'deposit.1': '20000', 'other.1': '5', 'notes_other.500': 1, 'notes.100': 0 });
    assert.equal(refused.status, 422);
  });
});
