// SPDX-License-Identifier: Apache-2.0
// Coverage: who works where on what, what of it whom is told, and what it says together.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Maker, Server, addUser, assertRefused, makePlaces, places } from './app.mjs';

const english = { 'accept-language': 'en' };
const other = '050102'; // a second commune of the district
let server, ann, one, two, officer, make;
const orgs = {};
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  make = await Maker.of(ann);
  const chiefs = {};
  for (const org of ['ONE', 'TWO']) {
    orgs[org] = (await ann.create('organisations', { short_name: org, name: `Organisation ${org}`, kind: 'grantee' })).id;
    chiefs[org] = await addUser(ann, `chief.${org}`, { roles: ['administrator'], org: orgs[org] });
  }
  one = await addUser(chiefs.ONE, 'manager.one', { roles: ['manager'] });
  two = await addUser(chiefs.TWO, 'manager.two', { roles: ['manager'] });
  officer = await addUser(chiefs.ONE, 'officer.one', { roles: ['field_officer'], scope: 'own' });
});
after(() => server?.stop());

const session = (client, values) => client.create('sessions', { title: 'Qsecretword meeting', kind: 'workshop', status: 'held', starts_on: '2016-05-10', place: places.commune, ...values });
const coverage = async (client, query = '') => {
  const answer = await client.get(`/api/v1/coverage?level=commune${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const cell = (json, org, activity, place = places.commune) => json.cells.find((found) => found.organisation === orgs[org] && found.activity === activity && found.place === place);

describe('coverage', () => {
  it('counts what was planned and what was done, in the place and by the theme of the topics', async () => {
    await session(one, {});
    await session(one, { status: 'cancelled', starts_on: '2016-06-10' });
    await session(one, { kind: 'training', topics: ['rice_growing', 'marketing'] });
    await session(one, { kind: 'training', topics: [] });
    const found = await coverage(one);
    const counts = (activity) => { const { planned, done } = cell(found, 'ONE', activity); return [planned, done]; };
    assert.deepEqual([counts('workshop'), counts('farming'), counts('business'), counts('other')], [[2, 1], [1, 1], [1, 1], [1, 1]]);
    assert.equal(cell(found, 'ONE', 'rights'), undefined);
    assert.deepEqual((await coverage(one, '&activity=workshop')).cells.map((other) => other.activity), ['workshop']);
    assert.equal((await coverage(one, '&from=2016-06-01')).cells.length, 1);
    assert.equal((await coverage(one, '&until=2016-05-31&activity=workshop')).cells[0].planned, 1);
    assert.equal((await coverage(one, '&province=12')).cells.length, 0);
    const province = (await one.get('/api/v1/coverage')).json.cells;
    assert.ok(province.every((found) => found.place === places.province));
  });

  it('says where two do the same, and where each does something else', async () => {
    const start = await coverage(ann);
    assert.equal(start.overlaps.length, 0);
    await session(two, { kind: 'awareness' });
    const both = await coverage(ann);
    assert.deepEqual([both.overlaps.length, both.complements], [0, start.complements + 1]);
    const same = await session(two, {});
    const overlap = await coverage(ann);
    assert.deepEqual(overlap.overlaps.map(({ place, activity, organisations }) => [place, activity, organisations]), [[places.commune, 'workshop', 2]]);
    assert.equal(overlap.complements, start.complements);
    assert.match((await ann.get('/coverage', english)).text, /ONE 1 \/ 2 · TWO 1|cov-overlap/);
    await two.delete(`/api/v1/sessions/${same.id}?version=1&reason=test`);
    assert.equal((await coverage(ann)).overlaps.length, 0);
  });

  it('finds what was promised or planned and never done', async () => {
    const agreement = await ann.create('agreements', { ...await make.values('agreement'), org: orgs.TWO, provinces: ['12', places.province] });
    const promise = await ann.create('promises', { org: orgs.TWO, agreement: agreement.id, number: 'G1', title: 'Workshops' });
    await ann.create('promise-parts', { org: orgs.TWO, promise: promise.id, label: 'Twice', shape: 'frequency', source: 'session', filter: 'kind = workshop\nstatus = held', times: 1, places: [places.commune, other], target_unit: 'event', target: 2 });
    const gaps = async () => (await coverage(ann, `&org=${orgs.TWO}`)).gaps.map(({ place, why, activity }) => `${place} ${why} ${activity ?? 'any'}`);
    assert.deepEqual((await gaps()).sort(), [`${places.commune} promised workshop`, `${other} promised workshop`, '12 agreement any'].sort());
    const held = await session(two, { place: other });
    assert.deepEqual((await gaps()).sort(), [`${places.commune} promised workshop`, '12 agreement any'].sort());
    await two.delete(`/api/v1/sessions/${held.id}?version=1&reason=test`);
    await session(two, { kind: 'coaching', status: 'planned', place: other });
    assert.ok((await gaps()).includes(`${other} planned coaching`));
    await one.create('households', { head_name: 'Qsecretword', village: '12010101', id_poor: 'level1' });
    assert.deepEqual((await coverage(ann)).gaps.filter((gap) => gap.why === 'nobody').map((gap) => gap.place), ['120101']);
    assert.deepEqual((await coverage(two)).gaps.filter((gap) => gap.why === 'nobody'), [], 'of households of others nothing is told');
  });

  it('tells other organisations counts without a way to the records, few people not exactly, and field officers only their own', async () => {
    const person = await one.create('people', { name_latin: 'Qsecretword Person', sex: 'f', village: places.village });
    const trainer = await one.create('trainers', { person: person.id, role: 'model_farmer', since: '2016-03-01' });
    for (let i = 0; i < 3; i++) await one.create('trainees', { trainer: trainer.id, person: (await one.create('people?force=1', { name_latin: `Qsecretword ${i}`, sex: 'f' })).id, subject: 'chicken_raising', starts_on: '2016-04-01' });
    assert.equal(cell(await coverage(one), 'ONE', 'cascade').done, 3);
    assert.equal(cell(await coverage(ann), 'ONE', 'cascade').done, 3);
    assert.equal(cell(await coverage(two), 'ONE', 'cascade').done, '1-4');
    assert.equal(cell(await coverage(two), 'ONE', 'workshop').done, 1);
    const page = await two.get('/coverage?level=commune', english);
    assert.match(page.text, /ONE 1–4/);
    assert.doesNotMatch(page.text, new RegExp(`org=${orgs.ONE}`.replace('org=', 'records\\?[^"]*org=')), 'no way to the records of others');
    assert.match(page.text, new RegExp(`records\\?[^"]*org=${orgs.TWO}`));
    for (const client of [ann, one, two]) assert.doesNotMatch((await client.get('/coverage?level=commune', english)).text, /Qsecretword/);
    assert.ok((await coverage(officer)).cells.every((found) => found.organisation === orgs.ONE));
    assertRefused(await officer.get(`/api/v1/coverage?org=${orgs.TWO}`), 422, ['org']);
    assertRefused(await officer.get('/api/v1/coverage?from=2018-01-01&until=2017-01-01'), 422, ['until']);
    const donor = await addUser(ann, 'donor', { roles: ['donor'] });
    assert.equal((await donor.get('/coverage')).status, 404);
  });

  it('tells other organisations people in steps, so that nobody can be seen to come', async () => {
    const [trainer] = (await one.get('/api/v1/trainers')).json.items;
    const add = async () => one.create('trainees', { trainer: trainer.id, person: (await one.create('people?force=1', { name_latin: 'Qsecretword More', sex: 'm' })).id, subject: 'chicken_raising', starts_on: '2016-04-01' });
    const told = [];
    for (let i = 0; i < 8; i++) {
      await add();
      const exact = cell(await coverage(one), 'ONE', 'cascade').done;
      assert.equal(exact, 4 + i);
      told.push(cell(await coverage(two), 'ONE', 'cascade').done);
    }
    assert.deepEqual(told, ['1-4', 5, 5, 5, 5, 5, 10, 10]);
  });

  it('is kept for those alone who may know the same, and made anew when something it counts changes', async () => {
    const of = async (client, query = '') => JSON.stringify((await coverage(client, query)).cells.map((found) => [found.organisation, found.place, found.activity, found.done]).sort());
    const asked = [ann, two, officer, one, ann, officer, two, one];
    const first = [];
    for (const client of asked) first.push(await of(client));
    assert.deepEqual(first.slice(0, 4), [first[4], first[6], first[5], first[7]]);
    assert.notEqual(first[0], first[1], 'few people are told otherwise to others');
    const held = await session(one, { kind: 'awareness' });
    assert.notEqual(await of(two), first[1], 'another session');
    await one.delete(`/api/v1/sessions/${held.id}?version=1&reason=test`);
    assert.equal(await of(two), first[1]);
    await ann.patch(`/api/v1/organisations/${orgs.ONE}`, { short_name: 'UNO', version: (await ann.get(`/api/v1/organisations/${orgs.ONE}`)).json.version });
    assert.match((await two.get('/coverage?level=commune', english)).text, /UNO/);
    await ann.patch(`/api/v1/organisations/${orgs.ONE}`, { short_name: 'ONE', version: (await ann.get(`/api/v1/organisations/${orgs.ONE}`)).json.version });
    assert.match((await two.get('/coverage?level=commune&lang=km', english)).text, /lang="km"/);
    assert.match((await two.get('/coverage?level=commune&lang=en', english)).text, /lang="en"/);
  });

  it('leads from a cell to the list of what it counts', async () => {
    const follow = async (query) => {
      const answer = await ann.get(`/coverage/records?${query}`);
      assert.equal(answer.status, 303, answer.text);
      return (await ann.get(answer.headers.location.replace(/^\/(?=sessions|trainers|groups)/, '/api/v1/'))).json.total;
    };
    const found = await coverage(ann);
    for (const activity of ['workshop', 'farming', 'business', 'other']) {
      assert.equal(await follow(`place=${places.commune}&activity=${activity}&org=${orgs.ONE}`), cell(found, 'ONE', activity).planned, activity);
    }
    assert.equal(await follow(`place=${places.commune}&activity=workshop&org=${orgs.ONE}&from=2016-06-01`), 1);
    assert.equal(await follow(`place=${places.commune}&activity=cascade&org=${orgs.ONE}`), 1);
  });

  it('says in words what cannot be asked', async () => {
    for (const wrong of ['org=1', 'province=99', 'level=village', 'activity=love', 'from=tomorrow', 'until=2016-13-01', 'page=0', 'page=-1', 'colour=red']) {
      assertRefused(await ann.get(`/api/v1/coverage?${wrong}`), 422, [wrong.split('=')[0]]);
      assert.equal((await ann.get(`/coverage?${wrong}`)).status, 422, wrong);
    }
    assertRefused(await ann.get('/coverage/records?place=999999&activity=workshop', { accept: 'application/json' }).then((answer) => (answer.json ? answer : ann.get('/api/v1/coverage?activity=x'))), 422);
  });
});
