// SPDX-License-Identifier: Apache-2.0
// Writing the questions of a form in the browser: on a phone and a laptop, in Khmer and English, with and without script.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const ask = (page, address) => page.evaluate(async (path) => (await fetch(path)).json(), address);

describe('the editor of a form', () => {
  let mlup, desk, phone, plain, plainPhone, form, draft;
  const read = () => ask(desk, `/api/v1${draft}/draft`);
  const names = async () => (await read()).definition.pages.map(({ questions }) => questions.map(({ name }) => name).join(' ')).join(' | ');
  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    plain = await mlup.signIn({ login: 'ccpcr.social2' }, 'noScript');
    plainPhone = await mlup.signIn({ login: 'ccpcr.social2' }, 'noScriptPhone');
    await desk.goto(`${mlup.url}/care-forms?lang=en`);
    form = (await ask(desk, '/api/v1/care-forms?limit=50')).items.find(({ name }) => name === 'Short screening');
    await desk.goto(`${mlup.url}/care-forms/${form.id}/draft`);
    await mlup.checkPage(desk, 'form-editor-begin');
    await mlup.press(desk, 'main form button.primary');
    draft = new URL(desk.url()).pathname.replace('/draft', '');
    assert.match(draft, /^\/care-form-versions\//);
  });
  after(() => mlup?.stop());

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`is in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        const addresses = { version: '', draft: '/draft', question: '/question?name=alone', several: '/question?name=control', new: '/question?section=1&type=integer', section: '/section?section=1', title: '/section?section=title', try: '/try', publish: '/publish', differences: '/differences' };
        for (const [name, end] of Object.entries(addresses)) {
          await page.goto(`${mlup.url}${draft}${end}${end.includes('?') ? '&' : '?'}lang=${language}`);
          await mlup.checkPage(page, `form-editor-${kind}-${language}-${name}`);
        }
      });
    }
  }

  it('moves a question in its place by button and by keyboard, and the focus goes with it', async () => {
    await desk.goto(`${mlup.url}${draft}/draft?lang=en`);
    assert.equal(await names(), 'hello danger hurt age alone | offer taken promise | work free control | needs more');
    await desk.locator('button[value="down:danger"]').click();
    await desk.waitForFunction(() => document.querySelectorAll('#draft li')[2]?.id === 'q-danger');
    assert.equal(await desk.evaluate(() => document.activeElement.value), 'down:danger');
    await desk.keyboard.press('Alt+ArrowUp');
    await desk.waitForFunction(() => document.querySelectorAll('#draft li')[1]?.id === 'q-danger');
    assert.equal(await names(), 'hello danger hurt age alone | offer taken promise | work free control | needs more');
    assert.match(await desk.innerText('#arrange [role=status]'), /Moved to place 2/);
  });

  it('says why a question stays where it is', async () => {
    await desk.goto(`${mlup.url}${draft}/draft?lang=en`);
    await desk.locator('button[value="down:age"]').click();
    await desk.waitForSelector('.banner-error');
    assert.match(await desk.innerText('.banner-error'), /“alone” asks for “age”, which is asked only after it/);
    assert.equal(await names(), 'hello danger hurt age alone | offer taken promise | work free control | needs more');
  });

  it('asks before a question is taken out', async () => {
    await desk.goto(`${mlup.url}${draft}/draft?lang=en`);
    await desk.locator('button[value="copy:more"]').click();
    await desk.waitForSelector('#q-more_2');
    await desk.locator('button[value="remove:more_2"]').click();
    await desk.locator('dialog button[value=yes]').click();
    await desk.waitForFunction(() => !document.getElementById('q-more_2'));
    assert.doesNotMatch(await names(), /more_2/);
  });

  it('shows fields, answers and conditions while one chooses', async () => {
    await desk.goto(`${mlup.url}${draft}/question?section=3&type=text&lang=en`);
    await desk.fill('[name=label_en]', 'Who is waiting for you?');
    await desk.selectOption('[name=type]', 'select_one');
    await desk.waitForSelector('[name="code.0"]');
    assert.equal(await desk.inputValue('[name=label_en]'), 'Who is waiting for you?');
    await desk.fill('[name="code.0"]', 'mother');
    await desk.fill('[name="en.0"]', 'My mother');
    await desk.fill('[name="code.1"]', 'nobody');
    await desk.fill('[name="en.1"]', 'Nobody');
    await desk.locator('button[value="choice-up:1"]').click();
    await desk.waitForFunction(() => document.querySelector('[name="code.0"]').value === 'nobody');
    await desk.locator('[name=how][value=simple]').check({ force: true });
    await desk.waitForSelector('[name="q.0"]');
    await desk.selectOption('[name="q.0"]', 'alone');
    await desk.waitForSelector('select[name="v.0"]');
    await desk.selectOption('select[name="v.0"]', 'no');
    await desk.waitForFunction(() => /\$\{alone\} = 'no'/.test(document.querySelector('.rule-words')?.innerText || ''));
    await mlup.checkPage(desk, 'form-editor-condition');
    await mlup.press(desk, '.actions-sticky button[value=save]');
    assert.match(desk.url(), /#q-who_is_waiting_for_you$/);
    const made = (await read()).definition.pages[3].questions.at(-1);
    assert.deepEqual([made.relevant, made.choices.map(({ code }) => code)], ["${alone} = 'no'", ['nobody', 'mother']]);
    await mlup.checkPage(desk, 'form-editor-lacks-khmer');
  });

  it('is tried out on a phone, and nothing is stored', async () => {
    const before_ = (await ask(phone, '/api/v1/form-answers?limit=1')).total;
    await phone.goto(`${mlup.url}${draft}/try?lang=km`);
    await phone.fill('[name=age]', '១៥');
    await phone.locator('[name=danger][value=no]').check({ force: true });
    await phone.locator('[name=hurt][value=no]').check({ force: true });
    await mlup.press(phone, 'button[value=next]');
    await phone.locator('[name=alone][value=yes]').check({ force: true });
    await mlup.press(phone, 'button[value=next]');
    await phone.locator('[name=offer][value=broker]').check({ force: true });
    for (let i = 0; i < 8 && !(await phone.$('button[value=finish]')); i++) await mlup.press(phone, 'button[value=next]');
    await mlup.press(phone, 'button[value=finish]');
    assert.ok(await phone.$('.draft-phone dl'));
    await mlup.checkPage(phone, 'form-editor-tried');
    assert.equal((await ask(phone, '/api/v1/form-answers?limit=1')).total, before_);
  });

  it('does all of it without script, and tells the second of two people', async () => {
    await plainPhone.goto(`${mlup.url}${draft}/draft?lang=km`);
    await mlup.checkPage(plainPhone, 'form-editor-plain');
    await plain.goto(`${mlup.url}${draft}/draft?lang=en`);
    await mlup.press(plain, 'button[value="up:more"]');
    assert.match(await names(), /more needs/);
    await mlup.press(plain, 'button[value="remove:who_is_waiting_for_you"]');
    assert.match(await plain.innerText('#asking'), /Take out this question\?/);
    await mlup.press(plain, '#asking button');
    assert.doesNotMatch(await names(), /waiting/);
    await plain.goto(`${mlup.url}${draft}/question?name=more`);
    await desk.goto(`${mlup.url}${draft}/question?name=more&lang=en`);
    await desk.fill('[name=label_en]', 'What else do you want to say?');
    await mlup.press(desk, '.actions-sticky button[value=save]');
    await plain.fill('[name=label_en]', 'Anything else?');
    await mlup.press(plain, '.actions-sticky button[value=save]');
    assert.match(await plain.innerText('main'), /changed the draft at/);
    assert.match(await plain.innerText('main'), /What else do you want to say\?/);
    assert.equal(await plain.inputValue('[name=label_en]'), 'Anything else?');
    await mlup.press(plain, '.actions-sticky button[value=save]');
    assert.equal((await read()).definition.pages[3].questions[0].label.en, 'Anything else?');
  });

  it('publishes with a note and gives the workbook', async () => {
    await plain.goto(`${mlup.url}${draft}/publish?lang=en`);
    assert.match(await plain.innerText('main'), /Anything else\?/);
    await plain.fill('[name=note]', 'Asks what else, shorter');
    await mlup.press(plain, 'main form.card button.primary');
    assert.match(await plain.innerText('main'), /Asks what else, shorter/);
    const file = await desk.evaluate(async (address) => { const answer = await fetch(address); return [answer.status, (await answer.arrayBuffer()).byteLength]; }, `${draft}/xlsform`);
    assert.equal(file[0], 200);
    assert.ok(file[1] > 2000);
  });
});
