// SPDX-License-Identifier: Apache-2.0
// The change log of a case file: read by who may see the file, in no file of the program as words, and after the file was erased
// it says who and when and nothing else, while every proof still holds.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, kind, makePlaces, places, signIn } from './app.mjs';

let server, worker, supervisor, stranger, file, note, service;
const sealed = { name: 'Vannareth', note: 'xylophone', reason: 'marzipan', paper: 'quicksilver', label: 'periwinkle' };
const office = 'Zanzibarhouse'; // stands in the clear in its row, as long as the file is not erased
const at = (behind = '') => `/case-files/${file.id}${behind}`;
const api = (rest) => `/api/v1/${rest}`;
const history = async (client, what) => (await client.get(api(`${what}/history`))).json.items;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const ann = await server.setUp();
  await makePlaces(ann);
  const org = (await ann.create('organisations', { short_name: 'CARE', name: 'An organisation that cares', kind: 'grantee' })).id;
  const other = (await ann.create('organisations', { short_name: 'ELSE', name: 'Another organisation', kind: 'grantee' })).id;
  const chief = await addUser(ann, 'chief', { roles: ['administrator'], org });
  worker = await addUser(chief, 'worker', { roles: ['social_worker'] });
  supervisor = await addUser(chief, 'supervisor', { roles: ['manager'] });
  stranger = await addUser(ann, 'stranger', { roles: ['manager', 'social_worker'], org: other });
  await writeFile();
});
after(() => server.stop());

// A file with a note that was deleted again, a service that was corrected, and a paper.
async function writeFile() {
  file = await worker.create('case-files', { name_latin: `Sok ${sealed.name}`, sex: 'f', birth_date: '1999-02-03', home_village: places.village, nationality: 'KH', arrived_on: '2016-05-10' });
  note = await worker.create('case-notes', { case_file: file.id, on_day: '2016-05-11', kind: 'interview', note: `She spoke of the ${sealed.note}.` });
  assert.equal((await worker.delete(api(`case-notes/${note.id}?version=1&reason=${sealed.reason}`))).status, 200);
  service = await worker.create('case-services', { case_file: file.id, kind: 'medical', on_day: '2016-05-12', given_at: 'shelter', units: 1, given_by: office });
  assert.equal((await worker.patch(api(`case-services/${service.id}`), { version: 1, given_by: `${office} 2` })).status, 200);
  const edge = 'x7d1c5b', head = `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${sealed.label}.txt"\r\nContent-Type: text/plain\r\n\r\n`;
  const sent = await worker.call('POST', api(`case-files/${file.id}/files`), { body: `${head}${sealed.paper}\r\n--${edge}--\r\n`, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } });
  assert.equal(sent.status, 201, sent.text);
}

// Where a word stands: of the files in the folder of the database, or of what the database holds.
function whereIs(...words) {
  const dump = () => spawnSync('pg_dump', [server.db], { maxBuffer: 1 << 30 }).stdout;
  const files = fs.readdirSync(server.folder, { recursive: true }).map((name) => path.join(server.folder, name)).filter((name) => fs.statSync(name).isFile());
  const written = [...files.map((name) => [name, fs.readFileSync(name)]), ...(kind === 'sqlite' ? [] : [['the database', dump()]])];
  return written.flatMap(([name, bytes]) => words.filter((word) => bytes.includes(word)).map((word) => `${word} in ${name}`));
}

describe('the change log of a case file', () => {
  it('says to who may see the file what was changed, from what to what, and why', async () => {
    const [made, changed] = await history(worker, `case-services/${service.id}`);
    assert.deepEqual([made.fields.given_by, changed.fields.given_by], [{ from: null, to: office }, { from: office, to: `${office} 2` }]);
    assert.deepEqual([made.erased, changed.erased], [false, false]);
    assert.equal((await history(worker, `case-notes/${note.id}`)).at(-1).reason, sealed.reason);
    assert.ok((await worker.get(`/case-services/${service.id}/history`)).text.includes(`${office} 2`));
    const undone = await worker.post(api(`case-services/${service.id}/undo`), { sequence: changed.sequence });
    assert.equal(undone.json.given_by, office, undone.text);
  });

  it('stands nowhere as words, neither in the database nor in what is written beside it', () => {
    assert.deepEqual(whereIs(...Object.values(sealed)), []);
    assert.notDeepEqual(whereIs(office), [], 'a word in the clear is found');
    assert.equal(server.sql(`SELECT COUNT(*) FROM change_log WHERE patch LIKE '%${office}%' OR reason LIKE '%${sealed.reason}%'`), '0');
    assert.equal(server.sql(`SELECT COUNT(*) FROM change_log WHERE type = 'case_file' AND patch LIKE '%1999%'`), '0');
  });

  it('is nothing to who may not see the file', async () => {
    for (const address of [at('/history'), api(`case-files/${file.id}/history`), api(`case-services/${service.id}/history`)]) assert.equal((await stranger.get(address)).status, 404, address);
    const page = (await stranger.get('/activity')).text;
    assert.ok(!page.includes(sealed.reason) && !page.includes(file.code));
  });

  it('survives a power cut, and proves itself', async () => {
    await server.kill();
    await server.start();
    worker = await signIn(server, 'worker');
    supervisor = await signIn(server, 'supervisor');
    assert.equal((await history(worker, `case-services/${service.id}`))[0].fields.given_by.to, office);
    assert.match(server.run('verify'), /All is well/);
  });
});

describe('after the file was erased', () => {
  before(async () => {
    assert.equal((await worker.form(at('/erasure'), { do: 'propose', basis: 'person_asks' })).status, 303);
    const [erasure] = await supervisor.all(api(`case-erasures?case_file=${file.id}`));
    const agreed = await supervisor.form(at('/erasure'), { do: 'agree', erasure: erasure.id });
    assert.equal(agreed.status, 303, agreed.text);
  });

  it('the log says who and when, that it was erased, and what is left', async () => {
    const items = await history(supervisor, `case-services/${service.id}`), left = items.pop();
    assert.equal(items.length, 3);
    for (const { erased, at: when, user, fields, reason } of items) assert.deepEqual([erased, !!when, user, fields, reason], [true, true, worker.me.user, {}, '']);
    assert.deepEqual([left.erased, left.fields.given_by, left.fields.on_day.to, left.fields.units.to], [false, undefined, '2016-05-12', 1]);
    const page = (await supervisor.get(`/case-services/${service.id}/history`)).text;
    assert.ok(page.includes('What was said here was erased with the file.') && page.includes('User worker') && !page.includes(office));
    assert.ok(!(await supervisor.get(at('/history'))).text.includes('1999'));
    assert.deepEqual(server.sql(`SELECT verb FROM change_log WHERE type = 'attachment' AND patch NOT LIKE '{" log"%' ORDER BY seq`), '1', 'once more, in the clear');
  });

  it('nothing of it is undone', async () => {
    for (const { sequence, erased } of await history(supervisor, `case-services/${service.id}`))
      if (erased) assertRefused(await supervisor.post(api(`case-services/${service.id}/undo`), { sequence }), 422);
  });

  it('the words stand in no file that the program wrote, nor in a backup made now', async () => {
    assert.deepEqual(whereIs(...Object.values(sealed)), []);
    await server.end();
    if (kind === 'sqlite') server.run('backup', path.join(server.folder, 'backups'), '--quiet');
    assert.deepEqual(whereIs(...Object.values(sealed), office), []);
    await server.start();
    supervisor = await signIn(server, 'supervisor');
  });

  it('log, records and erasure still prove themselves', async () => {
    const said = server.run('verify');
    assert.match(said, /All is well/);
    assert.match(said, /case files erased: 1/);
    assert.equal((await supervisor.get(api(`case-services/${service.id}`))).json.given_by, null);
  });
});
