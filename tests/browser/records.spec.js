// SPDX-License-Identifier: Apache-2.0
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const officer = { organisation: 'Sovann Phoum', role: 'me_officer' };

describe('the pages of every record type', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  const save = (page) => mlup.press(page, '#record .actions button.primary');
  const href = (page) => new URL(page.url()).pathname;

  async function newCourse(page, title) {
    await page.goto(`${mlup.url}/courses/new?lang=en`);
    await page.fill('#title', title);
    await page.check('input[name="topics"][value="child_rights"]', { force: true });
    await save(page);
    assert.match(href(page), /^\/courses\/[0-9a-f-]{36}$/);
  }

  it('lists, records, forms, history and search fit phone and desk in both languages', async () => {
    for (const [kind, lang] of [['phone', 'km'], ['desk', 'en']]) {
      const page = await mlup.signIn(officer, kind);
      for (const name of ['people', 'sessions', 'courses', 'groups', 'households', 'agreements', 'organisations', 'programmes', 'promises']) {
        await page.goto(`${mlup.url}/${name}?lang=${lang}`);
        await mlup.checkPage(page, `list-${name}`);
      }
      await page.goto(`${mlup.url}/people`);
      await mlup.press(page, '.table tbody a');
      const person = href(page);
      for (const [path, name] of [[person, 'person'], [`${person}/edit`, 'person-edit'], [`${person}/history`, 'person-history'],
        [`${person}/delete`, 'person-delete'], ['/sessions/new', 'session-new'], ['/search?q=svay', 'search'], ['/people?sex=f&sort=-name_latin', 'people-sorted']]) {
        await page.goto(mlup.url + path);
        await mlup.checkPage(page, name);
      }
      await page.context().close();
    }
  });

  it('a course is entered, corrected, and its history says from what to what; one change is undone', async () => {
    const page = await mlup.signIn(officer);
    await newCourse(page, 'Rice seed');
    assert.match(await page.innerText('.facts'), /Child rights/);
    await mlup.press(page, '.actions a[href$="/edit"]');
    await page.fill('#days', '៣');
    await save(page);
    assert.match(await page.innerText('.facts'), /Days\s+3/);
    await mlup.press(page, '.actions a[href$="/history"]');
    assert.match(await page.innerText('.history'), /Changed.*\n.*Days/);
    await mlup.checkPage(page, 'course-history');
    await mlup.press(page, '.history button');
    assert.doesNotMatch(await page.innerText('.facts'), /Days/);
    await mlup.press(page, '.actions a[href$="/history"]');
    assert.match(await page.innerText('.history'), /Undoes an earlier change/);
    await page.context().close();
  });

  it('what is wrong is named beside its field and on top, and every letter typed is still there', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/sessions/new?lang=en`);
    await page.fill('#title', '  Two  blanks ');
    await page.fill('#starts_on', '31/2/2016');
    await page.fill('#cost', 'twelve');
    await page.fill('#place', 'nowhere at all');
    await page.selectOption('select[name="cost.currency"]', 'USD');
    await save(page);
    assert.equal(await page.inputValue('#title'), '  Two  blanks ');
    assert.equal(await page.inputValue('#starts_on'), '31/2/2016');
    assert.equal(await page.inputValue('#cost'), 'twelve');
    assert.equal(await page.inputValue('#place'), 'nowhere at all');
    assert.equal(await page.inputValue('select[name="cost.currency"]'), 'USD');
    assert.match(await page.innerText('#errors'), /First day/);
    assert.match(await page.innerText('#starts_on-error'), /31\/2\/2016/);
    await mlup.checkPage(page, 'session-refused');
    await page.context().close();
  });

  it('words that fit several places come back as choices, without script too', async () => {
    const page = await mlup.signIn(officer, 'noScript');
    await page.goto(`${mlup.url}/groups/new?lang=en`);
    await page.fill('#name', 'Seed savers');
    await page.fill('#village', 'svay');
    await save(page);
    assert.match(await page.innerText('#village-error'), /Choose one/);
    await page.check('input[name="village.choice"] >> nth=0', { force: true });
    await save(page);
    assert.match(href(page), /^\/groups\/[0-9a-f-]{36}$/);
    assert.match(await page.innerText('.facts'), /Village\s+Svay/);
    await page.context().close();
  });

  it('a place is found while it is typed and taken with the keyboard', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/groups/new?lang=en`);
    await page.fill('#name', 'Keyboard people');
    await page.locator('#village').pressSequentially('Prey Thum', { delay: 20 });
    await page.waitForSelector('[role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const chosen = await page.inputValue('#village');
    await save(page);
    assert.ok((await page.innerText('.facts')).includes(chosen));
    await page.context().close();
  });

  it('two who change one field see both values and choose; what only one changed is kept', async () => {
    const mine = await mlup.signIn(officer);
    const theirs = await mlup.signIn({ organisation: 'Sovann Phoum', role: 'manager' });
    await newCourse(mine, 'Contested course');
    const course = href(mine);
    await mine.goto(`${mlup.url}${course}/edit`);
    await theirs.goto(`${mlup.url}${course}/edit?lang=en`);
    await theirs.fill('#title', 'Title of theirs');
    await theirs.fill('#days', '9');
    await save(theirs);
    await mine.fill('#title', 'Title of mine');
    await mine.fill('#description', 'Only mine');
    await save(mine);
    const conflict = await mine.innerText('.banner-conflict');
    assert.match(conflict, /Title of mine/);
    assert.match(conflict, /Title of theirs/);
    assert.doesNotMatch(conflict, /Description|Days/);
    assert.equal(await mine.inputValue('#days'), '9');
    assert.equal(await mine.inputValue('#description'), 'Only mine');
    await mlup.checkPage(mine, 'conflict');
    await mine.check('input[name="keep-title"][value="theirs"]', { force: true });
    await save(mine);
    const facts = await mine.innerText('.facts');
    assert.match(facts, /Title of theirs/);
    assert.match(facts, /Only mine/);
    assert.match(facts, /Days\s+9/);
    await mine.context().close();
    await theirs.context().close();
  });

  it('two who change different fields both keep theirs, and nobody is asked', async () => {
    const mine = await mlup.signIn(officer);
    const theirs = await mlup.signIn({ organisation: 'Sovann Phoum', role: 'manager' });
    await newCourse(mine, 'Shared course');
    const course = href(mine);
    await mine.goto(`${mlup.url}${course}/edit`);
    await theirs.goto(`${mlup.url}${course}/edit?lang=en`);
    await theirs.fill('#days', '9');
    await save(theirs);
    await mine.fill('#description', 'Only mine');
    await save(mine);
    assert.equal(href(mine), course);
    const facts = await mine.innerText('.facts');
    assert.match(facts, /Only mine/);
    assert.match(facts, /Days\s+9/);
    await mine.context().close();
    await theirs.context().close();
  });

  const names = { desk: 'Half Typed', phone: 'Quick Finger', noScript: 'Plain Paper' }; // nobody resembles anybody
  for (const kind of ['desk', 'phone', 'noScript']) {
    it(`changing the language keeps the page and what was typed, also after a refusal (${kind})`, async () => {
      const page = await mlup.signIn(officer, kind);
      const choose = (lang) => mlup.press(page, `.languages [lang="${lang}"]`);
      await page.goto(`${mlup.url}/people/new?lang=en`);
      await page.fill('#name_latin', names[kind]);
      await page.fill('#phone', 'not a number');
      await page.fill('#village', '03061401');
      await choose('km');
      assert.match(await page.innerText('h1'), /មនុស្ស/);
      assert.equal(await page.inputValue('#name_latin'), names[kind]);
      assert.equal(await page.locator('#errors').count(), 0, 'a look at another language is no attempt to save');
      await mlup.checkPage(page, `form-language-${kind}`);
      await save(page);
      assert.equal(await page.locator('#errors').count(), 1);
      await choose('en');
      assert.match(await page.innerText('h1'), /Person/);
      assert.equal(await page.inputValue('#phone'), 'not a number');
      await page.fill('#phone', '012 345 678');
      await page.check('input[name="sex"][value="f"]', { force: true });
      await Promise.all([page.waitForNavigation(), page.press('#phone', 'Enter')]);
      assert.match(href(page), /^\/people\/[0-9a-f-]{36}$/, 'Enter saves');
      await page.goto(`${page.url().split('?')[0]}/edit`);
      const village = await page.inputValue('#village');
      await choose('km');
      assert.notEqual(await page.inputValue('#village'), village, 'the place is named in the other script');
      assert.equal(await page.inputValue('input[type=hidden][name="village"]'), '03061401');
      await choose('en');
      assert.equal(await page.inputValue('#village'), village);
      await page.context().close();
    });
  }

  it('a form sent twice makes one record', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/courses/new?lang=en`);
    await page.fill('#title', 'Pressed twice');
    await page.check('input[name="topics"][value="marketing"]', { force: true });
    const twice = await page.evaluate(async () => {
      const body = new URLSearchParams(new FormData(document.querySelector('#record')));
      const [a, b] = await Promise.all([1, 2].map(() => fetch('/courses', { method: 'POST', body })));
      return [a.url, b.url];
    });
    assert.equal(twice[0], twice[1]);
    await page.context().close();
  });

  it('a form whose token is old, or whose session has ended, is sent again with all that was typed', async () => {
    const page = await mlup.signIn(officer, 'noScript');
    await page.goto(`${mlup.url}/courses/new?lang=en`);
    await page.fill('#title', 'Typed before lunch');
    await page.fill('#description', 'two\nlines "quoted" <b>');
    await page.check('input[name="topics"][value="marketing"]', { force: true });
    await page.context().clearCookies();
    await save(page);
    assert.match(await page.innerText('main'), /Typed before lunch/);
    const other = await page.context().newPage();
    await other.goto(`${mlup.url}/sign-in`);
    const login = mlup.login(officer);
    await other.fill('input[name="login"]', login.login);
    await other.fill('input[name="password"]', login.password);
    await mlup.press(other, 'form[action="/sign-in"] button');
    await mlup.press(page, 'form[action="/courses"] button');
    await mlup.press(page, 'form[action="/courses"] button');
    assert.match(href(page), /^\/courses\/[0-9a-f-]{36}$/);
    assert.match(await page.innerText('.facts'), /Typed before lunch/);
    assert.match(await page.innerText('.facts'), /two\nlines "quoted" <b>/);
    await page.context().close();
  });

  it('a record is deleted with a reason, found among the deleted ones and brought back', async () => {
    const page = await mlup.signIn(officer);
    await newCourse(page, 'Entered by mistake');
    const course = href(page);
    await mlup.press(page, '.actions a[href$="/delete"]');
    await page.evaluate(() => { document.querySelector('#_reason').required = false; });
    await mlup.press(page, 'button.danger');
    assert.match(await page.innerText('#errors'), /Say why/);
    await page.fill('#_reason', 'entered twice');
    await mlup.press(page, 'button.danger');
    await mlup.checkPage(page, 'deleted');
    await page.goto(`${mlup.url}/courses?deleted=only`);
    assert.match(await page.innerText('.table'), /Entered by mistake/);
    await page.goto(mlup.url + course);
    await mlup.press(page, '.banner-error form button');
    assert.equal(await page.locator('.banner-error').count(), 0);
    await page.context().close();
  });

  it('a view of a list is kept under a name and removed', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/people?sex=f&lang=en`);
    await page.click('details.card summary');
    await page.fill('#view-name', 'Women');
    await mlup.press(page, 'form[action="/people/views"] button');
    await page.goto(`${mlup.url}/people`);
    await mlup.press(page, '.tabs a:has-text("Women")');
    assert.match(page.url(), /sex=f/);
    await mlup.checkPage(page, 'saved-view');
    await page.click('details.card summary');
    await mlup.press(page, 'form[action$="/delete"] button');
    assert.equal(await page.locator('.tabs').count(), 0);
    await page.context().close();
  });

  it('a code leads straight to its record; another organisation\'s people are not found', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/people?lang=en`);
    const code = (await page.innerText('.table tbody .code >> nth=0')).toLowerCase();
    const name = await page.innerText('.table tbody tr:first-child td:nth-child(3)');
    await page.goto(`${mlup.url}/search?q=${code}`);
    const person = href(page);
    assert.match(person, /^\/people\//);
    const stranger = await mlup.signIn({ organisation: 'CEDAC', role: 'manager' });
    const answer = await stranger.goto(mlup.url + person);
    assert.equal(answer.status(), 404);
    if (name.trim()) {
      await stranger.goto(`${mlup.url}/search?q=${encodeURIComponent(name)}`);
      assert.equal(await stranger.locator(`a[href="${person}"]`).count(), 0);
    }
    await page.context().close();
    await stranger.context().close();
  });

  it('what is sealed opens only after saying what for', async () => {
    const page = await mlup.signIn(officer);
    await page.goto(`${mlup.url}/people?lang=en`);
    await mlup.press(page, '.table tbody a');
    await mlup.press(page, 'a[href^="/identity-documents/new"]');
    await page.selectOption('#kind', 'passport');
    await page.fill('#number', 'N 1234567');
    await save(page);
    await mlup.press(page, 'section a[href^="/identity-documents/"]:not([href*="new"])');
    assert.match(await page.innerText('.facts'), /sealed/);
    assert.doesNotMatch(await page.content(), /1234567/);
    await mlup.press(page, '.actions a[href$="/reveal"]');
    await mlup.checkPage(page, 'reveal');
    await page.fill('#purpose', 'issuing a copy');
    await mlup.press(page, 'form[action$="/reveal"] button.primary');
    assert.match(await page.innerText('.facts'), /N 1234567/);
    await page.context().close();
  });
});
