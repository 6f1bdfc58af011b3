// SPDX-License-Identifier: Apache-2.0
// What is sealed: found by its whole value, opened one by one for a purpose that is kept, and still there after keys
// were changed, a refused submission, and a start with the wrong key file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { spawnSync } from 'node:child_process';
import { Server, addUser, assertRefused, binary, makePlaces, signIn } from './app.mjs';

let server, ann, officer, bookkeeper, person;
const number = 'N 010 234 567';
const documents = '/api/v1/identity-documents';
const card = (text) => ({ person: person.id, kind: 'national_id', number: text });
const reveal = (client, id, purpose = 'a test of the seal') => client.post(`${documents}/${id}/reveal`, { purpose });

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  officer = await addUser(ann, 'officer', { roles: ['field_officer'] });
  bookkeeper = await addUser(ann, 'bookkeeper', { roles: ['bookkeeper'] });
  person = await officer.create('people', { name_latin: 'Sealed Person', sex: 'f' });
});
after(() => server.stop());

describe('the first sealed values of an organisation', () => {
  it('can be opened after a restart, also when a submission before them was refused half-way', async () => {
    const half = await officer.post(documents, [card('A 1'), card('A 2'), { ...card('A 3'), person: '01a20be3-f588-7000-aaa6-0a5bdeb64701' }]);
    assertRefused(half, 422, ['2.person']);
    const made = await officer.create('identity-documents', card(number));
    await server.end();
    await server.start();
    const opened = await reveal(officer, made.id);
    assert.equal(opened.status, 200, opened.text);
    assert.equal(opened.json.number, number);
  });
});

describe('a sealed value', () => {
  it('is opened through the API for a purpose, and the look is kept for the organisation to ask about', async () => {
    const [{ id }] = await officer.all(documents);
    for (const body of [{}, { purpose: ' ' }, { purpose: 'x' }, { purpose: 'x'.repeat(251) }]) assertRefused(await officer.post(`${documents}/${id}/reveal`, body), 422, ['purpose']);
    const before = (await officer.get(`${documents}/${id}/reads`)).json.items.length;
    const opened = await reveal(officer, id, 'she lost her card');
    assert.equal(opened.json.number, number);
    assert.match(opened.headers['cache-control'], /no-store/);
    const { items } = (await officer.get(`${documents}/${id}/reads`)).json;
    assert.equal(items.length, before + 1);
    assert.deepEqual([items[0].user, items[0].fields, items[0].purpose], [officer.me.user, ['number'], 'she lost her card']);
  });

  it('is not opened by a role that may not, and who looked is not told to it either', async () => {
    const [{ id }] = await bookkeeper.all(documents);
    assertRefused(await reveal(bookkeeper, id), 404);
    assertRefused(await bookkeeper.get(`${documents}/${id}/reads`), 404);
  });

  it('is found by those who may open it, as it is typed, and only as a whole', async () => {
    for (const typed of [number, 'n 010 234 567', ' N  010 234 567 ']) {
      const found = await officer.get(`${documents}?number=${encodeURIComponent(typed)}`);
      assert.equal(found.json?.total, 1, `${typed}: ${found.text}`);
      assert.deepEqual(found.json.items[0].number, { sealed: true });
    }
    for (const typed of ['N 010 234 56', 'A 1']) assert.equal((await officer.get(`${documents}?number=${encodeURIComponent(typed)}`)).json.total, 0, typed);
    for (const op of ['ne', 'ge', 'lt', 'filled', 'empty', 'has']) assertRefused(await officer.get(`${documents}?number.${op}=1`), 422, [`number.${op}`]);
    assertRefused(await bookkeeper.get(`${documents}?number=${encodeURIComponent(number)}`), 422, ['number']);
  });

  it('leads from the search box to the person, for those who may open it', async () => {
    const address = `/search?q=${encodeURIComponent(number)}`, link = `href="/people/${person.id}"`;
    assert.ok((await officer.get(address)).text.includes(link));
    for (const client of [bookkeeper, await addUser(ann, 'looker', { roles: ['viewer'] })]) assert.ok(!(await client.get(address)).text.includes(link));
  });
});

describe('keys', () => {
  const keyFile = () => path.join(server.folder, 'mlup.key');
  const openAll = async () => { for (const { id } of await officer.all(documents)) assert.equal((await reveal(officer, id)).json.number, number); };

  it('are not changed under a running server', () => {
    const tried = server.try('key', 'rotate');
    assert.equal(tried.status, 1);
    assert.match(tried.stderr, /another mlup program/);
  });

  it('are changed, and everything sealed still opens and is found', async () => {
    const old = fs.readFileSync(keyFile(), 'utf8');
    await server.end();
    server.run('key', 'rotate', '--org', 'LEAD');
    assert.equal(server.try('key', 'rotate', '--org', 'NOBODY').status, 1);
    server.run('key', 'rotate');
    assert.notEqual(fs.readFileSync(keyFile(), 'utf8'), old);
    assert.equal(fs.statSync(keyFile()).mode & 0o777, 0o600);
    const kept = fs.readdirSync(server.folder).filter((name) => name.startsWith('mlup.key.until-'));
    assert.equal(kept.length, 1);
    assert.equal(fs.readFileSync(path.join(server.folder, kept[0]), 'utf8'), old);
    await server.start();
    officer = await signIn(server, 'officer'); // form tokens hang on the master key
    await openAll();
    assert.equal((await officer.get(`${documents}?number=${encodeURIComponent(number)}`)).json.total, 1);
    server.run('verify');
  });

  it('that are wrong or missing stop the program before it can seal anything under another one', async () => {
    const right = fs.readFileSync(keyFile()), aside = `${keyFile()}.aside`;
    const refuses = (what, words) => {
      const tried = spawnSync(binary, ['serve', '--db', server.db, '--port', String(server.port)], { encoding: 'utf8', env: server.env, timeout: 20000 });
      assert.equal(tried.status, 1, `${what}: ${tried.stdout}${tried.stderr}`);
      assert.match(tried.stderr, words, what);
    };
    await server.end();
    fs.renameSync(keyFile(), aside);
    refuses('a missing key', /is not there/);
    assert.ok(!fs.existsSync(keyFile()), 'no new key is made in its place');
    const kept = fs.readdirSync(server.folder).find((name) => name.startsWith('mlup.key.until-'));
    fs.copyFileSync(path.join(server.folder, kept), keyFile());
    refuses('an old key', /does not open/);
    fs.renameSync(aside, keyFile());
    assert.deepEqual(fs.readFileSync(keyFile()), right);
    await server.start();
    await openAll();
  });
});
