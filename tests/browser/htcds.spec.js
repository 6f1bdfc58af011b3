// SPDX-License-Identifier: Apache-2.0
// Case files given away in HTCDS by somebody who sees first what leaves, and cases taken in by somebody who sees first what would
// happen; on a phone and a laptop, in Khmer and English.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

// Somebody's API, from the page they are signed in on.
function api(page) {
  return async (type, values) => {
    const made = await page.evaluate(async ([address, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json(), user: me.user };
    }, [`/api/v1/${type}`, values]);
    assert.ok(made.status < 300, `${type}: ${JSON.stringify(made.json)}`);
    return made.json;
  };
}

describe('case files in HTCDS', () => {
  let mlup, worker, phone, boss, bossPhone, told, shut, provider;
  const sheet = 'prs_First_Name,prs_Second_Name,prs_Gender,prs_Birthdate,vic_Methods_of_Control,vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg,My notes\n'
    + 'Kunthea,Voeun,Feminine,1994-03,DebtBondage ,ActualVictimOfTrafficking,Police,x\n'
    + 'ស្រីមុំ,សុខ,Feminine,2000-04,"Sexual abuse, Takes earnings",,,\n'
    + 'Bora,Tith,Neither,07/03/1998,,,,\n';

  before(async () => {
    mlup = await startMlup();
    worker = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    boss = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    bossPhone = await mlup.signIn({ login: 'ccpcr.manager' }, 'phone');
    const create = api(worker), me = await boss.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user);
    provider = await api(boss)('providers', { name: 'Committee against trafficking', kind: 'government', services: ['legal'] });
    await api(boss)('provider-vettings', { provider: provider.id, on_day: day(-30), by_whom: 'The manager', result: 'passed', valid_until: day(300) });
    told = await create('case-files', { name_latin: 'Sok Sreymom', name_km: 'សុខ ស្រីមុំ', sex: 'f', birth_date: '2000-04', arrived_on: day(-40) });
    shut = await create('case-files', { name_latin: 'Chan Dara', sex: 'm', birth_date: '1999', arrived_on: day(-40) });
    for (const file of [told, shut]) await create('case-team-members', { case_file: file.id, user: me, role: 'supervisor' });
    await create('consents', { case_file: told.id, purpose: 'authorities', recipient: 'government', scope: ['identity', 'needs', 'story'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-2), expires_on: day(90) });
  });
  after(() => mlup?.stop());

  for (const kind of ['phone', 'desk']) {
    for (const language of ['en', 'km']) {
      it(`leave after a look at what leaves, on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? bossPhone : boss;
        await page.goto(`${mlup.url}/case-files/htcds?file=${told.id}&lang=${language}`);
        await mlup.checkPage(page, `htcds-out-${language}`);
        await page.check(`[name=file][value="${shut.id}"]`, { force: true });
        await page.selectOption('[name=provider]', provider.id);
        await page.selectOption('[name=purpose]', 'authorities');
        await page.check('[name=format][value=csv]', { force: true });
        await mlup.press(page, 'form:has(select[name=provider]) button');
        const text = await page.innerText('main');
        assert.ok(text.includes(told.code) && text.includes(shut.code));
        assert.ok(!(await page.content()).includes('Sreymom'), 'nothing was opened yet');
        await mlup.checkPage(page, `htcds-look-${language}`);
        const [download] = await Promise.all([page.waitForEvent('download'), page.click('form:has([name=do][value=take]) button')]);
        const csv = fs.readFileSync(await download.path(), 'utf8');
        assert.ok(csv.includes('Sreymom') && csv.includes('សុខ ស្រីមុំ') && !csv.includes('Dara'));
      });

      it(`come in after a look at what would happen, on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : worker;
        await page.goto(`${mlup.url}/case-files/htcds/import?lang=${language}`);
        await mlup.checkPage(page, `htcds-in-${language}`);
        await page.setInputFiles('[name=file]', { name: 'cases.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
        await mlup.press(page, 'form:has([name=file]) button');
        const text = await page.innerText('main');
        assert.ok(text.includes('My notes') && text.includes('prs_Gender') && text.includes('Neither'));
        if (language === 'km') assert.match(text, /មិនមែនជាកូដ/);
        await mlup.checkPage(page, `htcds-in-look-${language}`);
      });
    }
  }

  it('are written when it is said whether somebody has a file, and once', async () => {
    const bring = async () => {
      await worker.goto(`${mlup.url}/case-files/htcds/import?lang=en`);
      await worker.setInputFiles('[name=file]', { name: 'cases.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
      await mlup.press(worker, 'form:has([name=file]) button');
    };
    const take = () => mlup.press(worker, 'form:has([name=do][value=take]) .actions button');
    await bring();
    await take();
    assert.match(await worker.innerText('main'), /Say of each whether it is the same person/);
    assert.ok((await worker.innerText('main')).includes(told.code), 'the second row is somebody with a file');
    for (const ask of await worker.$$('.htcds-cases fieldset')) await (await ask.$(`input[value="${told.id}"]`) || await ask.$('input[value=new]')).check();
    await take();
    assert.match(await worker.innerText('main'), /1 files were made, 1 went on/);
    await bring();
    const text = await worker.innerText('main');
    assert.equal((text.match(/Came before/g) || []).length, 2, text);
  });
});
