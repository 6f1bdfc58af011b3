// SPDX-License-Identifier: Apache-2.0
// Social workers of one organisation: who does not work on a file reads its code, and neither takes it, nor writes into it, nor takes
// anything out of it; what somebody looked for is not written down for others.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, formToken, makePlaces, request, until } from './app.mjs';

let server, ann, chief, worker, colleague, supervisor, other, file, arrival;
const name = 'Sok Vutheaqrith';
const only = 'Only who works on the file, or a supervisor, changes it.';
const self = /Nobody puts themselves on a file/;
const words = (answer) => (answer.json.errors || []).map(({ message }) => message).join(' | ');
const iso = (days) => new Date(Date.now() + 7 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);

async function refuses(answer, why, field) {
  const got = await answer;
  assertRefused(got, 422, field === undefined ? undefined : [field]);
  assert.match(words(got), why instanceof RegExp ? why : new RegExp(why.replace(/[.?]/g, '\\$&')));
}
const version = async (client, path) => (await client.get(`/api/v1/${path}`)).json.version;
const change = async (client, path, values) => client.patch(`/api/v1/${path}`, { ...values, version: await version(client, path) });
const remove = async (client, path) => client.delete(`/api/v1/${path}?version=${await version(worker, path)}&reason=wrong`);
const opens = async (client) => (await client.post(`/api/v1/case-files/${file.id}/reveal`, { purpose: 'to look at it' })).status;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const made = await ann.form('/organisations', { short_name: 'CARE', name: 'An organisation that cares', kind: 'grantee' });
  const [, org] = made.headers.location.match(/organisations\/([0-9a-f-]{36})/);
  chief = await addUser(ann, 'chief', { roles: ['administrator'], org });
  worker = await addUser(chief, 'worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'colleague', { roles: ['social_worker'] });
  supervisor = await addUser(chief, 'supervisor', { roles: ['manager'] });
  other = await addUser(chief, 'other', { roles: ['manager'] });
  arrival = await worker.create('arrivals', { on_day: '2016-05-10', kind: 'deported', from_country: 'TH', women: 2 });
  file = await worker.create('case-files', { name_latin: name, sex: 'f', birth_date: '1999-02-03', arrival: arrival.id, arrived_on: '2016-05-10' });
});
after(() => server.stop());

describe('a file of a colleague', () => {
  it('is not handed on by the queue', async () => {
    const place = await colleague.create('queue-places', { case_file: file.id, arrival: arrival.id });
    await refuses(change(colleague, `queue-places/${place.id}`, { state: 'taken' }), /has an earlier file/);
    await refuses(change(supervisor, `queue-places/${place.id}`, { state: 'taken' }), self);
    assert.deepEqual([await opens(colleague), await opens(supervisor)], [422, 422]);
    assert.equal((await change(worker, `queue-places/${place.id}`, { state: 'taken' })).status, 200);
    assert.equal((await worker.get(`/api/v1/case-files/${file.id}`)).json.case_worker, worker.me.user);
  });

  it('is not taken by who supervises, without a second person', async () => {
    await refuses(change(supervisor, `case-files/${file.id}`, { case_worker: supervisor.me.user }), self, 'case_worker');
    await refuses(supervisor.post('/api/v1/case-team-members', { case_file: file.id, user: supervisor.me.user, role: 'supervisor' }), self, 'user');
    const page = await supervisor.form(`/case-files/${file.id}/team`, { do: 'add', user: supervisor.me.user, role: 'supervisor' });
    assert.equal(page.status, 422);
    assert.match(page.text, self);
    const member = await other.create('case-team-members', { case_file: file.id, user: supervisor.me.user, role: 'supervisor' });
    assert.equal(await opens(supervisor), 200);
    assert.equal((await remove(worker, `case-team-members/${member.id}`)).status, 200);
    assert.equal(await opens(supervisor), 422);
  });

  it('takes no answers, no decision, no profile and no visit of others', async () => {
    const of = (values) => ({ case_file: file.id, ...values });
    await refuses(colleague.post('/api/v1/status-decisions', of({ status: 'not_victim', decided_by: 'NGO', decided_on: '2016-05-12' })), only);
    await refuses(colleague.post('/api/v1/trafficking-profiles', of({ exploitation: ['ForcedLabour'] })), only);
    await refuses(colleague.post('/api/v1/reintegrations', of({ started_on: '2016-06-01' })), only);
    const way = await worker.create('reintegrations', of({ started_on: '2016-06-01' }));
    const visit = of({ on_day: '2016-07-01', met: 'met', way: 'home', safety: 4, income: 3, health: 4, in_family: 5, in_community: 4 });
    await refuses(colleague.post('/api/v1/follow-up-visits', visit), only);
    assert.equal((await change(worker, `reintegrations/${way.id}`, { worker: colleague.me.user })).status, 200);
    const made = await colleague.post('/api/v1/follow-up-visits', visit);
    assert.equal(made.status, 201, made.text); // the social worker of the way home goes there
  });

  it('loses nothing to others', async () => {
    const of = (values) => ({ case_file: file.id, ...values });
    const note = await worker.create('case-notes', of({ on_day: '2016-05-11', kind: 'interview', note: 'She asks for her sister' }));
    const decision = await worker.create('status-decisions', of({ status: 'presumed', decided_by: 'NGO', decided_on: '2016-05-12' }));
    for (const path of [`case-notes/${note.id}`, `status-decisions/${decision.id}`, `case-files/${file.id}`]) await refuses(remove(colleague, path), only);
    assert.equal((await remove(worker, `case-notes/${note.id}`)).status, 200);
  });
});

describe('an id that is guessed', () => {
  it('is answered like one that is nowhere, and stands in the log without a word of what is there', async () => {
    const there = await chief.get(`/case-files/${file.id}`), nowhere = await chief.get(`/case-files/${file.id.slice(0, 24)}000000000000`);
    assert.deepEqual([there.status, nowhere.status], [404, 404]);
    const plain = (answer) => answer.text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replaceAll(/name="csrf" value="[^"]*"/g, '');
    assert.equal(plain(there), plain(nowhere));
    const said = () => server.log().split('\n').filter((line) => line.includes(`no such one for user ${chief.me.user}`));
    await until('both stand in the log', () => said().length >= 2);
    const lines = said();
    assert.equal(lines.length, 2);
    assert.ok(!lines.join().includes(file.id) && !lines.join().includes(file.code));
  });
});

describe('an organisation that is no authority', () => {
  it('does not make itself one', async () => {
    const path = `organisations/${chief.me.org}`;
    const tried = await change(chief, path, { iati_type: 't10' });
    assert.equal(tried.status, 403, `${path} ${tried.text}`);
    assert.equal((await change(chief, path, { name: 'An organisation that still cares' })).status, 200);
    assert.equal((await change(ann, path, { iati_type: 't22' })).status, 200);
  });
});

describe('somebody of seventeen', () => {
  it('is a child until the birthday, at work too', async () => {
    const [year, month, day] = iso(20).split('-'), birth = `${year - 15}-${month}-${day === '29' ? '28' : day}`;
    const child = await worker.create('case-files', { name_latin: 'Chan Dara', sex: 'm', birth_date: birth, arrived_on: iso(-5) });
    const employer = await supervisor.create('employers', { name: 'Golden Needle', kind: 'business', skill: 'sewing' });
    await refuses(worker.post('/api/v1/placements', { case_file: child.id, employer: employer.id, kind: 'job', from_day: iso(-1) }), /Nobody under 15 works/, 'case_file');
  });
});

describe('what somebody looks for', () => {
  it('is not in the log of exports when it is a name or where somebody lives', async () => {
    const [, find] = (await supervisor.form('/case-files/search', { q: name })).headers.location.split('?');
    const sent = await supervisor.form(`/case-files/export?${find}&home_village.within=05`, { format: 'csv', names: 'en', columns: 'sex', purpose: 'to count them' });
    assert.equal(sent.status, 200, sent.text);
    const log = await supervisor.get('/api/v1/exports');
    assert.equal(log.status, 200);
    assert.match(log.text, /\(sealed\)/);
    assert.ok(!log.text.includes('Vutheaqrith') && !log.text.includes('Kampong Speu'), log.text);
  });

  it('goes from the list of files and from the search box into no address', async () => {
    const mine = await worker.create('case-files', { name_latin: 'Heng Qoldaneth', sex: 'f', phone: '012345987', arrived_on: iso(-5) });
    const list = await worker.get('/case-files'), box = /<form class="search"[^>]*method="post"[^>]*><input type="hidden" name="csrf"/;
    assert.match(list.text, /<form class="filters" method="post" action="\/case-files\/search"/);
    assert.match(list.text, box);
    const asks = async (form, from = '/case-files/search') => {
      const sent = await worker.form(from, form);
      assert.equal(sent.status, 303, sent.text);
      assert.ok(!/Qoldaneth|Heng|012345987|Vutheaqrith/i.test(decodeURIComponent(sent.headers.location)), sent.headers.location);
      return sent.headers.location;
    };
    const where = await asks({ q: 'Qoldaneth', sex: 'f', phone: '', sort: '-arrived_on' });
    assert.match(where, /^\/case-files\?sex=f&sort=-arrived_on&find=[\w-]+$/);
    const found = await worker.get(where);
    assert.equal(found.status, 200, found.text);
    assert.ok(found.text.includes(mine.code) && found.text.includes('value="Qoldaneth"'), 'what was typed stands in the field');
    assert.match(found.headers['cache-control'], /no-store/);
    for (const [, href] of found.text.matchAll(/(?:href|action)="([^"]*)"/g)) assert.ok(!/Qoldaneth/.test(decodeURIComponent(href)), href);
    assert.match((await worker.get('/case-files?' + where.split('?')[1].replace('sex=f', 'sex=m'))).text, /Nothing fits these filters/);
    assert.ok((await worker.get(await asks({ phone: '012345987' }))).text.includes(mine.code), 'a number is as secret as a name');
    const nobody = await worker.get(await asks({ q: 'Zzyzx' }));
    assert.ok(!nobody.text.includes(mine.code));
    assert.equal(await asks({ q: '', sex: 'f' }), '/case-files?sex=f');
    const everywhere = await worker.get(await asks({ q: 'Heng Qoldaneth' }, '/search'));
    assert.ok(everywhere.text.includes(mine.code), everywhere.text);
    assert.equal((await worker.get(await asks({ q: mine.code }, '/search'))).headers.location, `/case-files/${mine.id}`);
    for (const [who, address, status] of [[supervisor, where, 422], [worker, where.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 422], [worker, '/case-files?find=0', 422]]) {
      const other = await who.get(address);
      assert.equal(other.status, status);
      assert.ok(other.text.includes('This search is over. Type it once more.') && !other.text.includes(mine.code), address);
    }
    assert.equal((await worker.form('/shelters/search', { q: 'x' })).status, 404);
    for (let i = 0; i < 9; i++) await supervisor.create('people?force=1', { name_latin: `Chhim Walketha ${i}`, sex: 'f' });
    const many = await supervisor.get((await supervisor.form('/search', { q: 'Walketha' })).headers.location);
    const [, all] = many.text.match(/href="(\/people\?[^"]*)"/);
    assert.match(all, /^\/people\?find=[\w-]+$/);
    const people = await supervisor.get(all);
    assert.ok(people.text.includes('Chhim Walketha 8'), people.text);
    for (const page of [many, people])
      for (const [, href] of page.text.matchAll(/(?:href|action)="([^"]*)"/g)) assert.ok(!/Walketha/.test(decodeURIComponent(href)), href);
  });

  it('stays in no browser, and not in the address of a sign-in', async () => {
    const q = encodeURIComponent(name);
    for (const page of ['/', `/search?q=${q}`, '/due', '/activity', `/api/v1/pick/case-files?q=${file.code}`, '/attachments/to/reintegration-papers/x', `/case-files?q=${q}`]) {
      assert.match((await supervisor.get(page)).headers['cache-control'], /no-store/, page);
    }
    const out = await request(server, 'GET', `/search?q=${q}`);
    assert.deepEqual([out.status, out.headers.location], [303, '/sign-in?next=%2Fsearch']);
  });

  it('is not shown to who comes after somebody has gone', async () => {
    const typed = { 'name.1': name, 'sex.1': 'f', do: 'save' }, ours = { origin: server.url, 'sec-fetch-site': 'same-origin' };
    const page = await request(server, 'POST', `/arrivals/${arrival.id}/intake`, { form: typed, headers: { ...ours, host: new URL(server.url).host } });
    assert.equal(page.status, 401);
    assert.match(page.text, /<textarea name="name.1" hidden/, 'nothing that was typed is lost');
    assert.ok(!page.text.replace(/<textarea[^]*?<\/textarea>/g, '').includes('Vutheaqrith'), 'and nothing is on the screen');
  });

  it('is not kept in a saved view', async () => {
    const page = await worker.get((await worker.form('/case-files/search', { q: name, sex: 'f' })).headers.location);
    const query = page.text.match(/name="query" value="([^"]*)"/)[1];
    assert.ok(query.includes('sex=f') && !query.includes('Vutheaqrith'), query);
  });
});

describe('a new file', () => {
  const person = { sex: 'm', arrived_on: '2016-05-10' };

  it('is not closed before anybody approved it, by form or program', async () => {
    for (const state of ['closed', 'closed_referred']) await refuses(worker.post('/api/v1/case-files', { ...person, state }), /A new file is open/, 'state');
    await refuses(worker.post('/api/v1/case-files', { ...person, closed_on: '2016-06-01' }), /The day of closing comes/, 'closed_on');
    await refuses(supervisor.post('/api/v1/case-files', { ...person, state: 'closed' }), /A new file is open/, 'state');
    const page = await worker.form('/case-files', { ...person, state: 'closed' });
    assert.equal(page.status, 422);
    assert.match(page.text, /A new file is open/);
    const form = await worker.get('/case-files/new');
    for (const name of ['closed_on', 'erased_on']) assert.ok(!form.text.includes(`name="${name}"`), name);
    assert.equal((await worker.post('/api/v1/case-files', { ...person, state: 'active' })).status, 201);
  });

  it('is worked on by people of the organisation alone', async () => {
    const made = await ann.form('/organisations', { short_name: 'ELSE', name: 'Another organisation', kind: 'grantee' });
    const [, org] = made.headers.location.match(/organisations\/([0-9a-f-]{36})/);
    const stranger = await addUser(ann, 'elsewhere', { roles: ['social_worker'], org }), not = /does not work in the organisation/;
    await refuses(worker.post('/api/v1/case-files', { ...person, case_worker: stranger.me.user }), not, 'case_worker');
    await refuses(change(worker, `case-files/${file.id}`, { case_worker: stranger.me.user }), not, 'case_worker');
    await refuses(worker.post('/api/v1/case-team-members', { case_file: file.id, user: stranger.me.user, role: 'counsellor' }), not, 'user');
    const someone = stranger.me.user, of = { case_file: file.id };
    const employer = await supervisor.create('employers', { name: 'Golden Needle', kind: 'business' });
    for (const [path, values, field] of [
      ['case-tasks', { ...of, kind: 'call', due_on: '2030-01-01', assigned: someone }, 'assigned'],
      ['reintegrations', { ...of, started_on: '2016-06-01', worker: someone }, 'worker'],
      ['placements', { ...of, kind: 'job', employer: employer.id, from_day: '2016-06-01', monitor: someone }, 'monitor'],
      ['employer-visits', { employer: employer.id, on_day: '2016-06-01', visitor: someone }, 'visitor'],
      ['community-plans', { ...of, from_day: '2016-06-01', every_days: 7, plan: 'The mother', danger_plan: 'Call 1288', checked_by: someone }, 'checked_by'],
    ]) await refuses(worker.post(`/api/v1/${path}`, values), not, field);
  });

});

describe('what is attached to a file', () => {
  it('is listed to those to whom the file opens', async () => {
    for (const client of [colleague, supervisor]) {
      for (const address of [`/api/v1/case-files/${file.id}/files`, `/attachments/to/case-files/${file.id}`]) assert.equal((await client.get(address)).status, 403, address);
      assert.ok(!(await client.get(`/case-files/${file.id}`)).text.includes(`/attachments/to/case-files/${file.id}`));
    }
    for (const address of [`/api/v1/case-files/${file.id}/files`, `/attachments/to/case-files/${file.id}`]) assert.equal((await worker.get(address)).status, 200, address);
  });
});

describe('what says who somebody is', () => {
  const phone = '012 555 777', ways = [{ phone }, { q: name }, { q: 'Vutheaqrith' }];
  const search = async (client, asked) => (await client.post('/api/v1/case-files/search', asked)).json;
  const found = async (client) => Promise.all(ways.map(async (asked) => (await search(client, asked)).total));
  const picks = async (client, q) => (await client.post('/api/v1/pick/case-files', { q })).json.items.length;
  const pages = async (client, q) => {
    const lists = await client.get((await client.form('/case-files/search', q === phone ? { phone: q } : { q })).headers.location);
    const all = await client.get((await client.form('/search', { q })).headers.location);
    return [lists, all].map((page) => page.text.includes(`/case-files/${file.id}`));
  };

  it('finds only a file that opens to who asks', async () => {
    assert.equal((await change(worker, `case-files/${file.id}`, { phone })).status, 200);
    const stranger = await addUser(chief, 'stranger', { roles: ['social_worker'] });
    for (const client of [stranger, await addUser(chief, 'leader', { roles: ['manager'] })]) {
      assert.deepEqual(await found(client), [0, 0, 0]);
      assert.equal(await picks(client, name), 0);
      for (const q of [name, phone]) assert.deepEqual(await pages(client, q), [false, false], q);
      assert.equal((await search(client, { q: file.code })).total, 1, 'its code tells nobody who it is');
      assert.equal(await picks(client, file.code), 1);
    }
    assert.deepEqual(await found(worker), [1, 1, 1]);
    assert.equal(await picks(worker, name), 1);
    for (const q of [name, phone]) assert.deepEqual(await pages(worker, q), [true, true], q);
  });

  it('is in the log of who saw the file, once, however often it is typed', async () => {
    const lines = (await supervisor.get(`/api/v1/case-files/${file.id}/reads`)).json.items.filter(({ fields }) => /found/.test(fields));
    assert.deepEqual(lines.map(({ fields }) => String(fields)).sort(), ['found:name', 'found:phone']);
    const page = await supervisor.get(`/case-files/${file.id}/reads`);
    assert.match(page.text, /Found by the name/);
    assert.match(page.text, /Found by: Phone/);
  });

  it('stands in no address: it is posted, also by a program and a picker', async () => {
    for (const query of [`phone=${encodeURIComponent(phone)}`, `q=${encodeURIComponent(name)}`]) {
      const api = await worker.get(`/api/v1/case-files?${query}`);
      assertRefused(api, 422, [query.split('=')[0]]);
      assert.match(words(api), /does not belong in an address/);
      const page = await worker.get(`/case-files?${query}`);
      assert.equal(page.status, 422);
      assert.ok(!page.text.includes(`/case-files/${file.id}`));
    }
    assertRefused(await worker.get(`/api/v1/pick/case-files?q=${encodeURIComponent(name)}`), 422, ['q']);
    assert.ok(!(await worker.get(`/search?q=${encodeURIComponent(name)}`)).text.includes(file.id));
  });

  it('cannot be looked for where it is sealed without an index', async () => {
    for (const field of ['name_latin', 'name_km', 'birth_date', 'address']) assertRefused(await worker.post('/api/v1/case-files/search', { [field]: 'x' }), 422, [field]);
  });

  it('does not come into the address of the list behind “Show all” either', async () => {
    const all = (await worker.form('/people/search', { q: name, sex: 'f' })).headers.location;
    assert.match(all, /^\/people\?sex=f&find=[\w-]+$/);
    const page = await worker.get(all);
    assert.match(page.text, /<form class="filters" method="post" action="\/people\/search"/);
    const referrals = (await worker.get('/referrals')).text;
    assert.match(referrals, /<form class="filters" method="post"/, 'a picker of files takes a name');
    assert.match(referrals, /pick\/case-files\?q=" data-posted/);
  });
});

describe('a code on paper', () => {
  it('leads to its record, of whatever kind', async () => {
    const found = await worker.get(`/search?q=${arrival.code}`);
    assert.deepEqual([found.status, found.headers.location], [303, `/arrivals/${arrival.id}`]);
    const way = (await worker.get(`/api/v1/reintegrations?case_file=${file.id}`)).json.items[0];
    assert.equal((await worker.get(`/search?q=${way.code}`)).headers.location, `/reintegrations/${way.id}`, 'incoming referrals begin alike');
  });
});

describe('the sheet of a term', () => {
  it('keeps the unit in which something was paid', async () => {
    const school = await worker.create('schools', { name: 'Bavet school', level: 'primary' });
    const pupil = await worker.create('school-enrolments', { case_file: file.id, school: school.id, school_year: 2016, grade: 4, registered_on: '2016-11-02' });
    const term = await worker.create('school-terms', { case_file: file.id, enrolment: pupil.id, term: 'first', on_day: '2016-12-01', days_open: 80, days_present: 70, fees: { amount: 1550, currency: 'USD' } });
    const sheet = `/schools/${school.id}/term?year=2016&term=first`, page = await worker.get(sheet);
    const fees = page.text.match(new RegExp(`name="${pupil.id}.fees"[^>]*value="([^"]*)"`))[1];
    const saved = await worker.form(sheet, { days_open: '80', [`${pupil.id}.days_present`]: '71', [`${pupil.id}.fees`]: fees, [`${pupil.id}.materials_cost`]: '' });
    assert.equal(saved.status, 303, saved.text);
    const now = (await worker.get(`/api/v1/school-terms/${term.id}`)).json;
    assert.deepEqual([now.days_present, now.fees], [71, { amount: 1550, currency: 'USD' }]);
    const later = await worker.form(sheet, { days_open: '80', [`${pupil.id}.version`]: '1', [`${pupil.id}.days_present`]: '60', [`${pupil.id}.fees`]: '', [`${pupil.id}.materials_cost`]: '' });
    assert.equal(later.status, 409, 'a sheet that was opened before is not written over what was saved meanwhile');
    assert.match(later.text, /Somebody changed these numbers meanwhile/);
    assert.match(later.text, new RegExp(`name="${pupil.id}.version" value="2"`), 'and may be saved again');
    assert.match(page.text, new RegExp(`name="${pupil.id}.version" value="1"`));
  });
});

describe('a visit that is due', () => {
  it('stands in the calendar of who goes there, by the code alone', async () => {
    const one = await worker.create('case-files', { name_latin: name, sex: 'f', age_years: 20, arrived_on: iso(-90) });
    await worker.create('reintegrations', { case_file: one.id, started_on: iso(-60), worker: worker.me.user, risk: 'high' });
    worker.csrf = formToken((await worker.get('/account/calendar')).text);
    const made = await worker.form('/account/calendar', { name: 'My phone' });
    const feed = await request(server, 'GET', made.text.match(/(\/calendar\/mlup_[A-Za-z0-9_-]+\.ics)/)[1]);
    assert.equal(feed.status, 200);
    assert.ok((await worker.get('/due')).text.includes(one.code), 'as on the page');
    assert.ok(feed.text.includes(one.code) && !feed.text.includes('Vutheaqrith'), feed.text);
  });
});

describe('a promise that counts case files', () => {
  const part = (filter) => ({ promise: promise.id, position: 1, label: 'People helped', shape: 'count', source: 'case_file', filter, target_unit: 'person', target: 40 });
  let agreement, promise;
  before(async () => {
    const programme = await ann.create('programmes', { name: 'Counting', starts_on: '2016-03-01', ends_on: '2030-03-31' });
    agreement = await ann.create('agreements', { org: chief.me.org, programme: programme.id, number: 'A-77', title: 'Care', status: 'active', starts_on: '2016-03-01', ends_on: '2030-03-31' });
    promise = await ann.create('promises', { org: chief.me.org, agreement: agreement.id, number: 'P77', title: 'Files' });
  });

  it('is asked by choices alone where the files are not seen, and tells the lead a total in steps', async () => {
    for (const filter of ['birth_year = 1999', 'arrived_on = 2016-05-10', 'age_years = 17', 'home_village within 05']) {
      const tried = await ann.post('/api/v1/promise-parts', { org: chief.me.org, ...part(filter) });
      assertRefused(tried, 422, ['filter']);
    }
    const made = await ann.post('/api/v1/promise-parts', { org: chief.me.org, ...part('sex = f\narrived_on filled') });
    assert.equal(made.status, 201, made.text);
    const told = (await ann.get(`/api/v1/promises/${promise.id}/progress`)).json, shown = (await supervisor.get(`/api/v1/promises/${promise.id}/progress`)).json;
    assert.equal(told.promise.parts[0].value, null);
    assert.deepEqual([told.parts[0].by, told.parts[0].periods], [undefined, undefined]);
    assert.ok(shown.promise.parts[0].value > 0 && shown.parts[0].by, JSON.stringify(shown));
    assert.match((await ann.get(`/promises/${promise.id}`)).text, /0–4/);
  });

  it('tells the lead no row and no month of them in a report, and nothing while it is written', async () => {
    const period = await ann.create('reporting-periods', { programme: agreement.programme, title: 'Q1', starts_on: '2016-04-01', ends_on: '2016-06-30', due_on: '2016-07-30' });
    const begun = await supervisor.form('/reports/begin', { agreement: agreement.id, period: period.id });
    const [id] = begun.headers.location.match(/[0-9a-f]{8}-[0-9a-f-]{27}/);
    const parts = async (client) => (await client.get(`/api/v1/reports/${id}/figures`)).json.promises.flatMap((one) => one.parts);
    assert.deepEqual(await parts(ann), []);
    const [own] = await parts(supervisor);
    assert.ok(own.months.length && own.value > 0, JSON.stringify(own));
    const pack = async (client) => {
      const made = await client.form(`/reports/${id}/pack.xlsx`, { in: 'en' });
      assert.equal(made.status, 200, made.text);
      fs.writeFileSync(path.join(server.folder, 'pack.xlsx'), made.bytes);
      return spawnSync('unzip', ['-p', path.join(server.folder, 'pack.xlsx'), 'xl/*'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout;
    };
    const inside = await pack(supervisor), outside = await pack(ann);
    const times = (text) => text.split('P77 Files').length - 1;
    assert.ok(times(inside) > 1, 'a line of its own on each sheet');
    assert.equal(times(outside), 1, 'its name alone, in its pack');
  });
});

describe('a consent that is taken back', () => {
  it('calls back what stands on it also when a merge that was taken back left the referral with the other file', async () => {
    const mine = await worker.create('case-files', { name_latin: 'Prum Sreymom', sex: 'f', arrived_on: iso(-20) });
    const theirs = await colleague.create('case-files', { name_latin: 'Prum Srey Mom', sex: 'f', arrived_on: iso(-19) });
    const provider = await supervisor.create('providers', { name: 'A clinic in town', kind: 'outside', services: ['medical'] });
    await supervisor.create('provider-vettings', { provider: provider.id, on_day: iso(-30), by_whom: 'The manager', result: 'passed', valid_until: iso(300) });
    const consent = await colleague.create('consents', { case_file: theirs.id, purpose: 'referral', recipient: 'outside', scope: ['identity', 'needs'], given_by: 'self', form: 'thumb', language: 'km', given_on: iso(-1), expires_on: iso(90) });
    const merging = (client, json) => client.post(`/api/v1/case-files/${mine.id}/merge`, json);
    assert.equal((await merging(worker, { do: 'propose', with: theirs.code, reason: 'She told her name both times.' })).status, 200);
    const [merge] = await worker.all(`/api/v1/case-merges?case_file=${mine.id}`);
    assert.equal((await merging(supervisor, { do: 'agree', merge: merge.id })).status, 200);
    const referral = await worker.create('referrals', { case_file: mine.id, provider: provider.id, service: 'medical', shares: ['identity'], reason: 'She bleeds' });
    const { shown } = (await worker.post(`/api/v1/referrals/${referral.id}/preview`, {})).json;
    const sent = await change(worker, `referrals/${referral.id}`, { state: 'sent', shown });
    assert.equal(sent.status, 200, sent.text);
    assert.equal((await merging(supervisor, { do: 'undo', merge: merge.id })).status, 200);
    assert.equal((await colleague.get(`/api/v1/consents/${consent.id}`)).json.case_file, theirs.id);
    assert.equal((await change(colleague, `consents/${consent.id}`, { withdrawn_why: 'person' })).status, 200);
    const { state, revocation } = (await worker.get(`/api/v1/referrals/${referral.id}`)).json;
    assert.deepEqual([state, revocation], ['revoked', 'consent_withdrawn']);
  });
});
