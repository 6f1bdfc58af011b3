// SPDX-License-Identifier: Apache-2.0
// Asks the picker of people one question after the other and prints, for each kind of question, its name, the median and
// the 99th percentile in milliseconds.   node bench/search.mjs URL LOGINS.json QUESTIONS
import { readFileSync } from 'node:fs';
import http from 'node:http';

const [url, loginsFile, count] = process.argv.slice(2);
const rows = readFileSync('data/names-kh/names.csv', 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const families = rows.filter(([kind]) => kind === 'family'), givens = rows.filter(([kind]) => kind === 'given');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let seed = 7;
const random = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % below; };
const one = (list) => list[random(list.length)];
const variant = (row) => one([row[2], ...row[3].split('|').filter(Boolean)]);

const kinds = {
  'whole_name_in_latin': () => `${variant(one(families))} ${variant(one(givens))}`,
  'whole_name_in_khmer': () => `${one(families)[1]} ${one(givens)[1]}`,
  'given_name_first': () => `${one(givens)[2]} ${one(families)[2]}`,
  'one_letter': () => one(rows)[2].slice(0, 1),
  'two_letters': () => one(rows)[2].slice(0, 2),
  'one_name': () => variant(one(rows)),
  'beginnings_of_two_names': () => `${one(families)[2].slice(0, 2)} ${one(givens)[2].slice(0, 2)}`,
  'a_spelling_unknown_to_the_dictionary': () => `${one(families)[2]}h ${one(givens)[2]}hh`,
  'two_letters_that_nobody_has': () => one(['zq', 'qx', 'xw', 'wq', 'zx']),
  'a_name_that_nobody_has': () => `Xq${one(givens)[2]}zw Wx${random(1000)}q`,
};

function ask(path, cookie) {
  return new Promise((done, failed) => {
    http.get(url + path, { agent, headers: { cookie } }, (answer) => {
      let text = '';
      answer.on('data', (part) => { text += part; });
      answer.on('end', () => (answer.statusCode === 200 ? done(text) : failed(new Error(`${path}: ${answer.statusCode}`))));
    }).on('error', failed);
  });
}

const login = JSON.parse(readFileSync(loginsFile)).find((l) => l.name === 'sp.me');
const signedIn = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: login.name, password: login.password }) });
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0];
for (const [kind, question] of Object.entries(kinds)) {
  const times = [];
  for (let i = 0; i < Number(count); i++) {
    const path = `/api/v1/pick/people?q=${encodeURIComponent(question())}`, start = performance.now();
    await ask(path, cookie);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`${kind}\t${times[Math.floor(times.length / 2)].toFixed(2)}\t${times[Math.floor(times.length * 0.99)].toFixed(2)}`);
}
agent.destroy();
