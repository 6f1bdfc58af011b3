// SPDX-License-Identifier: Apache-2.0
// An M&E officer makes promises of every rule shape in the browser, changes them, and the board shows the right number
// at once.
'use strict';
const assert = require('node:assert/strict');
const { after, afterEach, before, describe, it } = require('node:test');
const { startMlup, runMlup } = require('./harness');

const officer = { role: 'me_officer', organisation: 'CCPCR' };

describe('promises made and edited in the browser', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());
  afterEach(() => Promise.all(mlup.browser?.contexts().map((context) => context.close()) ?? []));

  const press = (page, action) => mlup.press(page, `#promise .actions button[value="${action}"]`);

  // A promise on the board as a program reads it.
  async function promiseOf(page, number) {
    const { organisations } = await page.evaluate(async () => (await (await fetch('/api/v1/board')).json()));
    const found = organisations.flatMap((organisation) => organisation.promises).find((promise) => promise.number === number);
    assert.ok(found, `${number} is on the board`);
    return found;
  }
  const partsOf = async (page, number) => (await promiseOf(page, number)).parts;

  // Does what makes the form ask the server, and waits for the answer.
  async function answer(page, act) {
    await Promise.all([page.waitForResponse((got) => got.request().method() === 'POST'), act()]);
    await page.waitForSelector('#promise:not([aria-busy])');
  }
  const choose = (page, name, value) => answer(page, () => page.selectOption(`[name="${name}"]`, value));
  const tick = (page, name, value) => answer(page, () => page.check(`[name="${name}"][value="${value}"]`, { force: true }));

  async function begin(page, number) {
    await page.goto(`${mlup.url}/promises/new?lang=en`);
    await page.fill('[name="number"]', number);
    await page.fill('[name="title"]', `Promise ${number}`);
    await choose(page, 'agreement', { index: 1 });
  }
  async function rule(page, prefix, { shape, source, fields = {} }) {
    await page.fill(`[name="${prefix}.label"]`, `Part ${prefix}`);
    await choose(page, `${prefix}.shape`, shape);
    if (source) await choose(page, `${prefix}.source`, source);
    for (const [name, value] of Object.entries(fields)) await choose(page, `${prefix}.${name}`, value);
    await page.selectOption(`[name="${prefix}.target_unit"]`, 'person');
  }
  async function held(page, prefix, path) {
    await choose(page, `${prefix}.path.0`, path);
    await tick(page, `${prefix}.value.0`, 'held');
  }
  async function saved(page) {
    await press(page, 'save');
    assert.match(new URL(page.url()).pathname, /^\/promises\/[0-9a-f-]{36}$/, await page.innerText('main'));
    return page.url().split('?')[0];
  }
  const preview = async (page) => Number(/So it counts ([\d,]+) now/.exec(await page.innerText('.rule-words'))?.[1].replace(',', ''));

  it('distinct persons, households and places: what the form foretells is what the board shows', async () => {
    const page = await mlup.signIn(officer);
    for (const [number, unit] of [['T01', 'person'], ['T02', 'person.household'], ['T03', 'session.place@commune']]) {
      await begin(page, number);
      await rule(page, 'p1', { shape: 'distinct', source: 'attendance', fields: { unit } });
      await held(page, 'p1', 'session.status');
      const words = await page.innerText('.rule-words');
      assert.match(words, /Only where Session → Status is Held/);
      assert.match(words, /តែនៅពេល/, 'the rule stands there in Khmer too');
      const foretold = await preview(page);
      assert.ok(foretold > 0, words);
      await page.fill('[name="p1.target"]', '50');
      await saved(page);
      assert.equal((await partsOf(page, number))[0].value, foretold);
    }
    assert.deepEqual(page.problems, []);
  });

  it('a count, a sum, a cap and what is only reported', async () => {
    const page = await mlup.signIn(officer);
    await begin(page, 'T04');
    await rule(page, 'p1', { shape: 'count', source: 'session' });
    await held(page, 'p1', 'status');
    const count = await preview(page);
    await saved(page);
    assert.equal((await partsOf(page, 'T04'))[0].value, count);

    await begin(page, 'T05');
    await rule(page, 'p1', { shape: 'cap', source: 'attendance', fields: { unit: 'person', each: 'session.trainer' } });
    assert.match(await page.innerText('.rule-words'), /Say how many times/, 'what is missing is said, not scolded');
    assert.equal(await page.locator('#errors').count(), 0);
    await answer(page, async () => { await page.fill('[name="p1.times"]', '10'); await page.locator('[name="p1.times"]').blur(); });
    const cap = await preview(page);
    await saved(page);
    assert.equal((await partsOf(page, 'T05'))[0].value, cap);
    assert.match(await page.innerText('main'), /Who has how many/);

    await begin(page, 'T06');
    await rule(page, 'p1', { shape: 'reported', source: 'session' });
    assert.equal(await page.locator('input[name="p1.target"]:not([type=hidden])').count(), 0, 'no target is asked for');
    await saved(page);
    assert.equal((await partsOf(page, 'T06'))[0].state, 'reported');

    await begin(page, 'T07');
    await rule(page, 'p1', { shape: 'sum', source: 'headcount' });
    const amounts = await page.$$eval('[name="p1.amount"] option', (options) => options.map((option) => option.value).filter(Boolean));
    await choose(page, 'p1.amount', amounts[0]);
    const sum = await preview(page);
    await saved(page);
    assert.equal((await partsOf(page, 'T07'))[0].value, sum);
  });

  it('twice in each place: places are found by name in either script and seen as a matrix', async () => {
    const page = await mlup.signIn(officer);
    await begin(page, 'T08');
    await rule(page, 'p1', { shape: 'frequency', source: 'session' });
    await answer(page, async () => { await page.fill('[name="p1.times"]', '2'); await page.locator('[name="p1.times"]').blur(); });
    for (const words of ['Smach Mean Chey', 'បាវិត']) {
      await page.fill('[name="p1.places.text"]', words);
      await page.waitForSelector('[role=option]');
      await answer(page, () => page.click('[role=option]'));
    }
    assert.equal(await page.locator('[name="p1.places"]').count(), 2);
    await mlup.checkPage(page, 'promise-form');
    const foretold = await preview(page);
    await page.fill('[name="p1.target"]', '4');
    await saved(page);
    assert.equal((await partsOf(page, 'T08'))[0].value, foretold);
    assert.equal(await page.locator('.matrix tbody tr').count() >= 2, true);
  });

  it('a composite promise, planned points, a part taken out, every X has Y', async () => {
    const page = await mlup.signIn(officer);
    await begin(page, 'T09');
    await rule(page, 'p1', { shape: 'count', source: 'session' });
    await press(page, 'part');
    await rule(page, 'p2', { shape: 'distinct', source: 'attendance', fields: { unit: 'session' } });
    await page.fill('[name="p1.target"]', '400');
    await page.locator('details summary', { hasText: 'Planned path' }).first().click();
    await page.fill('[name="p1.on.0"]', '30/6/2016');
    await page.fill('[name="p1.planned.0"]', '123');
    const address = await saved(page);
    assert.equal((await partsOf(page, 'T09')).length, 2);

    await begin(page, 'T10');
    await rule(page, 'p1', { shape: 'every', fields: {} });
    const base = await page.$$eval('[name="p1.every_of"] option', (options) => options.find((option) => option.textContent.startsWith('T09'))?.value);
    await choose(page, 'p1.every_of', base);
    await choose(page, 'p1.source', 'attendance');
    await choose(page, 'p1.unit', 'session');
    const foretold = await preview(page);
    await saved(page);
    const every = (await partsOf(page, 'T10'))[0], of = (await partsOf(page, 'T09'))[0];
    assert.equal(every.value, foretold);
    assert.equal(every.target, of.value, 'what is promised is all that the other part counts');
    assert.match(await page.innerText('main'), /Everything counted in “Part p1” must have it/);

    await page.goto(`${address}/edit`);
    assert.equal(await page.inputValue('[name="p1.planned.0"]'), '123');
    await page.check('[name="p2.remove"]');
    await saved(page);
    assert.equal((await partsOf(page, 'T09')).length, 1);
  });

  it('wrong input: every field is named, and everything typed is still there', async () => {
    for (const kind of ['desk', 'noScript']) {
      const page = await mlup.signIn(officer, kind);
      await page.goto(`${mlup.url}/promises/new?lang=en`);
      await page.fill('[name="title"]', 'Half a promise');
      await page.fill('[name="p1.target"]', 'many');
      await page.locator('details summary', { hasText: 'Planned path' }).click();
      await page.fill('[name="p1.on.0"]', 'some day');
      await page.fill('[name="p1.planned.0"]', '-4');
      await press(page, 'save');
      const errors = await page.innerText('#errors');
      for (const name of ['Number', 'Sub-grant agreement', 'What is promised', 'Rule', 'Unit', 'Target', 'Day', 'Planned']) {
        assert.match(errors, new RegExp(name), `${name} is named`);
      }
      assert.equal(await page.inputValue('[name="title"]'), 'Half a promise');
      assert.equal(await page.inputValue('[name="p1.target"]'), 'many');
      assert.equal(await page.inputValue('[name="p1.on.0"]'), 'some day');
      assert.equal(await page.inputValue('[name="p1.planned.0"]'), '-4');
      await mlup.checkPage(page, `promise-form-errors-${kind}`);
    }
  });

  it('without script the button Check asks what the choices ask for, and keeps what a rule no longer reads', async () => {
    const page = await mlup.signIn(officer, 'noScript');
    await page.goto(`${mlup.url}/promises/new?lang=en`);
    await page.fill('[name="number"]', 'T11');
    await page.fill('[name="title"]', 'Plain');
    await page.selectOption('[name="agreement"]', { index: 1 });
    await page.fill('[name="p1.label"]', 'Events');
    await page.selectOption('[name="p1.shape"]', 'frequency');
    await page.selectOption('[name="p1.source"]', 'session');
    await page.selectOption('[name="p1.target_unit"]', 'event');
    await press(page, 'check');
    await page.fill('[name="p1.times"]', '2');
    await page.fill('[name="p1.places.text"]', '090401; Bavet');
    await press(page, 'check');
    assert.match(await page.innerText('main'), /Several fit “Bavet”/);
    await page.locator('[name="p1.places.choice"]').first().check({ force: true });
    await page.selectOption('[name="p1.shape"]', 'count');
    await press(page, 'check');
    assert.equal(await page.locator('input[name="p1.times"]:not([type=hidden])').count(), 0);
    await page.selectOption('[name="p1.shape"]', 'frequency');
    await press(page, 'check');
    assert.equal(await page.inputValue('[name="p1.times"]'), '2');
    assert.equal(await page.locator('[name="p1.places"]').count(), 2);
    await saved(page);
  });

  it('an amended target is written by the lead; the original and the current one are both visible', async () => {
    const officers = await mlup.signIn(officer);
    const p16 = await promiseOf(officers, 'P16');
    await officers.goto(`${mlup.url}/promises/${p16.id}/edit?lang=en`);
    assert.match(await officers.innerText('.amend'), /the lead organisation writes it/);
    assert.equal(await officers.locator('[name="p1.new_target"]').count(), 0);

    const lead = await mlup.signIn({ role: 'me_officer', organisation: 'CTIP' });
    await lead.goto(`${mlup.url}/promises/${p16.id}/edit?lang=en`);
    await lead.fill('[name="p1.new_target"]', 'more');
    await press(lead, 'save');
    assert.match(await lead.innerText('#errors'), /Amended target: Write a whole number[^]*In force from: Write a day/);
    await lead.fill('[name="p1.new_target"]', '280');
    await lead.fill('[name="p1.new_from"]', '1/7/2017');
    await press(lead, 'save');
    const text = await lead.innerText('main');
    assert.match(text, /\/ 280 People/);
    assert.match(text, /As signed\s+240/);
    assert.match(text, /From 1 Jul 2017\s+280/);
  });

  it('two officers change one promise: both values are shown, and the choice is saved', async () => {
    const mine = await mlup.signIn(officer), theirs = await mlup.signIn(officer);
    const p15 = await promiseOf(mine, 'P15');
    for (const page of [mine, theirs]) await page.goto(`${mlup.url}/promises/${p15.id}/edit?lang=en`);
    await theirs.fill('[name="p1.target"]', '15');
    await theirs.fill('[name="interpretation"]', 'Read by them');
    await saved(theirs);
    await mine.fill('[name="p1.target"]', '16');
    await mine.fill('[name="title"]', 'Renamed by me');
    await press(mine, 'save');
    const conflict = await mine.innerText('.banner-conflict');
    assert.match(conflict, /Part 1: Target/);
    assert.match(conflict, /16/);
    assert.match(conflict, /15/);
    assert.equal(await mine.inputValue('[name="interpretation"]'), 'Read by them', 'what only they changed is taken over');
    assert.equal(await mine.inputValue('[name="title"]'), 'Renamed by me');
    await mine.check('[name="keep-p1.target"][value="theirs"]');
    await saved(mine);
    const text = await mine.innerText('main');
    assert.match(text, /Renamed by me/);
    assert.match(text, /\/ 15 Communes/);
  });

  it('a promise that is not one’s own to edit does not exist', async () => {
    const any = await promiseOf(await mlup.signIn(officer), 'P17');
    for (const who of [{ role: 'me_officer', organisation: 'CEDAC' }, { role: 'field_officer', organisation: 'CCPCR' }]) {
      const page = await mlup.signIn(who);
      assert.equal((await page.goto(`${mlup.url}/promises/${any.id}/edit`)).status(), 404);
    }
    const page = await mlup.signIn({ role: 'field_officer', organisation: 'CCPCR' });
    assert.equal((await page.goto(`${mlup.url}/promises/new`)).status(), 404);
  });

  it('on a phone in Khmer', async () => {
    const page = await mlup.signIn(officer, 'phone');
    const p17 = await promiseOf(page, 'P17');
    await page.goto(`${mlup.url}/promises/${p17.id}/edit?lang=km`);
    await mlup.checkPage(page, 'promise-form-km');
  });

  it('and a recount of everything finds every number as it is', () => {
    assert.match(runMlup('verify', '--db', `sqlite:${mlup.folder}/mlup.db`), /All is well|is well/);
  });
});
