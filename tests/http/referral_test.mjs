// SPDX-License-Identifier: Apache-2.0
// Consents, providers and referrals over HTTP: what leaves a file cites what allows it, a partner sees exactly what it was told,
// and whatever must not be is refused in words.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, unique, until } from './app.mjs';

const day = (fromToday) => new Date(Date.now() + (7 + 24 * fromToday) * 3600000).toISOString().slice(0, 10);
const name = 'ចាន់ ធីតា';
let server, ann, worker, colleague, manager, partner, partnerOrg, stranger, providers;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  const [a, b, c] = await Promise.all(['HOME', 'PARTNER', 'OTHER'].map((short_name) => ann.create('organisations', { short_name, name: short_name, kind: 'grantee' })));
  const chief = await addUser(ann, 'home.chief', { roles: ['administrator'], org: a.id });
  manager = await addUser(chief, 'home.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'home.worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'home.colleague', { roles: ['social_worker'] });
  partner = await addUser(ann, 'partner.worker', { roles: ['social_worker', 'manager'], org: b.id });
  stranger = await addUser(ann, 'other.worker', { roles: ['social_worker', 'manager'], org: c.id });
  partnerOrg = b.id;
  providers = {
    partner: await provider({ kind: 'partner', organisation: partnerOrg, services: ['accommodation', 'medical'] }),
    outside: await provider({ kind: 'outside', services: ['medical', 'legal'] }),
    system: await provider({ kind: 'partner', by_exchange: true, services: ['medical', 'accommodation'] }),
  };
});
after(() => server.stop());

async function provider(values, vetting = {}) {
  const made = await worker.create('providers', { name: `Provider ${unique()}`, ...values });
  if (vetting) await manager.create('provider-vettings', { provider: made.id, on_day: day(-30), by_whom: 'The manager', result: 'passed', valid_until: day(300), ...vetting });
  return made;
}

const newFile = (values = {}) => worker.create('case-files', { name_km: name, name_latin: 'Chan Thida', birth_date: '1980', sex: 'f', phone: '012999888', arrived_on: day(-20), ...values });
const newConsent = (file, values = {}) => worker.post('/api/v1/consents', { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity', 'needs'], given_by: 'self',
  form: 'thumb', language: 'km', given_on: day(-1), expires_on: day(90), ...values });
const draft = (file, to, values = {}) => worker.create('referrals', { case_file: file.id, provider: to.id, service: 'medical', shares: ['identity'], reason: 'She bleeds', ...values });

describe('the ledger of consents', () => {
  it('takes what it is told, never changes it, and remembers that it was taken back', async () => {
    const { json: consent, status, text } = await newConsent(await newFile());
    assert.equal(status, 201, text);
    assertRefused(await worker.patch(`/api/v1/consents/${consent.id}`, { scope: ['identity', 'story'], version: 1 }), 422, ['scope']);
    assertRefused(await manager.delete(`/api/v1/consents/${consent.id}?reason=wrong`), 422, ['reason']);
    const taken = await worker.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: 'person', version: 1 });
    assert.equal(taken.status, 200, taken.text);
    assert.ok(taken.json.withdrawn_ms > Date.now() - 600000);
    assertRefused(await worker.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: 'wrong', version: 2 }), 422, ['withdrawn_why']);
  });

  it('is given after the person came, not in the future, and holds for five years at most', async () => {
    const file = await newFile({ arrived_on: day(-20) });
    for (const [given, until, field] of [[-21, 90, 'given_on'], [-3650, 90, 'given_on'], [1, 90, 'given_on'], [-1, 5 * 366, 'expires_on'], [-1, 40000, 'expires_on']])
      assertRefused(await newConsent(file, { given_on: day(given), expires_on: day(until) }), 422, [field]);
    for (const [given, until] of [[-20, 90], [-1, 5 * 365 - 2]]) assert.equal((await newConsent(file, { given_on: day(given), expires_on: day(until) })).status, 201);
  });

  it('takes a word back wherever it was written down, and nothing that was said of something else', async () => {
    const file = await newFile(), [taken, same, wider, beyond, story, legal, government] = await Promise.all([{}, {}, { scope: ['needs', 'contact'] }, { scope: ['contact', 'story'] }, { scope: ['story'] }, { purpose: 'legal' }, { recipient: 'government' }]
      .map(async (values) => (await newConsent(file, values)).json));
    assert.equal((await worker.patch(`/api/v1/consents/${taken.id}`, { withdrawn_why: 'person', version: 1 })).status, 200);
    const why = async ({ id }) => (await worker.get(`/api/v1/consents/${id}`)).json.withdrawn_why;
    assert.deepEqual(await Promise.all([same, wider, beyond, story, legal, government].map(why)), ['person', 'person', null, null, null, null], 'what was taken back with it takes nothing more with it');
    const [old, next] = [(await newConsent(file)).json, (await newConsent(file)).json];
    assert.equal((await worker.patch(`/api/v1/consents/${old.id}`, { withdrawn_why: 'replaced', version: 1 })).status, 200);
    assert.equal(await why(next), null);
  });

  it('is not written by somebody who does not work on the file', async () => {
    const file = await newFile();
    const answer = await colleague.post('/api/v1/consents', { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-1), expires_on: day(1) });
    assertRefused(answer, 422, ['']);
  });

  it('has a decision of two persons beside it, and the one who asked is not the second', async () => {
    const file = await newFile();
    const override = await worker.create('consent-overrides', { case_file: file.id, provider: providers.partner.id, scope: ['identity'], reason: 'She is unconscious' });
    assert.equal(override.state, 'asked');
    assert.deepEqual(override.reason, { sealed: true });
    assertRefused(await worker.patch(`/api/v1/consent-overrides/${override.id}`, { state: 'allowed', version: 1 }), 422, ['state']);
    const allowed = await manager.patch(`/api/v1/consent-overrides/${override.id}`, { state: 'allowed', version: 1 });
    assert.equal(allowed.status, 200, allowed.text);
    assert.equal(allowed.json.decided_by, manager.me.user);
  });
});

describe('another organisation', () => {
  it('learns of no consent, referral or plan by guessing ids', async () => {
    const file = await newFile(), { json: consent } = await newConsent(file), referral = await draft(file, providers.partner);
    for (const [path, record] of [['consents', consent], ['referrals', referral], ['case-files', file]]) {
      for (const somebody of [partner, stranger]) assert.equal((await somebody.get(`/api/v1/${path}/${record.id}`)).status, 404, path);
    }
    const foreign = await stranger.post('/api/v1/referrals', { case_file: file.id, provider: providers.partner.id, service: 'medical', shares: ['identity'] });
    assertRefused(foreign, 422, ['case_file', 'provider']);
  });
});

// What would be told, looked at and then sent.
async function send(referral, who = worker) {
  const preview = await who.post(`/api/v1/referrals/${referral.id}/preview`, {});
  assert.equal(preview.status, 200, preview.text);
  const sent = await who.patch(`/api/v1/referrals/${referral.id}`, { state: 'sent', shown: preview.json.shown, version: referral.version });
  return { preview: preview.json, sent };
}
const inboxOf = async (referral) => (await partner.all('/api/v1/incoming-referrals')).find((item) => item.sender_code === referral.code);
const stateOf = async (referral) => (await worker.get(`/api/v1/referrals/${referral.id}`)).json;

describe('sending', () => {
  it('shows every line with what allows it, and sends exactly that', async () => {
    const file = await newFile(), { json: consent } = await newConsent(file), referral = await draft(file, providers.partner, { shares: ['identity', 'needs'] });
    const { preview, sent } = await send(referral);
    assert.equal(sent.status, 200, sent.text);
    assert.ok(preview.told.items.length > 4);
    for (const item of preview.told.items) assert.equal(item.cites, consent.code, JSON.stringify(item));
    assert.equal(preview.cites, consent.id);
    assert.ok(!JSON.stringify(preview).includes('012999888'), 'the phone was not asked for');
    const inbox = await inboxOf(referral);
    const told = await partner.post(`/api/v1/incoming-referrals/${inbox.id}/told`, {});
    assert.deepEqual(told.json.told, preview.told);
    assert.equal(inbox.from_name, 'HOME');
  });

  it('is logged as a look into the file', async () => {
    const file = await newFile();
    await newConsent(file);
    const referral = await draft(file, providers.partner);
    await send(referral);
    const { json } = await worker.get(`/api/v1/case-files/${file.id}/reads`);
    assert.ok(json.items.some((item) => item.purpose.includes(referral.code)), JSON.stringify(json));
  });

  it('is refused without a look, on a consent that expired this morning, to who is not vetted, and by who does not work on the file', async () => {
    const file = await newFile(), referral = await draft(file, providers.partner);
    await newConsent(file, { expires_on: day(0), expires_time: '00:00' });
    assertRefused(await worker.patch(`/api/v1/referrals/${referral.id}`, { state: 'sent', version: 1 }), 422, ['shares']);
    await newConsent(file);
    assertRefused(await worker.patch(`/api/v1/referrals/${referral.id}`, { state: 'sent', version: 1 }), 422, ['shown']);
    assert.equal((await colleague.post(`/api/v1/referrals/${referral.id}/preview`, {})).status, 422);
    const unvetted = await draft(file, await provider({ kind: 'partner', organisation: partnerOrg, services: ['medical'] }, null));
    assertRefused((await send(unvetted)).sent, 422, ['provider']);
    const lapsed = await draft(file, await provider({ kind: 'partner', organisation: partnerOrg, services: ['medical'] }, { valid_until: day(-1) }));
    assertRefused((await send(lapsed)).sent, 422, ['provider']);
    await until('the program\'s log says so', () => /refused: referral RF-[0-9A-Z]+: /.test(server.log()));
    assert.ok(!server.log().includes('Thida'), 'and names nobody');
  });
});

describe('the partner', () => {
  it('takes somebody up into a file of its own; twice is refused, and so is calling back what is closed', async () => {
    const file = await newFile();
    await newConsent(file);
    const referral = await draft(file, providers.partner);
    await send(referral);
    const inbox = await inboxOf(referral), at = `/api/v1/incoming-referrals/${inbox.id}`;
    assert.equal((await stranger.get(at)).status, 404);
    assert.equal((await stranger.post(`${at}/accept`, {})).status, 404);
    assert.equal((await worker.get(at)).status, 404, 'not even to who sent it');
    const accepted = await partner.post(`${at}/accept`, {});
    assert.equal(accepted.status, 200, accepted.text);
    assert.equal(accepted.json.packet, null);
    const own = await partner.post(`/api/v1/case-files/${accepted.json.case_file}/reveal`, { purpose: 'to meet her' });
    assert.equal(own.json.name_km, name);
    assert.equal((await stateOf(referral)).state, 'accepted');
    assertRefused(await partner.post(`${at}/accept`, {}), 422, ['state']);
    assert.equal((await partner.post(`${at}/step/done`, { outcome: 'served' })).status, 200);
    const { state, version, outcome } = await stateOf(referral);
    assert.deepEqual([state, outcome], ['done', 'served']);
    assertRefused(await worker.patch(`/api/v1/referrals/${referral.id}`, { state: 'revoked', revocation: 'mistake', version }), 422, ['state']);
  });

  it('loses what it was told when the consent is taken back', async () => {
    const file = await newFile(), { json: consent } = await newConsent(file), referral = await draft(file, providers.partner);
    await send(referral);
    const inbox = await inboxOf(referral), at = `/api/v1/incoming-referrals/${inbox.id}`;
    assert.equal((await worker.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: 'person', version: 1 })).status, 200);
    assert.equal((await stateOf(referral)).state, 'revoked');
    const { json } = await partner.get(at);
    assert.deepEqual([json.state, json.packet, json.revocation], ['revoked', null, 'consent_withdrawn']);
    assert.equal((await partner.post(`${at}/told`, {})).status, 422);
    assertRefused(await partner.post(`${at}/accept`, {}), 422, ['state']);
  });
});

// A body as a browser sends a file.
function attach(file, fileName, text) {
  const boundary = 'x7d1c5b', end = `\r\n--${boundary}--\r\n`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return worker.call('POST', `/api/v1/case-files/${file.id}/files`, { body: head + text + end, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
}
const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

describe('an attached file', () => {
  it('that has nothing but what is read in it is shown without a warning before it leaves', async () => {
    const file = await newFile(), chosen = (await attach(file, 'words.txt', 'She writes.')).json.items[0].file_id;
    await newConsent(file, { scope: ['identity', 'files'], files: chosen });
    const referral = await draft(file, providers.partner, { shares: ['identity', 'files'] });
    assert.deepEqual((await worker.post(`/api/v1/referrals/${referral.id}/preview`, {})).json.telling_files, []);
    const page = (await worker.form(`/referrals/${referral.id}/preview`, {})).text;
    assert.ok(page.includes('document-1.txt') && !page.includes('Given as it was sent'), page);
  });

  it('is read by the partner where it is, and only while the consent stands', async () => {
    const file = await newFile();
    const sent = await attach(file, 'letter.pdf', pdf), kept = await attach(file, 'other.pdf', `${pdf} `);
    assert.equal(sent.status, 201, sent.text);
    const [chosen, other] = [sent, kept].map(({ json }) => json.items.at(0).file_id);
    assertRefused(await newConsent(file, { scope: ['identity', 'files'] }), 422, ['files']);
    const consent = (await newConsent(file, { scope: ['identity', 'files'], files: chosen })).json;
    const referral = await draft(file, providers.partner, { shares: ['identity', 'files'] });
    const shown = await worker.form(`/referrals/${referral.id}/preview`, {});
    assert.match(shown.text, /document-1\.pdf[\s\S]*Given as it was sent: it may say who made it, when and where\./);
    const { preview } = await send(referral);
    assert.deepEqual(preview.telling_files, ['document-1.pdf']);
    assert.deepEqual(preview.told.files.map(({ id, name: called, cites }) => [id, called, cites]), [[chosen, 'document-1.pdf', consent.code]]);
    const inbox = await inboxOf(referral), at = `/incoming-referrals/${inbox.id}/files`;
    assert.equal((await partner.get(`${at}/${chosen}`)).text, pdf);
    const { json: reads } = await worker.get(`/api/v1/case-files/${file.id}/reads`);
    assert.ok(reads.items.some(({ purpose, name: who }) => purpose === 'document-1.pdf' && who === 'PARTNER'), JSON.stringify(reads));
    assert.equal((await partner.get(`${at}/${other}`)).status, 404, 'nobody told of it');
    assert.equal((await stranger.get(`${at}/${chosen}`)).status, 404);
    const asked = await partner.post(`/api/v1/incoming-referrals/${inbox.id}/accept`, {});
    assert.equal(asked.status, 409, 'somebody like this was taken up before');
    assert.ok(asked.json.candidates.length && asked.json.candidates.every(({ file_code }) => /^CA-/.test(file_code)), asked.text);
    const { json: accepted } = await partner.post(`/api/v1/incoming-referrals/${inbox.id}/accept`, { _other: '1' });
    const [copy] = await partner.all(`/api/v1/received-referrals?case_file=${accepted.case_file}`);
    assert.equal((await partner.get(`/received-referrals/${copy.id}/files/${chosen}`)).text, pdf);
    assert.equal((await worker.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: 'person', version: 1 })).status, 200);
    assert.equal((await partner.get(`/received-referrals/${copy.id}/files/${chosen}`)).status, 422);
    assert.equal((await partner.get(`/api/v1/received-referrals/${copy.id}`)).json.withdrawn, true);
  });
});

describe('when no shelter takes somebody', () => {
  it('a plan of care in the community is required before it is closed', async () => {
    const file = await newFile();
    await newConsent(file);
    const referral = await draft(file, providers.partner, { service: 'accommodation' });
    await send(referral);
    const inbox = await inboxOf(referral), done = async (outcome) => worker.patch(`/api/v1/referrals/${referral.id}`, { state: 'done', outcome, version: (await stateOf(referral)).version });
    assertRefused(await partner.post(`/api/v1/incoming-referrals/${inbox.id}/step/rejected`, {}), 422, ['rejection']);
    assert.equal((await partner.post(`/api/v1/incoming-referrals/${inbox.id}/step/rejected`, { rejection: 'full' })).status, 200);
    assertRefused(await done('community_plan'), 422, ['outcome']);
    await worker.create('community-plans', { case_file: file.id, from_day: day(0), plan: 'Her aunt cares', danger_plan: 'Call 1288', checked_by: worker.me.user, every_days: 7 });
    assert.equal((await done('community_plan')).status, 200);
  });
});

describe('paper', () => {
  it('is a slip that names nobody, and a letter that is logged', async () => {
    const file = await newFile();
    await newConsent(file, { recipient: 'outside' });
    const referral = await draft(file, providers.outside);
    await send(referral);
    const slip = await worker.get(`/referrals/${referral.id}/slip`);
    assert.equal(slip.status, 200);
    assert.ok(slip.text.includes(referral.code) && slip.text.includes('<path d='));
    assert.ok(!slip.text.includes('Thida') && !slip.text.includes(name));
    const letter = await worker.form(`/referrals/${referral.id}/letter`, {});
    assert.equal(letter.status, 200);
    assert.ok(letter.text.includes(name));
    assert.equal((await colleague.form(`/referrals/${referral.id}/letter`, {})).status, 422);
    const { json } = await worker.get(`/api/v1/referrals/${referral.id}/reads`);
    assert.ok(json.items.some((item) => item.purpose.startsWith('letter')), JSON.stringify(json));
  });
});

describe('the exchange with other case systems', () => {
  const bridge = '/api/v1/referral-exchange';
  const since = async (after, from = manager, to = providers.system) => {
    const answer = await from.get(`${bridge}?provider=${to.id}${after ? `&after=${after}` : ''}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };

  it('gives an adult whole, with zeros and Khmer, cites the consent, and comes round again', async () => {
    const file = await newFile({ home_village: '010203', risk: 'none', birth_date: '1971-02-03' });
    const { json: consent } = await newConsent(file, { scope: ['identity', 'home', 'needs'] });
    const { next_cursor: cursor } = await since('');
    const referral = await draft(file, providers.system, { shares: ['identity', 'home', 'needs'], service: 'accommodation', sub_service: null });
    await send(referral);
    await new Promise((done) => { setTimeout(done, 20); });
    const { items, next_cursor: next } = await since(cursor);
    assert.equal(items.length, 1, JSON.stringify(items));
    const [item] = items;
    assert.equal(item.local_full_name, name);
    assert.deepEqual([item.family_name, item.given_name, item.gender, item.date_of_birth], ['Chan', 'Thida', 'female', '1971-02-03']);
    assert.ok(item.age > 40);
    assert.equal(item.location_current_village_code, '010203');
    assert.equal(item.level_of_risk, 'no action');
    assert.deepEqual(item.referral_consent_form, [consent.code]);
    const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    assert.equal(item.date_of_referral, today, 'as the day is in Cambodia');
    assert.deepEqual((await since(next)).items, [], 'to the millisecond: nothing comes twice');

    const taken = await stranger.post(bridge, [item]);
    assert.equal(taken.status, 200, taken.text);
    assert.deepEqual(taken.json.items.map(({ result }) => result), ['received']);
    assert.deepEqual((await stranger.post(bridge, [item])).json.items.map(({ result }) => result), ['known'], 'one effect');
    const incoming = (await stranger.all('/api/v1/incoming-referrals')).find(({ sender_code }) => sender_code === referral.code);
    const { json: { told } } = await stranger.post(`/api/v1/incoming-referrals/${incoming.id}/told`, {});
    const value = (field) => told.items.find((one) => one.field === field)?.value;
    assert.deepEqual([value('name_km'), value('name_latin'), value('home_village'), value('age_years'), value('risk')], [name, 'Chan Thida', '010203', String(item.age), 'none']);
    const accepted = await stranger.post(`/api/v1/incoming-referrals/${incoming.id}/accept`, {});
    assert.equal(accepted.status, 200, accepted.text);
    await new Promise((done) => { setTimeout(done, 20); });
    const { json: answers } = await stranger.get(`${bridge}/answers`);
    const mine = answers.items.filter(({ services: [service] }) => service.uuid === referral.id);
    assert.equal(mine[0].referral_status, 'Accepted');
    assert.ok(!JSON.stringify(answers).includes('Thida'));
    const back = await manager.post(bridge, mine);
    assert.deepEqual(back.json.items.map(({ result }) => result), ['answered'], back.text);
    assert.equal((await stateOf(referral)).state, 'accepted');
  });

  it('carries the number of the ministry both ways, with its zeros, when telling it is allowed', async () => {
    const file = await newFile({ mosvy_number: '0012-0340' });
    await newConsent(file, { scope: ['identity', 'contact'] });
    const { next_cursor: cursor } = await since('');
    const told = await draft(file, providers.system, { shares: ['identity', 'contact'] }), untold = await draft(file, providers.system);
    for (const referral of [told, untold]) await send(referral);
    await new Promise((done) => { setTimeout(done, 20); });
    const { items } = await since(cursor), of = (referral) => items.find(({ services: [service] }) => service.uuid === referral.id);
    assert.deepEqual([of(told).mosvy_number, of(untold).mosvy_number], ['0012-0340', null]);
    assert.equal(server.sql("SELECT COUNT(*) FROM case_file WHERE mosvy_number LIKE '%0340%'"), '0', 'it is sealed');
    assert.deepEqual((await stranger.post(bridge, [{ ...of(told), global_id: 'm1', services: [{ uuid: 'm1', name: 'medical' }] }])).json.items.map(({ result }) => result), ['received']);
    const incoming = (await stranger.all('/api/v1/incoming-referrals')).find(({ sender_code }) => sender_code === told.code);
    const accepted = await stranger.post(`/api/v1/incoming-referrals/${incoming.id}/accept`, {});
    assert.equal(accepted.status, 200, accepted.text);
    const own = await stranger.post(`/api/v1/case-files/${accepted.json.case_file}/reveal`, { purpose: 'to write to the ministry' });
    assert.equal(own.json.mosvy_number, '0012-0340');
    const { json } = await stranger.post(bridge, [{ global_id: 'm2', mosvy_number: '0'.repeat(41), services: [{ uuid: 'm2', name: 'legal' }], family_name: 'Sok' }]);
    assert.deepEqual(json.items[0].errors.map(({ field }) => field), ['mosvy_number']);
  });

  it('is logged: each file that was opened, and the whole as an export', async () => {
    const file = await newFile();
    await newConsent(file);
    const referral = await draft(file, providers.system);
    await send(referral);
    await new Promise((done) => { setTimeout(done, 20); });
    await since('');
    const { json } = await worker.get(`/api/v1/referrals/${referral.id}/reads`);
    assert.ok(json.items.some(({ purpose }) => purpose.startsWith('exchange with PV-')), JSON.stringify(json));
    const exports = await manager.all('/api/v1/exports');
    assert.ok(exports.some(({ type, purpose }) => type === 'referral' && purpose.startsWith('exchange with')));
  });

  it('says nothing of a case whose consent was taken back', async () => {
    const file = await newFile(), { json: consent } = await newConsent(file), referral = await draft(file, providers.system);
    await send(referral);
    assert.equal((await worker.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: 'person', version: 1 })).status, 200);
    await new Promise((done) => { setTimeout(done, 20); });
    const item = (await since('')).items.find(({ services: [service] }) => service.uuid === referral.id);
    assert.equal(item.referral_status, 'Revoked');
    assert.ok(!JSON.stringify(item).includes('Thida'));
  });

  it('shortens a long kind of service before a whole letter', async () => {
    const services = [{ uuid: 'long', name: 'legal', sub_type: `a${'ក'.repeat(40)}` }];
    assert.deepEqual((await manager.post(bridge, [{ global_id: 'long', services, family_name: 'Sok' }])).json.items.map(({ result }) => result), ['received']);
    const kinds = (await manager.all('/api/v1/incoming-referrals')).map(({ sub_service }) => sub_service);
    assert.ok(kinds.includes(`a${'ក'.repeat(26)}`), kinds.join());
  });

  it('is refused without the right, for a provider of others, and names what is wrong in a case', async () => {
    assert.equal((await worker.get(`${bridge}?provider=${providers.system.id}`)).status, 403);
    await until('the log says so', () => /refused: exchange of referrals, without the right/.test(server.log()));
    assertRefused(await stranger.get(`${bridge}?provider=${providers.system.id}`), 422, ['provider']);
    assertRefused(await manager.get(`${bridge}?provider=${providers.system.id}&after=yesterday`), 422, ['after']);
    const { json } = await manager.post(bridge, [{ global_id: 'x1', services: [{ name: 'magic' }], age: 400 }, { global_id: 'x2', location_current_village_code: 1020304, services: [{ uuid: 's1', name: 'legal' }], family_name: 'Sok' }]);
    assert.deepEqual(json.items.map(({ result }) => result), ['refused', 'received']);
    assert.deepEqual(json.items[0].errors.map(({ field }) => field).sort(), ['age', 'services']);
  });
});

describe('what waits', () => {
  it('is in the list of what is due for who works on the file, and not for others', async () => {
    const file = await newFile();
    await newConsent(file);
    const referral = await draft(file, providers.partner);
    await send(referral);
    const kinds = async (who) => (await who.get('/api/v1/due')).json.items.filter(({ title }) => title.includes(referral.code));
    assert.equal((await kinds(worker)).length, 1);
    assert.equal((await kinds(colleague)).length, 0);
    assert.equal((await kinds(manager)).length, 0, 'the manager hears of it after ten days');
    const inbox = await inboxOf(referral);
    assert.ok((await partner.get('/api/v1/due')).json.items.some(({ title }) => title.includes(inbox.code)));
  });
});

describe('two files of one person that contradict each other', () => {
  let number = 0;
  const fileOf = async (client) => (await client.post('/api/v1/case-files?force=1', { name_latin: `Somebody ${++number}`, birth_date: '1980', sex: 'f', arrived_on: day(-20) })).json;
  const two = async () => [await fileOf(worker), await fileOf(colleague)];
  const allow = async (client, file, values = {}) => {
    const made = await client.post('/api/v1/consents', { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity', 'needs'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-9), expires_on: day(90), ...values });
    assert.equal(made.status, 201, made.text);
    return made.json;
  };
  const takeBack = async (client, consent, why = 'person') => {
    const taken = await client.patch(`/api/v1/consents/${consent.id}`, { withdrawn_why: why, version: consent.version });
    assert.equal(taken.status, 200, taken.text);
  };
  const propose = async (stays, goes) => {
    const made = await worker.post(`/api/v1/case-files/${stays.id}/merge`, { do: 'propose', with: goes.code, reason: 'One person.' });
    assert.equal(made.status, 200, made.text);
    return (await worker.all(`/api/v1/case-merges?case_file=${stays.id}`)).find(({ state }) => state === 'proposed').id;
  };
  const decide = (stays, merge, what, more = {}) => manager.post(`/api/v1/case-files/${stays.id}/merge`, { do: what, merge, ...more });
  const consentNow = async (consent) => (await worker.get(`/api/v1/consents/${consent.id}`)).json;
  const asked = async (stays) => (await manager.get(`/api/v1/case-files/${stays.id}/merge`)).json.merges.find(({ decides }) => decides).clashes;

  it('are not made one until it is decided whether what holds in the one ends, because the other says no', async () => {
    const [stays, goes] = await two(), holding = await allow(worker, stays), no = await allow(colleague, goes);
    const referral = await draft(stays, providers.partner), { sent } = await send(referral);
    assert.equal(sent.status, 200, sent.text);
    await takeBack(colleague, no);
    const merge = await propose(stays, goes);
    const [clash] = await asked(stays);
    assert.deepEqual([clash.consent_id, clash.consent_code, clash.other_code, clash.ends], [holding.id, holding.code, no.code, true]);
    assert.ok(clash.consent_says.includes(stays.code) && clash.other_says.includes(goes.code), JSON.stringify(clash));
    const page = (await manager.get(`/case-files/${stays.id}/merge`)).text;
    assert.ok(page.includes(`name="consent.${holding.id}" value="ends" required checked`), page);
    assertRefused(await decide(stays, merge, 'agree'), 422, [`consent.${holding.id}`]);
    assertRefused(await decide(stays, merge, 'agree', { [`consent.${holding.id}`]: 'perhaps' }), 422, [`consent.${holding.id}`]);
    assert.equal((await consentNow(holding)).withdrawn_why, null);
    const agreed = await decide(stays, merge, 'agree', { [`consent.${holding.id}`]: 'ends' });
    assert.equal(agreed.status, 200, agreed.text);
    assert.equal((await consentNow(holding)).withdrawn_why, 'merged');
    const called = await stateOf(referral);
    assert.deepEqual([called.state, called.revocation], ['revoked', 'consent_withdrawn']);
    assert.equal((await inboxOf(referral)).state, 'revoked');
    const again = await draft(stays, providers.partner, { reason: 'Again' });
    assertRefused(await worker.post(`/api/v1/referrals/${again.id}/preview`, {}), 422, ['shares']);
    assert.ok((await worker.get(`/consents/${holding.id}`)).text.includes('Another word counts'), 'it is said why');
    assertRefused(await worker.patch(`/api/v1/consents/${holding.id}`, { withdrawn_why: null, version: (await consentNow(holding)).version }), 422, ['withdrawn_why']);
    assert.equal((await decide(stays, merge, 'undo')).status, 200);
    assert.deepEqual([(await consentNow(holding)).withdrawn_why, (await consentNow(holding)).withdrawn_ms], [null, null], 'it holds as before');
    assert.equal((await consentNow(no)).withdrawn_why, 'person');
    assert.equal((await worker.post(`/api/v1/referrals/${again.id}/preview`, {})).status, 200);
  });

  it('the same where what holds is of the file that goes; who makes sure lets it go on', async () => {
    const [stays, goes] = await two(), holding = await allow(colleague, goes), no = await allow(worker, stays);
    await takeBack(worker, no);
    const merge = await propose(stays, goes);
    assert.equal((await decide(stays, merge, 'agree', { [`consent.${holding.id}`]: 'ends' })).status, 200);
    assert.deepEqual([(await consentNow(holding)).case_file, (await consentNow(holding)).withdrawn_why], [stays.id, 'merged']);
    assert.equal((await decide(stays, merge, 'undo')).status, 200);
    const back = (await colleague.get(`/api/v1/consents/${holding.id}`)).json;
    assert.deepEqual([back.case_file, back.withdrawn_why], [goes.id, null]);
    const once = await propose(stays, goes);
    assert.equal((await decide(stays, once, 'agree', { [`consent.${holding.id}`]: 'goes_on' })).status, 200);
    assert.equal((await consentNow(holding)).withdrawn_why, null);
    assert.ok((await manager.get(`/case-files/${stays.id}/merge`)).text.includes(holding.code), 'the merge remembers what went on');
  });

  it('a later yes to less counts against an older yes to more, and what was entered wrongly counts for nothing', async () => {
    const [stays, goes] = await two(), more = await allow(worker, stays), less = await allow(colleague, goes, { scope: ['identity'], given_on: day(-2) });
    await allow(worker, stays, { scope: ['story'] });
    await allow(worker, stays, { purpose: 'legal' });
    await takeBack(colleague, await allow(colleague, goes, { purpose: 'legal' }), 'wrong');
    const merge = await propose(stays, goes), clashes = await asked(stays);
    assert.deepEqual(clashes.map(({ consent_id, other_code, ends }) => [consent_id, other_code, ends]), [[more.id, less.code, true]]);
    assertRefused(await decide(stays, merge, 'agree'), 422, [`consent.${more.id}`]);
    assert.equal((await decide(stays, merge, 'agree', { [`consent.${more.id}`]: 'ends' })).status, 200);
    const referral = await draft(stays, providers.partner, { shares: ['identity', 'needs'] });
    assertRefused(await worker.post(`/api/v1/referrals/${referral.id}/preview`, {}), 422, ['shares']);
  });

  it('the kind of provider and one of that kind are the same recipient, and taking back in earnest what ended with the merge stays', async () => {
    const [stays, goes] = await two(), holding = await allow(worker, stays, { recipient: 'named', provider: providers.partner.id });
    await allow(worker, stays, { recipient: 'named', provider: providers.outside.id });
    await takeBack(colleague, await allow(colleague, goes));
    const merge = await propose(stays, goes);
    assert.deepEqual((await asked(stays)).map(({ consent_id }) => consent_id), [holding.id]);
    assert.equal((await decide(stays, merge, 'agree', { [`consent.${holding.id}`]: 'ends' })).status, 200);
    const ended = await consentNow(holding);
    assertRefused(await worker.patch(`/api/v1/consents/${(await allow(worker, stays)).id}`, { withdrawn_why: 'merged', version: 1 }), 422, ['withdrawn_why']);
    assert.ok(!(await worker.get(`/consents/${holding.id}/withdraw`)).text.includes('value="merged"'));
    assert.equal((await worker.patch(`/api/v1/consents/${holding.id}`, { withdrawn_why: 'person', version: ended.version })).status, 200);
    assert.equal((await decide(stays, merge, 'undo')).status, 200);
    assert.equal((await consentNow(holding)).withdrawn_why, 'person');
  });

  it('a no of the other file counts no more when the person said yes there afterwards', async () => {
    const [stays, goes] = await two();
    await allow(worker, stays);
    await takeBack(colleague, await allow(colleague, goes));
    const merge = await propose(stays, goes);
    assert.equal((await asked(stays)).length, 1);
    await allow(colleague, goes, { given_on: day(0), recipient: 'outside' });
    assert.equal((await asked(stays)).length, 1, 'a yes to others is none to these');
    await allow(colleague, goes, { given_on: day(0) });
    assert.deepEqual(await asked(stays), []);
    assert.equal((await decide(stays, merge, 'agree')).status, 200);
  });

  it('a no that is said while they are one outlives the merge: what ended with it does not hold again', async () => {
    const [stays, goes] = await two(), older = await allow(worker, stays), other = await allow(worker, stays, { purpose: 'legal' });
    const named = await allow(worker, stays, { recipient: 'named', provider: providers.partner.id });
    for (const purpose of ['referral', 'legal']) await takeBack(colleague, await allow(colleague, goes, { purpose }));
    const merge = await propose(stays, goes), ends = Object.fromEntries((await asked(stays)).map(({ consent_id }) => [`consent.${consent_id}`, 'ends']));
    assert.equal(Object.keys(ends).length, 3);
    assert.equal((await decide(stays, merge, 'agree', ends)).status, 200);
    await takeBack(worker, await allow(worker, stays, { given_on: day(0) }));
    assert.equal((await decide(stays, merge, 'undo')).status, 200);
    for (const [consent, why] of [[older, 'person'], [named, 'person'], [other, null]]) assert.equal((await consentNow(consent)).withdrawn_why, why);
    const referral = await draft(stays, providers.partner);
    assertRefused(await worker.post(`/api/v1/referrals/${referral.id}/preview`, {}), 422, ['shares']);
  });

  it('a no to what ended with the merge ends what says the same', async () => {
    const [stays, goes] = await two(), ended = await allow(worker, stays);
    await takeBack(colleague, await allow(colleague, goes));
    const merge = await propose(stays, goes);
    assert.equal((await decide(stays, merge, 'agree', { [`consent.${ended.id}`]: 'ends' })).status, 200);
    const later = await allow(worker, stays, { given_on: day(0) });
    await takeBack(worker, await consentNow(ended));
    assert.equal((await consentNow(later)).withdrawn_why, 'person');
  });
});

describe('who takes back a consent to all partners', () => {
  it('takes it back from each that was named, and from nobody else', async () => {
    const file = (await worker.post('/api/v1/case-files?force=1', { name_latin: 'Wide Narrow', birth_date: '1980', sex: 'f', arrived_on: day(-20) })).json;
    const allow = (values) => worker.create('consents', { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-9), expires_on: day(90), ...values });
    const name = (provider) => allow({ recipient: 'named', provider: provider.id });
    const why = async (consent) => (await worker.get(`/api/v1/consents/${consent.id}`)).json.withdrawn_why;
    const wide = await allow({}), [partner, outside] = [await name(providers.partner), await name(providers.outside)];
    const referral = await draft(file, providers.partner);
    assert.equal((await worker.post(`/api/v1/referrals/${referral.id}/preview`, {})).status, 200);
    assert.equal((await worker.patch(`/api/v1/consents/${wide.id}`, { withdrawn_why: 'person', version: wide.version })).status, 200);
    assert.deepEqual([await why(partner), await why(outside)], ['person', null]);
    assertRefused(await worker.post(`/api/v1/referrals/${referral.id}/preview`, {}), 422, ['shares']);
    const again = await allow({}), one = await name(providers.partner);
    assert.equal((await worker.patch(`/api/v1/consents/${one.id}`, { withdrawn_why: 'person', version: one.version })).status, 200);
    assert.equal(await why(again), null, 'a no to one is none to the others');
  });

  it('does not reach again by a later consent to all of a kind whom the person said no to by name', async () => {
    const file = (await worker.post('/api/v1/case-files?force=1', { name_latin: 'Named No', birth_date: '1980', sex: 'f', arrived_on: day(-20) })).json;
    const allow = (values) => worker.create('consents', { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity', 'needs'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(0), expires_on: day(90), ...values });
    const named = { recipient: 'named', provider: providers.partner.id }, no = await allow(named);
    const preview = async () => (await worker.post(`/api/v1/referrals/${(await draft(file, providers.partner)).id}/preview`, {})).status;
    assert.equal(await preview(), 200);
    assert.equal((await worker.patch(`/api/v1/consents/${no.id}`, { withdrawn_why: 'person', version: no.version })).status, 200);
    await allow({});
    assert.equal(await preview(), 422, 'the no to this one stands');
    await allow(named);
    assert.equal(await preview(), 200, 'until a yes to this one');
  });
});
