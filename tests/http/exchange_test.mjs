// SPDX-License-Identifier: Apache-2.0
// What other systems get of the programme: the IATI file, 360Giving, DHIS2. The demo's programme is what leaves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { Server, assertRefused, binary, root, signIn } from './app.mjs';

const demoPassword = 'lotus-river-2016';
let server, manager, officer, grantee, programme;

before(async () => {
  server = new Server({ args: ['--require-totp', 'no'] });
  for (const command of [['init'], ['demo']]) {
    const made = spawnSync(binary, [...command, '--db', server.db], { encoding: 'utf8', cwd: server.folder, env: server.env });
    assert.equal(made.status, 0, made.stderr);
  }
  await server.start();
  [manager, officer, grantee] = await Promise.all(['ctip.manager', 'ctip.me', 'ccpcr.manager'].map((login) => signIn(server, login, { secret: demoPassword })));
  [programme] = (await manager.get('/api/v1/programmes')).json.items;
});
after(() => server.stop());

const write = (name, text) => { const file = path.join(server.folder, name); fs.writeFileSync(file, text); return file; };
const draft = () => manager.post(`/api/v1/programmes/${programme.id}/iati`, { purpose: 'A test' });

describe('the IATI file', () => {
  it('validates with xmllint and keeps every rule', async () => {
    const { status, text, headers } = await draft();
    assert.equal(status, 200, text);
    assert.match(headers['content-type'], /application\/xml/);
    const schema = path.join(root, 'data/iati/xsd/iati-activities-schema.xsd');
    const checked = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, write('iati.xml', text)], { encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stderr);
    const { json } = await manager.get(`/api/v1/programmes/${programme.id}/iati`);
    assert.equal(json.errors, 0, JSON.stringify(json.findings));
    assert.deepEqual(json.missing, []);
  });

  it('has the award above and each sub-grant below it, with money, amendment and results', async () => {
    const { text } = await draft();
    assert.equal((text.match(/hierarchy="1"/g) || []).length, 1);
    assert.equal((text.match(/hierarchy="2"/g) || []).length, 4);
    assert.equal((text.match(/<related-activity ref="KH-MOI-0101-AID-442-A-15-00002" type="1"\/>/g) || []).length, 4);
    assert.match(text, /<transaction-type code="11"\/>\s*<transaction-date iso-date="2015-09-25"\/>\s*<value currency="USD" value-date="2015-09-25">1450000\.00</);
    const amended = text.slice(text.indexOf('KH-MOI-0101-CTIP-SG-03</iati-identifier>'));
    const commitments = [...amended.slice(0, amended.indexOf('</iati-activity>')).matchAll(/<transaction-type code="2"\/>\s*<transaction-date [^>]*>\s*<value [^>]*>(-?[\d.]+)</g)].map((match) => Number(match[1]));
    assert.equal(commitments.length, 2);
    assert.equal(commitments[0] + commitments[1], 226300);
    const budgets = [...text.matchAll(/<budget [^>]*>[\s\S]*?<value [^>]*>([\d.]+)</g)].map((match) => Math.round(Number(match[1]) * 100));
    assert.ok(budgets.length >= 10);
  });

  it('tells no person, no place below a province and no number under five people', async () => {
    const { text } = await draft();
    const people = await grantee.all('/api/v1/people');
    for (const person of people.slice(0, 200)) for (const name of [person.name_latin, person.name_km]) if (name) assert.ok(!text.includes(`>${name}<`), name);
    for (const [, number] of text.matchAll(/<actual value="(\d+)">\s*<dimension/g)) assert.ok(Number(number) === 0 || Number(number) >= 5, number);
    const provinces = new Set((await manager.all('/api/v1/areas?type=khaet')).concat(await manager.all('/api/v1/areas?type=reach_theani')).map((area) => area.name_latin));
    for (const [, name] of text.matchAll(/<location>[\s\S]*?<narrative>([^<]*)</g)) assert.ok(provinces.has(name), name);
  });

  it('adds up to what the board shows', async () => {
    const { text } = await draft();
    const promises = (await manager.get('/api/v1/board')).json.organisations.flatMap((org) => org.promises);
    let compared = 0;
    for (const number of ['P15', 'P16', 'P17', 'P21']) {
      const promise = promises.find((one) => one.number === number), from = text.indexOf(`<narrative>${number} `);
      const indicator = text.slice(from, text.indexOf('</indicator>', from));
      const actuals = [...indicator.matchAll(/<actual value="(\d+)"\/>/g)].map((match) => Number(match[1]));
      if (!actuals.length) continue;
      assert.equal(actuals.reduce((sum, one) => sum + one, 0), promise.parts[0].value, `${number}: ${JSON.stringify(promise.parts[0])}`);
      compared++;
    }
    assert.ok(compared >= 3);
  });

  it('is refused when something is taken away, and the page leads to the field', async () => {
    const before = (await manager.get(`/api/v1/programmes/${programme.id}`)).json;
    for (const field of ['country', 'sector']) {
      const now = (await manager.get(`/api/v1/programmes/${programme.id}`)).json;
      const changed = await manager.patch(`/api/v1/programmes/${programme.id}`, { version: now.version, [field]: null });
      assert.equal(changed.status, 200, changed.text);
      const { json } = await manager.get(`/api/v1/programmes/${programme.id}/iati`);
      assert.ok(json.errors > 0, field);
      assert.ok(json.missing.some((one) => one.missing_href === `/programmes/${programme.id}/edit#${field}` && one.is_needed), field);
      assertRefused(await manager.post(`/api/v1/programmes/${programme.id}/iati`, { purpose: 'A test', publish: true }), 422);
      await manager.patch(`/api/v1/programmes/${programme.id}`, { version: changed.json.version, [field]: before[field] });
    }
    assert.match((await manager.get(`/programmes/${programme.id}/iati`)).text, /May be published|អាចផ្សព្វផ្សាយបាន/);
  });

  it('is published as a version that does not change, by who may approve', async () => {
    assert.equal((await officer.post(`/api/v1/programmes/${programme.id}/iati`, { purpose: 'No', publish: true })).status, 403);
    const made = await manager.post(`/api/v1/programmes/${programme.id}/iati`, { purpose: 'The yearly file', publish: true });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.version, 1);
    const file = (await manager.get(`/api/v1/iati-files/${made.json.iati_file}`)).json;
    assert.equal(file.note, 'The yearly file');
    const first = await manager.form(`/iati-files/${file.id}/download`, {});
    assert.equal(first.status, 200, first.text.slice(0, 300));
    assert.equal(Buffer.byteLength(first.text), file.file_bytes);
    const now = (await manager.get(`/api/v1/programmes/${programme.id}`)).json;
    await manager.patch(`/api/v1/programmes/${programme.id}`, { version: now.version, summary: 'Another summary.' });
    assert.equal((await manager.form(`/iati-files/${file.id}/download`, {})).text, first.text);
    assert.match((await draft()).text, /Another summary/);
    assert.equal((await manager.delete(`/api/v1/iati-files/${file.id}?reason=x`)).status, 403);
    assert.equal((await manager.post(`/api/v1/programmes/${programme.id}/iati`, { purpose: 'Again', publish: true })).json.version, 2);
    const log = (await manager.all('/api/v1/exports')).filter((line) => line.format === 'iati');
    assert.ok(log.some((line) => line.purpose === 'The yearly file'));
  });

  it('does not exist for anybody but the lead', async () => {
    for (const [method, address] of [['GET', `/api/v1/programmes/${programme.id}/iati`], ['POST', `/api/v1/programmes/${programme.id}/iati`]]) {
      assert.equal((await grantee.call(method, address, method === 'POST' ? { json: { purpose: 'x' } } : {})).status, 404);
    }
    assert.equal((await grantee.get(`/programmes/${programme.id}/iati`)).status, 404);
    assert.equal((await grantee.all('/api/v1/iati-files')).length, 0);
  });

  it('comes from the command line too', () => {
    const text = server.run('export', 'iati', '--purpose', 'A test');
    assert.match(text, /<iati-activities version="2\.03"/);
    assert.equal(server.try('export', 'iati').status, 1);
  });
});

describe('the 360Giving file', () => {
  const address = () => `/api/v1/programmes/${programme.id}/360giving`;

  it('is valid by the standard’s own JSON schemas', async () => {
    const require = createRequire(import.meta.url);
    const Ajv = require('ajv/dist/2020').default, addFormats = require('ajv-formats').default;
    const read = (name) => JSON.parse(fs.readFileSync(path.join(root, 'data/360giving', name), 'utf8'));
    const grant = read('360-giving-schema.json'), bundle = read('360-giving-package-schema.json');
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, validateSchema: false }));
    for (const schema of [grant, bundle]) schema.$schema = 'https://json-schema.org/draft/2020-12/schema'; // theirs says http:, which is no address of a draft
    ajv.addSchema(grant, bundle.properties.grants.items.$ref);
    const validate = ajv.compile(bundle);
    const file = await manager.post(address(), { purpose: 'A test' });
    assert.equal(file.status, 200, file.text);
    assert.ok(validate(file.json), JSON.stringify(validate.errors));
    assert.equal(file.json.grants.length, 4);
    assert.equal(file.json.grants.find((one) => one.id === '360G-ctip-CTIP-SG-03').amountAwarded, 226300);
    delete file.json.grants[0].recipientOrganization;
    assert.ok(!validate(file.json), 'a grant without its recipient is found by the schema');
  });

  it('is refused, with the field to fill in, while something is missing', async () => {
    const now = (await manager.get(`/api/v1/programmes/${programme.id}`)).json;
    const changed = await manager.patch(`/api/v1/programmes/${programme.id}`, { version: now.version, giving_prefix: null });
    assert.deepEqual((await manager.get(address())).json.missing.map((one) => one.missing_href), [`/programmes/${programme.id}/edit#giving_prefix`]);
    assertRefused(await manager.post(address(), { purpose: 'A test' }), 422);
    assert.equal(server.try('export', '360giving', '--purpose', 'A test').status, 1);
    await manager.patch(`/api/v1/programmes/${programme.id}`, { version: changed.json.version, giving_prefix: '360G-ctip' });
    assert.equal(JSON.parse(server.run('export', '360giving', '--purpose', 'A test')).grants.length, 4);
    assert.equal((await grantee.get(address())).status, 404);
  });
});

describe('DHIS2', () => {
  let set;
  const address = () => `/api/v1/dhis2-sets/${set.id}/file`;
  const file = (format, from, until) => manager.post(address(), { format, from, until, purpose: 'A test' });
  before(async () => { [set] = (await manager.get('/api/v1/dhis2-sets')).json.items; });

  it('gets the same values as JSON, CSV and ADX', async () => {
    const [json, csv, adx] = await Promise.all(['dhis2_json', 'dhis2_csv', 'adx'].map((format) => file(format, '2016Q2', '2017Q4')));
    for (const answer of [json, csv, adx]) assert.equal(answer.status, 200, answer.text);
    const values = json.json.dataValues;
    assert.ok(values.length > 20);
    const [head, ...lines] = csv.text.trim().split('\r\n');
    assert.equal(head, 'dataelement,period,orgunit,catoptcombo,attroptcombo,value,strby,lstupd,cmt');
    assert.deepEqual(lines, values.map((one) => `${one.dataElement},${one.period},${one.orgUnit},${one.categoryOptionCombo || ''},,${one.value},,,`));
    const checked = spawnSync('xmllint', ['--noout', '--nonet', write('adx.xml', adx.text)], { encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(adx.text, /<adx xmlns="urn:ihe:qrph:adx:2015" exported="[\d-]+T[\d:.]+Z">/);
    assert.equal((adx.text.match(/<dataValue /g) || []).length, values.length);
    const groups = [...adx.text.matchAll(/<group orgUnit="([^"]*)" period="([^"]*)"/g)].map((match) => match[1] + match[2]);
    assert.equal(new Set(groups).size, groups.length, 'each organisation unit and period is one group');
    assert.match(adx.text, /period="2016-07-01\/P3M" dataSet="CTIP_PREVENTION"[\s\S]*?SEX="F"/);
  });

  it('counts what happened in the period, as the promise does', async () => {
    const events = (await file('dhis2_json', '2016Q2', '2018Q1')).json.dataValues.filter((one) => one.dataElement === 'CTIP_AWARENESS_EVENTS');
    const sum = events.reduce((total, one) => total + Number(one.value), 0);
    const promises = (await manager.get('/api/v1/board')).json.organisations.flatMap((org) => org.promises);
    const part = promises.find((one) => one.number === 'P17').parts[0];
    assert.equal(sum, part.counted);
  });

  it('leaves numbers under five people out, unless the data set asks for them', async () => {
    const hidden = (await file('dhis2_json', '2016Q2', '2018Q1')).json.dataValues;
    const people = ['CTIP_KEY_PARTICIPANTS', 'CTIP_HOUSEHOLDS_TRAINED'];
    for (const one of hidden) if (people.includes(one.dataElement)) assert.ok(Number(one.value) >= 5, JSON.stringify(one));
    const open = await manager.patch(`/api/v1/dhis2-sets/${set.id}`, { version: set.version, small_numbers: true });
    const all = (await file('dhis2_json', '2016Q2', '2018Q1')).json.dataValues;
    assert.ok(all.length >= hidden.length);
    set = (await manager.patch(`/api/v1/dhis2-sets/${set.id}`, { version: open.json.version, small_numbers: null })).json;
  });

  it('lists what has no code, and does not send it', async () => {
    const female = (await manager.all('/api/v1/dhis2-options')).find((one) => one.option_code === 'F');
    await manager.delete(`/api/v1/dhis2-options/${female.id}?reason=test`);
    const { json } = await manager.get(`${address()}?from=2016Q3`);
    assert.ok(json.missing.some((one) => one.missing_href === '/dhis2-options/new?dimension=sex&option_key=f'), JSON.stringify(json.missing));
    assert.ok(!(await file('dhis2_json', '2016Q3')).json.dataValues.some((one) => one.categoryOptionCombo === 'F'));
    await manager.post(`/api/v1/dhis2-options/${female.id}/restore`, {});
    assert.match((await manager.get(`/dhis2-sets/${set.id}/file`)).text, /DHIS2/);
  });

  it('refuses a period that is none, and another organisation', async () => {
    assertRefused(await file('dhis2_json', '2016', '2016'), 422, ['from', 'until']);
    assertRefused(await file('dhis2_json', '2017Q1', '2016Q1'), 422, ['until']);
    assertRefused(await file('xml', '2017Q1', '2017Q1'), 422, ['format']);
    assert.equal((await grantee.get(address())).status, 404);
    assert.match(server.run('export', 'dhis2', '--from', '2016Q3', '--format', 'adx', '--purpose', 'A test'), /<adx /);
  });
});
