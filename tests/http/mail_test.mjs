// SPDX-License-Identifier: Apache-2.0
// Mails against a real SMTP server: what comes, in which language, with what headers, and what happens when the server says
// no, later, nothing, or is not there.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server, addUser, formToken, freePort, makePlaces, request, until } from './app.mjs';

const folderOfTests = path.dirname(fileURLToPath(import.meta.url));
const password = 'four letters of the post';

class MailServer {
  constructor(folder, options = []) { this.folder = folder; this.options = options; fs.mkdirSync(folder, { recursive: true }); }

  async start() {
    this.port ||= await freePort();
    this.process = spawn('/usr/bin/python3', [path.join(folderOfTests, 'mail_server.py'), String(this.port), this.folder, ...this.options],
      { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((done, failed) => {
      this.process.stdout.once('data', done);
      this.process.once('exit', (code) => failed(new Error(`the mail server ended with ${code}`)));
    });
    this.process.removeAllListeners('exit');
    return this;
  }

  async stop() {
    const ended = new Promise((done) => { this.process.once('exit', done); });
    this.process.kill();
    await ended;
  }

  mails() {
    const file = path.join(this.folder, 'mails');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
  }
  to(address) { return this.mails().filter((mail) => mail.to.includes(address)); }
  answers(text) {
    if (text) fs.writeFileSync(path.join(this.folder, 'answer'), text);
    else fs.rmSync(path.join(this.folder, 'answer'), { force: true });
  }
}

let server, ann, chief, manager, mail, org, publicUrl;
let args;

const sql = (text) => server.sql(text);
const rows = async () => (await chief.get('/api/v1/notices')).json.mails;
const ownRecord = async (client) => (await chief.get(`/api/v1/users/${client.me.user}`)).json;

// As the page of the account sends it.
async function chooses(client, digest, email, language = 'en') {
  const page = await client.get('/account');
  const fields = { name: 'Somebody Named', email, language, digest, digest_hour: '0', version: page.text.match(/name="version" value="(\d+)"/)[1] };
  const answer = await client.form('/account', fields);
  assert.equal(answer.status, 303, answer.text);
}

// A deliverable that has been due for long, and one that is due today.
async function makeDue() {
  const programme = await ann.create('programmes', { name: 'Programme', starts_on: '2016-03-01', ends_on: '2018-03-31' });
  const agreement = await ann.create('agreements', { org: org.id, programme: programme.id, number: 'A1', title: 'Agreement', status: 'active', starts_on: '2016-03-01', ends_on: '2018-03-31' });
  const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
  const base = { org: org.id, agreement: agreement.id, kind: 'report' };
  await ann.create('deliverables', { ...base, title: 'Quarterly report', title_km: 'របាយការណ៍ប្រចាំត្រីមាស', due_on: '2016-06-30' });
  await ann.create('deliverables', { ...base, title: 'Work plan', due_on: today });
  const far = new Date(Date.now() + 200 * 86400000).toISOString().slice(0, 10); // and two far ahead, of which one is to be known early
  await ann.create('deliverables', { ...base, title: 'Audit', due_on: far, remind_days: 300 });
  await ann.create('deliverables', { ...base, title: 'Not yet', due_on: far, remind_days: 30 });
}

before(async () => {
  const folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || '/tmp', 'mlup-mail-'));
  mail = await new MailServer(folder).start();
  publicUrl = 'https://mlup.example.org';
  args = ['--require-totp', 'no', '--mail-server', `smtp://127.0.0.1:${mail.port}`, '--mail-from', 'mlup@example.org', '--mail-tls', 'no',
    '--public-url', `${publicUrl}/`, '--retry-seconds', '1'];
  server = await new Server({ args }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  org = await ann.create('organisations', { short_name: 'AAA', name: 'Organisation A', kind: 'grantee' });
  chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org: org.id });
  manager = await addUser(chief, 'a.manager', { roles: ['manager', 'field_officer'] });
  await makeDue();
});
after(async () => { await server?.stop(); await mail?.stop(); });

describe('a digest', () => {
  it('comes to nobody who has not chosen it', async () => {
    const record = await ownRecord(manager);
    assert.equal(record.digest ?? null, null);
    assert.equal(mail.mails().length, 0);
  });

  it('lists what the home page lists', async () => {
    await chooses(manager, 'daily', 'same@a.example');
    await until('it came', () => mail.to('same@a.example').length === 1);
    const ids = (text) => [...text.matchAll(/\/deliverables\/([0-9a-f-]{36})/g)].map(([, id]) => id);
    const [{ parts }] = mail.to('same@a.example');
    const home = ids((await manager.get('/')).text);
    assert.equal(home.length, 3);
    assert.deepEqual(ids(parts[0].text), home);
    assert.doesNotMatch(parts[0].text, /Not yet/);
    sql('DELETE FROM notice_mail'); // so that another comes today
  });

  it('tells what is late and due, in Khmer and as text and HTML, and another program reads it without a complaint', async () => {
    await chooses(manager, 'daily', 'manager@a.example', 'km');
    await until('it came', () => mail.to('manager@a.example').length === 1);
    const [{ headers, parts, defects, longest, bare, hello, from }] = mail.to('manager@a.example');
    assert.equal(headers.subject, 'Mlup៖ យឺត 1 ជិតដល់កំណត់ 2');
    assert.deepEqual([headers.from, headers.to, from, hello], ['Mlup <mlup@example.org>', 'manager@a.example', 'mlup@example.org', 'example.org']);
    assert.deepEqual(parts.map((part) => part.type), ['text/plain', 'text/html']);
    assert.deepEqual([defects, ...parts.map((part) => part.defects)], [[], [], []]);
    for (const { text } of parts) {
      for (const words of ['របាយការណ៍ប្រចាំត្រីមាស', 'Work plan', '30 មិថុនា 2016', `${publicUrl}/deliverables/`]) assert.ok(text.includes(words), `${words} is missing: ${text}`);
    }
    assert.ok(longest <= 998 && bare === 0);
    assert.equal(headers['auto-submitted'], 'auto-generated');
  });

  it('holds no name', () => {
    for (const { raw, parts } of mail.mails()) {
      for (const text of [raw, ...parts.map((part) => part.text)]) assert.ok(!/Somebody|Named/.test(text), text);
    }
  });

  it('comes once a day, also after the server is killed and started again', async () => {
    await server.kill();
    await server.start();
    await chooses(chief, 'daily', 'chief@a.example');
    await until('the one of somebody else', async () => (await rows()).some((row) => row.recipient === 'chief@a.example' || row.state_text === 'Nothing to tell'));
    assert.equal(mail.to('manager@a.example').length, 1);
    await chooses(chief, 'off', 'chief@a.example');
  });

  it('stops with one click of a mail program that is not signed in (RFC 8058)', async () => {
    const [{ headers }] = mail.to('manager@a.example');
    assert.equal(headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
    const link = headers['list-unsubscribe'].replace(/\s/g, '').match(/^<https:\/\/mlup\.example\.org(\/notices\/stop\/[\w-]{43})>$/)[1];
    const page = await request(server, 'GET', link);
    assert.equal(page.status, 200, page.text);
    assert.equal((await ownRecord(manager)).digest, 'daily', 'looking changes nothing');
    const wrong = `${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const method of ['GET', 'POST']) assert.equal((await request(server, method, wrong)).status, 404);
    const answer = await request(server, 'POST', link, { form: { 'List-Unsubscribe': 'One-Click' } });
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await ownRecord(manager)).digest, 'off');
  });
});

describe('the page of mails', () => {
  it('is for administrators, and shows their own organisation', async () => {
    assert.equal((await manager.get('/notices')).status, 404);
    assert.equal((await chief.get('/notices')).status, 200);
    assert.ok((await rows()).some((row) => row.recipient === 'manager@a.example'));
    const leads = (await ann.get('/api/v1/notices')).json.mails;
    assert.ok(!leads.some((row) => row.recipient === 'manager@a.example'));
  });

  it('sends its reader a test', async () => {
    await chooses(chief, 'off', 'chief@a.example');
    const page = await chief.get('/notices');
    const answer = await chief.call('POST', '/notices/test', { form: { csrf: formToken(page.text) } });
    assert.equal(answer.status, 303, answer.text);
    await until('it came', () => mail.to('chief@a.example').some(({ headers }) => headers.subject === 'Mlup: a mail to test the way'));
  });
});

describe('a server that', () => {
  const test = () => server.try('notice', 'test', 'a.chief');
  it('takes the mail is quoted to the one who asked', () => {
    const result = test();
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout, /Sent to chief@a\.example: 250 taken, thank you/);
  });

  it('says later (451) is asked again until it takes the mail', async () => {
    mail.answers('451 4.7.1 greylisted, come back');
    const before = mail.mails().length, result = test();
    assert.equal(result.status, 1);
    assert.match(result.stderr, /not sent yet: 451 4\.7\.1 greylisted/);
    assert.ok((await rows()).some((row) => row.state_text === 'Is tried again' && row.words.includes('greylisted')));
    mail.answers('');
    await until('it came', () => mail.mails().length === before + 1);
  });

  it('says never (550) is believed, and the administrator sees its words', async () => {
    mail.answers('550 5.1.1 no such person here');
    const before = mail.mails().length, result = test();
    assert.match(result.stderr, /not sent: 550 5\.1\.1 no such person here/);
    mail.answers('');
    const [row] = await rows();
    assert.deepEqual([row.state_text, row.words], ['Not sent', '550 5.1.1 no such person here']);
    assert.match(test().stdout, /Sent/); // the one after it goes its way
    assert.equal(mail.mails().length, before + 1);
  });

  it('is gone is found again', async () => {
    await mail.stop();
    const before = mail.mails().length, result = test();
    assert.match(result.stderr, /not sent yet: .*connect/i);
    await mail.start();
    await until('it came', () => mail.mails().length === before + 1);
  });

  it('dies between two mails leaves none behind', async () => {
    mail.answers('451 wait');
    test();
    await server.kill();
    const before = mail.mails().length;
    mail.answers('');
    await server.start();
    await until('it came after the new start', () => mail.mails().length === before + 1);
  });
});

describe('a mail that was under way when the process died', () => {
  it('is sent once more, under the same Message-ID', async () => {
    server.try('notice', 'test', 'a.chief');
    const last = mail.to('chief@a.example').at(-1);
    await server.kill();
    sql(`UPDATE notice_mail SET state = 'sending' WHERE state = 'sent' AND created_ms = (SELECT MAX(created_ms) FROM notice_mail WHERE state = 'sent')`);
    const before = mail.mails().length;
    await server.start();
    await until('it came again', () => mail.mails().length === before + 1);
    assert.equal(mail.mails().at(-1).headers['message-id'], last.headers['message-id']);
    assert.equal(sql(`SELECT COUNT(*) FROM notice_mail WHERE state = 'sending'`), '0');
  });
});

describe('what happens to people in care', () => {
  let worker, file, employer;
  const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
  const told = (address, words) => mail.to(address).filter(({ headers }) => headers.subject.includes(words));
  before(async () => {
    worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
    await chooses(worker, 'off', 'social@a.example');
    await chooses(manager, 'off', 'manager@a.example');
    file = await worker.create('case-files', { name_latin: 'Chan Qhidden', sex: 'f', age_years: 22, arrived_on: '2016-05-10' });
    employer = await manager.create('employers', { name: 'Qfactory of gold', kind: 'business' });
  });

  it('is told to the social worker of the file and to the supervisors, by code, and not to who wrote it', async () => {
    const shelter = await manager.create('shelters', { name: 'House', kind: 'shelter' });
    const incident = await worker.create('shelter-incidents', { case_file: file.id, shelter: shelter.id, on_day: today, kind: 'threat', severity: 'grave', told: ['supervisor', 'police'], what: 'Qstranger stood at the gate' });
    await until('it came', () => told('manager@a.example', incident.code).length === 1);
    const [{ headers, parts, raw }] = told('manager@a.example', incident.code);
    assert.equal(headers.subject, `Mlup: incident ${incident.code} in a shelter`);
    assert.ok(parts[0].text.includes('(Grave)') && parts[0].text.includes(`${publicUrl}/shelter-incidents/${incident.id}`), parts[0].text);
    for (const secret of ['Qhidden', 'Qstranger', file.code, file.id]) for (const text of [raw, ...parts.map((part) => part.text)]) assert.ok(!text.includes(secret), text);
    assert.equal(told('social@a.example', incident.code).length, 0);
    const second = await manager.create('shelter-incidents', { case_file: file.id, shelter: shelter.id, on_day: today, kind: 'illness', severity: 'slight', what: 'Fell' });
    await until('the social worker hears of it', () => told('social@a.example', second.code).length === 1);
    assert.equal((await worker.patch(`/api/v1/shelter-incidents/${incident.id}`, { told_on: today, version: 1 })).status, 200);
    assert.equal(told('manager@a.example', incident.code).length, 1, 'a correction is no second incident');
  });

  it('at a place of work that a visit flags is told to who looks after somebody there', async () => {
    const everything = ['registered', 'contract', 'wage', 'hours', 'papers', 'no_debt', 'safe_place', 'no_children', 'complaint'];
    await manager.create('employer-vettings', { employer: employer.id, visited_on: today, checks: everything, result: 'passed', valid_from: today, valid_until: today });
    await worker.create('placements', { case_file: file.id, kind: 'job', employer: employer.id, from_day: today });
    await manager.create('employer-visits', { employer: employer.id, on_day: today, flags: [] });
    const visit = await manager.create('employer-visits', { employer: employer.id, on_day: today, flags: ['locked'] });
    await until('it came', () => told('social@a.example', employer.code).length === 1);
    const [{ parts, raw }] = told('social@a.example', employer.code);
    assert.ok(parts[0].text.includes('Its vetting is suspended') && parts[0].text.includes(`/employers/${employer.id}`), parts[0].text);
    for (const secret of ['Qhidden', 'Qfactory', file.code]) assert.ok(!raw.includes(secret), raw);
    assert.equal(told('manager@a.example', employer.code).length, 0, 'who wrote it knows');
    assert.equal(sql("SELECT COUNT(*) FROM notice_mail WHERE kind = 'employer_flag'"), '1');
    assert.equal((await manager.get(`/api/v1/employer-visits/${visit.id}`)).status, 200);
  });
});

describe('with TLS and a password', () => {
  let folder, secure, other;
  const settings = () => ['--mail-server', `smtp://localhost:${secure.port}`, '--mail-from', 'mlup@example.org', '--ca-file', `${folder}/cert.pem`, '--mail-user', 'mlup',
    '--mail-password-file', `${folder}/password`];
  before(async () => {
    folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || '/tmp', 'mlup-tls-'));
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    secure = await new MailServer(`${folder}/box`, [`${folder}/cert.pem`, `${folder}/key.pem`, '--login', 'mlup', password]).start();
    fs.writeFileSync(`${folder}/password`, `${password}\n`, { mode: 0o600 });
    await server.end(); // the command line works on the database alone
  });
  after(async () => { await secure?.stop(); await server.start(); });

  const send = (...more) => server.try('notice', 'test', 'a.chief', ...more);

  it('STARTTLS comes before anything is said, and the password after it', () => {
    const result = send(...settings());
    assert.equal(result.status, 0, result.stderr);
    assert.deepEqual([secure.mails()[0].tls, secure.mails()[0].login], [true, 'mlup']);
  });
  it('a certificate that nobody vouches for is not believed', () => {
    const result = send(...settings().filter((word, i, all) => word !== '--ca-file' && all[i - 1] !== '--ca-file'));
    assert.match(result.stderr, /not sent yet: .*certificate/i);
  });
  it('a wrong password is told, and the mail waits', () => {
    fs.writeFileSync(`${folder}/password`, 'wrong\n');
    assert.match(send(...settings()).stderr, /not sent yet/);
    fs.writeFileSync(`${folder}/password`, `${password}\n`);
  });
  it('a password that others may read is not used', () => {
    fs.chmodSync(`${folder}/password`, 0o644);
    assert.match(send(...settings()).stderr, /only you or root may read/);
    fs.chmodSync(`${folder}/password`, 0o600);
  });
  it('a server without TLS gets nothing unless the settings say so', () => {
    const plain = ['--mail-server', `smtp://127.0.0.1:${mail.port}`, '--mail-from', 'mlup@example.org'], before = mail.mails().length;
    assert.match(send(...plain).stderr, /not sent yet/);
    assert.equal(mail.mails().length, before);
  });
});

describe('settings that cannot be right', () => {
  it('are refused before anything is opened', () => {
    const good = ['--mail-server', 'smtp://127.0.0.1:1', '--mail-from', 'mlup@example.org'];
    const bad = [['--mail-server', 'http://x'], ['--mail-from', 'nobody'], ['--mail-server', 'smtp://me:secret@host'], ['--time-zone', 'Asia/Atlantis'], ['--webhook-allow', 'localhost'],
      ['--retry-seconds', '0'], ['--public-url', 'mlup.example.org'], ['--ca-file', '/nowhere'], ['--mail-tls', 'perhaps'], ['--mail-password-file', '/nowhere']];
    for (const [name, value] of bad) {
      const others = good.filter((word, i, all) => word !== name && all[i - 1] !== name);
      const result = spawnSync(process.env.MLUP_BINARY, ['serve', '--db', `sqlite:${server.folder}/never.db`, '--port', '0', ...others, name, value], { encoding: 'utf8', timeout: 20000 });
      assert.equal(result.status, 1, `${name} ${value}: ${result.stdout}`);
      assert.match(result.stderr, new RegExp(name.slice(2)), `${name} ${value}: ${result.stderr}`);
    }
    assert.ok(!fs.existsSync(`${server.folder}/never.db`));
  });
});
