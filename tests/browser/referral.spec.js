// SPDX-License-Identifier: Apache-2.0
// Consents, providers and referrals in the browser: their pages on a phone and a laptop, in Khmer and English, and the way of
// one person from the consent to the partner's inbox.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const day = (fromToday) => new Date(Date.now() + (7 + 24 * fromToday) * 3600000).toISOString().slice(0, 10);

// One request of a signed-in page to the API.
const call = (page, method, address, body) => page.evaluate(async ([how, path, json]) => {
  const { csrf } = await (await fetch('/api/v1/me')).json();
  const answer = await fetch(path, { method: how, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: json && JSON.stringify(json) });
  return { status: answer.status, json: await answer.json() };
}, [method, address, body]);

async function made(page, type, values) {
  const { status, json } = await call(page, 'POST', `/api/v1/${type}`, values);
  assert.equal(status, 201, JSON.stringify(json));
  return json;
}

describe('a referral', () => {
  let mlup, desk, phone, manager, partner, file, consent, asked, plan, shelter, clinic, draft, sent, paper, incoming;

  const newDraft = (to, values = {}) => made(desk, 'referrals', { case_file: file.id, provider: to.id, service: 'accommodation', shares: ['identity', 'needs'], reason: 'No safe home', ...values });
  async function sendIt(referral) {
    const preview = await call(desk, 'POST', `/api/v1/referrals/${referral.id}/preview`, {});
    assert.equal(preview.status, 200, JSON.stringify(preview.json));
    const { status, json } = await call(desk, 'PATCH', `/api/v1/referrals/${referral.id}`, { state: 'sent', shown: preview.json.shown, version: referral.version });
    assert.equal(status, 200, JSON.stringify(json));
    return json;
  }
  async function newProvider(values) {
    const provider = await made(manager, 'providers', values);
    await made(manager, 'provider-vettings', { provider: provider.id, on_day: day(-30), by_whom: 'The manager', result: 'passed', valid_until: day(300) });
    return provider;
  }

  before(async () => {
    mlup = await startMlup();
    desk = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    manager = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    partner = await mlup.signIn({ login: 'sp.manager' }, 'desk');
    const { json: { org } } = await call(partner, 'GET', '/api/v1/me');
    shelter = await newProvider({ name: 'Lotus house', name_km: 'ផ្ទះឈូក', kind: 'partner', organisation: org, services: ['accommodation', 'counselling'], capacity: 12 });
    clinic = await newProvider({ name: 'Health centre', kind: 'government', services: ['medical'] });
    file = await made(desk, 'case-files', { name_km: 'ចាន់ ធីតា', name_latin: 'Chan Thida', birth_date: '1990', sex: 'f', arrived_on: day(-20), risk: 'high' });
    const allowed = { case_file: file.id, purpose: 'referral', recipient: 'partner', scope: ['identity', 'needs'], given_by: 'self', form: 'thumb', language: 'km', given_on: day(-1), expires_on: day(90) };
    consent = await made(desk, 'consents', allowed);
    await made(desk, 'consents', { ...allowed, recipient: 'government' });
    asked = await made(desk, 'consent-overrides', { case_file: file.id, provider: clinic.id, scope: ['contact'], reason: 'She is unconscious' });
    plan = await made(desk, 'community-plans', { case_file: file.id, from_day: day(-3), plan: 'Her aunt cares', danger_plan: 'Call 1288', every_days: 7 });
    draft = await newDraft(shelter);
    sent = await sendIt(await newDraft(shelter));
    paper = await sendIt(await newDraft(clinic, { service: 'medical' }));
    incoming = (await call(partner, 'GET', '/api/v1/incoming-referrals')).json.items.find(({ sender_code: code }) => code === sent.code);
  });
  after(() => mlup?.stop());

  const pages = () => [`/case-files/${file.id}/consents`, `/case-files/${file.id}/consents/new`, `/case-files/${file.id}/consents/without`, `/consents/${consent.id}`, `/consents/${consent.id}/withdraw`,
    `/consent-overrides/${asked.id}`, '/providers/directory?service=medical&age=30', `/case-files/${file.id}/referrals/new`, `/referrals/${draft.id}/send`, `/referrals/${draft.id}/edit`, `/referrals/${sent.id}`,
    `/referrals/${sent.id}/step/revoked`, `/referrals/${sent.id}/told`, `/referrals/${paper.id}/slip`,
    `/community-plans/${plan.id}`, `/community-plans/new?case_file=${file.id}`, `/providers/${shelter.id}`];

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`is in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        for (const address of pages()) {
          await page.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`);
          await mlup.checkPage(page, `referral-${kind}-${language}${address.replace(/[0-9a-f-]{36}/, 'id').replace(/[/?&=]/g, '-')}`);
        }
      });
    }
  }

  it('is in order where it comes in, and where a second person decides', async () => {
    for (const [page, address] of [[partner, `/incoming-referrals/${incoming.id}`], [partner, `/incoming-referrals/${incoming.id}/told`], [partner, `/incoming-referrals/${incoming.id}/accept`],
      [partner, `/incoming-referrals/${incoming.id}/step/rejected`], [manager, `/consent-overrides/${asked.id}/decide`]]) {
      await page.goto(`${mlup.url}${address}?lang=km`);
      await mlup.checkPage(page, `referral-in-${address.replace(/[0-9a-f-]{36}/, 'id').replaceAll('/', '-')}`);
    }
  });

  it('gives no file that nobody told of', async () => {
    const status = await partner.evaluate(async (path) => (await fetch(path)).status, `/incoming-referrals/${incoming.id}/files/${file.id}`);
    assert.equal(status, 404);
  });

  it('is looked at line by line, sent, opened by the partner and taken up', async () => {
    await phone.goto(`${mlup.url}/referrals/${draft.id}/send?lang=en`);
    assert.ok(!(await phone.innerText('main')).includes('Thida'), 'no name before it is asked for');
    await mlup.press(phone, 'main form[action$="/preview"] button');
    const told = await phone.innerText('.told');
    assert.ok(told.includes('ចាន់ ធីតា') && told.includes(consent.code), told);
    await mlup.press(phone, 'main form[action$="/send"] button.primary');
    assert.match(phone.url(), new RegExp(`/referrals/${draft.id}`));
    const found = (await call(partner, 'GET', '/api/v1/incoming-referrals')).json.items.find(({ sender_code: code }) => code === draft.code);
    await partner.goto(`${mlup.url}/incoming-referrals/${found.id}/told?lang=en`);
    await mlup.press(partner, 'main form[action$="/told"] button');
    assert.ok((await partner.innerText('.told')).includes('ចាន់ ធីតា'));
    await partner.goto(`${mlup.url}/incoming-referrals/${found.id}/accept?lang=en`);
    await mlup.press(partner, 'main form button.primary');
    assert.match(partner.url(), /\/case-files\//);
    assert.ok(!(await partner.title()).includes('Thida'), 'the window is called by the code');
  });

  it('is called back in the moment that a consent is taken back', async () => {
    await desk.goto(`${mlup.url}/consents/${consent.id}/withdraw?lang=en`);
    await desk.check('[name=withdrawn_why][value=person]', { force: true });
    await mlup.press(desk, 'main form button.primary');
    assert.match(await desk.innerText('main'), /Taken back/);
    const { json } = await call(desk, 'GET', `/api/v1/referrals/${sent.id}`);
    assert.equal(json.state, 'revoked');
  });
});
