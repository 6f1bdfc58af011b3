// SPDX-License-Identifier: Apache-2.0
// What was acknowledged is there, whatever happens to the program, the disk or the database server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Server, kind, root, sleep, unique, until } from './app.mjs';

const khmerOrFull = /[\u1780-\u17ff]|full/;
// A name that resembles no other.
const word = () => crypto.randomBytes(6).toString('hex').replace(/\d/g, (digit) => 'ghijklmnop'[digit]);
const rounds = Number(process.env.KILL_ROUNDS || 20);

describe('acknowledged writes', () => {
  it(`are all there after ${rounds} times kill -9 under load, and verify finds the database whole`, async () => {
    const server = await new Server({ args: ['--require-totp', 'no'] }).start();
    try {
      const ann = await server.setUp(), acknowledged = new Set();
      for (let round = 0; round < rounds; round++) {
        let alive = true;
        const writers = Array.from({ length: 8 }, async (_, writer) => {
          for (let i = 0; alive; i++) {
            try {
              const made = await ann.post('/api/v1/people', { name_latin: `Round ${round} ${writer} ${i}`, sex: 'f' }, { 'idempotency-key': unique() });
              if (made.status === 201) acknowledged.add(made.json.id);
            } catch { alive = false; }
          }
        });
        await sleep(30 + Math.random() * 250);
        await server.kill();
        await Promise.all(writers);
        await server.start();
      }
      const kept = new Set((await ann.all('/api/v1/people')).map((person) => person.id));
      assert.ok(acknowledged.size > rounds, `only ${acknowledged.size} writes were acknowledged`);
      assert.deepEqual([...acknowledged].filter((id) => !kept.has(id)), []);
      server.run('verify');
    } finally { await server.stop(); }
  });
});

// A small file system of its own, or null where the machine does not allow to mount one.
function mountSmall(megabytes) {
  const folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || os.tmpdir(), 'mlup-full-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'mlup-test', folder]).status !== 0) { fs.rmdirSync(folder); return null; }
  return folder;
}

async function fillUp(client, what) {
  const made = [];
  for (let i = 0; i < 400; i++) {
    const answer = await client.post('/api/v1/people', Array.from({ length: 20 }, (_, row) => ({ name_latin: `Full ${i} ${row}`, sex: 'f', note: 'x'.repeat(9000) })));
    if (answer.status !== 201) return { made, answer };
    made.push(...answer.json.items.map((person) => person.id));
  }
  return assert.fail(`${what} never became full`);
}

describe('a full disk', { skip: kind !== 'sqlite' && 'the disk of PostgreSQL is its own' }, () => {
  it('refuses writes with words, reads go on, and after there is room again nothing acknowledged is lost', async (test) => {
    const folder = mountSmall(48);
    if (!folder) return test.skip('no file system can be mounted here');
    const server = await new Server({ args: ['--require-totp', 'no'], folder }).start();
    try {
      const ann = await server.setUp(), ballast = path.join(folder, 'ballast');
      fs.writeFileSync(ballast, Buffer.alloc(8 << 20));
      const { made, answer } = await fillUp(ann, 'the disk');
      assert.equal(answer.status, 507, answer.text);
      assert.match(answer.text, khmerOrFull);
      assert.equal((await ann.get('/api/v1/people?limit=5')).status, 200);
      assert.equal((await ann.get(`/api/v1/people/${made.at(-1)}`)).status, 200);
      assert.equal((await ann.get('/people')).status, 200);
      fs.rmSync(ballast);
      await until('writes work again', async () => (await ann.post('/api/v1/people', { name_latin: 'After', sex: 'f' })).status === 201, 30);
      const kept = new Set((await ann.all('/api/v1/people')).map((person) => person.id));
      assert.deepEqual(made.filter((id) => !kept.has(id)), []);
      await server.end();
      server.run('verify');
      await server.start();
    } finally {
      await server.end().finally(() => { spawnSync('umount', ['-l', folder]); fs.rmdirSync(folder); });
    }
  });
});

describe('a database file at its size limit', { skip: kind !== 'sqlite' && 'the files of PostgreSQL are its own' }, () => {
  it('refuses writes with words and lives, and after the limit is raised nothing acknowledged is lost', async () => {
    const server = await new Server({ args: ['--require-totp', 'no'], prefix: ['prlimit', `--fsize=${24 << 20}:`] }).start();
    try {
      const ann = await server.setUp();
      const { made, answer } = await fillUp(ann, 'the file');
      assert.equal(answer.status, 507, answer.text);
      assert.match(answer.text, khmerOrFull);
      let form; // one record is smaller than what was refused and may still fit a few times
      for (let i = 0; i < 100 && form?.status !== 507; i++) form = await ann.form('/people', { name_latin: `${word()} ${word()}`, sex: 'f', note: `Typed And Kept ${'x'.repeat(15000)}` });
      assert.equal(form.status, 507);
      assert.ok(form.text.includes('Typed And Kept'), 'what was typed is lost');
      assert.equal((await ann.get(`/api/v1/people/${made.at(-1)}`)).status, 200);
      assert.equal((await ann.get('/people')).status, 200);
      assert.equal(spawnSync('prlimit', ['--pid', String(server.process.pid), '--fsize=unlimited:']).status, 0);
      await until('writes work again', async () => (await ann.post('/api/v1/people', { name_latin: 'After', sex: 'f' })).status === 201, 30);
      const kept = new Set((await ann.all('/api/v1/people')).map((person) => person.id));
      assert.deepEqual(made.filter((id) => !kept.has(id)), []);
      server.run('verify');
    } finally { await server.stop(); }
  });
});

// A PostgreSQL of this test's own that can be stopped and started.
class Postgres {
  static bin = '/usr/lib/postgresql/15/bin';
  as(...command) {
    const words = process.getuid() === 0 ? ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', ...command] : command;
    const result = spawnSync(words[0], words.slice(1), { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    assert.equal(result.status, 0, `${command.join(' ')}: ${result.stderr}`);
  }
  constructor() {
    this.folder = fs.mkdtempSync('/tmp/mlup-pg-');
    if (process.getuid() === 0) spawnSync('chown', ['postgres:', this.folder]);
    fs.chmodSync(this.folder, 0o755);
    this.as(`${Postgres.bin}/initdb`, '-D', `${this.folder}/data`, '-U', 'mlup', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8');
    this.url = `postgresql://mlup@/postgres?host=${this.folder}`;
  }
  start() { this.as(`${Postgres.bin}/pg_ctl`, '-D', `${this.folder}/data`, '-w', '-l', `${this.folder}/log`, '-o', `-c listen_addresses='' -c unix_socket_directories='${this.folder}'`, 'start'); }
  stop() { this.as(`${Postgres.bin}/pg_ctl`, '-D', `${this.folder}/data`, '-m', 'immediate', 'stop'); }
}

describe('a PostgreSQL that restarts under the server', { skip: kind !== 'postgresql' && 'SQLite has no server' }, () => {
  it('is found again without a restart of ours, and nothing acknowledged is lost', async () => {
    const postgres = new Postgres();
    postgres.start();
    const server = await new Server({ args: ['--require-totp', 'no'], db: postgres.url }).start();
    try {
      const ann = await server.setUp(), acknowledged = [];
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 10; i++) acknowledged.push((await ann.create('people', { name_latin: `Before ${round} ${i}`, sex: 'f' })).id);
        postgres.stop();
        const down = await ann.post('/api/v1/people', { name_latin: 'Meanwhile', sex: 'f' });
        assert.ok(down.status >= 500, `${down.status} ${down.text}`);
        assert.ok(server.isAlive());
        postgres.start();
        await until('writes work again', async () => (await ann.post('/api/v1/people', { name_latin: 'After', sex: 'f' })).status === 201, 60);
        await until('reads work again', async () => (await ann.get('/api/v1/people?limit=1')).status === 200, 60);
      }
      const kept = new Set((await ann.all('/api/v1/people')).map((person) => person.id));
      assert.deepEqual(acknowledged.filter((id) => !kept.has(id)), []);
      server.run('verify');
    } finally {
      await server.stop().finally(() => { postgres.stop(); fs.rmSync(postgres.folder, { recursive: true, force: true }); });
    }
  });
});
