// SPDX-License-Identifier: Apache-2.0
// A book from its first entry to its reports: what is posted is what every report says, each figure leads to its postings, a
// bad entry is refused with the reason and leaves nothing behind, and another organisation finds no book at all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused } from './app.mjs';

let server, lead, chief, books, boss, officer, stranger, book, accounts, units;
const of = (number) => accounts.find((account) => account.number === number);
const entry = (on_day, lines, more = {}) => ({ book: book.id, on_day, kind: 'entry', state: 'posted', memo: `On ${on_day}`, lines, ...more });
const post = (on_day, lines, more) => books.create('journal-entries', entry(on_day, lines, more));
async function report(name, query = '', client = books) {
  const answer = await client.get(`/api/v1/books/${book.id}/${name}${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const row = (report_, number) => report_.rows.find(({ account_id }) => account_id === of(number).id);
const refused = async (lines, fields, more = {}) => {
  const before_ = await report('trial-balance', '?from=2016-01-01&to=2030-12-31');
  const count = (await books.get(`/api/v1/journal-entries?book=${book.id}&limit=1`)).json.total;
  assertRefused(await books.post('/api/v1/journal-entries', entry('2016-05-01', lines, more)), 422, fields);
  assert.deepEqual(await report('trial-balance', '?from=2016-01-01&to=2030-12-31'), before_, 'a refused entry moves nothing');
  assert.equal((await books.get(`/api/v1/journal-entries?book=${book.id}&limit=1`)).json.total, count);
};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  officer = await addUser(chief, 'one.officer', { roles: ['field_officer'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager', 'bookkeeper'], org: two.id });
  units = Object.fromEntries((await books.all('/api/v1/commodities')).map((unit) => [unit.symbol, unit.id]));
  book = await books.create('books', { name: 'Group of the pagoda', owner: 'group', unit: units.KHR, opened_on: '2016-01-01' });
  await books.create('accounts', { book: book.id, number: '1010', name: 'Dollars in the box', kind: 'asset', unit: units.USD, role: 'cash' });
  await books.create('accounts', { book: book.id, number: '4310', name: 'Grants in dollars', kind: 'income', unit: units.USD, role: 'grants' });
  accounts = await books.all(`/api/v1/accounts?book=${book.id}`);
});
after(() => server.stop());

describe('the reports of a book', () => {
  before(async () => {
    await post('2016-01-15', '1000 480000\n2000 -480000');
    await post('2016-02-01', '1200 200000\n1000 -200000');
    await post('2016-03-01', '1000 106000\n1200 -100000\n4000 -6000');
    await post('2016-03-10', '5000 25000\n1000 -25000');
    await post('2016-04-02', '1010 150.50\n4310 -150.50');
  });

  it('begin a period with what was there, and end it with what is there', async () => {
    const trial = await report('trial-balance', '?from=2016-03-01&to=2016-03-31');
    assert.deepEqual([trial.from, trial.to, trial.cut], ['2016-03-01', '2016-03-31', false]);
    const cash = row(trial, '1000');
    assert.deepEqual([cash.opening, cash.debit, cash.credit, cash.closing, cash.unit], [280000, 106000, 25000, 361000, 'KHR']);
    const total = trial.rows.find(({ row: kind, unit }) => kind === 'total' && unit === 'KHR');
    assert.deepEqual([total.opening, total.debit, total.credit, total.closing], [0, 131000, 131000, 0]);
    const before_ = row(await report('trial-balance', '?from=2016-02-01&to=2016-02-29'), '1000');
    assert.equal(before_.closing, cash.opening, 'the end of a month is the beginning of the next');
    assert.equal(trial.units.USD, undefined, 'nothing in dollars yet');
  });

  it('balance: assets are liabilities, equity and profit, in each unit of account', async () => {
    const sheet = await report('balance-sheet', '?on=2016-12-31');
    const amounts = (unit) => Object.fromEntries(sheet.rows.filter(({ row: kind, unit: of_ }) => kind === 'total' && of_ === unit).map(({ account, amount }) => [account, amount]));
    assert.deepEqual(amounts('KHR'), { 'Total assets': 461000, 'Total liabilities': 480000, 'Total equity': 0, 'Profit that is not closed yet': -19000, 'Liabilities, equity and profit': 461000 });
    assert.equal(amounts('USD')['Total assets'], 15050);
    assert.equal(amounts('USD')['Liabilities, equity and profit'], 15050);
    assert.equal((await report('balance-sheet', '?on=2016-01-31')).rows.find(({ account }) => account === 'Total assets').amount, 480000, 'as of any day');
  });

  it('tell what was earned and spent between two days', async () => {
    const totals = async (query) => Object.fromEntries((await report('income-statement', query)).rows.filter(({ row: kind, unit }) => kind === 'total' && unit === 'KHR').map(({ account, amount }) => [account, amount]));
    assert.deepEqual(await totals('?from=2016-03-01&to=2016-03-05'), { 'Total income': 6000, 'Total expenses': 0, Profit: 6000 });
    assert.deepEqual(await totals('?from=2016-01-01&to=2016-12-31'), { 'Total income': 6000, 'Total expenses': 25000, Profit: -19000 });
  });

  it('lead from each figure to the postings, and from a posting to its entry', async () => {
    const statement = (await books.get(`/api/v1/accounts/${of('1000').id}/statement?from=2016-03-01&to=2016-03-31`)).json;
    assert.deepEqual(statement.rows.map(({ row: kind, debit, credit, balance }) => [kind, debit, credit, balance]),
      [['total', undefined, undefined, 280000], ['row', 106000, undefined, 386000], ['row', undefined, 25000, 361000], ['total', undefined, undefined, 361000]]);
    for (const { source_id, source_type } of statement.rows.filter(({ row: kind }) => kind === 'row')) {
      assert.equal(source_type, 'journal_entry');
      assert.equal((await books.get(`/api/v1/journal-entries/${source_id}`)).status, 200);
    }
    const page = await books.get(`/books/${book.id}/trial-balance?from=2016-03-01&to=2016-03-31`);
    assert.ok(page.text.includes(`/accounts/${of('1000').id}/statement?from=2016-03-01&amp;to=2016-03-31`), page.text);
  });

  it('keep the box and the days apart, entry by entry', async () => {
    const cash = await report('cash-book', '?from=2016-01-01&to=2016-12-31');
    assert.deepEqual(cash.rows.filter(({ row: kind }) => kind === 'row').map((line) => [line.unit, line.in ?? -line.out, line.balance]),
      [['KHR', 480000, 480000], ['KHR', -200000, 280000], ['KHR', 106000, 386000], ['KHR', -25000, 361000], ['USD', 15050, 15050]]);
    const days = await report('day-book', '?from=2016-03-01&to=2016-03-31');
    assert.equal(days.total, 2);
    assert.deepEqual(days.rows.map(({ row: kind, on_day, debit, credit }) => [kind, on_day, debit ?? -credit]),
      [['heading', '2016-03-01', NaN], ['row', undefined, 106000], ['row', undefined, -100000], ['row', undefined, -6000], ['heading', '2016-03-10', NaN], ['row', undefined, 25000], ['row', undefined, -25000]]);
  });

  it('leave as files with decimals of their unit, by who may take them away, and each is logged', async () => {
    const file = await books.get(`/books/${book.id}/trial-balance?from=2016-01-01&to=2016-12-31&format=csv`);
    assert.equal(file.status, 200, file.text);
    assert.match(file.headers['content-type'], /^text\/csv/);
    const lines = file.text.trim().split('\r\n');
    assert.equal(lines[0].replace('\ufeff', ''), 'row,unit,account,opening,debit,credit,closing');
    assert.ok(lines.includes('row,USD,1010 Dollars in the box,0.00,150.50,0.00,150.50'), file.text);
    assert.equal((await officer.get(`/books/${book.id}/trial-balance?format=csv`)).status, 404);
    assert.ok((await boss.all('/api/v1/exports')).some(({ what, format }) => /Trial balance/.test(what) && format === 'csv'));
  });

  it('refuse a day that is none, at its field', async () => {
    assertRefused(await books.get(`/api/v1/books/${book.id}/trial-balance?from=2016-13-01`), 422, ['from']);
    assertRefused(await books.get(`/api/v1/books/${book.id}/trial-balance?from=2016-03-01&to=2016-02-01`), 422, ['to']);
    assertRefused(await books.get(`/api/v1/books/${book.id}/balance-sheet?on=yesterday`), 422, ['on']);
    assertRefused(await books.get(`/api/v1/books/${book.id}/day-book?page=0`), 422, ['page']);
    assertRefused(await books.get(`/api/v1/books/${book.id}/day-book?sum=1`), 422, ['sum']);
    const page = await books.get(`/books/${book.id}/trial-balance?from=2016-13-01`);
    assert.equal(page.status, 422);
    assert.match(page.text, /id="from-error"/);
    assert.match(page.text, /value="2016-13-01"/, 'what was typed is kept');
  });

  it('are there for nobody else', async () => {
    for (const address of ['trial-balance', 'balance-sheet', 'income-statement', 'cash-book', 'day-book']) {
      for (const client of [stranger, lead]) {
        assert.equal((await client.get(`/api/v1/books/${book.id}/${address}`)).status, 404, address);
        assert.equal((await client.get(`/books/${book.id}/${address}?format=csv`)).status, 404, address);
      }
    }
    for (const client of [stranger, lead]) {
      assert.equal((await client.get(`/books/${book.id}`)).status, 404, 'a lead opens no group’s book');
      assert.equal((await client.get(`/accounts/${of('1000').id}/statement`)).status, 404);
    }
    assert.equal((await officer.get(`/books/${book.id}`)).status, 200);
  });
});

describe('a bad entry', () => {
  it('is refused with the reason, and nothing of it is posted', async () => {
    await refused('1000 100\n2000 -99', ['lines']);
    await refused('1000 100\n4310 -100', ['lines'], { memo: 'riel against dollars' });
    await refused('1000 9223372036854775808\n2000 -9223372036854775808', ['lines']);
    await refused('1000 9223372036854775807\n2000 -9223372036854775807', ['lines']);
    await refused('1000 1.5\n2000 -1.5', ['lines'], { memo: 'riel have no decimals' });
    await refused('9999 100\n2000 -100', ['lines']);
    await refused('1000 -1000000\n2000 1000000', ['lines'], { memo: 'more than there is in the box' });
    await refused('1000 100\n2000 -100', ['on_day'], { on_day: '2015-12-31' });
  });

  it('is refused before its account begins', async () => {
    await books.create('accounts', { book: book.id, number: '2050', name: 'Later', kind: 'liability', unit: units.KHR, opened_on: '2016-06-01' });
    await refused('1000 100\n2050 -100', ['on_day']);
  });
});
