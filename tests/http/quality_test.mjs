// SPDX-License-Identifier: Apache-2.0
// The data-quality desk: each kind of fault is planted, found alone and in the right record, mended, and gone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, makePlaces, places, until } from './app.mjs';

let server, ann, writer, manager, agreement, report, home, number = 0;
const sessions = [], lists = [];

const session = (values = {}) => writer.create('sessions', { title: `Training ${number += 1}`, kind: 'training', status: 'held', starts_on: '2016-02-10', place: places.commune, ...values });
const head = (of, people = 45) => writer.create('headcounts', { session: of.id, sex: 'f', age_band: 'a25_34', people });
// Names that share no sound, so that nobody is taken for somebody else.
const names = ['Sok Nary', 'Chea Vuthy', 'Meas Bopha', 'Long Rith', 'Keo Pisey', 'Tep Sambath', 'Yim Kunthea', 'Hang Dara', 'Prum Oun', 'Ros Chenda', 'Ngin Mony', 'Thach Ly', 'Var Phalla', 'Im Sophat', 'Duong Eng', 'Buth Ratha', 'Khiev Lina', 'Ouk Samnang', 'Svay Mara', 'Pich Tola'];
const person = (values = {}) => writer.create('people?force=1', { name_latin: names[(number += 1) % names.length], sex: 'f', age_years: 30, age_on: '2016-01-01', village: places.village, household: home.id, ...values });
const attend = (of, who, values = {}) => writer.create('attendance', { session: of.id, person: who.id, present: true, ...values });
const change = async (type, record, values) => {
  const { version } = (await manager.get(`/api/v1/${type}/${record.id}`)).json;
  const answer = await manager.patch(`/api/v1/${type}/${record.id}`, { ...values, version });
  assert.equal(answer.status, 200, answer.text);
};
const found = async () => (await writer.get(`/api/v1/reports/${report}/quality`)).json.findings.map(({ kind, total, items }) => [kind, total, ...items.map((item) => item.id)]);
const tested = new Set();
// `plant` gives the record that must be found; `mend` takes away what was planted.
async function check(kind, plant, mend) {
  tested.add(kind);
  assert.deepEqual(await found(), [], 'nothing is wrong before');
  const wrong = await plant();
  assert.deepEqual(await found(), [[kind, 1, wrong.id]]);
  const page = (await writer.get(`/reports/${report}/quality`, { 'accept-language': 'en' })).text;
  assert.ok(page.includes(wrong.id), 'the page leads to it');
  await mend(wrong);
  assert.deepEqual(await found(), [], 'nothing is wrong after');
}

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const org = (await ann.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' })).id;
  const chief = await addUser(ann, 'chief', { roles: ['administrator'], org });
  writer = await addUser(chief, 'writer', { roles: ['me_officer'] });
  manager = await addUser(chief, 'manager', { roles: ['manager'] });
  const programme = await ann.create('programmes', { name: 'Programme', starts_on: '2015-10-01', ends_on: '2019-09-30' });
  agreement = await ann.create('agreements', { org, programme: programme.id, number: 'SG-1', title: 'Work', status: 'active', starts_on: '2016-01-01', ends_on: '2017-12-31' });
  const period = await ann.create('reporting-periods', { programme: programme.id, title: 'Jan–Mar 2016', starts_on: '2016-01-01', ends_on: '2016-03-31', due_on: '2016-04-15' });
  const promise = await writer.create('promises', { agreement: agreement.id, number: 'P1', title: 'Trained' });
  const part = (values) => writer.create('promise-parts', { promise: promise.id, source: 'attendance', shape: 'distinct', filter: 'present = yes', target: 400, ...values });
  await part({ label: 'People', unit: 'person', target_unit: 'person' });
  await part({ label: 'Households', unit: 'person.household', target_unit: 'household' });
  home = await writer.create('households', { head_name: 'Sok Head', village: places.village });
  for (let i = 0; i < 9; i++) {
    sessions.push(await session({ cost: { amount: 10000 + i * 100, currency: 'USD' } }));
    await head(sessions[i], 40 + i);
  }
  for (let i = 0; i < 9; i++) lists.push(await attend(sessions[0], await person(), { pre_test: 40, post_test: 60 + i }));
  const begun = await writer.form('/reports/begin', { agreement: agreement.id, period: period.id });
  assert.equal(begun.status, 303, begun.text);
  report = begun.headers.location.split('/').at(-1);
});
after(() => server?.stop());

describe('the desk finds', () => {
  it('a promise of which nothing was recorded in the period', () => check('promise_silent', async () => {
    const promise = await writer.create('promises', { agreement: agreement.id, number: 'P2', title: 'Awareness', title_km: 'ការយល់ដឹង' });
    await writer.create('promise-parts', { promise: promise.id, label: 'Events', shape: 'count', source: 'session', filter: 'kind = awareness', target_unit: 'event', target: 4 });
    const km = await writer.get(`/reports/${report}/quality?lang=km`);
    assert.match(km.text, /P2 · ការយល់ដឹង/, 'in the language of who reads');
    return promise;
  }, async () => head(await session({ kind: 'awareness' }))));

  it('a session planned for a day that has passed', () => check('session_overdue', () => session({ status: 'planned' }), (one) => change('sessions', one, { status: 'cancelled' })));

  it('a session that was held with nobody on a list and nobody counted', () => check('session_empty', () => session(), (one) => head(one)));

  it('a first test without a second one', () => check('post_test_missing', async () => {
    await change('attendance', lists[0], { post_test: null });
    return sessions[0];
  }, () => change('attendance', lists[0], { post_test: 60 })));

  it('a session outside the days of the agreement', () => check('session_outside', async () => {
    const early = await session({ starts_on: '2015-12-01' });
    await head(early);
    return early;
  }, (one) => change('sessions', one, { starts_on: '2016-02-12' })));

  it('a session that was held and ends in the future', () => check('session_future', async () => {
    const long = await session({ ends_on: '2099-01-01' });
    await head(long);
    return long;
  }, (one) => change('sessions', one, { ends_on: '2016-02-11' })));

  it('a session that ends before it starts, from a time before that was refused', () => check('session_reversed', async () => {
    await server.end();
    const id = sessions[1].id.replaceAll('-', '');
    server.sql(`UPDATE session SET ends_on = '2016-02-01' WHERE id = ${server.db.startsWith('sqlite:') ? `x'${id}'` : `'${sessions[1].id}'`}`);
    await server.start();
    return sessions[1];
  }, (one) => change('sessions', one, { ends_on: null })));

  it('somebody born after the session they attended', () => check('born_after', async () => {
    const young = await person({ age_years: undefined, age_on: undefined, birth_date: '2016-02-11' });
    await attend(sessions[2], young);
    return young;
  }, (one) => change('people', one, { birth_date: '2000-02-11' })));

  it('a head count far from the usual', () => check('headcount_outlier', async () => {
    const [count] = (await writer.get(`/api/v1/headcounts?session=${sessions[3].id}`)).json.items;
    await change('headcounts', count, { people: 700 });
    return sessions[3];
  }, async () => change('headcounts', (await writer.get(`/api/v1/headcounts?session=${sessions[3].id}`)).json.items[0], { people: 43 })));

  it('a test that changed far from the usual', () => check('score_outlier', async () => {
    await change('attendance', lists[4], { pre_test: 95, post_test: 3 });
    return lists[4];
  }, (one) => change('attendance', one, { pre_test: 40, post_test: 64 })));

  it('a cost far from the usual', () => check('cost_outlier', async () => {
    await change('sessions', sessions[5], { cost: { amount: 900000, currency: 'USD' } });
    return sessions[5];
  }, (one) => change('sessions', one, { cost: { amount: 10500, currency: 'USD' } })));

  it('somebody whose village nobody knows', () => check('village_missing', async () => {
    const far = await writer.create('households', { head_name: 'Nobody Knows' });
    const lost = await person({ village: undefined, household: far.id });
    await attend(sessions[2], lost);
    return lost;
  }, (one) => change('people', one, { village: places.village })));

  it('somebody without a household, where a promise counts households', () => check('household_missing', async () => {
    const lone = await person({ household: undefined });
    await attend(sessions[2], lone);
    return lone;
  }, (one) => change('people', one, { household: home.id })));

  it('somebody without an age', () => check('age_missing', async () => {
    const ageless = await person({ age_years: undefined, age_on: undefined });
    await attend(sessions[2], ageless);
    return ageless;
  }, (one) => change('people', one, { birth_date: '1990' })));

  it('somebody whose sex is not said', () => check('sex_unclear', async () => {
    const unsaid = await person({ sex: 'x' });
    await attend(sessions[2], unsaid);
    return unsaid;
  }, (one) => change('people', one, { sex: 'm' })));

  it('somebody whose place is not exact enough', () => check('place_too_wide', async () => {
    const wide = await person({ village: places.commune });
    await attend(sessions[2], wide);
    return wide;
  }, (one) => change('people', one, { village: places.village })));

  it('two who are perhaps one, whichever of them came', async () => {
    const twin = { name_latin: 'Nuon Sreymom', birth_date: '1991-04-05', age_years: undefined, age_on: undefined, phone: '012345678' };
    const [first, second] = [await person(twin), await person(twin)];
    const pair = async () => {
      assert.equal((await manager.post('/api/v1/people/duplicates/search', {})).status, 202);
      await until('the search is done', async () => (await manager.get('/api/v1/people/duplicates/progress')).json.done);
      return (await manager.get('/api/v1/people/duplicates')).json.pairs;
    };
    for (const one of await pair()) { // of the people of the tests above
      if (![first.id, second.id].includes(one.first?.id ?? one.first)) await manager.post('/api/v1/people/duplicates/decide', { pair: one.pair_id, state: 'different', reason: 'A test' });
    }
    assert.deepEqual(await found(), [], 'neither of them came');
    await check('duplicate_person', async () => { await attend(sessions[2], second); return second; }, async () => {
      const [came] = (await writer.get(`/api/v1/attendance?session=${sessions[2].id}&person=${second.id}`)).json.items;
      await change('attendance', came, { present: false });
    });
    await check('duplicate_person', async () => { await attend(sessions[2], first); return first; }, async () => {
      for (const one of await pair()) assert.equal((await manager.post('/api/v1/people/duplicates/decide', { pair: one.pair_id, state: 'different', reason: 'Cousins' })).status, 200);
    });
  });

  it('every kind that it knows', async () => {
    const { components } = (await ann.get('/api/v1/openapi.json')).json;
    const kinds = components.schemas.quality_answer.properties.kind.enum;
    assert.deepEqual([...tested].sort(), [...kinds].sort());
  });
});
