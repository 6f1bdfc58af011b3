// SPDX-License-Identifier: Apache-2.0
// The command line, alone and beside a running server: what the person at the machine does, and what stays right.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { binary, kind, root, Server, signIn, password, psql, sleep } from './app.mjs';

const gazetteer = fs.readFileSync(path.join(root, 'data/gazetteer-kh/areas.csv'), 'utf8');

// A database that `mlup init` made, without a server.
function initialised(...args) {
  const server = new Server();
  const made = spawnSync(binary, ['init', '--db', server.db, ...args], { encoding: 'utf8', cwd: server.folder, env: server.env, input: `${password}\n` });
  assert.equal(made.status, 0, made.stderr);
  return server;
}
const withAdmin = ['--admin', 'ann', '--org', 'LEAD', '--password-stdin'];
const linesOf = (text) => text.trim().split('\n');

describe('a new installation', () => {
  const server = initialised(...withAdmin);
  after(() => server.stop());

  it('has the gazetteer and an administrator who can sign in', async () => {
    assert.match(server.run('user', 'list'), /^ann +ann +LEAD +administrator +organisation/m);
    assert.equal(linesOf(server.run('export', 'area', '--purpose', 'Test')).length, 16466);
    await server.start();
    assert.ok(await signIn(server, 'ann'));
    await server.end();
    server.process = undefined;
  });

  it('is looked over by doctor, which finds what others may open', () => {
    assert.match(server.run('doctor'), /^0 bad/m);
    fs.chmodSync(path.join(server.folder, 'mlup.key'), 0o644);
    const bad = server.try('doctor');
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /^bad {3}key file: .*chmod 600/m);
    fs.chmodSync(path.join(server.folder, 'mlup.key'), 0o600);
    assert.match(server.try('doctor', '--host', '0.0.0.0').stdout, /^bad {3}TLS/m);
  });

  it('counts only backups as backups, and wants the key elsewhere', () => {
    const folder = path.join(server.folder, 'backups');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'notes.txt'), 'not a backup');
    assert.match(server.try('doctor', '--backup-dir', folder).stdout, /^bad {3}backups: there is none/m);
    server.run('backup', folder, '--quiet');
    assert.match(server.run('doctor', '--backup-dir', folder), /^ok {4}backups: the newest is 0 days old/m);
    for (const name of fs.readdirSync(folder)) fs.utimesSync(path.join(folder, name), 1e9, 1e9);
    assert.match(server.try('doctor', '--backup-dir', folder).stdout, /^bad {3}backups: the newest is \d{4} days old/m);
    fs.rmSync(folder, { recursive: true });
    const among = server.try('doctor', '--backup-dir', path.join(server.folder, '..', path.basename(server.folder)));
    assert.match(among.stdout, /^bad {3}backups: there is none/m, 'the database is no backup of itself');
    assert.match(among.stdout, /^bad {3}key file: it lies among the backups/m);
  });

  it('is told when the certificate ends', () => {
    const [certificate, key] = ['c.pem', 'k.pem'].map((name) => path.join(server.folder, name));
    const doctor = () => server.try('doctor', '--tls-certificate', certificate, '--tls-key', key, '--host', '0.0.0.0').stdout;
    for (const [days, words] of [['400', /^ok {4}TLS/m], ['5', /^warn {2}TLS: the certificate ends in [45] days/m]]) {
      const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=localhost', '-days', days, '-keyout', key, '-out', certificate]);
      assert.equal(made.status, 0);
      assert.match(doctor(), words);
    }
    fs.writeFileSync(certificate, 'no certificate');
    assert.match(doctor(), /^bad {3}TLS: the certificate cannot be read/m);
  });

  it('is told what its database keeps to', () => {
    const words = kind === 'sqlite' ? /^ok {4}database file: only its owner/m : /^ok {4}PostgreSQL: it writes to the disk[^]*^ok {4}PostgreSQL: on this machine/m;
    assert.match(server.run('doctor'), words);
  });

  it('is not made twice', () => {
    assert.equal(server.try('init', '--admin', 'bob', '--org', 'OTHER').status, 1);
    assert.equal(server.run('init').includes('ready'), true);
    assert.equal(linesOf(server.run('export', 'organisation', '--purpose', 'Test')).length, 2);
  });

  it('says what a command takes and refuses what it does not know', () => {
    for (const command of ['init', 'demo', 'user', 'token', 'import', 'export', 'verify', 'backup', 'restore', 'schema', 'doctor']) {
      const help = spawnSync(binary, ['help', command], { encoding: 'utf8' });
      assert.equal(help.status, 0);
      assert.match(help.stdout, new RegExp(`^usage: mlup ${command}`));
    }
    for (const wrong of [['doctor', 'now'], ['nonsense'], ['user'], ['user', 'passwd', 'nobody'], ['user', 'add', 'eve', '--role', 'king'], ['export', 'secrets', '--purpose', 'Test'], ['export', 'person'], ['import', 'people'], ['demo', '--people', 'many'], ['backup']]) {
      assert.equal(server.try(...wrong).status, 1, wrong.join(' '));
    }
  });

  it('says which version it is, and helps without being asked for a command', () => {
    const tell = (...args) => spawnSync(binary, args, { encoding: 'utf8' });
    assert.match(tell('--version').stdout, /^mlup \d+\.\d+\.\d+$/m);
    assert.equal(tell('--help').status, 0);
    assert.equal(tell().status, 1);
    for (const [, name] of tell('help').stdout.matchAll(/^ {2}(\w+) {2,}/gm)) {
      if (name !== 'help' && name !== 'version') assert.equal(tell('help', name).status, 0, name);
    }
  });

  it('makes nothing at an address where nothing is, but by init', () => {
    const before = fs.readdirSync(server.folder).sort();
    const at = (db, ...args) => spawnSync(binary, [...args, '--db', db], { encoding: 'utf8', cwd: server.folder, env: server.env });
    for (const args of [['user', 'list'], ['backup', 'copy'], ['verify'], ['export', 'person', '--purpose', 'Test'], ['schema', '--check'], ['doctor']]) {
      const said = at('sqlite:not-there.db', ...args);
      assert.equal(said.status, 1, args.join(' '));
      assert.match(said.stdout + said.stderr, /no file|not there/, args.join(' '));
    }
    for (const db of ['sqlite:', 'sqlite::memory:', 'mysql://x']) {
      assert.match(at(db, 'init').stderr, /^mlup: the database address/);
      assert.equal(at(db, 'init').status, 1);
    }
    assert.match(server.try('verify', '--db').stderr, /value is missing/);
    assert.match(server.try('serve', '--behind-proxy', 'true').stderr, /yes or no/);
    assert.match(server.try('serve', '--tls-certificate', 'c.pem').stderr, /both/);
    assert.deepEqual(fs.readdirSync(server.folder).sort(), before);
  });

  it('a result that could not be written is an error', () => {
    const full = fs.openSync('/dev/full', 'w');
    const said = spawnSync(binary, ['verify', '--quiet', '--db', server.db], { encoding: 'utf8', cwd: server.folder, env: server.env, stdio: ['ignore', full, 'pipe'] });
    fs.closeSync(full);
    assert.equal(said.status, 1);
    assert.match(said.stderr, /could not be written/);
  });

  it('takes its settings from the command line, else the environment, else a file', () => {
    const file = path.join(server.folder, 'mlup.conf');
    fs.writeFileSync(file, `db = ${server.db}\nkey-file = ${path.join(server.folder, 'mlup.key')}\n`);
    const run = (args, env) => spawnSync(binary, ['schema', '--check', ...args], { cwd: server.folder, env: { PATH: process.env.PATH, ...env } }).status;
    assert.equal(run(['--config', file]), 0);
    assert.equal(run(['--config', file], { MLUP_DB: 'sqlite:/nowhere/x.db' }), 1);
    assert.equal(run(['--config', file, '--db', server.db], { MLUP_DB: 'sqlite:/nowhere/x.db' }), 0);
    fs.appendFileSync(file, 'colour = red\n');
    assert.equal(run(['--config', file]), 1);
  });
});

// The same steps without a server and with one: then the server does them.
for (const serving of [false, true]) {
  describe(`users and tokens ${serving ? 'beside a running server' : 'without a server'}`, () => {
    let server;
    before(async () => {
      server = initialised(...withAdmin);
      if (serving) await server.start();
    });
    after(() => server.stop());

    it('a user is added once, has roles, is stopped and let in again', () => {
      assert.match(server.run('user', 'add', 'vanna', '--role', 'field_officer', '--name', 'សុខ វណ្ណា', '--scope', 'own'), /^password: [a-z2-9-]{24}$/m);
      assert.match(server.try('user', 'add', 'vanna', '--role', 'viewer').stderr, /login: Somebody has this user name already/);
      server.run('user', 'role', 'vanna', 'add', 'viewer');
      assert.equal(server.try('user', 'role', 'vanna', 'add', 'viewer').status, 1);
      server.run('user', 'role', 'vanna', 'remove', 'field_officer');
      assert.match(server.run('user', 'list', '--org', 'LEAD'), /^vanna +សុខ វណ្ណា +LEAD +viewer +organisation/m);
      server.run('user', 'deactivate', 'vanna');
      assert.match(server.run('user', 'list'), /^vanna .* not active$/m);
      server.run('user', 'activate', 'vanna');
      server.run('user', 'unlock', 'vanna');
    });

    it('a password is taken from standard input and a weak one refused', () => {
      const set = (text) => spawnSync(binary, ['user', 'passwd', 'ann', '--password-stdin', '--db', server.db], { encoding: 'utf8', cwd: server.folder, env: server.env, input: text });
      assert.match(set('password12\n').stderr, /password/i);
      assert.equal(set('').status, 1);
      assert.equal(set(`another ${password}\n`).status, 0);
    });

    it('a token is made, listed and revoked', async () => {
      const token = server.run('token', 'create', 'ann', '--name', 'sheets', '--scopes', 'read', '--days', '3').trim();
      assert.match(token, /^mlup_/);
      assert.equal(server.try('token', 'create', 'ann', '--name', 'x', '--scopes', 'everything').status, 1);
      assert.equal(server.try('token', 'create', 'ann', '--name', 'x', '--days', '9999').status, 1);
      const line = server.run('token', 'list');
      assert.match(line, / ann +sheets +read .*valid/);
      if (serving) {
        const answer = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
        assert.notEqual(answer.status, 500);
      }
      server.run('token', 'revoke', line.split(' ')[0]);
      assert.match(server.run('token', 'list'), /revoked/);
    });

    it('a newer gazetteer is shown first and changed with --apply', () => {
      const file = path.join(server.folder, 'areas.csv');
      fs.writeFileSync(file, gazetteer.replace('Ou Thum,', 'Ou Thom,').replace(/^01020102,.*\n/m, ''));
      const shown = server.run('import', 'gazetteer', file);
      assert.match(shown, /^renamed +01020101 .*Ou Thom.*was .*Ou Thum/m);
      assert.match(shown, /^gone +01020102 /m);
      assert.match(shown, /Nothing was changed/);
      assert.equal(server.run('import', 'gazetteer', file), shown);
      server.run('import', 'gazetteer', file, '--apply');
      assert.equal(server.run('import', 'gazetteer', file).trim(), '16465 as they are');
      fs.writeFileSync(file, 'code,level,name_en,name_km,type\n01,province,A,ក,srok\n');
      assert.match(server.try('import', 'gazetteer', file, '--apply').stderr, /line 2: /);
    });

    it('everything that was done is in the chain', () => {
      assert.match(server.run('verify', '--quiet'), /All is well/);
    });
  });
}

describe('the demo programme', () => {
  const server = new Server(), twin = new Server();
  const demo = (...args) => ['demo', '--people', '300', ...args];
  const attendance = (of) => crypto.createHash('sha256').update(of.run('export', 'attendance', '--purpose', 'Test')).digest('hex');
  after(() => Promise.all([server.stop(), twin.stop()]));

  it('is made once, with all promises, and verifies', () => {
    assert.match(server.run(...demo()), /people in/);
    assert.match(server.run('demo'), /here already/);
    assert.match(server.run('verify', '--quiet'), /All is well/);
    const promises = linesOf(server.run('export', 'promise', '--purpose', 'Test')).filter((line) => /,P\d\d,/.test(line));
    assert.equal(promises.length, 31);
  });

  it('is the same again after a filling that was broken off', async () => {
    const child = spawn(binary, demo('--db', twin.db), { cwd: twin.folder, env: twin.env, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    let said = '';
    child.stderr.on('data', (bytes) => { if ((said += bytes).includes('Users:')) child.kill('SIGKILL'); });
    assert.equal(await ended, 'SIGKILL', said);
    assert.match(twin.try('demo', '--people', '400').stderr, /go on with the same/);
    twin.run(...demo('--quiet'));
    assert.match(twin.run('verify', '--quiet'), /All is well/);
    assert.equal(attendance(twin), attendance(server));
  });

  it('lists logins of which every one has its role, and doctor warns of them', async () => {
    const logins = JSON.parse(server.run('demo', '--logins', '--json'));
    const users = server.run('user', 'list');
    for (const login of logins) assert.match(users, new RegExp(`^${login.name.replace('.', '\\.')} .* ${login.role} `, 'm'));
    assert.match(server.run('doctor'), /^warn {2}demo logins/m);
    assert.equal(server.try('doctor', '--host', '0.0.0.0').status, 1);
    await server.start();
    assert.ok(await signIn(server, 'ccpcr.me', { secret: logins[0].password }));
  });

  it('is backed up while people write, restored, and nothing acknowledged before is missing', async () => {
    const login = await signIn(server, 'ccpcr.me', { secret: 'lotus-river-2016' });
    const made = [];
    let writing = true;
    const writer = (async () => {
      while (writing) made.push((await login.create('households', { village: '090401', members: 4 })).id);
    })();
    while (made.length < 20) await sleep(20);
    const before = [...made], file = path.join(server.folder, 'backup.file');
    assert.match(server.run('backup', file, '--quiet'), /key file is not in it/);
    writing = false;
    await writer;
    assert.equal(server.try('backup', file).status, 1, 'a backup is never overwritten');
    await server.end();
    server.process = undefined;
    const copy = new Server({ env: { MLUP_KEY_FILE: path.join(server.folder, 'mlup.key') } });
    assert.match(copy.run('restore', file), /All is well[^]*restored/);
    const households = copy.run('export', 'household', '--purpose', 'Test');
    for (const id of before) assert.ok(households.includes(id), `household ${id} is missing`);
    assert.equal(copy.try('restore', file).status, 1, 'a database is never overwritten');
    await copy.stop();
  });

  it('of a damaged backup nothing is restored, and the whole one then fits', async () => {
    const file = path.join(server.folder, 'damaged.file'), whole = path.join(server.folder, 'backup.file');
    const bytes = fs.readFileSync(whole);
    bytes.fill(0x5a, 40960, 49152);
    fs.writeFileSync(file, kind === 'sqlite' ? bytes : bytes.subarray(0, bytes.length >> 1));
    const copy = new Server({ env: { MLUP_KEY_FILE: path.join(server.folder, 'mlup.key') } });
    assert.equal(copy.try('restore', file).status, 1);
    if (kind === 'sqlite') assert.ok(!fs.existsSync(copy.db.slice('sqlite:'.length)));
    assert.match(copy.run('restore', whole), /All is well[^]*restored/);
    await copy.stop();
  });

  it('a change behind the program’s back is found, and so is another history', () => {
    const line = server.run('verify', '--checkpoint'), file = path.join(server.folder, 'kept.txt');
    fs.writeFileSync(file, line);
    assert.match(server.run('verify', '--quiet', '--against', file), /1 fit, 0 do not/);
    fs.writeFileSync(file, line.replace(/ [0-9a-f]{8}/, ' 00000000'));
    assert.equal(server.try('verify', '--quiet', '--against', file).status, 1);
    const sql = "UPDATE attendance SET pre_test = 99 WHERE pre_test IS NOT NULL AND pre_test <> 99";
    if (kind === 'sqlite') assert.equal(spawnSync('sqlite3', [server.db.slice('sqlite:'.length), sql]).status, 0);
    else psql(server.db, sql);
    const found = server.try('verify', '--quiet');
    assert.equal(found.status, 1);
    assert.match(found.stdout, /WRONG: 0 hashes, 0 gaps, 0 signatures, [1-9]\d* records/);
  });

  it('a row taken out behind the program’s back is found', () => {
    const count = () => Number(server.try('verify', '--quiet').stdout.match(/signatures, (\d+) records/)[1]), before = count();
    const sql = 'DELETE FROM attendance WHERE id IN (SELECT id FROM attendance WHERE pre_test IS NULL LIMIT 3)';
    if (kind === 'sqlite') assert.equal(spawnSync('sqlite3', [server.db.slice('sqlite:'.length), sql]).status, 0);
    else psql(server.db, sql);
    assert.equal(count(), before + 3);
  });
});

describe('a start that went wrong', () => {
  it('of init, with a wrong login, is begun again without a second organisation', async () => {
    const server = new Server();
    assert.match(server.try('init', '--admin', 'Wrong Login', '--org', 'LEAD').stderr, /login: /);
    server.run('init', '--admin', 'ann', '--org', 'LEAD');
    assert.equal(linesOf(server.run('export', 'organisation', '--purpose', 'Test')).length, 2);
    await server.stop();
  });

  it('of serve, without init before and killed at once, goes on when the places are loaded', async () => {
    const server = await new Server().start();
    // The door of a running server is found from any folder.
    const list = spawnSync(binary, ['token', 'list', '--db', server.db], { encoding: 'utf8', cwd: '/', env: server.env });
    assert.match(list.stderr, /no organisation yet/);
    await server.kill();
    server.run('init');
    await server.start();
    assert.equal(linesOf(server.run('export', 'area', '--purpose', 'Test')).length, 16466);
    assert.match(server.run('verify', '--quiet'), /All is well/);
    await server.stop();
  });
});

describe('an export', () => {
  it('keeps formulas from running and can be read back', async () => {
    const server = initialised(...withAdmin);
    server.run('user', 'add', 'mani', '--role', 'manager', '--name', '=HYPERLINK("http://x")');
    assert.match(server.run('export', 'user', '--purpose', 'Test'), /,"'=HYPERLINK\(""http:\/\/x""\)",/);
    const users = JSON.parse(server.run('export', 'users', '--purpose', 'Test', '--format', 'json'));
    assert.deepEqual(users.map((user) => user.login).sort(), ['ann', 'mani']);
    assert.equal(server.try('export', 'user', '--purpose', 'Test', '--org', 'NOBODY').status, 1);
    await server.stop();
  });
});
