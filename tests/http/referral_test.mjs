// SPDX-License-Identifier: Apache-2.0
// Consents, providers and referrals over HTTP: what leaves a file cites what allows it, a partner sees exactly what it was told,
// and whatever must not be is refused in words.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, unique } from './app.mjs';

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
