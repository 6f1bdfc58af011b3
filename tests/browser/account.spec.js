// SPDX-License-Identifier: Apache-2.0
// From an empty program to one with users: setting up, signing in, the second factor, users and their roles, sessions,
// tokens, the gazetteer.  The specs go on from each other, as a first day does.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, it } = require('node:test');
const { startMlup, totpCode } = require('./harness');

const chief = { login: 'dara', password: 'rice fields in may', secret: '' };

async function send(page, selector) {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

// The next code that the server has not seen: one code is good for one use.
async function freshCode(secret, used) {
  while (used.has(totpCode(secret))) await new Promise((done) => setTimeout(done, 1000));
  const code = totpCode(secret);
  used.add(code);
  return code;
}

describe('accounts, users and places', () => {
  const used = new Set();
  let mlup, page, colleague;
  before(async () => { mlup = await startMlup({ demo: false }); });
  after(() => mlup?.stop());

  async function signIn(who, kind = 'desk') {
    const made = await mlup.newPage(kind, { locale: 'en' });
    await made.goto(`${mlup.url}/sign-in?lang=en&next=/account`);
    await made.fill('[name=login]', who.login);
    await made.fill('[name=password]', who.password);
    await send(made, 'button.primary');
    if (who.secret) {
      await made.fill('[name=code]', await freshCode(who.secret, used));
      await send(made, 'button.primary');
    }
    return made;
  }

  it('an empty program asks for its first administrator and names what is wrong', async () => {
    page = await mlup.newPage('desk', { locale: 'en' });
    await page.goto(`${mlup.url}/sign-in?lang=en`);
    assert.equal(new URL(page.url()).pathname, '/setup');
    await mlup.checkPage(page, 'setup');
    await page.fill('[name=short_name]', 'LEAD');
    await page.fill('[name=organisation]', 'Lead Organisation');
    await page.fill('[name=name]', 'Sok Dara');
    await page.fill('[name=login]', chief.login);
    await page.fill('[name=password]', 'password12');
    await send(page, 'button.primary');
    assert.ok(await page.locator('#password-error').count(), 'a common password is refused at its field');
    assert.equal(await page.inputValue('[name=name]'), 'Sok Dara', 'what was typed is still there');
    await page.fill('[name=password]', chief.password);
    await send(page, 'button.primary');
    assert.equal(new URL(page.url()).pathname, '/sign-in');
  });

  it('a wrong password and an unknown name get the same answer', async () => {
    const texts = [];
    for (const name of [chief.login, 'nobody-here']) {
      await page.fill('[name=login]', name);
      await page.fill('[name=password]', 'not this one');
      await send(page, 'button.primary');
      texts.push(await page.innerText('.banner-error li'));
      await mlup.checkPage(page, 'sign-in-wrong');
    }
    assert.equal(texts[0], texts[1]);
  });

  it('the role asks for a second factor: picture, letters, code, recovery codes, then the page that was wanted', async () => {
    await page.fill('[name=login]', chief.login);
    await page.fill('[name=password]', chief.password);
    await send(page, 'button.primary');
    assert.equal(new URL(page.url()).pathname, '/account/second-factor');
    assert.ok(await page.locator('svg.qr path').count());
    chief.secret = await page.innerText('code.secret');
    await mlup.checkPage(page, 'second-factor-enrol');
    await page.fill('[name=code]', '000000');
    await send(page, 'button.primary');
    assert.ok(await page.locator('#code-error').count(), 'a wrong code is refused');
    assert.equal(await page.innerText('code.secret'), chief.secret, 'the letters stay the same');
    await page.fill('[name=code]', await freshCode(chief.secret, used));
    await send(page, 'button.primary');
    assert.equal(await page.locator('.codes li').count(), 10);
    await mlup.checkPage(page, 'recovery-codes');
    await send(page, 'a.primary');
    assert.equal(new URL(page.url()).pathname, '/getting-started');
    await mlup.checkPage(page, 'getting-started');
  });

  it('the gazetteer inside the program is loaded, and found in either script', async () => {
    await page.goto(`${mlup.url}/places/import`);
    await page.click('form[action="/places/load"] button');
    await send(page, 'dialog button[value=yes]');
    await page.waitForSelector('.banner-saved', { timeout: 120000 });
    await mlup.checkPage(page, 'places-written');
    await page.goto(`${mlup.url}/places`);
    assert.equal(await page.locator('tbody tr').count(), 25);
    await mlup.checkPage(page, 'places');
    for (const words of ['svay rieng', 'ស្វាយរៀង']) {
      await page.goto(`${mlup.url}/places?q=${encodeURIComponent(words)}`);
      assert.match(await page.innerText('tbody tr:first-child'), /Svay Rieng/);
    }
    await page.click('tbody tr:first-child a');
    assert.match(await page.innerText('caption'), /^Districts: \d/);
    await mlup.checkPage(page, 'place');
  });

  it('a newer gazetteer shows what it changes before anything is written', async () => {
    await page.goto(`${mlup.url}/places/import`);
    await mlup.checkPage(page, 'places-import');
    const upload = async (text) => {
      await page.setInputFiles('[name=file]', { name: 'areas.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await send(page, 'form[action="/places/import"] button');
    };
    await upload('code,level,name_en,name_km,type\n01,7,Banteay Meanchey,បន្ទាយមានជ័យ,khaet\n');
    assert.match(await page.innerText('main'), /Line 2\s+The level “7” does not fit/);
    await mlup.checkPage(page, 'places-import-wrong');
    const csv = fs.readFileSync(path.join(__dirname, '../../data/gazetteer-kh/areas.csv'), 'utf8');
    await upload(csv.replace(',Banteay Meanchey,', ',Banteay Mean Chey,').replace(/^01020101,.*\n/m, ''));
    assert.match(await page.innerText('.counts'), /1\s+Other names/);
    assert.match(await page.innerText('.counts'), /1\s+Not in the file: will be closed/);
    await mlup.checkPage(page, 'places-difference');
    const other = await page.context().newPage();
    await other.goto(`${mlup.url}/places?in=01`);
    assert.equal(await other.innerText('h1'), 'Banteay Meanchey', 'nothing is written yet');
    await other.close();
    await send(page, 'form[action$="/apply"] button');
    await page.waitForSelector('.banner-saved', { timeout: 60000 });
    const [, gone] = csv.match(/^01020101,010201,village,([^,]+),/m);
    const offered = await page.evaluate(async (name) => (await (await fetch(`/api/v1/pick/areas?q=${encodeURIComponent(name)}`)).json()).items, gone);
    assert.ok(offered.every((item) => item.id !== '01020101'), 'a place that has ended is not offered any more');
    await page.goto(`${mlup.url}/places?in=010201`);
    assert.match(await page.innerText('tr:has-text("01020101")'), /closed/, 'a place that is gone is closed, not deleted');
    assert.match(await page.innerText('.breadcrumb'), /Banteay Mean Chey/);
    await mlup.checkPage(page, 'place-closed');
  });

  it('an administrator makes a user, hands over the password, and the user changes it at once', async () => {
    await page.goto(`${mlup.url}/users/new`);
    await mlup.checkPage(page, 'user-new');
    await page.fill('[name=name]', 'Chan Thida');
    await page.fill('[name=login]', 'Dara');
    await page.click('.chip:has([value=field_officer])');
    await page.click('.chip:has([name=scope][value=own])');
    await send(page, 'button.primary');
    assert.ok(await page.locator('#login-error').count(), 'a name that is taken is refused');
    assert.ok(await page.isChecked('[value=field_officer]'), 'what was ticked is still ticked');
    await page.fill('[name=login]', 'thida');
    await send(page, 'button.primary');
    const first = await page.innerText('#made-password');
    await mlup.checkPage(page, 'user-password');
    await page.goto(`${mlup.url}/users`);
    assert.match(await page.innerText('tr:has-text("thida")'), /Field officer \(Own records\)/);
    await mlup.checkPage(page, 'users');

    colleague = { login: 'thida', password: 'a boat on the lake' };
    const theirs = await signIn({ login: 'thida', password: first }, 'phone');
    assert.equal(new URL(theirs.url()).pathname, '/account/password');
    await mlup.checkPage(theirs, 'password-forced');
    await theirs.fill('[name=old_password]', first);
    await theirs.fill('[name=new_password]', colleague.password);
    await theirs.fill('[name=repeated]', `${colleague.password}s`);
    await send(theirs, 'button.primary');
    assert.ok(await theirs.locator('#repeated-error').count());
    await theirs.fill('[name=old_password]', first);
    await theirs.fill('[name=new_password]', colleague.password);
    await theirs.fill('[name=repeated]', colleague.password);
    await send(theirs, 'button.primary');
    await theirs.goto(`${mlup.url}/account`);
    await mlup.checkPage(theirs, 'account');
    for (const barred of ['/users', '/activity', '/places/import', '/getting-started']) {
      const answer = await theirs.goto(`${mlup.url}${barred}`);
      assert.equal(answer.status(), 404, `${barred} is not for a field officer`);
    }
    await theirs.context().close();
  });

  it('ten wrong passwords lock the account with words that say so; an administrator unlocks it', async () => {
    const theirs = await mlup.newPage('desk', { locale: 'en' });
    await theirs.goto(`${mlup.url}/sign-in?lang=en`);
    for (let i = 0; i < 11; i++) {
      await theirs.fill('[name=login]', colleague.login);
      await theirs.fill('[name=password]', `wrong ${i}`);
      await send(theirs, 'button.primary');
    }
    assert.match(await theirs.innerText('.banner-error'), /Too many attempts/);
    await mlup.checkPage(theirs, 'locked');
    await page.goto(`${mlup.url}/users`);
    await send(page, 'tr:has-text("thida") a');
    assert.match(await page.innerText('main'), /Locked after too many attempts/);
    await mlup.checkPage(page, 'user');
    await send(page, 'form[action$="/unlock"] button');
    await theirs.context().close();
    const again = await signIn(colleague);
    assert.notEqual(new URL(again.url()).pathname, '/sign-in');
    await again.context().close();
  });

  it('a role is given and taken away', async () => {
    await page.click('summary:has-text("Give another role")');
    await page.selectOption('select[name=roles]', 'viewer');
    await send(page, 'form[action$="/roles"] button:has-text("Give this role")');
    assert.match(await page.innerText('.lines'), /Viewer/);
    await page.click('li:has-text("Viewer") button');
    await send(page, 'dialog button[value=yes]');
    assert.doesNotMatch(await page.innerText('.lines'), /Viewer/);
  });

  it('a session is ended from another browser; signing in again comes back to the page', async () => {
    const here = await signIn(colleague);
    const there = await signIn(colleague);
    await here.goto(`${mlup.url}/account/sessions`);
    await mlup.checkPage(here, 'sessions');
    await send(here, 'tr:has(button[name=session]) >> nth=0 >> button');
    await send(here, 'button[name=others]').catch(() => {});
    await there.goto(`${mlup.url}/places?in=20`);
    assert.equal(new URL(there.url()).pathname, '/sign-in');
    assert.match(await there.innerText('main'), /Your session has ended/);
    await there.fill('[name=login]', colleague.login);
    await there.fill('[name=password]', colleague.password);
    await send(there, 'button.primary');
    assert.equal(there.url(), `${mlup.url}/places?in=20`);
    await here.context().close();
    await there.context().close();
  });

  it('language and digits are kept with the user', async () => {
    const theirs = await signIn(colleague);
    await theirs.goto(`${mlup.url}/account`);
    await theirs.click('.chip:has([value=km])');
    await theirs.click('.chip:has([name=khmer_digits])');
    await send(theirs, 'main form button.primary');
    assert.equal(await theirs.getAttribute('html', 'lang'), 'km');
    await theirs.goto(`${mlup.url}/places`);
    assert.match(await theirs.innerText('caption'), /២៥/);
    await mlup.checkPage(theirs, 'places-km');
    await theirs.context().close();
  });

  it('a token reads through the API until it is revoked', async () => {
    await page.goto(`${mlup.url}/account/tokens`);
    await page.fill('[name=name]', 'figures');
    await send(page, 'form[action="/account/tokens"] button.primary');
    const token = await page.innerText('#token');
    await mlup.checkPage(page, 'tokens');
    const ask = (address, more = {}) => fetch(`${mlup.url}/api/v1/${address}`, { headers: { Authorization: `Bearer ${token}` }, ...more });
    assert.equal((await (await ask('me')).json()).login, chief.login);
    assert.equal((await ask('areas', { method: 'POST', body: '{}' })).status, 403, 'a reading token writes nothing');
    await page.click('form[action$="/revoke"] button');
    await send(page, 'dialog button[value=yes]');
    assert.equal((await ask('me')).status, 401);
  });

  it("the lead lets in another organisation's first administrator, and neither sees the other's users", async () => {
    await page.goto(`${mlup.url}/account/tokens`);
    await page.fill('[name=name]', 'set-up');
    await page.click('.chip:has([value=write])');
    await send(page, 'form[action="/account/tokens"] button.primary');
    const headers = { Authorization: `Bearer ${await page.innerText('#token')}` };
    const made = await fetch(`${mlup.url}/api/v1/organisations`, { method: 'POST', headers,
      body: JSON.stringify({ short_name: 'GRANTEE', name: 'A Grantee', kind: 'grantee' }) });
    assert.equal(made.status, 201, await made.text());
    await page.goto(`${mlup.url}/users/new`);
    await page.selectOption('select[name=org]', { label: 'GRANTEE' });
    await page.fill('[name=name]', 'Keo Sophal');
    await page.fill('[name=login]', 'sophal');
    await page.click('.chip:has([value=administrator])');
    await page.fill('[name=password]', 'first one to hand over');
    await send(page, 'button.primary');
    await page.goto(`${mlup.url}/users`);
    const own = await page.innerText('main');
    assert.doesNotMatch(own, /sophal/);
    const chiefHref = await page.getAttribute('tr:has-text("dara") a', 'href');
    await page.goto(`${mlup.url}/users/new`);
    assert.equal(await page.locator('select[name=org]').count(), 0, 'it has an administrator now, who lets in the others');

    const theirs = await signIn({ login: 'sophal', password: 'first one to hand over' });
    await theirs.fill('[name=old_password]', 'first one to hand over');
    await theirs.fill('[name=new_password]', 'palm sugar and lime');
    await theirs.fill('[name=repeated]', 'palm sugar and lime');
    await send(theirs, 'button.primary');
    assert.equal(new URL(theirs.url()).pathname, '/account/second-factor', 'an administrator needs a second factor');
    await theirs.fill('[name=code]', totpCode(await theirs.innerText('code.secret')));
    await send(theirs, 'button.primary');
    await send(theirs, 'a.primary');
    await theirs.goto(`${mlup.url}/users`);
    assert.match(await theirs.innerText('main'), /sophal/);
    assert.doesNotMatch(await theirs.innerText('main'), /thida|dara/);
    assert.equal((await theirs.goto(mlup.url + chiefHref)).status(), 404);
    await theirs.goto(`${mlup.url}/activity`);
    assert.doesNotMatch(await theirs.innerText('tbody'), /Chan Thida/);
    await theirs.context().close();
  });

  it('the activity page says who did what, and narrows it down', async () => {
    await page.goto(`${mlup.url}/activity`);
    assert.match(await page.innerText('tbody'), /16,465 records/);
    await mlup.checkPage(page, 'activity');
    await page.selectOption('select[name=type]', 'user');
    await send(page, '.filters button');
    assert.doesNotMatch(await page.innerText('tbody'), /Places/);
    assert.match(await page.innerText('tbody'), /Chan Thida/);
  });

  it('the pages fit a phone, in Khmer', async () => {
    const state = await page.context().storageState();
    const phone = await mlup.newPage('phone', { storageState: state });
    for (const address of ['/account', '/account/password', '/account/second-factor', '/account/sessions', '/account/tokens', '/users', '/users/new',
      '/activity', '/places', '/places?q=svay', '/places/import', '/getting-started']) {
      await phone.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=km`);
      await mlup.checkPage(phone, `km${address.replace(/\W+/g, '-')}`);
    }
    await phone.context().close();
  });
});
