// SPDX-License-Identifier: Apache-2.0
// The load of bench/kill.sh: writes attendance over 16 connections without end, whatever happens to the server, and appends
// the id of every acknowledged record to a file.  A write whose answer is lost is not sent again.
// node bench/kill.mjs URL IDS.lua ACKS
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [url, idsFile, acks] = process.argv.slice(2);
const lua = readFileSync(idsFile, 'utf8');
const list = (name) => lua.match(new RegExp(`${name}=\\{(.*?)\\}`))[1].split(',').map((id) => id.slice(1, -1));
const text = (name) => lua.match(new RegExp(`${name}="(.*?)"`))[1];
const people = list('people'), sessions = list('sessions');
const headers = { cookie: text('cookie'), 'x-csrf-token': text('csrf'), 'content-type': 'application/json' };
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
let next = 0;

// True when the server answered at all.
function write() {
  const i = next++, session = sessions[Math.floor(i / people.length)];
  if (!session) throw new Error('all pairs of people and sessions are written: make more of them');
  const body = JSON.stringify({ session, person: people[i % people.length], present: true });
  return new Promise((finish) => {
    const request = http.request(`${url}/api/v1/attendance`, { method: 'POST', agent, headers: { ...headers, 'idempotency-key': `kill-${i}` } }, (answer) => {
      let json = '';
      answer.on('data', (part) => { json += part; });
      answer.on('end', () => {
        if (answer.statusCode === 201) appendFileSync(acks, `${JSON.parse(json).id}\n`);
        else console.log(`answered ${answer.statusCode}: ${json.slice(0, 200)}`);
        finish(true);
      });
      answer.on('error', () => finish(false));
    });
    request.on('error', () => finish(false));
    request.end(body);
  });
}

await Promise.all(Array.from({ length: 16 }, async () => {
  for (;;) if (!await write()) await sleep(5);
}));
