// SPDX-License-Identifier: Apache-2.0
// Reintegration: what must be there before a grant, a place of work, a visit, an outcome and the end.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places } from './app.mjs';

let server, manager, worker, viewer, employer, vetting;
const everything = ['registered', 'contract', 'wage', 'hours', 'papers', 'no_debt', 'safe_place', 'no_children', 'complaint'];
const iso = (days) => new Date(Date.now() + 7 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const ann = await server.setUp();
  await makePlaces(ann);
  const { id: org } = await ann.create('organisations', { short_name: 'AAA', name: 'Organisation AAA', kind: 'grantee' });
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
  viewer = await addUser(chief, 'a.viewer', { roles: ['viewer'] });
  [employer, vetting] = await vetted('Golden Needle');
});
after(() => server.stop());

const file = (more = {}) => worker.create('case-files', { sex: 'f', age_years: 22, arrived_on: '2016-05-10', ...more });
const why = (answer) => answer.json.errors.map(({ message }) => message).join(' | ');
const change = async (who, path, values) => who.patch(path, { ...values, version: (await who.get(path)).json.version });

async function vetted(name, more = {}) {
  const made = await manager.create('employers', { name, kind: 'business', skill: 'sewing', place: places.district });
  const { id } = await manager.create('employer-vettings', { employer: made.id, visited_on: '2016-05-01', checks: everything, result: 'passed', valid_from: '2016-05-01', valid_until: '2017-04-30', ...more });
  return [made, id];
}

async function takes(answer) {
  const got = await answer;
  assert.ok([200, 201].includes(got.status), got.text);
  return got.json;
}

async function refuses(answer, field, words) {
  const got = await answer;
  assertRefused(got, 422, [field]);
  assert.match(why(got), words);
}

const training = (who, kind, more = {}) => worker.post('/api/v1/case-trainings', { case_file: who.id, kind, skill: 'sewing', employer: employer.id, from_day: '2016-06-01', until_day: '2016-11-30', ...more });
const done = { state: 'completed', ended_on: '2016-11-30' };
const grant = (who, more = {}) => worker.post('/api/v1/reintegration-grants', { case_file: who.id, grant_for: 'self', business: 'sewing', amount: { amount: 30000, currency: 'USD' }, given_on: '2017-01-10', ...more });

describe('a grant', () => {
  it('comes only after a completed vocational training', async () => {
    const who = await file();
    await refuses(grant(who), 'case_file', /has done no vocational training/);
    const { id } = await takes(training(who, 'vocational'));
    await refuses(grant(who), 'case_file', /began on 1 June 2016 is not completed/);
    await takes(change(worker, `/api/v1/case-trainings/${id}`, done));
    await refuses(grant(who), 'given_on', /comes with business training/);
    await takes(training(who, 'business', { ...done, employer: null }));
    await refuses(grant(who, { given_on: '2016-11-29' }), 'case_file', /not completed by that day/);
    const made = await takes(grant(who, { grant_for: 'family' }));
    assert.equal(made.training, id);
  });
  it('is not given after a training that was broken off', async () => {
    const who = await file();
    await takes(training(who, 'vocational', { state: 'dropped', ended_on: '2016-08-01', drop_reason: 'family' }));
    await refuses(grant(who), 'case_file', /was broken off on 1 August 2016/);
  });
});

describe('a training', () => {
  it('of non-formal education takes three to six months', async () => {
    const who = await file();
    await refuses(training(who, 'nonformal', { until_day: '2016-07-01' }), 'until_day', /3 to 6 months/);
    await refuses(training(who, 'nonformal', { until_day: '2017-06-01' }), 'until_day', /3 to 6 months/);
    await takes(training(who, 'nonformal', { until_day: '2016-10-01' }));
  });
  it('has no more days than were planned, and an end with its day', async () => {
    const who = await file();
    await refuses(training(who, 'vocational', { days_planned: 10, days_attended: 11 }), 'days_attended', /More days attended/);
    await refuses(training(who, 'vocational', { state: 'completed' }), 'ended_on', /which day it ended/);
  });
});

describe('an employer', () => {
  const place = (who, where, more = {}) => worker.post('/api/v1/placements', { case_file: who.id, kind: 'job', employer: where, from_day: '2016-07-01', ...more });
  it('passes only with everything in order, for a year, by a manager', async () => {
    const { id } = await manager.create('employers', { name: 'Half a look', kind: 'business' });
    const look = { employer: id, visited_on: '2016-05-01', checks: everything, result: 'passed', valid_from: '2016-05-01', valid_until: '2017-04-30' };
    await refuses(manager.post('/api/v1/employer-vettings', { ...look, checks: everything.slice(1) }), 'checks', /everything on the list/);
    await refuses(manager.post('/api/v1/employer-vettings', { ...look, valid_until: '2018-04-30' }), 'valid_until', /a year at most/);
    assert.equal((await worker.post('/api/v1/employer-vettings', look)).status, 403);
    await refuses(manager.post('/api/v1/employer-vettings', { ...look, valid_from: '2020-05-01', valid_until: '2021-04-30' }), 'valid_until', /a year at most/);
    await refuses(place(await file(), id), 'employer', /never vetted/);
  });
  it('that fails when somebody looks again gets nobody from that day, and is shown so', async () => {
    const [worse] = await vetted('Once Good', { visited_on: iso(-60), valid_from: iso(-60), valid_until: iso(300) });
    await takes(place(await file(), worse.id, { from_day: iso(-20) }));
    await manager.create('employer-vettings', { employer: worse.id, visited_on: iso(-1), checks: ['registered'], result: 'failed' });
    await refuses(place(await file(), worse.id, { from_day: iso(0) }), 'employer', /did not pass/);
    await takes(place(await file(), worse.id, { from_day: iso(-20), until_day: iso(-2) })); // it was in order then
    const register = (await viewer.get('/api/v1/employers/register')).json.items;
    assert.equal(register.find((one) => one.employer === worse.id).standing, 'failed');
    await takes(manager.post('/api/v1/employer-vettings', { employer: worse.id, visited_on: iso(0), checks: everything, result: 'passed', valid_from: iso(0), valid_until: iso(300) }));
    await takes(place(await file(), worse.id, { from_day: iso(0) }));
  });
  it('is given people only on days of its vetting, and nobody under 15', async () => {
    await refuses(place(await file(), employer.id, { from_day: '2017-05-01' }), 'employer', /was over on 30 April 2017/);
    await refuses(place(await file(), employer.id, { from_day: '2016-04-30' }), 'employer', /only from 1 May 2016/);
    await refuses(place(await file({ age_years: 13 }), employer.id), 'case_file', /under 15/);
    await takes(place(await file(), employer.id, { until_day: '2017-01-31', placement_end: 'finished' }));
    await refuses(place(await file(), employer.id), 'employer', /was over on 30 April 2017/);
    const [looked] = await vetted('Looked at again', { valid_from: iso(-90), visited_on: iso(-90), valid_until: iso(200) });
    await takes(place(await file(), looked.id, { from_day: iso(-60) }));
    await manager.create('employer-vettings', { employer: looked.id, visited_on: iso(-5), checks: [], result: 'failed' });
    assert.equal((await place(await file(), looked.id, { from_day: iso(-60) })).status, 422, 'it failed meanwhile');
  });
  it('that a visit flags is suspended at once, shows who works there, and gets nobody until a manager says why again', async () => {
    const [bad, look] = await vetted('Locked Door', { valid_from: iso(-30), visited_on: iso(-30), valid_until: iso(300) });
    const there = await file();
    const { id } = await takes(place(there, bad.id, { from_day: iso(-10) }));
    await worker.create('employer-visits', { employer: bad.id, on_day: iso(-1), flags: [] });
    assert.equal((await worker.get(`/api/v1/employer-vettings/${look}`)).json.state, 'valid');
    await worker.create('employer-visits', { employer: bad.id, on_day: iso(0), flags: ['papers', 'locked'] });
    const after_visit = (await worker.get(`/api/v1/employer-vettings/${look}`)).json;
    assert.deepEqual([after_visit.state, after_visit.suspended_on], ['suspended', iso(0)]);
    await refuses(place(await file(), bad.id, { from_day: iso(0) }), 'employer', /suspended since/);
    await refuses(training(await file(), 'vocational', { employer: bad.id, from_day: iso(0), until_day: iso(90) }), 'employer', /suspended since/);
    await manager.create('employer-vettings', { employer: bad.id, visited_on: iso(-200), checks: everything, result: 'passed', valid_from: iso(-200), valid_until: iso(-31) });
    await refuses(place(await file(), bad.id, { from_day: iso(-100) }), 'employer', /suspended since/);
    await takes(place(await file(), bad.id, { from_day: iso(-100), until_day: iso(-50), placement_end: 'finished' }));
    const page = await worker.get(`/employers/${bad.id}`);
    assert.ok(page.text.includes(there.code) && /Suspended since/.test(page.text), page.text);
    assert.ok(!(await viewer.get(`/employers/${bad.id}`)).text.includes(there.code));
    await takes(change(worker, `/api/v1/placements/${id}`, { until_day: iso(0), placement_end: 'taken_out' })); // the way out stays open
    assert.equal((await change(worker, `/api/v1/employer-vettings/${look}`, { state: 'valid' })).status, 403);
    await refuses(change(manager, `/api/v1/employer-vettings/${look}`, { state: 'valid' }), 'lifted_why', /safe again/);
    const anew = { employer: bad.id, visited_on: iso(0), checks: everything, result: 'passed', valid_from: iso(0), valid_until: iso(300) };
    await refuses(manager.post('/api/v1/employer-vettings', anew), 'lifted_why', /safe again/); // another vetting is no way around it
    await refuses(manager.post('/api/v1/employer-vettings', { ...anew, visited_on: iso(-5), lifted_why: 'Looked good.' }), 'visited_on', /look after that/);
    await takes(change(manager, `/api/v1/employer-vettings/${look}`, { state: 'valid', lifted_why: 'Papers given back, doors open; looked at with the labour inspector.' }));
    await takes(place(await file(), bad.id, { from_day: iso(0) }));
    const register = (await viewer.get('/api/v1/employers/register')).json.items;
    assert.equal(register.find((one) => one.employer === bad.id).standing, 'valid');
    assert.equal(register.find((one) => one.employer === employer.id).standing, 'expired');
  });
});

describe('school', () => {
  it('is attended by who was there on three days in four, and the sheet of a term is saved at once', async () => {
    const school = await manager.create('schools', { name: 'Basedth primary', level: 'primary', place: places.district });
    const children = [];
    for (const age_years of [8, 9, 10]) children.push(await worker.create('school-enrolments', { case_file: (await file({ age_years })).id, school: school.id, school_year: 2016, grade: 2, registered_on: '2016-11-01' }));
    const address = `/schools/${school.id}/term?year=2016&term=first`;
    const page = await worker.get(address);
    assert.equal((page.text.match(/\.days_present"/g) || []).length, 3, page.text);
    const wrong = await worker.form(address, { days_open: '80', [`${children[0].id}.days_present`]: '60', [`${children[1].id}.days_present`]: '81' });
    assert.equal(wrong.status, 422, wrong.text);
    assert.match(wrong.text, /More days present than there was school/);
    assert.equal((await worker.all('/api/v1/school-terms')).length, 0, 'all or nothing');
    const fields = { days_open: '80', [`${children[0].id}.days_present`]: '60', [`${children[0].id}.fees`]: '20000', [`${children[1].id}.days_present`]: '59' };
    assert.equal((await worker.form(address, fields)).status, 303);
    const { children: seen } = (await worker.get(`/api/v1${address}`)).json;
    assert.deepEqual(seen.map(({ attending }) => attending), [true, false, undefined]);
    assert.equal((await worker.form(address, { days_open: '80', [`${children[1].id}.days_present`]: '70' })).status, 303);
    const terms = await worker.all('/api/v1/school-terms');
    assert.equal(terms.length, 2);
    assert.deepEqual(terms.find(({ enrolment }) => enrolment === children[0].id).fees, { amount: 20000, currency: 'KHR' });
    assert.ok(terms.every(({ attending }) => attending));
  });
});

const scores = { safety: 4, income: 3, health: 5, in_family: 4, in_community: 4 };
const visit = (who, more = {}) => worker.post('/api/v1/follow-up-visits', { case_file: who.id, way: 'home', met: 'met', on_day: iso(-5), ...scores, ...more });
const begin = async (more = {}) => { const who = await file(); return [who, await worker.create('reintegrations', { case_file: who.id, started_on: '2016-06-01', returned_on: '2016-07-01', ...more })]; };

describe('a visit', () => {
  it('is not in the future, not before the beginning, and not of who has no reintegration', async () => {
    const [who] = await begin();
    await refuses(visit(who, { on_day: iso(1) }), 'on_day', /./);
    await refuses(visit(who, { on_day: '2016-05-31' }), 'on_day', /before the reintegration/);
    await refuses(visit(await file()), 'case_file', /no reintegration yet/);
  });
  it('has all five figures when somebody was met, and none when nobody was', async () => {
    const [who] = await begin();
    const lacking = await visit(who, { income: null, health: null });
    assertRefused(lacking, 422, ['income', 'health']);
    assertRefused(await visit(who, { met: 'absent' }), 422, Object.keys(scores));
    await takes(visit(who, { met: 'absent', safety: null, income: null, health: null, in_family: null, in_community: null }));
  });
  it('sets the risk by its lowest figure, and the risk says when the next one is due', async () => {
    const [who, { id }] = await begin({ risk: 'low' });
    const risk = async () => (await worker.get(`/api/v1/reintegrations/${id}`)).json.risk;
    const next = async () => (await worker.get(`/api/v1/reintegrations/${id}/overview`)).json.next_visit;
    await takes(visit(who, { on_day: iso(-20), in_community: 1 }));
    assert.deepEqual([await risk(), await next()], ['high', iso(-6)]);
    await takes(visit(who, { on_day: iso(-2), income: 4 }));
    assert.deepEqual([await risk(), await next()], ['low', iso(88)]);
    await takes(visit(who, { on_day: iso(-40), income: 2 })); // written down late: the last visit decides
    assert.equal(await risk(), 'low');
  });
  it('that is late climbs: the social worker first, the supervisor after a week; never with a name', async () => {
    const named = await file({ name_latin: 'Qsecretname Sok' });
    const due = async (who) => (await who.get('/api/v1/due')).json.items.filter(({ kind }) => kind === 'visit');
    const { id } = await worker.create('reintegrations', { case_file: named.id, started_on: iso(-40), risk: 'medium' });
    const [mine] = (await due(worker)).filter((item) => item.id === id);
    assert.deepEqual([mine.state, mine.due_on, mine.title], ['late', iso(-10), named.code]);
    assert.ok((await due(manager)).some((item) => item.id === id));
    const { id: fresh } = await worker.create('reintegrations', { case_file: (await file()).id, started_on: iso(-33), risk: 'medium' });
    assert.ok((await due(worker)).some((item) => item.id === fresh));
    assert.ok(!(await due(manager)).some((item) => item.id === fresh), 'three days late is not the supervisor’s yet');
    assert.deepEqual(await due(viewer), []);
    assert.ok(!(await worker.get('/due')).text.includes('Qsecretname'));
    const load = (await worker.get('/api/v1/caseload')).json.items;
    assert.equal(load.find((one) => one.reintegration === id).step, 'supervisor');
    assert.equal(load.find((one) => one.reintegration === fresh).step, 'late');
    assert.equal((await viewer.get('/caseload')).status, 404);
  });
});

describe('a contact', () => {
  it('is a visit too: at home, and of a plan of care in the community that found the person', async () => {
    await manager.create('contact-standards', { risk: 'low', days: 30 });
    const waits = async (who) => (await worker.get('/api/v1/due')).json.items.some((item) => item.type === 'case_file' && item.id === who.id && item.state === 'late');
    const [visited, planned, missed] = [await file({ risk: 'low' }), await file({ risk: 'low' }), await file({ risk: 'low' })];
    assert.deepEqual(await Promise.all([visited, planned, missed].map(waits)), [true, true, true]);
    await worker.create('reintegrations', { case_file: visited.id, started_on: '2016-06-01' });
    await takes(visit(visited, { on_day: iso(-3) }));
    for (const [who, wellbeing] of [[planned, 'safe'], [missed, 'absent']]) {
      const plan = await worker.create('community-plans', { case_file: who.id, from_day: iso(-20), plan: 'Her aunt cares', danger_plan: 'Call 1288', checked_by: worker.me.user, every_days: 7 });
      await worker.create('plan-visits', { case_file: who.id, community_plan: plan.id, on_day: iso(-2), wellbeing });
    }
    assert.deepEqual(await Promise.all([visited, planned, missed].map(waits)), [false, false, true]);
  });
});

describe('the rules', () => {
  it('are written by a manager, from today on, and what is in force does not change', async () => {
    const rule = { criterion: 'home', from_day: iso(1), number: 18 };
    assert.equal((await worker.post('/api/v1/closing-rules', rule)).status, 403);
    assert.equal((await worker.post('/api/v1/visit-intervals', { risk: 'high', from_day: iso(1), days: 7 })).status, 403);
    await refuses(manager.post('/api/v1/closing-rules', { ...rule, from_day: iso(-1) }), 'from_day', /today or later/);
    await refuses(manager.post('/api/v1/closing-rules', { ...rule, number: 61 }), 'number', /from 1 to 60/);
    await refuses(manager.post('/api/v1/closing-rules', { ...rule, number: null }), 'number', /from 1 to 60/);
    await refuses(manager.post('/api/v1/closing-rules', { ...rule, criterion: 'papers' }), 'number', /without a number/);
    const later = await manager.create('closing-rules', rule);
    await takes(change(manager, `/api/v1/closing-rules/${later.id}`, { number: 24 }));
    const seeded = (await manager.all('/api/v1/closing-rules')).filter(({ from_day }) => from_day === '2000-01-01');
    assert.equal(seeded.length, 8, 'an organisation begins with the rules of the program');
    const home = seeded.find(({ criterion }) => criterion === 'home');
    await refuses(change(manager, `/api/v1/closing-rules/${home.id}`, { number: 1 }), 'number', /holds since 1 January 2000/);
    assertRefused(await manager.delete(`/api/v1/closing-rules/${home.id}?reason=old&version=1`), 422);
    const { closing, visits } = (await viewer.get('/api/v1/reintegration-rules')).json;
    assert.deepEqual(closing.find(({ criterion }) => criterion === 'home'), { criterion: 'home', is_asked: true, number: 12 });
    assert.deepEqual(visits.map(({ every_days }) => every_days), [14, 30, 90, 180]);
    assert.match((await manager.get('/reintegration-rules')).text, /closing-rules\/new\?criterion=home/);
    assert.doesNotMatch((await worker.get('/reintegration-rules')).text, /closing-rules\/new/);
  });
  it('say how often people are visited from their day on, and old visits keep theirs', async () => {
    const [early] = await begin({ risk: 'high' }), [late] = await begin({ risk: 'high' });
    await takes(visit(early, { on_day: iso(-1), safety: 1 }));
    await manager.create('visit-intervals', { risk: 'high', from_day: iso(0), days: 3 });
    await takes(visit(late, { on_day: iso(0), safety: 1 }));
    const load = (await worker.get('/api/v1/caseload')).json.items, due = (who) => load.find(({ case_file }) => case_file === who.id).due_on;
    assert.deepEqual([due(early), due(late)], [iso(13), iso(3)]);
  });
});

describe('the end', () => {
  const papers = ['assessment', 'home_visit', 'agreement', 'plan', 'handing_over', 'support_list', 'contact_card', 'visit_reports', 'review', 'last_assessment', 'closing_agreement'];
  it('has outcomes only when their months are over', async () => {
    const [who] = await begin({ returned_on: '2016-08-31' });
    const outcome = (at_months, on_day) => worker.post('/api/v1/reintegration-outcomes', { case_file: who.id, at_months, on_day, outcome: 'settled' });
    await refuses(outcome('m6', '2017-02-27'), 'on_day', /over on 28 February 2017/);
    await takes(outcome('m6', '2017-02-28'));
    await refuses(outcome('m3', '2016-11-29'), 'on_day', /over on 30 November 2016/);
  });
  it('is refused with every criterion that is not met, and comes when all are; it opens again only with a reason', async () => {
    const [who, { id }] = await begin();
    const path = `/api/v1/reintegrations/${id}`;
    const first = await change(worker, path, { state: 'closed' });
    assertRefused(first, 422, ['state']);
    assert.equal(first.json.errors.length, 5, first.text); // two visits, met lately, risk, outcome, papers
    await takes(visit(who, { on_day: iso(-50) }));
    await takes(visit(who, { on_day: iso(-3), income: 4 }));
    await worker.create('reintegration-outcomes', { case_file: who.id, at_months: 'm12', on_day: '2017-07-02', outcome: 'settled' });
    for (const paper of papers) assert.equal((await worker.form(`/reintegrations/${id}/papers`, { paper, on_day: iso(-2) })).status, 303);
    const unsigned = await worker.post('/api/v1/reintegration-papers', { case_file: who.id, paper: 'closing_approval', on_day: iso(-1) });
    assertRefused(unsigned, 422, ['paper']);
    await refuses(change(worker, path, { state: 'closed' }), 'state', /papers of the four stages are missing/);
    await manager.create('reintegration-papers', { case_file: who.id, paper: 'closing_approval', on_day: iso(-1) });
    const { criteria } = (await worker.get(`${path}/overview`)).json;
    assert.ok(criteria.every(({ is_met }) => is_met), JSON.stringify(criteria));
    await manager.create('closing-rules', { criterion: 'figures', from_day: iso(0), number: 5 });
    await refuses(change(worker, path, { state: 'closed' }), 'state', /last two visits is below 5/);
    const closed = await takes(change(worker, path, { state: 'closed', closed_on: iso(-1) }));
    assert.equal(closed.closed_on, iso(-1));
    const now = (await worker.get(`${path}/overview`)).json.criteria[1];
    assert.deepEqual(now, { criterion: 'Every figure of the last two visits is 3 or better', is_met: true }, 'what was closed yesterday keeps the rule of its day');
    await refuses(visit(who, { on_day: iso(0) }), 'case_file', /closed; open it again/);
    await refuses(change(worker, path, { state: 'open' }), 'reopen_reason', /why it is opened again/);
    const open = await takes(change(worker, path, { state: 'open', reopen_reason: 'Her brother wants to send her away again.' }));
    assert.deepEqual([open.state, open.closed_on, open.reopened_on], ['open', null, iso(0)]);
    assert.equal((await worker.get(`${path}/overview`)).json.criteria[1].criterion, 'Every figure of the last two visits is 5 or better');
  });
  it('is on paper in Khmer for each stage, with the code and without the name', async () => {
    const who = await file({ name_latin: 'Qsecretprint Sok' });
    const { id } = await worker.create('reintegrations', { case_file: who.id, started_on: '2016-06-01' });
    for (const stage of ['pre-integration', 'integration', 'monitoring', 'closing']) {
      const page = await worker.get(`/reintegrations/${id}/print/${stage}`);
      assert.equal(page.status, 200, page.text);
      assert.ok(page.text.includes(who.code) && page.text.includes('ដំណាក់កាលទី') && !page.text.includes('Qsecretprint'));
    }
    assert.equal((await worker.get(`/reintegrations/${id}/print/later`)).status, 404);
  });
});
