// SPDX-License-Identifier: Apache-2.0
// A programme set up from nothing; households, disability and the overview of communes on the demo.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const path = (page) => new URL(page.url()).pathname;

describe('a programme from nothing', () => {
  let mlup, officer, agreement;
  const password = 'tamarind-and-rain';
  before(async () => { mlup = await startMlup({ demo: false }); });
  after(() => mlup?.stop());

  const save = (page) => mlup.press(page, '#record .actions button.primary');

  // A user that the command line made, after the first change of the password.
  async function enter(login, org) {
    const binary = process.env.MLUP_BINARY || require('node:path').resolve(__dirname, '../../build-test/src/mlup');
    const made = spawnSync(binary, ['user', 'add', login, '--role', 'me_officer', '--org', org, '--language', 'en', '--scope', 'organisation',
      '--password-stdin', '--db', mlup.db], { input: `${password}-1\n`, encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const page = await mlup.signIn({ login, password: `${password}-1` });
    await page.fill('[name=old_password]', `${password}-1`);
    await page.fill('[name=new_password]', password);
    await page.fill('[name=repeated]', password);
    await mlup.press(page, 'main button.primary');
    return page;
  }

  it('the lead writes the organisation, the programme and the agreement, each from the page before', async () => {
    const setup = await mlup.newPage();
    await setup.goto(`${mlup.url}/setup?lang=en`);
    for (const [name, value] of [['short_name', 'LEAD'], ['organisation', 'The lead'], ['name', 'Sok Dara'], ['login', 'chief'], ['password', password]]) {
      await setup.fill(`[name=${name}]`, value);
    }
    await mlup.press(setup, 'button.primary');
    officer = await enter('officer', 'LEAD');
    await officer.goto(`${mlup.url}/organisations/new`);
    await officer.fill('#short_name', 'CARE');
    await officer.fill('#name', 'Care for children');
    await officer.check('[name=kind][value=grantee]', { force: true });
    await save(officer);
    const organisation = path(officer);
    await officer.goto(`${mlup.url}/programmes/new`);
    await officer.fill('#name', 'Counter trafficking');
    await officer.fill('#starts_on', '1/10/2015');
    await officer.fill('#ends_on', '30/9/2019');
    await save(officer);
    await officer.goto(mlup.url + organisation);
    await mlup.press(officer, 'a[href^="/agreements/new"]');
    await officer.selectOption('#programme', { label: 'Counter trafficking' });
    await officer.fill('#number', 'SG-01');
    await officer.fill('#title', 'Prevention in two provinces');
    await officer.check('[name=status][value=active]', { force: true });
    await officer.fill('#signed_on', '7/3/2016');
    await officer.fill('#starts_on', '1/3/2016');
    await officer.fill('#ends_on', '២៨/២/២០១៨');
    await officer.fill('#amount', '214,800');
    await officer.selectOption('select[name="amount.currency"]', 'USD');
    for (const province of ['09', '20']) await officer.check(`[name=provinces][value="${province}"]`, { force: true });
    await officer.fill('#orientation_on', '21/3/2016');
    await save(officer);
    agreement = path(officer);
    const facts = await officer.innerText('.facts');
    for (const words of ['SG-01', '$214,800.00', 'Koh Kong, Svay Rieng', '28 February 2018', '21 March 2016']) assert.ok(facts.includes(words), words);
    await officer.goto(mlup.url + organisation);
    assert.match(await officer.innerText('main'), /SG-01/);
    await mlup.checkPage(officer, 'organisation');
  });

  it('an agreement is not silently taken for the lead\'s own', async () => {
    await officer.goto(`${mlup.url}/agreements/new`);
    await officer.fill('#number', 'SG-02');
    await save(officer);
    assert.match(await officer.innerText('#_org-error'), /Choose the organisation/);
    assert.equal(await officer.inputValue('#number'), 'SG-02');
    await mlup.checkPage(officer, 'agreement-without-organisation');
  });

  it('objectives are written one below the other and shown as a tree', async () => {
    await officer.goto(mlup.url + agreement);
    await mlup.press(officer, 'a[href^="/objectives/new"]');
    for (const [level, number, statement] of [['goal', 'G', 'Families need no trafficker'], ['outcome', '1', 'People know the risks'],
      ['output', '1.1', 'Workshops in the communes'], ['activity', '1.1.1', 'Hold a workshop in each']]) {
      assert.ok(await officer.isChecked(`[name=level][value=${level}]`), `${level} is filled in`);
      await officer.fill('#number', number);
      await officer.fill('#statement', statement);
      await save(officer);
      assert.equal(path(officer), agreement);
      if (level !== 'activity') await mlup.press(officer, '.tree-add >> nth=-1');
    }
    const deepest = await officer.innerText('.tree .tree .tree .tree');
    assert.match(deepest, /Activity\s+1\.1\.1 Hold a workshop in each/);
    assert.doesNotMatch(deepest, /1\.1 Workshops/);
    await mlup.checkPage(officer, 'agreement-tree');
  });

  it('after an amendment the original and the present terms stand side by side', async () => {
    await officer.goto(mlup.url + agreement);
    await mlup.press(officer, 'a[href^="/amendments/new"]');
    await officer.fill('#number', 'A1');
    await officer.fill('#signed_on', '20/2/2017');
    await officer.fill('#effective_on', '1/3/2017');
    await officer.fill('#amount', '226300');
    await officer.selectOption('select[name="amount.currency"]', 'USD');
    await officer.fill('#ends_on', '31/3/2018');
    await officer.fill('#reason', 'More households at risk');
    await save(officer);
    assert.equal(path(officer), agreement);
    const row = (label) => officer.locator('.section tr', { hasText: label }).innerText();
    assert.match(await row('Amount'), /214,800\.00.*\$226,300\.00.*\$226,300\.00/s);
    assert.match(await row('Ends on'), /28 Feb 2018.*31 Mar 2018.*31 Mar 2018/s);
    await mlup.checkPage(officer, 'agreement-amended');
  });

  it('the sub-grantee writes who took part in the orientation', async () => {
    const page = await enter('grantee', 'CARE');
    await page.goto(mlup.url + agreement);
    await mlup.press(page, 'a[href^="/orientation-attendees/new"]');
    await page.fill('#name', 'Nhem Sokha');
    await page.selectOption('#sex', 'f').catch(() => page.check('[name=sex][value=f]', { force: true }));
    await page.fill('#function', 'Director');
    await save(page);
    assert.match(await page.innerText('main'), /Nhem Sokha/);
    assert.equal(await page.locator('a[href^="/amendments/new"]').count(), 0, 'amending is the lead\'s');
    await page.context().close();
  });
});

describe('people, households and the overview of communes', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  const save = (page) => mlup.press(page, '#record .actions button.primary');
  const get = (page, address) => page.evaluate(async (where) => (await fetch(where)).json(), address);

  it('an amended number says so wherever it is shown', async () => {
    for (const kind of ['desk', 'phone']) {
      const page = await mlup.signIn({ role: 'me_officer', organisation: 'CCPCR' }, kind);
      await page.goto(`${mlup.url}/board?lang=en`);
      assert.match(await page.locator('.promise', { hasText: 'P21' }).innerText(), /140.*as signed 120/s);
      const { items } = await get(page, '/api/v1/agreements');
      await page.goto(`${mlup.url}/agreements/${items[0].id}`);
      assert.match(await page.locator('.tree-promise', { hasText: 'P21' }).innerText(), /140.*as signed 120/s);
      await mlup.checkPage(page, 'agreement');
      await page.goto(`${mlup.url}/agreements/${items[0].id}?lang=km`);
      await mlup.checkPage(page, 'agreement-km');
      await page.context().close();
    }
  });

  it('a field officer who sees only own sessions finds the courses of the organisation', async () => {
    const page = await mlup.signIn({ role: 'field_officer', organisation: 'CCPCR' });
    const { items } = await get(page, '/api/v1/courses');
    assert.ok(items.length >= 4, 'the courses that others wrote');
    const sessions = await get(page, '/api/v1/sessions');
    await page.goto(`${mlup.url}/sessions/${sessions.items.find((session) => session.course).id}?lang=en`);
    assert.match(await page.innerText('.facts'), /Course\s+\S/);
    await page.context().close();
  });

  it('a household lists its members, head first, and has one head', async () => {
    const page = await mlup.signIn({ role: 'me_officer', organisation: 'CCPCR' });
    await page.goto(`${mlup.url}/households/new?lang=en`);
    await page.fill('#head_name', 'Sao Bopha');
    await page.fill('#village', '20010301');
    await page.fill('#members', '4');
    await save(page);
    const household = path(page);
    const add = async (name, head) => {
      await page.goto(mlup.url + household);
      await mlup.press(page, 'a[href^="/people/new?household="]');
      await page.fill('#name_latin', name);
      await page.check('[name=sex][value=f]', { force: true });
      if (head) await page.check('[name=household_head][value=true]', { force: true });
      await save(page);
    };
    await add('Sao Sophy', false);
    assert.match(await page.innerText('.facts'), /Village\s+\S/, 'the village of the household');
    await add('Sao Bopha', true);
    await page.goto(mlup.url + household);
    assert.match(await page.innerText('.table tbody tr:first-child'), /Sao Bopha.*Head of the household/s);
    assert.match(await page.innerText('main'), /2 of 4 members are in the register/);
    await mlup.checkPage(page, 'household');
    await add('Sao Third', true);
    assert.match(await page.innerText('#household_head-error'), /is the head of this household already/);
    assert.equal(await page.inputValue('#name_latin'), 'Sao Third');
    await page.context().close();
  });

  it('the Washington Group answers say whether there is a disability', async () => {
    const page = await mlup.signIn({ role: 'me_officer', organisation: 'CCPCR' });
    await page.goto(`${mlup.url}/people/new?lang=en`);
    await page.fill('#name_latin', 'Able Anyone');
    await page.check('[name=sex][value=m]', { force: true });
    await page.fill('#birth_date', '1980');
    for (const question of ['seeing', 'hearing', 'remembering', 'self_care', 'communicating']) {
      await page.check(`[name=${question}][value=some]`, { force: true });
    }
    await save(page);
    assert.match(await page.innerText('main'), /Disability\s+Not known/);
    assert.match(await page.innerText('main'), /about \d\d years/);
    await mlup.press(page, '.actions a[href$="/edit"]');
    await page.check('[name=walking][value=none]', { force: true });
    await save(page);
    assert.match(await page.innerText('main'), /Disability\s+No\n/);
    await mlup.press(page, '.actions a[href$="/edit"]');
    await page.check('[name=walking][value=cannot]', { force: true });
    await save(page);
    assert.match(await page.innerText('main'), /Disability\s+Yes/);
    await mlup.checkPage(page, 'person-disability');
    await page.context().close();
  });

  it('the overview counts events by commune and participants by function, heads apart, as the promises do', async () => {
    for (const kind of ['desk', 'phone', 'noScript']) {
      const page = await mlup.signIn({ role: 'me_officer', organisation: 'CCPCR' }, kind);
      await page.goto(`${mlup.url}/sessions?lang=en`);
      await mlup.press(page, 'a[href="/sessions/overview"]');
      assert.match(await page.innerText('main'), /Village chief/);
      await mlup.checkPage(page, `overview-${kind}`);
      await page.goto(`${mlup.url}/sessions/overview?from=1/1/2030`);
      assert.match(await page.innerText('main'), /No awareness event or workshop/);
      await page.goto(`${mlup.url}/sessions/overview?from=yesterday`);
      assert.match(await page.innerText('#from-error'), /not a date/);
      assert.equal(await page.inputValue('#from'), 'yesterday');
      await page.context().close();
    }
    const page = await mlup.signIn({ role: 'me_officer', organisation: 'CCPCR' });
    const overview = await get(page, '/api/v1/sessions/overview');
    const { organisations } = await get(page, '/api/v1/board');
    const value = (number) => organisations.flatMap((one) => one.promises).find((one) => one.number === number).parts[0].value;
    assert.equal(overview.all.workshop_people, value('P16'));
    assert.equal(overview.workshop_participants.people, value('P16'));
    assert.equal(overview.communes.filter((line) => line.workshops).length, value('P15'));
    assert.equal(overview.communes.reduce((sum, line) => sum + Math.min(line.awareness_events, 2), 0), value('P17'));
    const heads = (await get(page, '/api/v1/headcounts?limit=250')).items.reduce((sum, one) => sum + one.people, 0);
    assert.equal(overview.all.counted_heads, heads);
    assert.ok(heads > 0);
    const none = await get(page, '/api/v1/sessions/overview?until=2016-03-01');
    assert.deepEqual(none.communes, []);
    await page.context().close();
  });
});
