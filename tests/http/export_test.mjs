// SPDX-License-Identifier: Apache-2.0
// Lists as files: what is in them and what never is, who may take them, what the log says, and that a client who goes
// away leaves nothing behind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, places, request, until } from './app.mjs';

let server, ann, lead, manager, officer, orgA, orgB, person, gone;
const exportOf = (client, type, body, query = '') => client.post(`/api/v1/${type}/export${query}`, { purpose: 'A test', ...body });
const logOf = (client) => client.all('/api/v1/exports');
const rowsOf = (text) => text.trim().split('\r\n');

// A file with bytes that are no text, as it is.
function bytesOf(client, address, json) {
  const body = JSON.stringify(json);
  return new Promise((done, failed) => {
    const headers = { ...client.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    http.request({ host: '127.0.0.1', port: server.port, method: 'POST', path: address, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts) }));
    }).on('error', failed).end(body);
  });
}

// The parts of a workbook, each well-formed XML.
function workbook(bytes) {
  const file = path.join(server.folder, 'book.xlsx'), folder = path.join(server.folder, 'book');
  fs.writeFileSync(file, bytes);
  fs.rmSync(folder, { recursive: true, force: true });
  const opened = spawnSync('unzip', ['-q', file, '-d', folder], { encoding: 'utf8' });
  assert.equal(opened.status, 0, opened.stdout + opened.stderr);
  const parts = {};
  for (const name of ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/styles.xml', 'xl/_rels/workbook.xml.rels', 'xl/worksheets/sheet1.xml']) {
    const checked = spawnSync('xmllint', ['--noout', path.join(folder, name)], { encoding: 'utf8' });
    assert.equal(checked.status, 0, `${name}: ${checked.stderr}`);
    parts[name] = fs.readFileSync(path.join(folder, name), 'utf8');
  }
  return parts;
}

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  [orgA, orgB] = (await Promise.all(['AAA', 'BBB'].map((short_name) => ann.create('organisations', { short_name, name: `Organisation ${short_name}`, kind: 'grantee' })))).map((org) => org.id);
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org: orgA });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  officer = await addUser(chief, 'a.officer', { roles: ['field_officer'] });
  lead = await addUser(ann, 'lead.me', { roles: ['me_officer'] });
  const household = await manager.create('households', { head_name: 'Chan "Dara", the head', village: places.village });
  person = await manager.create('people', { name_km: 'សុខ ដារ៉ា', name_latin: '=HYPERLINK("http://x")', sex: 'f', village: places.village, birth_date: '1980-02-29', phone: '012345678', household: household.id, note: 'two\nlines' });
  await manager.create('people', { name_latin: 'Sok Vanna', sex: 'm', birth_date: '1975' });
  gone = await manager.create('people', { name_latin: 'Chea Gone', sex: 'f' });
  await manager.delete(`/api/v1/people/${gone.id}?reason=twice`);
  await manager.create('identity-documents', { person: person.id, kind: 'national_id', number: '010101010' });
  await manager.create('sessions', { kind: 'training', title: '@SUM(A1)', status: 'held', starts_on: '2016-05-05', place: places.commune, cost: { amount: 12345, currency: 'USD' } });
});
after(() => server.stop());

describe('a list as a file', () => {
  it('is CSV with codes, one row a record, with filter and order and without the deleted ones', async () => {
    const all = await exportOf(manager, 'people', { columns: ['name_latin', 'sex', 'birth_date'] }, '?sort=name_latin');
    assert.equal(all.status, 200, all.text);
    assert.match(all.headers['content-disposition'], /^attachment; filename="people-\d{4}-\d\d-\d\d\.csv"$/);
    const [head, first, second, ...more] = rowsOf(all.text);
    assert.equal(head, 'id,organisation,code,version,name_latin,sex,birth_date');
    assert.equal(first, `${person.id},${orgA},${person.code},1,"'=HYPERLINK(""http://x"")",f,1980-02-29`);
    assert.match(second, /,Sok Vanna,m,1975$/);
    assert.deepEqual(more, []);
    const women = await exportOf(manager, 'people', { columns: ['sex'] }, '?sex=f&deleted=1');
    assert.equal(rowsOf(women.text).length, 2);
    const found = await exportOf(manager, 'people', { columns: ['name_latin'] }, '?q=vanna');
    assert.match(rowsOf(found.text)[1], /Sok Vanna/);
    assert.equal(rowsOf(found.text).length, 2);
  });

  it('has names in either language, places with their codes, and a row of HXL tags', async () => {
    const en = await exportOf(manager, 'people', { columns: ['sex', 'village', 'household'], names: 'en', hxl: true }, '?sort=-name_latin');
    assert.ok(en.text.startsWith('\uFEFF'), 'spreadsheets need the mark to read Khmer');
    const [head, tags, , row] = rowsOf(en.text);
    assert.equal(head, 'Code,Organisation,Sex,Village,Village (Code),Household');
    assert.equal(tags, '#beneficiary+code,#org+impl,#beneficiary+sex,#loc+name,#loc+code,#beneficiary+household');
    assert.match(row, /^PE-\w+,AAA,Female,".*Kampong Speu",05010101,"Chan ""Dara"", the head"$/);
    for (const tag of tags.split(',')) assert.match(tag, /^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$/);
    const km = await exportOf(manager, 'people', { columns: ['sex'], names: 'km' }, '?sex=m');
    assert.match(km.text, /ភេទ[\s\S]*ប្រុស/);
  });

  it('is JSON like the API’s own', async () => {
    const answer = await exportOf(manager, 'people', { format: 'json' }, '?sex=f');
    const single = (await manager.get(`/api/v1/people/${person.id}`)).json;
    for (const head of ['created', 'updated', 'links']) delete single[head];
    assert.deepEqual(answer.json, [single]);
  });

  it('is a workbook that opens, with days and money as numbers and no formula', async () => {
    const answer = await bytesOf(manager, '/api/v1/sessions/export', { purpose: 'A test', format: 'xlsx', names: 'en', hxl: true, columns: ['title', 'starts_on', 'cost'] });
    assert.equal(answer.status, 200);
    const parts = workbook(answer.bytes), sheet = parts['xl/worksheets/sheet1.xml'];
    assert.match(sheet, /<pane ySplit="2" topLeftCell="A3"[^>]*state="frozen"/);
    assert.match(sheet, /<c r="C3" s="6" t="inlineStr"><is><t xml:space="preserve">@SUM\(A1\)<\/t>/);
    assert.match(sheet, /<c r="D3" s="3"><v>42495<\/v><\/c><c r="E3" s="5"><v>123\.45<\/v><\/c>/);
    assert.doesNotMatch(sheet, /<f>/);
    assert.match(parts['xl/workbook.xml'], /<sheet name="Sessions"/);
    const khmer = workbook((await bytesOf(manager, '/api/v1/people/export', { purpose: 'A test', format: 'xlsx', columns: ['name_km'] })).bytes);
    assert.match(khmer['xl/worksheets/sheet1.xml'], /សុខ ដារ៉ា/);
  });

  it('shows of a sealed value only that there is one', async () => {
    const answer = await exportOf(manager, 'identity-documents', {});
    assert.match(answer.text, /,\(sealed\),/);
    assert.doesNotMatch(answer.text, /010101010/);
    assert.deepEqual((await exportOf(manager, 'identity-documents', { format: 'json' })).json[0].number, { sealed: true });
  });

  it('is the same from the command line', async () => {
    const web = await exportOf(manager, 'people', { columns: ['name_latin', 'village'] }, '?sort=name_latin');
    const cli = server.run('export', 'people', '--org', 'AAA', '--columns', 'name_latin,village', '--filter', 'sort=name_latin', '--purpose', 'A test');
    assert.equal(cli, web.text);
    assert.equal(server.try('export', 'people').status, 1);
    assert.ok((await logOf(ann)).some((line) => line.what === 'People' && !line.user) || (await logOf(manager)).some((line) => line.what === 'People' && !line.user));
  });
});

describe('the right to take a list away', () => {
  it('is apart from the right to read it', async () => {
    assert.equal((await officer.get('/api/v1/people')).status, 200);
    assertRefused(await exportOf(officer, 'people', {}), 404);
    assert.equal((await officer.get('/people/export')).status, 404);
    assert.doesNotMatch((await officer.get('/people')).text, /people\/export/);
    assert.match((await manager.get('/people')).text, /people\/export/);
  });

  it('gives the lead rows without names, and no column that it may not see', async () => {
    const answer = await exportOf(lead, 'people', { columns: ['sex'] }, `?org=${orgA}`);
    assert.equal(rowsOf(answer.text).length, 3);
    const all = await exportOf(lead, 'people', {}, `?org=${orgA}`);
    assert.doesNotMatch(all.text, /HYPERLINK|Vanna|012345678/);
    const stranger = await addUser(await addUser(ann, 'b.chief', { roles: ['administrator'], org: orgB }), 'b.manager', { roles: ['manager'] });
    assert.equal(rowsOf((await exportOf(stranger, 'people', {})).text).length, 1);
    assert.deepEqual(await logOf(stranger).then((lines) => lines.map((line) => line.row_count)), [0]);
  });

  it('needs a purpose, a format and columns that exist', async () => {
    assertRefused(await exportOf(manager, 'people', { purpose: ' ' }), 422, ['purpose']);
    assertRefused(await exportOf(manager, 'people', { format: 'doc' }), 422, ['format']);
    assertRefused(await exportOf(manager, 'people', { columns: ['secret'] }), 422, ['columns']);
    assertRefused(await exportOf(manager, 'people', {}, '?colour=red'), 422, ['colour']);
    assertRefused(await manager.post('/api/v1/people/export', []), 400);
    assertRefused(await exportOf(manager, 'secrets', {}), 404);
  });
});

describe('the log of exports', () => {
  it('says who, what, with which filter, for what and how many, and nobody changes it', async () => {
    await exportOf(manager, 'people', { columns: ['sex'], purpose: 'For the quarterly report' }, '?sex=f');
    const [line] = await logOf(manager);
    assert.equal(line.purpose, 'For the quarterly report');
    assert.deepEqual([line.user, line.type, line.format, line.row_count, line.filter, line.columns], [manager.me.user, 'person', 'csv', 1, 'Sex: Female', 'Sex']);
    assert.equal((await manager.patch(`/api/v1/exports/${line.id}`, { version: 1, purpose: 'Other' })).status, 403);
    assert.equal((await manager.delete(`/api/v1/exports/${line.id}?reason=x`)).status, 403);
    assert.equal((await manager.post('/api/v1/exports', { what: 'x', format: 'csv', purpose: 'x', exported_on: '2016-01-01' })).status, 403);
    assert.match((await manager.get('/exports')).text, /For the quarterly report/);
  });

  it('holds together with the change log whatever was written as the purpose', async () => {
    const answer = await ann.call('POST', '/api/v1/people/export', { json: { purpose: 'one\r\ntwo  \u17a0\u200b', format: 'csv' } });
    assert.equal(answer.status, 200);
    const file = await ann.call('POST', `/api/v1/imports/file?kind=person&name=${encodeURIComponent('a\r\n\u17a0\u200b b.csv')}`, { body: 'Latin name\nSok\n', headers: { 'content-type': 'application/octet-stream' } });
    assert.equal(file.status, 201, file.text);
    const { status, stdout } = server.try('verify', '--quiet');
    assert.equal(status, 0, stdout);
  });

  it('does not tell the lead whom a filter named', async () => {
    await exportOf(manager, 'people', {}, '?q=vanna');
    const line = (await lead.all('/api/v1/exports')).find((one) => one.org === orgA);
    assert.ok(line);
    assert.ok(!line.filter);
  });
});

describe('the form', () => {
  it('opens from every list that offers it, also of those whose records have a page of their own', async () => {
    const chief = await addUser(ann, 'lead.chief', { roles: ['manager', 'administrator'] });
    const menu = [...(await chief.get('/')).text.matchAll(/href="(\/[a-z0-9-]+)"/g)].map(([, path]) => path), offered = [];
    for (const path of new Set(menu)) {
      const link = (await chief.get(path)).text.match(/href="(\/[a-z0-9-]+\/export)/)?.[1];
      if (link) offered.push(link);
      if (link) assert.equal((await chief.get(link)).status, 200, link);
    }
    for (const type of ['people', 'sessions', 'promises']) assert.ok(offered.includes(`/${type}/export`), `${type}: ${offered}`);
  });

  it('downloads what was chosen, and comes back with what is missing', async () => {
    const page = await manager.get('/people/export?sex=f');
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /1 rows · Sex: Female/);
    const pairs = [['format', 'csv'], ['names', 'codes'], ['columns', 'name_latin'], ['columns', 'sex']];
    const refused = await manager.form('/people/export?sex=f', pairs);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Say what the file is for/);
    const file = await manager.form('/people/export?sex=f', [...pairs, ['purpose', 'A test']]);
    assert.equal(file.status, 200);
    assert.equal(rowsOf(file.text)[0], 'id,organisation,code,version,name_latin,sex');
  });
});

describe('a client that goes away', () => {
  it('in the middle of a file leaves no connection to the database behind', async () => {
    for (let i = 0; i < 24; i++) { // more than there are reading connections, and than files at once
      await new Promise((done, failed) => {
        const body = JSON.stringify({ purpose: 'Left' });
        const sent = http.request({ host: '127.0.0.1', port: server.port, method: 'POST', path: '/api/v1/areas/export', headers: { ...lead.headers, 'content-type': 'application/json', 'content-length': body.length } }, (answer) => {
          answer.once('data', () => { sent.destroy(); done(); });
          answer.once('error', () => {});
          if (answer.statusCode === 429) done();
        }).on('error', (error) => (error.code === 'ECONNRESET' ? done() : failed(error)));
        sent.end(body);
      });
    }
    await until('files can be taken again', async () => (await exportOf(manager, 'people', {})).status === 200);
    assert.equal((await request(server, 'GET', '/health')).status, 200);
  });
});

describe('what has a Khmer name', () => {
  it('is said in Khmer first to who reads Khmer, its own name and that of others, in a file and in a list', async () => {
    const km = 'ក្រុមម្ដាយ', titleKm = 'វគ្គសុវត្ថិភាព', cells = (answer) => rowsOf(answer.text.replace('\uFEFF', '')).map((row) => row.split(','));
    await manager.create('groups', { name: 'Mothers', name_km: km });
    const course = await manager.create('courses', { title: 'Safety', title_km: titleKm, topics: ['safe_migration'] });
    await manager.create('sessions', { kind: 'training', title: 'With a course', status: 'held', starts_on: '2016-05-06', place: places.commune, course: course.id });
    for (const columns of [['name'], ['name', 'name_km']]) assert.deepEqual(cells(await exportOf(manager, 'groups', { columns, names: 'km' }))[1].slice(2), [km, 'Mothers']);
    assert.deepEqual(cells(await exportOf(manager, 'groups', { columns: ['name', 'name_km'], names: 'en' }))[1].slice(2), ['Mothers', km]);
    assert.deepEqual(cells(await exportOf(manager, 'groups', { columns: ['name'] }))[1].slice(4), ['Mothers'], 'a file for programs says what it was asked');
    const course_in = async (names) => cells(await exportOf(manager, 'sessions', { columns: ['course'], names }, '?sort=-starts_on'))[1].at(-1);
    assert.deepEqual([await course_in('km'), await course_in('en')], [titleKm, `Safety · ${titleKm}`]);
    const page = async (path, lang) => (await manager.get(path, { cookie: `${manager.headers.cookie}; lang=${lang}` })).text.match(/<tbody>[\s\S]*<\/tbody>/)[0];
    const both = await page('/groups', 'km'), one = await page('/groups?cols=name', 'km'), english = await page('/groups?cols=name', 'en');
    assert.ok(both.indexOf(km) > 0 && both.indexOf(km) < both.indexOf('Mothers'), both);
    assert.ok(one.includes(km) && !one.includes('Mothers') && english.includes('Mothers') && !english.includes(km), one);
    assert.ok((await page('/sessions?cols=title,course', 'km')).includes(titleKm));
  });
});
