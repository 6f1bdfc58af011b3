// SPDX-License-Identifier: Apache-2.0
// Writes attendance records over the JSON API, several at a time, and notes each in the power-cut log once its answer has
// come.  node bench/power-load.mjs URL TOKEN LOG WRITES CONNECTIONS
import { openSync, writeSync } from 'node:fs';
import http from 'node:http';

const [url, token, log, writes, connections] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });
const logFile = openSync(log, 'a');

function ask(method, path, body, headers = {}) {
  return new Promise((done, failed) => {
    const request = http.request(url + path, {
      method, agent, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => {
        if (answer.statusCode >= 300) failed(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 500)}`));
        else done(JSON.parse(text));
      });
    }).on('error', failed);
    request.end(body ? JSON.stringify(body) : undefined);
  });
}

async function firstIds(resource, count) {
  const { items } = await ask('GET', `/api/v1/${resource}?limit=${count}`);
  if (!items?.length) throw new Error(`there are no ${resource} in the demo`);
  return items.map((item) => item.id);
}

// A course of its own and sessions of its own, so that no attendance is there already.
async function makeSessions(count) {
  const course = await ask('POST', '/api/v1/courses', { title: 'Power cut', topics: ['rice_growing'] });
  const [place] = await firstPlaces();
  const sessions = [];
  for (let i = 0; i < count; i++) {
    sessions.push((await ask('POST', '/api/v1/sessions', {
      kind: 'training', title: `Power cut ${i}`, course: course.id, status: 'held', starts_on: '2017-05-02', place,
    })).id);
  }
  return sessions;
}

async function firstPlaces() {
  const { items } = await ask('GET', '/api/v1/sessions?limit=1');
  return items.map((item) => item.place?.code ?? item.place?.id ?? item.place);
}

const people = await firstIds('people', 200);
const sessions = await makeSessions(Math.ceil(Number(writes) / people.length));
let next = 0;
async function work() {
  while (next < Number(writes)) {
    const i = next++;
    const answer = await ask('POST', '/api/v1/attendance',
      { session: sessions[Math.floor(i / people.length)], person: people[i % people.length], present: true },
      { 'Idempotency-Key': `power-cut-${i}` });
    // One write: the order of the log is the order of what happened.
    writeSync(logFile, `A ${answer.id}\n`);
  }
}
await Promise.all(Array.from({ length: Number(connections) }, work));
agent.destroy();
console.log(`${writes} writes acknowledged`);
