// SPDX-License-Identifier: Apache-2.0
// Files become records: whatever program wrote them, once however often they come, whole or not at all, and back again.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import zlib from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, binary, kind, makePlaces, places, sleep, unique, until } from './app.mjs';
import { book, bookXml, sheetXml, zip } from './workbook.mjs';

let server, ann;
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  ann.headers['accept-language'] = 'en';
  await makePlaces(ann);
});
after(() => server?.stop());

// ---- steps ----

async function bring(client, kind, body, name = 'table.csv') {
  const begun = await client.call('POST', `/api/v1/imports/file?kind=${kind}&name=${encodeURIComponent(name)}`, { body, headers: { 'content-type': 'application/octet-stream' } });
  assert.equal(begun.status, 201, begun.text);
  return begun.json.id;
}

const look = async (client, id, query = '') => (await client.get(`/api/v1/imports/${id}/look${query}`)).json;

async function settled(client, id) {
  await until(`import ${id} is done`, async () => (await client.get(`/api/v1/imports/${id}/progress`)).json.done, 120);
  return look(client, id);
}

async function checked(client, id, plan) {
  const sent = await client.call('POST', `/api/v1/imports/${id}/columns`, plan ? { json: plan } : {});
  assert.equal(sent.status, 200, sent.text);
  return settled(client, id);
}

async function step(client, id, name, json) {
  const sent = await client.call('POST', `/api/v1/imports/${id}/${name}`, json ? { json } : {});
  assert.equal(sent.status, 200, sent.text);
  return settled(client, id);
}

const numbers = (seen) => Object.fromEntries(seen.counts.map((count) => [count.count_name, count.count_number]));
const fieldsOf = (seen) => seen.columns.map((column) => column.column_field);

async function all(client, kind, body, plan) {
  const id = await bring(client, kind, body);
  const found = await checked(client, id, plan);
  const done = await step(client, id, 'write');
  assert.equal(done.import_state, 'done', JSON.stringify(done));
  return { id, found, done };
}

const household = (tag, n) => `No,Name of the head,Village,IDPoor,Members\n${Array.from({ length: n }, (_, i) => `${i + 1},Chan ${tag} ${i},${places.village},${i % 2 ? 'Poor level 1' : 'none'},${i % 9 + 1}`).join('\n')}\n`;

describe('an import', () => {
  it('suggests, checks, writes, and says what it did', async () => {
    const tag = unique(), id = await bring(ann, 'household', household(tag, 12));
    const seen = await look(ann, id);
    assert.deepEqual(fieldsOf(seen), ['', 'head_name', 'village', 'id_poor', 'members']);
    const found = await checked(ann, id);
    assert.deepEqual(numbers(found), { new: 12, changed: 0, unchanged: 0, skipped: 0, refused: 0 });
    assert.equal((await ann.get(`/api/v1/households?q=${tag}`)).json.total, 0, 'a check writes nothing');
    const done = await step(ann, id, 'write');
    assert.equal(done.import_state, 'done');
    const made = await ann.all(`/api/v1/households?q=${tag}`);
    assert.equal(made.length, 12);
    assert.equal(made.filter((one) => one.id_poor === 'level1').length, 6);
    const history = (await ann.get(`/api/v1/households/${made[0].id}/history`)).json.items;
    assert.match(history[0].reason, /^Import IM-/);
  });

  it('has one effect however often the file comes, and changes what a key names', async () => {
    const tag = unique(), file = household(tag, 5);
    await all(ann, 'household', file);
    const again = await all(ann, 'household', file);
    assert.deepEqual(numbers(again.done), { new: 0, changed: 0, unchanged: 5, skipped: 0, refused: 0 });
    const plan = { sheet: 0, money: 'KHR', columns: [{ column: 0, field: '#key' }, { column: 1, field: 'head_name' }, { column: 2, field: 'members' }] };
    const rows = (members) => `Key,Head,Size\n${tag}-1,Sok ${tag},${members}\n`;
    assert.equal(numbers((await all(ann, 'household', rows(3), plan)).done).new, 1);
    assert.equal(numbers((await all(ann, 'household', rows(4), plan)).done).changed, 1);
    assert.equal(numbers((await all(ann, 'household', rows(4), plan)).done).unchanged, 1);
    const one = (await ann.all(`/api/v1/households?q=${tag}`)).find((row) => row.head_name === `Sok ${tag}`);
    assert.equal(one.members, 4);
  });

  it('is taken back whole; what was edited since stays until somebody says so', async () => {
    const tag = unique(), { id } = await all(ann, 'household', household(tag, 6));
    const [edited] = await ann.all(`/api/v1/households?q=${tag}`);
    assert.equal((await ann.patch(`/api/v1/households/${edited.id}`, { members: 11, version: edited.version })).status, 200);
    const back = await step(ann, id, 'take-back');
    assert.equal(back.import_state, 'undone');
    assert.deepEqual(back.kept.map((one) => one.kept_href), [`/households/${edited.id}`]);
    assert.deepEqual((await ann.all(`/api/v1/households?q=${tag}`)).map((one) => one.id), [edited.id]);
    const again = await ann.call('POST', `/api/v1/imports/${id}/take-back?edited=1`);
    assert.equal(again.status, 200, again.text);
    assert.equal((await settled(ann, id)).has_kept, false);
    assert.equal((await ann.get(`/api/v1/households?q=${tag}`)).json.total, 0);
  });

  it('puts changed records back as they were', async () => {
    const tag = unique(), plan = { columns: [{ column: 0, field: '#code' }, { column: 1, field: 'members' }] };
    const { id: record, code } = await ann.create('households', { head_name: `Kong ${tag}`, members: 3 });
    const { id, done } = await all(ann, 'household', `Code,Size\n${code.toLowerCase()},8\n`, plan);
    assert.equal(numbers(done).changed, 1);
    assert.equal((await ann.get(`/api/v1/households/${record}`)).json.members, 8);
    await step(ann, id, 'take-back');
    assert.equal((await ann.get(`/api/v1/households/${record}`)).json.members, 3);
  });

  it('refuses by cell, writes the rest, and gives the refused rows as a workbook', async () => {
    const tag = unique(), file = `Latin name,Sex,Birthday,Village,Phone\nSok ${tag},f,25/12/1990,${places.village},012345678\nBad ${tag},?,31/02/1990,Nowhere,abc\n,m,,,\n`;
    const id = await bring(ann, 'person', file);
    const found = await checked(ann, id);
    assert.deepEqual(numbers(found), { new: 1, changed: 0, unchanged: 0, skipped: 0, refused: 2 });
    assert.deepEqual([...new Set(found.refused.map((line) => line.row_number))], [3, 4]);
    assert.deepEqual(found.refused.filter((line) => line.row_number === 3).map((line) => line.row_where), ['Sex', 'Birthday', 'Village', 'Phone']);
    const workbook = await ann.get(`/api/v1/imports/${id}/refused`);
    assert.equal(workbook.status, 200);
    assert.match(workbook.headers['content-disposition'], /refused\.xlsx/);
    await step(ann, id, 'write');
    assert.equal((await ann.get(`/api/v1/people?q=${tag}`)).json.total, 1);
  });

  it('asks people who are known or twice: skip, make anyway, change', async () => {
    const tag = unique(), person = { name_latin: `Heng ${tag}`, sex: 'm', village: places.village, birth_date: '1980' };
    const { id: known } = await ann.create('people', person);
    const rows = `Latin name,Sex,Year of birth,Village,Note\n${person.name_latin},m,1980,${places.village},from the file\nNew ${tag},f,1990,${places.village},\nNew ${tag},f,1990,${places.village},\n`;
    const id = await bring(ann, 'person', rows), found = await checked(ann, id);
    assert.deepEqual(numbers(found), { new: 1, changed: 0, unchanged: 0, skipped: 2, refused: 0 });
    assert.deepEqual(found.doubles.map((line) => [line.row_number, line.same_href]), [[2, `/people/${known}`], [4, '']]);
    await step(ann, id, 'check', { known: 'update', 'twice-4': 'create' });
    await step(ann, id, 'write');
    assert.equal((await ann.get(`/api/v1/people/${known}`)).json.note, 'from the file');
    assert.equal((await ann.all(`/api/v1/people?q=${tag}`)).length, 3);
  });

  it('brings attendance by code and title; the same pair is the same line', async () => {
    const tag = unique();
    const session = await ann.create('sessions', { kind: 'training', title: `Chickens ${tag}`, status: 'held', starts_on: '2016-05-10', place: places.commune });
    const person = await ann.create('people', { name_latin: `Ly ${tag}`, sex: 'f' });
    const file = `Session,Person,Present,Test before\n${session.code},Ly ${tag},ចាស,៤៥\nChickens ${tag},Nobody ${tag},yes,50\n`;
    const { found, done } = await all(ann, 'attendance', file);
    assert.deepEqual(numbers(found), { new: 1, changed: 0, unchanged: 0, skipped: 0, refused: 1 });
    assert.equal(numbers(done).new, 1);
    const [line] = await ann.all(`/api/v1/attendance?person=${person.id}`);
    assert.equal(line.pre_test, 45);
    assert.equal(line.present, true);
    assert.deepEqual(numbers((await all(ann, 'attendance', file.replace('៤៥', '60'))).done), { new: 0, changed: 1, unchanged: 0, skipped: 0, refused: 1 });
  });

  it('asks once per column what 03/04/2016 and 1.234 mean, and takes the answer', async () => {
    const tag = unique(), file = `Kind;Title;Status;Date;Place;Cost\nTraining;${tag};Held;03/04/2016;${places.commune};1.234\n`;
    const id = await bring(ann, 'session', file), seen = await look(ann, id);
    assert.deepEqual(seen.columns.filter((column) => column.questions.length).map((column) => column.column_field), ['starts_on', 'cost']);
    const unanswered = await ann.call('POST', `/api/v1/imports/${id}/columns`);
    assertRefused(unanswered, 422, ['column.3', 'column.5']);
    const columns = seen.columns.map((column) => ({ column: column.column_index, field: column.column_field, order: 'month', dot: 'groups' }));
    await checked(ann, id, { money: 'KHR', columns });
    await step(ann, id, 'write');
    const [session] = await ann.all(`/api/v1/sessions?q=${tag}`);
    assert.equal(session.starts_on, '2016-03-04');
    assert.deepEqual(session.cost, { amount: 1234, currency: 'KHR' });
  });
});

describe('files', () => {
  const people = [['Latin name', 'Sex', 'Birthday']];

  it('workbooks are read with their dates, merged headers and several sheets', async () => {
    const tag = unique();
    const rows = [['List'], [`Name`, '', 'Sex', 'Birthday'], ['Khmer', 'Latin', '', ''], [`សុខ`, `Sok ${tag}`, 'F', { raw: '<c s="1"><v>33000</v></c>' }]];
    const merges = '<mergeCells><mergeCell ref="A2:B2"/><mergeCell ref="C2:C3"/><mergeCell ref="D2:D3"/></mergeCells>';
    const id = await bring(ann, 'person', book([sheetXml([['nothing']]), sheetXml(rows, merges)], { names: ['Cover', 'People'] }), 'people.xlsx');
    assert.deepEqual((await look(ann, id)).sheets.map((sheet) => sheet.option_label), ['Cover', 'People']);
    const seen = await look(ann, id, '?sheet=1');
    assert.deepEqual(fieldsOf(seen), ['name_km', 'name_latin', 'sex', 'birth_date']);
    await checked(ann, id, { sheet: 1, columns: seen.columns.map((column) => ({ column: column.column_index, field: column.column_field })) });
    await step(ann, id, 'write');
    const [person] = await ann.all(`/api/v1/people?q=${tag}`);
    assert.equal(person.birth_date, '1990-05-07');
  });

  it('dates of a workbook that counts from 1904 are its days', async () => {
    const tag = unique(), rows = [...people, [`Sok ${tag}`, 'F', { raw: '<c s="1"><v>31538</v></c>' }]];
    await all(ann, 'person', book([sheetXml(rows)], { props: '<workbookPr date1904="1"/>' }));
    assert.equal((await ann.all(`/api/v1/people?q=${tag}`))[0].birth_date, '1990-05-07');
  });

  const troubles = {
    'a workbook that ends too early': [() => book([sheetXml(people)]).subarray(0, 300), /damaged/],
    'a workbook with a password': [() => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]), /password/],
    'an old workbook': [() => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /\.xls/],
    'a picture': [() => Buffer.from('89504e470d0a1a0a0000', 'hex'), /neither a CSV/],
    'a zip bomb': [() => zip([['xl/workbook.xml', bookXml(['a'])], ['xl/worksheets/sheet1.xml', Buffer.alloc(40 << 20, ' ')]]), /far more/],
    'entities that multiply': [() => book([`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${sheetXml([['&b;']])}`]), /document type/],
    'a workbook of garbage': [() => book(['<worksheet><sheetData><row><c></row>']), /damaged/],
    'a quotation mark that is never closed': [() => 'a,b\n1,"2\n3,4\n5,6\n', /quotation mark/],
    'too many columns': [() => `${'a,'.repeat(300)}\n`, /too many columns/],
    'nothing but line ends': [() => '\n\n\n', /nothing in the file/],
  };
  for (const [what, [make, words]] of Object.entries(troubles)) {
    it(`${what} is refused in words, and the program lives`, async () => {
      const id = await bring(ann, 'person', make(), 'strange.xlsx');
      const seen = await look(ann, id);
      assert.match(seen.trouble_text, words);
      assert.equal(seen.import_state, 'unreadable');
      assert.match((await ann.get('/imports?lang=en')).text, words, 'the list says it too');
      assert.ok(server.isAlive());
    });
  }

  it('a workbook as large as a bomb that is packed as tables are is read; one that lies about its size is not', async () => {
    let seed = 7;
    const noise = () => { let text = ''; for (let i = 0; i < 2500; i++) { seed = (seed * 1103515245 + 12345) % 2147483648; text += seed.toString(36); } return text; };
    const rows = [['Latin name'], ...Array.from({ length: 1500 }, () => [noise()])], xml = sheetXml(rows);
    assert.ok(xml.length > 17 << 20, 'large enough for the ratio to be looked at');
    const honest = await look(ann, await bring(ann, 'person', book([xml]), 'large.xlsx'));
    assert.equal(honest.import_state, 'matching', honest.trouble_text);
    const bomb = zlib.deflateRawSync(Buffer.alloc(40 << 20, ' '));
    const liar = await look(ann, await bring(ann, 'person', zip([['xl/workbook.xml', bookXml(['a'])], ['xl/worksheets/sheet1.xml', 'x', bomb]]), 'liar.xlsx'));
    assert.equal(liar.import_state, 'unreadable');
    assert.match(liar.trouble_text, /far more|damaged/);
    assert.ok(server.isAlive());
  });

  for (const [name, encode] of Object.entries({
    'UTF-16LE': (text) => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')]),
    'UTF-8 with its mark': (text) => Buffer.from(`\ufeff${text}`),
    'Windows-1252': (text) => Buffer.from(text.replace('សុខ', 'René'), 'latin1'),
  })) {
    it(`${name} is read`, async () => {
      const tag = unique();
      await all(ann, 'person', encode(`Latin name;Sex;Also known as\r\nSok ${tag};f;សុខ\r\n`));
      const [person] = await ann.all(`/api/v1/people?q=${tag}`);
      assert.equal(person.alias, name === 'Windows-1252' ? 'René' : 'សុខ');
    });
  }

  it('a body of many megabytes goes to disk as it arrives: memory stays flat', async () => {
    const rows = Buffer.from(household(unique(), 1)), line = Buffer.from(`9,Chan,${places.village},none,1${' '.repeat(200)}\n`);
    const before = fs.readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)[1];
    const id = await bring(ann, 'household', Buffer.concat([rows, Buffer.alloc(line.length * 300000, line)]));
    const behind = fs.readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)[1];
    assert.ok(behind - before < 40000, `${behind - before} kB more for a file of ${line.length * 300} kB`);
    assert.equal((await ann.call('POST', `/api/v1/imports/${id}/discard`)).status, 200);
  });
});

describe('rights', () => {
  it('who may not import finds nothing, who may not make the records cannot import them', async () => {
    const officer = await addUser(ann, `field${unique()}`, { roles: ['field_officer'] });
    const books = await addUser(ann, `books${unique()}`, { roles: ['bookkeeper'] });
    assert.equal((await officer.get('/imports')).status, 404);
    assert.equal((await officer.call('POST', '/api/v1/imports/file?kind=person', { body: 'a,b\n1,2\n' })).status, 404);
    assertRefused(await books.call('POST', '/api/v1/imports/file?kind=person', { body: 'a,b\n1,2\n' }), 422, ['kind']);
    assertRefused(await ann.call('POST', '/api/v1/imports/file?kind=user', { body: 'a,b\n1,2\n' }), 422, ['kind']);
    const page = (await ann.get('/imports/new')).text;
    assert.match(page, /<option value="person"/);
    assert.doesNotMatch(page, /<option value="(user|import|import_mapping)"/, 'what cannot be imported is not on offer');
    const id = await bring(ann, 'household', household(unique(), 1));
    assert.equal((await books.call('POST', `/api/v1/imports/${id}/columns`)).status, 404);
    assert.equal((await ann.patch(`/api/v1/imports/${id}`, { state: 'done', version: 1 })).status, 403);
    const admin = await addUser(ann, `admin${unique()}`, { roles: ['administrator'] }), tag = unique();
    const people = await bring(ann, 'person', `Latin name,Sex\nHeng ${tag},x\nSok ${tag},f\nSok ${tag},f\n`);
    assert.match(JSON.stringify(await checked(ann, people)), new RegExp(tag));
    for (const path of [`/imports/${people}`, `/api/v1/imports/${people}/look`]) {
      const seen = await admin.get(path);
      assert.equal(seen.status, 200, path);
      assert.ok(!seen.text.includes(tag), 'who cannot write the rows sees how many they are, and no cell of them');
    }
  });
});

describe('a sealed value', () => {
  const plan = { columns: ['#key', 'person', 'kind', 'number'].map((field, column) => ({ column, field })) };

  it('is compared and changed as others are, and put back; nobody reads it on the way', async () => {
    const tag = unique(), person = await ann.create('people', { name_latin: `Sok ${tag}`, sex: 'f' });
    const file = (number) => `No,Person,Document,Number\n${tag}-1,${person.code},national_id,${number}\n`;
    const found = async (number) => (await ann.get(`/api/v1/identity-documents?number=${number}`)).json.items.length;
    const [first, second] = [`1${Date.now()}`, `2${Date.now()}`];
    assert.equal(numbers((await all(ann, 'identity_document', file(first), plan)).done).new, 1);
    assert.equal(numbers((await all(ann, 'identity_document', file(first), plan)).done).unchanged, 1);
    const id = await bring(ann, 'identity_document', file(second)), seen = await checked(ann, id, plan);
    assert.deepEqual(numbers(seen), { new: 0, changed: 1, unchanged: 0, skipped: 0, refused: 0 });
    assert.ok(!JSON.stringify(seen).includes(first) && !JSON.stringify(seen).includes(second), 'what it was and will be is not told');
    assert.deepEqual([await found(first), await found(second)], [1, 0]);
    await step(ann, id, 'write');
    assert.deepEqual([await found(first), await found(second)], [0, 1]);
    assert.equal(numbers((await all(ann, 'identity_document', file('(sealed)'), plan)).done).unchanged, 1, 'what an export says instead changes nothing');
    await step(ann, id, 'take-back');
    assert.deepEqual([await found(first), await found(second)], [1, 0]);
  });
});

describe('rows that refer to rows of the same file', () => {
  const plan = { columns: ['#key', 'kind', 'title', 'status', 'starts_on', 'place', 'previous'].map((field, column) => ({ column, field, order: 'day' })) };
  const file = (rows) => `No,Kind,Title,Status,Starts,Place,Continues\n${rows.map(([key, title, previous]) => `${key},training,${title},held,2016-05-10,${places.commune},${previous}`).join('\n')}\n`;
  const sessionsOf = async (tag) => Object.fromEntries((await ann.all(`/api/v1/sessions?q=${tag}`)).map((one) => [one.title.split(' ')[1], one]));

  it('become records in any order of the rows, once however often they come', async () => {
    const tag = unique(), rows = [['c', `${tag} third`, 'b'], ['b', `${tag} second`, 'a'], ['d', `${tag} fourth`, 'c'], ['a', `${tag} first`, '']].map(([key, title, previous]) => [`${tag}${key}`, title, previous && tag + previous]);
    const { found, done } = await all(ann, 'session', file(rows), plan);
    assert.deepEqual(numbers(found), { new: 4, changed: 0, unchanged: 0, skipped: 0, refused: 0 }, JSON.stringify(found.refused));
    assert.deepEqual(numbers(done), numbers(found));
    const made = await sessionsOf(tag);
    assert.deepEqual([made.second.previous, made.third.previous, made.fourth.previous], [made.first.id, made.second.id, made.third.id]);
    assert.equal(numbers((await all(ann, 'session', file(rows), plan)).done).unchanged, 4);
    const { done: later } = await all(ann, 'session', file([[`${tag}e`, `${tag} fifth`, `${tag}d`]]), plan);
    assert.equal(numbers(later).new, 1, 'a key of an earlier file names its record too');
    assert.equal((await sessionsOf(tag)).fifth.previous, made.fourth.id);
  });

  it('are refused in words when they go in a circle, or what they refer to is refused', async () => {
    const tag = unique(), rows = [['a', `${tag} one`, 'b'], ['b', `${tag} two`, 'a'], ['c', `${tag} three`, 'c'], ['d', '', ''], ['e', `${tag} five`, 'd'], ['f', `${tag} six`, '']].map(([key, title, previous]) => [tag + key, title, previous && tag + previous]);
    const { found, done } = await all(ann, 'session', file(rows), plan);
    const why = Object.fromEntries(found.refused.map((line) => [line.row_number, line.row_why]));
    assert.match(why[2], /circle, by way of row 3/);
    assert.match(why[3], /circle, by way of row 2/);
    assert.match(why[4], /circle, by way of row 4/);
    assert.match(why[6], /Row 5, which this row refers to, is refused/);
    assert.deepEqual(numbers(done), { new: 1, changed: 0, unchanged: 0, skipped: 0, refused: 5 });
    assert.deepEqual(Object.keys(await sessionsOf(tag)), ['six']);
  });
});

describe('an export', () => {
  it('comes back as it was, whatever people typed', async () => {
    const tag = unique(), notes = ['=1+1', ';=1', 'a;"=1', "'=1", '@x', '-5', '＝1', 'plain', 'a\n- b\n- c', "don't", '"-"'];
    for (const [i, note] of notes.entries()) await ann.create('households', { head_name: `Chan ${tag} ${i}`, note });
    const list = await ann.call('POST', `/api/v1/households/export?q=${tag}`, { json: { format: 'csv', purpose: 'round trip', columns: ['head_name', 'note'] } });
    assert.equal(list.status, 200, list.text);
    for (const separator of [';', '\t']) {
      for (const cell of list.text.split('\n').flatMap((line) => line.split(separator))) assert.doesNotMatch(cell, /^"*[=+@\-＝＋－＠]/, list.text);
    }
    const id = await bring(ann, 'household', list.text), seen = await look(ann, id);
    const columns = seen.columns.map(({ column_index: column, column_header: header }) => ({ column, field: { code: '#code', head_name: 'head_name', note: 'note' }[header] })).filter(({ field }) => field);
    const found = await checked(ann, id, { columns });
    assert.deepEqual(numbers(found), { new: 0, changed: 0, unchanged: notes.length, skipped: 0, refused: 0 }, JSON.stringify(found.refused));
  });
});

// Some seconds of work: so that it can be stopped.
describe('stopping', () => {
  const total = async (client) => (await client.get('/api/v1/households?limit=1')).json.total;
  const begin = async (id, what) => assert.equal((await ann.call('POST', `/api/v1/imports/${id}/${what}`)).status, 200);
  const stop = (id) => ann.call('POST', `/api/v1/imports/${id}/stop`);
  const rowsDone = async (id) => (await ann.get(`/api/v1/imports/${id}`)).json.rows_done ?? 0;

  it('a check that runs ends, leaves nothing, and is begun again or thrown away', async () => {
    const before = await total(ann), tag = unique(), id = await bring(ann, 'household', household(tag, 300000));
    await begin(id, 'columns');
    const stopped = await stop(id);
    assert.equal(stopped.status, 200, stopped.text);
    assert.equal(stopped.json.import_state, 'stopped');
    assert.equal((await look(ann, id)).is_check_stopped, true);
    assert.equal((await ann.get(`/api/v1/imports/${id}/refused`)).status, 404);
    assertRefused(await stop(id), 422);
    assertRefused(await ann.call('POST', `/api/v1/imports/${id}/write`), 422);
    await begin(id, 'columns');
    const thrown = await ann.call('POST', `/api/v1/imports/${id}/discard`);
    assert.equal(thrown.status, 200, thrown.text);
    assert.equal((await ann.get(`/api/v1/imports/${id}/look`)).status, 404);
    assert.equal(await total(ann), before);
  });

  it('one that waits for another is stopped at once', async () => {
    const first = await bring(ann, 'household', household(unique(), 300000)), second = await bring(ann, 'household', household(unique(), 5));
    await begin(first, 'columns');
    await begin(second, 'columns');
    assert.equal((await stop(second)).json.import_state, 'stopped');
    assert.equal((await look(ann, first)).import_state, 'checking');
    assert.equal((await stop(first)).json.import_state, 'stopped');
    assert.deepEqual(numbers(await checked(ann, second)).new, 5);
  });

  it('a writing that runs leaves whole steps: it goes on, or is taken back', async () => {
    for (const further of ['write', 'take-back']) {
      const before = await total(ann), rows = 24000, tag = unique(), id = await bring(ann, 'household', household(tag, rows));
      await checked(ann, id);
      await begin(id, 'write');
      await until('some rows are in', async () => await rowsDone(id) > 0);
      const stopped = await stop(id);
      assert.equal(stopped.status, 200, stopped.text);
      assert.equal(stopped.json.import_state, 'paused', 'it was over before it could be stopped');
      const done = await rowsDone(id);
      assert.ok(done > 0 && done < rows, `${done} rows`);
      assert.equal(await total(ann), before + done, 'what is noted is what is there');
      assertRefused(await ann.call('POST', `/api/v1/imports/${id}/discard`), 422);
      await server.kill(); // and stays stopped
      await server.start();
      assert.equal((await look(ann, id)).import_state, 'paused');
      const end = await step(ann, id, further);
      assert.equal(end.import_state, further === 'write' ? 'done' : 'undone');
      assert.equal(await total(ann), before + (further === 'write' ? rows : 0));
    }
    server.run('verify', '--quiet');
  });

  it('a second wish to write, with other decisions, changes nothing under the hands of the first', async () => {
    const before = await total(ann), rows = 24000, id = await bring(ann, 'household', household(unique(), rows));
    await checked(ann, id);
    await begin(id, 'write');
    const decided = (await ann.get(`/api/v1/imports/${id}`)).json.decisions;
    await until('some rows are in', async () => await rowsDone(id) > 0);
    const again = await ann.post(`/api/v1/imports/${id}/write`, { known: 'create', twice: 'create' });
    assert.equal(again.status, 200, again.text);
    assert.equal((await settled(ann, id)).import_state, 'done');
    assert.equal((await ann.get(`/api/v1/imports/${id}`)).json.decisions, decided);
    assert.equal(await total(ann), before + rows);
  });

  it('a check that nobody is at can be begun again from its page', async () => {
    const id = await bring(ann, 'household', household(unique(), 3));
    await checked(ann, id);
    server.sql(`UPDATE import SET state = 'checking' WHERE id = ${kind === 'sqlite' ? `x'${id.replaceAll('-', '')}'` : `'${id}'`}`); // as after a full disk
    assert.match((await ann.get(`/imports/${id}`)).text, new RegExp(`action="/imports/${id}/check"`));
    await begin(id, 'check');
    assert.equal((await settled(ann, id)).import_state, 'checked');
  });

  it('decisions that cannot be understood are refused, not left out', async () => {
    const id = await bring(ann, 'household', household(unique(), 3));
    await checked(ann, id);
    assertRefused(await ann.post(`/api/v1/imports/${id}/write`, { known: 'perhaps' }), 422, ['known']);
    assert.ok((await ann.call('POST', `/api/v1/imports/${id}/write`, { body: '{known', headers: { 'content-type': 'application/json' } })).status >= 400);
    assert.equal((await look(ann, id)).import_state, 'checked');
  });

  it('is for those who may import, and not for others', async () => {
    const id = await bring(ann, 'household', household(unique(), 3));
    const officer = await addUser(ann, `stop${unique()}`, { roles: ['field_officer'] });
    assert.equal((await officer.call('POST', `/api/v1/imports/${id}/stop`)).status, 404);
    assertRefused(await stop(id), 422);
  });
});

describe('kill -9', () => {
  it('in the middle of an import: the next start goes on, and every row is there once', async () => {
    const total = async () => (await ann.get('/api/v1/households?limit=1')).json.total, before = await total();
    const rows = 24000, tag = unique(), id = await bring(ann, 'household', household(tag, rows));
    await checked(ann, id);
    const sent = await ann.call('POST', `/api/v1/imports/${id}/write`);
    assert.equal(sent.status, 200, sent.text);
    let kills = 0;
    for (let done = 0; done < rows && kills < 5;) {
      await until('some rows are in', async () => {
        done = (await ann.get(`/api/v1/imports/${id}`)).json.rows_done ?? 0;
        return done > 2000 * kills || done >= rows;
      });
      if (done >= rows) break;
      await server.kill();
      kills++;
      await server.start();
    }
    assert.ok(kills > 0, 'it was over before it could be killed');
    const done = await settled(ann, id);
    assert.equal(done.import_state, 'done');
    assert.equal(numbers(done).new, rows);
    assert.equal(await total(), before + rows);
    const back = await ann.call('POST', `/api/v1/imports/${id}/take-back`);
    assert.equal(back.status, 200, back.text);
    await sleep(100);
    await server.kill();
    await server.start();
    assert.equal((await settled(ann, id)).import_state, 'undone');
    assert.equal(await total(), before);
    server.run('verify', '--quiet');
  });
});

describe('the command line', () => {
  it('imports beside the running server and shows what it would do', async () => {
    const tag = unique(), file = path.join(server.folder, 'households.csv');
    fs.writeFileSync(file, household(tag, 3));
    assert.match(server.run('import', 'household', file), /3 new.*\nNothing was changed/);
    assert.match(server.run('import', 'household', file, '--apply'), /imported, 3 new/);
    assert.equal((await ann.get(`/api/v1/households?q=${tag}`)).json.total, 3);
    assert.match(server.run('import', 'household', file, '--column', 'No=key', '--apply'), /3 new/);
    assert.equal(server.try('import', 'household', file, '--column', 'No=nothing').status, 1);
  });

  it('tells amounts as people write them', async () => {
    const group = await ann.create('savings-groups', { name: `Group ${unique()}`, village: places.village, model: 'permanent', formed_on: '2015-01-01', meets: 'monthly', status: 'active' });
    const [book] = await ann.all(`/api/v1/books?subject=${group.id}`), file = path.join(server.folder, 'entries.csv');
    fs.writeFileSync(file, `Book,Day,Kind,Memo,Lines,State\n${book.code},2016-05-10,entry,Bought,"1000 1500\n3900 -500",posted\n`);
    const columns = ['Book=book', 'Day=on_day', 'Kind=kind', 'Memo=memo', 'Lines=lines', 'State=state'].flatMap((column) => ['--column', column]);
    assert.match(server.run('import', 'journal_entry', file, ...columns), /Debit and credit are not the same: 1,000៛ is left over/);
  });

  // A command that is interrupted as from a keyboard when the work has begun.
  async function interrupted(begun, ...args) {
    const child = spawn(binary, ['import', ...args, '--db', server.db], { cwd: server.folder, env: server.env });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes.toString()));
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)));
    await until('the work has begun', begun);
    child.kill('SIGINT');
    return [await ended, said.join('')];
  }

  it('stops when it is interrupted, beside the server and alone, and the same command goes on', async () => {
    const tag = unique(), rows = 40000, file = path.join(server.folder, 'many.csv'), long = path.join(server.folder, 'long.csv');
    const stateOf = async () => (await ann.get('/api/v1/imports?limit=1')).json.items[0] ?? {};
    const total = async () => (await ann.get('/api/v1/households?limit=1')).json.total, start = await total();
    fs.writeFileSync(file, household(tag, rows));
    fs.writeFileSync(long, household(tag, 200000));
    const beside = await interrupted(async () => { const { file_name: name, state } = await stateOf(); return name === 'long.csv' && state === 'checking'; }, 'household', long, '--column', 'No=none');
    assert.equal(beside[0], 1, beside[1]);
    assert.match(beside[1], /stopped: 0 rows/);
    assert.equal((await stateOf()).state, 'stopped');
    const writing = await interrupted(async () => (await stateOf()).rows_done > 0, 'household', file, '--column', 'No=none', '--apply');
    assert.equal(writing[0], 1, writing[1]);
    assert.match(writing[1], /stopped: [1-9]\d* rows/);
    assert.equal((await stateOf()).state, 'paused');
    await server.end();
    const folder = fs.readdirSync(server.folder).find((name) => name.endsWith('.imports'));
    const checks = () => fs.readdirSync(path.join(server.folder, folder)).filter((name) => name.endsWith('.refused')).length, before = checks();
    const alone = await interrupted(() => checks() > before, 'household', long, '--column', 'No=none');
    assert.equal(alone[0], 1, alone[1]);
    assert.match(alone[1], /stopped: 0 rows/);
    await server.start();
    assert.match(server.run('import', 'household', file, '--column', 'No=none', '--apply'), /imported, \d+ new, 0 changed, \d+ unchanged, 0 refused/);
    await sleep(100); // the command has held up everything here, and idle connections were closed
    assert.equal(await total(), start + rows);
  });
});
