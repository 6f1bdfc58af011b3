// SPDX-License-Identifier: Apache-2.0
// Fills the sheet of a meeting for 40 members, as a browser sends it, and closes the meeting with it, again and again; prints
// half and the worst in milliseconds of the request that saves and posts.   node bench/sheet_form.mjs URL LOGINS.json MEETINGS
import { readFileSync } from 'node:fs';

const [url, loginsFile, meetings] = process.argv.slice(2);
const members = 40, logins = JSON.parse(readFileSync(loginsFile));

async function signIn(name) {
  const { password } = logins.find((login) => login.name === name);
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: name, password }) });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const { csrf } = await (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).json();
  return { cookie, csrf };
}
async function create({ cookie, csrf }, path, values) {
  const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }, body: JSON.stringify(values) });
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const books = await signIn('sp.books'), manager = await signIn('sp.manager');
const { items } = await (await fetch(`${url}/api/v1/people?limit=50`, { headers: { cookie: manager.cookie } })).json();
const { village } = items.find((person) => person.village);
const group = await create(books, 'savings-groups', { name: 'Forty', village, model: 'vsla', formed_on: '2016-01-01', meets: 'weekly', status: 'active' });
await create(books, 'group-bylaws', { savings_group: group.id, effective_on: '2016-01-01', members_max: 0 });
for (let i = 1; i <= members; i++) {
  const person = await create(manager, 'people?force=1', { name_latin: `Forty ${i}`, sex: 'f' });
  await create(books, 'savings-members', { savings_group: group.id, person: person.id, joined_on: '2016-01-01' });
}

const times = [];
let cash = 0;
for (let meeting = 1; meeting <= Number(meetings); meeting++) {
  const address = `${url}/savings-groups/${group.id}/meetings/new`;
  const page = await (await fetch(address, { headers: { cookie: books.cookie } })).text();
  const form = new URLSearchParams();
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) form.set(name, value);
  form.set('held_on', new Date(Date.UTC(2016, 0, 7 * meeting)).toISOString().slice(0, 10));
  for (let i = 1; i <= members; i++) {
    form.set(`attendance.${i}`, 'present');
    form.set(`shares.${i}`, '2');
    form.set(`social_fund.${i}`, '500');
  }
  cash += members * (2 * 5000 + 500);
  form.set('notes.1000', String(cash / 1000));
  form.set('do', 'close');
  const start = performance.now();
  const answer = await fetch(address, { method: 'POST', redirect: 'manual', headers: { cookie: books.cookie }, body: form });
  const text = await answer.text();
  times.push(performance.now() - start);
  if (answer.status !== 303) throw new Error(`meeting ${meeting}: ${answer.status} ${text.match(/id="errors"[\s\S]{0,600}/)}`);
}
times.sort((a, b) => a - b);
console.log(times[times.length >> 1].toFixed(1), times.at(-1).toFixed(1));
