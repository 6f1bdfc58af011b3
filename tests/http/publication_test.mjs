// SPDX-License-Identifier: Apache-2.0
// What is told of people who came back: counts that tell of nobody, one after the other, and rows without names.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Maker, Server, addUser, formToken, makePlaces } from './app.mjs';

let server, manager, worker, officer, lead, stranger, arrival, part;
const LEAST = 5;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const ann = await server.setUp();
  await makePlaces(ann);
  const org = async (short_name) => (await ann.create('organisations', { short_name, name: `Organisation ${short_name}`, kind: 'grantee' })).id;
  const orgA = await org('AAA'), make = await Maker.of(ann);
  const agreement = await ann.create('agreements', { ...await make.values('agreement'), org: orgA, status: 'active', starts_on: '2016-03-01', ends_on: '2018-03-31' });
  const promise = await ann.create('promises', { ...await make.values('promise'), org: orgA, agreement: agreement.id });
  part = await ann.create('promise-parts', { org: orgA, promise: promise.id, label: 'People', shape: 'reported', source: 'case_file', target_unit: 'case' });
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org: orgA });
  const other = await addUser(ann, 'b.chief', { roles: ['administrator'], org: await org('BBB') });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
  officer = await addUser(chief, 'a.me', { roles: ['me_officer'] });
  stranger = await addUser(other, 'b.manager', { roles: ['manager'] });
  lead = await addUser(ann, 'lead.manager', { roles: ['manager'] });
  arrival = await worker.create('arrivals', { on_day: '2016-05-10', kind: 'deported', from_country: 'TH', women: 3 });
});
after(() => server.stop());

async function come(count, sex, age_years, from_country) {
  for (let i = 0; i < count; i++) await worker.create('case-files', { sex, age_years, from_country, arrival: arrival.id, name_latin: 'Sok Secret' });
}
async function post(client, address, fields) {
  client.csrf = formToken((await client.get('/publications')).text);
  return client.form(address, fields);
}
const publish = (client) => post(client, '/publications', { least: String(LEAST), _key: crypto.randomUUID() });
const told = async (client) => {
  const { json } = await client.get('/api/v1/publications');
  const newest = json.items.sort((a, b) => b.number - a.number)[0];
  return { newest, figures: (await client.get(`/api/v1/publications/${newest.id}/figures`)).json };
};
const rowsOf = (figures) => new Map(figures.tables.flatMap(({ table_by, rows }) => rows.map(({ row_key, row_people }) => [`${table_by} ${row_key}`, row_people])));

describe('a publication', () => {
  let first;
  it('is not made of three people', async () => {
    await come(3, 'f', 20, 'TH');
    assert.equal((await publish(manager)).status, 422);
  });
  it('is told to the lead and to others without a count below five', async () => {
    await come(12, 'f', 20, 'TH');
    await come(9, 'm', 30, 'VN');
    await come(2, 'm', 16, 'MY');
    const done = await publish(manager);
    assert.equal(done.status, 303, done.text);
    for (const reader of [manager, officer, lead]) {
      const { figures } = await told(reader);
      assert.equal(figures.people, 26);
      for (const people of rowsOf(figures).values()) assert.ok(people === null || people >= LEAST, JSON.stringify(figures));
      assert.equal(rowsOf(figures).get('country MY'), null);
    }
    first = await told(lead);
    assert.ok(!JSON.stringify(first).includes('Secret'));
    assert.match(first.newest.hash, /^[0-9a-f]{64}$/);
  });
  it('is not made again when three more people came: the difference would tell of them', async () => {
    await come(3, 'f', 21, 'VN');
    const again = await publish(manager);
    assert.equal(again.status, 422);
    assert.match(again.text, /the difference would tell of them/);
    assert.equal((await told(lead)).newest.id, first.newest.id);
  });
  it('differs from the one before by nobody or by five and more, in every row that both tell', async () => {
    await come(6, 'm', 22, 'TH');
    assert.equal((await publish(manager)).status, 303);
    const second = await told(lead), then = rowsOf(first.figures);
    assert.equal(second.newest.hash_before, first.newest.hash);
    let compared = 0;
    for (const [key, people] of rowsOf(second.figures)) {
      const earlier = then.has(key) ? then.get(key) : 0;
      if (people === null || earlier === null) continue;
      const moved = Math.abs(people - earlier);
      assert.ok(moved === 0 || moved >= LEAST, `${key}: ${earlier} → ${people}`);
      compared += 1;
    }
    assert.ok(compared > 0);
  });
  it('is made by a manager of the organisation alone', async () => {
    for (const client of [worker, officer]) assert.equal((await publish(client)).status, 404);
    await publish(lead); // of its own organisation, which has no files
    assert.equal((await told(manager)).newest.number, 2);
  });
});

describe('a publication by a program', () => {
  it('is made over the API, once however often it is sent, and from the command line', async () => {
    await come(9, 'f', 40, 'TH');
    const key = crypto.randomUUID(), send = () => manager.post('/api/v1/publications', { least: String(LEAST) }, { 'idempotency-key': key });
    const made = await send(), again = await send();
    assert.deepEqual([made.status, again.status], [201, 200], made.text);
    assert.ok(made.json.id === again.json.id && made.json.people >= 26);
    for (const people of rowsOf(made.json).values()) assert.ok(people === null || people >= LEAST, made.text);
    assert.equal((await manager.post('/api/v1/publications', { least: '3' })).status, 422);
    for (const client of [worker, officer]) assert.equal((await client.post('/api/v1/publications', { least: '5' })).status, 404);
    await come(8, 'f', 41, 'TH');
    assert.match(server.run('publish', '--org', 'AAA'), /number \d+, hash [0-9a-f]{64}\n/);
    assert.equal((await told(manager)).figures.people, made.json.people + 8);
  });
});

describe('rows without names', () => {
  const rows = (client, purpose, more = {}) => post(client, '/publications/rows', { purpose, ...more });
  const classesOf = (text) => { const classes = new Map(); for (const line of text.trim().split('\r\n').slice(1)) classes.set(line, (classes.get(line) || 0) + 1); return classes; };
  it('leave for the manager with a purpose, in classes of five and more, and are logged', async () => {
    const { status, text } = await rows(manager, 'For the yearly study');
    assert.equal(status, 200, text);
    const [header, ...lines] = text.trim().split('\r\n');
    assert.equal(header, 'yearOfRegistration,gender,ageBroad,countryOfExploitation,isReintegrated,isForcedLabour,isSexualExploit,isOtherExploit');
    const classes = new Map();
    for (const line of lines) classes.set(line, (classes.get(line) || 0) + 1);
    assert.ok(lines.length > 0);
    for (const [line, people] of classes) assert.ok(people >= LEAST, `${line}: ${people}`);
    assert.ok(!text.includes('Secret') && !/\d{4}-\d{2}/.test(text));
    const log = (await manager.get('/api/v1/exports')).json.items;
    const entry = log.find(({ purpose }) => purpose === 'For the yearly study');
    assert.equal(entry.row_count, lines.length);
    const risk = Object.fromEntries((await manager.get('/api/v1/publications/risk')).json.risk.map(({ risk_code, risk_number }) => [risk_code, risk_number]));
    assert.equal(risk.people, lines.length + risk.left_out);
    assert.equal(risk.smallest, 2);
    assert.ok(risk.smallest_left >= LEAST);
  });
  it('tell of nobody beside rows that left before: a class that moved by a few is left out', async () => {
    const first = classesOf((await rows(manager, 'Before two more came')).text);
    await come(2, 'm', 22, 'TH');
    const then = classesOf((await rows(manager, 'When two more had come')).text);
    const moved = [...first.keys()].find((key) => key.includes('a18_24') && key.includes(',m,') && key.includes('TH'));
    assert.ok(first.get(moved) >= LEAST && !then.has(moved), JSON.stringify([...then]));
    for (const [key, people] of then) assert.ok(!first.has(key) || first.get(key) === people || Math.abs(people - first.get(key)) >= LEAST, key);
    const { json } = await manager.get('/api/v1/publications/risk');
    assert.ok(json.risk.find(({ risk_code }) => risk_code === 'moved_little').risk_number >= LEAST);
    await come(LEAST, 'm', 22, 'TH');
    assert.equal(classesOf((await rows(manager, 'When seven had come')).text).get(moved), first.get(moved) + 2 + LEAST);
  });
  it('have a smallest class of their own, never below five, also for a program', async () => {
    assert.equal((await rows(manager, 'Too small', { least: '4' })).status, 422);
    const api = await manager.post('/api/v1/publications/rows', { purpose: 'For a program', least: '12' });
    assert.equal(api.status, 200, api.text);
    for (const [key, people] of classesOf(api.text)) assert.ok(people >= 12, `${key}: ${people}`);
    const releases = (await manager.get('/api/v1/row-releases')).json.items.sort((a, b) => b.number - a.number);
    assert.deepEqual([releases[0].least, releases[0].people], [12, api.text.trim().split('\r\n').length - 1]);
    for (const client of [lead, stranger, worker]) assert.ok((await client.get(`/api/v1/row-releases/${releases[0].id}`)).status === 404 || client === worker);
    assert.ok([403, 404, 422].includes((await manager.delete(`/api/v1/row-releases/${releases[0].id}?reason=x`)).status));
    assert.ok([403, 404, 422].includes((await manager.post('/api/v1/row-releases', { least: 5 })).status));
  });
  it('say the kind of exploitation where it is known', async () => {
    const files = (await worker.all('/api/v1/case-files?sex=m')).filter(({ from_country }) => from_country === 'VN').slice(0, 7);
    for (const { id } of files) await worker.create('trafficking-profiles', { case_file: id, exploitation: ['ForcedLabour', 'Servitude'] });
    const told = classesOf((await rows(manager, 'Kinds')).text);
    assert.ok([...told.keys()].some((key) => key.endsWith(',1,0,1')), JSON.stringify([...told]));
  });
  it('do not leave without a purpose', async () => assert.equal((await rows(manager, '')).status, 422));
  it('do not exist for anybody else', async () => {
    for (const client of [worker, officer]) {
      assert.equal((await rows(client, 'Because')).status, 404);
      assert.equal((await client.get('/api/v1/publications/risk')).status, 404);
    }
    const theirs = await rows(stranger, 'Ours');
    assert.equal(theirs.text.trim().split('\r\n').length, 1); // their own organisation has no files
  });
});

describe('a promise that counts case files', () => {
  const records = (client) => client.get(`/api/v1/promises/${part.promise}/records?part=${part.id}`);
  it('shows the rows to its own organisation and the number alone to the lead', async () => {
    const own = await records(manager);
    assert.equal(own.status, 200, own.text);
    assert.ok(own.json.items.length >= LEAST);
    assert.equal((await records(lead)).status, 404);
    const page = await lead.get(`/promises/${part.promise}`);
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes('/records?part='));
    assert.ok((await manager.get(`/promises/${part.promise}`)).text.includes('/records?part='));
    for (const { id } of own.json.items) assert.ok(!page.text.includes(id));
  });
});
