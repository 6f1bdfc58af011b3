// SPDX-License-Identifier: Apache-2.0
// Signing in, staying so and ending it: passwords, lockout, second factor, revocation, API tokens.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import { after, before, describe, it } from 'node:test';
import { Client, Server, addUser, assertRefused, binary, cookieOf, formToken, freePort, kind, makePlaces, password, psql, request, signIn, totpCode, until } from './app.mjs';

let server, ann;
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
});
after(() => server.stop());

const english = { 'accept-language': 'en' };
const attempt = (login, secret) => request(server, 'POST', '/sign-in', { form: { login, password: secret }, headers: english });
const unlock = (login) => server.run('user', 'unlock', login);

// An API token made in the page for it.
async function makeToken(client, rights, classes = []) {
  const fields = [['name', 'test'], ['rights', rights], ['days', '90'], ...classes.map((name) => ['classes', name])];
  const page = await client.form('/account/tokens', fields);
  const [token] = page.text.match(/mlup_[\w-]{20,}/) || assert.fail(page.text);
  return new Client(server, { authorization: `Bearer ${token}` });
}

describe('the first page', () => {
  let fresh;
  before(async () => { fresh = await new Server().start(); });
  after(() => fresh.stop());
  it('makes one administrator, however many send it at once', async () => {
    const send = (login) => request(fresh, 'POST', '/setup', { form: { short_name: 'LEAD', organisation: 'The lead organisation', name: login, login, password } });
    const answers = await Promise.all(['one', 'two', 'three', 'four'].map(send));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 404, 404, 404]);
    assert.equal(fresh.run('user', 'list').match(/ administrator/g).length, 1);
  });
});

describe('a cookie', () => {
  it('is for this site only and not for scripts, and changes at every sign-in', async () => {
    const lines = await Promise.all([attempt('ann', password), attempt('ann', password)]);
    for (const { headers } of lines) assert.match(headers['set-cookie'][0], /^mlup=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    assert.notEqual(cookieOf(lines[0]), cookieOf(lines[1]));
  });
  it('that is made up opens nothing', async () => {
    for (const cookie of ['mlup=', 'mlup=x', `mlup=${'A'.repeat(43)}`, `mlup=${'A'.repeat(5000)}`, 'mlup=%00']) {
      assert.equal((await request(server, 'GET', '/api/v1/me', { headers: { cookie } })).status, 401, cookie);
    }
  });
  it('opens nothing after signing out', async () => {
    const client = await signIn(server, 'ann');
    const out = await client.form('/sign-out', {});
    assert.equal(out.status, 303, out.text);
    assert.equal((await client.get('/api/v1/me')).status, 401);
  });
  it('opens nothing when the session is over', async () => {
    const client = await signIn(server, 'ann');
    await server.end();
    const sql = 'UPDATE login_session SET expires_ms = 1';
    if (kind === 'sqlite') {
      assert.equal(spawnSync('sqlite3', [server.db.slice('sqlite:'.length), sql]).status, 0);
    } else psql(server.db, sql);
    await server.start();
    assert.equal((await client.get('/api/v1/me')).status, 401);
    ann = await signIn(server, 'ann');
  });
  it('that is revoked in the list of sessions opens nothing at once; the own one stays', async () => {
    const other = await signIn(server, 'ann');
    assert.equal((await other.get('/api/v1/me')).status, 200);
    const done = await ann.form('/account/sessions', { others: '1' });
    assert.equal(done.status, 303, done.text);
    assert.equal((await other.get('/api/v1/me')).status, 401);
    assert.equal((await ann.get('/api/v1/me')).status, 200);
  });
});

describe('over TLS', () => {
  it('the program itself answers with its certificate files; the cookie is bound to the host, and browsers are told to stay', async () => {
    const secure = new Server({ args: ['--require-totp', 'no'] });
    const [certificate, key] = ['tls.pem', 'tls.key'].map((name) => `${secure.folder}/${name}`);
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    secure.run('init', '--admin', 'ann', '--org', 'LEAD');
    const chosen = spawnSync(binary, ['user', 'passwd', 'ann', '--password-stdin', '--db', secure.db], { input: password, encoding: 'utf8', env: secure.env });
    assert.equal(chosen.status, 0, chosen.stderr);
    const port = await freePort(), child = spawn(binary, ['serve', '--db', secure.db, '--port', String(port), '--tls-certificate', certificate, '--tls-key', key, '--require-totp', 'no'],
      { env: secure.env, stdio: 'ignore' });
    const ended = new Promise((done) => child.on('exit', done)), ca = fs.readFileSync(certificate);
    const get = (path) => new Promise((done, failed) => https.get({ host: '127.0.0.1', port, path, ca, agent: false }, (answer) => { answer.resume(); answer.on('end', () => done(answer)); }).on('error', failed));
    try {
      await until('it answers', () => get('/health').then(() => true, () => false));
      const page = await get('/sign-in');
      assert.equal(page.statusCode, 200);
      assert.match(page.headers['strict-transport-security'], /^max-age=\d{8,}/);
      const answer = await new Promise((done, failed) => {
        const sent = https.request({ host: '127.0.0.1', port, path: '/sign-in', method: 'POST', ca, agent: false, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
          (got) => { got.resume(); got.on('end', () => done(got)); });
        sent.on('error', failed);
        sent.end(new URLSearchParams({ login: 'ann', password }).toString());
      });
      assert.equal(answer.statusCode, 303);
      assert.match(answer.headers['set-cookie'][0], /^__Host-mlup=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
      await assert.rejects(request({ port }, 'GET', '/health'), 'plain HTTP is not spoken on that port');
    } finally {
      child.kill('SIGTERM');
      assert.equal(await ended, 0);
      fs.rmSync(secure.folder, { recursive: true, force: true });
    }
  });
  it('is not claimed where there is none', async () => {
    assert.equal((await request(server, 'GET', '/sign-in')).headers['strict-transport-security'], undefined);
  });
});

describe('a wrong password', () => {
  it('and a user who does not exist get the same words', async () => {
    await addUser(ann, 'real', { roles: ['viewer'] });
    const [real, nobody] = [await attempt('real', 'not the password'), await attempt('nobody.here', 'not the password')];
    assert.equal(real.status, 422);
    assert.equal(nobody.status, 422);
    assert.equal(real.text.replaceAll('real', ''), nobody.text.replaceAll('nobody.here', ''));
    assert.match(real.text, /value="real"/, 'the user name that was typed is kept');
    assert.ok(!real.text.includes('not the password'));
    unlock('real');
  });
});

describe('a password', () => {
  const bad = ['short', 'password123', 'aaaaaaaaaaaaaa', '1234567890', 'abcdefghijklm', 'User chooser', 'x'.repeat(300)];
  it('that is weak is refused with words, and the old one stays', async () => {
    const client = await addUser(ann, 'chooser', { roles: ['viewer'] });
    for (const wanted of bad) {
      const answer = await client.form('/account/password', { old_password: password, new_password: wanted, repeated: wanted }, english);
      assert.equal(answer.status, 422, `${wanted} was taken`);
      assert.match(answer.text, /class="error|aria-invalid|errors/, wanted);
      assert.ok(!answer.text.includes(`"${wanted}"`), 'a password is never sent back');
    }
    const differing = await client.form('/account/password', { old_password: password, new_password: 'nine purple kites', repeated: 'nine purple kite' });
    assert.equal(differing.status, 422);
    const wrong = await client.form('/account/password', { old_password: 'not it at all', new_password: 'nine purple kites', repeated: 'nine purple kites' });
    assert.equal(wrong.status, 422);
  });
  it('that is changed ends the other sessions', async () => {
    const client = await signIn(server, 'chooser'), other = await signIn(server, 'chooser');
    const done = await client.form('/account/password', { old_password: password, new_password: 'nine purple kites', repeated: 'nine purple kites' });
    assert.equal(done.status, 303, done.text);
    assert.equal((await other.get('/api/v1/me')).status, 401);
    assert.equal((await attempt('chooser', password)).status, 422);
  });
});

describe('an API token', () => {
  it('that may read cannot write', async () => {
    const token = await makeToken(ann, 'read');
    assert.equal((await token.get('/api/v1/people')).status, 200);
    assert.equal((await token.post('/api/v1/people', { name_latin: 'By token', sex: 'f' })).status, 403);
    assert.equal((await ann.get('/api/v1/people?limit=1')).json.total, 0);
  });
  it('that may write needs no form token and writes', async () => {
    const token = await makeToken(ann, 'write');
    const person = await token.create('people', { name_latin: 'By token', sex: 'f' });
    assert.equal((await token.patch(`/api/v1/people/${person.id}`, { sex: 'm', version: 1 })).status, 200);
  });
  it('for one class of records knows no other', async () => {
    const token = await makeToken(ann, 'write', ['training']);
    assert.equal((await token.get('/api/v1/courses')).status, 200);
    for (const type of ['people', 'users', 'agreements', 'promises']) assertRefused(await token.get(`/api/v1/${type}`), 404);
    assertRefused(await token.post('/api/v1/people', { name_latin: 'No', sex: 'f' }), 404);
  });
  it('that is revoked opens nothing at once', async () => {
    const token = await makeToken(ann, 'read');
    assert.equal((await token.get('/api/v1/me')).status, 200);
    const page = await ann.get('/account/tokens');
    for (const [, id] of page.text.matchAll(/\/account\/tokens\/([\w-]{36})\/revoke/g)) assert.equal((await ann.form(`/account/tokens/${id}/revoke`, {})).status, 303);
    assertRefused(await token.get('/api/v1/me'), 401);
  });
  it('of a user who is made inactive opens nothing at once', async () => {
    const client = await addUser(ann, 'leaver', { roles: ['field_officer'] }), token = await makeToken(client, 'read');
    assert.equal((await token.get('/api/v1/me')).status, 200);
    const { version } = (await ann.get(`/api/v1/users/${client.me.user}`)).json;
    assert.equal((await ann.patch(`/api/v1/users/${client.me.user}`, { active: false, version })).status, 200);
    for (const one of [token, client]) assert.equal((await one.get('/api/v1/me')).status, 401);
  });
  it('of a made-up form opens nothing', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer x', 'Basic YW5uOng=', 'bearer mlup_', `Bearer ${'x'.repeat(4000)}`]) {
      assertRefused(await request(server, 'GET', '/api/v1/me', { headers: { authorization } }), 401);
    }
  });
});

describe('ten wrong passwords', () => {
  it('lock the name for a while, with words, also for the right one; others get in; an administrator unlocks', async () => {
    const client = await addUser(ann, 'forgetful', { roles: ['viewer'] });
    for (let i = 0; i < 10; i++) await attempt('forgetful', `wrong password ${i}`);
    const locked = await attempt('forgetful', password);
    assert.equal(locked.status, 429);
    assert.ok(Number(locked.headers['retry-after']) > 60, locked.headers['retry-after']);
    assert.match(locked.text, /Too many attempts/);
    assert.equal((await client.get('/api/v1/me')).status, 200, 'who is signed in stays so');
    unlock('forgetful');
    assert.equal((await attempt('forgetful', password)).status, 303);
  });
  it('are counted for a name that does not exist just the same', async () => {
    let last;
    for (let i = 0; i < 12 && last?.status !== 429; i++) last = await attempt('ghost', 'x');
    assert.equal(last.status, 429);
  });
});

describe('too many sign-ins from one address', () => {
  it('are answered 429 with Retry-After, whatever the name', async () => {
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push(await attempt(`someone${i}`, 'x'));
    const last = answers.at(-1);
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers['retry-after']) > 0);
    assert.equal((await ann.get('/api/v1/me')).status, 200);
  });
});

describe('the second factor', () => {
  it('is asked of who sees cases or gives roles, before anything else, and then at every sign-in', async () => {
    const strict = await new Server().start();
    try {
      const first = await strict.setUp('boss');
      assert.equal(first.me, undefined, 'an administrator without a second factor is nobody yet');
      assert.equal((await first.get('/api/v1/people')).status, 403);
      assert.equal((await first.get('/')).headers.location, '/account/second-factor');
      const page = await first.get('/account/second-factor');
      const [, secret] = page.text.match(/secret=([A-Z2-7]+)/);
      first.csrf = formToken(page.text);
      const wrong = await first.form('/account/second-factor', { code: '000000' });
      assert.equal(wrong.status, 422, 'a wrong code is refused');
      const done = await first.form('/account/second-factor', { code: totpCode(secret) });
      assert.ok([200, 303].includes(done.status), done.text);
      first.headers.cookie = cookieOf(done) || first.headers.cookie;
      assert.equal((await first.get('/api/v1/me')).status, 200);

      const half = await request(strict, 'POST', '/sign-in', { form: { login: 'boss', password } });
      const client = new Client(strict, { cookie: cookieOf(half) });
      assert.equal((await client.get('/api/v1/me')).status, 403, 'the password alone opens nothing');
      assert.match((await client.get('/people')).headers.location, /^\/sign-in\/code/);
      client.csrf = formToken((await client.get('/sign-in/code')).text);
      const used = await client.form('/sign-in/code', { code: totpCode(secret) });
      assert.equal(used.status, 422, 'a code works once');
      const good = await client.form('/sign-in/code', { code: totpCode(secret, 1) });
      assert.equal(good.status, 303, good.text);
      assert.notEqual(cookieOf(good), client.headers.cookie, 'the cookie is another one');
      assert.equal((await client.get('/api/v1/me')).status, 401, 'the one before opens nothing');
      client.headers.cookie = cookieOf(good);
      assert.equal((await client.get('/api/v1/me')).status, 200);
    } finally { await strict.stop(); }
  });

  it('is asked of social workers and lawyers, and not of field officers', async () => {
    const strict = await new Server().start();
    const lax = await new Server({ args: ['--require-totp', 'no'], folder: strict.folder, db: strict.db });
    await strict.end();
    await lax.start();
    const boss = await lax.setUp('boss');
    for (const role of ['social_worker', 'lawyer', 'manager', 'field_officer', 'viewer']) await addUser(boss, role, { roles: [role] });
    await lax.end();
    await strict.start();
    try {
      for (const role of ['social_worker', 'lawyer', 'manager']) assert.equal((await (await signIn(strict, role)).get('/')).headers.location, '/account/second-factor', role);
      for (const role of ['field_officer', 'viewer']) assert.ok((await signIn(strict, role)).me, role);
    } finally { await strict.stop(); }
  });
});
