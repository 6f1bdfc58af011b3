// SPDX-License-Identifier: Apache-2.0
// A case file at work, as the social worker and the supervisor see it, on a phone and a laptop, in Khmer and English; leaving at
// once, and being asked for the password after having been away.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const name = 'Sok Sreymom', name_km = 'សុខ ស្រីមុំ';

function api(page) {
  return async (type, values) => {
    const made = await page.evaluate(async ([address, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json() };
    }, [`/api/v1/${type}`, values]);
    assert.ok(made.status < 300, `${type}: ${JSON.stringify(made.json)}`);
    return made.json;
  };
}

describe('a case file', () => {
  let mlup, worker, phone, supervisor, file;
  const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

  async function fill() {
    const create = api(worker), of = (values) => ({ case_file: file.id, ...values });
    file = await create('case-files', { name_latin: name, name_km, sex: 'f', birth_date: '2000-04', arrived_on: day(-40), from_country: 'TH', risk: 'high', urgent: ['medical'] });
    for (const [domain, score, when] of [['safety', 1, -39], ['safety', 3, -9], ['health', 2, -39], ['family', 3, -39], ['work', 1, -39]]) await create('case-needs', of({ domain, score, on_day: day(when), finding: 'As she tells it.' }));
    await create('case-goals', of({ domain: 'work', state: 'open', set_on: day(-30), reach_by: day(60), goal: 'To sew at home and sell at the market.' }));
    for (const [kind, due] of [['call', -2], ['visit', 3], ['appointment', 20]]) await create('case-tasks', of({ kind, due_on: day(due), what: 'To speak with her sister.' }));
    await create('case-safety-plans', of({ on_day: day(-39), risk: 'high', review_on: day(20), dangers: 'The broker knows the house.', steps: 'Call the village chief, then the police.' }));
    for (const when of [-38, -30, -21]) await create('case-notes', of({ kind: 'interview', on_day: day(when), note: 'She slept badly, and eats again.' }));
    await api(supervisor)('contact-standards', { risk: 'high', days: 14 });
  }

  before(async () => {
    mlup = await startMlup();
    worker = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    supervisor = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    await fill();
  });
  after(() => mlup?.stop());

  for (const kind of ['phone', 'desk']) {
    for (const language of ['en', 'km']) {
      const page = () => (kind === 'phone' ? phone : worker);
      it(`is shown by its code, and opened, on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        await page().goto(`${mlup.url}/case-files/${file.id}?lang=${language}`);
        assert.ok(!(await page().content()).includes(name));
        await mlup.checkPage(page(), `case-${language}`);
        await page().fill('[name=purpose]', 'a follow-up visit');
        await mlup.press(page(), '.case-open button');
        assert.equal(await page().innerText('h1'), `${name_km} · ${name}`);
        assert.ok(!(await page().title()).includes(name));
        await mlup.checkPage(page(), `case-open-${language}`);
      });

      it(`has pages for its team, emergencies and erasure, on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        for (const behind of ['team', 'emergency', 'erasure']) {
          await page().goto(`${mlup.url}/case-files/${file.id}/${behind}?lang=${language}`);
          await mlup.checkPage(page(), `case-${behind}-${language}`);
        }
        await page().goto(`${mlup.url}/case-files/new?lang=${language}`);
        await mlup.checkPage(page(), `case-new-${language}`);
      });
    }
  }

  it('leads from the form of a member to the page of the team', async () => {
    await worker.goto(`${mlup.url}/case-team-members/new?case_file=${file.id}`);
    assert.equal(new URL(worker.url()).pathname, `/case-files/${file.id}/team`);
  });

  it('has lists of openings and of what is due for erasure, for the supervisor', async () => {
    for (const address of ['/case-openings', '/case-files/erasures']) {
      await supervisor.goto(`${mlup.url}${address}?lang=en`);
      await mlup.checkPage(supervisor, `case-list-${address.split('/').at(-1)}`);
    }
  });

  it('is opened in an emergency when a supervisor allows it', async () => {
    const other = await mlup.signIn({ login: 'ccpcr.social2' }, 'phone');
    await other.goto(`${mlup.url}/case-files/${file.id}?lang=en`);
    await mlup.press(other, '.banner a');
    await other.fill('[name=reason]', 'The hospital calls and her social worker is away.');
    await mlup.press(other, 'form.card button.primary');
    await mlup.checkPage(other, 'case-emergency-asked');
    await supervisor.goto(`${mlup.url}/case-files/${file.id}/emergency?lang=en`);
    await mlup.checkPage(supervisor, 'case-emergency-decide');
    await mlup.press(supervisor, 'button[value=allow]');
    await other.goto(`${mlup.url}/case-files/${file.id}?lang=en`);
    await other.fill('[name=purpose]', 'the hospital asks');
    await mlup.press(other, '.case-open button');
    assert.equal(await other.innerText('h1'), `${name_km} · ${name}`);
    await worker.goto(`${mlup.url}/?lang=en`);
    assert.ok((await worker.innerText('.home-next')).includes(file.code), 'its social worker is told');
    await mlup.checkPage(worker, 'case-home');
  });

  it('is left at once with Escape pressed twice, and the way back asks to sign in', async () => {
    const page = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    await page.route('https://**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>An encyclopedia</title>' }));
    await page.goto(`${mlup.url}/case-files/${file.id}?lang=en`);
    await page.waitForSelector('body[data-leaves]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForURL(/^https:/);
    for (let i = 0; i < 50; i++) { // the server hears of it while the browser is on its way
      await page.goto(`${mlup.url}/case-files/${file.id}`);
      if (new URL(page.url()).pathname === '/sign-in') return;
      await page.waitForTimeout(100);
    }
    assert.fail('still signed in');
  });

  it('is left by the button without a script, too', async () => {
    const page = await mlup.signIn({ login: 'ccpcr.social' }, 'noScriptPhone');
    await page.route('https://**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>An encyclopedia</title>' }));
    await page.goto(`${mlup.url}/case-files/${file.id}?lang=en`);
    await page.click('form.leave button');
    await page.waitForURL(/^https:/);
    await page.goto(`${mlup.url}/case-files/${file.id}`);
    assert.equal(new URL(page.url()).pathname, '/sign-in');
  });

  it('is not among what a form keeps in the browser', async () => {
    await worker.goto(`${mlup.url}/case-notes/new?case_file=${file.id}&lang=en`);
    await worker.fill('[name=note]', 'She asks for Bopha.');
    await worker.waitForTimeout(400);
    assert.ok(!(await worker.evaluate(() => JSON.stringify(sessionStorage))).includes('Bopha'));
  });

  it('asks for nothing at /account/unlock while nobody was away', async () => {
    const page = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    await page.goto(`${mlup.url}/account/unlock?next=/case-files`);
    assert.equal(new URL(page.url()).pathname, '/case-files');
  });
});
