// SPDX-License-Identifier: Apache-2.0
// Shelters and services: who may sleep where, what the board and the count say, a service for a whole room.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places } from './app.mjs';

let server, manager, worker, books, shelter, arrival;
const rooms = {};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const ann = await server.setUp();
  await makePlaces(ann);
  const { id: org } = await ann.create('organisations', { short_name: 'AAA', name: 'Organisation AAA', kind: 'grantee' });
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
  books = await addUser(chief, 'a.books', { roles: ['bookkeeper'] });
  shelter = await manager.create('shelters', { name: 'House of the river', kind: 'shelter', district: places.district });
  const wanted = { women: 3, men: 2, girls: 2, boys: 2, mothers: 4, family: 4 };
  for (const [room_use, count] of Object.entries(wanted)) rooms[room_use] = (await manager.create('shelter-rooms', { shelter: shelter.id, name: room_use, room_use, places: count })).id;
  arrival = await worker.create('arrivals', { on_day: '2016-05-10', kind: 'deported', from_country: 'TH', women: 3 });
});
after(() => server.stop());

const file = (sex, age_years, more = {}) => worker.create('case-files', { sex, age_years, arrival: arrival.id, ...more });
// People of one family: sex, age, tie of each.
async function relatives(...people) {
  const { id } = await worker.create('case-families', { arrival: arrival.id, people: people.length });
  return Promise.all(people.map(([sex, age, family_tie]) => file(sex, age, { family: id, family_tie })));
}
const stay = (who, room, more = {}) => worker.post('/api/v1/shelter-stays', { case_file: who.id, room: rooms[room], from_day: '2016-05-11', ...more });
const why = (answer) => answer.json.errors.map(({ message }) => message).join(' | ');

async function takes(answer) {
  const got = await answer;
  assert.equal(got.status, 201, got.text);
  return got.json;
}

async function refuses(answer, field, words) {
  const got = await answer;
  assertRefused(got, 422, [field]);
  assert.match(why(got), words);
}

describe('a bed', () => {
  it('is not given to a boy of sixteen among women, with his mother there or not', async () => {
    const boy = await file('m', 16);
    await refuses(stay(boy, 'women'), 'room', /A boy does not sleep in a room for women/);
    await refuses(stay(boy, 'mothers'), 'room', /A boy from 12 years on does not sleep among women/);
    await refuses(stay(boy, 'men'), 'room', /does not sleep among men/);
    await takes(stay(boy, 'boys'));
  });
  it('is given to a boy of six beside his mother, and to no woman without a small child', async () => {
    const [mother, boy] = await relatives(['f', 30, 'head'], ['m', 6, 'child']);
    await refuses(stay(await file('m', 6), 'mothers'), 'room', /a child is there with its mother/);
    await refuses(stay(await file('f', 25), 'mothers'), 'room', /a woman without a small child sleeps in another one/);
    await takes(stay(mother, 'mothers'));
    await refuses(stay(boy, 'boys'), 'apart_why', /the mother or a small child sleeps in another room/);
    await takes(stay(boy, 'mothers'));
  });
  it('is made for what somebody needs, or it is said why not; a room that is kept for a need takes nobody else', async () => {
    const room = (name, more) => manager.create('shelter-rooms', { shelter: shelter.id, name, room_use: 'women', places: 2, ...more });
    rooms.low = (await room('low', { needs: ['no_steps'], only_needs: true })).id;
    const walks = await file('f', 40), rolls = await file('f', 41, { urgent: ['disability'] });
    await refuses(stay(walks, 'low'), 'room', /kept for people who need what it is made for/);
    await refuses(stay(rolls, 'women'), 'needs_why', /disability sleeps in a room without steps/);
    await takes(stay(rolls, 'low', { until_day: '2016-05-20', stay_end: 'other_room' }));
    await takes(stay(rolls, 'women', { from_day: '2016-05-20', until_day: '2016-05-21', stay_end: 'home', needs_why: 'She asks to be beside her friend.' }));
    rooms.strict = (await room('strict', { room_use: 'mothers', boys_to: 4 })).id;
    const [, small] = await relatives(['f', 30, 'head'], ['m', 6, 'child']);
    await refuses(stay(small, 'strict'), 'room', /A boy from 5 years on does not sleep among women/);
  });
  it('is not given in a full room, on any of its nights', async () => {
    await takes(stay(await file('m', 30), 'men', { until_day: '2016-06-01', stay_end: 'home' }));
    await takes(stay(await file('m', 31), 'men', { from_day: '2016-05-20' }));
    const third = await file('m', 32);
    await refuses(stay(third, 'men'), 'room', /The room is full: all 2 places are taken in the night of 20 May 2016/);
    await takes(stay(third, 'men', { from_day: '2016-06-01' })); // whoever leaves on a day frees the bed for that night
  });
  it('is not given twice to one person for the same night', async () => {
    const woman = await file('f', 25);
    await takes(stay(woman, 'women'));
    await refuses(stay(woman, 'women', { from_day: '2016-05-15' }), 'from_day', /already sleeps in another place from 11 May 2016/);
  });
  it('is given to one of two who ask for the last at the same instant', async () => {
    const many = await Promise.all([1, 2, 3].map(() => file('f', 13)));
    const answers = await Promise.all(many.map((girl) => stay(girl, 'girls')));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 422]);
  });
  it('keeps brothers and sisters together unless it is said why not', async () => {
    const other = await manager.create('shelters', { name: 'House of the hill', kind: 'shelter' });
    const far = await manager.create('shelter-rooms', { shelter: other.id, name: 'far', room_use: 'family', places: 4 });
    const family = await worker.create('case-families', { arrival: arrival.id, people: 2 });
    const [sister, brother] = [await file('f', 9, { family: family.id, family_tie: 'child' }), await file('m', 8, { family: family.id, family_tie: 'child' })];
    await takes(stay(sister, 'family'));
    await refuses(worker.post('/api/v1/shelter-stays', { case_file: brother.id, room: far.id, from_day: '2016-05-12' }), 'apart_why', /another shelter/);
    await refuses(stay(brother, 'boys', { from_day: '2016-05-12' }), 'apart_why', /another room with a free place/);
    await takes(stay(brother, 'family', { from_day: '2016-05-12', until_day: '2016-05-13' }));
    await takes(worker.post('/api/v1/shelter-stays', { case_file: brother.id, room: far.id, from_day: '2016-05-13', apart_why: 'He hits her.' }));
  });
  it('of a family is not shared with another family', async () => {
    await refuses(stay(await file('f', 40), 'family'), 'room', /Another family/);
  });
  it('is not taken away while people sleep there', async () => {
    const { version } = (await manager.get(`/api/v1/shelter-rooms/${rooms.girls}`)).json;
    await refuses(manager.patch(`/api/v1/shelter-rooms/${rooms.girls}`, { places: 1, version }), 'places', /2 people sleep in this room/);
  });
});

describe('the board and the count of a day', () => {
  const board = async (who) => (await who.get(`/api/v1/shelters/${shelter.id}/board`)).json;
  it('says who sleeps where by code, to who works with files, and only how many to others', async () => {
    const room = (await board(worker)).rooms.find(({ name }) => name === 'girls');
    assert.equal(room.taken, 2);
    assert.match(room.stays[0].code, /^CA-/);
    assert.equal((await books.get(`/api/v1/shelters/${shelter.id}/board`)).status, 404);
    const page = await worker.get(`/shelters/${shelter.id}`);
    assert.ok(page.text.includes(room.stays[0].code), page.text);
  });
  it('takes a count that differs only with its reason, and once', async () => {
    const here = (await board(worker)).rooms.reduce((sum, { taken }) => sum + taken, 0);
    const wrong = await worker.form(`/shelters/${shelter.id}/census`, { present: here - 1, lunches: here });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /are on the board and/);
    const right = await worker.form(`/shelters/${shelter.id}/census`, { present: here - 1, lunches: here, reason: 'One is in hospital for the night' });
    assert.equal(right.status, 303, right.text);
    const [count] = (await worker.get(`/api/v1/shelter-censuses?shelter=${shelter.id}`)).json.items;
    assert.deepEqual([count.board, count.present, count.confirmed_by], [here, here - 1, worker.me.user]);
    const again = await worker.form(`/shelters/${shelter.id}/census`, { present: here });
    assert.equal(again.status, 422);
  });
});

describe('an incident', () => {
  const incident = async (more) => worker.post('/api/v1/shelter-incidents', { case_file: (await file('f', 20)).id, shelter: shelter.id, on_day: '2016-05-12', kind: 'threat', what: 'qincidentword stood at the gate', ...more });
  it('that is serious is told to the supervisor, a grave one to an authority', async () => {
    await refuses(incident({ severity: 'serious' }), 'told', /told to the supervisor/);
    await refuses(incident({ severity: 'grave', told: ['supervisor'] }), 'told', /police or the Office of Social Affairs/);
    await takes(incident({ severity: 'grave', told: ['supervisor', 'police'], told_on: '2016-05-12' }));
  });
  it('is sealed', async () => {
    const [made] = (await worker.get('/api/v1/shelter-incidents')).json.items;
    assert.deepEqual(made.what, { sealed: true });
    assert.equal(server.sql("SELECT COUNT(*) FROM shelter_incident WHERE \"what\" LIKE '%qincidentword%'"), '0');
  });
});

describe('a service', () => {
  it('costs what its rate of the day says, which a manager alone sets', async () => {
    const rate = { kind: 'meal', from_day: '2016-01-01', price: { amount: 6000, currency: 'KHR' } };
    assert.equal((await worker.post('/api/v1/service-rates', rate)).status, 403);
    await manager.create('service-rates', rate);
    await manager.create('service-rates', { ...rate, from_day: '2016-06-01', price: { amount: 7000, currency: 'KHR' } });
    const { id } = await file('f', 20);
    const made = await worker.create('case-services', { case_file: id, kind: 'meal', on_day: '2016-05-12', units: 3, given_at: 'shelter' });
    assert.deepEqual(made.cost, { amount: 18000, currency: 'KHR' });
    const changed = await worker.patch(`/api/v1/case-services/${made.id}`, { on_day: '2016-06-02', version: made.version });
    assert.deepEqual(changed.json.cost, { amount: 21000, currency: 'KHR' });
    const nights = await worker.create('case-services', { case_file: id, kind: 'night', on_day: '2016-05-12', until_day: '2016-05-15', given_at: 'shelter' });
    assert.equal(nights.units, 3);
  });
  it('of counselling is by a counsellor of the sex that was asked for, also the next time', async () => {
    const { id } = await file('f', 20);
    const talk = { case_file: id, kind: 'counselling', on_day: '2016-05-12', given_at: 'shelter' };
    await refuses(worker.post('/api/v1/case-services', { ...talk, wanted: 'woman', counsellor: 'man' }), 'counsellor', /asked for a woman/);
    await takes(worker.post('/api/v1/case-services', { ...talk, wanted: 'woman', counsellor: 'woman' }));
    await refuses(worker.post('/api/v1/case-services', { ...talk, on_day: '2016-05-13', counsellor: 'man' }), 'counsellor', /asked for a woman/);
  });
  it('is given to a whole room in one submission, which has one effect however often it is sent', async () => {
    const { stays } = (await worker.get(`/api/v1/shelters/${shelter.id}/board`)).json.rooms.find(({ name }) => name === 'girls');
    const page = await worker.get(`/case-services/room?room=${rooms.girls}`);
    assert.equal(page.status, 200);
    for (const { code } of stays) assert.ok(page.text.includes(code));
    const fields = [['_key', '0b9a3f1e-0000-4000-8000-00000000abcd'], ['kind', 'life_skills'], ['on_day', '2016-05-12'], ['units', '2'], ['given_at', 'shelter'], ...stays.map(({ case_file }) => ['who', case_file])];
    for (let i = 0; i < 2; i++) assert.equal((await worker.form(`/case-services/room?room=${rooms.girls}`, fields)).status, 303);
    const made = await worker.all('/api/v1/case-services?kind=life_skills');
    assert.deepEqual(made.map((one) => one.case_file).sort(), stays.map(({ case_file }) => case_file).sort());
    assert.ok(made.every(({ units }) => units === 2));
  });
  it('to a whole room is refused whole: for a day that is still to come, and for nobody', async () => {
    const { stays } = (await worker.get(`/api/v1/shelters/${shelter.id}/board`)).json.rooms.find(({ name }) => name === 'girls');
    const fields = [['kind', 'education'], ['on_day', '2090-01-01'], ['units', '1'], ['given_at', 'shelter']];
    const future = await worker.form(`/case-services/room?room=${rooms.girls}`, [...fields, ['who', stays[0].case_file]]);
    assert.equal(future.status, 422, future.text);
    const nobody = await worker.form(`/case-services/room?room=${rooms.girls}`, fields);
    assert.equal(nobody.status, 422);
    assert.match(nobody.text, /Tick at least one person/);
    assert.equal((await worker.all('/api/v1/case-services?kind=education')).length, 0);
  });
  it('is summed by kind and by budget line', async () => {
    const { by_kind } = (await worker.get('/api/v1/case-services/summary?from=2016-01-01&until=2016-12-31')).json;
    const meals = by_kind.filter(({ kind }) => kind === 'meal');
    assert.deepEqual(meals.map(({ units, people, cost }) => [units, people, cost]), [[3, 1, 21000]]);
    const skills = by_kind.find(({ kind }) => kind === 'life_skills');
    assert.deepEqual([skills.times, skills.people, skills.units], [2, 2, 4]);
    assert.equal((await books.get('/api/v1/case-services/summary')).status, 404);
  });
});
