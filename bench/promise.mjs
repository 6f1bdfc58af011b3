// SPDX-License-Identifier: Apache-2.0
// A promise of distinct people over all attendance of Sovann Phoum.
// node bench/promise.mjs URL LOGINS.json make          makes it; prints promise, part, its number, seconds that took
//                                        meet          a new person takes part in a new session; prints 1, the people added
//                                        read PROMISE  prints its number
import { readFileSync } from 'node:fs';

const [url, loginsFile, verb, promiseId] = process.argv.slice(2);
const login = JSON.parse(readFileSync(loginsFile)).find((l) => l.name === 'sp.me');
const signedIn = await fetch(`${url}/sign-in`, {
  method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: login.name, password: login.password }),
});
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0];
let csrf = '';

async function ask(method, path, body) {
  const answer = await fetch(url + path, { method, headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
  return answer.json();
}

const numberOf = async (promise) => (await ask('GET', `/api/v1/promises/${promise}/progress`)).promise.parts[0].value;

csrf = (await ask('GET', '/api/v1/me')).csrf;
if (verb === 'read') {
  console.log(await numberOf(promiseId));
} else if (verb === 'meet') {
  const { place } = (await ask('GET', '/api/v1/sessions?limit=1')).items[0];
  const session = await ask('POST', '/api/v1/sessions', { kind: 'training', title: 'One more', status: 'held', starts_on: '2017-05-02', place, topics: ['animal_raising'] });
  const person = await ask('POST', '/api/v1/people', { name_latin: 'Sok One More', sex: 'f' });
  for (const who of [person.id, (await ask('GET', '/api/v1/attendance?limit=1')).items[0].person]) {
    await ask('POST', '/api/v1/attendance', { session: session.id, person: who, present: true });
  }
  console.log(1);
} else {
  const agreement = (await ask('GET', '/api/v1/agreements?limit=1')).items[0].id;
  const promise = await ask('POST', '/api/v1/promises', { agreement, number: 'B01', title: 'Different people met' });
  const start = Date.now();
  const part = await ask('POST', '/api/v1/promise-parts', {
    promise: promise.id, label: 'Different people', shape: 'distinct', source: 'attendance', unit: 'person', target_unit: 'person',
    target: 1000000, starts_on: '2010-01-01', ends_on: '2030-01-01',
  });
  console.log(promise.id, part.id, await numberOf(promise.id), (Date.now() - start) / 1000);
}
