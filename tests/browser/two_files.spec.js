// SPDX-License-Identifier: Apache-2.0
// Two files for one person, on a phone and a laptop, in Khmer and English: the question before a file is made, with what was typed
// still there; two files beside each other, proposed, agreed and made two again.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const name = 'Nhem Sokunthea', name_km = 'ញ៉ែម សុគន្ធា';

function api(page) {
  return async (address, values) => {
    const made = await page.evaluate(async ([at, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(at, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json() };
    }, [`/api/v1/${address}`, values]);
    assert.ok(made.status < 300, `${address}: ${JSON.stringify(made.json)}`);
    return made.json;
  };
}

describe('two files for one person', () => {
  let mlup, pages, supervisor, stays, goes;
  const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

  before(async () => {
    mlup = await startMlup();
    pages = { phone: await mlup.signIn({ login: 'ccpcr.social' }, 'phone'), desk: await mlup.signIn({ login: 'ccpcr.social' }, 'desk') };
    const other = await mlup.signIn({ login: 'ccpcr.social2' }, 'desk');
    supervisor = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    stays = await api(pages.desk)('case-files?force=1', { name_latin: name, sex: 'f', birth_date: '1998', arrived_on: day(-40), from_country: 'TH', risk: 'high' });
    goes = await api(other)('case-files?force=1', { name_latin: 'Nhem Sokunthear', name_km, sex: 'f', birth_date: '1998-04-03', phone: '012888999', arrived_on: day(-40), from_country: 'TH', urgent: ['medical'] });
    for (const when of [-38, -30]) await api(other)('case-notes', { case_file: goes.id, kind: 'interview', on_day: day(when), note: 'She slept badly.' });
    await api(other)('case-tasks', { case_file: goes.id, kind: 'call', due_on: day(4), what: 'To speak with her sister.' });
  });
  after(() => mlup?.stop());

  for (const kind of ['phone', 'desk']) {
    for (const language of ['en', 'km']) {
      it(`is asked about before it is made, and compared, on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = pages[kind];
        await page.goto(`${mlup.url}/case-files/new?lang=${language}`);
        await page.fill('[name=name_latin]', name);
        await page.fill('[name=alias]', 'Thea');
        await page.fill('[name=birth_date]', '1998');
        await page.check('[name=sex][value=f]').catch(() => page.selectOption('[name=sex]', 'f'));
        await page.fill('[name=arrived_on]', day(-1));
        await mlup.press(page, '#record button.primary');
        const asked = await page.innerText('#alike');
        assert.ok(asked.includes(stays.code) && asked.includes(name), asked);
        assert.ok(asked.includes(goes.code) && !asked.includes(name_km), 'of another social worker’s file the code alone');
        assert.equal(await page.inputValue('[name=alias]'), 'Thea');
        await mlup.checkPage(page, `two-files-asked-${language}`);
        await page.goto(`${mlup.url}/case-files/${stays.id}/merge?lang=${language}`);
        await mlup.checkPage(page, `two-files-find-${language}`);
        await page.fill('[name=with]', goes.code);
        await mlup.press(page, 'main form button');
        assert.ok(!(await page.content()).includes(name_km));
        await mlup.checkPage(page, `two-files-compare-${language}`);
      });
    }
  }

  it('is made one by two people, leads from the other code, and is made two again', async () => {
    const page = pages.desk;
    await page.goto(`${mlup.url}/case-files/${stays.id}/merge?with=${goes.code}&lang=en`);
    await page.check('[name="take.phone"][value=theirs]');
    await page.fill('[name=reason]', 'She told the same village and the same sister.');
    await mlup.press(page, 'form[data-sensitive] button.primary');
    assert.match(await page.innerText('main'), /Proposed/);
    for (const language of ['km', 'en']) {
      await supervisor.goto(`${mlup.url}/case-files/${stays.id}/merge?lang=${language}`);
      await mlup.checkPage(supervisor, `two-files-decide-${language}`);
    }
    await supervisor.click('button[value=agree]');
    await mlup.press(supervisor, 'dialog button[value=yes]');
    for (const language of ['km', 'en']) {
      await supervisor.goto(`${mlup.url}/case-files/${stays.id}/merge?lang=${language}`);
      await mlup.checkPage(supervisor, `two-files-one-${language}`);
    }
    await page.goto(`${mlup.url}/case-files/${goes.id}`);
    assert.equal(new URL(page.url()).pathname, `/case-files/${stays.id}`);
    await mlup.checkPage(page, 'two-files-led-to');
    await page.goto(`${mlup.url}/search?q=${goes.code}`);
    assert.equal(new URL(page.url()).pathname, `/case-files/${stays.id}`);
    await supervisor.goto(`${mlup.url}/case-files/${stays.id}/merge?lang=en`);
    await supervisor.click('button[value=undo]');
    await mlup.press(supervisor, 'dialog button[value=yes]');
    await page.goto(`${mlup.url}/case-files/${goes.id}`);
    assert.equal(new URL(page.url()).pathname, `/case-files/${goes.id}`);
  });
});
