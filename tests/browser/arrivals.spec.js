// SPDX-License-Identifier: Apache-2.0
// Writing down who came: by keyboard, without script, for a day without a network over connections that break; the queue and its
// slips.  What a browser keeps meanwhile must not be readable in it.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { dropping } = require('./dropping');
const { startMlup } = require('./harness');

const ready = (page) => page.waitForSelector('#intake[data-ready]');

describe('an arrival', () => {
  let mlup, desk, arrival;

  const json = (page, address) => page.evaluate(async (path) => (await fetch(path)).json(), address);
  async function create(page, type, values) {
    return page.evaluate(async ([address, body]) => {
      const me = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf }, body: JSON.stringify(body) });
      return answer.json();
    }, [`/api/v1/${type}`, values]);
  }
  const newArrival = () => create(desk, 'arrivals', { on_day: '2016-09-01', kind: 'deported', from_country: 'TH', women: 12, men: 20 });
  const intake = (query = '') => `${mlup.url}/arrivals/${arrival.id}/intake${query}`;
  const files = async () => (await json(desk, `/api/v1/case-files?arrival=${arrival.id}&limit=250`));

  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    await desk.goto(`${mlup.url}/arrivals?lang=en`);
  });
  after(() => mlup?.stop());

  it('is written down by keyboard alone, a person in few strokes, and leads to slips', async () => {
    arrival = await newArrival();
    await desk.goto(intake());
    await ready(desk);
    await desk.focus('[name="name.1"]');
    const people = [['Tep Makara', 'm', '31'], ['ជា សុភ័ក្ត្រ', 'f', '1990'], ['', 'f', '7']];
    for (const [name, sex, age] of people) {
      await desk.keyboard.type(name);
      await desk.keyboard.press('Tab');
      await desk.keyboard.type(sex === 'f' ? 'Fe' : 'Ma'); // the select, by its first letters
      await desk.keyboard.press('Tab');
      await desk.keyboard.type(age);
      await desk.keyboard.press('Enter');
    }
    await desk.fill('[name="band.1"]', '41');
    await desk.fill('[name="age.2"]', '1991');
    assert.equal(await desk.inputValue('[name="band.2"]'), '42');
    await desk.fill('[name="home.1"]', 'Bavet, Svay Rieng');
    await desk.check('[name="urgent.3"][value=child_alone]');
    for (const row of [2, 3]) await desk.fill(`[name="family.${row}"]`, 'a');
    await mlup.checkPage(desk, 'intake-typed');
    await Promise.all([desk.waitForNavigation(), desk.click('.actions button[value=save]')]);
    assert.match(desk.url(), /from=41&to=43$/, await desk.innerText('main'));
    assert.match(await desk.innerText('.banner-saved a'), /slips/);
    const saved = await files();
    assert.deepEqual(saved.items.map((file) => [file.sex, file.age_years]).sort(), [['f', 25], ['f', 7], ['m', 31]].sort());
    assert.equal(new Set(saved.items.map((file) => file.family)).size, 2);
  });

  for (const [kind, language] of [['phone', 'km'], ['desk', 'en'], ['desk', 'km'], ['phone', 'en']]) {
    it(`is a page, a queue and slips, ${language} on a ${kind}`, async () => {
      const page = await mlup.signIn({ login: 'ccpcr.manager' }, kind);
      for (const [path, name] of [[`/arrivals/${arrival.id}/intake`, 'intake'], ['/arrivals/queue', 'queue'], [`/arrivals/${arrival.id}/slips`, 'slips'], [`/arrivals/${arrival.id}`, 'arrival']]) {
        await page.goto(`${mlup.url}${path}?lang=${language}`);
        await mlup.checkPage(page, `${name}-${language}`);
      }
      await page.context().close();
    });
  }

  it('asks about somebody who has a file and keeps everything that was typed', async () => {
    await desk.goto(intake());
    await ready(desk);
    await desk.fill('[name="name.1"]', 'Makara Tep');
    await desk.selectOption('[name="sex.1"]', 'm');
    await desk.fill('[name="age.1"]', '30');
    await desk.fill('[name="name.2"]', 'Ouch Vanna');
    await desk.selectOption('[name="sex.2"]', 'f');
    await Promise.all([desk.waitForNavigation(), desk.click('.actions button[value=save]')]);
    assert.match(await desk.innerText('#errors'), /CA-\w+/);
    assert.equal(await desk.inputValue('[name="name.2"]'), 'Ouch Vanna');
    assert.match(await desk.innerText('.intake-ask'), /Tep Makara/); // their own file
    await ready(desk);
    await mlup.checkPage(desk, 'intake-asked');
    const before = (await files()).total;
    await desk.check('[name="decide.1"][value=new]');
    await Promise.all([desk.waitForNavigation(), desk.click('.actions button[value=save]')]);
    assert.match(desk.url(), /from=44&to=45$/, await desk.innerText('main'));
    assert.equal((await files()).total, before + 2);
  });

  it('works without script', async () => {
    const page = await mlup.signIn({ login: 'ccpcr.social' }, 'noScript');
    await page.goto(intake('?lang=en'));
    await page.fill('[name="name.1"]', 'Seng Sophal');
    await page.click('.actions button[value=more]');
    assert.equal(await page.$$eval('.intake-lines > li', (all) => all.length), 20);
    assert.equal(await page.inputValue('[name="name.1"]'), 'Seng Sophal');
    await page.click('.actions button[value=save]');
    assert.match(await page.innerText('#errors'), /Row 1: Say whether it is a woman or a man/);
    await page.selectOption('[name="sex.1"]', 'm');
    await page.click('.actions button[value=save]');
    await page.waitForURL(/from=46/);
    await page.context().close();
  });

  it('comes as a file: its rows are looked at, corrected and saved', async () => {
    await desk.goto(intake());
    await ready(desk);
    const pattern = await desk.evaluate(async () => (await fetch('/arrivals/template')).text());
    const text = [pattern.trim(), ',,,,,,,', 'Yos Rany,Female,19,Bavet,b,Head of the family,In danger;pregnant,', 'Yos Bona,,2,,b,,,', ''].join('\r\n');
    await desk.click('.intake-file-in summary');
    await desk.setInputFiles('#file', { name: 'truck.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await Promise.all([desk.waitForNavigation(), desk.click('.intake-file-in button')]);
    assert.match(await desk.innerText('#errors'), /Row 2: Say whether it is a woman or a man/);
    assert.deepEqual(await desk.$$eval('[name^="name."]', (all) => all.map((one) => one.value)), ['Yos Rany', 'Yos Bona']);
    assert.equal(await desk.isChecked('[name="urgent.1"][value=safety]'), true);
    await ready(desk);
    await mlup.checkPage(desk, 'intake-file');
    await desk.selectOption('[name="sex.2"]', 'm');
    const before = (await files()).total;
    await Promise.all([desk.waitForNavigation(), desk.click('.actions button[value=save]')]);
    assert.match(desk.url(), /done=saved/, await desk.innerText('main'));
    assert.equal((await files()).total, before + 2);
  });

  it('is taken over from the queue, the family together, and seen to', async () => {
    await desk.goto(`${mlup.url}/arrivals/queue`);
    const family = desk.locator('.queue-group', { has: desk.locator('.queue-family'), hasText: 'Child alone' }).first();
    assert.match(await family.innerText(), /Family FM-/);
    await Promise.all([desk.waitForNavigation(), family.locator('button[value=take]').click()]);
    assert.match(await desk.innerText('main'), /Ouk Srey Pov/);
    const mine = await json(desk, '/api/v1/arrivals/queue');
    assert.equal(mine.taken.length, 2);
    await Promise.all([desk.waitForNavigation(), desk.locator('button[value=done]').first().click()]);
    assert.equal((await json(desk, '/api/v1/arrivals/queue')).taken.length, 1);
  });

  it('shows somebody new in an open queue without being asked', async () => {
    const page = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    await page.goto(`${mlup.url}/arrivals/queue`);
    const before = await page.innerText('[data-live] .figure-big');
    await page.evaluate(() => { document.querySelector('[data-live]').dataset.live = '0.3'; });
    await create(desk, `arrivals/${arrival.id}/intake`, { rows: [{ sex: 'm' }] });
    await page.waitForFunction((old) => document.querySelector('[data-live] .figure-big').innerText !== old, before, { timeout: 40000 });
    await page.context().close();
  });

  // ---- without a network ----

  const firsts = ['Bopha', 'Chenda', 'Dara', 'Kosal', 'Maly', 'Nary', 'Phalla', 'Rith', 'Sophea', 'Thida'];
  async function typeList(page, list, size) {
    for (let row = 1; row <= size; row++) {
      const number = list * size + row;
      await page.fill(`[name="name.${row}"]`, `Zz${String.fromCharCode(97 + list)}${'aeiou'[row % 5]}k ${firsts[row % firsts.length]}${'bcdfg'[Math.floor(row / 5)]}`);
      await page.selectOption(`[name="sex.${row}"]`, number % 2 ? 'f' : 'm');
      await page.fill(`[name="age.${row}"]`, String(18 + ((number * 7) % 60)));
    }
  }

  // All bytes that the browser keeps for this place, as text.
  const keptText = (page) => page.evaluate(async () => {
    const open = (name) => new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    const read = (db, name) => new Promise((done) => { const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
    const text = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    const plain = (value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value && typeof value === 'object' ? Object.values(value).map(plain).join(' ') : String(value));
    for (const { name } of await indexedDB.databases()) {
      const db = await open(name);
      for (const store of db.objectStoreNames) text.push(...(await read(db, store)).map(plain));
      db.close();
    }
    for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) text.push(await (await (await caches.open(name)).match(request)).text());
    return text.join('\n');
  });

  it('is written down for a day without a network and sent whole and once over connections that break', async () => {
    arrival = await newArrival();
    const network = await dropping(mlup.url), lists = 5, size = 8;
    const page = await mlup.newPage('phone'), address = `${network.url}/arrivals/${arrival.id}/intake`;
    await page.goto(`${network.url}/sign-in`);
    await page.fill('input[name="login"]', 'ccpcr.social');
    await page.fill('input[name="password"]', mlup.login({ login: 'ccpcr.social' }).password);
    await mlup.press(page, 'form[action="/sign-in"] button');
    await page.goto(`${address}?lang=en`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.goto(address);
    await ready(page);
    await page.context().setOffline(true);
    await page.goto(address); // the page that was kept
    await ready(page);
    for (let list = 0; list < lists; list++) {
      await typeList(page, list, size);
      await page.click('.actions button[value=save]');
      await page.waitForSelector(`[data-waiting="${list + 1}"]`);
    }
    assert.match(await page.innerText('[data-waiting]'), /sealed: 40 people/);
    await typeList(page, lists, 2); // a list that was begun, and a tab that is closed
    await page.waitForFunction(async () => (await new Promise((done) => { const asked = indexedDB.open('mlup-arrivals'); asked.onsuccess = () => { const all = asked.result.transaction('drafts').objectStore('drafts').getAll(); all.onsuccess = () => { asked.result.close(); done(all.result.length); }; }; })) === 1);
    await page.waitForTimeout(600);
    const kept = await keptText(page);
    assert.ok(kept.length > 10000);
    assert.ok(!/Zz[a-f]/.test(kept), 'a name lies open in the browser');
    const tab = await page.context().newPage();
    await page.close();
    await tab.goto(address);
    await tab.waitForSelector('[data-said]');
    assert.match(await tab.innerText('[data-said]'), /opens again when there is a network/);
    assert.equal(await tab.inputValue('[name="name.1"]'), '');
    await tab.context().setOffline(false);
    await tab.waitForSelector('[data-waiting]', { state: 'detached', timeout: 120000 });
    assert.ok(network.state.lost >= lists, `${network.state.lost} connections were lost`);
    const saved = await files();
    assert.equal(saved.total, lists * size);
    assert.equal(new Set(saved.items.map((file) => file.id)).size, lists * size);
    const wanted = Array.from({ length: lists * size }, (_, i) => 18 + (((i + 1) * 7) % 60)).sort((a, b) => a - b);
    assert.deepEqual(saved.items.map((file) => file.age_years).sort((a, b) => a - b), wanted);
    await tab.goto(address);
    await ready(tab);
    assert.match(await tab.inputValue('[name="name.1"]'), /^Zzf/); // what was begun is back
    network.state.is_calm = true;
    await Promise.all([tab.waitForNavigation(), tab.click('.actions button[value=save]')]);
    assert.equal((await files()).total, lists * size + 2);
    assert.ok(!/"key"/.test(await tab.evaluate(() => localStorage.getItem('mlup-lists') || '')));
    await tab.context().close();
    await network.stop();
  });

  it('keeps a list that somebody must look at until it was looked at', async () => {
    arrival = await newArrival();
    const page = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    await page.goto(intake('?lang=en'));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.goto(intake());
    await ready(page);
    await page.context().setOffline(true);
    await page.fill('[name="name.1"]', 'Nobody Knows');
    await page.fill('[name="age.1"]', '44');
    await page.click('.actions button[value=save]'); // without the sex
    await page.waitForSelector('[data-waiting]');
    await page.context().setOffline(false);
    await page.waitForSelector('[data-waiting] button');
    assert.match(await page.innerText('[data-waiting]'), /cannot be saved as it is/);
    await Promise.all([page.waitForNavigation(), page.click('[data-waiting] button')]);
    await ready(page);
    assert.equal(await page.inputValue('[name="name.1"]'), 'Nobody Knows');
    await page.selectOption('[name="sex.1"]', 'm');
    await Promise.all([page.waitForNavigation(), page.click('.actions button[value=save]')]);
    await ready(page);
    assert.equal(await page.$('[data-waiting]'), null);
    assert.equal((await files()).total, 1);
    await page.context().close();
  });
});
