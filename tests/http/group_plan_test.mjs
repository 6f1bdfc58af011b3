// SPDX-License-Identifier: Apache-2.0
// A group's business plan beside its book, and groups beside each other: the figures are those of the meetings, and only who
// may see the book sees them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces, places, unique } from './app.mjs';

let server, lead, books, boss, stranger, group, plan, village;
const members = [];

async function change(client, type, record, values) {
  const { version } = (await client.get(`/api/v1/${type}/${record.id}`)).json;
  return client.patch(`/api/v1/${type}/${record.id}`, values, { 'if-match': `"${version}"` });
}

// A meeting at which everybody saves two shares of 5,000 and gives 500 to the social fund.
async function meet(day, closing) {
  const meeting = await books.create('group-meetings', { savings_group: group.id, held_on: day, state: 'open' });
  for (const member of members) await books.create('meeting-lines', { meeting: meeting.id, member: member.id, attendance: 'present', shares: 2, social_fund: 500 });
  const closed = await change(books, 'group-meetings', meeting, { state: 'closed', counted_cash: closing });
  assert.equal(closed.status, 200, closed.text);
  return meeting;
}

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  village = places.village;
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  boss = await addUser(chief, 'one.boss', { roles: ['manager'] });
  books = await addUser(chief, 'one.books', { roles: ['bookkeeper'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  group = await books.create('savings-groups', { name: 'Rumduol', village, model: 'vsla', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
  for (let i = 0; i < 5; i++) {
    const person = await boss.create('people?force=1', { name_latin: `Sok ${unique()}`, sex: 'f' });
    members.push(await books.create('savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-06-01', role: i === 1 ? 'secretary' : 'member' }));
  }
  await meet('2016-07-01', 52500);
  await meet('2016-10-01', 105000);
  plan = await books.create('business-plans', { savings_group: group.id, title: 'Plan 2016', scenario: 'expected', first_year: 2016, years: 3 });
  for (const [year, savings] of [[2016, 100000], [2017, 200000], [2018, 300000]]) {
    await books.create('plan-years', { business_plan: plan.id, year, members: 5, savings, loans: 0, social_fund: 4000 });
  }
});
after(() => server.stop());

describe('a business plan', () => {
  it('stands beside the book, quarter by quarter and year by year', async () => {
    const { json, status } = await books.get(`/api/v1/business-plans/${plan.id}/follow?on=2017-04-15`);
    assert.equal(status, 200);
    assert.equal(json.quarters.length, 12);
    assert.deepEqual(json.quarters.slice(0, 6).map(({ quarter, actual }) => [quarter, actual && actual.savings]),
      [['2016-Q1', 0], ['2016-Q2', 0], ['2016-Q3', 50000], ['2016-Q4', 100000], ['2017-Q1', 100000], ['2017-Q2', null]]);
    assert.deepEqual(json.quarters.slice(0, 5).map(({ planned }) => planned.savings), [25000, 50000, 75000, 100000, 125000]);
    assert.deepEqual(json.years.map(({ year, quarters_known }) => [year, quarters_known]), [[2016, 4], [2017, 1], [2018, 0]]);
    assert.equal(json.years[0].actual.savings, 100000);
    assert.equal(json.years[0].actual.social_fund, 5000);
    assert.equal(json.years[2].actual, null);
  });

  it('becomes the plan of its group once the members have adopted it', async () => {
    assertRefused(await change(books, 'savings-groups', group, { business_plan: plan.id }), 422, ['business_plan']);
    assert.equal((await change(books, 'business-plans', plan, { adopted_on: '2016-06-20' })).status, 200);
    assert.equal((await change(books, 'savings-groups', group, { business_plan: plan.id })).status, 200);
    assertRefused(await change(books, 'business-plans', plan, { adopted_on: null }), 422, ['adopted_on']);
    assert.equal((await books.get(`/api/v1/business-plans/${plan.id}/follow`)).json.is_of_group, true);
  });

  it('is not there for another organisation, and not for the lead', async () => {
    for (const who of [stranger, lead]) {
      assert.equal((await who.get(`/api/v1/business-plans/${plan.id}/follow`)).status, 404);
      assert.equal((await who.get(`/business-plans/${plan.id}/print`)).status, 404);
    }
    assert.equal((await books.get(`/api/v1/business-plans/${plan.id}/follow?on=yesterday`)).status, 422);
  });
});

describe('groups beside each other', () => {
  const compare = async (client, query = '') => (await client.get(`/api/v1/savings-groups/compare${query}`)).json;

  it('have the figures of their meetings, on any day', async () => {
    const { items, day } = await compare(books, '?on=2016-10-20');
    assert.equal(day, '2016-10-20');
    assert.equal(items.length, 1);
    assert.equal(items[0].members, 5);
    assert.equal(items[0].savings, 100000);
    assert.equal(items[0].attendance, 1000000);
    assert.equal(items[0].par30, null); /* nothing is lent */
    assert.equal(items[0].last, '2016-10-01');
    assert.equal((await compare(books, '?on=2016-07-20')).items[0].savings, 50000);
  });

  it('are looked at on the day of the last meeting when all is long ago', async () => {
    assert.equal((await compare(books)).day, '2016-10-01');
  });

  it('are picked out by alarm, phase and province', async () => {
    assert.deepEqual((await compare(books, '?on=2017-06-01&alarm=no_meeting')).items.map(({ alarms }) => alarms), [['no_meeting', 'unconfirmed']]);
    assert.equal((await compare(books, '?on=2016-10-20&alarm=no_meeting')).items.length, 0);
    assert.equal((await compare(books, `?on=2016-10-20&province=${village.slice(0, 2)}`)).items.length, 1);
    assert.equal((await compare(books, '?on=2016-10-20&phase=graduated')).items.length, 0);
    assert.equal((await books.get('/api/v1/savings-groups/compare?alarm=flood')).status, 422);
  });

  it('are a file that says the same, and leaves a line in the log', async () => {
    const { text, status } = await books.get('/savings-groups/compare/csv?on=2016-10-20');
    assert.equal(status, 200);
    const [head, line] = text.split('\r\n').map((row) => row.split(','));
    const cells = Object.fromEntries(head.map((name, i) => [name, line[i]]));
    assert.equal(cells.savings, '100000');
    assert.equal(cells.attendance_ppm, '1000000');
    assert.equal(cells.par30_ppm, '');
    assert.ok((await boss.all('/api/v1/exports')).some(({ what }) => what === 'Comparison of savings groups'));
  });

  it('show nothing of another organisation, and nothing to who sees no books', async () => {
    for (const who of [stranger, lead]) {
      assert.deepEqual((await compare(who)).items, []);
      assert.doesNotMatch((await who.get('/savings-groups/compare/csv')).text, /Rumduol/);
    }
  });
});

describe('how far a group stands alone', () => {
  const standing = async (on) => (await books.get(`/api/v1/savings-groups/${group.id}/standing?on=${on}`)).json;
  const ratio = ({ ratios }, code) => ratios.find((one) => one.code === code);

  it('is told by ratios with both figures, and the quarters before', async () => {
    const seen = await standing('2017-01-10');
    assert.deepEqual([ratio(seen, 'savings').numerator, ratio(seen, 'savings').denominator, ratio(seen, 'savings').value], [100000, 5, 20000]);
    assert.deepEqual(ratio(seen, 'savings').trend, [{ quarter: '2016-Q2', value: 0 }, { quarter: '2016-Q3', value: 10000 }, { quarter: '2016-Q4', value: 20000 }]);
    assert.equal(ratio(seen, 'attendance').value, 1000000);
    assert.equal(ratio(seen, 'par30').value, null);
    assert.equal(ratio(seen, 'own_books').value, 1000000);
    assert.equal(ratio(seen, 'social_fund').value, 1000);
    assert.ok(seen.ratios.every(({ formula }) => formula.length > 5));
  });

  it('says what is lacking until it is there', async () => {
    const lacks = async (on) => (await standing(on)).lacks.map(({ code }) => code);
    assert.ok((await lacks('2016-10-10')).includes('bylaws'));
    await books.create('group-bylaws', { savings_group: group.id, effective_on: '2016-10-02', minute: 'Agreed by all.' });
    assert.ok(!(await lacks('2016-10-10')).includes('bylaws'));
    assert.ok((await lacks('2016-10-10')).includes('computer_books'));
    await change(books, 'savings-groups', group, { computer_accounts: true, computer_since: '2016-10-01' });
    assert.ok(!(await lacks('2016-10-10')).includes('computer_books'));
    assert.equal((await standing('2016-10-10')).phase, 'development');
  });

  it('leads to a form for each thing that is lacking, and from each figure to its records', async () => {
    const { text, status } = await books.get(`/savings-groups/${group.id}/standing?on=2017-03-10&lang=en`);
    assert.equal(status, 200);
    const links = [...text.matchAll(/href="(\/[^"#]+)"/g)].map(([, link]) => link.replaceAll('&amp;', '&')).filter((link) => link.includes(group.id) || link.startsWith('/books/'));
    assert.ok(links.some((link) => link.startsWith('/savings-members?')) && links.some((link) => link.includes('/balance-sheet?')));
    for (const link of new Set(links)) assert.equal((await books.get(link)).status, 200, link);
  });

  it('is nobody else’s business', async () => {
    for (const who of [stranger, lead]) assert.equal((await who.get(`/api/v1/savings-groups/${group.id}/standing`)).status, 404);
  });
});

describe('groups together', () => {
  const rollUp = async (client, on = '2016-12-31') => (await client.get(`/api/v1/savings-roll-up?on=${on}`)).json;
  const line = ({ items }, name) => items.find(({ short_name: short }) => short === name);

  it('are known to their own organisation, and to the lead only when no group’s book shows through', async () => {
    const own = line(await rollUp(books), 'ONE');
    assert.deepEqual([own.groups, own.members, own.money_khr.savings, own.with_plan], [1, 5, 100000, 1]);
    const told = line(await rollUp(lead), 'ONE');
    assert.deepEqual([told.groups, told.members, told.with_plan], [1, 5, 1]);
    assert.ok(Object.values(told.money_khr).every((sum) => sum === null) && Object.values(told.ratios).every((ratio) => ratio === null));
    for (const name of ['Bopha', 'Chamkar']) await books.create('savings-groups', { name, village, model: 'permanent', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
    const more = line(await rollUp(lead), 'ONE');
    assert.deepEqual([more.groups, more.money_khr.savings, more.ratios.savings], [3, 100000, 20000]);
    assert.equal((await rollUp(lead)).total.groups, 3);
  });

  it('count a plan only with its adoption, and both only in one group', async () => {
    const own = line(await rollUp(books), 'ONE');
    assert.deepEqual([own.with_plan, own.with_computer_accounts, own.with_both], [1, 1, 1]);
    const [, other] = await books.all('/api/v1/savings-groups?sort=name');
    await change(books, 'savings-groups', other, { computer_accounts: true, computer_since: '2016-10-01' });
    const after_one = line(await rollUp(books), 'ONE');
    assert.equal(after_one.with_both, 1);
  });

  it('name no group, no member and no book to the lead', async () => {
    for (const page of [(await lead.get('/api/v1/savings-roll-up')).text, (await lead.get('/savings-roll-up')).text]) assert.doesNotMatch(page, /Rumduol|Bopha|Chamkar|savings-groups\/[0-9a-f]|Sok /);
    assert.deepEqual((await rollUp(stranger)).items, []);
    assert.doesNotMatch((await lead.get('/savings-roll-up/file?from=2016-Q4')).text, /Rumduol/);
  });

  const rowsOf = (text) => {
    const [head, ...rows] = text.trim().split('\r\n').map((row) => row.split(','));
    return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
  };

  it('are a row a group a quarter, which is what the ledger says', async () => {
    const { text, status } = await books.get('/api/v1/savings-roll-up/file?from=2016-Q2&until=2016-Q4');
    assert.equal(status, 200, text);
    const rows = rowsOf(text).filter(({ group_name: name }) => name === 'Rumduol');
    assert.deepEqual(rows.map(({ quarter }) => quarter), ['2016-Q2', '2016-Q3', '2016-Q4']);
    const [book] = await books.all(`/api/v1/books?subject=${group.id}`);
    for (const row of rows) {
      const report = (await books.get(`/api/v1/books/${book.id}/trial-balance?from=2016-01-01&to=${row.date_of_data}`)).json;
      const accounts = await books.all(`/api/v1/accounts?book=${book.id}`);
      const closing = (role) => {
        const ids = accounts.filter((account) => account.role === role).map(({ id }) => id);
        return report.rows.filter(({ account_id: id }) => ids.includes(id)).reduce((sum, one) => sum + one.closing, 0);
      };
      assert.equal(Number(row.value_of_savings), 0 - closing('shares') - closing('savings'), row.quarter);
      assert.equal(Number(row.loan_fund_cash) + Number(row.social_fund_balance), closing('cash'), row.quarter);
      assert.equal(Number(row.social_fund_balance), 0 - closing('social_fund'), row.quarter);
    }
    assert.deepEqual(rows.map(({ value_of_savings: savings }) => savings), ['0', '50000', '100000']);
    assert.deepEqual(rows.map(({ registered_members: all, registered_women: women }) => [all, women]), [['5', '5'], ['5', '5'], ['5', '5']]);
  });

  it('are the same as a workbook, and from the command line', async () => {
    const csv = rowsOf((await books.get('/savings-roll-up/file?from=2016-Q4&format=csv')).text);
    const book = await books.get('/savings-roll-up/file?from=2016-Q4&format=xlsx');
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'groups-')), 'groups.xlsx');
    fs.writeFileSync(file, book.bytes);
    const sheet = spawnSync('unzip', ['-p', file, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8' }).stdout;
    fs.rmSync(path.dirname(file), { recursive: true });
    const sums = [...sheet.matchAll(/<v>(\d+)<\/v>/g)].map(([, number]) => Number(number));
    for (const row of csv) assert.ok(sums.includes(Number(row.value_of_savings)) && sheet.includes(row.group_name), row.group_name);
    const printed = server.run('export', 'savix', '--org', 'ONE', '--from', '2016-Q4', '--purpose', 'A test');
    assert.deepEqual(rowsOf(printed).map(({ value_of_savings: sum }) => sum), csv.map(({ value_of_savings: sum }) => sum));
  });

  it('keep a group that has ended in the days and quarters before', async () => {
    const refused = await change(books, 'savings-groups', group, { status: 'ended', ended_on: '2017-02-01' });
    assertRefused(refused, 422, ['status']);
    const gone = await books.create('savings-groups', { name: 'Chanthou', village: places.village, model: 'permanent', formed_on: '2016-06-01', meets: 'monthly', status: 'active' });
    const before_ = line(await rollUp(books), 'ONE').groups, compared = async (on) => (await books.get(`/api/v1/savings-groups/compare?on=${on}`)).text.includes(gone.id);
    assert.equal((await change(books, 'savings-groups', gone, { status: 'ended', ended_on: '2017-02-01' })).status, 200);
    assert.deepEqual([await compared('2017-01-31'), await compared('2017-02-01')], [true, false]);
    assert.equal(line(await rollUp(books), 'ONE').groups, before_);
    assert.equal(line(await rollUp(books, '2017-02-01'), 'ONE').groups, before_ - 1);
    const rows = rowsOf((await books.get('/savings-roll-up/file?from=2016-Q4&until=2017-Q1')).text).filter(({ group_number: code }) => code === gone.code);
    assert.deepEqual(rows.map(({ quarter }) => quarter), ['2016-Q4']);
    assert.equal((await change(books, 'savings-groups', gone, { status: 'active' })).json.ended_on ?? null, null);
  });

  it('refuse what is no quarter', async () => {
    for (const query of ['from=2016', 'from=2016-Q4&until=2016-Q1', 'from=2000-Q1&until=2016-Q1', 'from=2016-Q1&format=pdf', '']) assert.equal((await books.get(`/api/v1/savings-roll-up/file?${query}`)).status, 422, query);
  });
});
