// SPDX-License-Identifier: Apache-2.0
// A stolen disk: names that went through every part of a case file stand in no file that the program wrote: database, WAL, log,
// backup, mails that wait, exports.  And files of a case: sealed with their names, stripped of what the camera wrote, refused when
// they are not what they say.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { spawnSync } from 'node:child_process';
import { Server, addUser, kind, makePlaces } from './app.mjs';

let server, ann, worker, colleague, supervisor, file;
// Words that stand nowhere else; none may be found in any file.
const names = { khmer: 'ហង្ស គន្ធារីពិសេស', latin: 'Hangsa Kunthearyq', sister: 'Boppharathq', camera: 'Camerawordq', phone: '012987654', paper: 'N 909 808 707', place: 'Wat Preahqsrok' };
const words = Object.values(names);

function multipart(fields, { name, bytes }) {
  const boundary = `b${crypto.randomBytes(8).toString('hex')}`, parts = [];
  for (const [key, value] of Object.entries(fields)) parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`));
  parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
const attach = (client, name, bytes, fields = {}) => client.call('POST', `/attachments/to/case-files/${file.id}`, multipart({ csrf: client.csrf, ...fields }, { name, bytes: Buffer.from(bytes) }));
const files = async (client = worker) => (await client.get(`/api/v1/case-files/${file.id}/files`)).json.items;

// A JPEG of one grey point, turned by a quarter, with what a phone writes into it: EXIF with a place, a comment.
function photo() {
  const segment = (marker, body) => Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  const tiff = Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\x03', 'latin1'), Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]),
    Buffer.from([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from([0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 50]), Buffer.alloc(4), Buffer.from(`${names.camera}\0`)]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff])), segment(0xfe, Buffer.from(`taken of ${names.latin}`)),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])), segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.from([0, 1, ...Array(15).fill(0), 0])), segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x3f, 0xff, 0xd9])]);
}

function everyFile(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return everyFile(full);
    return entry.isFile() ? [full] : [];
  });
}

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no', '--mail-server', 'smtp://127.0.0.1:9', '--mail-from', 'mlup@example.org', '--mail-tls', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const org = (await ann.create('organisations', { short_name: 'CARE', name: 'An organisation that cares', kind: 'grantee' })).id;
  const chief = await addUser(ann, 'chief', { roles: ['administrator'], org });
  worker = await addUser(chief, 'worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'colleague', { roles: ['social_worker'] });
  supervisor = await addUser(chief, 'supervisor', { roles: ['manager'] });
  file = await worker.create('case-files', { name_km: names.khmer, name_latin: names.latin, alias: names.sister, phone: names.phone, document_number: names.paper, address: names.place,
    birth_date: '1999-02-03', sex: 'f', arrived_on: '2016-05-10', risk: 'high' });
});
after(() => server.stop());

describe('files of a case', () => {
  it('are sealed with their name and note, and opened to who works on it', async () => {
    const sent = await attach(worker, `${names.latin} passport.jpg`, photo(), { note: `Her sister ${names.sister} took it` });
    assert.equal(sent.status, 303, sent.text);
    const [one] = await files();
    assert.equal(one.file_name, 'picture-1.jpg');
    assert.ok(!(await worker.get(`/attachments/to/case-files/${file.id}`)).text.includes(names.latin));
    assert.equal((await colleague.get(one.file_href)).status, 403);
    assert.equal((await attach(colleague, 'a.jpg', photo())).status, 403);
    const page = await worker.form(`/case-files/${file.id}/reveal`, { purpose: 'to look at the picture' });
    assert.ok(page.text.includes(`${names.latin} passport.jpg`) && page.text.includes('Her sister') && page.text.includes('exif gps'), page.text.slice(0, 3000));
  });

  it('are given without what the camera wrote into them, unless the original is asked for', async () => {
    const [one] = await files(), given = await worker.get(one.file_href), original = await worker.get(`${one.file_href}?original=1`);
    assert.equal(given.status, 200);
    assert.ok(decodeURIComponent(given.headers['content-disposition']).includes(names.latin), 'it has its own name back');
    for (const text of [names.camera, names.latin]) assert.ok(!given.text.includes(text) && original.text.includes(text), text);
    assert.ok(given.text.includes('Exif'), 'its turning is kept');
    const lines = (await supervisor.get(`/api/v1/case-files/${file.id}/reads`)).json.items;
    assert.deepEqual([lines[0].fields, lines[0].purpose, lines[1].purpose], [['file'], 'picture-1.jpg, as it was sent', 'picture-1.jpg']);
  });

  it('have a redacted copy beside the sealed original', async () => {
    const [one] = await files();
    const sent = await attach(worker, `${names.latin} covered.png`, fs.readFileSync(path.join(process.env.MLUP_SOURCE || '.', 'docs/picture-sheet.png')), { redacts: one.id || one.file_id });
    assert.equal(sent.status, 303, sent.text);
    assert.match((await worker.get(`/attachments/to/case-files/${file.id}`)).text, /Redacted copy/);
  });

  it('that are not what they say, or could act, are refused in words and leave nothing', async () => {
    const bad = [['a.jpg', 'MZ\x90 a program', /only PDF|name ends/i], ['a.txt', 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR' + '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*', /looks infected/],
      ['a.pdf', '%PDF-1.4\n<</S/JavaScript/JS(app.alert(1))>>', /program or a script/], ['a.pdf', photo(), /name ends/], ['a.mp3', '\x7fELF\x02 a program', /Only PDF/]];
    const before = (await files()).length;
    for (const [name, bytes, why] of bad) {
      const answer = await attach(worker, name, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
      assert.equal(answer.status, 422, name);
      assert.match(answer.text, why);
    }
    assert.equal((await files()).length, before);
  });

  it('may be sound', async () => {
    assert.equal((await attach(worker, `${names.sister}.mp3`, Buffer.concat([Buffer.from('ID3'), Buffer.alloc(64)]))).status, 303);
    assert.ok((await files()).some(({ file_name: name }) => name === 'sound-3.mp3'));
  });
});

describe('a stolen disk', () => {
  // Everything that people do with a file, with names in each text.
  async function work() {
    const of = (values) => ({ case_file: file.id, ...values }), say = (text) => `${text} ${names.latin} ${names.sister} ${names.khmer}`;
    await worker.create('case-notes', of({ on_day: '2016-05-11', kind: 'interview', note: say('She is') }));
    await worker.create('case-tasks', of({ kind: 'call', due_on: '2016-05-20', what: say('Call') }));
    await worker.create('case-needs', of({ domain: 'family', score: 2, on_day: '2016-05-12', finding: say('Found') }));
    await worker.create('case-goals', of({ domain: 'work', state: 'open', set_on: '2016-05-12', goal: say('Goal of') }));
    await worker.create('case-safety-plans', of({ on_day: '2016-05-12', risk: 'high', dangers: say('From'), signs: say('Signs'), steps: say('Call'), people: names.phone }));
    for (const text of [names.latin, names.khmer, names.phone]) {
      for (const address of ['/search?q=', '/case-files?q=', '/api/v1/case-files?q=', '/api/v1/pick/case-files?q=']) await worker.get(address + encodeURIComponent(text));
      for (const address of ['/api/v1/case-files/search', '/api/v1/pick/case-files']) await worker.post(address, { q: text });
      for (const address of ['/search', '/case-files/search']) await worker.get((await worker.form(address, { q: text })).headers.location);
    }
    await worker.post('/api/v1/case-files', { name_latin: names.latin, sex: 'nobody', arrived_on: 'never' }); // refused
    await worker.form('/case-notes', { case_file: file.id, note: say('Refused'), on_day: '2999-01-01', kind: 'call' });
    await worker.form(`/case-files/${file.id}/approvals`, { do: 'ask', subject: 'plan' });
    const [approval] = (await worker.get(`/api/v1/case-approvals?case_file=${file.id}`)).json.items;
    await supervisor.form(`/case-files/${file.id}/approvals`, { do: 'send-back', approval: approval.id, comment: say('Ask') });
    assert.equal((await colleague.form(`/case-files/${file.id}/emergency`, { do: 'ask', reason: say('The hospital asks for') })).status, 303);
    assert.equal((await worker.form(`/case-files/${file.id}/reveal`, { purpose: 'a follow-up visit' })).status, 200);
    const version = (await worker.get(`/api/v1/case-files/${file.id}`)).json.version;
    await worker.patch(`/api/v1/case-files/${file.id}`, { alias: say('Also').slice(0, 100), version });
  }

  it('tells no name: not the database, its log of changes, what waits to be sent, a backup or what the server said', async () => {
    await work();
    const backups = path.join(server.folder, 'backups');
    fs.mkdirSync(backups);
    server.run('export', 'case-files', '--purpose', 'to count them', '--filter', `phone=${names.phone}&sex=f`);
    server.run('export', 'case-files', '--purpose', 'to count them', '--filter', `q=${names.latin}`);
    await supervisor.form(`/case-files/export?q=${encodeURIComponent(names.latin)}`, { format: 'csv', names: 'en', columns: 'sex', purpose: 'to count them' });
    server.run('backup', backups, '--quiet');
    if (kind !== 'sqlite') {
      const dump = spawnSync('pg_dump', ['--inserts', '-f', path.join(server.folder, 'dump.sql'), server.db], { encoding: 'utf8' });
      assert.equal(dump.status, 0, dump.stderr);
    }
    fs.writeFileSync(path.join(server.folder, 'server.log'), server.log());
    const written = everyFile(server.folder);
    if (kind === 'sqlite') assert.ok(written.some((name) => name.endsWith('-wal')), 'the log of SQLite is among them');
    assert.ok(written.length >= 4, written.join());
    for (const name of written) {
      const bytes = fs.readFileSync(name);
      for (const word of words) assert.ok(!bytes.includes(word), `${name} holds ${word}`);
      for (const word of [names.phone.replace(/^0/, '855'), names.paper.replaceAll(' ', ''), 'passport']) assert.ok(!bytes.includes(word), `${name} holds ${word}`);
    }
  });

  it('is a test that finds what is there', () => {
    const known = everyFile(server.folder).filter((name) => fs.readFileSync(name).includes(file.code));
    // On PostgreSQL the backup may be packed; the dump is not.
    assert.ok(known.length >= (kind === 'sqlite' ? 2 : 1), 'the code of the file stands in the database and its backup');
  });

  it('an export has codes, and no name', async () => {
    const sent = await supervisor.form('/case-files/export', { format: 'csv', purpose: 'to count them' });
    assert.ok(sent.status === 200 || sent.status === 422, `${sent.status}`);
    for (const word of words) assert.ok(!sent.text.includes(word), word);
  });
});
