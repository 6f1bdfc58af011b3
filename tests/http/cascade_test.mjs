// SPDX-License-Identifier: Apache-2.0
// The training cascade: who may teach whom, the limit of an advisor, what the tree counts, which promises move.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Maker, Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

const english = { 'accept-language': 'en' };
let server, ann, manager, officer, stranger, orgA, make;
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  make = await Maker.of(ann);
  orgA = (await ann.create('organisations', { short_name: 'FARM', name: 'Farmers', kind: 'grantee' })).id;
  const orgB = (await ann.create('organisations', { short_name: 'OTHER', name: 'Others', kind: 'grantee' })).id;
  const [chiefA, chiefB] = [await addUser(ann, 'chief.a', { roles: ['administrator'], org: orgA }), await addUser(ann, 'chief.b', { roles: ['administrator'], org: orgB })];
  manager = await addUser(chiefA, 'manager', { roles: ['manager'] });
  officer = await addUser(chiefA, 'officer', { roles: ['field_officer'] });
  stranger = await addUser(chiefB, 'stranger', { roles: ['manager'] });
});
after(() => server?.stop());

// Named alike on purpose: force says that they are different people.
const person = (values = {}) => officer.create('people?force=1', { name_latin: `Chea ${unique()}`, sex: 'f', village: places.village, ...values });
const household = () => officer.create('households', { head_name: `Chea ${unique()}`, village: places.village });
const trainer = async (role, values = {}) => officer.create('trainers', { person: (await person()).id, role, since: '2016-03-01', ...values });
const link = (of, values) => ({ trainer: of.id, subject: 'chicken_raising', starts_on: '2016-06-01', ...values });
const tree = async (client = manager, query = '') => {
  const answer = await client.get(`/api/v1/cascade${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.organisations.flatMap((organisation) => organisation.trainers);
};
const seen = async (of, client) => (await tree(client)).find((one) => one.id === of.id);

describe('the limit of an advisor', () => {
  it('lets in ten households, refuses the eleventh with the reason, and lets it in when a manager allows it', async () => {
    const advisor = await trainer('farm_advisor');
    assert.equal(advisor.capacity, 10);
    for (let i = 0; i < 10; i++) await officer.create('trainees', link(advisor, { household: (await household()).id }));
    const eleventh = link(advisor, { household: (await household()).id });
    const refused = await officer.post('/api/v1/trainees', eleventh);
    assertRefused(refused, 422, ['household']);
    assert.match(refused.json.errors[0].message, /supports 10 households already.*manager/s);
    const exception = { trainer: advisor.id, households: 1, granted_on: '2016-07-01', reason: 'No other advisor lives near.' };
    assertRefused(await officer.post('/api/v1/cap-exceptions', exception), 403);
    assert.equal((await officer.get(`/cap-exceptions/new?trainer=${advisor.id}`)).status, 404, 'no form that only refuses');
    assert.doesNotMatch((await officer.get(`/trainers/${advisor.id}`, english)).text, /cap-exceptions\/new/);
    assertRefused(await manager.post('/api/v1/cap-exceptions', { ...exception, reason: undefined }), 422, ['reason']);
    await manager.create('cap-exceptions', exception);
    await officer.create('trainees', eleventh);
    assertRefused(await officer.post('/api/v1/trainees', link(advisor, { household: (await household()).id })), 422, ['household']);
    const page = await officer.get(`/trainers/${advisor.id}`, english);
    assert.match(page.text, /granted by User manager.*No other advisor lives near/s);
    const found = await seen(advisor);
    assert.deepEqual([found.households_now, found.capacity, found.exceptions, found.room], [11, 11, 1, 0]);
  });

  it('holds when a link that was deleted comes back', async () => {
    const advisor = await trainer('farm_advisor', { capacity: 1 });
    const first = await officer.create('trainees', link(advisor, { household: (await household()).id }));
    assert.equal((await manager.delete(`/api/v1/trainees/${first.id}?version=1&reason=mistake`)).status, 200);
    const second = await officer.create('trainees', link(advisor, { household: (await household()).id }));
    assertRefused(await manager.post(`/api/v1/trainees/${first.id}/restore`), 422, ['household']);
    assert.equal((await manager.delete(`/api/v1/trainees/${second.id}?version=1&reason=mistake`)).status, 200);
    assert.equal((await manager.post(`/api/v1/trainees/${first.id}/restore`)).status, 200);
  });

  it('counts a household once, however many of its members are taught, and again when an earlier one has ended', async () => {
    const advisor = await trainer('farm_advisor', { capacity: 1 }), home = (await household()).id;
    for (let i = 0; i < 3; i++) await officer.create('trainees', link(advisor, { person: (await person({ household: home })).id }));
    const found = await seen(advisor);
    assert.deepEqual([found.people, found.households, found.room], [3, 1, 0]);
    assertRefused(await officer.post('/api/v1/trainees', link(advisor, { household: (await household()).id })), 422, ['household']);
    for (const one of (await officer.get(`/api/v1/trainees?trainer=${advisor.id}`)).json.items) {
      assert.equal((await officer.patch(`/api/v1/trainees/${one.id}`, { version: one.version, ends_on: '2016-12-31' })).status, 200);
    }
    await officer.create('trainees', link(advisor, { household: (await household()).id, starts_on: '2017-01-01' }));
  });

  it('is not raised by writing another capacity, and is not there for model farmers, who only get full', async () => {
    assertRefused(await officer.post('/api/v1/trainers', { person: (await person()).id, role: 'farm_advisor', since: '2016-03-01', capacity: 11 }), 422, ['capacity']);
    const farmer = await trainer('model_farmer', { capacity: 2 });
    for (let i = 0; i < 3; i++) await officer.create('trainees', link(farmer, { person: (await person()).id }));
    const found = await seen(farmer);
    assert.deepEqual([found.people_now, found.capacity, found.room], [3, 2, 0]);
    assert.match((await officer.get('/cascade', english)).text, /1 more than the capacity/);
    assertRefused(await manager.post('/api/v1/cap-exceptions', { trainer: farmer.id, households: 1, granted_on: '2016-07-01', reason: 'x' }), 422, ['trainer']);
    assert.equal((await trainer('model_farmer')).capacity, 30);
  });
});

describe('a line of trainers', () => {
  it('never leads back to where it began', async () => {
    const first = await trainer('master_trainer'), second = await trainer('model_farmer'), third = await trainer('model_farmer');
    assertRefused(await officer.post('/api/v1/trainees', link(first, { person: first.person })), 422, ['person']);
    await officer.create('trainees', link(first, { person: second.person }));
    await officer.create('trainees', link(second, { person: third.person }));
    assertRefused(await officer.post('/api/v1/trainees', link(third, { person: first.person })), 422, ['person']);
    assertRefused(await officer.post('/api/v1/trainees', link(second, { person: first.person })), 422, ['person']);
    const levels = await Promise.all([first, second, third].map(async (one) => (await seen(one)).level));
    assert.deepEqual(levels, [1, 2, 3]);
    assert.deepEqual((await seen(first)).teaches_trainers, [second.id]);
  });

  it('says it when the same is learned with two trainers in the same time', async () => {
    const [one, two] = [await trainer('model_farmer'), await trainer('model_farmer')], learner = (await person()).id;
    await officer.create('trainees', link(one, { person: learner, ends_on: '2016-12-31' }));
    assertRefused(await officer.post('/api/v1/trainees', link(one, { person: learner })), 422, ['person']);
    assertRefused(await officer.post('/api/v1/trainees', link(two, { person: learner })), 422, ['also_elsewhere']);
    await officer.create('trainees', link(two, { person: learner, subject: 'rice_growing' }));
    await officer.create('trainees', link(two, { person: learner, starts_on: '2017-01-01' }));
    await officer.create('trainees', link(two, { person: learner, also_elsewhere: true, ends_on: '2016-12-31' }));
    assert.equal((await seen(two)).people, 1, 'three links, one person');
  });

  it('begins no earlier than its trainer, and a practice is not checked before it was taught', async () => {
    const farmer = await trainer('model_farmer', { since: '2016-05-01', until: '2016-12-31' });
    assertRefused(await officer.post('/api/v1/trainees', link(farmer, { person: (await person()).id, starts_on: '2016-04-30' })), 422, ['starts_on']);
    assertRefused(await officer.post('/api/v1/trainees', link(farmer, { person: (await person()).id, starts_on: '2017-01-01' })), 422, ['starts_on']);
    const trainee = await officer.create('trainees', link(farmer, { person: (await person()).id }));
    const check = { trainee: trainee.id, practice: 'compost', use: 'in_use' };
    assertRefused(await officer.post('/api/v1/adoptions', { ...check, checked_on: '2016-05-31' }), 422, ['checked_on']);
    await officer.create('adoptions', { ...check, checked_on: '2016-09-01' });
    await officer.create('adoptions', { ...check, use: 'stopped', checked_on: '2017-09-01' });
    const found = await seen(farmer);
    assert.deepEqual([found.checked, found.in_use, found.stopped], [1, 0, 1], 'the last check is what counts');
  });
});

describe('the tree', () => {
  it('knows the last coaching visit, and who had none for a quarter', async () => {
    const farmer = await trainer('model_farmer');
    await officer.create('trainees', link(farmer, { person: (await person()).id }));
    assert.equal((await seen(farmer)).is_overdue, true);
    const day = new Date(Date.now() - 5 * 86400e3).toISOString().slice(0, 10);
    const visit = { kind: 'coaching', title: 'Visit', starts_on: day, place: places.commune, trainer: farmer.person };
    await officer.create('sessions', { ...visit, status: 'cancelled' });
    assert.equal((await seen(farmer)).visits, 0);
    await officer.create('sessions', { ...visit, status: 'held' });
    const found = await seen(farmer);
    assert.deepEqual([found.visits, found.last_visit, found.is_overdue], [1, day, false]);
  });

  it('shows the lead counts and codes without a name, and another organisation nothing', async () => {
    const named = await person({ name_latin: 'Zvetlana Secret' });
    const farmer = await officer.create('trainers', { person: named.id, role: 'model_farmer', since: '2016-03-01', village: places.village });
    for (const address of ['/cascade', '/api/v1/cascade', `/trainers/${farmer.id}`, `/api/v1/trainers/${farmer.id}`]) {
      const answer = await ann.get(address, english);
      assert.equal(answer.status, 200, address);
      assert.match(answer.text, new RegExp(`${farmer.code}|${named.code}`), address);
      assert.doesNotMatch(answer.text, /Zvetlana/, address);
      assert.doesNotMatch((await stranger.get(address, english)).text, new RegExp(`${farmer.code}|${named.code}|Zvetlana`), address);
    }
    assert.match((await officer.get('/cascade', english)).text, /Zvetlana Secret/);
    assert.equal((await stranger.get(`/trainers/${farmer.id}/trainees`)).status, 404);
  });

  it('is asked by organisation, province, subject and role, and says what cannot be asked', async () => {
    const farmer = await trainer('model_farmer', { village: places.village });
    await officer.create('trainees', link(farmer, { person: (await person()).id, subject: 'marketing' }));
    const has = async (query) => (await tree(ann, query)).some((one) => one.id === farmer.id);
    assert.deepEqual(await Promise.all(['', `?org=${orgA}`, `?province=${places.province}`, '?subject=marketing', '?role=model_farmer'].map(has)), [true, true, true, true, true]);
    assert.deepEqual(await Promise.all(['?province=12', '?subject=child_rights', '?role=farm_advisor'].map(has)), [false, false, false]);
    for (const wrong of ['org=1', 'province=99', 'province=x', 'subject=love', 'role=king']) {
      assertRefused(await ann.get(`/api/v1/cascade?${wrong}`), 422, [wrong.split('=')[0]]);
      const page = await ann.get(`/cascade?${wrong}`, english);
      assert.equal(page.status, 422);
      assert.match(page.text, new RegExp(`“${wrong.split('=')[1]}” `));
    }
  });
});

describe('several trainees in one go', () => {
  const hidden = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];

  it('come from a village, a group or a session; one that is refused is named and nothing is saved', async () => {
    const farmer = await trainer('model_farmer', { village: places.village }), [one, two] = [await person(), await person()];
    const group = await officer.create('groups', { name: 'Chosen', village: places.village });
    await officer.create('group-members', { person_group: group.id, person: one.id });
    const session = await officer.create('sessions', { kind: 'training', title: 'Taught', status: 'held', starts_on: '2016-05-10', place: places.village, trainer: farmer.person });
    await officer.create('attendance', { session: session.id, person: two.id, present: true });
    const address = `/trainers/${farmer.id}/trainees`, has = async (query, who) => (await officer.get(`${address}${query}`, english)).text.includes(`p.${who.id}`);
    assert.deepEqual([await has('', one), await has('', two)], [true, true]);
    assert.deepEqual([await has(`?from=group:${group.id}`, one), await has(`?from=group:${group.id}`, two)], [true, false]);
    assert.deepEqual([await has(`?from=session:${session.id}`, one), await has(`?from=session:${session.id}`, two)], [false, true]);

    const elsewhere = await trainer('model_farmer');
    await officer.create('trainees', link(elsewhere, { person: two.id }));
    const page = await officer.get(address, english), key = hidden(page.text, 'key'), from = hidden(page.text, 'from');
    const fields = { key, from, subject: 'chicken_raising', starts_on: '1/7/2016', [`p.${one.id}`]: 'yes', [`p.${two.id}`]: 'yes' };
    const none = await officer.form(address, { key, from, subject: 'chicken_raising', starts_on: '1/7/2016' }, english);
    assert.equal(none.status, 422);
    assert.match(none.text, /Tick at least one person/);
    const refused = await officer.form(address, fields, english);
    assert.equal(refused.status, 422);
    assert.match(refused.text, new RegExp(`p\\.${two.id}.*with trainer ${elsewhere.code}`, 's'));
    assert.equal((await officer.get(`/api/v1/trainees?trainer=${farmer.id}`)).json.total, 0);
    const saved = () => officer.form(address, { ...fields, also_elsewhere: 'yes' }, english);
    assert.deepEqual([(await saved()).status, (await saved()).status], [303, 303]);
    assert.equal((await officer.get(`/api/v1/trainees?trainer=${farmer.id}`)).json.total, 2, 'sent twice, saved once');
    assert.deepEqual([await has('', one), await has('', two)], [false, false], 'who is a trainee is not offered again');
  });
});

describe('promises of the cascade', () => {
  let agreement;
  const part = async (values) => {
    const promise = await ann.create('promises', { org: orgA, agreement: agreement.id, number: `C${unique()}`, title: 'Of the cascade' });
    await ann.create('promise-parts', { org: orgA, promise: promise.id, label: 'Part', target: 10, ...values });
    const state = async () => (await ann.get('/api/v1/board')).json.organisations.flatMap((one) => one.promises).find((one) => one.id === promise.id).parts[0];
    return Object.assign(async () => (await state()).value, { over: async () => (await state()).over_limit });
  };
  before(async () => {
    agreement = await ann.create('agreements', { ...await make.values('agreement'), org: orgA });
  });
  const remove = async (type, record) => {
    const now = (await officer.get(`/api/v1/${type}/${record.id}`)).json;
    const gone = await manager.delete(`/api/v1/${type}/${record.id}?version=${now.version}&reason=test`);
    assert.ok(gone.status < 300, gone.text);
  };

  it('P05, P06, P08 and P09 move when a record is added and back when it is removed', async () => {
    const p05 = await part({ shape: 'distinct', source: 'trainer', unit: 'person', filter: 'role = model_farmer\nsupport has chickens', target_unit: 'person' });
    const p06 = await part({ shape: 'distinct', source: 'trainee', unit: 'person', filter: 'trainer.role = model_farmer', target_unit: 'person' });
    const p06b = await part({ shape: 'distinct', source: 'attendance', unit: 'person', filter: 'session.kind = coaching\nsession.status = held\npresent = yes\nsession.trainer.function = model_farmer', target_unit: 'person' });
    const p08 = await part({ shape: 'distinct', source: 'trainer', unit: 'person', filter: 'role = farm_advisor\ncertified_on filled', target_unit: 'person' });
    const p09 = await part({ shape: 'cap', source: 'trainee', unit: 'household', filter: 'trainer.role = farm_advisor', each: 'trainer', times: 10, target_unit: 'household' });
    const values = async () => Promise.all([p05(), p06(), p06b(), p08(), p09()]);
    const overBefore = await p09.over(), start = await values(), moved = (by) => start.map((value, i) => value + by[i]);

    const course = await officer.create('courses', { title: 'Advice', topics: ['farm_advice'] });
    const farmerPerson = await person({ function: 'model_farmer' });
    const farmer = await officer.create('trainers', { person: farmerPerson.id, role: 'model_farmer', since: '2016-04-01', support: ['chickens', 'cage'] });
    const advisor = await trainer('farm_advisor', { course: course.id, certified_on: '2016-05-01' });
    assert.deepEqual(await values(), moved([1, 0, 0, 1, 0]));
    const learner = await person(), taught = await officer.create('trainees', link(farmer, { person: learner.id }));
    const homes = [];
    for (let i = 0; i < 10; i++) homes.push(await officer.create('trainees', link(advisor, { household: (await household()).id })));
    assert.deepEqual(await values(), moved([1, 1, 0, 1, 10]));
    await manager.create('cap-exceptions', { trainer: advisor.id, households: 1, granted_on: '2016-07-01', reason: 'Near.' });
    const over = await officer.create('trainees', link(advisor, { household: (await household()).id }));
    assert.deepEqual(await values(), moved([1, 1, 0, 1, 11]));
    assert.equal(await p09.over(), overBefore + 1, 'who has more than the limit is marked');
    const visit = await officer.create('sessions', { kind: 'coaching', title: 'Visit', status: 'held', starts_on: '2016-08-01', place: places.commune, trainer: farmerPerson.id });
    const came = await officer.create('attendance', { session: visit.id, person: learner.id, present: true });
    assert.deepEqual(await values(), moved([1, 1, 1, 1, 11]));

    await remove('attendance', came);
    await remove('trainees', taught);
    await remove('trainees', over);
    assert.deepEqual(await values(), moved([1, 0, 0, 1, 10]));
    await remove('trainees', homes[0]);
    assert.deepEqual(await values(), moved([1, 0, 0, 1, 9]));
    await remove('sessions', visit);
    await remove('trainers', farmer);
    await remove('trainers', advisor);
    assert.deepEqual(await values(), start, 'with the trainer the trainees go');
  });

  it('are counted anew by `mlup verify` to the same numbers', () => {
    assert.match(server.run('verify'), /All is well/);
  });
});

describe('a question about the cascade that cannot be understood', () => {
  it('is refused in words', async () => {
    for (const wrong of ['org=1', 'org=018f0000-0000-7000-8000-000000000001', 'province=99', 'subject=love', 'role=king', 'from=xx', 'page=-1']) {
      assertRefused(await manager.get(`/api/v1/cascade?${wrong}`), 422, [wrong.split('=')[0]]);
      assert.equal((await manager.get(`/cascade?${wrong}`)).status, 422, wrong);
    }
  });
});
