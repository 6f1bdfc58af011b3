// SPDX-License-Identifier: Apache-2.0
// Period reports: whose step is whose, what is frozen stays, what a donor sees, and that the pack says what the screen says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places } from './app.mjs';

const english = { 'accept-language': 'en' };
let server, ann, lead, chief, writer, manager, other, donor, agreement, period, promise, part, session, report;
let people = [];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlup-report-'));
const orgs = {};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  lead = await addUser(ann, 'lead.me', { roles: ['me_officer'] });
  chief = await addUser(ann, 'lead.manager', { roles: ['manager'] });
  donor = await addUser(ann, 'donor', { roles: ['donor'] });
  const admins = {};
  for (const org of ['ONE', 'TWO']) {
    orgs[org] = (await ann.create('organisations', { short_name: org, name: `Organisation ${org}`, kind: 'grantee' })).id;
    admins[org] = await addUser(ann, `admin.${org}`, { roles: ['administrator'], org: orgs[org] });
  }
  writer = await addUser(admins.ONE, 'writer', { roles: ['me_officer'] });
  manager = await addUser(admins.ONE, 'manager', { roles: ['manager'] });
  other = await addUser(admins.TWO, 'other', { roles: ['manager'] });
  const programme = await ann.create('programmes', { name: 'Programme', starts_on: '2015-10-01', ends_on: '2019-09-30' });
  agreement = await chief.create('agreements', { org: orgs.ONE, programme: programme.id, number: 'SG-1', title: 'Work', status: 'active',
    starts_on: '2016-01-01', ends_on: '2017-12-31' });
  period = await chief.create('reporting-periods', { programme: programme.id, title: 'Jan–Mar 2016', title_km: 'មករា–មីនា ២០១៦',
    starts_on: '2016-01-01', ends_on: '2016-03-31', due_on: '2016-04-15' });
  promise = await writer.create('promises', { agreement: agreement.id, number: 'P1', title: 'People trained', title_km: 'មនុស្សបានបណ្តុះបណ្តាល' });
  part = await writer.create('promise-parts', { promise: promise.id, label: 'People', shape: 'distinct', source: 'attendance', unit: 'person',
    filter: 'session.status = held\npresent = yes', target_unit: 'person', target: 40 });
  session = await writer.create('sessions', { title: 'First training', kind: 'training', status: 'held', starts_on: '2016-02-10', place: places.commune });
  for (let i = 0; i < 22; i++) {
    const person = await writer.create('people?force=1', { name_latin: `Sok Nary${i}`, sex: i < 19 ? 'f' : 'm', age_years: 30, age_on: '2016-01-01', village: places.village });
    people.push(person);
    await writer.create('attendance', { session: session.id, person: person.id, present: i < 20 });
  }
});
after(() => { fs.rmSync(folder, { recursive: true, force: true }); return server?.stop(); });

const address = (behind = '') => `/reports/${report}${behind}`;
const current = async () => (await manager.get(`/api/v1/reports/${report}`)).json;
const figures = async (client) => client.get(`/api/v1/reports/${report}/figures`);
const step = async (client, to, more = {}) => {
  const { version } = await current();
  return client.form(address('/step'), { step: to, version, ...more }, english);
};
const steps = async (client, to, more) => {
  const answer = await step(client, to, more);
  assert.equal(answer.status, 303, answer.text.replace(/<[^>]*>/g, ' ').slice(0, 1500));
  assert.equal((await current()).status, to);
};

describe('a period report', () => {
  it('is begun in the organisation, by those who write its reports, and counts to the day', async () => {
    const begin = (client) => client.form('/reports/begin', { agreement: agreement.id, period: period.id });
    assert.ok((await begin(other)).status >= 400);
    assert.equal((await begin(donor)).status >= 400, true);
    const begun = await begin(writer);
    assert.equal(begun.status, 303, begun.text);
    report = begun.headers.location.split('/').at(-1);
    const { json } = await figures(writer);
    const [shown] = json.promises[0].parts;
    assert.deepEqual([shown.value, shown.in_period, shown.target, shown.status], [20, 20, 40, 'done'].slice(0, 3).concat(shown.status));
    const sexes = Object.fromEntries(shown.splits.filter((split) => split.by === 'sex').map((split) => [split.key, split.value]));
    assert.deepEqual(sexes, { f: 19, m: 1 });
    const progress = (await writer.get(`/api/v1/promises/${promise.id}/progress?on=2016-03-31`)).json;
    assert.ok(JSON.stringify(progress).includes('20'), 'the promise says the same');
  });

  it('does not exist for another organisation, whatever the address', async () => {
    for (const behind of ['', '/edit', '/quality', '/changes', '/print']) assert.equal((await other.get(address(behind))).status, 404, behind);
    for (const behind of ['/figures', '/quality', '/changes']) assertRefused(await other.get(`/api/v1/reports/${report}${behind}`), 404);
    assertRefused(await other.get(`/api/v1/reports/${report}`), 404);
    assert.equal((await other.form(address('/step'), { step: 'submitted', version: 1 })).status, 404);
    assert.equal((await other.form(address('/pack.pdf'), { in: 'en' })).status, 404);
    assert.ok(!(await other.get('/reports', english)).text.includes(report));
  });

  it('keeps words in both languages, and shows both when two wrote at once', async () => {
    const page = await writer.get(address('/edit'), english);
    const versions = [...page.text.matchAll(/name="([^"]*version)" value="(\d+)"/g)].map((match) => [match[1], match[2]]);
    const fields = (text) => [...versions, ['_key', ''], ['report.overview', text], ['report.overview_km', 'វគ្គដំបូង'], [`${promise.id}.done`, `${text} Done.`]];
    assert.equal((await writer.form(address('/edit'), fields('The first training.'))).status, 303);
    const conflict = await manager.form(address('/edit'), fields('Another text.'), english);
    assert.equal(conflict.status, 409);
    assert.match(conflict.text, /Another text\./);
    assert.match(conflict.text, /The first training\./);
    assert.equal((await figures(writer)).json.promises[0].done, 'The first training. Done.');
    assert.equal((await lead.form(address('/edit'), fields('Not mine.'))).status, 403);
  });

  it('is handed in only when every finding of the desk is answered, and by the manager alone', async () => {
    const planned = await writer.create('sessions', { title: 'Forgotten', kind: 'training', status: 'planned', starts_on: '2016-03-01', place: places.commune });
    const desk = (await writer.get(`/api/v1/reports/${report}/quality`)).json;
    assert.deepEqual(desk.findings.map((finding) => [finding.kind, finding.total]), [['session_overdue', 1], ['household_missing', 20]].filter(([kind]) => desk.findings.some((finding) => finding.kind === kind)));
    assert.equal(desk.findings[0].items[0].id, planned.id);
    assert.equal((await step(writer, 'submitted')).status, 422);
    const refused = await step(manager, 'submitted');
    assert.equal(refused.status, 422);
    assert.match(refused.text, /nobody has answered/);
    const answer = (fields) => writer.form(address('/quality'), fields, english);
    assert.equal((await answer({ [`session_overdue.${planned.id}`]: 'right' })).status, 422, 'it is right, but why?');
    assert.equal((await answer({ [`session_overdue.${planned.id}`]: 'known', [`session_overdue.${planned.id}.explanation`]: 'Cancelled.' })).status, 303);
    assert.equal((await writer.get(`/api/v1/reports/${report}/quality`)).json.unread, 0);
    for (const client of [writer, lead, chief, ann]) assert.notEqual((await step(client, 'submitted')).status, 303);
    await steps(manager, 'submitted');
  });

  it('goes on with the lead: returned with a reason, handed in again, approved, frozen; nobody skips a step', async () => {
    for (const to of ['approved', 'returned', 'frozen']) assert.notEqual((await step(manager, to, { return_note: 'x' })).status, 303, `${to} is not the manager's`);
    assert.equal((await step(lead, 'frozen')).status, 422);
    assert.equal((await step(lead, 'returned')).status, 422, 'returned without a reason');
    await steps(lead, 'returned', { return_note: 'Please look at the men.' });
    const page = (await writer.get(address(), english)).text;
    assert.match(page, /Please look at the men\./);
    const kept = page.match(/href="([^"]*changes\?snapshot=1)"/)[1];
    assert.equal((await writer.get(kept)).status, 200, 'what was handed in first can be opened after it came back');
    assert.equal((await writer.get(address('/changes?snapshot=first'))).status, 404);
    assert.doesNotMatch((await lead.get(address('/quality'))).text, /id="desk"/, 'a form for those who answer alone');
    assert.match((await writer.get(address('/quality'))).text, /id="desk"/);
    await steps(manager, 'submitted');
    await steps(lead, 'approved');
    await steps(chief, 'frozen');
  });

  it('is never edited once it is frozen: not by page, API or deletion', async () => {
    const { version, snapshot } = await current();
    assertRefused(await manager.patch(`/api/v1/reports/${report}`, { overview: 'Changed', version }), 422);
    assertRefused(await manager.patch(`/api/v1/reports/${report}`, { status: 'draft', version }), 422);
    assertRefused(await chief.patch(`/api/v1/reports/${report}`, { status: 'returned', return_note: 'x', version }), 422);
    assertRefused(await manager.delete(`/api/v1/reports/${report}?version=${version}&reason=no`), 422);
    const kept = (await manager.get(`/api/v1/report-snapshots/${snapshot}`)).json;
    assert.match(kept.hash, /^[0-9a-f]{64}$/);
    assertRefused(await manager.patch(`/api/v1/report-snapshots/${snapshot}`, { taken_on: '2016-01-01', version: kept.version }), 422);
    assertRefused(await writer.post('/api/v1/report-comments', { report, section: 'figures', text: 'Late' }), 422);
    assertRefused(await writer.post('/api/v1/report-snapshots', { report, kind: 'report', content: '{}' }), 422);
    assert.equal(server.try('verify', '--quiet').status, 0, 'the log holds together');
  });
});

describe('a donor', () => {
  it('sees approved reports alone, with no count of one to four people, nor what would give it back', async () => {
    const draft = await writer.create('reports', { agreement: agreement.id, period: (await chief.create('reporting-periods', { programme: agreement.programme, title: 'Apr–Jun 2016', starts_on: '2016-04-01', ends_on: '2016-06-30', due_on: '2016-07-15' })).id });
    const due = (await manager.get('/api/v1/due')).json.items.filter((item) => item.kind === 'report');
    assert.deepEqual(due.map((item) => item.id), [draft.id], 'the report that was handed in is due no more');
    assert.equal((await donor.get(`/reports/${draft.id}`)).status, 404);
    assertRefused(await donor.get(`/api/v1/reports/${draft.id}/figures`), 404);
    for (const type of ['reports', 'report-snapshots', 'report-comments', 'report-narratives', 'quality-answers', 'restatements']) assertRefused(await donor.get(`/api/v1/${type}`), 404);
    assert.ok(!(await donor.get('/reports')).text.includes(draft.id));
    const listed = (await donor.get('/api/v1/reports/overview')).json.items;
    assert.deepEqual(listed.map((item) => item.id), [report]);
    const [shown] = (await figures(donor)).json.promises[0].parts;
    assert.equal(shown.value, 20);
    assert.deepEqual(shown.splits.filter((split) => split.by === 'sex').map((split) => split.value), [null, null], 'one man: neither is shown');
    assert.ok(shown.splits.every((split) => split.in_period === null));
    const page = await donor.get(address(), english);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, /report-comments|\/quality|\/changes/);
    for (const behind of ['/quality', '/changes', '/edit']) assert.equal((await donor.get(address(behind))).status >= 403, true, behind);
  });
});

describe('the list of reports', () => {
  it('takes no question that it does not understand for another', async () => {
    for (const wrong of ['org=1', 'org=018f0000-0000-7000-8000-000000000001', 'from=xx', 'page=-1']) {
      assertRefused(await lead.get(`/api/v1/reports/overview?${wrong}`), 422, [wrong.split('=')[0]]);
      assert.equal((await lead.get(`/reports?${wrong}`)).status, 422, wrong);
    }
    assert.equal((await lead.get(`/api/v1/reports/overview?org=${orgs.TWO}`)).json.items.length, 0);
  });

  it('finds every page that its menu names', async () => {
    const menu = [...(await donor.get('/')).text.matchAll(/href="(\/[a-z0-9-]+)"/g)].map(([, path]) => path);
    assert.ok(menu.includes('/reports'));
    for (const path of new Set(menu)) assert.ok((await donor.get(path)).status < 400, path);
  });

  it('leads from a report to its files, for those who may see them', async () => {
    const page = await writer.get(address(), english);
    const [, href] = page.text.match(/href="(\/attachments\/to\/reports\/[^"]*)"/);
    assert.equal((await writer.get(href)).status, 200);
    assert.doesNotMatch((await donor.get(address(), english)).text, /attachments/);
  });
});

describe('what a donor asks of promises', () => {
  it('gives totals of people, and neither rows, places, months nor splits of them', async () => {
    const board = (await donor.get('/api/v1/board')).json.organisations[0].promises[0].parts[0];
    assert.equal(board.value, 20);
    for (const name of ['shown', 'counted', 'trend', 'last_day']) assert.ok(!(name in board), name);
    const small = (await donor.get('/api/v1/board?period=2016-02')).json.organisations[0].promises[0].parts[0];
    assert.ok(!('shown' in small));
    const progress = (await donor.get(`/api/v1/promises/${promise.id}/progress`)).json;
    assert.ok(!('by' in progress.parts[0]) && !('periods' in progress.parts[0]), JSON.stringify(progress.parts[0]));
    for (const path of [`/promises/${promise.id}/records`, `/promises/${promise.id}/records?dim=sex&key=m`, `/api/v1/promises/${promise.id}/records`])
      assert.equal((await donor.get(path)).status, 404, path);
    assertRefused(await donor.get(`/api/v1/map?part=${part.id}`), 422);
    const page = await donor.get(`/promises/${promise.id}`, english);
    assert.equal(page.status, 200);
    assert.match(page.text, /you are told the total/);
    assert.doesNotMatch(page.text, /\/records\?|By commune|href=""/);
    assert.equal((await donor.get('/board?period=2016-02')).status, 200);
    for (const what of ['progress', 'records']) assertRefused(await lead.get(`/api/v1/promises/${promise.id}/${what}?perod=2016-02`), 422, ['perod']);
    assert.ok('by' in (await lead.get(`/api/v1/promises/${promise.id}/progress`)).json.parts[0], 'the lead sees them');
  });
});

describe('the donor pack', () => {
  const unzip = (file, name) => spawnSync('unzip', ['-p', file, name], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout;
  const take = async (client, ending, language) => {
    const answer = await new Promise((done) => done(client.call('POST', address(`/pack.${ending}`), { form: [['csrf', client.csrf], ['in', language]], headers: { 'x-csrf-token': undefined } })));
    assert.equal(answer.status, 200, answer.text?.slice(0, 300));
    return answer;
  };
  const file = (language, ...more) => {
    const made = server.try('report', 'pack', report, '--pdf', path.join(folder, 'p.pdf'), '--xlsx', path.join(folder, 'p.xlsx'), '--lang', language, '--purpose', 'A test', ...more);
    assert.equal(made.status, 0, made.stdout + made.stderr);
    return spawnSync('pdftotext', [path.join(folder, 'p.pdf'), '-'], { encoding: 'utf8' }).stdout;
  };

  it('is a PDF whose words can be found in Khmer and English, with the hash of the snapshot on each page', async () => {
    const { hash } = (await manager.get(`/api/v1/report-snapshots/${(await current()).snapshot}`)).json;
    const text = file('both');
    for (const word of ['People trained', 'The first training.', 'Data quality', 'មនុស្សបានបណ្តុះបណ្តាល', 'វគ្គដំបូង', 'គុណភាពទិន្នន័យ']) assert.ok(text.includes(word), `${word} is not found in:\n${text}`);
    for (const page of text.split('\f').slice(0, -1)) assert.ok(page.includes(hash.slice(0, 40)), 'a page without the hash');
    assert.match((await take(manager, 'pdf', 'km')).headers['content-type'], /application\/pdf/);
  });

  it('says in the workbook and the PDF what the screen says, with charts of its own', async () => {
    const { json } = await figures(manager);
    const [shown] = json.promises[0].parts;
    const text = file('en');
    assert.match(text, new RegExp(`${shown.value} of ${shown.target} People`));
    const book = path.join(folder, 'p.xlsx');
    const sheet = unzip(book, 'xl/worksheets/sheet2.xml');
    const cells = Object.fromEntries([...sheet.matchAll(/<c r="([A-Z]+\d+)"[^>]*><v>([^<]*)<\/v>/g)].map((match) => [match[1], match[2]]));
    assert.deepEqual([cells.C2, cells.D2, cells.E2], [String(shown.value), String(shown.target), String(shown.in_period)]);
    const charts = spawnSync('unzip', ['-l', book], { encoding: 'utf8' }).stdout.match(/xl\/charts\/chart\d+\.xml/g);
    assert.ok(charts.length >= 3, 'progress, months, women and men');
    for (const chart of charts) assert.equal(spawnSync('xmllint', ['--noout', '-'], { input: unzip(book, chart) }).status, 0);
    assert.match((await take(writer, 'xlsx', 'en')).headers['content-type'], /spreadsheetml/);
  });

  it('hides for people outside what the screen hides from them, and stands in the list of exports', async () => {
    const text = file('en', '--outside');
    assert.match(text, /not shown/);
    assert.match(text, /fewer than five people/);
    const strings = unzip(path.join(folder, 'p.xlsx'), 'xl/sharedStrings.xml');
    assert.match(strings, /not shown/);
    assert.match((await take(donor, 'pdf', 'en')).headers['content-type'], /application\/pdf/);
    assert.equal((await addUser(ann, 'viewer', { roles: ['viewer'] }).then((viewer) => viewer.form(address('/pack.pdf'), { in: 'en' }))).status, 403);
  });
});

describe('a restatement', () => {
  it('shows what moved, with the records, and is in force when the lead has approved it', async () => {
    const changes = async () => (await writer.get(`/api/v1/reports/${report}/changes`)).json;
    assert.equal((await changes()).parts[0].moved, false);
    assert.equal((await writer.form(address('/changes'), { reason: 'Nothing changed.' }, english)).status, 422);
    const late = (await writer.get(`/api/v1/attendance?session=${session.id}&person=${people[20].id}`)).json.items[0];
    assert.equal((await writer.patch(`/api/v1/attendance/${late.id}`, { present: true, version: late.version })).status, 200);
    const [moved] = (await changes()).parts;
    assert.deepEqual([moved.then, moved.now, moved.moved], [20, 21, true]);
    assert.deepEqual(moved.records.filter((record) => record.type === 'attendance').map((record) => [record.id, record.counts]), [[late.id, true]]);
    assert.equal((await figures(writer)).json.promises[0].parts[0].value, 20, 'what was reported stays');
    assert.notEqual((await lead.form(address('/changes'), { reason: 'Not mine' })).status, 303);
    assert.equal((await writer.form(address('/changes'), { reason: 'A name had not been ticked.' })).status, 303);
    const [restatement] = (await writer.get(`/api/v1/restatements?report=${report}`)).json.items;
    const decide = (client, decision, reply = '') => client.form(address(`/restatements/${restatement.id}`), { decision, reply, version: restatement.version }, english);
    assert.notEqual((await decide(manager, 'approved')).status, 303);
    assert.equal((await decide(lead, 'rejected')).status, 422, 'rejected without a word');
    assert.equal((await decide(lead, 'approved')).status, 303);
    const restated = (await figures(writer)).json;
    assert.equal(restated.promises[0].parts[0].value, 21);
    assert.equal((await figures(donor)).json.promises[0].parts[0].value, 20, 'one more is not told beside what was told');
    const restatedText = server.try('report', 'pack', report, '--pdf', path.join(folder, 'r.pdf'), '--outside', '--purpose', 'A test');
    assert.equal(restatedText.status, 0, restatedText.stderr);
    assert.match(spawnSync('pdftotext', [path.join(folder, 'r.pdf'), '-'], { encoding: 'utf8' }).stdout, /20 of 40 People/);
    const snapshots = (await writer.get(`/api/v1/report-snapshots?report=${report}`)).json.items.sort((a, b) => a.number - b.number);
    assert.equal(restated.hash, snapshots.at(-1).hash);
    snapshots.slice(1).forEach((snapshot, i) => assert.equal(snapshot.hash_before, snapshots[i].hash, 'each names the one before'));
  });
});

describe('a donor who asks again and again', () => {
  it('sees people in steps of five, while the lead sees each', async () => {
    const value = async (client) => (await client.get('/api/v1/board')).json.organisations[0].promises[0].parts[0].value;
    const extra = await writer.create('sessions', { title: 'More', kind: 'training', status: 'held', starts_on: '2016-05-10', place: places.commune });
    const seen = [[await value(donor), await value(lead)]];
    for (let i = 0; i < 6; i++) {
      const more = await writer.create('people?force=1', { name_latin: `Chan Dara${i}`, sex: 'm', age_years: 30, age_on: '2016-01-01', village: places.village });
      await writer.create('attendance', { session: extra.id, person: more.id, present: true });
      seen.push([await value(donor), await value(lead)]);
    }
    assert.deepEqual(seen, [[20, 21], [20, 22], [20, 23], [20, 24], [25, 25], [25, 26], [25, 27]]);
    assert.match((await donor.get('/board', english)).text, /in steps of five/);
    assert.doesNotMatch((await lead.get('/board', english)).text, /in steps of five/);
    const { version } = (await writer.get(`/api/v1/sessions/${extra.id}`)).json;
    assert.equal((await manager.delete(`/api/v1/sessions/${extra.id}?version=${version}&reason=test`)).status, 200);
  });
});
