// SPDX-License-Identifier: Apache-2.0
// Shelters, services and reintegration in the browser, on a phone and a laptop, in Khmer and English: people are there by code.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const iso = (days) => new Date(Date.now() + 7 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);
const everything = ['registered', 'contract', 'wage', 'hours', 'papers', 'no_debt', 'safe_place', 'no_children', 'complaint'];

describe('care after the return', () => {
  let mlup, desk, phone, chief, ids;

  // A record made by who is signed in on the page.
  async function create(page, type, values) {
    const answer = await page.evaluate(async ([path, body]) => {
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const made = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify(body) });
      return { status: made.status, json: await made.json() };
    }, [`/api/v1/${type}`, values]);
    assert.equal(answer.status, 201, `${type}: ${JSON.stringify(answer.json)}`);
    return answer.json;
  }

  async function places() {
    const shelter = await create(chief, 'shelters', { name: 'House of the lotus', name_km: 'ផ្ទះផ្កាឈូក', kind: 'shelter' });
    const rooms = [];
    for (const [name, room_use, count] of [['Lotus', 'women', 6], ['Jasmine', 'girls', 3], ['Palm', 'men', 8], ['Bamboo', 'mothers', 4]]) {
      rooms.push(await create(chief, 'shelter-rooms', { shelter: shelter.id, name, room_use, places: count, needs: room_use === 'mothers' ? ['infant', 'quiet'] : [] }));
    }
    const employers = [];
    for (const [name, from, until] of [['Golden Needle', -100, 200], ['Riverside Kitchen', -500, -140], ['Kep Garage', -90, 250]]) {
      const employer = await create(chief, 'employers', { name, kind: 'business', skill: 'sewing' });
      await create(chief, 'employer-vettings', { employer: employer.id, visited_on: iso(from), checks: everything, result: 'passed', valid_from: iso(from), valid_until: iso(until) });
      employers.push(employer);
    }
    return { shelter, rooms, employers, school: await create(chief, 'schools', { name: 'Bavet primary school', name_km: 'បឋមសិក្សាបាវិត', level: 'primary' }) };
  }

  async function people({ rooms, employers, school }) {
    const file = (values) => create(desk, 'case-files', { arrived_on: iso(-400), ...values });
    const woman = await file({ sex: 'f', age_years: 24 });
    for (const [sex, age_years, room] of [['f', 31, 0], ['f', 19, 0], ['f', 14, 1], ['f', 15, 1], ['f', 16, 1], ['m', 33, 2]]) {
      await create(desk, 'shelter-stays', { case_file: (await file({ sex, age_years })).id, room: rooms[room].id, from_day: iso(-age_years) });
    }
    const reintegration = await create(desk, 'reintegrations', { case_file: woman.id, started_on: iso(-380), returned_on: iso(-370), lives_with: 'parents' });
    await create(desk, 'reintegrations', { case_file: (await file({ sex: 'm', age_years: 40 })).id, started_on: iso(-90), risk: 'medium' });
    for (const [day, figure] of [[-340, 1], [-300, 2], [-250, 3], [-190, 3], [-120, 4], [-60, 4], [-20, 5]]) {
      await create(desk, 'follow-up-visits', { case_file: woman.id, on_day: iso(day), way: 'home', met: 'met', safety: figure, income: Math.max(1, figure - 1), health: Math.min(5, figure + 1), in_family: figure, in_community: Math.min(5, figure + 1) });
    }
    for (const kind of ['vocational', 'business']) {
      await create(desk, 'case-trainings', { case_file: woman.id, kind, skill: kind === 'business' ? 'business' : 'sewing', employer: kind === 'vocational' ? employers[0].id : null, from_day: iso(-95), until_day: iso(-30), state: 'completed', ended_on: iso(-35), days_planned: 40, days_attended: 38 });
    }
    await create(desk, 'reintegration-grants', { case_file: woman.id, grant_for: 'self', business: 'sewing', amount: { amount: 30000, currency: 'USD' }, given_on: iso(-15) });
    await create(desk, 'placements', { case_file: woman.id, kind: 'job', employer: employers[2].id, from_day: iso(-14) });
    for (const age_years of [7, 9, 12]) await create(desk, 'school-enrolments', { case_file: (await file({ sex: 'm', age_years })).id, school: school.id, school_year: 2016, grade: age_years - 5, registered_on: '2016-11-01' });
    await create(desk, 'case-services', { case_file: woman.id, kind: 'meal', on_day: iso(-399), units: 3, given_at: 'transit_centre' });
    return { woman, reintegration };
  }

  // A house of ours in the directory, a bed that is kept, and a draft for whom it has no place.
  async function referrals({ shelter, rooms }) {
    const provider = await create(desk, 'providers', { name: 'Lotus house', name_km: 'ផ្ទះផ្កាឈូក', kind: 'own_shelter', services: ['accommodation'], shelter: shelter.id });
    await create(chief, 'provider-vettings', { provider: provider.id, on_day: iso(-30), by_whom: 'Director', result: 'passed', valid_until: iso(300) });
    const file = (values) => create(desk, 'case-files', { arrived_on: iso(-2), ...values });
    const expected = await file({ sex: 'f', age_years: 28 }), boy = await file({ sex: 'm', age_years: 15 });
    const hold = await create(desk, 'bed-holds', { case_file: expected.id, shelter: shelter.id, room: rooms[0].id, from_day: iso(0), until_day: iso(5) });
    return { expected, hold, boy, draft: await create(desk, 'referrals', { case_file: boy.id, provider: provider.id, service: 'accommodation', shares: ['needs'], reason: 'Cannot go home yet' }) };
  }

  before(async () => {
    mlup = await startMlup();
    chief = await mlup.signIn({ login: 'ccpcr.manager' }, 'desk');
    desk = await mlup.signIn({ login: 'ccpcr.social' }, 'desk');
    phone = await mlup.signIn({ login: 'ccpcr.social' }, 'phone');
    for (const page of [chief, desk, phone]) for (const language of ['km', 'en']) await page.goto(`${mlup.url}/case-files?lang=${language}`);
    const there = await places();
    ids = { ...there, ...await people(there), ...await referrals(there) };
  });
  after(() => mlup?.stop());

  const pages = () => [`/shelters/${ids.shelter.id}`, `/case-files/${ids.expected.id}/beds`, '/reintegration-rules', `/referrals/${ids.draft.id}/send`, `/referrals/${ids.draft.id}/step/rejected`, `/bed-holds/${ids.hold.id}`,
    `/case-files/${ids.boy.id}/referrals/new`, '/shelters/new', `/case-services/room?shelter=${ids.shelter.id}`, '/case-services/room', '/case-services/summary',
    `/reintegrations/${ids.reintegration.id}`, '/reintegrations/new', '/caseload', '/employers/register', `/employers/${ids.employers[2].id}`, `/schools/${ids.school.id}/term?year=2016`,
    ...['pre-integration', 'integration', 'monitoring', 'closing'].map((stage) => `/reintegrations/${ids.reintegration.id}/print/${stage}`)];

  for (const language of ['km', 'en']) {
    for (const kind of ['phone', 'desk']) {
      it(`is in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const page = kind === 'phone' ? phone : desk;
        for (const address of pages()) {
          await page.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`);
          await mlup.checkPage(page, `care-${kind}-${language}${address.replace(/[0-9a-f-]{36}/g, 'id').replace(/[^\w-]+/g, '-')}`);
        }
      });
    }
  }

  it('shows where a bed is free, keeps it on the board, and closes what no house can take', async () => {
    await phone.goto(`${mlup.url}/case-files/${ids.expected.id}/referrals/new?lang=en`);
    assert.match(await phone.innerText('#beds'), /Lotus house/);
    await phone.click('#beds a');
    assert.match(phone.url(), /provider=.*service=accommodation/);
    await phone.goto(`${mlup.url}/shelters/${ids.shelter.id}?lang=en`);
    assert.match(await phone.innerText('.bed-held'), new RegExp(`${ids.expected.code}[^]*reserved until`));
    await phone.click('.bed-held a[href*="shelter-stays"]');
    await mlup.press(phone, 'main form button.primary');
    await phone.goto(`${mlup.url}/shelters/${ids.shelter.id}?lang=en`);
    assert.equal(await phone.locator('.bed-held').count(), 0, 'who came needs no bed that is kept');
    await phone.goto(`${mlup.url}/referrals/${ids.draft.id}/send?lang=en`);
    assert.match(await phone.innerText('main'), /no room for a person of this sex and age/);
    await phone.click('text=This house has no place: write it down');
    await mlup.press(phone, 'main form button.primary');
    assert.match(await phone.innerText('main'), /Before this is closed, write who cares for the person at home/);
  });

  it('gives one service to all who are ticked', async () => {
    await phone.goto(`${mlup.url}/case-services/room?room=${ids.rooms[1].id}&lang=en`);
    assert.equal(await phone.locator('.roster input:checked').count(), 3);
    await phone.locator('.roster input').first().uncheck();
    await phone.selectOption('[name=kind]', 'education');
    await mlup.press(phone, 'main form button.primary');
    const made = await phone.evaluate(async () => (await (await fetch('/api/v1/case-services?kind=education')).json()).items);
    assert.equal(made.length, 2);
    assert.ok(phone.url().includes(`/shelters/${ids.shelter.id}`), phone.url());
  });

  it('files a paper of a stage and shows what closing still needs', async () => {
    await desk.goto(`${mlup.url}/reintegrations/${ids.reintegration.id}?lang=en`);
    const before_ = await desk.locator('.stage-papers form').count();
    await mlup.press(desk, '.stage-papers form button');
    assert.equal(await desk.locator('.stage-papers form').count(), before_ - 1);
    assert.equal(await desk.locator('#closing li').count(), 8);
    assert.match(await desk.innerText('#closing'), /not yet/);
  });

  it('counts the house, and asks why when the board says otherwise', async () => {
    await phone.goto(`${mlup.url}/shelters/${ids.shelter.id}?lang=en`);
    await phone.fill('[name=present]', '5');
    await mlup.press(phone, '#census button.primary');
    assert.match(await phone.innerText('main'), /7 are on the board and 5 are present/);
    await phone.fill('[name=reason]', 'One is at the hospital');
    await mlup.press(phone, '#census button.primary');
    assert.equal(await phone.locator('#census').count(), 0);
    assert.match(await phone.innerText('main'), /One is at the hospital/);
  });

  it('suspends an employer that a visit flags, and shows on its page who works there', async () => {
    await create(desk, 'employer-visits', { employer: ids.employers[2].id, on_day: iso(0), flags: ['papers'] });
    await desk.goto(`${mlup.url}/employers/${ids.employers[2].id}?lang=en`);
    const words = await desk.innerText('main');
    assert.match(words, /Suspended since/);
    assert.ok(words.includes(ids.woman.code), words);
    await mlup.checkPage(desk, 'care-employer-suspended');
  });

  it('writes a term of many children at once, and keeps what was typed when a line is wrong', async () => {
    await phone.goto(`${mlup.url}/schools/${ids.school.id}/term?year=2016&lang=en`);
    await phone.fill('[name=days_open]', '80');
    const days = phone.locator('[name$=".days_present"]');
    for (const [i, value] of ['78', '40', '99'].entries()) await days.nth(i).fill(value);
    await mlup.press(phone, 'main form button.primary');
    assert.match(await phone.innerText('main'), /More days present than there was school/);
    assert.equal(await days.nth(1).inputValue(), '40');
    await days.nth(2).fill('79');
    await mlup.press(phone, 'main form button.primary');
    assert.equal(await phone.locator('.term-sheet .badge-done').count(), 2);
    await mlup.checkPage(phone, 'care-term-saved');
  });
});
