// SPDX-License-Identifier: Apache-2.0
// The JSON API: every record type made, read, changed and brought back as the OpenAPI document says.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Maker, Server, addUser, assertRefused, makePlaces, modelTypes, ownWays, places, request, unique } from './app.mjs';

let server, ann, maker;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  maker = await Maker.of(ann);
});
after(() => server.stop());

const types = modelTypes().filter(({ name, isKept }) => !isKept && name !== 'area' && !(name in ownWays)).map(({ name }) => name);

// A field of the type that may change, and another value for it; a text rather than one that rules look at.
async function otherValue(type, record) {
  const properties = Object.entries(maker.schema(type).properties).filter(([name, schema]) => !schema.readOnly && !schema['x-fixed']
    && !schema['x-record'] && !['id', 'org', 'version', 'login', 'active', 'url', 'subject', 'option_key', 'counted_notes', 'birth_year', 'age_years'].includes(name) && !(type === 'period_report' && name === 'title') && !schema['x-sealed']);
  const kinds = (schema) => [schema.type].flat();
  for (const [name, schema] of properties) {
    if (kinds(schema).includes('string') && !schema.enum && !schema.pattern) return { [name]: `Changed ${unique()}`.slice(-(schema.maxLength || 60)) };
  }
  for (const [name, schema] of properties) {
    if (schema.enum) return { [name]: schema.enum.find((code) => code && code !== record[name]) };
    if (kinds(schema).includes('integer')) return { [name]: (record[name] ?? 3) + 1 };
    if (kinds(schema).includes('boolean')) return { [name]: !record[name] };
  }
  return { group_member: { joined_on: '2016-04-01' }, reintegration_paper: { on_day: '2016-04-01' } }[type] ?? assert.fail(`${type} has no field that may change`);
}

describe('an error', () => {
  it('is told in the language that a program asks for, whoever it acts for', async () => {
    const title = async (language) => (await ann.post('/api/v1/households', { members: 0 }, { 'accept-language': language })).json.title;
    assert.match(await title('km'), /[\u1780-\u17ff]/);
    assert.match(await title('en-GB,en;q=0.8'), /^[\x20-\x7e]+$/);
  });
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(maker.document));
    assert.ok(valid, JSON.stringify(errors));
  });

  it('describes every record type', () => {
    assert.deepEqual(maker.types().sort(), modelTypes().map(({ name }) => name).sort());
  });

  it('leaves out of the tests below only types that another test makes', () => {
    for (const [type, file] of Object.entries(ownWays)) {
      assert.match(fs.readFileSync(new URL(file, import.meta.url), 'utf8'), new RegExp(`${maker.path(type)}|${type}`), type);
    }
  });

  it('covers every address of the API, and no other', () => {
    const expand = (pattern) => (pattern === '/pick/{type}' ? [pattern] : pattern.includes('{type}') ? maker.types().map((type) => pattern.replace('{type}', maker.path(type))) : [pattern]);
    const served = server.run('routes').trim().split('\n').map((line) => line.trim().split(/\s+/)).filter(([, pattern]) => pattern.startsWith('/api/v1/'))
      .flatMap(([method, pattern]) => expand(pattern.slice('/api/v1'.length)).map((one) => `${method} ${one}`));
    const described = Object.entries(maker.document.paths).flatMap(([address, methods]) => Object.keys(methods).filter((name) => name !== 'parameters').map((method) => `${method.toUpperCase()} ${address}`));
    const isSealed = (type) => Object.values(maker.schema(type).properties).some((field) => field['x-sealed']);
    const has = (one, step, holds) => !one.endsWith(step) || maker.types().some((type) => holds(type) && one.includes(`/${maker.path(type)}/`));
    const wanted = served.filter((one) => has(one, '/reveal', isSealed) && has(one, '/files', (type) => maker.schema(type)['x-files']));
    assert.deepEqual([...new Set(described)].sort(), [...new Set(wanted)].sort());
  });

  it('names an operation only once', () => {
    const ids = Object.values(maker.document.paths).flatMap((path) => Object.values(path)).map((operation) => operation.operationId).filter(Boolean);
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('a record of each type', () => {
  for (const type of types) {
    it(`${type}: what was sent comes back, is changed, undone, deleted and brought back`, async () => {
      const path = `/api/v1/${maker.path(type)}`, values = await maker.values(type);
      const made = await ann.post(path, values);
      assert.equal(made.status, 201, made.text);
      const { id } = made.json, at = `${path}/${id}`;
      assert.equal(made.headers.location, at);
      assert.equal(made.headers.etag, '"1"');
      assert.equal(made.json.version, 1);

      const read = await ann.get(at);
      assert.equal(read.status, 200);
      assert.deepEqual(read.json, made.json, 'the answer to the change is the record');
      for (const [name, value] of Object.entries(values)) {
        if (!read.json[name]?.sealed) assert.deepEqual(read.json[name], value, name);
      }

      const change = await otherValue(type, read.json), [name] = Object.keys(change);
      const changed = await ann.patch(at, { ...change, version: 1 });
      assert.equal(changed.status, 200, `${JSON.stringify(change)}: ${changed.text}`);
      assert.equal(changed.json.version, 2);
      assert.deepEqual(changed.json[name], change[name]);

      const history = await ann.get(`${at}/history`);
      assert.equal(history.status, 200);
      const update = history.json.items.find((item) => item.verb === 'update');
      assert.deepEqual(update.fields[name], { from: read.json[name] ?? null, to: change[name] });
      assert.equal(update.user, ann.me.user);
      assert.ok(history.json.items.some((item) => item.verb === 'create'));

      const undone = await ann.post(`${at}/undo`, { sequence: update.sequence });
      assert.equal(undone.status, 200, undone.text);
      assert.deepEqual(undone.json[name], read.json[name]);

      const without = await ann.delete(at);
      assertRefused(without, 422, ['reason']);
      const gone = await ann.delete(`${at}?reason=entered+twice`);
      assert.equal(gone.status, 200, gone.text);
      assert.ok(gone.json.deleted);
      const list = await ann.all(path);
      assert.ok(!list.some((item) => item.id === id), 'a deleted record is in no list');

      const back = await ann.post(`${at}/restore`);
      assert.equal(back.status, 200, back.text);
      assert.equal(back.json.deleted, undefined);
      const again = await ann.get(at);
      for (const [field, value] of Object.entries(read.json)) {
        if (!['version', 'updated'].includes(field)) assert.deepEqual(again.json[field], value, field);
      }
      const whole = (await ann.get(`${at}/history`)).json.items.map((item) => item.verb);
      assert.deepEqual(whole.sort(), ['create', 'delete', 'restore', 'update', 'update']);
    });

    it(`${type}: all missing and wrong fields are named at once`, async () => {
      const schema = maker.schema(type), wrong = {};
      for (const [name, field] of Object.entries(schema.properties)) {
        if (['id', 'org', 'version'].includes(name) || field.readOnly) continue;
        wrong[name] = [field.type].flat().includes('string') ? { not: 'a text' } : 'not this';
        if (field.title && schema.properties[name].sealed) delete wrong[name];
      }
      const answer = await ann.post(`/api/v1/${maker.path(type)}`, wrong);
      assert.equal(answer.status, 422, answer.text);
      const named = answer.json.errors.map((error) => error.field);
      for (const name of Object.keys(wrong)) {
        if (schema.properties[name]['x-sealed']) continue; // {"sealed": true} comes back as an object
        assert.ok(named.includes(name), `${name} is not named: ${answer.text}`);
      }
      const missing = await ann.post(`/api/v1/${maker.path(type)}`, {});
      if (type === 'saved_view') return assert.equal(missing.status, 403, 'a view is somebody\'s own');
      assert.equal(missing.status, schema.required ? 422 : 201, missing.text);
      for (const name of schema.required || []) {
        assert.ok(missing.json.errors.some((error) => error.field === name) || ['language', 'scope', 'active'].includes(name), `${name} is not asked for: ${missing.text}`);
      }
    });
  }
});

describe('a body with several faults', () => {
  it('has every one named: what is wrong, what is missing, what is not known', async () => {
    const village = '99999999', household = '01a00000-0000-7000-8000-000000000000';
    const answer = await ann.post('/api/v1/people', { name_latin: 'Faulty', age_years: 300, village, household });
    assertRefused(answer, 422, ['age_years', 'sex', 'village', 'household']);
  });
});

describe('a wrong value', () => {
  const cases = [
    ['a text for a number', { age_years: 'ten' }], ['a number out of bounds', { age_years: 121 }], ['a fraction', { age_years: 1.5 }],
    ['a number that is too large', '{"age_years":123456789012345678901234567890}'], ['a day that is none', { birth_date: '1990-02-30' }],
    ['a day in the future', { birth_date: '2999-01-01' }], ['a choice that is none', { sex: 'q' }], ['null for what is required', { sex: null }],
    ['a list that is none', { vulnerability: 7 }], ['an unknown code in a list', { vulnerability: ['debt', 'rich'] }],
    ['a reference to nothing', { household: crypto.randomUUID() }], ['a reference that is no id', { household: 'HH-0001' }],
    ['a reference to another kind of record', async () => ({ household: (await maker.one('course')).id })],
    ['an unknown place', { village: '99999999' }], ['a place of the wrong level', { village: '05' }],
    ['an unknown field', { shoe_size: 42 }], ['a text that is too long', { name_latin: 'x'.repeat(251) }],
    ['a note that is too long', { note: 'x'.repeat(20001) }],
    ['a number for a text', { name_latin: 7 }], ['NUL in a text', '{"name_latin":"A\\u0000B"}'],
    ['a control byte in a text', '{"name_latin":"A\\u0007B"}'], ['a yes that is none', { household_head: 'yes' }],
  ];
  for (const [what, patch] of cases) {
    it(`is refused by name: ${what}`, async () => {
      const part = typeof patch === 'function' ? await patch() : patch;
      const [name] = Object.keys(typeof part === 'string' ? JSON.parse(part) : part);
      const values = { name_latin: 'Chan Thy', sex: 'f', [name]: undefined };
      const body = typeof part === 'string' ? JSON.stringify(values).replace(/}$/, `,${part.slice(1)}`) : JSON.stringify({ ...values, ...part });
      const answer = await ann.call('POST', '/api/v1/people', { body, headers: { 'content-type': 'application/json' } });
      assertRefused(answer, /fraction|too large/.test(what) ? 400 : 422, [name]);
    });
  }

  it('in broken UTF-8 is refused as unreadable', async () => {
    const body = Buffer.concat([Buffer.from('{"sex":"f","name_latin":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"}')]);
    assertRefused(await ann.call('POST', '/api/v1/people', { body }), 400);
  });

  it('does not stop the others from being named', async () => {
    const answer = await ann.post('/api/v1/people', { sex: 'q', age_years: -1, village: '1', birth_date: 'x', shoe_size: 1 });
    assertRefused(answer, 422, ['age_years', 'birth_date', 'sex', 'shoe_size', 'village']);
  });

  it('is refused in Khmer and in English, as the client asks', async () => {
    const english = await ann.post('/api/v1/people', { sex: 'q' }, { cookie: `${ann.headers.cookie}; lang=en` });
    const khmer = await ann.post('/api/v1/people', { sex: 'q' }, { cookie: `${ann.headers.cookie}; lang=km` });
    assert.doesNotMatch(english.text, /[\u1780-\u17ff]/);
    for (const { message } of khmer.json.errors) assert.match(message, /[\u1780-\u17ff]/);
  });
});

describe('Khmer text', () => {
  it('with its marks in any order is stored as the same text', async () => {
    const orders = ['ស្ត្រី', 'ស្រ្តី'];
    const made = await Promise.all(orders.map((name_km) => ann.create('people', { name_km, sex: 'f' })));
    assert.equal(made[0].name_km, made[1].name_km);
    const marks = ['កុំ', 'កំុ'];
    const more = await Promise.all(marks.map((name_km) => ann.create('people', { name_km, sex: 'f' })));
    assert.equal(more[0].name_km, more[1].name_km);
  });

  it('is found by search whatever the order it is typed in', async () => {
    const { id } = await ann.create('people', { name_km: 'ស្ត្រីរត្ន', sex: 'f' });
    const found = await ann.get(`/api/v1/people?q=${encodeURIComponent('ស្រ្តីរត្ន')}`);
    assert.ok(found.json.items.some((item) => item.id === id), found.text);
  });
});

describe('a malformed request', () => {
  const bodies = ['', '{', '[1,', '{"a":1}}', '{"a":1,}', "{'a':1}", 'nonsense', '{"a":NaN}', '{"a":1 "b":2}', '\u0000', '{"a":"\\ud800"}', `${'['.repeat(40)}${']'.repeat(40)}`];
  for (const body of bodies) {
    it(`is answered 400: ${JSON.stringify(body.slice(0, 20))}`, async () => assertRefused(await ann.call('POST', '/api/v1/people', { body }), 400));
  }
  it('with a doubled member is answered 400', async () => {
    assertRefused(await ann.call('POST', '/api/v1/people', { body: '{"sex":"f","sex":"m","name_latin":"A"}' }), 400);
  });
  it('that is no object is refused', async () => {
    for (const body of ['"text"', '1', 'null', 'true', '[]', '[1]']) {
      const answer = await ann.call('POST', '/api/v1/people', { body });
      assert.ok([400, 422].includes(answer.status), `${body}: ${answer.status}`);
    }
  });
  it('that is too large is answered 413 and the next one is served', async () => {
    const answer = await ann.call('POST', '/api/v1/people', { body: `{"note":"${'x'.repeat(2 * 1024 * 1024)}"}` });
    assert.equal(answer.status, 413, answer.text);
    assert.equal((await ann.get('/api/v1/me')).status, 200);
  });
  it('to an unknown address, type or id is answered 404, with an unknown method 405', async () => {
    for (const address of ['/api/v1/nothing', '/api/v2/people', `/api/v1/people/${crypto.randomUUID()}`, '/api/v1/people/x', `/api/v1/people/${crypto.randomUUID()}/no`]) {
      assertRefused(await ann.get(address), 404);
    }
    const unknown = await ann.call('PUT', '/api/v1/people');
    assert.equal(unknown.status, 405);
    assert.equal(unknown.headers.allow, 'GET, HEAD, POST');
  });
});

describe('an Idempotency-Key', () => {
  const count = async () => (await ann.get('/api/v1/people?limit=1')).json.total;

  it('sent again has one effect and the same answer', async () => {
    const key = { 'idempotency-key': unique() }, person = { name_latin: 'Keo Once', sex: 'm' };
    const before = await count();
    const first = await ann.post('/api/v1/people', person, key), second = await ann.post('/api/v1/people', person, key);
    assert.equal(first.status, 201);
    assert.equal(second.status, 200);
    assert.equal(second.headers['idempotent-replayed'], 'true');
    assert.equal(second.json.id, first.json.id);
    assert.equal(await count(), before + 1);
  });

  it('sent twenty times at the same instant has one effect', async () => {
    const key = { 'idempotency-key': unique() }, before = await count();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ann.post('/api/v1/people', { name_latin: 'Keo Twenty', sex: 'm' }, key)));
    for (const answer of answers) assert.ok([200, 201].includes(answer.status), answer.text);
    assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1);
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(await count(), before + 1);
  });

  it('that comes back with something else is refused, and the first effect stays', async () => {
    const key = { 'idempotency-key': unique() }, before = await count();
    const first = await ann.create('people', { name_latin: 'Keo First', sex: 'm' });
    assert.equal((await ann.post('/api/v1/people', { name_latin: 'Keo Keyed', sex: 'm' }, key)).status, 201);
    assertRefused(await ann.post('/api/v1/people', { name_latin: 'Keo Other', sex: 'f' }, key), 422, ['Idempotency-Key']);
    assertRefused(await ann.post('/api/v1/people', [{ name_latin: 'Keo A', sex: 'f' }, { name_latin: 'Keo B', sex: 'f' }], key), 422, ['Idempotency-Key']);
    assertRefused(await ann.post('/api/v1/courses', { title: 'Keyed', topics: ['marketing'] }, key), 422, ['Idempotency-Key']);
    assertRefused(await ann.patch(`/api/v1/people/${first.id}`, { note: 'x', version: 1 }, key), 422, ['Idempotency-Key']);
    assertRefused(await ann.delete(`/api/v1/people/${first.id}?reason=x`, key), 422, ['Idempotency-Key']);
    assert.equal(await count(), before + 2);
    assert.equal((await ann.get(`/api/v1/people/${first.id}`)).json.version, 1);
  });

  it('of another user or organisation is another key', async () => {
    const other = await addUser(ann, 'keyed', { roles: ['manager'] }), key = { 'idempotency-key': unique() };
    const mine = await ann.post('/api/v1/people', { name_latin: 'Keo Mine', sex: 'm' }, key);
    const theirs = await other.post('/api/v1/people', { name_latin: 'Keo Theirs', sex: 'm' }, key);
    assert.deepEqual([mine.status, theirs.status], [201, 201]);
    assert.notEqual(mine.json.id, theirs.json.id);
  });

  it('of a refused change is free to be used again', async () => {
    const key = { 'idempotency-key': unique() };
    assert.equal((await ann.post('/api/v1/people', { name_latin: 'No sex' }, key)).status, 422);
    assert.equal((await ann.post('/api/v1/people', { name_latin: 'With sex', sex: 'f' }, key)).status, 201);
  });

  it('on a change makes it once, whatever the version says the second time', async () => {
    const person = await ann.create('people', { name_latin: 'Keo Patch', sex: 'm' }), key = { 'idempotency-key': unique() };
    const at = `/api/v1/people/${person.id}`;
    assert.equal((await ann.patch(at, { note: 'a', version: 1 }, key)).json.version, 2);
    const again = await ann.patch(at, { note: 'a', version: 1 }, key);
    assert.equal(again.status, 200, again.text);
    assert.equal((await ann.get(at)).json.version, 2);
  });
});

describe('a version', () => {
  let at;
  before(async () => { at = `/api/v1/people/${(await ann.create('people', { name_latin: 'Vann Version', sex: 'm' })).id}`; });

  it('that is missing is asked for with 428', async () => assertRefused(await ann.patch(at, { note: 'x' }), 428, ['version']));
  it('that is none is refused', async () => {
    for (const version of ['1', 0, -1, 1.5, null]) assertRefused(await ann.patch(at, { note: 'x', version }), version === 1.5 ? 400 : 422, ['version']);
    assert.equal((await ann.patch(at, { note: 'x' }, { 'if-match': 'yesterday' })).status, 422);
  });
  it('that is stale is answered with the record as it is now, and changes nothing', async () => {
    assert.equal((await ann.patch(at, { note: 'first' }, { 'if-match': '"1"' })).status, 200);
    const stale = await ann.patch(at, { note: 'second' }, { 'if-match': '"1"' });
    assertRefused(stale, 412, ['version']);
    assert.equal(stale.json.current.note, 'first');
    assert.equal(stale.json.current.version, 2);
    const inBody = await ann.patch(at, { note: 'second', version: 1 });
    assertRefused(inBody, 409, ['version']);
    assert.equal(inBody.json.current.note, 'first');
    assert.equal((await ann.get(at)).json.note, 'first');
  });
  it('lets exactly one of twenty simultaneous changes through', async () => {
    const { version } = (await ann.get(at)).json;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ann.patch(at, { note: `n${i}` }, { 'if-match': `"${version}"` })));
    assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
    assert.equal(answers.filter((answer) => answer.status === 412).length, 19);
    assert.equal((await ann.get(at)).json.version, version + 1);
  });
  it('that the client has already is answered 304 without a body', async () => {
    const { headers } = await ann.get(at);
    const same = await ann.get(at, { 'if-none-match': headers.etag });
    assert.equal(same.status, 304);
    assert.equal(same.text, '');
    assert.equal((await ann.get(at, { 'if-none-match': '"999"' })).status, 200);
  });
  it('guards a delete too', async () => {
    assertRefused(await ann.delete(`${at}?reason=wrong`, { 'if-match': '"1"' }), 412, ['version']);
    assert.equal((await ann.get(at)).json.deleted, undefined);
  });
});

describe('a record as of a day', () => {
  it('is as it was when that day ended', async () => {
    const { id } = await ann.create('people', { name_latin: 'Then', sex: 'f' }), at = `/api/v1/people/${id}`;
    const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    assert.equal((await ann.patch(at, { name_latin: 'Now', version: 1 })).status, 200);
    const now = await ann.get(`${at}?as_of=${today}`);
    assert.equal(now.status, 200, now.text);
    assert.equal(now.json.name_latin, 'Now');
    assert.equal(now.json.version, 2);
    assertRefused(await ann.get(`${at}?as_of=2016-01-01`), 404);
    assertRefused(await ann.get(`${at}?as_of=someday`), 422, ['as_of']);
  });
});

describe('a list', () => {
  before(async () => {
    const people = Array.from({ length: 120 }, (_, i) => ({ name_latin: `List ${String(i).padStart(3, '0')}`, sex: i % 3 ? 'f' : 'm', age_years: i % 50, age_on: '2016-05-01', village: places.village }));
    const answer = await ann.post('/api/v1/people', people);
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.items.length, 120);
  });

  it('read page by page is whole and without doubles while others add to it', async () => {
    const before = new Set((await ann.all('/api/v1/people')).map((item) => item.id));
    for (const order of ['', '&sort=name_latin', '&sort=-name_latin', '&sort=age_years', '&sort=sex']) {
      const seen = [];
      for (let cursor = ''; cursor !== null;) {
        const page = await ann.get(`/api/v1/people?limit=17${order}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        assert.equal(page.status, 200, page.text);
        seen.push(...page.json.items.map((item) => item.id));
        cursor = page.json.next_cursor;
        await ann.create('people', { name_latin: `List ${unique()}`, sex: 'm' });
      }
      assert.equal(new Set(seen).size, seen.length, `doubles with ${order}`);
      for (const id of before) assert.ok(seen.includes(id), `a record is missing with ${order}`);
    }
  });

  it('is in the order asked for', async () => {
    const names = (await ann.all('/api/v1/people?sort=age_years')).map((item) => item.age_years).filter((age) => age !== null);
    assert.deepEqual(names, [...names].sort((a, b) => a - b));
    const down = (await ann.all('/api/v1/people?sort=-age_years')).map((item) => item.age_years).filter((age) => age !== null);
    assert.deepEqual(down, [...down].sort((a, b) => b - a));
  });

  it('holds what the filters say, and its total is their number', async () => {
    const everybody = await ann.all('/api/v1/people');
    const cases = [
      ['sex=m', (p) => p.sex === 'm'], ['sex.ne=m', (p) => p.sex !== 'm'], ['age_years.ge=10&age_years.lt=20', (p) => p.age_years !== null && p.age_years >= 10 && p.age_years < 20],
      [`village=${places.village}`, (p) => p.village === places.village], [`village.within=${places.province}`, (p) => p.village?.startsWith(places.province)],
      ['village.empty=1', (p) => p.village === null], ['village.filled=1', (p) => p.village !== null], [`sex=f&age_years=${encodeURIComponent('៧')}`, (p) => p.sex === 'f' && p.age_years === 7],
    ];
    for (const [query, holds] of cases) {
      const wanted = everybody.filter(holds).map((p) => p.id).sort();
      assert.deepEqual((await ann.all(`/api/v1/people?${query}`)).map((p) => p.id).sort(), wanted, query);
      assert.equal((await ann.get(`/api/v1/people?${query}&limit=1`)).json.total, wanted.length, query);
    }
  });

  it('refuses what it does not know, by name', async () => {
    const cases = { 'shoe_size=4': 'shoe_size', 'limit=0': 'limit', 'limit=251': 'limit', 'limit=x': 'limit', 'sort=shoe_size': 'sort', 'sex=q': 'sex',
      'age_years.within=3': 'age_years.within', 'cursor=nonsense': 'cursor', 'page=0': 'page', 'age_years=ten': 'age_years', 'org=lead': 'org', 'deleted=maybe': 'deleted' };
    for (const [query, field] of Object.entries(cases)) assertRefused(await ann.get(`/api/v1/people?${query}`), 422, [field]);
    assertRefused(await ann.get('/api/v1/identity-documents?number.ge=1'), 422, ['number.ge']);
  });

  it('finds by words in either script', async () => {
    const { id } = await ann.create('people', { name_latin: 'Chea Sophal', name_km: 'ជា សុផល', sex: 'm' });
    for (const words of ['sophal', 'SOPHAL chea', 'សុផល']) {
      const found = await ann.all(`/api/v1/people?q=${encodeURIComponent(words)}`);
      assert.ok(found.some((item) => item.id === id), words);
    }
  });
});

describe('many records in one request', () => {
  it('are made all together', async () => {
    const courses = ['First', 'Second', 'Third'].map((title) => ({ title: `${title} ${unique()}`, topics: ['marketing'] }));
    const answer = await ann.post('/api/v1/courses', courses);
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.json.items.map((item) => item.title), courses.map((course) => course.title));
  });
  it('or none of them, and the refusal says which and why', async () => {
    const before = (await ann.get('/api/v1/courses?limit=1')).json.total;
    const answer = await ann.post('/api/v1/courses', [{ title: 'Good', topics: ['marketing'] }, { title: 'Bad', topics: ['dancing'] }, { topics: ['marketing'] }]);
    assert.equal(answer.status, 422);
    const named = answer.json.errors.map((error) => error.field);
    assert.ok(named.includes('1.topics'), answer.text);
    assert.equal((await ann.get('/api/v1/courses?limit=1')).json.total, before);
    const late = await ann.post('/api/v1/courses', [{ title: 'Good', topics: ['marketing'] }, { topics: ['marketing'] }]);
    assertRefused(late, 422, ['1.title']);
    assert.equal((await ann.get('/api/v1/courses?limit=1')).json.total, before);
  });
});

describe('what must be unique', () => {
  it('is refused the second time with the field named', async () => {
    const agreement = await maker.values('agreement');
    await ann.create('agreements', agreement);
    assertRefused(await ann.post('/api/v1/agreements', agreement), 422, ['number']);
    const user = await maker.values('user');
    await ann.create('users', user);
    assertRefused(await ann.post('/api/v1/users', { ...user, login: user.login.toUpperCase() }), 422, ['login']);
    assertRefused(await ann.post('/api/v1/areas', { area_code: places.village, name_km: 'ក', name_latin: 'X', type: 'phum' }), 422);
  });
  it('is kept when twenty try at the same instant', async () => {
    const agreement = await maker.values('agreement');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ann.post('/api/v1/agreements', agreement)));
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    for (const answer of answers) if (answer.status !== 201) assertRefused(answer, 422, ['number']);
  });
});

describe('an own id', () => {
  it('made on a phone is kept, and a second record cannot take it', async () => {
    const id = '01a20be3-f588-7000-aaa6-0a5bdeb64701';
    assert.equal((await ann.create('courses', { id, title: 'Offline', topics: ['marketing'] })).id, id);
    const again = await ann.post('/api/v1/courses', { id, title: 'Other', topics: ['marketing'] });
    assert.ok([409, 422].includes(again.status), again.text);
    assert.equal((await ann.get(`/api/v1/courses/${id}`)).json.title, 'Offline');
  });
});

describe('sealed fields', () => {
  it('are not in answers, lists or history, and stay when the record is sent back', async () => {
    const document = await ann.create('identity-documents', { ...await maker.values('identity_document'), number: 'ID-PLAIN-77' });
    const at = `/api/v1/identity-documents/${document.id}`;
    for (const address of [at, `${at}/history`, '/api/v1/identity-documents?limit=250']) {
      const answer = await ann.get(address);
      assert.ok(!answer.text.includes('ID-PLAIN-77'), address);
    }
    const sent = await ann.patch(at, { ...document, kind: 'passport' });
    assert.equal(sent.status, 200, sent.text);
    assert.deepEqual(sent.json.number, { sealed: true });
  });
});

describe('after all of this', () => {
  it('nobody without a token has seen anything', async () => {
    for (const type of types) assert.equal((await request(server, 'GET', `/api/v1/${maker.path(type)}`)).status, 401, type);
  });
  it('the server lives', () => assert.ok(server.isAlive()));
});
