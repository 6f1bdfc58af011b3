// SPDX-License-Identifier: Apache-2.0
// What services, grants and school cost is spent on a budget line: by month and kind, without anybody's name, code or id; taken back
// when it is corrected or removed; settled, not spent again, by the receipts.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused } from './app.mjs';

const usd = (amount) => ({ amount, currency: 'USD' }), khr = (amount) => ({ amount, currency: 'KHR' });
let server, lead, manager, worker, books, agreement, line, other, file;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  const { id: org } = await lead.create('organisations', { short_name: 'AAA', name: 'Organisation AAA', kind: 'grantee' });
  const chief = await addUser(lead, 'a.chief', { roles: ['administrator'], org });
  manager = await addUser(chief, 'a.manager', { roles: ['manager'] });
  worker = await addUser(chief, 'a.social', { roles: ['social_worker'] });
  books = await addUser(chief, 'a.books', { roles: ['bookkeeper'] });
  const programme = await lead.create('programmes', { name: 'Programme', starts_on: '2015-10-01', ends_on: '2019-09-30' });
  agreement = await lead.create('agreements', { org, programme: programme.id, number: 'SG-1', title: 'Agreement', status: 'active', starts_on: '2016-03-01', ends_on: '2018-02-28', amount: usd(10000000) });
  await lead.create('exchange-rates', { on_day: '2016-01-01', from_currency: 'USD', price: khr(4000), source: 'Test' });
  [line, other] = await budgetWith(['7', '8']);
  file = await worker.create('case-files', { name_latin: 'Chan Qsecretname', name_km: 'ចាន់ ធីតា', sex: 'f', age_years: 22, arrived_on: '2016-05-01' });
});
after(() => server.stop());

async function budgetWith(numbers, status = 'approved') {
  const budget = await books.create('budgets', { agreement: agreement.id, number: `Budget ${numbers.join()}`, status: 'draft', effective_on: '2016-03-01' }), lines = [];
  for (const number of numbers) lines.push(await books.create('budget-lines', { budget: budget.id, number, title: 'People in care', category: 'beneficiaries', amount: usd(500000) }));
  const { version } = (await lead.get(`/api/v1/budgets/${budget.id}`)).json;
  if (status === 'approved') assert.equal((await lead.patch(`/api/v1/budgets/${budget.id}`, { status, version })).status, 200);
  return lines;
}
const service = (values = {}) => worker.post('/api/v1/case-services', { case_file: file.id, kind: 'medical', on_day: '2016-05-12', given_at: 'shelter', units: 1, cost: usd(3000), budget_line: line.id, ...values });
async function made(answer) { const got = await answer; assert.equal(got.status, 201, got.text); return got.json; }
const change = async (path, values) => { const { version } = (await worker.get(path)).json; const answer = await worker.patch(path, { ...values, version }); assert.equal(answer.status, 200, answer.text); };
// What stands on a line: kind, month and amount.
const costs = async (on = line) => (await books.all(`/api/v1/care-costs?budget_line=${on.id}`)).map(({ kind, month, amount }) => `${kind} ${month} ${amount.amount} ${amount.currency}`).sort();
const spent = async (on = line) => (await books.get(`/api/v1/agreements/${agreement.id}/money`)).json.lines.find(({ number }) => number === on.number).spent.amount;
const verify = () => assert.match(server.run('verify'), /All is well/);

describe('what a service costs', () => {
  it('is no number that a month or a book could not hold', async () => {
    for (const more of [{ cost: khr(1000000000001) }, { units: 1000, cost: khr(999999999999999) }]) {
      const answer = await service(more);
      assert.equal(answer.status, 422, answer.text);
      assert.ok(answer.json.errors.some(({ field }) => field === 'cost'), answer.text);
    }
    assert.deepEqual(await costs(), []);
  });

  it('is spent on its line in its month, with others of its kind', async () => {
    const { id } = await made(service());
    await made(service({ on_day: '2016-05-20', cost: usd(1000) }));
    await made(service({ on_day: '2016-06-01', cost: usd(500) }));
    await made(service({ kind: 'meal', cost: khr(40000) }));
    assert.deepEqual(await costs(), ['meal 2016-05 40000 KHR', 'medical 2016-05 4000 USD', 'medical 2016-06 500 USD']);
    assert.equal(await spent(), 4000 + 500 + 1000); // 40,000 riel at 4,000 are ten dollars
    await change(`/api/v1/case-services/${id}`, { cost: usd(2500) });
    assert.deepEqual(await costs(), ['meal 2016-05 40000 KHR', 'medical 2016-05 3500 USD', 'medical 2016-06 500 USD']);
    assert.equal(await spent(), 5000);
    await change(`/api/v1/case-services/${id}`, { on_day: '2016-06-03', budget_line: other.id });
    assert.deepEqual([await costs(), await costs(other)], [['meal 2016-05 40000 KHR', 'medical 2016-05 1000 USD', 'medical 2016-06 500 USD'], ['medical 2016-06 2500 USD']]);
    assert.deepEqual([await spent(), await spent(other)], [2500, 2500]);
    const { version } = (await worker.get(`/api/v1/case-services/${id}`)).json;
    assert.equal((await worker.delete(`/api/v1/case-services/${id}?reason=wrong&version=${version}`)).status, 200);
    assert.equal(await spent(other), 0);
    verify();
  });

  it('is of its rate, whose line a manager chose; nothing is spent on a draft of a budget', async () => {
    const [draft] = await budgetWith(['9'], 'draft');
    assertRefused(await manager.post('/api/v1/service-rates', { kind: 'transport', from_day: '2016-01-01', price: usd(1000), budget_line: draft.id }), 422, ['budget_line']);
    assertRefused(await service({ budget_line: draft.id }), 422, ['budget_line']);
    await manager.create('service-rates', { kind: 'transport', from_day: '2016-01-01', price: usd(1000), budget_line: other.id });
    await made(service({ kind: 'transport', units: 3, cost: null, budget_line: null }));
    assert.deepEqual((await costs(other)).filter((text) => text.startsWith('transport')), ['transport 2016-05 3000 USD']);
    await made(service({ kind: 'transport', units: 2, cost: null })); // on the line that was chosen
    assert.ok((await costs()).includes('transport 2016-05 2000 USD'));
  });

  it('names nobody to who sees the money: no name, no code, no id of a file or of a service', async () => {
    const services = await worker.all(`/api/v1/case-services?case_file=${file.id}`);
    const secrets = ['Qsecretname', 'ធីតា', file.code, file.id, file.id.replaceAll('-', ''), ...services.flatMap(({ id }) => [id, id.replaceAll('-', '')])];
    const [cost] = await books.all('/api/v1/care-costs'), [posting] = await books.all(`/api/v1/postings?source_id=${cost.id}`);
    assert.equal(posting.event, 'care_cost_recorded');
    const addresses = ['/care-costs', `/care-costs/${cost.id}`, `/care-costs/${cost.id}/history`, `/budget-lines/${line.id}`, `/postings?source_id=${cost.id}`, `/postings/${posting.id}`, `/agreements/${agreement.id}/money`,
      '/api/v1/care-costs', `/api/v1/care-costs/${cost.id}/history`, '/api/v1/postings', '/activity', '/ledger-books'];
    for (const who of [books, lead]) {
      for (const address of addresses) {
        const { text, status } = await who.get(address);
        assert.ok([200, 404].includes(status), `${address} ${status}`);
        for (const secret of secrets) assert.ok(!text.includes(secret), `${address} tells ${secret}`);
      }
    }
    assert.equal((await books.get(`/api/v1/case-services/${services[0].id}`)).status, 404);
    for (const table of ['care_cost', 'finance_posting', 'ledger_entry', 'journal_entry']) {
      const text = server.sql(`SELECT * FROM ${table}`);
      for (const secret of secrets) assert.ok(!text.includes(secret), `${table} holds ${secret}`);
    }
    assert.equal((await books.post('/api/v1/care-costs', { budget_line: line.id, month: '2016-05-01', kind: 'meal', currency: 'USD', amount: usd(1) })).status, 403);
  });
});

describe('grants and school', () => {
  it('are borne by the line that a manager chose for them from a day on', async () => {
    const choice = (kind, on) => ({ kind, from_day: '2016-01-01', budget_line: on.id });
    assert.equal((await worker.post('/api/v1/cost-lines', choice('grant', line))).status, 403);
    await manager.create('cost-lines', choice('grant', line));
    await manager.create('cost-lines', choice('school', other));
    const everything = ['registered', 'contract', 'wage', 'hours', 'papers', 'no_debt', 'safe_place', 'no_children', 'complaint'];
    const employer = await manager.create('employers', { name: 'Golden Needle', kind: 'business' });
    await manager.create('employer-vettings', { employer: employer.id, visited_on: '2016-05-01', checks: everything, result: 'passed', valid_from: '2016-05-01', valid_until: '2017-04-30' });
    for (const kind of ['vocational', 'business']) await worker.create('case-trainings', { case_file: file.id, kind, skill: 'sewing', employer: kind === 'vocational' ? employer.id : null, from_day: '2016-06-01', until_day: '2016-11-30', state: 'completed', ended_on: '2016-11-30' });
    const grant = await worker.create('reintegration-grants', { case_file: file.id, grant_for: 'self', business: 'sewing', amount: usd(30000), given_on: '2017-01-10' });
    assert.ok((await costs()).includes('grant 2017-01 30000 USD'), JSON.stringify(await costs()));
    await change(`/api/v1/reintegration-grants/${grant.id}`, { amount: usd(25000) });
    assert.ok((await costs()).includes('grant 2017-01 25000 USD'));
    const school = await manager.create('schools', { name: 'Primary', level: 'primary' });
    const child = await worker.create('case-files', { sex: 'f', age_years: 8, arrived_on: '2016-05-01' });
    const enrolment = await worker.create('school-enrolments', { case_file: child.id, school: school.id, school_year: 2016, grade: 2, registered_on: '2016-11-01' });
    const term = await worker.create('school-terms', { case_file: child.id, enrolment: enrolment.id, term: 'first', on_day: '2017-02-01', days_open: 80, days_present: 75, fees: khr(20000), materials_cost: khr(85000) });
    assert.deepEqual((await costs(other)).filter((text) => text.startsWith('school')), ['school_fees 2017-02 20000 KHR', 'school_materials 2017-02 85000 KHR']);
    const { version } = (await worker.get(`/api/v1/school-terms/${term.id}`)).json;
    assert.equal((await worker.delete(`/api/v1/school-terms/${term.id}?reason=wrong&version=${version}`)).status, 200);
    assert.deepEqual((await costs(other)).filter((text) => text.startsWith('school')), ['school_fees 2017-02 0 KHR', 'school_materials 2017-02 0 KHR']);
    verify();
  });
});

describe('the receipts', () => {
  it('of services that were recorded settle them, and are not spent a second time', async () => {
    const step = async (client, type, id, status) => {
      const { version } = (await lead.get(`/api/v1/${type}/${id}`)).json, answer = await client.patch(`/api/v1/${type}/${id}`, { status, version });
      assert.equal(answer.status, 200, answer.text);
    };
    await lead.create('obligations', { org: agreement.org, agreement: agreement.id, kind: 'lead', status: 'made', description: 'All of it', amount: usd(10000000), made_on: '2016-03-01' });
    const advance = await books.create('advances', { agreement: agreement.id, purpose: 'Quarter 1', status: 'draft', amount: usd(100000), requested_on: '2016-03-10' });
    await step(manager, 'advances', advance.id, 'requested');
    for (const status of ['approved', 'paid']) await step(lead, 'advances', advance.id, status);
    const liquidation = await books.create('liquidations', { advance: advance.id, number: 'L1', status: 'draft', period_to: '2016-06-30' });
    const before = await spent();
    const receipt = (values) => books.create('expenses', { liquidation: liquidation.id, budget_line: line.id, spent_on: '2016-05-31', description: 'Clinic of May', ...values });
    await receipt({ amount: usd(1000), pays_services: true });
    await receipt({ amount: usd(700), description: 'Ink' });
    await step(manager, 'liquidations', liquidation.id, 'submitted');
    await step(lead, 'liquidations', liquidation.id, 'accepted');
    assert.equal(await spent(), before + 700);
    const open = (await books.all('/api/v1/postings?account=care_open')).filter(({ amount }) => amount.currency === 'USD').reduce((sum, { amount }) => sum + amount.amount, 0);
    const given = (await books.all('/api/v1/care-costs')).filter(({ amount }) => amount.currency === 'USD').reduce((sum, { amount }) => sum + amount.amount, 0);
    assert.equal(open, 1000 - given);
    verify();
  });
});

describe('two files of one child', () => {
  let school, bearing;
  before(async () => {
    [bearing] = await budgetWith(['21']);
    school = await manager.create('schools', { name: 'Secondary', level: 'primary' });
  });
  const child = () => worker.create('case-files', { sex: 'f', age_years: 8, arrived_on: '2016-05-01' });
  const year = (of, school_year = 2016) => worker.create('school-enrolments', { case_file: of.id, school: school.id, school_year, grade: 2, registered_on: '2016-11-01' });
  const term = (of, enrolment, values) => worker.create('school-terms', { case_file: of.id, enrolment: enrolment.id, term: 'first', on_day: '2017-02-01', days_open: 80, days_present: 75, budget_line: bearing.id, ...values });
  const at = (of) => `/api/v1/case-files/${of.id}/merge`;
  const propose = async (stays, goes) => {
    const answer = await worker.post(at(stays), { do: 'propose', with: goes.code, reason: 'One child.' });
    assert.equal(answer.status, 200, answer.text);
    return (await worker.all(`/api/v1/case-merges?case_file=${stays.id}`)).find(({ state }) => state === 'proposed').id;
  };
  const decide = async (stays, merge, what, more = {}) => { const answer = await manager.post(at(stays), { do: what, merge, ...more }); assert.equal(answer.status, 200, answer.text); };
  const riel = async () => (await costs(bearing)).reduce((sum, text) => sum + Number(text.split(' ')[2]), 0);

  it('are told what leaves the line when the same term stands in both; it counts once, or stays on the line when both were paid', async () => {
    const [stays, goes] = [await child(), await child()];
    await term(stays, await year(stays), { fees: khr(20000) });
    const aside = await term(goes, await year(goes), { fees: khr(15000), materials_cost: khr(5000) });
    assert.equal(await riel(), 40000);
    const merge = await propose(stays, goes);
    const [twin] = (await manager.get(at(stays))).json.merges[0].twins;
    assert.deepEqual([twin.aside_id, twin.lost_sum.replace(/\D/g, '')], [aside.id, '15000']);
    assert.ok((await manager.get(`/case-files/${stays.id}/merge`)).text.includes(`name="twin.${aside.id}" value="once" checked`));
    await decide(stays, merge, 'agree');
    assert.equal(await riel(), 25000, 'what only the other said is completed, what both said counts once');
    await decide(stays, merge, 'undo');
    assert.equal(await riel(), 40000);
    const again = await propose(stays, goes);
    await decide(stays, again, 'agree', { [`twin.${aside.id}`]: 'both' });
    assert.equal(await riel(), 40000, 'both were paid');
    const services = (await worker.all('/api/v1/case-services')).filter(({ case_file }) => case_file === stays.id);
    assert.deepEqual(services.map(({ kind, cost, budget_line, on_day }) => [kind, cost.amount, budget_line, on_day]), [['education', 15000, bearing.id, '2017-02-01']]);
    await decide(stays, again, 'undo');
    assert.equal(await riel(), 40000);
    assert.equal((await worker.all('/api/v1/case-services')).filter(({ case_file }) => case_file === stays.id).length, 0);
    verify();
  });

  it('keep money on its line when a term is completed from another', async () => {
    const [stays, goes] = [await child(), await child()], sum = await riel();
    await term(stays, await year(stays), { budget_line: null });
    await term(goes, await year(goes), { fees: khr(15000) });
    const elsewhere = await term(stays, await year(stays, 2017), { budget_line: other.id });
    const lost = await term(goes, await year(goes, 2017), { fees: khr(7000) });
    const merge = await propose(stays, goes);
    assert.deepEqual((await manager.get(at(stays))).json.merges[0].twins.map(({ aside_id }) => aside_id), [lost.id]);
    await decide(stays, merge, 'agree', { [`twin.${lost.id}`]: 'both' });
    assert.equal(await riel(), sum + 22000);
    assert.equal((await worker.get(`/api/v1/school-terms/${elsewhere.id}`)).json.fees, null);
    await decide(stays, merge, 'undo');
    assert.equal(await riel(), sum + 22000);
    verify();
  });

  it('say what was written while they were one, and it goes where it is said; what belongs to something that goes back goes with it', async () => {
    const [stays, goes] = [await child(), await child()];
    await year(stays);
    const moved = await year(goes, 2018), aside = await year(goes);
    const merge = await propose(stays, goes);
    await decide(stays, merge, 'agree');
    const own = (await worker.all('/api/v1/school-enrolments')).find(({ case_file, school_year }) => case_file === stays.id && school_year === 2016);
    const note = (text) => worker.create('case-notes', { case_file: stays.id, on_day: '2016-06-11', kind: 'call', note: text });
    const follows = await term(stays, moved), told = await term(stays, own), stayed = await note('Of the first.'), went = await note('Of the other.');
    const list = (await manager.get(at(stays))).json.merges[0].meanwhile;
    assert.deepEqual(Object.fromEntries(list.map(({ part_id, part_goes }) => [part_id, part_goes])), { [follows.id]: true, [told.id]: false, [stayed.id]: false, [went.id]: false });
    const page = (await manager.get(`/case-files/${stays.id}/merge`)).text;
    assert.ok(page.includes(`name="part.${follows.id}" value="goes" checked`) && page.includes(`name="part.${went.id}" value="stays" checked`), page);
    assert.ok(!page.includes('Of the other.'));
    await decide(stays, merge, 'undo', { [`part.${told.id}`]: 'goes', [`part.${went.id}`]: 'goes' });
    const file = async (path) => (await worker.get(`/api/v1/${path}`)).json;
    assert.equal((await file(`school-terms/${follows.id}`)).case_file, goes.id);
    const back = await file(`school-terms/${told.id}`);
    assert.deepEqual([back.case_file, back.enrolment], [goes.id, aside.id], 'to the year that was set aside for the other');
    assert.equal((await file(`case-notes/${stayed.id}`)).case_file, stays.id);
    assert.equal((await file(`case-notes/${went.id}`)).case_file, goes.id);
    assert.equal((await worker.post(`/api/v1/case-notes/${went.id}/reveal`, { purpose: 'to read it' })).json.note, 'Of the other.');
    assert.ok((await manager.get(`/case-files/${stays.id}/merge`)).text.includes(`/case-notes/${went.id}`), 'the merge remembers what went');
    verify();
  });
});
