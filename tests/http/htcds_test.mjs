// SPDX-License-Identifier: Apache-2.0
// Case files in HTCDS 2.0: what leaves, on which consent; what comes in; and that nothing is lost on the way there and back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, kind, root, unique } from './app.mjs';

const day = (fromToday) => new Date(Date.now() + (7 + 24 * fromToday) * 3600000).toISOString().slice(0, 10);
const at = '/api/v1/case-files/htcds';
const secret = 'Sreymom Kosal';
const everything = ['identity', 'contact', 'home', 'needs', 'story'];

// A server with an organisation whose `boss` may take files away, whose `worker` may not, and a vetted recipient.
async function world(short_name) {
  const server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const lead = await server.setUp();
  const org = await lead.create('organisations', { short_name, name: `Organisation ${short_name}`, kind: 'grantee' });
  const chief = await addUser(lead, `${short_name}.chief`.toLowerCase(), { roles: ['administrator'], org: org.id });
  const boss = await addUser(chief, `${short_name}.boss`.toLowerCase(), { roles: ['social_worker', 'manager'] });
  const worker = await addUser(chief, `${short_name}.worker`.toLowerCase(), { roles: ['social_worker'] });
  const provider = await vetted(boss, {});
  return { server, lead, org, chief, boss, worker, provider };
}

async function vetted(boss, vetting) {
  const provider = await boss.create('providers', { name: `Authority ${unique()}`, kind: 'government', services: ['legal'] });
  await boss.create('provider-vettings', { provider: provider.id, on_day: day(-30), by_whom: 'The manager', result: 'passed', valid_until: day(300), ...vetting });
  return provider;
}

const consent = (who, file, values = {}) => who.post('/api/v1/consents', { case_file: file, purpose: 'authorities', recipient: 'government', scope: everything, given_by: 'self', form: 'thumb',
  language: 'km', given_on: day(0), expires_on: day(90), ...values });
const take = (who, provider, files, { format = 'json', purpose = 'authorities' } = {}) => who.get(`${at}?provider=${provider.id}&purpose=${purpose}&format=${format}&files=${files.join(',')}`);
const bring = (who, body, query = '', type = 'application/json') => who.call('POST', `${at}${query}`, { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), headers: { 'content-type': type } });

let a, b;
before(async () => { [a, b] = await Promise.all([world('ONE'), world('TWO')]); });
after(() => Promise.all([a?.server.stop(), b?.server.stop()]));

// ---- all that the standard can say ----

function csvRows(name) {
  const text = fs.readFileSync(path.join(root, 'data/htcds', name), 'utf8'), rows = [[]];
  let cell = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { cell += '"'; i++; } else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\n')) { rows.at(-1).push(cell); cell = ''; if (c === '\n') rows.push([]); } else cell += c;
  }
  return rows.slice(1).filter((row) => row.length > 1);
}
const codes = csvRows('htcds-2.0-codes.csv').reduce((all, [field, code]) => ({ ...all, [field]: [...all[field] || [], code] }), {});
const fields = csvRows('htcds-2.0-fields.csv').filter((row) => row[3] !== 'N/A').map((row) => ({ name: row[3] + row[4], type: row[7], core: row[2] === 'Core' }));
const lists = ['prs_Citizenship', 'vic_MethodOfRecruitment', 'vic_MethodsOfControl', 'vic_TypeOfExploitation', 'vic_TypeOfSexExploitation', 'vic_RecruitmentWebsitesAndApps',
  'vic_ExploitationWebsitesAndApps', 'vic_Vulnerabilities', 'per_RoleInProcess'];
const groupOf = (name) => (/^hte_/.test(name) ? 'events' : /^spl_/.test(name) ? 'support_plans' : /^per_/.test(name) ? 'perpetrators' : /^cco_/.test(name) ? 'comments'
  : /^cas_(Referred|Outgoing|ReasonForOutgoing)/.test(name) ? 'outgoing_referrals' : null);
const names = ['Sok Dara', 'ចាន់ ធីតា', 'Ouk Veasna', 'ហេង បុប្ផា', 'Prak Rithy', 'Kim Sreyleak', 'លី សុភាព', 'Meas Vuthy', 'Nuon Channary', 'Tep Bunthoeun', 'ឃុន ស្រីមុំ', 'Yim Phalla'];

function value(field, number) {
  const own = field.name === 'prs_Citizenship' ? ['KH', 'FR', 'TH'] : codes[field.name];
  if (own) {
    const some = number === 0 ? own : [own[number % own.length]];
    return lists.includes(field.name) || some.length > 1 ? some : some[0];
  }
  if (field.name === 'con_Consent') return true;
  if (field.name === 'prs_FirstName') return names[number].split(' ')[1];
  if (field.name === 'prs_SecondName') return names[number].split(' ')[0];
  if (field.name === 'prs_Birthdate') return [`${1930 + 6 * number}`, `${1930 + 6 * number}-05`, `${1930 + 6 * number}-05-03`][number % 3];
  if (field.type === 'Date') return ['2015-11', '2015', '2015-11-30'][number % 3];
  if (field.type === 'Checkbox') return number % 2 === 0;
  if (/Longitude|Latitude/.test(field.name)) return number % 2 ? '-104.0500' : '011.5';
  if (field.type === 'Number') return number + 1;
  if (/Language/.test(field.name)) return 'khm';
  if (/Phone/.test(field.name)) return number % 2 ? '+85512345678' : '012 345 678';
  if (/IdentityNumber|PostalCode/.test(field.name)) return `00${number}7`;
  if (/Country/.test(field.name)) return 'KH';
  if (field.type === 'Long Text') return `=${field.name}\nសរសេរជាពីរបន្ទាត់, "quoted"; ${number}`;
  return `${field.name} ស្រុក ${number}`;
}

// Every field and every code; the first of them with all codes at once.
const samples = names.map((_, number) => {
  const one = {};
  for (const field of fields) {
    const group = groupOf(field.name);
    if (!group) { one[field.name] = value(field, number); continue; }
    one[group] ||= Array.from({ length: number % 3 + 1 }, () => ({}));
    one[group].forEach((part, i) => { part[field.name] = value(field, number + i); });
  }
  return one;
});
const sorted = (item) => (Array.isArray(item) ? item.map(sorted) : item && typeof item === 'object' ? Object.fromEntries(Object.keys(item).sort().map((key) => [key, sorted(item[key])])) : item);

async function takenIn(of, body, type) {
  const answer = await bring(of.boss, body, '', type);
  assert.equal(answer.status, 201, answer.text);
  const files = answer.json.items.map((item) => item.case_file);
  await Promise.all(files.map(async (file) => { const given = await consent(of.boss, file); assert.equal(given.status, 201, given.text); }));
  return files;
}

describe('a round trip', () => {
  let first, second, csv;
  it('brings back every field and every code, with Khmer names, zeros in front and dates of less precision', async () => {
    assert.equal(fields.length, 84);
    assert.equal(fields.filter((field) => field.core).length, 40);
    assert.equal(Object.values(codes).flat().length, 182);
    first = await takenIn(a, { cases: samples });
    const out = await take(a.boss, a.provider, first);
    assert.equal(out.status, 200, out.text);
    assert.equal(out.headers['mlup-left-out'], undefined);
    assert.deepEqual(sorted(out.json.cases), sorted(samples));
  });

  it('through another organisation\'s empty database gives the same bytes', async () => {
    csv = await take(a.boss, a.provider, first, { format: 'csv' });
    assert.match(csv.headers['content-disposition'], /htcds-.*\.csv/);
    second = await takenIn(b, csv.bytes, 'text/csv');
    assert.equal(second.length, samples.length);
    for (const format of ['csv', 'json', 'xlsx']) {
      const [one, other] = [await take(a.boss, a.provider, first, { format }), await take(b.boss, b.provider, second, { format })];
      assert.equal(one.status, 200, one.text);
      assert.ok(one.bytes.equals(other.bytes), `${format} differs`);
    }
  });

  it('in any form is the same case, which has one effect', async () => {
    const count = (await b.boss.all('/api/v1/case-files')).length;
    for (const format of ['csv', 'xlsx', 'json']) {
      const out = await take(a.boss, a.provider, first, { format });
      const again = await bring(b.boss, out.bytes, '', 'application/octet-stream');
      assert.equal(again.status, 200, again.text);
      assert.deepEqual(again.json.items.map((item) => item.state), samples.map(() => 'known'), format);
    }
    assert.equal((await b.boss.all('/api/v1/case-files')).length, count);
  });

  it('follows what was corrected here', async () => {
    const file = (await b.boss.get(`/api/v1/case-files/${second[1]}`)).json;
    const changed = await b.boss.patch(`/api/v1/case-files/${file.id}`, { phone: '011222333', version: file.version });
    assert.equal(changed.status, 200, changed.text);
    const out = await take(b.boss, b.provider, [file.id]);
    assert.equal(out.json.cases[0].prs_MobilePhone, '+85511222333');
    assert.equal(out.json.cases[0].prs_HomePhone, samples[1].prs_HomePhone);
  });
});

describe('what leaves', () => {
  const newFile = (values = {}) => a.boss.create('case-files', { name_latin: secret, birth_date: '1990-02-03', sex: 'f', phone: '012999888', arrived_on: day(-20), ...values });

  it('needs a consent that holds, for this purpose and this recipient', async () => {
    const file = await newFile();
    const none = await take(a.boss, a.provider, [file.id]);
    assertRefused(none, 422, [file.code]);
    await consent(a.boss, file.id, { purpose: 'legal' });
    await consent(a.boss, file.id, { recipient: 'outside' });
    await consent(a.boss, file.id, { expires_on: day(0), expires_time: '00:00' });
    const gone = (await consent(a.boss, file.id)).json;
    await a.boss.patch(`/api/v1/consents/${gone.id}`, { withdrawn_why: 'person', version: 1 });
    assertRefused(await take(a.boss, a.provider, [file.id]), 422, [file.code]);
    assert.ok(!a.server.log().includes(secret));
  });

  it('says by code who stays, and gives the others', async () => {
    const [one, other] = [await newFile({ name_latin: 'Chea Bopha' }), await newFile({ name_latin: 'Ros Makara', birth_date: '1970' })];
    await consent(a.boss, one.id);
    const out = await take(a.boss, a.provider, [other.id, one.id]);
    assert.equal(out.status, 200, out.text);
    assert.equal(out.headers['mlup-left-out'], other.code);
    assert.equal(out.json.cases.length, 1);
    assert.equal(out.json.cases[0].prs_FirstName, 'Bopha');
    assert.ok(!out.text.includes(other.code), 'the recipient does not learn that there is somebody else');
  });

  it('has no name without a consent that covers it', async () => {
    const file = await newFile();
    await a.boss.create('trafficking-profiles', { case_file: file.id, exploitation: ['ForcedLabour'], control: ['DebtBondage'] });
    await consent(a.boss, file.id, { purpose: 'research', scope: ['story'] });
    const out = await take(a.boss, a.provider, [file.id], { purpose: 'research' });
    assert.equal(out.status, 200, out.text);
    assert.deepEqual(out.json.cases[0].vic_MethodsOfControl, ['DebtBondage']);
    for (const part of ['Sreymom', '1990', '+85512999888', 'Feminine']) assert.ok(!out.text.includes(part), part);
  });

  it('may stand on a decision of two persons, but not for research', async () => {
    const file = await newFile();
    const override = await a.boss.create('consent-overrides', { case_file: file.id, provider: a.provider.id, scope: ['identity'], reason: 'Her life is in danger' });
    assertRefused(await take(a.boss, a.provider, [file.id]), 422, [file.code]);
    const second = await addUser(a.chief, `one.second${unique()}`.toLowerCase(), { roles: ['manager'] });
    const allowed = await second.patch(`/api/v1/consent-overrides/${override.id}`, { state: 'allowed', version: 1 });
    assert.equal(allowed.status, 200, allowed.text);
    const out = await take(a.boss, a.provider, [file.id]);
    assert.equal(out.json.cases[0].prs_FirstName, 'Kosal');
    assert.equal(out.json.cases[0].con_Consent, false);
    assertRefused(await take(a.boss, a.provider, [file.id], { purpose: 'research' }), 422, [file.code]);
  });

  it('is written down: the look, the file, and on what', async () => {
    const file = await newFile(), given = (await consent(a.boss, file.id)).json;
    await take(a.boss, a.provider, [file.id], { format: 'csv' });
    const reads = (await a.boss.get(`/api/v1/case-files/${file.id}/reads`)).json.items;
    assert.ok(reads.some((item) => item.purpose === `HTCDS for ${a.provider.code}`), JSON.stringify(reads));
    const [sending] = (await a.boss.get(`/api/v1/htcds-sendings?case_file=${file.id}`)).json.items;
    assert.deepEqual([sending.provider, sending.purpose, sending.cites, sending.format], [a.provider.id, 'authorities', given.id, 'csv']);
    const exports = (await a.boss.all('/api/v1/exports')).filter((item) => item.what === 'HTCDS');
    assert.ok(exports.length > 0 && exports.every((item) => item.row_count > 0));
    assert.equal((await a.boss.post('/api/v1/htcds-sendings', { ...sending, id: undefined })).status, 403, 'nobody writes it but the program');
  });

  it('goes to nobody whose vetting does not hold', async () => {
    const file = await newFile(), lapsed = await vetted(a.boss, { valid_until: day(-1) });
    await consent(a.boss, file.id);
    assertRefused(await take(a.boss, lapsed, [file.id]), 422, ['provider']);
    assertRefused(await a.boss.get(`${at}?provider=${a.provider.id}&purpose=fun&format=pdf&files=${file.id}`), 422, ['purpose', 'format']);
  });

  it('leaves with nobody who has not the right, or to whom the file does not open', async () => {
    const file = await newFile();
    await consent(a.boss, file.id);
    assert.equal((await take(a.worker, a.provider, [file.id])).status, 403);
    assert.equal((await a.worker.get('/case-files/htcds')).status, 403);
    assert.equal((await take(a.chief, a.provider, [file.id])).status, 404);
    const other = await addUser(a.chief, `one.other${unique()}`.toLowerCase(), { roles: ['manager'] });
    assertRefused(await take(other, a.provider, [file.id]), 422, [file.code]);
    const org = await a.lead.create('organisations', { short_name: `X${unique()}`, name: 'Else', kind: 'grantee' });
    const stranger = await addUser(a.lead, `else${unique()}`.toLowerCase(), { roles: ['manager', 'social_worker'], org: org.id });
    assert.equal((await stranger.get(`/case-files/htcds?file=${file.id}`)).status, 404);
    assertRefused(await take(stranger, await vetted(stranger, {}), [file.id]), 422, ['files']);
  });
});

describe('what comes in', () => {
  it('is shown first, with what is wrong by row and field, and nothing of it is saved', async () => {
    const before = (await b.boss.all('/api/v1/case-files')).length;
    const csv = 'prs_First_Name,prs_Second_Name,prs_Gender,prs_Birthdate,vic_Methods_of_Control\nDara,Nhem,Feminine,1990,DebtBondage \nThida,Long,Neither,07/03/1998,\nVanna,Pich,Masculine,2999,\n';
    const look = await bring(b.boss, csv, '?dry_run=1', 'text/csv');
    assert.equal(look.status, 200, look.text);
    assert.deepEqual(look.json.items.map((item) => [item.row, item.state]), [[2, 'new'], [3, 'wrong'], [4, 'wrong']]);
    assert.deepEqual(look.json.errors.map((error) => error.field), ['3.prs_Gender', '3.prs_Birthdate', '4.birth_date']);
    assertRefused(await bring(b.boss, csv, '', 'text/csv'), 422, ['3.prs_Gender', '3.prs_Birthdate', '4.birth_date']);
    assert.equal((await b.boss.all('/api/v1/case-files')).length, before);
    const khmer = await b.boss.call('POST', `${at}?dry_run=1`, { body: csv, headers: { 'content-type': 'text/csv', 'accept-language': 'km', cookie: `${b.boss.headers.cookie}; lang=km` } });
    assert.match(khmer.json.errors[0].message, /[\u1780-\u17FF]/);
    const some = await bring(b.boss, csv, '?skip=1', 'text/csv');
    assert.equal(some.status, 201, some.text);
    assert.equal((await b.boss.all('/api/v1/case-files')).length, before + 1);
  });

  it('reads the standard\'s own Excel sheet, and asks which of its two rows of headers is right', async () => {
    const head = ',cas_CaseOwner,prs_FirstName,prs_MailingCity,prs_MailingCountry,vic_TraffickinStatusDecisionMakingOrg,,cas_OutgoingReferralDate\n'
      + ',Case Owner,First Name,Mailing Street,Mailing City,Trafficking Status Decision Making Organization,Reason for Outgoing Referral,Outgoing Referral Date\n';
    const csv = `${head}1,Ann,Maly,12 Market Road,Kratie,Police,Other,2016-03-07\n2,,,,,,,\n`;
    assertRefused(await bring(b.boss, csv, '', 'text/csv'), 422, ['header']);
    const made = await bring(b.boss, csv, '?header=labels', 'text/csv');
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.items.length, 1);
    await consent(b.boss, made.json.items[0].case_file);
    const [one] = (await take(b.boss, b.provider, [made.json.items[0].case_file])).json.cases;
    assert.deepEqual([one.prs_MailingStreet, one.prs_MailingCity, one.vic_TraffickingStatusDecisionMakingOrg], ['12 Market Road', 'Kratie', 'Police']);
    assert.equal(one.outgoing_referrals[0].cas_ReasonForOutgoingReferral, 'Other');
  });

  it('asks whether somebody has a file, and goes on in it without changing what stands there', async () => {
    const file = await b.boss.create('case-files', { name_latin: 'Suon Ratana', birth_date: '1991-04-05', sex: 'f', arrived_on: day(-20) });
    const one = { prs_FirstName: 'Ratana', prs_SecondName: 'Suon', prs_Birthdate: '1991-04-05', prs_Gender: 'Feminine', prs_Title: 'Cook', cas_Status: 'Closed', events: [{ hte_Type: 'Transit', hte_City: 'Poipet' }] };
    const asked = await bring(b.boss, { cases: [one] });
    assert.equal(asked.status, 409, asked.text);
    assert.equal(asked.json.candidates[0].candidates[0].file_code, file.code);
    assertRefused(await bring(b.worker, { cases: [{ ...one, mlup_Decide: file.code }] }), 422, ['1.mlup_Decide']);
    const went = await bring(b.boss, { cases: [{ ...one, mlup_Decide: file.code }] });
    assert.equal(went.status, 201, went.text);
    assert.deepEqual([went.json.items[0].state, went.json.items[0].case_file, went.json.items[0].differs], ['same', file.id, 1]);
    assert.equal((await b.boss.get(`/api/v1/case-files/${file.id}`)).json.state, 'arrived');
    await consent(b.boss, file.id);
    const [out] = (await take(b.boss, b.provider, [file.id])).json.cases;
    assert.deepEqual([out.prs_Title, out.cas_Status, out.events], ['Cook', 'Active', [{ hte_City: 'Poipet', hte_Type: 'Transit' }]]);
    assert.equal((await bring(b.boss, { cases: [{ ...one, mlup_Decide: file.code }] })).json.items[0].state, 'known');
    assert.equal((await b.boss.get(`/api/v1/trafficking-events?case_file=${file.id}`)).json.items.length, 1);
  });

  it('never makes a recognition of what others decided', async () => {
    const made = await bring(b.boss, { cases: [{ prs_FirstName: 'Phirun', prs_SecondName: 'Ek', prs_Gender: 'Masculine', vic_TraffickingStatus: 'ActualVictimOfTrafficking',
      vic_TraffickingStatusDecisionMakingOrg: 'CourtOrProsecution', cas_ReferringOrganisation: 'Court of Battambang' }] });
    const file = made.json.items[0].case_file, [decision] = (await b.boss.get(`/api/v1/status-decisions?case_file=${file}`)).json.items;
    assert.deepEqual([decision.status, decision.decided_by, decision.reported_by], ['identified', 'CourtOrProsecution', { sealed: true }]);
    const told = await b.boss.post(`/api/v1/status-decisions/${decision.id}/reveal`, { purpose: 'to see who told it' });
    assert.equal(told.json.reported_by, 'Court of Battambang');
    assertRefused(await b.boss.post('/api/v1/status-decisions', { case_file: file, status: 'recognised', decided_by: 'Police', decided_on: day(0), reported_by: 'Police' }), 422, ['status']);
  });

  it('is taken in by nobody without the right, and whatever it is does no harm', async () => {
    assert.equal((await bring(b.chief, { cases: [{}] })).status, 404);
    assert.equal((await b.chief.get('/case-files/htcds/import')).status, 404);
    for (const body of ['', '{', '[]', '{"cases":[1]}', '{"cases":{}}', 'a,b\n1,2\n', '\0\0', 'prs_Gender,prs_Gender\nFeminine,Feminine\n']) {
      const answer = await bring(b.boss, body, '', 'text/csv');
      assert.equal(answer.status, 422, `${JSON.stringify(body)}: ${answer.text}`);
    }
    const many = Array.from({ length: 201 }, (_, i) => ({ prs_Gender: 'Feminine', prs_Title: `Title ${i}` })), before = (await b.boss.all('/api/v1/case-files')).length;
    assertRefused(await bring(b.boss, { cases: many }), 422, ['file']);
    assertRefused(await bring(b.boss, `prs_Gender,prs_Title\n${many.map((one) => `Feminine,${one.prs_Title}\n`).join('')}`, '', 'text/csv'), 422, ['file']);
    assertRefused(await bring(b.boss, { cases: [many[0], 1] }), 422, ['cases']);
    assert.equal((await b.boss.all('/api/v1/case-files')).length, before, 'no part of a list that is not read to its end');
  });

  it('can be checked and turned into another form without a database', () => {
    const file = path.join(a.server.folder, 'cases.json');
    fs.writeFileSync(file, JSON.stringify({ cases: samples }));
    const csv = a.server.try('htcds', 'convert', file, '--to', 'csv');
    assert.equal(csv.status, 0, csv.stderr);
    fs.writeFileSync(`${file}.csv`, csv.stdout);
    const back = a.server.try('htcds', 'convert', `${file}.csv`, '--to', 'json');
    assert.deepEqual(sorted(JSON.parse(back.stdout).cases), sorted(samples));
    fs.writeFileSync(`${file}.csv`, csv.stdout.replace('PossibleVictimOfTrafficking', 'Perhaps'));
    const wrong = a.server.try('htcds', 'check', `${file}.csv`);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /\d+\.vic_TraffickingStatus: “Perhaps”/);
    for (const name of [file, `${file}.csv`]) fs.rmSync(name);
  });

  it('touches no disk in the clear', () => {
    const words = ['Ouk Veasna', 'ចាន់ ធីតា', 'hte_City ស្រុក', 'Court of Battambang', 'Sreymom', 'Suon Ratana', '12 Market Road'];
    for (const { server } of [a, b]) {
      assert.equal(server.sql(`SELECT type, patch FROM change_log WHERE ${words.map((word) => `patch LIKE '%${word}%'`).join(' OR ')}`), '');
      assert.ok(words.every((word) => !server.log().includes(word)));
      if (kind !== 'sqlite') continue;
      const found = fs.readdirSync(server.folder).filter((name) => fs.statSync(path.join(server.folder, name)).isFile())
        .flatMap((name) => words.filter((word) => fs.readFileSync(path.join(server.folder, name)).includes(word)).map((word) => `${name}: ${word}`));
      assert.deepEqual(found, []);
    }
  });
});

describe('what comes in again', () => {
  const cases = (one, more = {}) => ({ cases: [{ prs_FirstName: one, prs_SecondName: 'Keo', prs_Gender: 'Feminine', prs_Birthdate: '1975-02-01', ...more }] });
  const taken = async (answer) => { assert.equal(answer.status, 201, answer.text); return (await b.boss.get(`/api/v1/case-files/${answer.json.items[0].case_file}`)).json; };
  const post = (who, file, page, form) => who.form(`/case-files/${file.id}/${page}`, form);
  let second;
  before(async () => { second = await addUser(b.chief, 'two.second', { roles: ['manager'] }); });

  it('says where in the list nobody stands, and makes no file of it', async () => {
    const files = async () => (await b.boss.all('/api/v1/case-files')).length, before = await files();
    for (const nothing of [{ con_Consent: true }, { con_Consent: false }, { prs_FirstName: '   ', prs_SecondName: '\u200b\u2060' }, { prs_FirstName: '\u00a0', con_Consent: true }, { cas_Status: 'Active', cas_CaseOwner: 'Ann' }])
      assertRefused(await bring(b.boss, [nothing]), 422, ['1.']);
    assertRefused(await bring(b.boss, 'con_Consent,prs_Gender\nTRUE,\n,\nFALSE,\u200b\n', '', 'text/csv'), 422, ['2.', '4.']);
    assertRefused(await bring(b.boss, 'prs_FirstName,prs_Gender\n\u200b,\u00a0\n', '', 'text/csv'), 422, ['file']);
    for (const [body, rows] of [[[{}], ['1.']], [{ cases: [{ prs_Gender: 'Feminine' }, { events: [{}], prs_FirstName: '', unknown: 'x' }] }, ['2.']], [[{ mlup_Decide: 'new' }], ['1.']]])
      assertRefused(await bring(b.boss, body), 422, rows);
    assert.equal(await files(), before);
    assert.match((await bring(b.boss, [{}], '?dry_run=1')).json.errors[0].message, /says nothing of anybody/);
  });

  it('is as many people as there are rows, though they say the same few things, and each once however often the list comes', async () => {
    const list = (rows) => `prs_Gender,prs_Birthdate\n${rows.map((year) => `Feminine,${year}\n`).join('')}`;
    const come = (rows, query = '') => bring(b.boss, list(rows), query, 'text/csv');
    const look = await come([2003, 2003, 2003], '?dry_run=1');
    assert.deepEqual(look.json.items.map(({ state }) => state), ['new', 'new', 'new']);
    const made = await come([2003, 2003, 2003]), ids = made.json.items.map(({ case_file }) => case_file);
    assert.equal(made.status, 201, made.text);
    assert.equal(new Set(ids).size, 3);
    const again = await come([2003, 2003, 2003]);
    assert.deepEqual(again.json.items.map(({ state, case_file }) => [state, case_file]), ids.map((id) => ['known', id]));
    const more = await come([2004, 2003, 2003, 2003, 2003]);
    assert.equal(more.status, 201, more.text);
    assert.deepEqual(more.json.items.map(({ state }) => state), ['new', 'known', 'known', 'known', 'new']);
  });

  it('is asked about when two rows that say the same have the same paper', async () => {
    const twice = Array(2).fill({ prs_Gender: 'Feminine', prs_Birthdate: '2005', prs_IdentityNumber: 'K-77001' });
    const asked = await bring(b.boss, twice);
    assertRefused(asked, 409);
    assert.deepEqual(asked.json.candidates.map(({ row, double_of }) => [row, double_of]), [[2, 1]]);
    const made = await bring(b.boss, [twice[0], { ...twice[1], mlup_Decide: 'new' }]);
    assert.equal(made.status, 201, made.text);
    assert.equal(new Set(made.json.items.map(({ case_file }) => case_file)).size, 2);
  });

  it('goes on in the file that stayed when its own went into another, by its code, its id, or because it came before', async () => {
    const stays = await taken(await bring(b.boss, cases('Stayna'))), goes = await taken(await bring(b.boss, cases('Goesna', { mlup_Decide: 'new' })));
    assert.equal((await b.boss.post(`/api/v1/case-files/${stays.id}/merge`, { do: 'propose', with: goes.code, reason: 'One person.' })).status, 200);
    const [merge] = (await b.boss.get(`/api/v1/case-merges?case_file=${stays.id}`)).json.items;
    assert.equal((await second.post(`/api/v1/case-files/${stays.id}/merge`, { do: 'agree', merge: merge.id })).status, 200);
    for (const decide of [goes.code, goes.id]) {
      const went = await bring(b.boss, cases('Again', { mlup_Decide: decide, prs_Title: decide }));
      assert.equal(went.status, 201, went.text);
      assert.deepEqual([went.json.items[0].state, went.json.items[0].case_file], ['same', stays.id]);
    }
    const known = await bring(b.boss, cases('Goesna'));
    assert.deepEqual([known.json.items[0].state, known.json.items[0].case_file], ['known', stays.id]);
  });

  it('has a new file when the one of before was erased, once, and that is said', async () => {
    const one = cases('Erasna', { mlup_Decide: 'new' }), file = await taken(await bring(b.boss, one));
    assert.equal((await post(b.boss, file, 'erasure', { do: 'propose', basis: 'person_asks' })).status, 303);
    const [erasure] = (await b.boss.get(`/api/v1/case-erasures?case_file=${file.id}`)).json.items;
    assert.equal((await post(second, file, 'erasure', { do: 'agree', erasure: erasure.id })).status, 303);
    const look = await bring(b.boss, one, '?dry_run=1');
    assert.deepEqual([look.json.items[0].state, look.json.items[0].erased_before], ['new', true]);
    const again = await taken(await bring(b.boss, one));
    assert.notEqual(again.code, file.code);
    assert.equal(again.erased_on, null);
    const known = await bring(b.boss, one);
    assert.deepEqual([known.json.items[0].state, known.json.items[0].case_file], ['known', again.id]);
  });

  it('leaves a line in the log of the file that it came into before when somebody else works on that one', async () => {
    const one = cases('Toldna', { mlup_Decide: 'new' }), file = await taken(await bring(b.boss, one));
    const reads = async () => (await b.boss.get(`/api/v1/case-files/${file.id}/reads`)).json.items.filter((line) => line.user === b.worker.me.user);
    assert.deepEqual(await reads(), []);
    assert.equal((await bring(b.worker, one)).json.items[0].state, 'known');
    assert.deepEqual((await reads()).map(({ fields }) => fields), [['likeness']]);
  });
});
