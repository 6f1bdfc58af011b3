// SPDX-License-Identifier: Apache-2.0
// Forms asked of people who came back, in the browser: on a phone and a laptop, in Khmer and English, with and without script.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const list = (page, address) => page.evaluate(async (path) => (await (await fetch(path)).json()).items, address);

describe('a form', () => {
  let mlup, desk, phone, file, answer, version;
  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    for (const page of [desk, phone]) await page.goto(`${mlup.url}/case-files?lang=en`);
    const me = await desk.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user);
    [file] = await list(desk, `/api/v1/case-files?case_worker=${me}&limit=1`);
    const own = new Set((await list(desk, `/api/v1/case-files?case_worker=${me}&limit=250`)).map(({ id }) => id));
    answer = (await list(desk, '/api/v1/form-answers?indication=present&limit=250')).find(({ case_file }) => own.has(case_file));
    [version] = await list(desk, '/api/v1/care-form-versions?limit=1');
  });
  after(() => mlup?.stop());

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`and what was answered are in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        const addresses = { forms: `/case-files/${file.id}/forms`, result: `/form-answers/${answer.id}/result`, preview: `/care-form-versions/${version.id}/preview`, list: '/care-forms', import: `/care-forms/${version.care_form}/import` };
        for (const [name, address] of Object.entries(addresses)) {
          await page.goto(`${mlup.url}${address}?lang=${language}`);
          await mlup.checkPage(page, `screening-${kind}-${language}-${name}`);
        }
      });
    }
  }

  it('is answered on a phone, opens a question by an answer, stops and goes on', async () => {
    await phone.goto(`${mlup.url}/case-files/${file.id}/forms?lang=en`);
    await phone.locator('label:has-text("Short screening") input').check({ force: true });
    await mlup.press(phone, 'main form button.primary');
    assert.match(phone.url(), /\/fill\/0$/);
    await mlup.checkPage(phone, 'screening-phone-fill');
    await phone.fill('[name=age]', '15');
    await phone.locator('[name=danger][value=no]').check({ force: true });
    await phone.locator('[name=hurt][value=no]').check({ force: true });
    await mlup.press(phone, 'button[value=next]');
    if (/\/fill\/0$/.test(phone.url())) {
      assert.match(await phone.innerText('main'), /Did somebody of your family come with you/);
      await phone.locator('[name=alone][value=yes]').check({ force: true });
      await mlup.press(phone, 'button[value=next]');
    }
    assert.match(phone.url(), /\/fill\/1$/);
    await mlup.press(phone, 'button[value=stop]');
    assert.match(await phone.innerText('main'), /Stopped/);
    await phone.getByRole('link', { name: 'Go on with the form' }).click();
    await phone.waitForURL(/\/fill\/1$/);
  });
});
