// SPDX-License-Identifier: Apache-2.0
// What the tests written in JavaScript stand on: a server on a database of its own (SQLite, or PostgreSQL when
// MLUP_TEST_DB says so), people who sign in, and requests as they are, without a browser's help.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const kind = process.env.MLUP_TEST_DB || 'sqlite';
export const binary = process.env.MLUP_BINARY || path.join(root, 'build-test/src/mlup');
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
// A day in Cambodia, so many after today.
export const daysFromNow = (days) => new Date(Date.now() + 7 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);
export const password = 'seven green buffaloes swim';

// Tries until it holds; fails after the seconds given.
export async function until(what, holds, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  while (!await holds()) {
    assert.ok(Date.now() < end, `not in ${seconds} s: ${what}`);
    await sleep(50);
  }
}

export function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

export function psql(url, sql) {
  const result = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', url, '-c', sql], { encoding: 'utf8' });
  assert.equal(result.status, 0, `psql ${sql}: ${result.stderr}`);
  return result.stdout.trim();
}

// The six digits of RFC 6238 for a secret in base 32.  `step` 1 is the code of the next half minute.
export function totpCode(secret, step = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
  const hash = crypto.createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, '0');
}

// ---- a server ----

function databaseUrl(folder) {
  if (kind === 'sqlite') return `sqlite:${path.join(folder, 'mlup.db')}`;
  assert.ok(process.env.MLUP_TEST_PG, 'MLUP_TEST_PG must hold the address of a PostgreSQL');
  const name = `http_${crypto.randomBytes(6).toString('hex')}`;
  psql(process.env.MLUP_TEST_PG, `CREATE DATABASE ${name}`);
  return process.env.MLUP_TEST_PG.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

// A database with the gazetteer and nothing else costs seconds to make, so one is made for all tests of a run and copied.
const templateFolder = path.join(process.env.MLUP_TEST_TMP || path.join(os.tmpdir(), `mlup-http-${process.pid}`), `template-${kind}`);
const templateName = `http_template_${crypto.createHash('sha1').update(templateFolder).digest('hex').slice(0, 12)}`;
const urlOf = (name) => process.env.MLUP_TEST_PG.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`);

function makeTemplate(folder) {
  const db = kind === 'sqlite' ? `sqlite:${folder}/mlup.db` : urlOf(templateName);
  if (kind !== 'sqlite') psql(process.env.MLUP_TEST_PG, `CREATE DATABASE ${templateName}`);
  const made = spawnSync(binary, ['init', '--db', db, '--key-file', `${folder}/mlup.key`], { encoding: 'utf8' });
  assert.equal(made.status, 0, `init: ${made.stdout}${made.stderr}`);
  fs.writeFileSync(`${folder}/ready`, '');
}

// Several test programs may ask at once: who makes the folder makes the database.
async function template() {
  fs.mkdirSync(path.dirname(templateFolder), { recursive: true });
  try { fs.mkdirSync(templateFolder); makeTemplate(templateFolder); } catch (error) { if (error.code !== 'EEXIST') throw error; }
  await until('the database to copy is made', () => fs.existsSync(`${templateFolder}/ready`), 240);
}

const isEmpty = (db) => (kind === 'sqlite' ? !fs.existsSync(db.slice('sqlite:'.length)) : psql(db, 'SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()') === '0');

async function copyTemplate(folder, db) {
  await template();
  fs.copyFileSync(`${templateFolder}/mlup.key`, `${folder}/mlup.key`);
  if (kind === 'sqlite') return fs.copyFileSync(`${templateFolder}/mlup.db`, db.slice('sqlite:'.length));
  const name = db.match(/^postgresql:\/\/[^/]*\/([^?]*)/)[1];
  psql(process.env.MLUP_TEST_PG, `DROP DATABASE ${name}`);
  return psql(process.env.MLUP_TEST_PG, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
}

export class Server {
  // db: an address instead of a database of its own; prefix: a command that runs the server, as ['prlimit', …].
  constructor({ args = [], folder, db, prefix = [], env = {} } = {}) {
    this.folder = folder || fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || os.tmpdir(), 'mlup-http-'));
    this.db = db || databaseUrl(this.folder);
    this.isOwn = !db;
    this.args = args;
    this.prefix = prefix;
    this.env = { ...process.env, MLUP_KEY_FILE: path.join(this.folder, 'mlup.key'), ...env };
    this.output = [];
  }

  log() { return this.output.join(''); }

  async start() {
    if (this.isOwn && isEmpty(this.db)) await copyTemplate(this.folder, this.db);
    this.port ||= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const [program, ...args] = [...this.prefix, binary, 'serve', '--db', this.db, '--port', String(this.port), ...this.args];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.folder, env: this.env });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => this.output.push(bytes.toString()));
    this.ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)));
    await until('the server answers', async () => {
      if (child.exitCode !== null || child.signalCode) assert.fail(`the server did not start:\n${this.log()}`);
      try { return (await request(this, 'GET', '/health')).status > 0; } catch { return false; }
    });
    return this;
  }

  isAlive() { return this.process.exitCode === null && this.process.signalCode === null; }

  // Ends it as a power cut would end the process.
  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  // Ends it as systemd does; a leak or any other finding of a sanitizer is a failure.
  async end() {
    this.process.kill('SIGTERM');
    const patience = setTimeout(() => this.process.kill('SIGKILL'), 60000);
    const code = await this.ended;
    clearTimeout(patience);
    assert.equal(code, 0, `the server ended with ${code}:\n${this.log().slice(-8000)}`);
  }

  async stop() {
    if (this.process) await this.end();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  // A subcommand on this server's database; gives what it prints.
  run(...args) {
    const result = this.try(...args);
    assert.equal(result.status, 0, `mlup ${args.join(' ')} ended with ${result.status}:\n${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  try(...args) {
    return spawnSync(binary, [...args, '--db', this.db], { encoding: 'utf8', cwd: this.folder, env: this.env, maxBuffer: 64 << 20 });
  }

  // A statement on the database, for what no way of the program leads to.
  sql(text) {
    if (kind !== 'sqlite') return psql(this.db, text);
    const result = spawnSync('sqlite3', ['-cmd', '.timeout 10000', this.db.slice('sqlite:'.length), text], { encoding: 'utf8' });
    assert.equal(result.status, 0, result.stderr);
    return result.stdout.trim();
  }

  // The first organisation and its administrator, manager and M&E officer, signed in.
  async setUp(login = 'ann') {
    const fields = { short_name: 'LEAD', organisation: 'The lead organisation', name: 'Ann Lead', login, password };
    const made = await request(this, 'POST', '/setup', { form: fields });
    assert.equal(made.status, 303, made.text);
    return signIn(this, login);
  }
}

// ---- requests ----

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// One request: `json` or `form` or `body` to send, more `headers`.  Gives status, headers, text, and json when it is some.
export function request(server, method, address, { headers = {}, json, form, body, signal } = {}) {
  const all = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  if (json !== undefined) { body = JSON.stringify(json); all['content-type'] ||= 'application/json'; }
  if (form !== undefined) { body = new URLSearchParams(form).toString(); all['content-type'] ||= 'application/x-www-form-urlencoded'; }
  if (body !== undefined) all['content-length'] = Buffer.byteLength(body);
  return new Promise((done, failed) => {
    const sent = http.request({ host: '127.0.0.1', port: server.port, method, path: address, agent, headers: all, signal }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const bytes = Buffer.concat(parts), text = bytes.toString();
        const isJson = /json/.test(answer.headers['content-type'] || '');
        done({ status: answer.statusCode, headers: answer.headers, bytes, text, json: isJson ? JSON.parse(text) : undefined });
      });
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

// Somebody with a cookie and a form token, or with an API token.
export class Client {
  constructor(server, headers = {}) { this.server = server; this.headers = headers; }

  call(method, address, options = {}) {
    return request(this.server, method, address, { ...options, headers: { ...this.headers, ...options.headers } });
  }

  get(address, headers) { return this.call('GET', address, { headers }); }
  post(address, json, headers) { return this.call('POST', address, { json, headers }); }
  patch(address, json, headers) { return this.call('PATCH', address, { json, headers }); }
  delete(address, headers) { return this.call('DELETE', address, { headers }); }
  // A form of a page: fields as an object, or as pairs where a name stands twice.
  form(address, fields, headers) {
    const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
    return this.call('POST', address, { form: [['csrf', this.csrf || ''], ...pairs], headers: { 'x-csrf-token': undefined, ...headers } });
  }

  // Creates a record and gives it; anything but 201 is a failure.  A case file is another person's than all before: said so.
  async create(type, values) {
    const made = await this.post(`/api/v1/${type}${type === 'case-files' ? '?force=1' : ''}`, values);
    assert.equal(made.status, 201, `POST ${type} ${JSON.stringify(values)}: ${made.text}`);
    return made.json;
  }

  // Every record of a list, page after page.
  async all(address) {
    const items = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await this.get(`${address}${address.includes('?') ? '&' : '?'}limit=250${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      assert.equal(page.status, 200, `${address}: ${page.text}`);
      items.push(...page.json.items);
      cursor = page.json.next_cursor;
    }
    return items;
  }
}

export const cookieOf = (answer) => (answer.headers['set-cookie'] || []).map((line) => line.split(';')[0]).filter((pair) => /^(__Host-)?mlup=./.test(pair)).at(-1);

// Signs in and gives a client; `totp` is the secret of the second factor when there is one.
export async function signIn(server, login, { secret = password, totp } = {}) {
  const answer = await request(server, 'POST', '/sign-in', { form: { login, password: secret } });
  assert.equal(answer.status, 303, `${login} cannot sign in: ${answer.text}`);
  const client = new Client(server, { cookie: cookieOf(answer) });
  const page = await client.get('/api/v1/me');
  if (page.status !== 200 && totp) {
    const form = await client.get('/sign-in/code');
    const code = await client.call('POST', '/sign-in/code', { form: { csrf: formToken(form.text), code: totpCode(totp) } });
    assert.equal(code.status, 303, `${login}'s code was refused: ${code.text}`);
    client.headers.cookie = cookieOf(code);
  }
  return learn(client);
}

// What the client needs to know about itself, when it has done everything that a sign-in asks for.
async function learn(client) {
  const me = await client.get('/api/v1/me');
  if (me.status !== 200) return client;
  client.me = me.json;
  client.csrf = me.json.csrf;
  client.headers['x-csrf-token'] = me.json.csrf;
  return client;
}

// A user made by an administrator in the page for it, who has chosen a password of their own and is signed in.
export async function addUser(admin, login, { roles, org, scope = 'organisation', team = '' }) {
  const first = 'three yellow bicycles rest';
  const fields = [['login', login], ['name', `User ${login}`], ['language', 'en'], ['scope', scope], ['team', team], ['org', org || admin.me.org],
    ['password', first], ...roles.map((role) => ['roles', role])];
  const made = await admin.form('/users', fields);
  assert.ok(made.status < 400, `${login} was not made: ${made.text}`);
  const client = await signIn(admin.server, login, { secret: first });
  const page = await client.get('/account/password');
  assert.equal(page.status, 200, page.text);
  client.csrf = formToken(page.text);
  const changed = await client.form('/account/password', { old_password: first, new_password: password, repeated: password });
  assert.equal(changed.status, 303, changed.text);
  client.headers.cookie = cookieOf(changed) || client.headers.cookie;
  return learn(client); // and not a second sign-in: so many a minute are allowed
}

// The token in a page's form.
export const formToken = (html) => (html.match(/name="csrf" value="([^"]*)"/) || [])[1] || '';

// A JSON error that names these fields, and says something about each.
export function assertRefused(answer, status, fields) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'], /^application\/problem\+json/);
  assert.equal(answer.json.status, status);
  assert.ok(answer.json.title, 'a problem has a title');
  for (const { message } of answer.json.errors) assert.ok(message, answer.text);
  if (fields) assert.deepEqual([...new Set(answer.json.errors.map((error) => error.field))].sort(), [...fields].sort(), answer.text);
}

// ---- records, made as the OpenAPI document says ----

export const places = { province: '05', district: '0501', commune: '050101', village: '05010101' };

// The places that tests use, where the gazetteer is not there already.
export async function makePlaces(client) {
  if ((await client.get(`/api/v1/areas?area_code=${places.village}`)).json.total) return;
  const rows = [
    [places.province, 'កំពង់ស្ពឺ', 'Kampong Speu', 'khaet'], [places.district, 'បរសេដ្ឋ', 'Basedth', 'srok'],
    [places.commune, 'បរសេដ្ឋ', 'Basedth', 'khum'], [places.village, 'ត្រពាំងក្រសាំង', 'Trapeang Krasang', 'phum'],
  ];
  for (const [area_code, name_km, name_latin, type] of rows) await client.create('areas', { area_code, name_km, name_latin, type });
}

let serial = 0;
export const unique = () => `${Date.now().toString(36)}${(serial++).toString(36)}`;

// What a domain rule asks for beyond the required fields.
const extras = {
  person: () => ({ name_latin: `Sok ${unique()}`, name_km: 'សុខ ដារា' }),
  household: () => ({ head_name: `Chan ${unique()}` }),
  promise_part: () => ({ shape: 'reported' }),
  user: () => ({ login: `u${unique()}` }),
  objective: () => ({ level: 'goal' }),
  organisation: () => ({ kind: 'grantee' }),
  saved_view: () => ({ type: 'person' }),
  session: () => ({ starts_on: '2016-05-10', ends_on: '2016-05-11' }),
  agreement: () => ({ starts_on: '2016-03-01', ends_on: '2018-03-31', amount: { amount: 100000000, currency: 'USD' } }),
  programme: () => ({ starts_on: '2016-03-01', ends_on: '2018-03-31' }),
  // Each with a person of its own: nobody is a trainer twice, or their own.
  trainer: async (maker) => ({ person: (await maker.client.create('people?force=1', await maker.values('person'))).id, role: 'farm_advisor', since: '2016-03-01' }),
  trainee: async (maker) => ({ person: (await maker.client.create('people?force=1', await maker.values('person'))).id, household: (await maker.one('household')).id }),
  amendment: () => ({ signed_on: '2016-09-01', effective_on: '2016-10-01', amount: { amount: 100000000, currency: 'USD' } }),
  exchange_rate: () => ({ on_day: anotherDay(), from_currency: 'USD', price: { amount: 408500, currency: 'KHR' } }),
  commodity: () => ({ symbol: `X${unique().replace(/[^0-9A-Z]/gi, '').slice(-9).toUpperCase()}`, decimals: 0 }),
  ledger_book: () => ({ opened_on: '2016-01-01', closed_through: null, closed_reason: null, two_people: false }),
  ledger_account: () => ({ least: null, most: null, closed_on: null, opened_on: null, within: null }),
  journal_entry: () => ({ kind: 'entry', state: 'draft', reverses: null, lines: '1000 5000\n2000 -5000' }),
  bank_contract: () => ({ effective_on: earlyDay() }),
  bank_member: async (maker) => ({ number: anotherNumber(), person: null, left_on: null, household: (await maker.client.create('households', await maker.values('household'))).id }),
  stock_lot: async (maker) => ({ bank: (await bankOf(maker, 'rice')).id, source: 'donated', member: null, cost: null, moisture_ppm: null, amount: 20000, received_on: '2016-06-02' }),
  stock_loan: async (maker) => stockLoan(maker),
  stock_repayment: async (maker) => ({ loan: (await maker.client.create('stock-loans', await maker.values('stock_loan'))).id, amount: 1000, moisture_ppm: null, paid_on: '2016-07-01' }),
  stock_out: async (maker) => ({ bank: (await bankWithRice(maker)).id, kind: 'sold', on_day: '2016-06-05', amount: 1000, price: 900, to_whom: 'The mill', lot: null, lot_back: null }),
  stock_count: async (maker) => ({ bank: (await bankOf(maker, 'rice', unique())).id, counted_on: '2016-06-01', counted: 0 }),
  bank_animal: async (maker) => ({ bank: (await bankOf(maker, 'cow')).id, tag: unique(), species: 'cow', sex: 'female', origin: 'bought', entered_on: '2016-06-01', born_on: '2013-01-01', dam: null, sire: null, price: null }),
  animal_event: async (maker) => ({ animal: (await maker.client.create('bank-animals', await maker.values('bank_animal'))).id, bank: null, kind: 'lend', on_day: '2016-06-03', member: await memberOf(maker, await bankOf(maker, 'cow')), other: null, amount: null, certified_by: null, certificate: null }),
  waiting_entry: async (maker) => { const bank = await bankOf(maker, 'cow'); return { bank: bank.id, member: await memberOf(maker, bank) }; },
  liquidation: async (maker) => ({ advance: await paidAdvance(maker) }),
  refund: async (maker) => ({ advance: await paidAdvance(maker) }),
  obligation: async (maker) => ({ kind: 'supplier', budget_line: await approvedLine(maker) }),
  expense: async (maker) => ({ budget_line: await approvedLine(maker), pays_services: false }),
  period_report: async (maker) => ({ period: (await (maker.lead || maker.client).create('reporting-periods', await maker.values('reporting_period'))).id }),
  quality_answer: () => ({ subject: 'all', seen: 3, explanation: 'Looked at' }),
  arrival: () => ({ on_day: '2016-05-10', women: 2 }),
  case_file: () => ({ birth_date: '1990-04', arrived_on: '2016-05-10', age_years: 26, birth_year: 1990, state: 'arrived', family: null, erased_on: null, legal_hold: false }),
  provider: () => ({ kind: 'outside', services: ['medical'], organisation: null, by_exchange: false, age_min: null, age_max: null, admits_sex: null, cannot_take: null, shelter: null }),
  provider_vetting: () => ({ on_day: '2016-06-01', result: 'passed', valid_until: '2090-01-01', suspended_on: null }),
  consent: () => ({ purpose: 'referral', recipient: 'outside', provider: null, scope: ['identity', 'needs'], files: null, given_by: 'self', assent: null, given_on: daysFromNow(-1), expires_on: daysFromNow(365),
    expires_time: null, withdrawn_why: null, withdrawn_ms: null }),
  consent_override: () => ({ scope: ['identity'], state: null, asked_by: null, decided_by: null, until_ms: null }),
  referral: () => ({ service: 'medical', shares: ['identity'], expires_on: '2090-01-01', state: 'draft', packet: null, cites: null, sent_ms: null, sent_by: null, to_org: null, channel: null, closed_on: null }),
  community_plan: () => ({ from_day: '2016-06-01', ended_on: null, state: 'active' }),
  shelter: () => ({ closed_on: null }),
  shelter_room: () => ({ room_use: 'family', places: 50, age_from: null, age_to: null, boys_to: null, needs: null, only_needs: false }),
  bed_hold: async (maker) => ({ case_file: (await maker.client.create('case-files', await maker.values('case_file'))).id, from_day: '2016-06-01', until_day: '2016-06-05', state: 'held', ended_on: null }),
  cost_line: async (maker) => ({ from_day: anotherDay(), budget_line: await approvedLine(maker) }),
  closing_rule: () => ({ criterion: 'home', from_day: laterDay(), number: 12, dropped: false }),
  visit_interval: () => ({ from_day: laterDay(), days: 30 }),
  shelter_stay: async (maker) => ({ case_file: (await maker.client.create('case-files', await maker.values('case_file'))).id, from_day: '2016-06-01', until_day: '2016-06-05' }),
  shelter_census: () => ({ on_day: anotherDay(), board: 0, present: 0 }),
  shelter_incident: () => ({ severity: 'slight', on_day: '2016-06-01', told_on: '2016-06-02' }),
  service_rate: async (maker) => ({ from_day: anotherDay(), budget_line: await approvedLine(maker) }),
  case_service: async (maker) => ({ on_day: '2016-06-01', until_day: '2016-06-02', units: 2, wanted: 'woman', counsellor: 'woman', budget_line: await approvedLine(maker) }),
  reintegration: async (maker) => ({ case_file: (await maker.client.create('case-files', await maker.values('case_file'))).id, state: 'open', risk: 'low', started_on: '2016-06-01', returned_on: '2016-07-01', closed_on: null }),
  follow_up_visit: async (maker) => ({ case_file: (await maker.one('reintegration')).case_file, on_day: '2016-08-01', met: 'met', ...scores }),
  reintegration_outcome: async (maker) => ({ case_file: (await maker.client.create('reintegrations', await maker.values('reintegration'))).case_file, at_months: 'm3', on_day: '2016-11-01' }),
  employer_vetting: () => ({ result: 'passed', checks: vetted, visited_on: '2016-01-01', valid_from: '2016-01-01', valid_until: '2016-12-31', state: 'valid', suspended_on: null }),
  employer_visit: () => ({ on_day: '2017-06-01', flags: ['hours'] }),
  case_training: async (maker) => ({ employer: await vettedEmployer(maker), kind: 'vocational', state: 'completed', from_day: '2016-03-01', until_day: '2016-06-01', ended_on: '2016-05-31', days_planned: 60, days_attended: 50, drop_reason: null }),
  reintegration_grant: async (maker) => ({ case_file: await trainedFile(maker), given_on: '2016-07-01', budget_line: await approvedLine(maker) }),
  placement: async (maker) => ({ case_file: (await maker.one('case_file')).id, employer: await vettedEmployer(maker), from_day: '2016-06-01', until_day: '2016-09-01' }),
  school_enrolment: async (maker) => ({ case_file: (await maker.client.create('case-files', await maker.values('case_file'))).id, school_year: 2016, grade: 4, registered_on: '2016-06-01', left_on: null, school_leave: null }),
  school_term: async (maker) => { const { id, case_file } = await maker.client.create('school-enrolments', await maker.values('school_enrolment')); return { case_file, enrolment: id, days_open: 80, days_present: 70, budget_line: await approvedLine(maker) }; },
  queue_place: async (maker) => ({ case_file: (await maker.client.create('case-files', await maker.values('case_file'))).id, number: anotherNumber(), state: 'waiting', family: null, came_before: true, taken_by: null, taken_ms: null }),
  care_form_version: () => ({ number: anotherNumber(), state: 'draft', questions: 1, definition: JSON.stringify({ pages: [{ name: 'p', questions: [{ type: 'text', name: 'a', label: { en: 'What happened?', km: 'មានរឿងអ្វី?' } }] }] }) }),
  form_answer: async (maker) => ({ form_version: (await maker.client.create('care-form-versions', { ...await maker.values('care_form_version'), state: 'published' })).id, state: 'in_progress', page: 0, answers: '{"a":"x"}', indication: 'unclear', elements: null, begun_on: '2016-05-10' }),
  status_decision: () => ({ status: 'presumed', decided_by: 'NGO', decided_on: '2016-05-12', form_answer: null }),
  webhook: () => ({ url: 'https://example.org/hear', kinds: ['session'] }),
  savings_group: () => ({ model: 'vsla', formed_on: '2016-06-01', status: 'active', cycle: 1, cycle_starts_on: '2016-06-01', cycle_ends_on: '2017-05-31', phase: null, grade: null, graded_on: null, business_plan: null }),
  group_bylaw: () => ({ effective_on: anotherDay(), deposit_min: 1000, rate_ppm: 20000, rate_cap_ppm: 30000, committee_may: ['fine'], assembly_may: ['rate'] }),
  savings_member: async (maker) => ({ person: (await maker.client.create('people?force=1', await maker.values('person'))).id, joined_on: '2016-06-01', number: anotherNumber(), left_on: null, left_why: null }),
  group_meeting: () => ({ number: anotherNumber(), held_on: '2016-07-01', state: 'open', counted_notes: '50000x3 10000x12', correction_reason: null }),
  meeting_line: async (maker) => ({ member: (await maker.client.create('savings-members', await maker.values('savings_member'))).id, fine: 500, fine_kind: 'late' }),
  group_takeover: async (maker) => ({ savings_group: (await maker.client.create('savings-groups', await maker.values('savings_group'))).id, as_of: '2016-06-02', state: 'draft', counted_notes: '50000x3 10000x12', undo_reason: null }),
  takeover_saving: async (maker) => { const books = await maker.client.create('group-takeovers', await maker.values('group_takeover')), group = books.savings_group; return { takeover: books.id, member: (await maker.client.create('savings-members', { ...await maker.values('savings_member'), savings_group: group })).id, shares: 3, amount: 15000 }; },
  group_loan: async (maker) => ({ takeover: null, taken_over_on: null, paid_out_on: null, owed_then: null, principal_overdue_then: null, interest_paid_then: null, interest_overdue_then: null, member: (await maker.one('savings_member')).id, asked_on: '2016-07-01', person: null, state: 'asked', amount: 30000, count: 3, first_due_on: '2016-08-01', multiple: 100, guarantor_first: null, guarantor_second: null, guarantor_third: null, replaces: null }),
  loan_payout: async (maker) => ({ loan: (await maker.client.create('group-loans', await maker.values('group_loan'))).id, amount: 30000 }),
  loan_repayment: async (maker) => ({ loan: (await maker.client.create('group-loans', await maker.values('group_loan'))).id, amount: 10000 }),
  loan_write_off: async (maker) => ({ loan: (await maker.client.create('group-loans', await maker.values('group_loan'))).id }),
  business_plan: () => ({ first_year: 2017, years: 3, adopted_on: null }),
  plan_year: async (maker) => ({ business_plan: (await maker.client.create('business-plans', await maker.values('business_plan'))).id, year: 2018 }),
  group_grading: () => ({ graded_on: anotherDay() }),
  reporting_period: () => { const day = anotherDay(); return { starts_on: day, ends_on: day, due_on: '2017-10-30' }; },
};

const scores = { safety: 4, income: 3, health: 4, in_family: 5, in_community: 4 };
const vetted = ['registered', 'contract', 'wage', 'hours', 'papers', 'no_debt', 'safe_place', 'no_children', 'complaint'];

// A place that passed for the year 2016.
async function vettedEmployer(maker) {
  const make = async () => {
    const { id } = await maker.client.create('employers', await maker.values('employer'));
    await maker.client.create('employer-vettings', { ...await maker.values('employer_vetting'), employer: id });
    return id;
  };
  maker.made['vetted employer'] ||= make();
  return maker.made['vetted employer'];
}

// A file of its own with vocational and business training behind it.
async function trainedFile(maker) {
  const { id } = await maker.client.create('case-files', await maker.values('case_file'));
  for (const kind of ['vocational', 'business']) await maker.client.create('case-trainings', { ...await maker.values('case_training'), case_file: id, kind });
  return id;
}

// Numbers of members and meetings, each given once.
let numbers = 0;
function anotherNumber() {
  numbers += 1;
  return numbers;
}

// A bank with terms: the one of its kind, or one of its own.
async function bankOf(maker, kind, own = '') {
  const make = async () => {
    const bank = await maker.client.create('banks', { name: `Bank ${unique()}`, kind, village: places.village, formed_on: '2016-01-01', status: 'active' });
    const terms = kind === 'cow' ? { purpose: 'raising', pass_on: 'first_female' } : { purpose: 'food', joining_amount: 0, need_per_day: 0 };
    await maker.client.create('bank-contracts', { bank: bank.id, effective_on: '2016-01-01', ...terms });
    return bank;
  };
  maker.made[`bank of ${kind}${own}`] ||= make();
  return maker.made[`bank of ${kind}${own}`];
}

async function memberOf(maker, bank) {
  return (await maker.client.create('bank-members', { ...await maker.values('bank_member'), bank: bank.id, joined_on: '2016-06-01' })).id;
}

async function bankWithRice(maker) {
  const bank = await bankOf(maker, 'rice');
  await maker.client.create('stock-lots', { bank: bank.id, received_on: '2016-06-02', source: 'donated', amount: 20000 });
  return bank;
}

// Ten kilograms of a store that has them, for a family of its own.
async function stockLoan(maker) {
  const bank = await bankWithRice(maker);
  return { bank: bank.id, member: await memberOf(maker, bank), purpose: 'food', lent_on: '2016-06-03', due_on: '2017-01-31', amount: 10000, state: 'lent', lot: null, lot_back: null };
}

// Days before 2016, each given once.
let earlyDays = 0;
function earlyDay() {
  earlyDays += 1;
  return new Date(Date.UTC(2010, 0, 1 + earlyDays)).toISOString().slice(0, 10);
}

// Days that are still to come, each given once.
let laterDays = 0;
function laterDay() {
  laterDays += 1;
  return new Date(Date.UTC(2090, 0, 1 + laterDays)).toISOString().slice(0, 10);
}

// Days of 2016 and 2017, each given once.
let days = 0;
function anotherDay() {
  days += 1;
  return new Date(Date.UTC(2016, 3, 1 + days)).toISOString().slice(0, 10);
}

// A line of a budget of its own that is in force.
async function approvedLine(maker) {
  const { id } = await maker.client.create('budgets', await maker.values('budget'));
  const line = await maker.client.create('budget-lines', { ...await maker.values('budget_line'), budget: id });
  const { version } = (await maker.client.get(`/api/v1/budgets/${id}`)).json;
  const done = await (maker.lead || maker.client).patch(`/api/v1/budgets/${id}`, { status: 'approved', version });
  assert.equal(done.status, 200, done.text);
  return line.id;
}

// An advance of its own that the lead has approved and paid.
async function paidAdvance(maker) {
  const { id } = await maker.client.create('advances', await maker.values('advance'));
  const steps = [{ status: 'requested' }, { status: 'approved', approved_on: '2016-06-02' }, { status: 'paid', paid_on: '2016-06-03' }];
  for (const step of steps) {
    const { version } = (await maker.client.get(`/api/v1/advances/${id}`)).json;
    const done = await (maker.lead || maker.client).patch(`/api/v1/advances/${id}`, { ...step, version });
    assert.equal(done.status, 200, done.text);
  }
  return id;
}

// The record types as the program prints its model: name, path, who has it, whether people write it.
export function modelTypes() {
  const text = spawnSync(binary, ['model'], { encoding: 'utf8' }).stdout;
  return text.split(/^### /m).slice(1).map((part) => ({
    name: part.match(/\(`(\w+)`\)/)[1],
    isShared: part.includes('; shared by all organisations'),
    isKept: part.includes('; written by the program alone'),
  }));
}

// Made in ways of their own, with the test that goes it.
export const ownWays = {
  stock_loan: 'bank_test.mjs', // the terms of a loan in kind are fixed; only what was given back changes it
  stock_repayment: 'bank_test.mjs', // fixed; a wrong one is deleted
  animal_event: 'bank_test.mjs', // in the order of an animal's life; the bank comes from the animal
  attachment: 'money_test.mjs', // sent as a file to the record it hangs on
  group_share_out: 'savings_test.mjs', // only of a meeting that was closed
  consent: 'referral_test.mjs', // only taken back
  consent_override: 'referral_test.mjs', // only decided, by a second person
  care_form_version: 'screening_test.mjs', // only a draft changes
  status_decision: 'screening_test.mjs', // what was decided is fixed
  restatement: 'report_test.mjs', // only of a frozen report
  report_snapshot: 'report_test.mjs', // taken when a report is handed in
};

export class Maker {
  constructor(client, document) { this.client = client; this.document = document; this.made = {}; }

  static async of(client) {
    const { json } = await client.get('/api/v1/openapi.json');
    return new Maker(client, json);
  }

  // Names of all record types, and the path of one.
  types() { return Object.keys(this.document.components.schemas).filter((name) => name !== 'problem'); }
  path(type) {
    const ref = `#/components/schemas/${type}`;
    return Object.entries(this.document.paths).find(([address, path]) => !address.includes('{')
      && path.post?.requestBody?.content['application/json'].schema.$ref === ref)[0].slice(1);
  }
  schema(type) { return this.document.components.schemas[type]; }

  // A valid value for a field; references lead to a record made for it.
  async value(type, name, schema) {
    const kinds = [schema.type].flat();
    if (schema['x-record'] === 'user' && type !== 'membership') return this.client.me.user;
    if (schema['x-record'] === 'user') return (await this.client.create('users', await this.values('user'))).id;
    if (schema['x-record']) return (await this.one(schema['x-record'])).id;
    if (schema.enum) return schema.enum[0];
    if (kinds.includes('array')) return [schema.items.enum ? schema.items.enum[0] : places.village];
    if (kinds.includes('object')) return { amount: 1200, currency: 'USD' };
    if (kinds.includes('integer')) return schema.minimum ?? 3;
    if (kinds.includes('boolean')) return true;
    if (schema.pattern?.includes('{2}){0,3}')) return places.village;
    if (schema.pattern) return '2016-06-01';
    return `${name} ${unique()}`.slice(-(schema.maxLength || 60));
  }

  // The required fields, all of them right.
  async values(type, all = false) {
    const schema = this.schema(type), values = {};
    const names = all ? Object.keys(schema.properties) : schema.required || [];
    const heads = ['id', 'org', 'version', 'code', 'created', 'updated', 'deleted'];
    for (const name of names) if (!heads.includes(name)) values[name] = await this.value(type, name, schema.properties[name]);
    return { ...values, ...await extras[type]?.(this) };
  }

  // A record of the type that others may refer to, made at the first call.
  async one(type) {
    if (type === 'area') return (await this.client.get(`/api/v1/areas?area_code=${places.village}`)).json.items[0];
    this.made[type] ||= this.client.create(this.path(type), await this.values(type));
    return this.made[type];
  }
}
