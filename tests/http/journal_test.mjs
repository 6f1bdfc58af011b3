// SPDX-License-Identifier: Apache-2.0
// Plain-text journals on the command line, beside the real ledger, hledger and beancount.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { binary } from './app.mjs';
import { balances, beancountBook, textBook } from './journal_books.mjs';

const folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || '/tmp', 'journal-'));
after(() => fs.rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(text, ending = '.journal') {
  const file = path.join(folder, `book-${++files}${ending}`);
  fs.writeFileSync(file, text);
  return file;
}
const journal = (...args) => spawnSync(binary, ['journal', ...args], { encoding: 'utf8' });

describe('the balances of a journal', () => {
  it('are those of ledger and hledger, account by account, in books made at random', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const file = fileOf(textBook(seed * 7919, 250));
      const real = { ledger: balances.ledger(file), hledger: balances.hledger(file) };
      assert.ok(real.ledger.length > 20, `seed ${seed} makes a book`);
      for (const syntax of ['ledger', 'hledger']) assert.deepEqual(balances.ours(binary, file, '--syntax', syntax), real[syntax], `seed ${seed} as ${syntax} reads it`);
    }
  });
  it('are those of beancount', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const file = fileOf(beancountBook(seed * 104729, 250), '.beancount');
      const real = balances.beancount(file);
      assert.ok(real.length > 10, `seed ${seed} makes a book`);
      assert.deepEqual(balances.ours(binary, file), real, `seed ${seed}`);
    }
  });
  it('are the same where the programs differ from each other: marks of decimals, default commodities, lots, brackets, assertions', () => {
    const books = {
      ledger: ['commodity KHR\n    format 1.000,00 KHR\n\n2016-01-01 x\n    A  1.000 KHR\n    B  1,5 KHR\n    C\n\n2016-01-01 x\n    A  1,000 USD\n    B  -1,50 EUR\n    C\n',
        'D 1,000.00 USD\n\n2016-01-01 x\n    A  5\n    B\n', 'Y2015\n01/05 x\n    A  10 s {$3.00} @ $4.00\n    B  $-30.00\n\n02/05 x\n    A  -5 s {$3.00} [2015/01/05] @ $4.00\n    B  $20.00\n    Gain  $-5.00\n',
        '2016-02-01 x\n    A  5 x\n    B\n\n2016-01-01 x\n    A  = 12 x\n    B\n\n2016-01-02 x\n    [A]  1 x = 13 x\n    B  -1 x\n',
        'account Assets:Cash\n    alias box\n\napply account G1\nalias S=Savings\n2016-01-01 x\n    box  5 x\n    S:M1  3 x\n    C\nend apply account\n2016-01-01 x\n    S  3 x\n    C\n', '2016-01-01 x\n    A  3 y @ 3.333 USD\n    B  -10.00 USD\n'],
      hledger: ['commodity 1.000,00 EUR\ncommodity 1,000.00 USD\n\n2016-01-01 x\n    A  1.000 EUR\n    B  1,000 USD\n    C\n', 'D 1,000.00 USD\n\n2016-01-01 x\n    A  5\n    A  1.50\n    B\n', 'decimal-mark ,\n\n2016-01-01 x\n    A  1.000,5 kg\n    B\n',
        '2016-01-01 x\n    A  10 s {$3} @ $4\n    B  $-40\n', '2016-02-01 x\n    A  5 x\n    B\n\n2016-03-01 x\n    A  = 12 x\n    A:B  1 x\n    C\n\n2016-04-01 x\n    A  0 x =* 13 x\n    A  0 x == 12 x\n',
        'alias a = b\nalias c = a\napply account P\n2016-01-01 x\n    c  1\n    a:d\nend apply account\n2016-01-01 x\n    c  1\n    a:d\n', '2016-01-01 x\n    A  1 a\n    A  2 b\n    C\n', '2016-01-01 x\n    A  1 a\n    B  -7 b\n'],
      beancount: ['2016-01-01 open Assets:A\n2016-01-01 open Assets:A:B\n2016-01-01 open Equity:O\n2016-01-02 pad Assets:A Equity:O\n2016-01-04 * "x"\n  Assets:A:B  2.00 USD\n  Equity:O\n2016-01-05 balance Assets:A 500.00 USD\n2016-01-05 * "y"\n  Assets:A  1.00 USD\n  Equity:O\n2016-01-06 balance Assets:A  501.01 USD\n2016-01-06 balance Assets:A:B  2.10 ~ 0.10 USD\n',
        'plugin "beancount.plugins.auto_accounts"\n2016-01-01 * "x"\n  Assets:S  3 HOOL {3.333 USD}\n  Assets:C  -10.00 USD\n2016-01-02 * "x"\n  Assets:S  3 HOOL {3.337 USD}\n  Assets:C  -0.01 USD\n  Assets:D\n'],
    };
    for (const [syntax, list] of Object.entries(books)) {
      for (const book of list) {
        const file = fileOf(book, `.${syntax}`);
        assert.deepEqual(balances.ours(binary, file), balances[syntax](file), `${syntax}:\n${book}`);
      }
    }
  });
  it('are those of any day', () => {
    const file = fileOf(textBook(31, 200));
    assert.deepEqual(balances.ours(binary, file, '--as-of', '2016-09-30'), balances.ledger(file, '--end', '2016-10-01'));
    assert.deepEqual(balances.ours(binary, file, '--as-of', '2016-09-30', '--syntax', 'hledger'), balances.hledger(file, '--end', '2016-10-01'));
  });
});

function converted(file, to, ...more) {
  const done = journal('convert', file, '--to', to, ...more);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

describe('a converted journal', () => {
  it('has the same balances in the program it was written for', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const file = fileOf(textBook(seed * 6271, 200));
      for (const source of ['ledger', 'hledger']) {
        const before = balances[source](file);
        for (const target of ['ledger', 'hledger']) {
          const written = fileOf(converted(file, target, '--syntax', source));
          assert.deepEqual(balances[target](written), before, `seed ${seed}, ${source} to ${target}`);
        }
      }
    }
  });
  it('goes to beancount with names it takes, and back', () => {
    const book = textBook(77, 200).replace(/^ +\(Virtual.*\n/gm, '');
    const file = fileOf(book);
    const written = fileOf(converted(file, 'beancount'), '.beancount');
    const check = spawnSync('bean-check', [written], { encoding: 'utf8' });
    assert.equal(check.status, 0, check.stderr);
    const numbers = (rows) => rows.map((row) => row.split('\t')[2]).sort();
    const there = balances.beancount(written);
    assert.deepEqual(numbers(there), numbers(balances.ledger(file)));
    assert.deepEqual(balances.ledger(fileOf(converted(written, 'ledger'))), there);
    assert.deepEqual(balances.hledger(fileOf(converted(written, 'hledger'))), there);
    assert.match(fs.readFileSync(written, 'utf8'), /open Assets:X:X[^\n]*\n {2}name: "Assets:ទ្រព្យ:អង្ករ"/);
  });
  it('has names that the other program takes, and no two become one', () => {
    const accounts = ['Assets:A b', 'Assets:A-b', 'assets:a b', 'Cash (box)', 'អ:ក', 'អ:ខ', 'x;y', '1:2', 'Assets', 'Revenue:=x', 'a_b'];
    const symbols = ['"a b"', '"a-b"', '$', 'USD', '៛', 'KHR', '"1"', 'គោ', 'x'];
    const lines = accounts.flatMap((account, i) => symbols.map((symbol, k) => `    ${account}  ${100 * i + k + 1} ${symbol}`));
    const file = fileOf(`2016-01-01 x\n${lines.join('\n')}\n    Equity:Rest\n`, '.hledger');
    const numbers = (rows) => rows.map((row) => row.split('\t')[2]).sort();
    const before = balances.hledger(file);
    assert.equal(before.length, (accounts.length + 1) * symbols.length);
    for (const target of ['ledger', 'hledger']) assert.deepEqual(balances[target](fileOf(converted(file, target))), before, target);
    assert.deepEqual(numbers(balances.beancount(fileOf(converted(file, 'beancount'), '.beancount'))), numbers(before));
  });
  it('has the same transactions when it is written and read again', () => {
    for (let seed = 1; seed <= 4; seed++) {
      for (const syntax of ['ledger', 'hledger', 'beancount']) {
        const book = syntax === 'beancount' ? beancountBook(seed, 150) : textBook(seed, 150);
        const file = fileOf(book, `.${syntax}`);
        const again = fileOf(converted(file, syntax), `.${syntax}`);
        const rows = converted(file, 'csv');
        assert.ok(rows.split('\n').length > 300);
        assert.equal(converted(again, 'csv'), rows, `${syntax}, seed ${seed}`);
        assert.equal(converted(again, syntax), fs.readFileSync(again, 'utf8'), 'writing it again changes nothing');
      }
    }
  });
  it('is refused where the other program has no words for it', () => {
    const file = fileOf('2016-01-01 x\n    (Budget)  5 KHR\n');
    const done = journal('convert', file, '--to', 'beancount');
    assert.equal(done.status, 1);
    assert.match(done.stderr, /2: beancount has no postings that balance with nothing: Budget/);
    assert.equal(journal('convert', file, '--to', 'paper').status, 1);
    assert.equal(journal('convert', file).status, 1);
  });
});

describe('the statement of an account', () => {
  const file = fileOf('2016-01-02 Sok Dara | share\n    Cash  500.00 USD\n    Shares\n\n2016-01-01 Bank\n    Cash  -20.5 USD\n    Fees\n', '.ledger');
  it('is OFX, well-formed, and the same account when it is read again', () => {
    const ofx = fileOf(converted(file, 'ofx', '--account', 'Cash'), '.ofx');
    const lint = spawnSync('xmllint', ['--noout', ofx], { encoding: 'utf8' });
    assert.equal(lint.status, 0, lint.stderr);
    assert.match(fs.readFileSync(ofx, 'utf8'), /<BALAMT>479\.50<\/BALAMT>/);
    const book = fileOf(converted(ofx, 'hledger', '--account', 'Cash', '--other', 'Unknown'));
    assert.deepEqual(balances.hledger(book), ['Cash\tUSD\t479.5', 'Unknown\tUSD\t-479.5']);
    const bean = fileOf(converted(ofx, 'beancount', '--account', 'Assets:Cash', '--other', 'Equity:Unknown'), '.beancount');
    assert.deepEqual(balances.beancount(bean), ['Assets:Cash\tUSD\t479.5', 'Equity:Unknown\tUSD\t-479.5']);
  });
  it('is refused for goods, for an account without postings, without its name', () => {
    const goods = fileOf('2016-01-01 x\n    Rice  5 kg\n    B\n');
    assert.match(journal('convert', goods, '--to', 'ofx', '--account', 'Rice').stderr, /money alone, not in “kg”/);
    assert.match(journal('convert', file, '--to', 'ofx', '--account', 'None').stderr, /nothing is posted to “None”/);
    assert.match(journal('convert', file, '--to', 'ofx').stderr, /--account/);
    const broken = fileOf('<OFX>', '.ofx');
    assert.match(journal('convert', broken, '--to', 'csv', '--account', 'A', '--other', 'B').stderr, /well-formed/);
  });
});

describe('what is wrong with a journal', () => {
  it('is told with file and line, and nothing is printed', () => {
    const file = fileOf('2016-01-01 x\n    A  5 KHR\n    B  -4 KHR\n\n2016-02-30 y\n    A  1\n    B\n');
    for (const what of ['balance', 'check']) {
      const done = journal(what, file);
      assert.equal(done.status, 1);
      assert.equal(done.stdout, '');
      assert.deepEqual(done.stderr.trim().split('\n'), [`mlup: ${file}:1: The transaction does not balance: 1 KHR is too much`, `mlup: ${file}:5: There is no day 2016-02-30`]);
    }
  });
  it('is a file that is not there, a folder, an option that is none', () => {
    assert.match(journal('balance', path.join(folder, 'none')).stderr, /cannot read .*No such file/);
    assert.match(journal('balance', folder).stderr, /cannot read .*directory/);
    assert.match(spawnSync('sh', ['-c', 'echo | "$0" journal balance /dev/stdin', binary], { encoding: 'utf8' }).stderr, /put it into a file/);
    assert.match(journal('balance').stderr, /which file/);
    assert.match(journal('frobnicate').stderr, /not “frobnicate”/);
    assert.match(journal('balance', fileOf(''), '--syntax', 'gnucash').stderr, /ledger, hledger or beancount/);
    assert.match(journal('balance', fileOf(''), '--as-of', 'soon').stderr, /a day like/);
  });
  it('is an include that leaves the folder of the file', () => {
    const inside = path.join(folder, 'inside');
    fs.mkdirSync(path.join(inside, 'below'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'secret.journal'), '2016-01-01 x\n    Secret  1\n    B\n');
    fs.symlinkSync(path.join(folder, 'secret.journal'), path.join(inside, 'link.journal'));
    fs.writeFileSync(path.join(inside, 'below', 'part.journal'), 'include other.journal\n');
    fs.writeFileSync(path.join(inside, 'below', 'other.journal'), '2016-01-01 x\n    Part  1\n    B\n');
    const main = path.join(inside, 'main.journal');
    fs.writeFileSync(main, 'include below/part.journal\n');
    assert.match(journal('balance', main).stdout, /1 {2}Part/);
    for (const outside of ['../secret.journal', 'link.journal', '/etc/passwd', 'below/*.journal', 'none.journal', 'below']) {
      fs.writeFileSync(main, `include ${outside}\n`);
      const done = journal('balance', main);
      assert.equal(done.status, 1, outside);
      assert.match(done.stderr, /main\.journal:1: .*cannot be included/);
    }
  });
});

describe('a tree of balances', () => {
  it('adds those below to each account', () => {
    const file = fileOf('2016-01-01 x\n    A:B:C  5 KHR\n    A:B  2 KHR\n    A-B  1 KHR\n    D\n');
    const lines = journal('balance', file, '--tree').stdout.split('\n').map((line) => line.trimStart());
    assert.deepEqual(lines.slice(0, 5), ['7 KHR  A', '7 KHR    B', '5 KHR      C', '1 KHR  A-B', '-8 KHR  D']);
  });
});
