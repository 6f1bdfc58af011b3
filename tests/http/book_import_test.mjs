// SPDX-License-Identifier: Apache-2.0
// A plain-text journal becomes entries of a book: the same balances as in the real hledger, once and for all, whatever breaks off.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { binary, Server, sleep } from './app.mjs';
import { balances, dice } from './journal_books.mjs';

const server = new Server({ args: ['--require-totp', 'no'] });
let client, unit;

before(async () => {
  await server.start();
  client = await server.setUp();
  const answer = await client.get('/api/v1/commodities');
  assert.equal(answer.status, 200, answer.text);
  unit = answer.json.items.find((item) => item.symbol === 'KHR').id;
});
after(() => server.stop());

const newBook = async (name) => (await client.create('books', { name, owner: 'cooperative', unit, opened_on: '2016-01-01' })).id;

let files = 0;
function fileOf(text) {
  const file = path.join(server.folder, `book-${++files}.journal`);
  fs.writeFileSync(file, text);
  return file;
}

// Two commodities, exchanged now and then; Khmer names; amounts left out.
function journalOf(seed, count) {
  const d = dice(seed);
  const accounts = ['Assets:Cash', 'Assets:Loans:M1', 'Liabilities:Savings:សុខ ដារា', 'Income:Interest', 'Expenses:Paper', 'Equity:Opening'];
  const lines = [];
  for (let i = 0; i < count; i++) {
    const day = new Date(Date.UTC(2016, 0, 1 + Math.floor((i * 700) / count))).toISOString().slice(0, 10);
    const khr = () => `${d.roll(90000) - 30000} KHR`;
    lines.push(`${day} * Payee ${i % 7} | entry ${i}`);
    if (d.chance(10)) lines.push(`    Assets:Dollars    ${d.roll(90) + 1}.25 USD`, `    Assets:Cash    -${d.roll(90000) + 1} KHR`);
    else lines.push(`    ${d.pick(accounts)}    ${khr()}`, `    ${d.pick(accounts)}    ${khr()}`, `    ${d.pick(accounts)}`);
    lines.push('');
  }
  return `${lines.join('\n')}\n`;
}

// An account is called by its way through the journal: "Assets:Loans:M1" is "Loans / M1".
const called = (line) => line.replace(/^[^:\t]+:/, '').replace(/^[^\t]+/, (name) => name.replaceAll(':', ' / '));
// What the book says stands on its accounts, written as `balances` does; accounts of exchange left out.
async function ours(book) {
  const { json } = await client.get(`/api/v1/books/${book}/trial-balance?from=2016-01-01&to=2019-12-31`);
  return json.rows.filter((row) => row.row === 'row' && row.closing && !row.account.endsWith('Exchange of currencies'))
    .map((row) => `${row.account.replace(/^\S+ /, '')}\t${row.unit}\t${row.unit === 'USD' ? row.closing / 100 : row.closing}`).sort();
}

describe('a journal in a book', () => {
  it('gives the balances that hledger gives, and is imported once', async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const book = await newBook(`Random ${seed}`), file = fileOf(journalOf(seed * 7919, 200));
      const looked = server.run('journal', 'import', file, '--book', `Random ${seed}`);
      assert.match(looked, /^200 transactions, .*to be made\nNothing was changed/);
      assert.deepEqual(await ours(book), []);
      server.run('journal', 'import', file, '--book', `Random ${seed}`, '--apply');
      const expected = balances.hledger(file).map(called).sort();
      assert.ok(expected.length >= 6);
      assert.deepEqual(await ours(book), expected);
      assert.match(server.run('journal', 'import', file, '--book', `Random ${seed}`, '--apply'), /200 transactions of this file were posted before/);
      assert.deepEqual(await ours(book), expected);
    }
  });

  it('finds the accounts that are there by name or number', async () => {
    await newBook('Found');
    const file = fileOf('2016-02-01 x\n    1000    500 KHR\n    Opening balances    -500 KHR\n');
    assert.match(server.run('journal', 'import', file, '--book', 'Found', '--apply'), /accounts: 2 found, 0 made/);
  });

  it('is refused by line when the ledger has no words for it, and nothing is posted', async () => {
    const book = await newBook('Refused');
    const cases = [
      ['2016-02-01 x\n    Assets:A    5 BEANS\n    Assets:B    -5 BEANS\n', /journal:2: “BEANS” is not a unit of account/],
      ['2099-02-01 x\n    Assets:A    5 KHR\n    Assets:B    -5 KHR\n', /journal:1: 1 February 2099 has not come yet/],
      ['2016-02-01 x\n    Assets:A    5.5 KHR\n    Assets:B    -5.5 KHR\n', /journal:2: The amount on Assets:A has more decimals/],
      ['2016-02-01 x\n    Assets:A    5 KHR\n    Assets:B    -5 KHR\n    (Budget)    7 KHR\n', /journal:4: The posting to Budget balances with nothing/],
      ['2016-02-01 x\n    Assets:A    5 KHR\n    Assets:B    -4 KHR\n', /journal:1: /],
      ['2015-12-31 x\n    Assets:A    5 KHR\n    Assets:B    -5 KHR\n', /journal:1: The book begins on 1 January 2016/],
      ['2016-02-01 x\n    Expenses:A    5 KHR\n    1000    -5 KHR\n', /journal:1: Account 1000 would fall below 0៛/],
    ];
    for (const [text, message] of cases) {
      const done = server.try('journal', 'import', fileOf(text), '--book', 'Refused', '--apply');
      assert.equal(done.status, 1, text);
      assert.match(done.stderr, message);
    }
    assert.deepEqual(await ours(book), []);
  });

  it('is refused before anything is posted when an entry or a book would be too large', async () => {
    const book = await newBook('Too large');
    const postings = (count, from = 0) => Array.from({ length: count }, (_, i) => `    Assets:A${from + i}    1 KHR\n`).join('');
    const many = `2016-02-01 fits\n    Assets:A    5 KHR\n    Assets:B    -5 KHR\n2016-02-02 x\n${postings(4200)}    Assets:B    -4200 KHR\n`;
    const crowd = Array.from({ length: 6 }, (_, i) => `2016-02-0${i + 1} x\n${postings(4000, 4000 * i)}    Assets:B    -4000 KHR\n`).join('');
    for (const [text, message] of [[many, /journal:4: An entry has at most 4096 lines/], [crowd, /A book has at most 20000 accounts/]]) {
      const accounts = (await client.all(`/api/v1/accounts?book=${book}`)).length;
      const done = server.try('journal', 'import', fileOf(text), '--book', 'Too large', '--apply');
      assert.equal(done.status, 1);
      assert.match(done.stderr, message);
      assert.equal((await client.all(`/api/v1/accounts?book=${book}`)).length, accounts);
    }
    assert.deepEqual(await ours(book), []);
  });

  it('is told before anything is posted which account would leave its limit', async () => {
    const book = await newBook('Limits');
    const looked = server.try('journal', 'import', fileOf('2016-02-01 x\n    Expenses:A    5 KHR\n    1000    -5 KHR\n'), '--book', 'Limits');
    assert.equal(looked.status, 1, looked.stdout);
    assert.match(looked.stderr, /Account 1000 would hold -5 KHR in the end, which is beyond its limit/);
    assert.deepEqual(await ours(book), []);
  });

  it('goes on where kill -9 has broken it off', async () => {
    const book = await newBook('Broken off');
    const text = Array.from({ length: 60000 }, (_, i) => `2016-${String(1 + Math.floor(i / 5001)).padStart(2, '0')}-01 * ${i}\n    Assets:Box    ${i} KHR\n    Equity:Start    -${i} KHR\n`).join('\n');
    const file = fileOf(text);
    const command = spawn(binary, ['journal', 'import', file, '--book', 'Broken off', '--apply', '--db', server.db], { cwd: server.folder, env: server.env });
    const gone = new Promise((done) => command.on('exit', done));
    const posted = async () => (await client.get('/api/v1/imported-journals')).json.items.find((item) => item.book === book)?.transactions_done ?? 0;
    while (!await posted()) await sleep(20);
    await server.kill();
    await gone;
    await server.start();
    const before = await posted();
    assert.ok(before > 0, 'some were posted before');
    server.run('journal', 'import', file, '--book', 'Broken off', '--apply');
    assert.equal(await posted(), 60000);
    const sum = (60000 * 59999) / 2;
    assert.deepEqual(await ours(book), [`Box\tKHR\t${sum}`, `Start\tKHR\t${-sum}`]);
    assert.match(server.run('verify'), /All is well/);
  });
});
