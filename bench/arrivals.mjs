// SPDX-License-Identifier: Apache-2.0
// Arrivals over many sealed files, all made through the API: a list of 500 written down with the question whether each
// has a file, beside the same 500 without that question; search by name beside search by code; and 2,000 people whose lists
// come over connections that break.  Prints lines "NAME<tab>VALUE".   node bench/arrivals.mjs FILES QUESTIONS OFFLINE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Server, addUser, unique } from '../tests/http/app.mjs';

const { dropping } = createRequire(import.meta.url)('../tests/browser/dropping.js');
const [files, questions, offline] = process.argv.slice(2).map(Number);
const rows = readFileSync('data/names-kh/names.csv', 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const families = rows.filter(([kind]) => kind === 'family'), givens = rows.filter(([kind]) => kind === 'given');
let seed = 11;
const random = (below) => { seed = (seed * 69069 + 12345) % 4294967296; return Math.floor(seed / 65536) % below; };
const AT_ONCE = 500; // case files of one submission
const one = (list) => list[random(list.length)];
const say = (name, value) => console.log(`${name}\t${typeof value === 'number' ? value.toFixed(2) : value}`);

// A person as they come: a family name and one or two given ones, in both scripts or one.
function person() {
  const family = one(families), given = random(3) ? [one(givens)] : [one(givens), one(givens)];
  const name_km = `${family[1]} ${given.map((name) => name[1]).join('')}`, name_latin = `${family[2]} ${given.map((name) => name[2]).join(' ')}`;
  return { ...(random(4) ? { name_km } : {}), ...(random(3) ? { name_latin } : {}), sex: random(2) ? 'f' : 'm' };
}

async function ended(promise) {
  const start = performance.now(), answer = await promise;
  return [performance.now() - start, answer];
}

const server = await new Server({ args: ['--require-totp', 'no'] }).start();
try {
  const ann = await server.setUp(), worker = await addUser(ann, 'worker', { roles: ['social_worker'] });
  const arrival = await worker.create('arrivals', { on_day: '2016-09-01', kind: 'deported', from_country: 'TH' });
  const start = performance.now();
  for (let made = 0; made < files; made += AT_ONCE) {
    const list = Array.from({ length: Math.min(AT_ONCE, files - made) }, () => ({ ...person(), arrival: arrival.id, arrived_on: '2016-09-01', birth_date: String(1950 + random(60)) }));
    const { status, text } = await worker.post('/api/v1/case-files?force=1', list);
    if (status !== 201) throw new Error(text);
  }
  say('files made a second', files / ((performance.now() - start) / 1000));

  // 500 who came: what is asked about is answered with "another person", as a desk does after a look.
  const people = Array.from({ length: 500 }, () => ({ ...person(), age: 8 + random(60) }));
  const here = await worker.create('arrivals', { on_day: '2016-10-01', kind: 'deported', from_country: 'TH' });
  const [asking, asked] = await ended(worker.post(`/api/v1/arrivals/${here.id}/intake`, { rows: people }, { 'idempotency-key': unique() }));
  const is_asked = asked.status === 409;
  if (is_asked) for (const { row } of asked.json.candidates) people[row].decide = 'new';
  const [saving, saved] = is_asked ? await ended(worker.post(`/api/v1/arrivals/${here.id}/intake`, { rows: people }, { 'idempotency-key': unique() })) : [asking, asked];
  if (saved.status !== 201) throw new Error(saved.text.slice(0, 500));
  say('rows asked about, of 500', String(is_asked ? asked.json.candidates.length : 0));
  if (is_asked) say('500 asked, nothing saved', asking);
  say('500 asked and saved', saving);
  const there = await worker.create('arrivals', { on_day: '2016-10-02', kind: 'deported', from_country: 'TH' });
  const [plain, unasked] = await ended(worker.post(`/api/v1/arrivals/${there.id}/intake`, { rows: people.map((row) => ({ ...row, decide: 'new' })) }, { 'idempotency-key': unique() }));
  if (unasked.status !== 201) throw new Error(unasked.text);
  say('500 saved without asking', plain);

  const codes = (await worker.get('/api/v1/case-files?limit=250')).json.items.map((file) => file.code);
  const kinds = { 'search by name': () => { const { name_km, name_latin } = person(); return name_latin || name_km || 'Sok Dara'; }, 'search by code': () => one(codes) };
  for (const [kind, question] of Object.entries(kinds)) {
    const times = [];
    let found = 0;
    for (let i = 0; i < questions; i++) {
      const [time, answer] = await ended(worker.get(`/api/v1/pick/case-files?q=${encodeURIComponent(question())}`));
      if (answer.status !== 200) throw new Error(answer.text);
      found += answer.json.items.length > 0;
      times.push(time);
    }
    times.sort((a, b) => a - b);
    say(`${kind}: half within`, times[Math.floor(times.length / 2)]);
    say(`${kind}: 99 of 100 within`, times[Math.floor(times.length * 0.99)]);
    say(`${kind}: found`, `${found} of ${questions}`);
  }

  // Lists of 20 under keys of their own, sent again until they are answered, as assets/arrivals.js does.
  const network = await dropping(server.url), last = await worker.create('arrivals', { on_day: '2016-10-03', kind: 'deported', from_country: 'TH' });
  const through = Object.assign(Object.create(Object.getPrototypeOf(worker)), worker, { server: { port: new URL(network.url).port } });
  for (let list = 0; list < offline / 20; list++) {
    const key = crypto.randomUUID(), fields = { key, do: 'save' };
    for (let row = 1; row <= 20; row++) Object.assign(fields, { [`sex.${row}`]: random(2) ? 'f' : 'm', [`age.${row}`]: String(1 + ((list * 20 + row) % 90)) });
    for (let sent = false; !sent;) try { sent = (await through.form(`/arrivals/${last.id}/intake`, fields)).status === 303; } catch { /* the connection broke: again */ }
  }
  const total = (await worker.get(`/api/v1/case-files?arrival=${last.id}&limit=1`)).json.total;
  say('connections that broke', String(network.state.lost));
  say('people of broken connections lost', String(Math.max(0, offline - total)));
  say('people of broken connections doubled', String(Math.max(0, total - offline)));
  await network.stop();
} finally { await server.stop(); }
