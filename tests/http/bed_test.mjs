// SPDX-License-Identifier: Apache-2.0
// Beds and referrals: a shelter of ours is asked for a place before anybody is referred there, what was accepted is reserved until
// somebody comes or the days are over, and what no house can take leads to a plan of care in the community.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Server, addUser, assertRefused, unique } from './app.mjs';

const day = (fromToday) => new Date(Date.now() + (7 + 24 * fromToday) * 3600000).toISOString().slice(0, 10);
const inWords = (iso) => new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
let server, manager, worker, other, colleague, house, full;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const ann = await server.setUp();
  const { id: org } = await ann.create('organisations', { short_name: 'AAA', name: 'Organisation AAA', kind: 'grantee' });
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
  other = await addUser(chief, 'a.other', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'a.viewer', { roles: ['viewer'] });
});
after(() => server.stop());
beforeEach(async () => { [house, full] = [await newHouse({ women: 2, men: 1 }), await newHouse({ men: 1 })]; });

// A shelter with its rooms, and the provider that stands for it in the directory.
async function newHouse(places, more = {}) {
  const shelter = await manager.create('shelters', { name: `House ${unique()}`, kind: 'shelter', ...more }), rooms = {};
  for (const [room_use, count] of Object.entries(places)) rooms[room_use] = (await manager.create('shelter-rooms', { shelter: shelter.id, name: room_use, room_use, places: count })).id;
  const provider = await worker.create('providers', { name: `Shelter ${unique()}`, kind: 'own_shelter', services: ['accommodation', 'meals'], shelter: shelter.id });
  await manager.create('provider-vettings', { provider: provider.id, on_day: day(-30), by_whom: 'The manager', result: 'passed', valid_until: day(300) });
  return { shelter, rooms, provider };
}

async function newFile(values = {}) {
  const file = await worker.create('case-files', { name_latin: 'Chan Qhidden', sex: 'f', age_years: 30, arrived_on: day(-2), ...values });
  await worker.create('consents', { case_file: file.id, purpose: 'referral', recipient: 'own_shelter', scope: ['identity', 'needs'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-1), expires_on: day(90) });
  return file;
}
const draft = (file, to, values = {}) => worker.create('referrals', { case_file: file.id, provider: to.provider.id, service: 'accommodation', shares: ['identity'], reason: 'She has no home', ...values });
const now = async (referral) => (await worker.get(`/api/v1/referrals/${referral.id}`)).json;
const change = async (referral, values) => worker.patch(`/api/v1/referrals/${referral.id}`, { ...values, version: (await now(referral)).version });
const beds = async (file, to, from = '') => (await worker.get(`/api/v1/case-files/${file.id}/beds${from}`)).json.items.find(({ shelter }) => shelter === to.shelter.id);
const board = async (to, room) => (await worker.get(`/api/v1/shelters/${to.shelter.id}/board`)).json.rooms.find(({ name }) => name === room);
const holds = (file) => worker.all(`/api/v1/bed-holds?case_file=${file.id}`);
const words = (answer) => answer.json.errors.map(({ field, message }) => `${field}: ${message}`).join(' | ');

async function send(referral) {
  const { json: { shown } } = await worker.post(`/api/v1/referrals/${referral.id}/preview`, {});
  return change(referral, { state: 'sent', shown });
}
async function accept(referral) {
  const sent = await send(referral);
  assert.equal(sent.status, 200, sent.text);
  return change(referral, { state: 'accepted' });
}
async function accepted(file, to, values) {
  const referral = await draft(file, to, values), answer = await accept(referral);
  assert.equal(answer.status, 200, answer.text);
  return referral;
}
const stay = (file, room, values = {}) => worker.post('/api/v1/shelter-stays', { case_file: file.id, room, from_day: day(0), ...values });

describe('the free places of our shelters', () => {
  it('are those for this person: by sex, age, what is taken and what is reserved', async () => {
    const woman = await newFile(), man = await newFile({ sex: 'm' }), girl = await worker.create('case-files', { sex: 'f', age_years: 12, arrived_on: day(-2) });
    assert.deepEqual([(await beds(woman, house)).free, (await beds(man, house)).free, (await beds(girl, house)).free], [2, 1, 0]);
    assert.deepEqual([(await beds(woman, full)).lack, (await beds(girl, house)).lack], ['nobody', 'nobody']);
    assert.equal((await stay(man, house.rooms.men)).status, 201);
    assert.deepEqual(await beds(await newFile({ sex: 'm' }), house), { provider: house.provider.id, shelter: house.shelter.id, free: 0, lack: 'full' });
    await accepted(woman, house);
    assert.equal((await beds(await newFile(), house)).free, 1);
    assert.equal((await beds(woman, house)).free, 2, 'what is reserved for her is hers');
    const page = await worker.get(`/case-files/${woman.id}/referrals/new`);
    assert.ok(page.text.includes('Free places in our shelters') && page.text.includes(house.provider.name), page.text);
    assert.equal((await colleague.get(`/api/v1/case-files/${woman.id}/beds`)).status, 404);
    assertRefused(await worker.get(`/api/v1/case-files/${woman.id}/beds?from=${day(-1)}`), 422, ['from']);
  });

  it('are in rooms that are made for what the person needs', async () => {
    const rolls = await newFile({ urgent: ['disability'] });
    assert.equal((await beds(rolls, house)).lack, 'needs');
    await manager.create('shelter-rooms', { shelter: house.shelter.id, name: 'low', room_use: 'women', places: 1, needs: ['no_steps'] });
    assert.equal((await beds(rolls, house)).free, 1);
  });
});

describe('a referral to a shelter of ours', () => {
  it('without a free place is refused with what is lacking, and nothing is sent', async () => {
    const referral = await draft(await newFile(), full);
    const sent = await send(referral);
    assertRefused(sent, 422, ['provider']);
    assert.match(words(sent), /no room for a person of this sex and age/);
    await stay(await newFile({ sex: 'm' }), full.rooms.men);
    const man = await draft(await newFile({ sex: 'm' }), full), refused = await send(man);
    assert.match(words(refused), new RegExp(`No place is free .* in the night of ${inWords(day(0))}: all are taken or reserved`));
    assert.equal((await now(man)).state, 'draft');
    const page = await worker.get(`/referrals/${man.id}/send`);
    assert.ok(page.text.includes('No place is free') && page.text.includes(`/referrals/${man.id}/step/rejected`), page.text);
  });

  it('goes beyond the places of a house that allows it, with a reason', async () => {
    const crowded = await newHouse({ men: 1 }, { may_overfill: true });
    await stay(await newFile({ sex: 'm' }), crowded.rooms.men);
    const file = await newFile({ sex: 'm' });
    assertRefused(await send(await draft(file, crowded)), 422, ['provider', 'bed_override']);
    await stay(await newFile({ sex: 'm' }), full.rooms.men);
    assertRefused(await send(await draft(file, full, { bed_override: 'He has a fever' })), 422, ['provider', 'bed_override']); // that house does not
    await accepted(file, crowded, { bed_override: 'He has a fever and the night is cold' });
    const [hold] = await holds(file);
    assert.deepEqual([hold.state, hold.room, hold.shelter], ['held', null, crowded.shelter.id]);
  });

  it('that is accepted reserves the bed, until the person sleeps somewhere', async () => {
    const file = await newFile();
    await accepted(file, house);
    const [hold] = await holds(file);
    assert.deepEqual([hold.state, hold.room, hold.from_day, hold.until_day], ['held', house.rooms.women, day(0), day(3)]);
    assert.deepEqual([(await board(house, 'women')).taken, (await board(house, 'women')).reserved], [0, 1]);
    assert.ok((await worker.get(`/shelters/${house.shelter.id}`)).text.includes(file.code));
    assert.ok(!(await worker.get(`/shelters/${house.shelter.id}`)).text.includes('Qhidden'));
    assert.equal((await stay(await newFile(), house.rooms.women)).status, 201);
    const third = await stay(await newFile(), house.rooms.women);
    assertRefused(third, 422, ['room']);
    assert.match(words(third), /taken or reserved/);
    assert.equal((await stay(file, house.rooms.women)).status, 201);
    assert.deepEqual((await holds(file)).map(({ state, ended_on }) => [state, ended_on]), [['arrived', day(0)]]);
    assert.deepEqual([(await board(house, 'women')).taken, (await board(house, 'women')).reserved], [2, 0]);
  });

  it('frees the bed when it is called back or closed, and when its days are over', async () => {
    const patient = await newHouse({ women: 3 }, { hold_days: 7 });
    const [one, two, three] = [await newFile(), await newFile(), await newFile()];
    const first = await accepted(one, patient), second = await accepted(two, patient);
    assert.equal((await holds(one))[0].until_day, day(7));
    await accepted(three, patient, { bed_from: day(2) });
    assert.deepEqual((await holds(three)).map(({ from_day, until_day }) => [from_day, until_day]), [[day(2), day(9)]]);
    assert.equal((await beds(await newFile(), patient)).free, 0);
    assert.equal((await change(first, { state: 'revoked', revocation: 'person_declined' })).status, 200);
    assert.equal((await change(second, { state: 'done', outcome: 'served' })).status, 200);
    assert.deepEqual([(await holds(one))[0].state, (await holds(two))[0].state], ['released', 'released']);
    assert.equal((await beds(await newFile(), patient)).free, 2);
    const long = await worker.post('/api/v1/bed-holds', { case_file: one.id, shelter: patient.shelter.id, room: patient.rooms.women, from_day: day(0), until_day: day(31) });
    assertRefused(long, 422, ['until_day']);
    await worker.create('bed-holds', { case_file: one.id, shelter: patient.shelter.id, room: patient.rooms.women, from_day: day(-5), until_day: day(-1) });
    assert.equal((await beds(await newFile(), patient)).free, 2, 'its last day was yesterday');
  });

  it('is not kept years ahead, nor made, given back or taken off by who does not work on the file', async () => {
    const far = await send(await draft(await newFile(), house, { bed_from: day(400) }));
    assertRefused(far, 422, ['bed_from']);
    const file = await newFile();
    await accepted(file, house);
    const [hold] = await holds(file), path = `/api/v1/bed-holds/${hold.id}`;
    const made = await other.post('/api/v1/bed-holds', { case_file: file.id, shelter: house.shelter.id, room: house.rooms.women, from_day: day(0), until_day: day(2) });
    assertRefused(made, 422, ['']);
    assertRefused(await other.patch(path, { state: 'released', version: hold.version }), 422, ['']);
    assertRefused(await other.delete(`${path}?reason=mine`, { 'if-match': `"${hold.version}"` }), 422, ['']);
    assert.deepEqual((await holds(file)).map(({ state }) => state), ['held']);
  });

  it('of two for the last place at the same instant is accepted once', async () => {
    const files = await Promise.all([1, 2, 3].map(() => newFile({ sex: 'm' })));
    const referrals = [];
    for (const file of files) { referrals.push(await draft(file, house)); assert.equal((await send(referrals.at(-1))).status, 200); }
    const versions = await Promise.all(referrals.map(now));
    const answers = await Promise.all(referrals.map(({ id }, i) => worker.patch(`/api/v1/referrals/${id}`, { state: 'accepted', version: versions[i].version })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422]);
  });
});

describe('when no shelter of ours has a place', () => {
  it('that is written down without sending, and a plan of care in the community is required', async () => {
    const file = await newFile(), referral = await draft(file, full);
    assertRefused(await change(await draft(file, house), { state: 'rejected' }), 422, ['state']); // a place is free there
    const page = await worker.get(`/referrals/${referral.id}/step/rejected`);
    assert.ok(page.text.includes('closed without being sent') && !page.text.includes('name="rejection"'), page.text);
    assert.equal((await worker.form(`/referrals/${referral.id}/step/rejected`, {})).status, 303);
    const { state, rejection, sent_ms } = await now(referral);
    assert.deepEqual([state, rejection, sent_ms], ['rejected', 'full', null]);
    assertRefused(await change(referral, { state: 'done', outcome: 'community_plan' }), 422, ['outcome']);
    assert.match(words(await change(referral, { state: 'done', outcome: 'elsewhere' })), /Write a community-based care plan first/);
    await worker.create('community-plans', { case_file: file.id, from_day: day(0), plan: 'Her aunt cares', danger_plan: 'Call 1288', checked_by: worker.me.user, every_days: 7 });
    assert.equal((await change(referral, { state: 'done', outcome: 'community_plan' })).status, 200);
  });

  it('a bed elsewhere does as well', async () => {
    const file = await newFile(), referral = await draft(file, full);
    assert.equal((await change(referral, { state: 'rejected' })).status, 200);
    await accepted(file, house);
    assert.equal((await change(referral, { state: 'done', outcome: 'elsewhere' })).status, 200);
  });
});
