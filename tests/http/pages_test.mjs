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

describe('a promise', () => {
  it('stands under an objective of its own agreement, else no agreement would show it', async () => {
    const agreement = async () => ann.create('agreements', await make.values('agreement')), [one, two] = [await agreement(), await agreement()];
    const objective = (await ann.create('objectives', { ...await make.values('objective'), agreement: one.id })).id;
    const promise = async (of, title) => ann.post('/api/v1/promises', { ...await make.values('promise'), agreement: of.id, objective, title });
    assertRefused(await promise(two, 'Astray'), 422, ['objective']);
    assert.equal((await promise(one, 'At home')).status, 201);
  });
});
