// SPDX-License-Identifier: Apache-2.0
// What pages say to whom: nothing of what the reader may not see, and all of what may be seen.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Maker, Server, addUser, assertRefused, makePlaces } from './app.mjs';

let server, ann, make;
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  make = await Maker.of(ann);
});
after(() => server.stop());

const english = { 'accept-language': 'en' };

describe('home', () => {
  it('names the held sessions that wait only to those who may see them, however many others wait', async () => {
    const officer = (login) => addUser(ann, login, { roles: ['field_officer'], scope: 'own' });
    const [mine, theirs] = [await officer('mine'), await officer('theirs')];
    const held = async (client, title, starts_on) =>
      client.create('sessions', { ...await make.values('session'), title, starts_on, ends_on: starts_on, status: 'held' });
    await held(mine, 'Compost at the pagoda', '2016-05-02');
    for (let day = 10; day < 20; day++) await held(theirs, `Seeds ${day}`, `2016-06-${day}`);
    const page = await mine.get('/', english);
    assert.match(page.text.slice(page.text.indexOf('nothing entered yet')).split('</section>')[0], /Compost at the pagoda/);
    assert.doesNotMatch(page.text, /11 in all/);
    assert.match((await theirs.get('/', english)).text, /10 in all/);
  });
});

describe('the register', () => {
  it('is found whole by an officer who may change only the own records; what is sealed stays in the own scope', async () => {
    const officer = await addUser(ann, 'narrow', { roles: ['field_officer'], scope: 'own' });
    const person = await ann.create('people', { name_latin: 'Entered Elsewhere', sex: 'f' });
    const group = await ann.create('groups', { name: 'Invited by the office' });
    await ann.create('group-members', { person_group: group.id, person: person.id });
    const document = await ann.create('identity-documents', { person: person.id, kind: 'national_id', number: '010203040' });
    const found = await officer.get('/api/v1/pick/people?q=Entered+Elsewhere');
    assert.deepEqual(found.json.items.map((item) => item.id), [person.id]);
    assert.equal((await officer.get('/api/v1/pick/groups?q=Invited')).json.items.length, 1);
    assert.equal((await officer.get(`/api/v1/group-members?person_group=${group.id}`)).json.total, 1);
    assertRefused(await officer.patch(`/api/v1/people/${person.id}`, { sex: 'm', version: 1 }), 403);
    assertRefused(await officer.get(`/api/v1/identity-documents/${document.id}`), 404);
    const page = await officer.get(`/people/${person.id}`, english);
    assert.match(page.text, /Entered Elsewhere/);
    assert.doesNotMatch(page.text, new RegExp(`/people/${person.id}/edit`), 'no button that only refuses');
    assert.equal((await officer.get(`/people/${person.id}/edit`)).status, 404);
    const session = await officer.create('sessions', { ...await make.values('session'), person_group: group.id, status: 'held' });
    assert.match((await officer.get(`/sessions/${session.id}/roster`, english)).text, /Entered Elsewhere/, 'the sheet starts with the members of the group');
  });
});

describe('a place that is looked for by a name that many have', () => {
  it('is first of all one where the organisation works', async () => {
    const first = async () => (await ann.get('/api/v1/pick/areas?level=6&q=samraong')).json.items[0].id;
    assert.notEqual((await first()).slice(0, 2), '20');
    await ann.create('agreements', { ...await make.values('agreement'), provinces: ['20'] });
    assert.equal(await first(), '200109');
  });
});

describe('a promise', () => {
  it('stands under an objective of its own agreement, else no agreement would show it', async () => {
    const agreement = async () => ann.create('agreements', await make.values('agreement')), [one, two] = [await agreement(), await agreement()];
    const objective = (await ann.create('objectives', { ...await make.values('objective'), agreement: one.id })).id;
    const promise = async (of, title) => ann.post('/api/v1/promises', { ...await make.values('promise'), agreement: of.id, objective, title });
    assertRefused(await promise(two, 'Astray'), 422, ['objective']);
    assert.equal((await promise(one, 'At home')).status, 201);
  });

  // What a browser would send of the form as it stands.
  const posted = (html) => {
    const attribute = (tag, name) => (tag.match(new RegExp(` ${name}="([^"]*)"`)) || [])[1], fields = [];
    const main = html.slice(html.indexOf('<main')).replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    for (const [tag, name] of main.matchAll(/<input [^>]*name="([^"]*)"[^>]*>/g)) {
      if (!/type="(radio|checkbox)"/.test(tag) || / checked/.test(tag)) fields.push([name, attribute(tag, 'value') || '']);
    }
    for (const [, name, inside] of main.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
      const chosen = inside.match(/<option [^>]* selected[^>]*>/);
      if (chosen) fields.push([name, attribute(chosen[0], 'value')]);
    }
    for (const [, name, inside] of main.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>\n?([^<]*)<\/textarea>/g)) fields.push([name, inside]);
    return fields;
  };

  it('keeps the conditions that somebody else changed meanwhile', async () => {
    const promise = await ann.create('promises', await make.values('promise'));
    const part = await ann.create('promise-parts', { promise: promise.id, label: 'Trainings', shape: 'count', source: 'session', filter: 'kind = training', target: 10, target_unit: 'event' });
    const address = `/promises/${promise.id}/edit`, send = (fields) => ann.call('POST', address, { form: fields, headers: { ...english, 'x-csrf-token': undefined } });
    const typed = posted((await ann.get(address, english)).text).map(([name, value]) => [name, name === 'p1.label' ? 'Renamed' : value]);
    const changed = await ann.patch(`/api/v1/promise-parts/${part.id}`, { filter: 'kind = workshop', version: part.version });
    assert.equal(changed.status, 200, changed.text);
    let answer = await send(typed);
    for (let i = 0; i < 3 && answer.status === 409; i++) answer = await send(posted(answer.text));
    assert.equal(answer.status, 303, answer.text);
    const now = (await ann.get(`/api/v1/promise-parts/${part.id}`)).json;
    assert.deepEqual([now.label, now.filter], ['Renamed', 'kind = workshop']);
  });
});

describe('what an address asks for', () => {
  it('is refused in words when it cannot be understood, by the board, the map, a promise and its records', async () => {
    const agreement = await ann.create('agreements', await make.values('agreement'));
    const promise = await ann.create('promises', { ...await make.values('promise'), agreement: agreement.id, number: `Q${Date.now()}` });
    const part = await ann.create('promise-parts', { promise: promise.id, label: 'Events', shape: 'count', source: 'session', target_unit: 'event', target: 3 });
    const reader = await addUser(ann, 'asks.me', { roles: ['me_officer'] });
    const questions = {
      '/board': ['province=99', 'period=yesterday', 'org=me', 'state=lost', 'on=noon'],
      '/map': ['province=99', 'period=2017-13', `part=${promise.id}`, 'part=x'],
      [`/promises/${promise.id}`]: ['grain=week', 'period=2017', 'on=2017-02-31'],
      [`/promises/${promise.id}/records`]: ['part=x', 'dim=height', 'period=q1', 'cursor=1'],
    };
    for (const [address, wrongs] of Object.entries(questions)) {
      const api = `/api/v1${address}${/promises\/[^/]*$/.test(address) ? '/progress' : ''}`;
      assert.equal((await ann.get(api)).status, 200, api);
      for (const wrong of wrongs) {
        assertRefused(await ann.get(`${api}?${wrong}`), 422, [wrong.split('=')[0]]);
        const page = await reader.get(`${address}?${wrong}`);
        assert.equal(page.status, 422, `${address}?${wrong}`);
        assert.match(page.text, /This cannot be asked/);
        assert.match(page.text, new RegExp(`“${wrong.split('=')[1]}” `), `${address}?${wrong}`);
      }
    }
    assert.equal((await ann.get(`/api/v1/promises/${promise.id}/records?part=${part.id}&dim=province&period=FY2017`)).status, 200);
  });

  it('in another way than the address takes is said in words of its own, with what it takes', async () => {
    const reader = await addUser(ann, 'methods.me', { roles: ['me_officer'] });
    const answer = await reader.call('DELETE', '/api/v1/promises/1/progress');
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.allow, 'GET, HEAD');
    assert.match(answer.json.title, /cannot be used like that/);
    assert.match((await reader.form('/promises/1/records', {})).text, /cannot be used like that/);
  });
});

describe('an agreement', () => {
  it('has a code that no other organisation uses for one of its own', async () => {
    const org = (await ann.create('organisations', { short_name: 'CODES', name: 'Codes', kind: 'grantee' })).id;
    const codes = [];
    for (const owner of [ann.me.org, org, ann.me.org, org]) codes.push((await ann.create('agreements', { ...await make.values('agreement'), org: owner })).code);
    assert.equal(new Set(codes).size, 4, codes.join(' '));
  });
});

describe('the first steps', () => {
  it('are shown to the M&E officer of the lead, with what the officer can do', async () => {
    const officer = await addUser(ann, 'first.me', { roles: ['me_officer'] });
    const page = await officer.get('/getting-started', english);
    assert.equal(page.status, 200);
    assert.match(page.text, /href="\/agreements\/new"/);
    assert.doesNotMatch(page.text, /href="\/users\/new"/, 'no button that only refuses');
    assert.match((await officer.get('/', english)).text, /href="\/getting-started"/);
    const manager = await addUser(ann, 'first.field', { roles: ['field_officer'] });
    assert.equal((await manager.get('/getting-started')).status, 404);
  });
});
