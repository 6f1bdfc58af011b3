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
  it('are those of any day', () => {
    const file = fileOf(textBook(31, 200));
    assert.deepEqual(balances.ours(binary, file, '--as-of', '2016-09-30'), balances.ledger(file, '--end', '2016-10-01'));
    assert.deepEqual(balances.ours(binary, file, '--as-of', '2016-09-30', '--syntax', 'hledger'), balances.hledger(file, '--end', '2016-10-01'));
  });
});
