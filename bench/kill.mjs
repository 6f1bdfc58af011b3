// SPDX-License-Identifier: Apache-2.0
// One round of bench/kill.sh: writes attendance over 16 connections until the server dies, appending the id of every
// acknowledged record to a file.   node bench/kill.mjs URL IDS.lua ACKS ROUND
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';

const [url, idsFile, acks, round] = process.argv.slice(2);
const lua = readFileSync(idsFile, 'utf8');
const list = (name) => lua.match(new RegExp(`${name}=\\{(.*?)\\}`))[1].split(',').map((id) => id.slice(1, -1));
const text = (name) => lua.match(new RegExp(`${name}="(.*?)"`))[1];
const people = list('people'), sessions = list('sessions');
const headers = { cookie: text('cookie'), 'x-csrf-token': text('csrf'), 'content-type': 'application/json' };
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
let next = Number(round) * 400, alive = true, done = 0;

function write() {
  const i = next++;
  const body = JSON.stringify({ session: sessions[Math.floor(i / people.length) % sessions.length], person: people[i % people.length], present: true });
  return new Promise((finish) => {
    const request = http.request(`${url}/api/v1/attendance`, { method: 'POST', agent, headers: { ...headers, 'idempotency-key': `kill-${i}` } }, (answer) => {
      let json = '';
      answer.on('data', (part) => { json += part; });
      answer.on('end', () => {
        if (answer.statusCode === 201) { appendFileSync(acks, JSON.parse(json).id + '\n'); done++; }
        finish();
      });
      answer.on('error', () => { alive = false; finish(); });
    });
    request.on('error', () => { alive = false; finish(); });
    request.end(body);
  });
}

await Promise.all(Array.from({ length: 16 }, async () => { while (alive) await write(); }));
console.log(done);
process.exit(0);
