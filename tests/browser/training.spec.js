// SPDX-License-Identifier: Apache-2.0
// The main job: an attendance sheet entered in the browser moves the promises on the board at once.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const officer = { role: 'field_officer', organisation: 'CCPCR' };
const commune = '090401'; // one of the fourteen of P15 to P17

describe('training: sheets, head counts, home', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  const enter = async (kind, who = officer) => {
    const page = await mlup.signIn(who, kind);
    await page.goto(`${mlup.url}/?lang=en`);
    return page;
  };
  const press = async (page, selector) => { await Promise.all([page.waitForNavigation(), page.click(selector)]); };

  // A planned workshop made with the ordinary form; gives its address.
  async function newSession(page, title, day = '2017-07-10', place = commune, kind = 'workshop', topic = 'child_rights', trainer = '') {
    await page.goto(`${mlup.url}/sessions/new`);
    await page.check(`input[name="kind"][value="${kind}"]`, { force: true });
    await page.fill('input[name="title"]', title);
    await page.check(`input[name="topics"][value="${topic}"]`, { force: true });
    if (trainer) await page.fill('input[name="trainer.text"]', trainer);
    await page.check('input[name="status"][value="planned"]', { force: true });
    await page.fill('input[name="starts_on"]', day);
    await page.fill('input[name="place.text"]', place);
    await press(page, 'main form button.primary');
    const path = new URL(page.url()).pathname;
    assert.match(path, /^\/sessions\/[0-9a-f-]{36}$/, await page.innerText('main'));
    return mlup.url + path;
  }

  async function promiseValue(page, number) {
    return page.evaluate(async (wanted) => {
      const { organisations } = await (await fetch('/api/v1/board')).json();
      return organisations.flatMap((organisation) => organisation.promises).find((promise) => promise.number === wanted).parts[0].value;
    }, number);
  }

  async function writeNewcomer(page, row, { latin, sex = 'f', age = '34' }) {
    await page.fill(`input[name="new${row}.name_latin"]`, latin);
    await page.selectOption(`select[name="new${row}.sex"]`, sex);
    await page.fill(`input[name="new${row}.age"]`, age);
  }

  for (const kind of ['desk', 'noScript', 'phone']) {
    it(`a sheet entered in the browser moves the promises at once, and shows again after a reload (${kind})`, async () => {
      const page = await enter(kind);
      const session = await newSession(page, `Workshop ${kind}`);
      await page.goto(`${session}/roster`);
      await mlup.checkPage(page, `roster-empty-${kind}`);
      const marker = { desk: 'Ana', noScript: 'Bora', phone: 'Cheata' }[kind];
      await writeNewcomer(page, 1, { latin: `Zzyk ${marker}` });
      await writeNewcomer(page, 2, { latin: `Qwok ${marker}`, sex: 'm', age: '១៩៨០' });
      await page.check('input[name="held"]');
      await press(page, '.actions button.primary');
      assert.match(await page.innerText('main'), /These promises moved/);
      assert.match(await page.innerText('.moved'), /P16/);
      assert.match(await page.innerText('.why'), /does not count P17/, 'the session says under which promises it counts, and why not');
      await mlup.checkPage(page, `session-saved-${kind}`);
      await page.goto(`${session}/roster`);
      assert.equal(await page.locator('#people input[type=checkbox]:checked').count(), 2);
      assert.match(await page.innerText('#people'), new RegExp(`Zzyk ${marker}`));
      await page.context().close();
    });
  }

  it('a workshop in a commune that has none yet moves P15 and P16, an awareness event P17, and the board says so', async () => {
    const page = await enter('desk');
    const value = (number) => promiseValue(page, number);
    const had = await page.evaluate(async () => (await (await fetch('/api/v1/sessions/overview')).json()).communes);
    const communes = ['090401', '090402', '090403', '090501', '090503', '090603', '090606', '200103', '200105', '200109', '200504', '200705',
      '200802', '200804'];
    const line = (commune) => had.find((one) => one.commune === commune) ?? { workshops: 0, awareness_events: 0 };
    const without = communes.find((commune) => !line(commune).workshops), unaware = communes.find((commune) => line(commune).awareness_events < 2);
    const [p15, p16, p17] = [await value('P15'), await value('P16'), await value('P17')];
    const workshop = await newSession(page, 'First workshop here', '2017-08-10', without);
    assert.deepEqual([await value('P15'), await value('P17')], [p15, p17], 'what is planned moves nothing');
    await page.goto(`${workshop}/roster`);
    await writeNewcomer(page, 1, { latin: 'Councillor One' });
    await writeNewcomer(page, 2, { latin: 'Councillor Two', sex: 'm' });
    await page.check('input[name="held"]');
    await press(page, '.actions button.primary');
    assert.deepEqual([await value('P15'), await value('P16')], [p15 + 1, p16 + 2]);
    const moved = await page.innerText('.moved');
    assert.match(moved, /P15/);
    await page.click('.moved a >> nth=0');
    await page.waitForURL(/\/promises\//);
    assert.match(await page.innerText('main'), new RegExp(`\\b${p15 + 1}\\b`));
    const talk = await newSession(page, 'A talk', '2017-08-11', unaware, 'awareness');
    await page.goto(`${talk}/headcount`);
    await page.fill('input[name="f.a18_24"]', '40');
    await press(page, '.actions button.primary');
    await page.goto(`${talk}/edit`);
    await page.check('input[name="status"][value="held"]', { force: true });
    await press(page, '#record .actions button.primary');
    assert.equal(await value('P17'), p17 + 1);
    await page.goto(`${mlup.url}/board`);
    assert.match(await page.locator('.promise', { hasText: 'P17' }).innerText(), new RegExp(`${p17 + 1} / 28`));
    await page.context().close();
  });

  it('model farmers and the farmers they teach move P05 and P06', async () => {
    const page = await enter('desk', { role: 'field_officer', organisation: 'Sovann Phoum' });
    const [p05, p06] = [await promiseValue(page, 'P05'), await promiseValue(page, 'P06')];
    const farm = await newSession(page, 'Chickens for one more', '2017-08-12', '030503', 'training', 'chicken_raising');
    await page.goto(`${farm}/roster`);
    await writeNewcomer(page, 1, { latin: 'Modelfarmer New', sex: 'm' });
    await page.selectOption('select[name="new1.function"]', 'model_farmer');
    for (const row of [2, 3]) await writeNewcomer(page, row, { latin: `Farmer Taught ${'AB'[row - 2]}` });
    await page.check('input[name="held"]');
    await press(page, '.actions button.primary');
    assert.equal(await promiseValue(page, 'P05'), p05, 'who came to a training is not a model farmer of the cascade yet');
    const person = await page.evaluate(async () => (await (await fetch('/api/v1/people?q=Modelfarmer')).json()).items[0].id);
    await page.goto(`${mlup.url}/trainers/new?person=${person}&role=model_farmer`);
    await page.fill('input[name="since"]', '2017-08-14');
    await page.check('input[name="support"][value="chickens"]', { force: true });
    await press(page, '#record .actions button.primary');
    assert.equal(await promiseValue(page, 'P05'), p05 + 1);
    const trainer = await page.evaluate(async (id) => (await (await fetch(`/api/v1/trainers?person=${id}`)).json()).items[0].id, person);
    await page.goto(`${mlup.url}/trainers/${trainer}/trainees?from=session:${farm.split('/').pop()}`);
    assert.equal(await page.locator('.pick-people input[type=checkbox]').count(), 2, 'the trainer is not offered');
    for (const box of await page.locator('.pick-people input[type=checkbox]').all()) await box.check();
    await page.selectOption('select[name="subject"]', 'chicken_raising');
    await page.fill('input[name="starts_on"]', '20/8/2017');
    await mlup.checkPage(page, 'trainees');
    await press(page, '#trainees .actions button.primary');
    assert.match(await page.innerText('main'), /2 of 30 people · Room for 28/);
    await mlup.checkPage(page, 'trainer');
    assert.equal(await promiseValue(page, 'P06'), p06 + 2);
    await page.goto(`${mlup.url}/cascade`);
    assert.match(await page.locator('.cascade-node', { hasText: 'Modelfarmer New' }).innerText(), /Model farmer.*2 of 30 people.*Room for 28/s);
    await mlup.checkPage(page, 'cascade');
    await page.context().close();
  });

  it('a wrong test score is named in its place and nothing typed is lost', async () => {
    const page = await enter('noScript');
    const session = await newSession(page, 'Scores');
    await page.goto(`${session}/roster`);
    await writeNewcomer(page, 1, { latin: 'Vlad Score' });
    await page.fill('input[name="new1.post_test"]', '150');
    await page.fill('input[name="new1.note"]', 'came late');
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('#errors'), /too large: at most 100/);
    assert.equal(await page.inputValue('input[name="new1.post_test"]'), '150');
    assert.equal(await page.inputValue('input[name="new1.note"]'), 'came late');
    assert.equal(await page.inputValue('input[name="new1.name_latin"]'), 'Vlad Score');
    await page.fill('input[name="new1.post_test"]', '៥០');
    await press(page, '.actions button.primary');
    assert.equal(await page.locator('#errors').count(), 0);
    assert.match(await page.innerText('main'), /Vlad Score/);
    await page.context().close();
  });

  it('changing the language on a sheet loses nothing, and it saves as before', async () => {
    const page = await enter('phone');
    const session = await newSession(page, 'In two languages');
    await page.goto(`${session}/roster`);
    await writeNewcomer(page, 1, { latin: 'Polyglot Phy' });
    await press(page, '.languages [lang="km"]');
    assert.equal(await page.inputValue('input[name="new1.name_latin"]'), 'Polyglot Phy');
    assert.match(await page.inputValue('input[name="new1.village.text"]'), /[\u1780-\u17ff]/);
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('main'), /Polyglot Phy/);
    assert.equal(new URL(page.url()).pathname, new URL(session).pathname, await page.innerText('main'));
    await page.context().close();
  });

  it('the same form sent twice has one effect', async () => {
    const page = await enter('desk');
    const session = await newSession(page, 'Twice');
    await page.goto(`${session}/roster`);
    await writeNewcomer(page, 1, { latin: 'Double Dara' });
    const sent = await page.evaluate(async () => {
      const body = () => new URLSearchParams(new FormData(document.querySelector('#sheet')));
      const send = () => fetch(document.querySelector('#sheet').action, { method: 'POST', body: body() }).then((answer) => answer.status);
      return [...await Promise.all([send(), send()]), await send()];
    });
    assert.deepEqual(sent, [200, 200, 200]);
    await page.goto(`${session}/roster`);
    assert.equal(await page.locator('#people > li').count(), 1);
    const people = await page.evaluate(async () => (await (await fetch('/api/v1/people?q=Double%20Dara')).json()).items.length);
    assert.equal(people, 1);
    await page.context().close();
  });

  it('two people who change the same line see both values and choose', async () => {
    const first = await enter('desk'), second = await enter('noScript');
    const session = await newSession(first, 'Conflict');
    await first.goto(`${session}/roster`);
    await writeNewcomer(first, 1, { latin: 'Conflict Kim' });
    await press(first, '.actions button.primary');
    await first.goto(`${session}/roster`);
    await second.goto(`${session}/roster`);
    await first.fill('input[name="1.pre_test"]', '40');
    await press(first, '.actions button.primary');
    await second.fill('input[name="1.pre_test"]', '70');
    await press(second, '.actions button.primary');
    assert.match(await second.innerText('.sheet-conflict'), /40/);
    assert.equal(await second.inputValue('input[name="1.pre_test"]'), '70');
    await second.check('input[name="1.keep"][value="theirs"]', { force: true });
    await press(second, '.actions button.primary');
    await first.goto(`${session}/roster`);
    assert.equal(await first.inputValue('input[name="1.pre_test"]'), '40');
    await first.context().close();
    await second.context().close();
  });

  it('somebody of the register is found by name, and a namesake is asked about', async () => {
    const page = await enter('noScript');
    const session = await newSession(page, 'Known');
    await page.goto(`${session}/roster`);
    await writeNewcomer(page, 1, { latin: 'Namesake Neary' });
    await press(page, '.actions button.primary');
    const other = await newSession(page, 'Known again');
    await page.goto(`${other}/roster`);
    await writeNewcomer(page, 1, { latin: 'Namesake Neary' });
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('main'), /Is this the same person/);
    await page.locator('input[name="new1.choice"]').first().check({ force: true });
    await press(page, '.actions button.primary');
    await page.goto(`${other}/roster`);
    assert.equal(await page.locator('#people > li').count(), 1);
    await page.fill('input[name="add.text"]', 'Nobody At All');
    await press(page, 'button[value="find"]');
    assert.match(await page.innerText('#add-error'), /Nobody in the register/);
    const third = await newSession(page, 'Known by name');
    await page.goto(`${third}/roster`);
    await page.fill('input[name="add.text"]', 'Namesake Neary');
    await press(page, 'button[value="find"]');
    assert.equal(await page.locator('#people input[type=checkbox]:checked').count(), 1);
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('main'), /Namesake Neary/);
    await page.context().close();
  });

  it('on the sheet a person of the register and a village are found while they are typed', async () => {
    const page = await enter('desk');
    const session = await newSession(page, 'Typed ahead');
    await page.goto(`${session}/roster`);
    await writeNewcomer(page, 1, { latin: 'Typeahead Thida' });
    await page.fill('input[name="new1.village.text"]', '');
    await page.locator('input[name="new1.village.text"]').pressSequentially('Smach', { delay: 20 });
    await page.waitForSelector('[role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await page.inputValue('input[name="new1.village"]'), /^\d{6,8}$/);
    await press(page, '.actions button.primary');
    const next = await newSession(page, 'Typed ahead again');
    await page.goto(`${next}/roster`);
    await page.locator('#add').pressSequentially('Typeahead', { delay: 20 });
    await page.waitForSelector('[role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await press(page, 'button[value="find"]');
    assert.match(await page.innerText('#people'), /Typeahead Thida/);
    await page.context().close();
  });

  it('head counts stand apart and are never people', async () => {
    const page = await enter('phone');
    const session = await newSession(page, 'Heads');
    await page.goto(`${session}/headcount`);
    await mlup.checkPage(page, 'headcount');
    const before = await promiseValue(page, 'P16');
    await page.fill('input[name="f.a18_24"]', '១២');
    await page.fill('input[name="m.a0_14"]', 'many');
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('#errors'), /not a whole number/);
    assert.equal(await page.inputValue('input[name="f.a18_24"]'), '១២');
    await page.fill('input[name="m.a0_14"]', '');
    await press(page, '.actions button.primary');
    assert.match(await page.innerText('main'), /never added to distinct people/);
    assert.equal(await promiseValue(page, 'P16'), before);
    await page.context().close();
  });

  it('the sheet as JSON: same rules, rows named in what is refused', async () => {
    const page = await enter('desk');
    const session = await newSession(page, 'By program');
    const path = new URL(session).pathname;
    const send = (rows) => page.evaluate(async ([address, list]) => {
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(`/api/v1${address}/roster`, { method: 'POST', body: JSON.stringify({ rows: list }),
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf } });
      return { status: answer.status, body: await answer.json() };
    }, [path, rows]);
    const refused = await send([{ person: { name_latin: 'Api Person', sex: 'f', age: 30 }, post_test: 150 }]);
    assert.equal(refused.status, 422);
    assert.deepEqual(refused.body.errors.map((error) => error.field), ['rows.0.post_test']);
    const saved = await send([{ person: { name_latin: 'Api Person', sex: 'f', age: 30 }, post_test: 50 }]);
    assert.equal(saved.status, 200);
    assert.equal(saved.body.rows.length, 1);
    const { person, version } = saved.body.rows[0];
    const stale = await send([{ person, pre_test: 20 }]);
    assert.equal(stale.status, 409);
    const good = await send([{ person, version, pre_test: 20 }]);
    assert.equal(good.body.rows[0].pre_test, 20);
    assert.equal(good.body.rows[0].post_test, 50);
    await page.context().close();
  });

  it('the list on paper and the session fit every screen', async () => {
    for (const kind of ['desk', 'phone']) {
      const page = await enter(kind);
      const session = await newSession(page, `Paper ${kind}`);
      for (const [path, name] of [['', 'session'], ['/sheet', 'paper'], ['/roster?from=place', 'roster']]) {
        await page.goto(session + path);
        await mlup.checkPage(page, `${name}-${kind}`);
        await page.goto(`${session}${path}${path.includes('?') ? '&' : '?'}lang=km`);
        await mlup.checkPage(page, `${name}-${kind}-km`);
      }
      await page.context().close();
    }
  });

  it('home says what waits: a session planned for a day that has passed', async () => {
    const page = await enter('phone');
    await newSession(page, 'Waiting workshop');
    await page.goto(`${mlup.url}/`);
    assert.match(await page.innerText('main'), /Waiting workshop/);
    await mlup.checkPage(page, 'home-officer');
    await page.context().close();
  });

  it('home of every role', async () => {
    for (const role of ['manager', 'me_officer', 'viewer', 'donor', 'administrator']) {
      const page = await enter('desk', { role });
      await mlup.checkPage(page, `home-${role}`);
      await page.context().close();
    }
  });
});
