// SPDX-License-Identifier: Apache-2.0
// An arrival written down: lists through the page and through the API, families, people who have a file already, the
// queue, slips.  What it must never do: tell a name to who may not open the file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, formToken, makePlaces, unique } from './app.mjs';

let server, ann, supervisor, dara, maly, viewer, arrival;
const list = (client, rows, key = unique(), at = arrival) => client.post(`/api/v1/arrivals/${at.id}/intake`, { rows }, { 'idempotency-key': key });
const page = (client, fields, at = arrival) => client.form(`/arrivals/${at.id}/intake`, { key: crypto.randomUUID(), do: 'save', ...fields });
const newArrival = (day = '2016-05-10') => dara.create('arrivals', { on_day: day, kind: 'deported', from_country: 'TH', women: 20, men: 21 });
// All pages of the queue.
async function queue(client) {
  const first = (await client.get('/api/v1/arrivals/queue')).json;
  for (let page = first; page.more_href;) {
    page = (await client.get(`/api/v1${page.more_href}`)).json;
    first.waiting.push(...page.waiting);
  }
  return first;
}
const waits = async (client, code) => (await queue(client)).waiting.find((group) => group.people.some((person) => person.file_code === code));
const file = async (client, id) => (await client.get(`/api/v1/case-files/${id}`)).json;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  supervisor = await addUser(ann, 'supervisor', { roles: ['manager'] });
  dara = await addUser(ann, 'dara', { roles: ['social_worker'] });
  maly = await addUser(ann, 'maly', { roles: ['social_worker'] });
  viewer = await addUser(ann, 'viewer', { roles: ['viewer'] });
});
after(() => server.stop());

describe('a list on the page', () => {
  before(async () => { arrival = await newArrival(); });

  it('becomes files and places in one go, everything but the sex may be missing', async () => {
    const html = await dara.get(`/arrivals/${arrival.id}/intake`);
    assert.equal(html.status, 200, html.text);
    const saved = await page(dara, { 'name.1': 'ញ៉ែម សុភាព', 'sex.1': 'f', 'age.1': '២៤', 'home.1': places().district, 'urgent.1': 'medical',
      'sex.2': 'm', 'name.3': 'Roeun Veasna', 'sex.3': 'm', 'age.3': '1988', 'name.4': '' });
    assert.equal(saved.status, 303, saved.text);
    assert.match(saved.headers.location, /from=1&to=3$/);
    const files = await dara.all(`/api/v1/case-files?arrival=${arrival.id}`);
    assert.deepEqual(files.map((one) => [one.sex, one.age_years, one.birth_year, one.home_village]).sort(),
      [['f', 24, 1992, places().district], ['m', 28, 1988, null], ['m', null, null, null]].sort());
    assert.deepEqual(files[0].case_worker, dara.me.user);
  });

  it('keeps what was typed when a row is wrong, and names the cell', async () => {
    const before = (await dara.all(`/api/v1/case-files?arrival=${arrival.id}`)).length;
    const refused = await page(dara, { 'name.1': 'Keo Chenda', 'sex.1': 'f', 'age.1': '30', 'name.2': 'Suon Rithy', 'age.2': '12/13/1990', 'home.3': 'Nowhereville', 'sex.3': 'm' });
    assert.equal(refused.status, 422);
    for (const typed of ['Keo Chenda', 'Suon Rithy', 'Nowhereville']) assert.ok(refused.text.includes(`value="${typed}"`), typed);
    for (const input of ['sex.2', 'age.2', 'home.3']) assert.ok(refused.text.includes(`id="${input}-error"`), input);
    assert.ok(!refused.text.includes('id="sex.1-error"'));
    assert.equal((await dara.all(`/api/v1/case-files?arrival=${arrival.id}`)).length, before);
  });

  it('refuses a birth after the arrival and a number that somebody has on the wrist', async () => {
    const born = await page(dara, { 'name.1': 'Pen Sopheak', 'sex.1': 'm', 'age.1': '11/5/2016' });
    assert.ok(born.status === 422 && born.text.includes('The date of birth is after the arrival.'), born.text);
    const twice = await page(dara, { 'sex.1': 'm', 'band.1': '77', 'sex.2': 'f', 'band.2': '77' });
    assert.ok(twice.status === 422 && twice.text.includes('id="band.2-error"'), twice.text);
    assert.equal((await page(dara, { 'sex.1': 'm', 'band.1': '77' })).status, 303);
    const again = await page(dara, { 'sex.1': 'm', 'band.1': '77' });
    assert.ok(again.status === 422 && again.text.includes('id="band.1-error"'), again.text);
  });

  it('has one effect however often it is sent', async () => {
    const fields = { key: crypto.randomUUID(), 'name.1': 'Hang Dany', 'sex.1': 'f', 'age.1': '22', 'name.2': 'Sim Phalla', 'sex.2': 'm', 'age.2': '41' };
    const first = await page(dara, fields), second = await page(dara, fields);
    assert.equal(second.status, 303, second.text);
    assert.equal(first.headers.location, second.headers.location);
    const files = (await dara.all(`/api/v1/case-files?arrival=${arrival.id}`)).filter((one) => [22, 41].includes(one.age_years));
    assert.equal(files.length, 2);
  });

  it('gives more rows and counts those who stay a number', async () => {
    const more = await page(dara, { 'name.1': 'Long Kanha', do: 'more' });
    assert.ok(more.status === 200 && more.text.includes('value="Long Kanha"') && more.text.includes('name="sex.13"'));
    const { version } = (await dara.get(`/api/v1/arrivals/${arrival.id}`)).json;
    const counted = await dara.form(`/arrivals/${arrival.id}/counts`, { version, women: '၂', men: '1' });
    assert.equal(counted.status, 422);
    assert.equal((await dara.form(`/arrivals/${arrival.id}/counts`, { version, women: '២២', men: '30', girls: '3', boys: '' })).status, 303);
    const now = (await dara.get(`/api/v1/arrivals/${arrival.id}`)).json;
    assert.deepEqual([now.women, now.men, now.girls, now.boys], [22, 30, 3, null]);
    assert.equal((await dara.form(`/arrivals/${arrival.id}/counts`, { version, women: '1' })).status, 409);
  });
});

describe('a list from a program', () => {
  before(async () => { arrival = await newArrival('2016-06-10'); });

  it('takes five hundred people in one request and says who got which number', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ sex: i % 3 ? 'f' : 'm', age: 15 + (i % 50), urgent: i % 100 ? [] : ['safety'] }));
    const key = unique(), made = await list(dara, rows, key);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(made.json.rows.map((row) => row.number), Array.from({ length: 500 }, (_, i) => i + 1));
    const again = await list(dara, rows, key);
    assert.equal(again.status, 200, again.text);
    assert.deepEqual(again.json.rows, made.json.rows);
    assertRefused(await list(dara, rows.slice(1), key), 422, ['Idempotency-Key']);
    assert.equal((await dara.get(`/api/v1/case-files?arrival=${arrival.id}&limit=1`)).json.total, 500);
  });

  it('names what is wrong by row, counted from 0', async () => {
    const refused = await list(dara, [{ sex: 'f' }, { name: 'Im Sok' }, { sex: 'm', home: '9999', urgent: ['hungry'] }]);
    assertRefused(refused, 422, ['1.sex', '2.home', '2.name']);
    assertRefused(await list(dara, []), 422, ['rows']);
    assertRefused(await dara.post(`/api/v1/arrivals/${arrival.id}/intake`, { rows: 'none' }), 422, ['rows']);
    assertRefused(await list(dara, [{ sex: 'f' }, { sex: 'f', nam: 'Sok Dara', urgent: 'medical', age: [2] }]), 422, ['1.nam', '1.urgent', '1.age']);
  });

  it('says that a family was changed meanwhile, and asks nothing then', async () => {
    const made = await list(dara, [{ sex: 'f', age: 30, family: 'a' }]);
    const { code } = (await dara.get(`/api/v1/case-families/${made.json.rows[0].family}`)).json;
    const late = [];
    for (let round = 0; round < 20 && !late.length; round++) {
      const sent = await Promise.all(Array.from({ length: 8 }, () => list(dara, [{ sex: 'f', age: 8, family: code }])));
      late.push(...sent.filter(({ status }) => status !== 201));
    }
    assert.ok(late.length > 0, 'eight at once are not all first');
    for (const { status, json } of late) assert.deepEqual([status, json.code, json.title, json.candidates], [409, 'changed', 'Somebody changed this meanwhile.', undefined]);
  });

  it('is not taken from who may not write files, nor for an arrival that is not there', async () => {
    for (const client of [viewer, ann]) assert.equal((await list(client, [{ sex: 'f' }])).status, client === ann ? 201 : 404);
    assert.equal((await list(dara, [{ sex: 'f' }], unique(), { id: crypto.randomUUID() })).status, 404);
    assert.equal((await viewer.get(`/arrivals/${arrival.id}/intake`)).status, 404);
    assert.equal((await viewer.get('/arrivals/queue')).status, 404);
  });
});

describe('somebody who has a file', () => {
  let earlier;
  before(async () => {
    arrival = await newArrival('2016-07-01');
    const made = await list(dara, [{ name_km: 'ឃុន ច័ន្ទធូ', name_latin: 'Khun Chanthou', sex: 'f', age: 29 }]);
    assert.equal(made.status, 201, made.text);
    earlier = await file(dara, made.json.rows[0].case_file);
    arrival = await newArrival('2016-09-01');
  });

  it('is asked about by code, with reasons, and without the name for who may not open the file', async () => {
    const asked = await list(maly, [{ sex: 'm' }, { name: 'Chanthou Khun', sex: 'f', age: 30 }]);
    assertRefused(asked, 409, ['1.name']);
    assert.match(asked.json.errors[0].message, new RegExp(earlier.code));
    const [{ row, files: [found] }] = asked.json.candidates;
    assert.deepEqual([row, found.file_code, found.file_name], [1, earlier.code, '']);
    assert.ok(found.reasons.length >= 3 && found.score >= 30, asked.text);
    assert.ok(!/ឃុន|Khun/.test(asked.text), asked.text);
    assert.equal((await dara.get(`/api/v1/case-files?arrival=${arrival.id}&limit=1`)).json.total, 0);
  });

  it('is shown by name to who works on that file, and the look is logged', async () => {
    const asked = await page(dara, { 'name.1': 'Khun Chanthou', 'sex.1': 'f', 'age.1': '29' });
    assert.equal(asked.status, 409);
    assert.ok(asked.text.includes('ឃុន ច័ន្ទធូ') && asked.text.includes(earlier.code));
    const reads = (await dara.get(`/api/v1/case-files/${earlier.id}/reads`)).json.items;
    assert.equal(reads[0].purpose, 'to see whether somebody came before');
    const other = await page(maly, { 'name.1': 'Khun Chanthou', 'sex.1': 'f', 'age.1': '29' });
    assert.ok(other.status === 409 && !other.text.includes('ឃុន ច័ន្ទធូ'));
  });

  it('is found by name in the search, as a code, by who works on the file and nobody else', async () => {
    const officer = await addUser(ann, 'officer', { roles: ['me_officer'] });
    const search = async (client, q) => client.get((await client.form('/search', { q })).headers.location);
    for (const [client, is_found] of [[dara, true], [maly, false], [supervisor, false], [officer, false], [viewer, false]]) {
      const page = await search(client, 'Khun Chanthou');
      assert.equal(page.text.includes(earlier.code), is_found, client.me.user);
      assert.ok(!page.text.includes('ឃុន ច័ន្ទធូ'));
    }
    const { items } = (await dara.post('/api/v1/pick/case-files', { q: 'ឃុន ច័ន្ទធូ' })).json;
    assert.deepEqual(items.map((item) => item.label), [earlier.code]);
  });

  it('is nobody to ask about when sex or age are others', async () => {
    const made = await list(dara, [{ name: 'Khun Chanthou', sex: 'm', age: 29 }, { name: 'Khun Chanthou', sex: 'f', age: 55 }]);
    assert.equal(made.status, 201, made.text);
  });

  it('goes on in that file, which opens to nobody new by it', async () => {
    const made = await list(maly, [{ name: 'Khun Chanthou', sex: 'f', age: 30, decide: earlier.code }]);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.json.rows[0].case_file, made.json.rows[0].came_before], [earlier.id, true]);
    const group = await waits(maly, earlier.code);
    const taken = await maly.form('/arrivals/queue', { place: group.first_id, do: 'take' });
    assert.ok(taken.status === 422 && taken.text.includes('This person has an earlier file'), taken.text);
    assert.equal((await file(dara, earlier.id)).case_worker, dara.me.user);
    assert.equal((await dara.form('/arrivals/queue', { place: group.first_id, do: 'take' })).status, 303);
  });

  it('is another person when it is said, and a file that is not there is no answer', async () => {
    assertRefused(await list(maly, [{ name: 'Khun Chanthou', sex: 'f', age: 30, decide: 'CA-9999X' }]), 422, ['0.decide']);
    const made = await list(maly, [{ name: 'Khun Chanthou', sex: 'f', age: 30, decide: 'new' }]);
    assert.equal(made.status, 201, made.text);
    assert.notEqual(made.json.rows[0].case_file, earlier.id);
  });

  it('and stands twice in one list is asked about once', async () => {
    const rows = [{ name: 'Prum Sarann', sex: 'm', age: 33 }, { name: 'Sarann Prum', sex: 'm', age: 34 }];
    const asked = await list(dara, rows);
    assertRefused(asked, 409, ['1.name']);
    assert.equal(asked.json.candidates[0].double_of, 0);
    assert.equal((await list(dara, [rows[0], { ...rows[1], decide: 'new' }])).status, 201);
  });
});

describe('the list of a truck', () => {
  const bring = (client, text, name = 'truck.csv', at = arrival) => {
    const edge = `edge${unique()}`, part = (head, body) => `--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
    const body = `${part('name="csrf"', client.csrf)}${part(`name="file"; filename="${name}"\r\ncontent-type: text/csv`, text)}--${edge}--\r\n`;
    return client.call('POST', `/arrivals/${at.id}/list`, { body, headers: { 'content-type': `multipart/form-data; boundary=${edge}`, 'x-csrf-token': undefined } });
  };
  before(async () => { arrival = await newArrival('2016-09-20'); });

  it('fills the rows in either language, saves nothing by itself, and leaves nothing on the disk', async () => {
    const brought = await bring(dara, 'ឈ្មោះ;ភេទ;អាយុ;ស្រុក;តម្រូវការបន្ទាន់\r\nហែម រដ្ឋា;ប្រុស;៤១;;Needs a doctor, safety\r\nទូច សុខជា;ស្រី;1979;;\r\n');
    assert.equal(brought.status, 200, brought.text);
    assert.deepEqual([...brought.text.matchAll(/name="(?:name|age)\.\d" value="([^"]*)"/g)].map((found) => found[1]), ['ហែម រដ្ឋា', '៤១', 'ទូច សុខជា', '1979']);
    assert.equal((brought.text.match(/name="urgent\.1" value="(?:medical|safety)" checked/g) || []).length, 2);
    assert.match(brought.text, /value="f" selected/);
    assert.equal((await dara.get(`/api/v1/case-files?arrival=${arrival.id}&limit=1`)).json.total, 0);
    assert.ok(!fs.readdirSync(server.folder, { recursive: true }).some((name) => /imports\//.test(name)));
  });

  it('takes names in two columns and ages in words, and says which columns it does not know', async () => {
    const brought = await bring(dara, 'ល.រ,Family name,Given name,Sex,Age,Date of birth,Province\r\n1,Chhim,Borey,m,២៤ ឆ្នាំ,1992-01-01,Battambang\r\n2,Chhim,Malis,f,5 months,,\r\n');
    assert.equal(brought.status, 422, brought.text);
    assert.match(brought.text, /not taken: “Date of birth”, “Province”/);
    assert.deepEqual([...brought.text.matchAll(/name="(?:name|band)\.\d" value="([^"]*)"/g)].map((found) => found[1]).filter(Boolean), ['Chhim Borey', 'Chhim Malis']);
    const other = await newArrival('2016-09-21'), made = await list(dara, [{ name: 'Chhim Borey', sex: 'm', age: '២៤ ឆ្នាំ' }, { name: 'Chhim Malis', sex: 'f', age: '5 months' }], unique(), other);
    assert.equal(made.status, 201, made.text);
    const ages = await Promise.all(made.json.rows.map(async (row) => (await file(dara, row.case_file)).age_years));
    assert.deepEqual(ages, [24, 0]);
  });

  it('asks about people with files and says what is wrong before anything is saved', async () => {
    const asked = await bring(maly, 'name,sex,age\r\nKhun Chanthou,f,29\r\n');
    assert.ok(asked.status === 409 && asked.text.includes('go on in file CA-') && !asked.text.includes('ឃុន ច័ន្ទធូ'), asked.text);
    const wrong = await bring(dara, 'name,sex,age\r\nA B,hen,29\r\n');
    assert.ok(wrong.status === 422 && wrong.text.includes('id="sex.1-error"'), wrong.text);
  });

  it('is refused with words when it is no list, and not taken from who may not write', async () => {
    for (const [text, words] of [['', 'Choose a file.'], ['a,b\r\n1,2\r\n', 'No column for the sex was found.'], ['name,sex\r\n', 'Nobody stands in this list.'], ['PK\u0003\u0004 broken', 'workbook']]) {
      const refused = await bring(dara, text);
      assert.ok(refused.status === 422 && refused.text.includes(words), `${JSON.stringify(text)}: ${refused.status} ${words}`);
    }
    const many = await bring(dara, `sex\r\n${'f\r\n'.repeat(501)}`);
    assert.ok(many.status === 422 && many.text.includes('more than 500') && many.text.includes('name="sex.500"'));
    assert.equal((await bring(viewer, 'sex\r\nf\r\n')).status, 404);
    assert.equal((await supervisor.call('POST', '/api/v1/imports/file?kind=case_file&name=x.csv', { body: 'sex\r\nf\r\n', headers: { 'content-type': 'text/csv' } })).status, 422);
    assert.match((await dara.get('/arrivals/template')).text, /^\ufeff"?Name, Khmer or Latin"?,Sex,/);
  });
});

describe('the queue', () => {
  let code, family;
  before(async () => {
    arrival = await newArrival('2016-10-01');
    const rows = [{ sex: 'm', age: 40 }, { sex: 'f', age: 34, family: 'a', tie: 'head' }, { sex: 'f', age: 9, family: 'A', tie: 'child', urgent: ['medical'] }, { sex: 'm', age: 3, family: 'a', tie: 'child' }];
    const made = await list(dara, rows);
    assert.equal(made.status, 201, made.text);
    family = made.json.rows.filter((row) => row.family);
    code = (await file(dara, family[1].case_file)).code;
  });

  it('keeps a family together, where its most urgent member stands', async () => {
    assert.equal(new Set(family.map((row) => row.family)).size, 1);
    const { waiting, waiting_people } = await queue(dara), together = await waits(dara, code);
    assert.deepEqual([together.people.length, together.urgency_level], [3, 3]);
    assert.equal(waiting.flatMap((group) => group.people).length, waiting_people);
    const place = waiting.findIndex((group) => group.first_id === together.first_id);
    assert.ok(waiting.slice(0, place).every((group) => group.urgency_level === 3));
  });

  it('is taken over as a whole by one social worker, whose files they are then', async () => {
    const group = await waits(maly, code);
    assert.equal((await maly.form('/arrivals/queue', { place: group.first_id, do: 'take' })).status, 303);
    for (const row of family) assert.equal((await file(maly, row.case_file)).case_worker, maly.me.user);
    assert.equal(await waits(maly, code), undefined);
    const late = await dara.form('/arrivals/queue', { place: group.first_id, do: 'take' });
    assert.ok(late.status === 422 && late.text.includes('Somebody else has taken this person over.'), late.text);
    const html = await supervisor.get('/arrivals/queue');
    assert.ok(html.text.includes('User maly') && html.text.includes(code));
  });

  it('takes them back from who has them, and lets them go', async () => {
    const place = (await queue(maly)).taken.find((person) => person.file_code === code);
    assert.equal((await maly.form('/arrivals/queue', { place: place.place_id, do: 'back' })).status, 303);
    const group = await waits(maly, code);
    assert.equal(group.people.length, 3);
    assert.equal((await maly.form('/arrivals/queue', { place: group.people[2].place_id, do: 'gone' })).status, 303);
    assert.equal((await waits(maly, code)).people.length, 2);
  });

  it('takes in files of the arrival that have no place, in the order they were made', async () => {
    await dara.create('case-files', { sex: 'm', arrival: arrival.id, arrived_on: '2016-10-01' });
    const before = (await queue(dara)).waiting_people;
    assert.equal((await dara.form(`/arrivals/${arrival.id}/queue`, {})).status, 303);
    assert.equal((await queue(dara)).waiting_people, before + 1);
    assert.equal((await dara.form(`/arrivals/${arrival.id}/queue`, {})).status, 303);
    assert.equal((await queue(dara)).waiting_people, before + 1);
  });

  it('prints slips with number, code and picture, and bands before anybody is known', async () => {
    const slips = await dara.get(`/arrivals/${arrival.id}/slips?from=2&to=4`);
    assert.equal((slips.text.match(/class="slip"/g) || []).length, 3);
    assert.equal((slips.text.match(/class="slip-qr"/g) || []).length, 3);
    assert.ok(slips.text.includes(code));
    const bands = await dara.get(`/arrivals/${arrival.id}/slips?bands=1&from=101&to=112`);
    assert.equal((bands.text.match(/class="slip"/g) || []).length, 12);
    assert.ok(bands.text.includes('>112<'));
  });
});

it('no form of the intake is taken without its token', async () => {
  const html = await dara.get(`/arrivals/${arrival.id}/intake`);
  assert.ok(formToken(html.text));
  const forged = await dara.call('POST', `/arrivals/${arrival.id}/intake`, { form: { 'sex.1': 'f', csrf: 'x' }, headers: { 'x-csrf-token': undefined } });
  assert.ok(forged.status === 403, `${forged.status}`);
});

function places() { return { district: '0501' }; }
