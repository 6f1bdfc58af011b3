// SPDX-License-Identifier: Apache-2.0
// People who may be one: found however they are spelled, asked about when they are entered, merged with all that belongs
// to them, and parted again without a loss.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Maker, Server, addUser, assertRefused, makePlaces, places, signIn, until } from './app.mjs';

let server, ann, officer, field, stranger, maker;
const people = '/api/v1/people';
const find = async (client, words) => (await client.get(`${people}?q=${encodeURIComponent(words)}`)).json.items.map((person) => person.id);
const picks = async (client, words) => (await client.get(`/api/v1/pick/people?q=${encodeURIComponent(words)}`)).json.items.map((person) => person.id);
const add = async (values) => {
  const made = await officer.post(`${people}?force=1`, { sex: 'f', ...values });
  assert.equal(made.status, 201, made.text);
  return made.json;
};
const read = async (client, type, id) => (await client.get(`/api/v1/${type}/${id}`)).json;
const merge = (client, stays, goes, more = {}) => client.post(`${people}/${stays.id}/merge`, { with: goes.id, ...more });
const unmerge = (client, stays, id) => client.post(`${people}/${stays.id}/unmerge`, { merge: id });

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  officer = await addUser(ann, 'officer', { roles: ['me_officer', 'manager'] });
  field = await addUser(ann, 'field', { roles: ['field_officer'] });
  const org = (await ann.create('organisations', { short_name: 'ELSE', name: 'Somebody else', kind: 'grantee' })).id;
  const admin = await addUser(ann, 'else', { roles: ['administrator'], org });
  stranger = await addUser(admin, 'stranger', { roles: ['me_officer'] });
  maker = await Maker.of(officer);
});
after(() => server.stop());

describe('a person is found', () => {
  let chantha, sovann, twin;
  before(async () => {
    chantha = await add({ name_km: 'លោកស្រី សុខ ចាន់ថា ហៅ តូច', phone: '012 345 678' });
    sovann = await add({ name_latin: 'Prak Zovannary', name_km: 'ប្រាក់ ហ្សូវណ្ណារី' });
    twin = await add({ name_latin: 'Hun Sreyneang' });
  });
  it('in Khmer and Latin letters, in any order, by another spelling, by an alias, by a beginning', async () => {
    for (const words of ['សុខ ចាន់ថា', 'សុខចាន់ថា', 'ចាន់ថា សុខ', 'Sok Chantha', 'chantha SOK', 'Sokh Chanta', 'Sok Chan', 'So Ch', 'តូច', 'Touch', 'Mrs. Sok Chantha']) {
      assert.ok((await find(officer, words)).includes(chantha.id), words);
      assert.ok((await picks(officer, words)).includes(chantha.id), `picker: ${words}`);
    }
  });
  it('also when the dictionary does not know the name', async () => {
    for (const words of ['Zovannary', 'Zovan', 'Sovannary Prak', 'Prak Zovanary', 'ហ្សូវណ្ណារី']) assert.ok((await find(officer, words)).includes(sovann.id), words);
    for (const words of ['Srey Neang Hun', 'Hun Srey Neang', 'sreyneang']) assert.ok((await find(officer, words)).includes(twin.id), words);
  });
  it('by telephone and code, whole or begun', async () => {
    for (const words of ['012345678', '+855 12 345 678', '០១២ ៣៤៥ ៦៧៨', '01234', chantha.code, chantha.code.toLowerCase()]) assert.ok((await find(officer, words)).includes(chantha.id), words);
  });
  it('not by another name, and not after the name was corrected', async () => {
    assert.deepEqual(await find(officer, 'Zzyzx Qwop'), []);
    assert.ok(!(await find(officer, 'Sok Dara')).includes(chantha.id));
    const changed = await officer.patch(`${people}/${sovann.id}`, { name_latin: 'Prak Vibol', name_km: null }, { 'if-match': `"${sovann.version}"` });
    assert.equal(changed.status, 200, changed.text);
    assert.ok(!(await find(officer, 'Zovannary')).includes(sovann.id));
    assert.ok((await find(officer, 'Vibol')).includes(sovann.id));
  });
  it('by village behind the name', async () => {
    const here = await add({ name_latin: 'Keo Rithy', village: places.village }), elsewhere = await add({ name_latin: 'Keo Rithy' });
    const name = (await officer.get(`/api/v1/areas?area_code=${places.village}`)).json.items[0].name_latin;
    const found = await picks(officer, `Keo Rithy, ${name}`);
    assert.ok(found.includes(here.id) && !found.includes(elsewhere.id), JSON.stringify(found));
  });
  it('not by another organisation', async () => {
    for (const words of ['Sok Chantha', '012345678', 'So']) assert.deepEqual(await find(stranger, words), []);
  });
});

describe('somebody who resembles a person of the register', () => {
  const known = { name_km: 'កែវ សុភា', sex: 'f', birth_date: '1985', village: places.village };
  const again = { name_latin: 'Kéo Sophea', sex: 'f', birth_date: '1985-03-07', village: places.village };
  let first;
  before(async () => { first = await add(known); });
  it('is not saved by the API without a word: 409 says who it may be and why', async () => {
    const answer = await field.post(people, again);
    assertRefused(answer, 409);
    assert.equal(answer.json.candidates[0].id, first.id);
    assert.ok(answer.json.candidates[0].reasons.length >= 4, answer.text);
    assert.equal(answer.json.candidates[0].reasons.reduce((sum, reason) => sum + reason.points, 0), answer.json.candidates[0].score);
    assert.equal((await find(field, 'Keo Sophea')).length, 1);
  });
  it('is saved when the client says it is another one, and a repeated submission has one effect', async () => {
    const key = { 'idempotency-key': 'sophea-1' };
    const made = await field.post(`${people}?force=1`, again, key);
    assert.equal(made.status, 201);
    const repeated = await field.post(`${people}?force=1`, again, key);
    assert.equal(repeated.json.id, made.json.id);
    assert.equal((await field.post(people, again, key)).json.id, made.json.id, 'who was here before is not asked again');
  });
  it('is asked about in the form, which keeps what was typed; "another person" saves it', async () => {
    const typed = { _fields: 'name_latin sex birth_date village note', name_latin: 'Keo Sophea', sex: 'f', birth_date: '1985', village: places.village, note: 'Came with her aunt' };
    const asked = await field.form('/people', typed, { 'accept-language': 'en' });
    assert.equal(asked.status, 409);
    assert.match(asked.text, /Is it one of these\?/);
    assert.match(asked.text, new RegExp(`/people/${first.id}`));
    assert.match(asked.text, /Came with her aunt/);
    assert.match(asked.text, /The names are the same/);
    const khmer = await field.form('/people', typed, { cookie: `${field.headers.cookie}; lang=km` });
    assert.match(khmer.text, /ឈ្មោះដូចគ្នា/);
    assert.equal((await field.form('/people', { ...typed, _other: '1' })).status, 303);
  });
  it('is found by nobody of another organisation', async () => {
    assert.equal((await stranger.post(people, again)).status, 201);
  });
});

describe('the queue of possible duplicates', () => {
  const search = async () => {
    assert.equal((await officer.post('/api/v1/people/duplicates/search', {})).status, 202);
    await until('the search is done', async () => (await officer.get('/api/v1/people/duplicates/progress')).json.done);
    return (await officer.get('/api/v1/people/duplicates')).json.pairs;
  };
  it('holds the pairs that a search finds, each once, explained and side by side', async () => {
    const a = await add({ name_latin: 'Ouk Phirum', birth_date: '1970' }), b = await add({ name_km: 'អ៊ុក ភិរម្យ', birth_date: '1970', name_latin: 'Ouk Phirom' });
    const pairs = await search(), mine = (pair) => [pair.first.id, pair.second.id].sort().join() === [a.id, b.id].sort().join();
    assert.equal(pairs.filter(mine).length, 1, JSON.stringify(pairs.map((pair) => [pair.first.name, pair.second.name])));
    const pair = pairs.find(mine);
    assert.ok(pair.reasons.length && pair.sides.length);
    assert.equal((await search()).filter(mine).length, 1);
    for (const [state, left] of [['later', 0], ['open', 1], ['different', 0]]) {
      assert.equal((await officer.post('/api/v1/people/duplicates/decide', { pair: pair.pair_id, state })).status, 200);
      assert.equal((await officer.get('/api/v1/people/duplicates')).json.pairs.filter(mine).length, left, state);
    }
    await officer.patch(`${people}/${a.id}`, { phone: '011222333' }, { 'if-match': '"1"' });
    assert.equal((await search()).filter(mine).length, 0, 'what was decided is not asked again');
    assertRefused(await officer.post('/api/v1/people/duplicates/decide', { pair: pair.pair_id, state: 'same' }), 422, ['state']);
  });
  it('is for those who clean the register', async () => {
    for (const client of [field]) {
      assert.equal((await client.get('/people/duplicates')).status, 404);
      assertRefused(await client.get('/api/v1/people/duplicates'), 404);
      assertRefused(await client.post('/api/v1/people/duplicates/search', {}), 404);
    }
    assert.deepEqual((await stranger.get('/api/v1/people/duplicates')).json.pairs, []);
  });
});

// Every record type that speaks of a person, from the description of the API.
const referring = () => maker.types().filter((type) => !maker.schema(type).readOnly).flatMap((type) => Object.entries(maker.schema(type).properties)
  .filter(([, field]) => field['x-record'] === 'person').map(([name]) => ({ type, name })));

describe('a merge', () => {
  it('moves every kind of record that speaks of a person, and back', async () => {
    const stays = await add({ name_latin: 'Prak Sothea', note: 'mine' }), goes = await add({ name_latin: 'Prak Sothia', phone: '099888777' });
    const records = [];
    for (const { type, name } of referring()) {
      const values = { ...await maker.values(type), [name]: goes.id };
      if (type === 'group_member') values.person_group = (await officer.create('groups', { name: 'A group' })).id;
      for (const instead of { group_loan: ['member'], bank_member: ['household'] }[type] || []) delete values[instead]; // one or the other
      const made = await officer.post(`/api/v1/${maker.path(type)}`, values);
      assert.equal(made.status, 201, `${type}.${name}: ${made.text}`);
      records.push({ type, name, id: made.json.id });
    }
    assert.ok(records.length >= 4, JSON.stringify(records));
    const merged = await merge(officer, stays, goes);
    assert.equal(merged.status, 200, merged.text);
    for (const { type, name, id } of records) assert.equal((await read(officer, maker.path(type), id))[name], stays.id, `${type}.${name}`);
    assert.equal((await read(officer, 'people', stays.id)).phone, '099888777', 'what only the other had is taken');
    assert.ok((await read(officer, 'people', goes.id)).deleted);
    const address = await officer.get(`/people/${goes.id}`);
    assert.equal(address.status, 303);
    assert.match(address.headers.location, new RegExp(`/people/${stays.id}`));
    assertRefused(await officer.post(`${people}/${goes.id}/restore`, undefined), 422);
    const parted = await unmerge(officer, stays, merged.json.merge);
    assert.equal(parted.status, 200, parted.text);
    for (const { type, name, id } of records) assert.equal((await read(officer, maker.path(type), id))[name], goes.id, `${type}.${name}`);
    const [mine, theirs] = [await read(officer, 'people', stays.id), await read(officer, 'people', goes.id)];
    assert.deepEqual([mine.phone ?? null, mine.note, theirs.phone, theirs.deleted ?? null], [null, 'mine', '099888777', null]);
    assert.equal((await officer.get(`/people/${goes.id}`)).status, 200);
    assert.match(server.run('verify'), /well/);
  });

  it('keeps what was edited and recorded since when it is taken back', async () => {
    const stays = await add({ name_latin: 'Kim Mony' }), goes = await add({ name_latin: 'Kim Mony', phone: '011000111', birth_date: '1990' });
    const [one, two, three] = await Promise.all(['2016-05-01', '2016-05-02', '2016-05-03'].map(async (starts_on) => officer.create('sessions', { ...await maker.values('session'), starts_on, ends_on: starts_on })));
    const came = async (session, person, more = {}) => officer.create('attendance', { session: session.id, person: person.id, present: true, ...more });
    const mine = await came(one, stays, { present: false, pre_test: 10 }), theirs = await came(one, goes, { post_test: 80 }), moved = await came(two, goes);
    const merged = await merge(officer, stays, goes, { 'take.birth_date': 'theirs', reason: 'Her sister says so' });
    assert.equal(merged.status, 200, merged.text);
    const twin = await read(officer, 'attendance', mine.id);
    assert.deepEqual([twin.present, twin.pre_test, twin.post_test], [true, 10, 80], 'who was seen there once was there');
    assert.ok((await read(officer, 'attendance', theirs.id)).deleted);
    const later = await came(three, stays);
    const edited = await officer.patch(`/api/v1/attendance/${moved.id}`, { post_test: 55 }, { 'if-match': '"2"' });
    assert.equal(edited.status, 200, edited.text);
    const survivor = await read(officer, 'people', stays.id);
    assert.equal((await officer.patch(`${people}/${stays.id}`, { phone: '011000222', note: 'new' }, { 'if-match': `"${survivor.version}"` })).status, 200);
    assert.equal((await unmerge(officer, stays, merged.json.merge)).status, 200);
    const [a, b] = [await read(officer, 'people', stays.id), await read(officer, 'people', goes.id)];
    assert.deepEqual([a.phone, a.note, a.birth_date ?? null], ['011000222', 'new', null], 'edits stay, choices go back');
    assert.deepEqual([b.phone, b.birth_date], ['011000111', '1990']);
    assert.deepEqual([(await read(officer, 'attendance', later.id)).person, (await read(officer, 'attendance', moved.id)).person], [stays.id, goes.id]);
    assert.equal((await read(officer, 'attendance', moved.id)).post_test, 55);
    const [back, aside] = [await read(officer, 'attendance', mine.id), await read(officer, 'attendance', theirs.id)];
    assert.deepEqual([back.present, back.pre_test, back.post_test ?? null, aside.deleted ?? null, aside.person], [false, 10, null, null, goes.id]);
    assert.match(server.run('verify'), /well/);
  });

  it('makes one of what both had, with all that belongs to it, and two again', async () => {
    const stays = await add({ name_latin: 'Seng Bunthan' }), goes = await add({ name_latin: 'Seng Bunthan' });
    const pupil = await add({ name_latin: 'Meas Kolap' });
    const trainer = async (person) => officer.create('trainers', { person: person.id, role: 'model_farmer', since: '2016-01-01' });
    const [mine, theirs] = [await trainer(stays), await trainer(goes)];
    const taught = async (by, person, subject) => officer.create('trainees', { trainer: by.id, person: person.id, subject, starts_on: '2016-02-01' });
    const pupils = [await taught(theirs, pupil, 'rice_growing'), await taught(mine, pupil, 'chicken_raising')];
    const merged = await merge(officer, stays, goes);
    assert.equal(merged.status, 200, merged.text);
    assert.ok((await read(officer, 'trainers', theirs.id)).deleted);
    for (const link of pupils) assert.equal((await read(officer, 'trainees', link.id)).trainer, mine.id);
    assert.equal((await unmerge(officer, stays, merged.json.merge)).status, 200);
    assert.equal((await read(officer, 'trainers', theirs.id)).deleted ?? null, null);
    assert.deepEqual([(await read(officer, 'trainees', pupils[0].id)).trainer, (await read(officer, 'trainees', pupils[1].id)).trainer], [theirs.id, mine.id]);
    assert.match(server.run('verify'), /well/);
  });

  it('keeps a sealed document readable on both ways', async () => {
    const stays = await add({ name_latin: 'Leang Thida' }), goes = await add({ name_latin: 'Leang Thida' });
    const card = await officer.create('identity-documents', { person: goes.id, kind: 'national_id', number: '010 777 888' });
    const number = async () => (await officer.post(`/api/v1/identity-documents/${card.id}/reveal`, { purpose: 'a test of the merge' })).json.number;
    const merged = await merge(officer, stays, goes);
    assert.equal(await number(), '010 777 888');
    assert.equal((await officer.get((await officer.form('/search', { q: '010 777 888' })).headers.location)).text.includes(`/people/${stays.id}`), true);
    assert.equal((await unmerge(officer, stays, merged.json.merge)).status, 200);
    assert.equal(await number(), '010 777 888');
  });

  it('can stand on another merge, and the later one is taken back first', async () => {
    const [a, b, c] = [await add({ name_latin: 'Chhay Rith' }), await add({ name_latin: 'Chhay Rith' }), await add({ name_latin: 'Chhay Rith' })];
    const first = await merge(officer, b, a), second = await merge(officer, c, b);
    assert.equal(second.status, 200, second.text);
    assert.match((await officer.get(`/people/${a.id}`)).headers.location, new RegExp(b.id));
    assertRefused(await unmerge(officer, b, first.json.merge), 422);
    assert.equal((await unmerge(officer, c, second.json.merge)).status, 200);
    assert.equal((await unmerge(officer, b, first.json.merge)).status, 200);
    for (const person of [a, b, c]) assert.equal((await read(officer, 'people', person.id)).deleted ?? null, null);
  });

  it('is refused when one of the two was changed meanwhile', async () => {
    const a = await add({ name_latin: 'Tep Nimol' }), b = await add({ name_latin: 'Tep Nimol' });
    await officer.patch(`${people}/${b.id}`, { note: 'newer' }, { 'if-match': '"1"' });
    const late = await merge(officer, a, b, { goes_version: '1' });
    assertRefused(late, 409);
    assert.equal((await read(officer, 'people', b.id)).deleted ?? null, null);
  });

  it('is for those who clean the register, of people of one organisation', async () => {
    const a = await add({ name_latin: 'Sim Vireak' }), b = await add({ name_latin: 'Sim Vireak' });
    const theirs = (await stranger.post(`${people}?force=1`, { name_latin: 'Sim Vireak', sex: 'f' })).json;
    for (const [client, stays, goes] of [[field, a, b], [stranger, a, b], [officer, a, theirs], [officer, a, a]]) assertRefused(await merge(client, stays, goes), 404);
    for (const type of ['person-merges', 'merge-steps', 'possible-duplicates', 'duplicate-searches']) assert.ok([403, 422].includes((await officer.post(`/api/v1/${type}`, {})).status), type);
    const made = await merge(officer, a, b);
    assert.equal(made.status, 200, made.text);
    assertRefused(await unmerge(field, a, made.json.merge), 404);
    assertRefused(await officer.delete(`/api/v1/person-merges/${made.json.merge}?reason=no`), 403);
  });

  it('can be made and taken back by forms, without script', async () => {
    const a = await add({ name_latin: 'Nhek Run' }), b = await add({ name_latin: 'Nhek Run', phone: '012888999' }), english = { 'accept-language': 'en' };
    const page = await officer.get(`/people/${a.id}/merge?with=${b.id}`, english);
    assert.equal(page.status, 200);
    assert.match(page.text, /012888999|012 888 999/);
    const done = await officer.form(`/people/${a.id}/merge`, { with: b.id, 'take.phone': 'mine' });
    assert.equal(done.status, 303, done.text);
    assert.equal((await read(officer, 'people', a.id)).phone ?? null, null);
    const link = (await officer.get(`/people/${a.id}`, english)).text.match(/\/people\/[0-9a-f-]+\/unmerge\?merge=([0-9a-f-]+)/);
    assert.equal((await officer.get(link[0], english)).status, 200);
    assert.equal((await officer.form(`/people/${a.id}/unmerge`, { merge: link[1] })).status, 303);
  });
});

describe('over the organisations', () => {
  const known = (i) => ({ name_km: ['សុខ', 'ចាន់', 'កែវ', 'ហេង', 'លី', 'ជា'][i] + ' ចាន់ថា', name_latin: ['Sok', 'Chan', 'Keo', 'Heng', 'Ly', 'Chea'][i] + ' Chantha', sex: 'm', birth_date: `198${i}-02-03` });
  let lead, other;
  const counts = async () => (await lead.get('/api/v1/people/distinct')).json;
  before(async () => {
    const org = (await ann.create('organisations', { short_name: 'THIRD', name: 'A third one', kind: 'grantee' })).id;
    other = await addUser(await addUser(ann, 'third', { roles: ['administrator'], org }), 'third.officer', { roles: ['me_officer'] });
    lead = await addUser(ann, 'lead.officer', { roles: ['me_officer'] });
  });
  it('the lead counts who is known to several, by another spelling too, and fewer than five are not told', async () => {
    const before = await counts(), sophea = 1; // whom two organisations have entered above
    assert.equal(before.all.shared, null);
    for (let i = 0; i < 6; i++) {
      const here = known(i), there = { ...known(i), [i % 2 ? 'name_km' : 'name_latin']: undefined };
      assert.equal((await stranger.post(`${people}?force=1`, here)).status, 201);
      assert.equal((await other.post(`${people}?force=1`, there)).status, 201);
      const now = (await counts()).all;
      assert.equal(now.entries, before.all.entries + 2 * (i + 1));
      const shared = i + 1 + sophea;
      assert.equal(now.shared, shared < 5 ? null : shared, JSON.stringify(now));
      if (shared >= 5) assert.equal(now.distinct, now.entries - shared - 2, 'she stands in one of the registers three times');
      else assert.equal(now.distinct % 10, 0, 'the total beside a small number is a round one');
    }
    const pair = (await counts()).pairs.find((row) => [row.first_name, row.second_name].sort().join() === 'ELSE,THIRD');
    assert.equal(pair.known, null, 'one small number alone could be worked out from the others: a second one is kept back');
  });
  it('follows corrections and deletions', async () => {
    const [first] = (await other.all(people)).filter((person) => person.birth_date === '1980-02-03');
    assert.equal((await other.patch(`${people}/${first.id}`, { birth_date: '1960-01-01' }, { 'if-match': '"1"' })).status, 200);
    assert.equal((await counts()).all.shared, 6);
  });
  it('is the same after the keys were changed', async () => {
    await server.end();
    server.run('key', 'rotate');
    await server.start();
    [ann, officer, field, stranger, other, lead] = await Promise.all(['ann', 'officer', 'field', 'stranger', 'third.officer', 'lead.officer'].map((login) => signIn(server, login)));
    assert.equal((await counts()).all.shared, 6);
    assert.match(server.run('verify'), /well/);
  });
  it('shows no name, and is nobody else’s to see', async () => {
    assert.doesNotMatch((await lead.get('/people/distinct')).text, /Chantha|ចាន់ថា/);
    for (const client of [stranger, other]) {
      assert.equal((await client.get('/people/distinct')).status, 404);
      assertRefused(await client.get('/api/v1/people/distinct'), 404);
    }
  });
});

describe('promises', () => {
  let demo, chief;
  before(async () => {
    demo = await new Server({ args: ['--require-totp', 'no'] }).start();
    await demo.end();
    demo.run('demo', '--people', '300');
    await demo.start();
    chief = await signIn(demo, 'sp.me', { secret: 'lotus-river-2016' });
  });
  after(() => demo.stop());
  it('count as before when a merge of two who came to one session is taken back', async () => {
    const board = async () => JSON.stringify((await chief.get('/api/v1/board')).json);
    const rows = await chief.all('/api/v1/attendance');
    const session = rows.find((row) => row.present && rows.filter((other) => other.present && other.session === row.session).length > 2).session;
    const [a, b] = rows.filter((row) => row.session === session && row.present).map((row) => row.person), before = await board();
    const made = await chief.post(`${people}/${a}/merge`, { with: b });
    assert.equal(made.status, 200, made.text);
    assert.notEqual(await board(), before, 'two who are one count once');
    assert.match(demo.run('verify'), /well/);
    assert.equal((await chief.post(`${people}/${a}/unmerge`, { merge: made.json.merge })).status, 200);
    assert.equal(await board(), before);
    assert.match(demo.run('verify'), /well/);
  });
});
