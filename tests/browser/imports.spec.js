// SPDX-License-Identifier: Apache-2.0
// A list of people from a spreadsheet becomes records: with script and without, on a phone and on a desk, in both languages.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const fs = require('node:fs');
const path = require('node:path');
const { startMlup } = require('./harness');

const people = `Trained in March;;;;;;
No;Name;;Gender;Date of birth;Commune;Tel
;Khmer;Latin;;;;
1;សុខ ដារា;SOK Dara;M;03/04/1990;Battambang, Khnach Romeas;012 345 678
2;ចាន់ ធី;CHAN Thy;ស្រី;05/06/1985;Battambang, Khnach Romeas;០៩៧ ១២៣ ៤៥៦៧
3;លី មុំ;LY Mom;F;;Nowhere;abc
4;សុខ ដារា;SOK Dara;M;03/04/1990;Battambang, Khnach Romeas;012 345 678
`;

const households = (rows) => `No,Name of the head,Members\n${Array.from({ length: rows }, (_, i) => `${i + 1},Chan Stopped ${i},${i % 9 + 1}`).join('\n')}\n`;

describe('imports', () => {
  let mlup, folder;
  before(async () => {
    mlup = await startMlup();
    folder = fs.mkdtempSync('/tmp/mlup-imports-');
    fs.writeFileSync(path.join(folder, 'people.csv'), people);
    fs.writeFileSync(path.join(folder, 'strange.csv'), 'aaa,bbb\nccc,ddd\n');
    fs.writeFileSync(path.join(folder, 'many.csv'), households(400000));
    fs.writeFileSync(path.join(folder, 'some.csv'), households(40000));
    fs.writeFileSync(path.join(folder, 'locked.xlsx'), Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]));
  });
  after(async () => { await mlup?.stop(); if (folder) fs.rmSync(folder, { recursive: true }); });

  const officer = () => mlup.logins.find((login) => login.login === 'sp.me');

  async function bring(page, file, kind = 'person') {
    await page.goto(mlup.url + '/imports/new?lang=en');
    await page.selectOption('select[name=kind]', kind);
    await page.setInputFiles('input[name=file]', path.join(folder, file));
    await page.click('main form button.primary');
  }

  // Without script the page is asked for again until the work is over.
  async function settled(page) {
    for (let i = 0; i < 200; i++) {
      if (!await page.locator('progress').count()) return;
      await new Promise((done) => setTimeout(done, 50));
      await page.goto(page.url().split('?')[0]);
    }
    assert.fail('the work did not end');
  }

  it('a list of people is brought, matched, checked, written and taken back, without script', async () => {
    const page = await mlup.signIn(officer(), 'noScript');
    await page.goto(mlup.url + '/imports?lang=en');
    await mlup.checkPage(page, 'imports-empty');
    await bring(page, 'people.csv');
    await mlup.checkPage(page, 'import-columns');
    assert.equal(await page.inputValue('#c1'), 'name_km');
    assert.equal(await page.inputValue('#c2'), 'name_latin');
    assert.equal(await page.inputValue('#c3'), 'sex');
    await page.click('text=Check the rows');
    assert.match(await page.textContent('main'), /Say how its dates are meant/);
    await page.check('input[name=o4][value=day]');
    await page.click('text=Check the rows');
    await settled(page);
    await mlup.checkPage(page, 'import-found');
    const found = await page.textContent('main');
    assert.match(found, /“Nowhere” is not a place/);
    assert.match(found, /Row 4/);
    await page.click('text=Write 2 rows');
    await settled(page);
    await mlup.checkPage(page, 'import-done');
    assert.match(await page.textContent('main'), /The rows are records now/);
    await page.click('text=Take the import back');
    await settled(page);
    await mlup.checkPage(page, 'import-undone');
    assert.match(await page.textContent('main'), /The import was taken back/);
    await page.context().close();
  });

  it('the second file with the same header is matched as the first was', async () => {
    const page = await mlup.signIn(officer(), 'desk');
    await bring(page, 'people.csv');
    assert.match(await page.textContent('main'), /has been here before/);
    assert.ok(await page.isChecked('input[name=o4][value=day]'));
    await page.context().close();
  });

  it('a header that matches nothing is said, and every field is on offer', async () => {
    const page = await mlup.signIn(officer(), 'desk');
    await bring(page, 'strange.csv');
    assert.match(await page.textContent('main'), /No column has a name that is known here/);
    assert.ok(await page.locator('#c0 option').count() > 10);
    await mlup.checkPage(page, 'import-strange');
    await page.context().close();
  });

  it('a check and a writing that run are stopped by a button, without script', async () => {
    const page = await mlup.signIn(officer(), 'noScript');
    await bring(page, 'many.csv', 'household');
    await page.click('text=Check the rows');
    await mlup.checkPage(page, 'import-running');
    await page.click('main form[action$="/stop"] button');
    assert.match(await page.textContent('main'), /The check was stopped. Nothing was written./);
    await mlup.checkPage(page, 'import-stopped');
    await page.click('text=Throw this file away');
    await bring(page, 'some.csv', 'household');
    await page.click('text=Check the rows');
    await settled(page);
    await page.click('text=Write 40,000 rows');
    const steps = page.locator('main [role=status]');
    while (!/[1-9]/.test(await steps.first().textContent())) await page.goto(page.url()); // until a step is in
    await page.click('main form[action$="/stop"] button');
    assert.match(await page.textContent('main'), /The writing was stopped after/);
    await mlup.checkPage(page, 'import-paused');
    const phone = await mlup.signIn(officer(), 'phone');
    await phone.goto(`${page.url()}?lang=km`);
    await mlup.checkPage(phone, 'import-paused-km');
    await phone.context().close();
    await page.click('text=Take back what was written');
    await settled(page);
    assert.match(await page.textContent('main'), /The import was taken back/);
    await page.context().close();
  });

  it('a workbook that cannot be read says why, on its page and in the list', async () => {
    const page = await mlup.signIn(officer(), 'phone');
    await bring(page, 'locked.xlsx');
    assert.match(await page.textContent('main'), /Cannot be read[^]*protected by a password/);
    await mlup.checkPage(page, 'import-unreadable');
    await page.goto(mlup.url + '/imports');
    assert.match(await page.textContent('main tbody tr'), /Cannot be read[^]*protected by a password/);
    await page.goto(mlup.url + '/imports?lang=km');
    await mlup.checkPage(page, 'imports-unreadable-km');
    await page.context().close();
    const desk = await mlup.signIn(officer(), 'desk');
    await desk.goto(mlup.url + '/imports/new?lang=en');
    assert.equal(await desk.locator('select[name=kind] option[value=user]').count(), 0, 'users are not imported');
    await desk.context().close();
  });

  it('all of it fits a phone, in Khmer too', async () => {
    const page = await mlup.signIn(officer(), 'phone');
    await bring(page, 'people.csv');
    await page.goto(page.url() + '?lang=km');
    await mlup.checkPage(page, 'import-columns-km');
    await page.click('main form[action$="/columns"] button.primary');
    await page.waitForSelector('main form[action$="/write"]');
    await mlup.checkPage(page, 'import-found-km');
    await page.goto(mlup.url + '/imports');
    await mlup.checkPage(page, 'imports-km');
    await page.context().close();
  });

  it('another organisation sees nothing of it, the lead sees the log and no file', async () => {
    const page = await mlup.signIn(officer(), 'desk');
    await page.goto(mlup.url + '/imports');
    const href = await page.getAttribute('main tbody a', 'href');
    await page.context().close();
    for (const [login, status] of [['cedac.me', 404], ['ctip.me', 200]]) {
      const other = await mlup.signIn(mlup.logins.find((one) => one.login === login), 'desk');
      assert.equal((await other.goto(mlup.url + href)).status(), status);
      assert.equal((await other.goto(`${mlup.url}${href}/refused`)).status(), 404);
      await other.context().close();
    }
  });
});
