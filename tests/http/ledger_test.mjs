// SPDX-License-Identifier: Apache-2.0
// A book from its first entry to its reports: what is posted is what every report says, each figure leads to its postings, a
// bad entry is refused with the reason and leaves nothing behind, and another organisation finds no book at all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, signIn, until } from './app.mjs';

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

  it('say to programs what every account holds now, of their own organisation only', async () => {
    const held = async (client) => new Map((await client.get('/api/v1/balances')).json.items.map(({ account, balance }) => [account, balance]));
    const before_ = await held(books), rows = (await report('trial-balance', '?from=2016-01-01&to=2030-12-31')).rows.filter(({ account_id }) => account_id);
    assert.ok(rows.length >= 5);
    for (const { account_id, closing } of rows) assert.equal(before_.get(account_id), closing);
    await post('2017-05-03', '1000 700\n4000 -700');
    const after_ = await held(books);
    assert.deepEqual([after_.get(of('1000').id), after_.get(of('4000').id)], [before_.get(of('1000').id) + 700, before_.get(of('4000').id) - 700]);
    const reversed = await post('2017-05-03', '1000 -700\n4000 700');
    assert.ok(reversed.id);
    assert.deepEqual(await held(books), before_);
    for (const client of [stranger, lead]) {
      const answer = await client.get('/api/v1/balances');
      assert.ok(answer.status === 404 || answer.json.items.every(({ account }) => !before_.has(account)), answer.text);
    }
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

const cells = (lines) => lines.flatMap(([account, debit, credit], i) => [[`account.${i}`, account], [`debit.${i}`, debit], [`credit.${i}`, credit]]);
let keys = 0;
const filled = (lines, more = {}) => [...Object.entries({ book: book.id, on_day: '7/5/2016', memo: 'By the form', reference: 'V-1', rows: '6', state: 'posted', _key: `form-${keys += 1}`, ...more }), ...cells(lines)];
const write = (lines, more, client = books) => client.form('/journal-entries', filled(lines, more));
const idOf = (answer) => { assert.equal(answer.status, 303, answer.text); return answer.headers.location.match(/[0-9a-f-]{36}/)[0]; };
const current = async (id, client = books) => (await client.get(`/api/v1/journal-entries/${id}`)).json;
const closing = async (number) => row(await report('trial-balance', '?from=2016-01-01&to=2030-12-31'), number)?.closing || 0;
const step = async (id, name, fields = {}, client = books) => client.form(`/journal-entries/${id}/step/${name}`, { _version: String((await current(id, client)).version), _key: `step-${keys += 1}`, ...fields });

describe('the form of an entry', () => {
  it('posts lines as they are written in either script, once however often it comes', async () => {
    const was = await closing('1000'), form = [['1000', '១២ ០០០', ''], ['4100', '', '12000']];
    const sent = filled(form);
    const id = idOf(await books.form('/journal-entries', sent));
    assert.equal(idOf(await books.form('/journal-entries', sent)), id, 'the same form again is the same entry');
    const entry_ = await current(id);
    assert.deepEqual([entry_.lines, entry_.on_day, entry_.state, entry_.reference], ['1000 12000\n4100 -12000', '2016-05-07', 'posted', 'V-1']);
    assert.equal(await closing('1000'), was + 12000);
  });

  it('takes an account by number, by number and name, and by name', async () => {
    const entry_ = await current(idOf(await write([['1000 Cash in the box', '10', ''], ['Fines', '', '10']], { state: 'draft' })));
    assert.deepEqual([entry_.lines, entry_.state], ['1000 10\n4100 -10', 'draft']);
  });

  it('says at the line what is wrong, and keeps what was typed', async () => {
    const was = await report('trial-balance', '?from=2016-01-01&to=2030-12-31');
    const wrong = async (lines, error, more) => {
      const page = await write(lines, more);
      assert.equal(page.status, 422, page.text);
      assert.match(page.text, error);
      for (const [account, debit, credit] of lines) for (const word of [debit, credit]) if (word) assert.ok(page.text.includes(`value="${word}"`), `“${word}” is kept`);
      return page;
    };
    assert.match((await wrong([['7777', '10', ''], ['4100', '', '10']], /id="row-0-error"/)).text, /no account “7777”/);
    assert.match((await wrong([['1000', '10', ''], ['4100', '', 'ten']], /id="row-1-error"/)).text, /“ten” is not an amount/);
    await wrong([['1000', '10', '10'], ['4100', '', '10']], /debit or credit, not both/);
    await wrong([['1000', '10', ''], ['4100', '', '-10']], /without a sign/);
    await wrong([['1000', '1.000', ''], ['4100', '', '1.000']], /id="row-0-error"/);
    await wrong([['', '10', ''], ['4100', '', '10']], /Say which account/);
    await wrong([['1000', '10', ''], ['4100', '', '9']], /id="lines-error">Debit and credit are not the same: 1៛ is left over/);
    await wrong([['1000', '', '99000000'], ['5000', '99000000', '']], /id="row-0-error">Account 1000 would fall below 0៛/);
    await wrong([['1000', '10', ''], ['4100', '', '10']], /The book begins on/, { on_day: '2015-01-01' });
    await wrong([['1000', '10', ''], ['4100', '', '10']], /id="memo-error"/, { memo: '' });
    assert.deepEqual(await report('trial-balance', '?from=2016-01-01&to=2030-12-31'), was);
  });

  it('gives more rows without losing any, and writes nothing then', async () => {
    const count = (await books.get(`/api/v1/journal-entries?book=${book.id}&limit=1`)).json.total;
    const page = await write([['1000', '10', ''], ['nobody', '', 'x']], { _more: '1' });
    assert.equal(page.status, 200, page.text);
    assert.ok(page.text.includes('name="account.11"') && page.text.includes('value="x"'), page.text);
    assert.equal((await books.get(`/api/v1/journal-entries?book=${book.id}&limit=1`)).json.total, count);
  });

  it('changes a draft, tells when somebody else did, and is closed once the entry is posted', async () => {
    const id = idOf(await write([['1000', '20', ''], ['4100', '', '20']], { state: 'draft' }));
    const { version } = await current(id), change = (more) => books.form(`/journal-entries/${id}`, filled([['1000', '30', ''], ['4100', '', '30']], { _version: String(version), ...more }));
    assert.match((await books.get(`/journal-entries/${id}/edit`)).text, /name="debit.0"[^>]*value="20"/);
    assert.equal((await change({ state: 'draft' })).status, 303);
    assert.equal((await current(id)).lines, '1000 30\n4100 -30');
    const late = await change({ state: 'draft', memo: 'Late' });
    assert.equal(late.status, 409, late.text);
    assert.ok(late.text.includes('value="Late"'));
    assert.equal((await step(id, 'post')).status, 303);
    assert.equal((await books.form(`/journal-entries/${id}`, filled([['1000', '40', ''], ['4100', '', '40']], { _version: String(version + 2) }))).status, 404);
    assert.ok(!(await books.get(`/journal-entries/${id}`)).text.includes('/edit"'), 'what is posted has no button that edits');
  });

  it('is there for nobody else, and not for who may only read', async () => {
    for (const client of [stranger, lead]) {
      assert.equal((await client.get(`/journal-entries/new?book=${book.id}`)).status, 404);
      assert.equal((await write([['1000', '10', ''], ['4100', '', '10']], {}, client)).status, 404);
    }
    const reader = await addUser(chief, 'one.me', { roles: ['me_officer'] });
    assert.equal((await reader.get(`/journal-entries/new?book=${book.id}`)).status, 404);
    assert.equal((await write([['1000', '10', ''], ['4100', '', '10']], {}, reader)).status, 404);
  });
});

describe('the steps of an entry', () => {
  it('post what was set aside in part, and free the rest', async () => {
    const was = await closing('1000');
    const id = idOf(await write([['1200', '50000', ''], ['1000', '', '50000']], { state: 'pending', expires_on: '2099-12-31' }));
    assert.equal(await closing('1000'), was, 'nothing moves yet');
    const too = await step(id, 'part', { 'amount.0': '60000', 'amount.1': '60000' });
    assert.equal(too.status, 422, too.text);
    assert.match(too.text, /Only 50,000៛ was held/);
    assert.ok(too.text.includes('value="60000"'));
    assert.equal((await step(id, 'part', { 'amount.0': '20000', 'amount.1': '20000' })).status, 303);
    assert.equal(await closing('1000'), was - 20000);
    assert.equal((await step(id, 'release', { reason: 'late' })).status, 404, 'it is posted');
  });

  it('release what was set aside, with a reason', async () => {
    const id = idOf(await write([['1200', '50000', ''], ['1000', '', '50000']], { state: 'pending' }));
    assert.equal((await step(id, 'release')).status, 422);
    assert.equal((await step(id, 'release', { reason: 'She does not need it' })).status, 303);
    const entry_ = await current(id);
    assert.deepEqual([entry_.state, entry_.reason], ['void', 'She does not need it']);
  });

  it('take back what was posted, once, on a day and for a reason', async () => {
    const was = await closing('1000'), id = idOf(await write([['1000', '5000', ''], ['4100', '', '5000']]));
    assert.equal((await step(id, 'reverse', { on_day: '2016-06-01', reason: '' })).status, 422);
    assert.equal((await step(id, 'reverse', { on_day: 'soon', reason: 'Written twice' })).status, 422);
    const { on_day: day } = await current(id);
    const before = new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10);
    assert.match((await step(id, 'reverse', { on_day: before, reason: 'Written twice' })).text, /it cannot be taken back earlier/);
    const fields = { on_day: '2016-06-01', reason: 'Written twice', _key: 'one-reversal' };
    const reversal = await current(idOf(await step(id, 'reverse', fields)));
    assert.deepEqual([reversal.kind, reversal.reverses, reversal.lines, reversal.reason, reversal.state], ['reversal', id, '1000 -5000\n4100 5000', 'Written twice', 'posted']);
    assert.equal(await closing('1000'), was);
    assert.equal((await step(id, 'reverse', fields)).status, 303, 'the same form again: nothing more happens');
    assert.equal((await step(id, 'reverse', { on_day: '2016-06-02', reason: 'again' })).status, 404);
    assert.equal(await closing('1000'), was);
    assert.match((await books.get(`/journal-entries/${id}`)).text, /It was reversed on 1 June 2016/);
  });

  it('leave posting to a second person where the book wants it', async () => {
    await books.patch(`/api/v1/books/${book.id}`, { two_people: true, version: (await books.get(`/api/v1/books/${book.id}`)).json.version });
    assert.ok(!(await books.get(`/journal-entries/new?book=${book.id}`)).text.includes('value="posted"'));
    assert.match((await write([['1000', '10', ''], ['4100', '', '10']])).text, /a second person posts what the first has written/);
    const id = idOf(await write([['1000', '10', ''], ['4100', '', '10']], { state: 'draft' }));
    assert.match((await books.get(`/journal-entries/${id}`)).text, /You wrote it; in this book a second person posts it/);
    assert.equal((await step(id, 'post')).status, 404);
    assert.equal((await step(id, 'post', {}, boss)).status, 303);
    const reversal = idOf(await step(id, 'reverse', { on_day: '2016-06-03', reason: 'Not ours' }, boss));
    assert.equal((await current(reversal)).state, 'draft', 'a reversal waits for a second person too');
    assert.equal((await step(reversal, 'post', {}, books)).status, 303);
    const written = idOf(await write([['1000', '10', ''], ['4100', '', '10']], { state: 'draft' }));
    const alone = await boss.patch(`/api/v1/journal-entries/${written}`, { state: 'posted', lines: '1000 99\n4100 -99', version: 1 });
    assertRefused(alone, 422, ['lines']);
    assertRefused(await boss.patch(`/api/v1/journal-entries/${written}`, { lines: '1000 99\n4100 -99', version: 1 }), 422, ['lines']);
    assertRefused(await books.patch(`/api/v1/books/${book.id}`, { two_people: false, version: (await books.get(`/api/v1/books/${book.id}`)).json.version }), 422, ['two_people']);
    assert.equal((await step(written, 'post', {}, boss)).status, 303);
    await boss.patch(`/api/v1/books/${book.id}`, { two_people: false, version: (await books.get(`/api/v1/books/${book.id}`)).json.version });
  });

  it('are there for nobody else', async () => {
    const id = idOf(await write([['1000', '10', ''], ['4100', '', '10']]));
    for (const client of [stranger, lead]) {
      assert.equal((await client.get(`/journal-entries/${id}`)).status, 404);
      assert.equal((await client.get(`/journal-entries/${id}/step/reverse`)).status, 404);
      assert.equal((await client.form(`/journal-entries/${id}/step/reverse`, { _version: '1', _key: 'x', on_day: '2016-06-03', reason: 'x' })).status, 404);
    }
    assert.equal((await current(id)).state, 'posted');
  });
});

describe('lines as JSON', () => {
  it('are accounts by id or number with whole amounts of the smallest unit', async () => {
    const made = await books.create('journal-entries', entry('2016-05-20', [{ account: of('1010').id, amount: 1250 }, { account: '4310', amount: -1250 }]));
    assert.equal(made.lines, '1010 12.50\n4310 -12.50');
    const draft = await books.create('journal-entries', entry('2016-05-20', [{ account: '1000', amount: 5 }, { account: '4100', amount: -5 }], { state: 'draft' }));
    const changed = await books.patch(`/api/v1/journal-entries/${draft.id}`, { lines: [{ account: '1000', amount: 7 }, { account: '4100', amount: -7 }], version: draft.version });
    assert.equal(changed.json.lines, '1000 7\n4100 -7', changed.text);
    const several = await books.post('/api/v1/journal-entries', [1, 2].map((amount) => entry('2016-05-21', [{ account: '1000', amount }, { account: '4100', amount: -amount }])));
    assert.equal(several.status, 201, several.text);
    assert.deepEqual(several.json.items.map(({ lines }) => lines), ['1000 1\n4100 -1', '1000 2\n4100 -2']);
  });

  it('are refused line by line', async () => {
    const wrong = async (lines, fields, more) => assertRefused(await books.post('/api/v1/journal-entries', entry('2016-05-20', lines, more)), 422, fields);
    assert.equal((await books.post('/api/v1/journal-entries', entry('2016-05-20', [{ account: '1000', amount: 1.5 }, { account: '4100', amount: -1.5 }]))).status, 400, 'half a riel is no number of ours');
    await wrong([{ account: '1000', amount: '5' }, { account: 'none', amount: 1 }], ['lines.0.amount', 'lines.1.account']);
    await wrong([{ account: '1000', amount: 5 }, { account: '4100', amount: -4 }], ['lines']);
    await wrong([{ account: '1000', amount: 5 }, { account: '4100', amount: -5 }], ['book'], { book: '00000000-0000-7000-8000-000000000000' });
    await wrong(['1000 5'], ['lines.0.amount']);
    await wrong([{ account: '1000', amount: 5, currency: 'USD' }, { account: '4100', amount: -5 }], ['lines.0.currency']);
    await wrong([{ account: '1000', amount: 5 }, { account: '1000', amount: -5 }], ['lines']);
    await wrong([], ['lines']);
    const [other] = await Promise.all([stranger.create('books', { name: 'Theirs', owner: 'group', unit: units.KHR, opened_on: '2016-01-01' })]);
    await wrong([{ account: '1000', amount: 5 }, { account: '4100', amount: -5 }], ['book'], { book: other.id });
  });
});

describe('what was set aside until a day', () => {
  it('is free again when the day is over, and the entry says so', async () => {
    const free = await closing('1000');
    const held = await books.create('journal-entries', entry('2016-06-01', `1200 ${free}\n1000 -${free}`, { state: 'pending', expires_on: '2016-06-30' }));
    const used = await books.post('/api/v1/journal-entries', entry('2016-07-01', `5000 ${free}\n1000 -${free}`));
    assert.equal(used.status, 201, `what ran out stands in nobody’s way: ${used.text}`);
    await server.end();
    await server.start();
    books = await signIn(server, 'one.books');
    await until('the entry is released', async () => (await current(held.id)).state === 'void');
    assert.match((await books.get(`/journal-entries/${held.id}/history`)).text, /Its time ran out/);
    await books.create('journal-entries', entry('2016-07-02', `1000 ${free}\n5000 -${free}`));
  });

  it('stands on its own day at least', async () => {
    const held = (expires_on) => books.post('/api/v1/journal-entries', entry('2016-07-03', '1200 1\n1000 -1', { state: 'pending', expires_on }));
    const refused = await held('2016-07-02');
    assertRefused(refused, 422, ['expires_on']);
    assert.match(refused.text, /This is before the day of the entry/);
    assert.equal((await held('2016-07-03')).status, 201);
  });
});

// A book of its own for what is done to a whole book.
async function newBook(name, more = {}, client = books) {
  const made = await client.create('books', { name, owner: 'organisation', unit: units.KHR, opened_on: '2016-01-01', rounding: 100, ...more });
  const list = await client.all(`/api/v1/accounts?book=${made.id}`);
  return { ...made, account: (number) => list.find((account) => account.number === number) };
}
const totals = async (name, query, of_) => Object.fromEntries((await books.get(`/api/v1/books/${of_.id}/${name}${query}`)).json.rows.filter(({ row: kind }) => kind !== 'heading').map((line) => [`${line.account.split(' ')[0]} ${line.unit}`, line.closing ?? line.amount]));

describe('a paper book', () => {
  it('is taken over once; what is left over is said by the account of opening balances', async () => {
    const paper = await newBook('From paper'), open = (fields, client = books) => client.form(`/books/${paper.id}/opening`, { on_day: '2016-01-01', ...fields });
    await books.create('accounts', { book: paper.id, number: '1010', name: 'Dollars', kind: 'asset', unit: units.USD, role: 'cash' });
    const dollars = (await books.all(`/api/v1/accounts?book=${paper.id}`)).find(({ number }) => number === '1010');
    const name = (number) => `open.${paper.account(number).id}`;
    assert.match((await open({})).text, /Write at least one amount/);
    const wrong = await open({ [name('1000')]: '12x' });
    assert.equal(wrong.status, 422);
    assert.ok(wrong.text.includes('value="12x"') && wrong.text.includes(`${name('1000')}-error`), wrong.text);
    assert.match((await open({ [name('1000')]: '5', on_day: '2015-12-31' })).text, /The book begins on 1 January 2016/);
    const fields = { [name('1000')]: '១០០០០០', [name('2200')]: '30000', [`open.${dollars.id}`]: '12.50' };
    const id = idOf(await open(fields));
    const all = await totals('trial-balance', '?from=2016-01-01&to=2016-12-31', paper);
    assert.deepEqual(all, { '1000 KHR': 100000, '2200 KHR': -30000, '3900 KHR': -70000, 'Total KHR': 0, '1010 USD': 1250, '3900-USD USD': -1250, 'Total USD': 0 });
    assert.equal((await current(id)).kind, 'opening');
    assert.equal(idOf(await open(fields)), id, 'a second time leads to the first');
    for (const other of [{ ...fields, [name('1000')]: '1' }, { ...fields, on_day: '2016-01-02' }]) {
      const refused_ = await open(other);
      assert.deepEqual([refused_.status, /The opening balances were entered/.test(refused_.text)], [422, true], 'what else is sent is not swallowed');
    }
    assert.deepEqual(await totals('trial-balance', '?from=2016-01-01&to=2016-12-31', paper), all);
    const twice = { book: paper.id, on_day: '2016-01-02', kind: 'opening', memo: 'Once more', lines: '1000 5\n3900 -5', state: 'posted' };
    assertRefused(await books.post('/api/v1/journal-entries', twice), 422, ['kind']);
    assert.equal((await step(id, 'reverse', { on_day: '2016-01-01', reason: 'Read wrongly' })).status, 303);
    assert.notEqual(idOf(await open({ [name('1000')]: '90000' })), id, 'after a reversal it is entered anew');
    assert.equal((await totals('trial-balance', '?from=2016-01-01&to=2016-12-31', paper))['1000 KHR'], 90000);
    for (const client of [stranger, lead]) assert.equal((await open(fields, client)).status, 404);
  });
});

describe('a period', () => {
  let year;
  before(async () => {
    year = await newBook('A year');
    const to = (on_day, lines, more) => books.create('journal-entries', { book: year.id, on_day, kind: 'entry', state: 'posted', memo: 'm', lines, ...more });
    await to('2016-05-01', '1000 90000\n4300 -90000');
    await to('2016-06-01', '5000 20000\n1000 -20000');
    await to('2016-07-01', '5000 500\n1000 -500', { state: 'draft', memo: 'Not posted yet' });
    await to('2016-07-01', '5000 700\n1000 -700', { state: 'pending', memo: 'Put aside' });
  });

  it('shows what is open in it before it is closed', async () => {
    const page = await boss.get(`/books/${year.id}/close?through=2016-12-31`);
    assert.match(page.text, /Draft of 1 Jul 2016: Not posted yet/);
    assert.match(page.text, /Set aside on 1 Jul 2016: Put aside/);
    assert.match((await boss.get(`/books/${year.id}/close?through=2016-06-30`)).text, /Nothing is open/);
    assert.equal((await boss.get(`/books/${year.id}/close?through=never`)).status, 422);
  });

  it('ends with an entry that takes income and expenses to the profit that is kept', async () => {
    const income = await totals('income-statement', '?from=2016-01-01&to=2016-12-31', year);
    assert.equal(income['Profit KHR'], 70000);
    const end = (fields = {}) => books.form(`/books/${year.id}/year-end`, { on_day: '2016-12-31', _key: 'year', ...fields });
    const id = idOf(await end());
    assert.deepEqual([(await current(id)).kind, (await current(id)).lines], ['closing', '4300 90000\n5000 -20000\n3200 -70000']);
    assert.equal(idOf(await end()), id, 'the same form once more has no second effect');
    assert.match((await end({ _key: 'again' })).text, /there is nothing to close/);
    assert.deepEqual(await totals('income-statement', '?from=2016-01-01&to=2016-12-31', year), income, 'the report of the year stays');
    assert.equal((await totals('balance-sheet', '?on=2016-12-31', year))['3200 KHR'], 70000);
    assert.equal((await step(id, 'reverse', { on_day: '2016-12-31', reason: 'Too early' })).status, 303);
    assert.deepEqual(await totals('income-statement', '?from=2016-01-01&to=2016-12-31', year), income);
    assert.equal((await totals('balance-sheet', '?on=2016-12-31', year))['3200 KHR'], undefined);
  });

  it('is closed and opened again by a manager who says why; what is closed refuses entries in words', async () => {
    const close = async (closed_through, closed_reason, client = boss) => client.form(`/books/${year.id}/close`, { closed_through, closed_reason, _version: String((await books.get(`/api/v1/books/${year.id}`)).json.version), _key: `close-${keys += 1}` });
    assert.equal((await close('2016-12-31', 'Audited', books)).status, 404, 'a bookkeeper does not close');
    assert.match((await close('2016-12-31', '')).text, /Say why the book is closed or opened again/);
    assert.match((await close('2099-12-31', 'In advance')).text, /A day that has not come cannot be closed/);
    assert.equal((await close('2016-12-31', 'Audited')).status, 303);
    const late = { book: year.id, on_day: '2016-12-31', kind: 'entry', state: 'posted', memo: 'Late', lines: '1000 1\n4300 -1' };
    const refused_ = await books.post('/api/v1/journal-entries', late);
    assertRefused(refused_, 422, ['on_day']);
    assert.match(refused_.text, /closed through 31 December 2016/);
    assert.equal((await books.post('/api/v1/journal-entries', { ...late, on_day: '2017-01-01' })).status, 201);
    assert.equal((await close('2016-11-30', 'December was forgotten')).status, 303);
    assert.equal((await books.post('/api/v1/journal-entries', late)).status, 201);
    assert.match((await boss.get(`/books/${year.id}/close`)).text, /Closed through 30 November 2016/);
    for (const client of [stranger, lead]) assert.equal((await close('2016-12-31', 'x', client)).status, 404);
  });
});

describe('a report in a form that there is not', () => {
  it('is refused and not taken for another', async () => {
    for (const name of [`books/${book.id}/trial-balance`, `books/${book.id}/day-book`, `accounts/${of('1000').id}/statement`])
      assertRefused(await books.get(`/api/v1/${name}?format=ofx`), 422, ['format']);
  });
});

describe('an entry', () => {
  it('of a day to come is a draft or set aside, and in no book yet', async () => {
    const ahead = { on_day: `${new Date().getFullYear() + 1}-06-01`, lines: '1000 5\n4300 -5' };
    const refused_ = await books.post('/api/v1/journal-entries', entry(ahead.on_day, ahead.lines));
    assertRefused(refused_, 422, ['on_day']);
    assert.match(refused_.text, /1 June \d{4} has not come yet/);
    assert.equal((await books.post('/api/v1/journal-entries', entry(ahead.on_day, ahead.lines, { state: 'draft' }))).status, 201);
  });

  it('is written with the digits of either script', async () => {
    const made = await post('2016-05-02', '១០០០ ១២០\n4300 -១២០');
    assert.equal((await books.get(`/api/v1/journal-entries/${made.id}`)).json.state, 'posted');
    assertRefused(await books.post('/api/v1/journal-entries', entry('2016-05-02', '១០០៩ ១២០\n4300 -១២០')), 422, ['lines']);
  });
});

describe('the number of an account', () => {
  it('leads to the account that has it now, and to none that had it', async () => {
    const renamed = await newBook('Renumbered');
    const old = await books.create('accounts', { book: renamed.id, number: '1010', name: 'Dollars', kind: 'asset', unit: units.USD, role: 'cash' });
    await books.create('accounts', { book: renamed.id, number: '4310', name: 'Grants in dollars', kind: 'income', unit: units.USD });
    const give = (number) => books.post('/api/v1/journal-entries', { book: renamed.id, on_day: '2016-01-02', kind: 'entry', state: 'posted', memo: 'm', lines: `${number} 100\n4310 -100` });
    assert.equal((await give('1010')).status, 201);
    const renumber = async (account, number) => {
      const { version } = (await books.get(`/api/v1/accounts/${account.id}`)).json;
      const answer = await books.patch(`/api/v1/accounts/${account.id}`, { number }, { 'if-match': `"${version}"` });
      assert.equal(answer.status, 200, answer.text);
    };
    await renumber(old, '1011');
    assertRefused(await give('1010'), 422, ['lines']);
    const next = await books.create('accounts', { book: renamed.id, number: '1010', name: 'More dollars', kind: 'asset', unit: units.USD, role: 'cash' });
    for (const number of ['1010', '1011']) assert.equal((await give(number)).status, 201);
    const { rows } = (await books.get(`/api/v1/books/${renamed.id}/trial-balance?from=2016-01-01&to=2016-12-31`)).json;
    assert.deepEqual([old, next].map(({ id }) => rows.find(({ account_id }) => account_id === id).closing), [20000, 10000]);
  });
});

describe('an exchange of money', () => {
  let box, dollars;
  before(async () => {
    box = await newBook('Two currencies');
    dollars = await books.create('accounts', { book: box.id, number: '1010', name: 'Dollars', kind: 'asset', unit: units.USD, role: 'cash' });
    await lead.create('exchange-rates', { on_day: '2016-01-01', from_currency: 'USD', price: { amount: 4035, currency: 'KHR' }, source: 'Test' });
    await books.create('accounts', { book: box.id, number: '4310', name: 'Grants in dollars', kind: 'income', unit: units.USD });
    await books.create('journal-entries', { book: box.id, on_day: '2016-01-02', kind: 'entry', state: 'posted', memo: 'm', lines: '1010 100\n4310 -100' });
  });
  const exchange = (fields, client = books) => client.form(`/books/${box.id}/exchange`, { on_day: '2016-02-01', from: '1010', to: '1000', memo: '', _key: `x-${keys += 1}`, ...fields });

  it('balances each currency by its account of exchanges; what is only rounding is posted as that', async () => {
    const entry_ = await current(idOf(await exchange({ given: '12.55', got: '' })));
    // 12.55 × 4035 = 50,639.25: 50,639 by the rate, 50,600 paid in multiples of 100.
    assert.equal(entry_.lines, '1000 50600\n5800 -50639\n5900 39\n1010 -12.55\n5800-USD 12.55');
    const real = await current(idOf(await exchange({ given: '10', got: '41000' })));
    assert.equal(real.lines, '1000 41000\n5800 -41000\n1010 -10.00\n5800-USD 10.00', 'another rate than the day’s is no rounding');
  });

  it('is refused at its field, and keeps what was typed', async () => {
    const wrong = async (fields, pattern) => { const page = await exchange(fields); assert.equal(page.status, 422, page.text); assert.match(page.text, pattern); return page; };
    assert.ok((await wrong({ given: 'a lot', got: '7' }, /id="given-error"/)).text.includes('value="a lot"'));
    await wrong({ given: '5', to: '1010' }, /the same currency/);
    await wrong({ given: '5', from: '4310x' }, /id="from-error"/);
    await wrong({ given: '5', on_day: '2015-06-01' }, /There is no exchange rate for that day|The book begins on/);
    for (const client of [stranger, lead]) assert.equal((await exchange({ given: '5' }, client)).status, 404);
  });
});

describe('what is done to a whole book, as JSON', () => {
  const of_ = (of__, path_, body, client = books, headers = {}) => client.post(`/api/v1/books/${of__.id}/${path_}`, body, headers);
  const entryOf = async (answer) => { assert.equal(answer.status, 200, answer.text); return current(answer.json.id); };

  it('enters opening balances once, by the numbers of the accounts', async () => {
    const paper = await newBook('From paper by API');
    assert.equal((await books.get(`/api/v1/books/${paper.id}/opening`)).json.holds_href, '');
    assertRefused(await of_(paper, 'opening', { on_day: '2016-01-01' }), 422, ['']);
    assertRefused(await of_(paper, 'opening', { on_day: '2016-01-01', 'open.1000': '12x' }), 422, ['open.1000']);
    assertRefused(await of_(paper, 'opening', { on_day: 'never', 'open.1000': 5 }), 422, ['on_day']);
    assertRefused(await of_(paper, 'opening', { on_day: '2015-12-31', 'open.1000': 5 }), 422, ['on_day']);
    const entry_ = await entryOf(await of_(paper, 'opening', { on_day: '2016-01-01', 'open.1000': 100000, [`open.${paper.account('2200').id}`]: '30000' }));
    assert.deepEqual([entry_.kind, entry_.lines], ['opening', '1000 100000\n2200 -30000\n3900 -70000']);
    const again = { on_day: '2016-01-01', 'open.1000': '100000', 'open.2200': 30000 };
    assert.equal((await entryOf(await of_(paper, 'opening', again))).id, entry_.id, 'a second time leads to the first');
    for (const other of [{ ...again, 'open.1000': 7 }, { ...again, on_day: '2016-02-01' }]) {
      const refused_ = await of_(paper, 'opening', other);
      assertRefused(refused_, 422, ['']);
      assert.match(refused_.text, /were entered already/);
    }
    for (const client of [stranger, lead]) assert.equal((await of_(paper, 'opening', { on_day: '2016-01-01', 'open.1000': 1 }, client)).status, 404);
  });

  it('takes one of several opening balances that come at once, and tells the others why', async () => {
    const paper = await newBook('From paper at once');
    await books.create('journal-entries', { book: paper.id, on_day: '2016-01-01', kind: 'opening', state: 'draft', memo: 'Not sure yet', lines: '1000 5\n3900 -5' });
    assert.equal((await books.get(`/api/v1/books/${paper.id}/opening`)).json.holds_href, '', 'a draft opens nothing');
    const sent = await Promise.all([5, 6, 7, 7, 8].map((amount, i) => of_(paper, 'opening', { on_day: '2016-01-01', 'open.1000': amount }, books, { 'Idempotency-Key': `at-once-${i}` })));
    const good = sent.filter(({ status }) => status === 200), bad = sent.filter(({ status }) => status !== 200);
    assert.equal(new Set(good.map(({ json }) => json.id)).size, 1, sent.map(({ text }) => text).join());
    for (const answer of bad) assert.deepEqual([answer.status, /were entered already/.test(answer.text)], [422, true], answer.text);
    assert.equal(bad.length, 5 - good.length);
    assert.equal((await books.all(`/api/v1/journal-entries?book=${paper.id}`)).filter(({ state }) => state === 'posted').length, 1);
  });

  it('ends a year, closes the book and opens it again', async () => {
    const year = await newBook('A year by API');
    await books.create('journal-entries', { book: year.id, on_day: '2016-05-01', kind: 'entry', state: 'posted', memo: 'm', lines: '1000 90000\n4300 -90000' });
    await books.create('journal-entries', { book: year.id, on_day: '2016-07-01', kind: 'entry', state: 'draft', memo: 'Not posted yet', lines: '5000 500\n1000 -500' });
    const open_ = (await boss.get(`/api/v1/books/${year.id}/close?through=2016-12-31`)).json;
    assert.equal(open_.open_things.length, 1, JSON.stringify(open_.open_things));
    assert.equal((await boss.get(`/api/v1/books/${year.id}/close?through=never`)).status, 422);
    const ends = (lines) => books.post('/api/v1/journal-entries', { book: year.id, on_day: '2016-12-31', kind: 'closing', state: 'posted', memo: 'End', lines });
    for (const lines of ['4300 90000\n1000 -90000', '4300 40000\n3200 -40000']) assertRefused(await ends(lines), 422, ['lines']);
    const end = (headers = {}) => of_(year, 'year-end', { on_day: '2016-12-31' }, books, headers);
    const closing = await entryOf(await end({ 'Idempotency-Key': 'year-by-api' }));
    assert.equal(closing.lines, '4300 90000\n3200 -90000');
    assert.equal((await entryOf(await end({ 'Idempotency-Key': 'year-by-api' }))).id, closing.id, 'sent again it is the same');
    assertRefused(await end(), 422, ['on_day']);
    const version = async () => (await books.get(`/api/v1/books/${year.id}`)).json.version;
    const close = async (closed_through, closed_reason, client = boss, more = {}) => of_(year, 'close', { closed_through, closed_reason, version: await version(), ...more }, client);
    assert.equal((await close('2016-12-31', 'Audited', books)).status, 404, 'a bookkeeper does not close');
    assertRefused(await close('2016-12-31', ''), 422, ['closed_reason']);
    assert.equal((await close('2016-12-31', 'Audited', boss, { version: 1000 })).status, 409);
    assertRefused(await close('2016-12-31', 'Audited', boss, { version: undefined }), 428, ['version']);
    assertRefused(await close('2016-12-31', 'Audited', boss, { version: 'x' }), 428, ['version']);
    assert.equal((await close('2016-12-31', 'Audited')).json.id, year.id);
    const late = { book: year.id, on_day: '2016-12-31', kind: 'entry', state: 'posted', memo: 'Late', lines: '1000 1\n4300 -1' };
    assertRefused(await books.post('/api/v1/journal-entries', late), 422, ['on_day']);
    const twice = await close('', 'Audited');
    assertRefused(twice, 422, ['closed_reason']);
    assert.match(twice.text, /This reason was given the last time/);
    assert.equal((await close('', 'December was forgotten')).status, 200);
    assert.equal((await books.post('/api/v1/journal-entries', late)).status, 201);
    for (const client of [stranger, lead]) assert.equal((await close('2016-12-31', 'x', client)).status, 404);
  });

  it('takes no profit twice: what a later day has closed is not closed on an earlier one', async () => {
    const year = await newBook('Closed once'), day = (on_day, lines, more) => ({ book: year.id, on_day, kind: 'entry', state: 'posted', memo: 'm', lines, ...more });
    const end = (on_day) => of_(year, 'year-end', { on_day }), kept = async (on) => (await totals('balance-sheet', `?on=${on}`, year))['3200 KHR'];
    await books.create('journal-entries', day('2016-02-01', '1000 100000\n4300 -100000'));
    await books.create('journal-entries', day('2016-08-01', '5000 3000\n1000 -3000'));
    await entryOf(await end('2016-12-31'));
    const early = await end('2016-06-30');
    assertRefused(early, 422, ['on_day']);
    assert.match(early.text, /A closing entry of 31 December 2016 has taken account 4300 to nothing already/);
    const shown = await books.form(`/books/${year.id}/year-end`, { on_day: '2016-06-30', _key: 'too-early' });
    assert.deepEqual([shown.status, /id="on_day-error"[^<]*<?[^<]*taken account 4300/.test(shown.text)], [422, true], shown.text);
    assert.match((await books.get(`/books/${year.id}/close`)).text, /name="on_day"/);
    assertRefused(await books.post('/api/v1/journal-entries', day('2016-06-30', '4300 100000\n3200 -100000', { kind: 'closing' })), 422, ['on_day']);
    assert.equal(await kept('2016-12-31'), 97000);
    await books.create('journal-entries', day('2016-03-01', '1000 700\n4300 -700', { memo: 'Late' }));
    assert.equal((await totals('income-statement', '?from=2016-01-01&to=2016-12-31', year))['Profit KHR'], 97700);
    assert.equal(await kept('2016-12-31'), 97000, 'what came late is not closed');
    assertRefused(await end('2016-03-31'), 422, ['on_day']);
    assert.equal((await entryOf(await end('2016-12-31'))).lines, '4300 700\n3200 -700', 'the later day closes it');
    assert.equal(await kept('2016-12-31'), 97700);
    for (const { id } of (await books.all(`/api/v1/journal-entries?book=${year.id}`)).filter(({ kind }) => kind === 'closing')) await books.create('journal-entries', { book: year.id, on_day: '2016-12-31', kind: 'reversal', state: 'posted', memo: 'Too early', reason: 'r', reverses: id });
    assert.equal((await entryOf(await end('2016-06-30'))).lines, '4300 100700\n3200 -100700', 'what was taken back on its own day closes nothing');
    assert.equal((await entryOf(await end('2016-12-31'))).lines, '5000 -3000\n3200 3000');
    assert.equal(await kept('2016-12-31'), 97700);
    for (const { id } of (await books.all(`/api/v1/journal-entries?book=${year.id}`)).filter(({ kind }) => kind === 'reversal'))
      assertRefused(await books.post('/api/v1/journal-entries', { book: year.id, on_day: '2016-12-31', kind: 'reversal', state: 'posted', memo: 'Not taken back', reason: 'r', reverses: id }), 422, ['lines']);
    assert.equal(await kept('2016-12-31'), 97700, 'nor is it closed once more by taking back what took it back');
  });

  it('exchanges money by the rate of the day, or by what was received', async () => {
    const box = await newBook('Two currencies by API');
    await books.create('accounts', { book: box.id, number: '1010', name: 'Dollars', kind: 'asset', unit: units.USD, role: 'cash' });
    await books.create('accounts', { book: box.id, number: '4310', name: 'Grants in dollars', kind: 'income', unit: units.USD });
    await books.create('journal-entries', { book: box.id, on_day: '2016-01-02', kind: 'entry', state: 'posted', memo: 'm', lines: '1010 100\n4310 -100' });
    const exchange = (fields, client = books, headers = {}) => of_(box, 'exchange', { on_day: '2016-02-01', from: '1010', to: '1000', ...fields }, client, headers);
    const first = await entryOf(await exchange({ given: '10', got: '41000' }, books, { 'Idempotency-Key': 'x-by-api' }));
    assert.equal(first.lines, '1000 41000\n5800 -41000\n1010 -10.00\n5800-USD 10.00');
    assert.equal((await entryOf(await exchange({ given: '10', got: '41000' }, books, { 'Idempotency-Key': 'x-by-api' }))).id, first.id);
    assertRefused(await exchange({ given: 'a lot', got: '7' }), 422, ['given']);
    assertRefused(await exchange({ given: '5', to: '1010' }), 422, ['to']);
    for (const { id, role, version } of await books.all(`/api/v1/accounts?book=${box.id}`)) if (role === 'exchange') assert.equal((await books.patch(`/api/v1/accounts/${id}`, { role: null, version })).status, 200);
    const lacks = (await exchange({ given: '5', got: '20000' })).json.errors.map(({ message }) => message);
    assert.deepEqual(lacks.map((words) => /account in (KHR|USD) that is used for/.exec(words)?.[1]).sort(), ['KHR', 'USD'], lacks.join());
    assertRefused(await exchange({ given: '5', from: '4310x' }), 422, ['from']);
    assert.ok((await books.get(`/api/v1/books/${box.id}/exchange`)).json.fields.length >= 5);
    for (const client of [stranger, lead]) assert.equal((await exchange({ given: '5' }, client)).status, 404);
  });
});

// Balances as a program tells them: {"assets:1000 Cash in the box KHR": "361000"}.
function balancesOf(program, args, file) {
  const result = spawnSync(program, args(file), { encoding: 'utf8', env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' } });
  assert.equal(result.status, 0, `${program}: ${result.stderr}${result.stdout}`);
  const all = {};
  for (const line of result.stdout.split('\n')) {
    const [, amount, unit, name] = line.match(/^\s*(-?[\d,.]+)\s+"?([A-Z]+)"?\s{2,}(\S.*)$/) || [];
    if (name) all[`${name.trim()} ${unit}`] = amount.replaceAll(',', '');
  }
  return all;
}

describe('a book as a journal', () => {
  let folder;
  before(() => { folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || os.tmpdir(), 'ledger-journal-')); });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = async (as, of_ = book) => {
    const answer = await books.get(`/books/${of_.id}/journal?as=${as}`);
    assert.equal(answer.status, 200, answer.text);
    const name = path.join(folder, `book.${as}`);
    fs.writeFileSync(name, answer.text);
    return name;
  };
  // What the ledger says, as the programs write it.
  async function ours(of_ = book) {
    const trial = (await books.get(`/api/v1/books/${of_.id}/trial-balance?from=2016-01-01&to=2099-12-31`)).json, all = {};
    const list = await books.all(`/api/v1/accounts?book=${of_.id}`), roots = { asset: 'assets', liability: 'liabilities', equity: 'equity', income: 'income', expense: 'expenses' };
    for (const line of trial.rows.filter(({ row: kind, closing: sum }) => kind === 'row' && sum)) {
      const { number, name, kind } = list.find(({ id }) => id === line.account_id), { decimals } = trial.units[line.unit];
      all[`${roots[kind]}:${number} ${name} ${line.unit}`] = (line.closing / 10 ** decimals).toFixed(decimals);
    }
    return all;
  }

  it('gives the same balances in the real hledger and ledger, line by line', async () => {
    const wanted = await ours();
    assert.ok(Object.keys(wanted).length > 5, JSON.stringify(wanted));
    assert.deepEqual(balancesOf('hledger', (name) => ['-f', name, 'balance', '--flat', '--no-total', '-N'], await file('hledger')), wanted);
    assert.deepEqual(balancesOf('ledger', (name) => ['-f', name, '--args-only', 'balance', '--flat', '--no-total'], await file('ledger')), wanted);
  });

  it('is taken by bean-check, and a row of CSV for each posting', async () => {
    const checked = spawnSync('bean-check', [await file('beancount')], { encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stderr + checked.stdout);
    const rows = fs.readFileSync(await file('csv'), 'utf8').trim().split('\n');
    assert.match(rows[0], /^transaction,date,/);
    assert.ok(rows.length > 20);
    assert.equal((await books.get(`/books/${book.id}/journal?as=gnucash`)).status, 422);
    for (const client of [stranger, lead]) assert.equal((await client.get(`/books/${book.id}/journal?as=ledger`)).status, 404);
    assert.equal((await officer.get(`/books/${book.id}/journal?as=ledger`)).status, 404, 'who may take nothing away');
  });

  // Brought by the API, looked through to its end.
  async function bring(into, journal, client = books, syntax = 'hledger') {
    const begun = await client.call('POST', `/api/v1/books/${into.id}/journal?name=group.journal&syntax=${syntax}`, { body: journal, headers: { 'content-type': 'text/plain' } });
    assert.equal(begun.status, 201, begun.text);
    return settled(begun.json.id, client);
  }
  const look = async (id, client = books) => (await client.get(`/api/v1/imported-journals/${id}/look`)).json;
  async function settled(id, client = books) {
    await until('the work on the journal ends', async () => (await client.get(`/api/v1/imported-journals/${id}/progress`)).json.done);
    return look(id, client);
  }
  const step_ = async (id, name, body = {}, client = books) => client.post(`/api/v1/imported-journals/${id}/${name}`, body);
  async function done(id, name, body = {}, client = books) {
    const answer = await step_(id, name, body, client);
    assert.equal(answer.status, 200, answer.text);
    return settled(id, client);
  }

  it('comes back whole into another book, once, and is taken back by reversals', async () => {
    const other = await newBook('From a journal', { owner: 'group' }), journal = fs.readFileSync(await file('hledger'), 'utf8');
    const looked = await bring(other, journal);
    assert.equal(looked.import_state, 'checked', JSON.stringify(looked));
    assert.ok(looked.transactions > 5 && looked.found.accounts_new > 0 && looked.found.accounts_found > 0, JSON.stringify(looked.found));
    assert.deepEqual(await ours(other), {}, 'looking writes nothing');
    const cash = looked.found.differences.find(({ number }) => number === '1000');
    const posted = await done(looked.id, 'write');
    assert.deepEqual([posted.import_state, posted.transactions_done], ['done', looked.transactions]);
    const numbersGone = (all) => Object.entries(all).map(([name, amount]) => `${name.match(/^\w+/)[0]} ${name.match(/[A-Z]+$/)[0]} ${amount}`).sort();
    const there = await ours(other);
    assert.deepEqual(numbersGone(there), numbersGone(await ours()));
    assert.equal(Object.entries(there).find(([name]) => name.startsWith('assets:1000 '))[1], String(cash.before + cash.change), 'the differences were those');
    const again = await bring(other, journal.replaceAll('\n', '\r\n'));
    assert.deepEqual([again.id, again.import_state], [looked.id, 'done'], 'the same file has one effect');
    assertRefused(await step_(looked.id, 'take-back', { reason: ' ' }), 422, ['reason']);
    assertRefused(await step_(looked.id, 'write'), 422, ['']);
    assert.equal((await done(looked.id, 'take-back', { reason: 'The wrong book' })).import_state, 'undone');
    assert.deepEqual(await ours(other), {});
    assert.equal((await bring(other, journal)).import_state, 'checked', 'then it may come again');
    assert.equal((await done(looked.id, 'write')).import_state, 'done');
    assert.deepEqual(await ours(other), there);
    assert.equal((await done(looked.id, 'take-back', { reason: 'Once more' })).import_state, 'undone');
    assert.deepEqual(await ours(other), {});
    for (const client of [stranger, lead]) {
      assert.equal((await client.call('POST', `/api/v1/books/${other.id}/journal`, { body: journal })).status, 404);
      assert.equal((await client.get(`/api/v1/imported-journals/${looked.id}/look`)).status, 404);
      for (const name of ['write', 'stop', 'take-back']) assert.equal((await step_(looked.id, name, { reason: 'x' }, client)).status, 404);
    }
  });

  it('is refused by line, and nothing of it is written', async () => {
    const other = await newBook('Wrong journals', { owner: 'group' });
    const wrong = async (journal, line, pattern) => {
      const looked = await bring(other, journal);
      assert.equal(looked.import_state, 'refused', JSON.stringify(looked));
      assert.equal(looked.wrong[0].line, line, JSON.stringify(looked.wrong));
      assert.match(looked.wrong[0].wrong_text, pattern);
      assertRefused(await step_(looked.id, 'write'), 422, ['']);
      assert.deepEqual(await ours(other), {});
      assert.equal((await books.get(`/api/v1/accounts?book=${other.id}&q=Brandnew&limit=1`)).json.total, 0);
    };
    const good = '2016-02-01 Savings\n  Assets:Brandnew  100 KHR\n  Liabilities:Savings  -100 KHR\n\n';
    assertRefused(await books.call('POST', `/api/v1/books/${other.id}/journal`, { body: '' }), 422, ['file']);
    await wrong('; nothing but words\n', undefined, /There is no transaction/);
    await wrong(`${good}2016-02-02 Wrong\n  Assets:Brandnew  100 KHR\n  Liabilities:Savings  -99 KHR\n`, 5, /./);
    await wrong(`${good}2016-02-02 Gold\n  Assets:Brandnew  1 GOLD\n  Liabilities:Savings  -1 GOLD\n`, 6, /“GOLD” is not a unit of account/);
    await wrong(`${good}2016-02-02 Half\n  Assets:Brandnew  1.5 KHR\n  Liabilities:Savings  -1.5 KHR\n`, 6, /more decimals/);
    await wrong(`${good}2016-02-02 Kind\n  Something  1 KHR\n  Liabilities:Savings  -1 KHR\n`, 6, /What kind of account is “Something”/);
    await wrong(`${good}2016-02-02 Virtual\n  (Assets:Brandnew)  1 KHR\n`, 6, /balances with nothing/);
    await wrong(`${good}2015-02-02 Early\n  Assets:Brandnew  1 KHR\n  Liabilities:Savings  -1 KHR\n`, 5, /The book begins on/);
    await wrong(`${good}= automated\n`, 5, /./);
  });

  it('says at which line the ledger refused it, and leaves nothing half posted', async () => {
    const other = await newBook('Below nothing', { owner: 'group' });
    const looked = await bring(other, '2016-02-01 Savings\n  assets:1000 Cash in the box  100 KHR\n  Liabilities:2000  -100 KHR\n\n2016-02-02 Too much\n  Expenses:5000  500 KHR\n  Assets:1000  -500 KHR\n');
    assert.equal(looked.import_state, 'checked', JSON.stringify(looked));
    const refused_ = await done(looked.id, 'write');
    assert.equal(refused_.import_state, 'refused', JSON.stringify(refused_));
    assert.deepEqual([refused_.wrong[0].line, /below/.test(refused_.wrong[0].wrong_text)], [5, true], JSON.stringify(refused_.wrong));
    assert.deepEqual(await ours(other), {});
    const large = (amount) => `2016-02-01 Too large\n  Assets:1000  ${amount} KHR\n  Equity:3000  -${amount} KHR\n`;
    for (const amount of ['9223372036854775807', '1000000000000000000']) {
      const beyond = await bring(other, large(amount));
      assert.deepEqual([beyond.import_state, beyond.wrong[0]?.line, /too large/.test(beyond.wrong[0]?.wrong_text)], ['refused', 2, true], JSON.stringify(beyond));
    }
    const most = await bring(other, large('999999999999999999'));
    assert.equal(most.import_state, 'checked', JSON.stringify(most));
    const progress = async () => (await books.get(`/api/v1/imported-journals/${most.id}/progress`)).json.text;
    assert.equal(await progress(), '0 of 1 transactions are posted');
    assert.equal((await done(most.id, 'write')).import_state, 'done');
    assert.equal(await progress(), '1 of 1 transactions are posted');
  });

  it('is posted by a second person where the book asks for one', async () => {
    const other = await newBook('Two for a journal', { two_people: true });
    const looked = await bring(other, '2016-02-01 Savings\n  Assets:Box  100 KHR\n  Liabilities:Savings  -100 KHR\n');
    assertRefused(await step_(looked.id, 'write'), 422, ['']);
    assert.equal((await done(looked.id, 'write', {}, boss)).import_state, 'done');
  });

  it('takes two currencies with a price as an exchange', async () => {
    const other = await newBook('Prices');
    const looked = await bring(other, '2016-02-01 Change\n  Assets:Dollar box  -10.00 USD @ 4000 KHR\n  Assets:Riel box  40000 KHR\n\n2016-01-31 Grant\n  Assets:Dollar box  10.00 USD\n  Income:Grants of a donor  -10.00 USD\n');
    assert.equal((await done(looked.id, 'write')).import_state, 'done');
    const sums = await ours(other);
    assert.deepEqual(Object.entries(sums).filter(([name]) => name.includes('Exchange')).map(([name, sum]) => `${name.match(/[A-Z]+$/)[0]} ${sum}`).sort(), ['KHR -40000', 'USD 10.00']);
  });

  it('goes on with what the end of the program has broken off', async () => {
    const other = await newBook('Broken off by the end'), count = 45000;
    const journal = Array.from({ length: count }, (_, i) => `2016-02-01 ${i}\n  Assets:Box  ${i} KHR\n  Equity:Start\n`).join('\n');
    const looked = await bring(other, journal);
    assert.equal(looked.import_state, 'checked', JSON.stringify(looked));
    const posted = async () => (await look(looked.id)).transactions_done ?? 0;
    assert.equal((await step_(looked.id, 'write')).status, 200);
    await until('some are posted', async () => await posted() > 0);
    await server.kill();
    await server.start();
    const whole = await settled(looked.id);
    assert.deepEqual([whole.import_state, whole.transactions_done], ['done', count]);
    assert.equal(Object.entries(await ours(other)).find(([name]) => name.includes(' Box '))[1], String((count * (count - 1)) / 2));
    assert.equal((await done(looked.id, 'take-back', { reason: 'Only a try' })).import_state, 'undone');
    assert.deepEqual(await ours(other), {});
    assert.match(server.run('verify'), /All is well/);
  });

  it('gives one account as a bank statement', async () => {
    const answer = await books.get(`/accounts/${of('1000').id}/ofx?from=2016-01-01&to=2016-03-31`);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /<CURDEF>KHR/);
    assert.equal([...answer.text.matchAll(/<STMTTRN>/g)].length, 4);
    assert.match(answer.text, /<BALAMT>361000/);
    for (const client of [stranger, lead, officer]) assert.equal((await client.get(`/accounts/${of('1000').id}/ofx`)).status, 404);
  });
});
