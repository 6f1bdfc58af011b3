// SPDX-License-Identifier: Apache-2.0
// The walk: every address of the program, with every role of another organisation, of the lead, and with nobody.
// Organisation A has a record of every type, filled with words that stand nowhere else; whatever a stranger asks for,
// no such word comes back and nothing of A changes.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { spawnSync } from 'node:child_process';
import { Client, Maker, Server, addUser, assertRefused, binary, makePlaces, modelTypes, ownWays, request } from './app.mjs';

const roles = ['administrator', 'manager', 'me_officer', 'field_officer', 'bookkeeper', 'social_worker', 'lawyer', 'viewer', 'donor'];
// Everybody reads them: the programme, places, rates, the periods to report on.
const shared = modelTypes().filter(({ isShared }) => isShared).map(({ name }) => name);
const leadOnly = ['organisation', 'agreement', 'amendment', 'promise_target'];
const heads = ['id', 'org', 'version', 'code', 'created', 'updated', 'deleted'];
let server, ann, manager, chief, orgA, orgB, maker, model;
const records = {}; // of organisation A, by type
const strangers = []; // clients of organisation B, one a role
const leads = []; // clients of the lead, one a role
const secrets = []; // words of PERSONAL and IDENTIFYING fields of A
const words = []; // words of all texts of A

// type -> field -> class, from the data model that the program prints.
function readModel() {
  const text = spawnSync(binary, ['model'], { encoding: 'utf8' }).stdout, found = {};
  let type;
  for (const line of text.split('\n')) {
    const head = line.match(/^### .*\(`(\w+)`\)/), row = line.match(/^\| `(\w+)` \| [^|]* \| ([^|]*) \| (\w+)/);
    if (head) found[type = head[1]] = {};
    else if (row && type) found[type][row[1]] = row[3];
  }
  return found;
}

const word = () => `q${crypto.randomBytes(5).toString('hex').replace(/\d/g, (digit) => 'ghijklmnop'[digit])}`;

// Values for all fields of the type; texts and phones are words of their own.
async function fullValues(type) {
  const schema = maker.schema(type), values = await maker.values(type, true);
  for (const [name, field] of Object.entries(schema.properties)) {
    if (heads.includes(name) || !(name in values)) continue;
    const isText = [field.type].flat().includes('string') && !field.enum && !field.pattern && !field['x-record'];
    if (!isText || ['login', 'type', 'source', 'unit', 'filter', 'amount', 'each', 'query', 'url', 'subject', 'option_key'].includes(name)) continue;
    values[name] = name === 'phone' ? `012${String(crypto.randomInt(1e6)).padStart(6, '0')}` : word().slice(0, field.maxLength || 60);
  }
  return values;
}

// Makes it with as many fields as its rules allow: what is refused by name is left out.
async function makeFull(type) {
  const values = await fullValues(type), required = maker.schema(type).required || [];
  const owner = leadOnly.includes(type) ? ann : type === 'membership' ? chief : manager;
  if (leadOnly.includes(type) && type !== 'organisation') values.org = orgA;
  if (type === 'promise_part') for (const name of ['source', 'unit', 'filter', 'amount', 'each', 'every_of', 'times']) delete values[name];
  if (type === 'saved_view') values.user = manager.me.user;
  for (let i = 0; i < 5; i++) {
    const made = await owner.post(`/api/v1/${maker.path(type)}`, values);
    if (made.status === 201) return remember(type, values, made.json);
    assert.equal(made.status, 422, `${type}: ${made.text}`);
    for (const { field } of made.json.errors) { assert.ok(!required.includes(field), `${type}.${field}: ${made.text}`); delete values[field]; }
  }
  return assert.fail(`no ${type} could be made`);
}

function remember(type, values, record) {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string' || !(/^q[a-p]+$/.test(value) || name === 'phone')) continue;
    words.push(value);
    if (['personal', 'identifying'].includes(model[type][name])) secrets.push(value);
  }
  maker.made[type] = Promise.resolve(record);
  return record;
}

before(async () => {
  model = readModel();
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const [a, b] = await Promise.all(['AAA', 'BBB'].map((short_name) => ann.create('organisations', { short_name, name: `Organisation ${short_name}`, kind: 'grantee' })));
  [orgA, orgB] = [a.id, b.id];
  chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org: orgA });
  manager = await addUser(chief, 'a.manager', { roles: ['manager', 'field_officer'] });
  maker = await Maker.of(ann);
  maker.client = manager;
  maker.lead = ann;
  maker.made.organisation = Promise.resolve(a);
  maker.made.programme = ann.create('programmes', await maker.values('programme'));
  for (const type of shared) if (!['programme', 'area'].includes(type)) maker.made[type] = ann.create(maker.path(type), await maker.values(type));
  const order = ['agreement', ...Object.keys(model).filter((type) => !['agreement', 'organisation', 'user', 'membership', ...shared].includes(type))];
  for (const type of order) if (!maker.schema(type).readOnly && !(type in ownWays)) records[type] = await makeFull(type);
  records.organisation = a;
  records.user = (await chief.all('/api/v1/users')).find((user) => user.login === 'a.manager');
  records.membership = (await chief.all('/api/v1/memberships'))[0];
  const first = await addUser(ann, 'b.administrator', { roles: ['administrator'], org: orgB });
  strangers.push(first);
  for (const role of roles.slice(1)) strangers.push(await addUser(first, `b.${role}`, { roles: [role] }));
  for (const role of roles) leads.push(await addUser(ann, `lead.${role}`, { roles: [role] }));
});
after(() => server.stop());

const everybody = () => [...strangers, ...leads];
const types = () => Object.keys(records);
// Every role asks every address with the record it is for; these ask it with the ids of all other kinds too.
const triesAll = (client) => ['b.social_worker', 'lead.administrator'].includes(client.me.login);
const ids = () => Object.values(records).map((record) => record.id);
const routes = () => server.run('routes').trim().split('\n').map((line) => {
  const [method, pattern, flag] = line.trim().split(/\s+/);
  return { method, pattern, isPublic: flag === 'public' };
});

// The whole of A as its own people see it, to compare before and after.
async function picture() {
  const all = {};
  for (const type of types()) all[type] = await (type === 'user' || type === 'membership' ? chief : manager).all(`/api/v1/${maker.path(type)}?deleted=1`);
  return JSON.stringify(all);
}

function assertSilent(answer, secret, what) {
  for (const text of secret) assert.ok(!answer.text.includes(text), `${what} shows “${text}”:\n${answer.text.slice(0, 600)}`);
}

// The kind of record that an address names: /case-files/{id}/notes is of case files.
const nounOf = (path) => types().find((type) => path.replace('/api/v1', '').startsWith(`/${maker.path(type)}/`));

// Addresses of a pattern: {type} is every noun; {id} is the record of A that the address names. Where it names none, and for those
// who try everything, every record of A.
function addresses(pattern, triesAll) {
  const list = [];
  const nouns = pattern.includes('{type}') ? types() : [null];
  for (const noun of nouns) {
    const path = noun ? pattern.replace('{type}', maker.path(noun)) : pattern;
    if (!path.includes('{id}')) { list.push(path); continue; }
    const named = noun || (triesAll ? undefined : nounOf(path));
    const wanted = named ? [records[named].id] : ids();
    for (const id of wanted) list.push(path.replaceAll('{id}', id));
  }
  return list.map((path) => path.replace('{name}', 'mlup.css'));
}

describe('organisation A', () => {
  it('has a record of every type of the catalogue', () => {
    const missing = Object.keys(model).filter((type) => !records[type] && !maker.schema(type).readOnly && !shared.includes(type) && !(type in ownWays));
    assert.deepEqual(missing, []);
    assert.ok(secrets.length >= 8, `only ${secrets.length} secrets`);
  });
  it('sees its own words', async () => {
    const answer = await manager.get(`/api/v1/people/${records.person.id}`);
    assert.ok(secrets.some((text) => answer.text.includes(text)));
  });
});

describe('a stranger of another organisation, in every role', () => {
  it('finds none of the records by id, and cannot tell them from ids that do not exist', async () => {
    const before = await picture();
    for (const client of strangers) {
      for (const type of types()) {
        const path = `/api/v1/${maker.path(type)}`, { id, version } = records[type];
        const tries = (one) => [
          ['GET', `${path}/${one}`], ['GET', `${path}/${one}/history`], ['PATCH', `${path}/${one}`, { version, note: 'x' }],
          ['PATCH', `${path}/${one}`, { version }], ['DELETE', `${path}/${one}?reason=x`], ['POST', `${path}/${one}/restore`], ['POST', `${path}/${one}/undo`, { sequence: 1 }],
        ];
        const none = crypto.randomUUID(), real = tries(id), fake = tries(none);
        for (let i = 0; i < real.length; i++) {
          const [method, address, json] = real[i], answer = await client.call(method, address, { json });
          const same = await client.call(fake[i][0], fake[i][1], { json: fake[i][2] });
          const what = `${client.me.login}: ${method} ${address}`;
          assert.equal(answer.status, 404, `${what}: ${answer.text}`);
          assert.equal(answer.text.replaceAll(id, ''), same.text.replaceAll(none, ''), what);
          assert.deepEqual(Object.keys(answer.headers), Object.keys(same.headers), what);
        }
      }
    }
    assert.equal(await picture(), before);
  });

  it('finds none of them in lists, searches, filters and pickers', async () => {
    for (const client of strangers) {
      for (const type of types()) {
        const path = `/api/v1/${maker.path(type)}`;
        for (const query of ['?limit=250', '?deleted=1', `?org=${orgA}`, ...words.slice(0, 3).map((text) => `?q=${text}`), `?q=${secrets[0]}`]) {
          const answer = await client.get(path + query);
          assert.ok([200, 403, 404, 422].includes(answer.status), `${path}${query}: ${answer.status}`);
          const items = answer.json?.items || [];
          assert.ok(!items.some((item) => item.org === orgA || item.id === records[type].id), `${client.me.login} ${path}${query}`);
          assertSilent(answer, words.filter((text) => !query.includes(text)), `${client.me.login} ${path}${query}`);
        }
        for (const text of [words[0], secrets[0], 'q', records[type].code || 'a']) {
          const picker = await client.get(`/api/v1/pick/${maker.path(type)}?q=${encodeURIComponent(text)}`);
          assert.ok(!picker.text.includes(records[type].id), `${client.me.login} picks ${type}`);
        }
      }
    }
  });

  it('cannot make a record in organisation A, nor move one there', async () => {
    const before = await picture();
    for (const client of strangers) {
      for (const type of types()) {
        const values = Object.fromEntries(Object.entries(records[type]).filter(([name, value]) => !heads.includes(name) && value !== null && !value.sealed));
        const answer = await client.post(`/api/v1/${maker.path(type)}`, { ...values, org: orgA });
        assert.ok([403, 404, 422].includes(answer.status), `${client.me.login} makes ${type}: ${answer.status} ${answer.text}`);
        assertSilent(answer, words.filter((text) => !JSON.stringify(values).includes(text)), `${client.me.login} makes ${type}`);
      }
    }
    const own = await strangers[2].create('courses', { title: 'Ours', topics: ['marketing'] });
    const moved = await strangers[2].patch(`/api/v1/courses/${own.id}`, { org: orgA, version: 1 });
    assertRefused(moved, 422, ['org']);
    assert.equal((await strangers[2].get(`/api/v1/courses/${own.id}`)).json.org, orgB);
    assert.equal(await picture(), before);
  });

  it('cannot refer to a record of organisation A, and hears the same as for one that does not exist', async () => {
    const field = strangers.find((client) => client.me.login === 'b.me_officer');
    const own = await field.create('sessions', { kind: 'training', title: 'Ours', status: 'held', starts_on: '2016-05-05', place: '050101' });
    const person = await field.create('people', { name_latin: 'Ours Too', sex: 'f' });
    const tries = [['attendance', 'person', { session: own.id }], ['attendance', 'session', { person: person.id }], ['people', 'household', { sex: 'f', name_latin: 'B' }],
      ['sessions', 'course', { kind: 'training', title: 'T', status: 'held', starts_on: '2016-05-05', place: '050101' }],
      ['sessions', 'trainer', { kind: 'training', title: 'T', status: 'held', starts_on: '2016-05-05', place: '050101' }]];
    const target = { person: records.person, session: records.session, household: records.household, course: records.course, trainer: records.person };
    for (const [type, name, values] of tries) {
      const foreign = await field.post(`/api/v1/${type}`, { ...values, [name]: target[name].id });
      const nothing = await field.post(`/api/v1/${type}`, { ...values, [name]: crypto.randomUUID() });
      assert.equal(foreign.status, 422, `${type}.${name}: ${foreign.text}`);
      assert.equal(foreign.text, nothing.text, `${type}.${name}`);
    }
  });

  it('sees nothing of it on any page, and changes nothing by any form', async () => {
    const before = await picture();
    for (const client of strangers) {
      for (const { method, pattern } of routes()) {
        if (/^\/(sign-|setup|leave|account\/(password|second))/.test(pattern)) continue;
        for (const address of addresses(pattern, triesAll(client))) {
          const what = `${client.me.login}: ${method} ${address}`;
          const answer = await client.call(method, address, method === 'GET' ? {} : address.startsWith('/api/') ? { json: { version: 1, reason: 'x' } } : { form: { csrf: client.csrf, version: 1, reason: 'x', user: records.user.id, session: records.user.id, org: orgA } });
          assert.ok(answer.status < 500, `${what}: ${answer.status}\n${answer.text.slice(0, 500)}`);
          if (pattern.includes('{id}')) assert.ok([404, 405].includes(answer.status), `${what}: ${answer.status}\n${answer.text.slice(0, 500)}`);
          assertSilent(answer, words, what);
          if (!pattern.includes('{id}')) assertSilent(answer, ids().filter((id) => ![orgA, records.user.id].includes(id)), what); // what was sent is shown again
        }
      }
      for (const text of [...words.slice(0, 4), secrets[0]]) {
        const found = await client.get(`/search?q=${text}`);
        assertSilent(found, [...ids(), ...words.filter((other) => other !== text)], `${client.me.login} searches ${text}`);
      }
    }
    assert.equal(await picture(), before);
  });
});

describe('the lead, in every role', () => {
  it('never sees a name, a phone or anything else personal of A’s people', async () => {
    for (const client of leads) {
      const seen = [];
      for (const type of types()) {
        const path = `/api/v1/${maker.path(type)}`;
        seen.push(`${path}?limit=250`, `${path}?limit=250&deleted=1`, `${path}?org=${orgA}`, `${path}/${records[type].id}`, `${path}/${records[type].id}/history`);
        seen.push(`/api/v1/pick/${maker.path(type)}?q=q`);
        for (const field of Object.keys(model[type])) seen.push(`${path}?sort=${field}&org=${orgA}`, `${path}?sort=-${field}`);
      }
      for (const { method, pattern } of routes()) if (method === 'GET' && !pattern.startsWith('/sign')) seen.push(...addresses(pattern, triesAll(client)));
      for (const address of new Set(seen)) {
        const answer = await client.get(address);
        assert.ok(answer.status < 500, `${client.me.login} ${address}: ${answer.status}\n${answer.text.slice(0, 500)}`);
        assertSilent(answer, secrets, `${client.me.login}: GET ${address}`);
      }
    }
  });

  it('cannot find A’s people by what it may not see', async () => {
    for (const client of leads) {
      for (const text of secrets) {
        for (const address of [`/api/v1/people?q=${text}`, `/api/v1/households?q=${text}`, `/api/v1/pick/people?q=${text}`, `/search?q=${text}`, `/people?q=${text}`]) {
          const answer = await client.get(address);
          assertSilent(answer, [records.person.id, records.household.id], `${client.me.login} ${address}`);
        }
      }
      for (const query of [`name_latin=${records.person.name_latin}`, `name_latin.ge=a`, `phone=${records.person.phone}`, `birth_date.ge=1900-01-01`, 'name_latin.filled=1', 'phone.filled=1', 'seeing.filled=1']) {
        const answer = await client.get(`/api/v1/people?${query}&org=${orgA}`);
        assert.ok((answer.json.items || []).every((item) => item.id !== records.person.id), `${client.me.login} finds a person by ${query}`);
        assert.ok(!answer.json.total, `${client.me.login} counts by ${query}`);
      }
    }
  });

  it('changes nothing of A’s people, trainings and users', async () => {
    const before = await picture();
    for (const client of leads) {
      for (const type of ['person', 'household', 'identity_document', 'person_group', 'group_member', 'course', 'session', 'attendance', 'headcount', 'user', 'membership', 'saved_view']) {
        const path = `/api/v1/${maker.path(type)}`, at = `${path}/${records[type].id}`, what = `${client.me.login} ${type}`;
        for (const [method, address, json] of [['PATCH', at, { version: records[type].version }], ['DELETE', `${at}?reason=x`], ['POST', `${at}/restore`], ['POST', `${at}/undo`, { sequence: 1 }]]) {
          const answer = await client.call(method, address, { json });
          assert.ok([403, 404, 422].includes(answer.status), `${what} ${method}: ${answer.status} ${answer.text}`);
        }
        const values = Object.fromEntries(Object.entries(records[type]).filter(([name, value]) => !heads.includes(name) && value !== null && !value.sealed));
        const made = await client.post(path, { ...values, org: orgA });
        assert.ok([403, 404, 422].includes(made.status), `${what} POST: ${made.status} ${made.text}`);
      }
    }
    assert.equal(await picture(), before);
  });

  it('who makes a record of its own with the id of one of A’s sees and blocks nothing of A’s', async () => {
    const { id } = records.person, own = await ann.create('people', { id, name_latin: 'Same Number', sex: 'm' });
    assert.equal(own.id, id);
    for (const address of [`/api/v1/people/${id}`, `/api/v1/people/${id}/history`, `/people/${id}`, `/people/${id}/history`, `/people/${id}/history?as_of=2030-01-01`, `/search?q=${records.person.name_latin}`]) {
      assertSilent(await ann.get(address), secrets.filter((text) => !address.includes(text)), address);
    }
    const household = await ann.post('/api/v1/households', { id, head_name: 'Same Number', village: '05010101' });
    if (household.status === 201) assertSilent(await ann.get(`/api/v1/households/${id}/history`), secrets, 'history of another kind');
    const theirs = (await manager.get(`/api/v1/people/${id}`)).json;
    const changed = await manager.patch(`/api/v1/people/${id}`, { alias: theirs.alias, sex: theirs.sex === 'f' ? 'm' : 'f', version: theirs.version });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await ann.get(`/api/v1/people?name_latin=Same+Number`)).json.items[0].sex, 'm');
  });

  it('and a stranger cannot make a user with the id of one of A’s, whose password would then be theirs to choose', async () => {
    for (const client of [strangers[0], ann]) {
      const answer = await client.post('/api/v1/users', { id: records.user.id, login: `taken.${client.me.login}`, name: 'Taken', language: 'en' });
      assertRefused(answer, 422, ['id']);
    }
    assert.equal((await manager.get('/api/v1/me')).json.login, 'a.manager');
  });

  it('as a donor has no rows of people at all', async () => {
    const donor = leads.at(-1);
    for (const type of ['people', 'households', 'identity-documents', 'groups', 'group-members', 'sessions', 'attendance', 'users', 'memberships']) {
      const answer = await donor.get(`/api/v1/${type}`);
      assert.equal(answer.status, 404, `${type}: ${answer.text.slice(0, 200)}`);
    }
  });
});

describe('nobody', () => {
  it('is asked to sign in at every address that is not public, and changes nothing', async () => {
    const before = await picture();
    const tokens = [{}, { cookie: 'mlup=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, { authorization: 'Bearer mlup_nothing' }];
    for (const { method, pattern, isPublic } of routes()) {
      if (isPublic) continue;
      for (const address of addresses(pattern)) {
        for (const headers of tokens) {
          const answer = await request(server, method, address, { headers });
          assertSilent(answer, words, `${method} ${address}`);
          if (address.startsWith('/api/')) assert.equal(answer.status, 401, `${method} ${address}`);
          else {
            assert.equal(answer.status, 303, `${method} ${address}`);
            assert.match(answer.headers.location, /^\/sign-in/);
          }
        }
      }
    }
    assert.equal(await picture(), before);
  });
});

describe('a change without the right form token', () => {
  it('is refused for every address that changes something, and changes nothing', async () => {
    const before = await picture();
    const cookie = manager.headers.cookie, other = (await request(server, 'GET', '/api/v1/me', { headers: strangers[1].headers })).json.csrf;
    for (const { method, pattern, isPublic } of routes()) {
      if (method === 'GET' || isPublic) continue;
      for (const address of addresses(pattern)) {
        const isApi = address.startsWith('/api/');
        for (const token of [undefined, '', 'x', other, manager.csrf.slice(0, -2)]) {
          const options = isApi ? { json: { version: 1 }, headers: { cookie, 'x-csrf-token': token } }
            : { form: { version: 1, reason: 'x', ...(token === undefined ? {} : { csrf: token }) }, headers: { cookie } };
          const answer = await request(server, method, address, options);
          assert.equal(answer.status, 403, `${method} ${address} with token ${token}: ${answer.status}\n${answer.text.slice(0, 300)}`);
        }
      }
    }
    assert.equal(await picture(), before);
  });

  it('and one from another site is refused even with the right token', async () => {
    const bad = [{ origin: 'https://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' },
      { origin: `http://127.0.0.1:${server.port + 1}` }];
    for (const headers of bad) {
      const answer = await manager.post('/api/v1/courses', { title: 'Evil', topics: ['marketing'] }, headers);
      assert.equal(answer.status, 403, JSON.stringify(headers));
      const login = await request(server, 'POST', '/sign-in', { form: { login: 'a.manager', password: 'x' }, headers });
      assert.equal(login.status, 403, `sign-in ${JSON.stringify(headers)}`);
    }
    const good = await manager.post('/api/v1/courses', { title: 'Ours again', topics: ['marketing'] }, { origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' });
    assert.equal(good.status, 201, good.text);
  });
});

describe('somebody who lost their role', () => {
  it('has lost it at the next request', async () => {
    const client = await addUser(chief, 'a.leaving', { roles: ['field_officer'] });
    assert.equal((await client.get('/api/v1/people')).status, 200);
    const membership = (await chief.all(`/api/v1/memberships?user=${client.me.user}`))[0];
    assert.equal((await chief.delete(`/api/v1/memberships/${membership.id}?reason=left`)).status, 200);
    const answer = await client.get('/api/v1/people');
    assert.ok([401, 403, 404].includes(answer.status), answer.text);
  });
});
