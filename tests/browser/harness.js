// SPDX-License-Identifier: Apache-2.0
// What the browser specs stand on: a server of their own with a small demo programme, a headless Chromium, logging in,
// and the checks that every page must pass.  A spec is a file NAME.spec.js that `node --test` runs:
//
//   const { describe, it, before, after } = require('node:test');
//   const { startMlup } = require('./harness');
//   let mlup;
//   before(async () => { mlup = await startMlup(); });
//   after(() => mlup.stop());
//   it('a manager sees the board', async () => {
//     const page = await mlup.signIn({ role: 'manager' }, 'phone');
//     await page.goto(mlup.url + '/board');
//     await mlup.checkPage(page, 'board');
//   });
//
// Environment (./test sets it): MLUP_BINARY the program, MLUP_TEST_TMP a folder for databases.  Screenshots go to
// build-test/shots/.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const root = path.resolve(__dirname, '../..');
const shotsFolder = path.join(root, 'build-test/shots');
const demoPeople = 120;

const chromiumPath = process.env.CHROMIUM || '/usr/bin/chromium';
const chromiumArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// The kinds of context a page is looked at in.
const contextKinds = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desk: { viewport: { width: 1280, height: 800 } },
  noScript: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
  noScriptPhone: { viewport: { width: 360, height: 740 }, javaScriptEnabled: false },
};

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function binary() {
  const found = process.env.MLUP_BINARY || path.join(root, 'build-test/src/mlup');
  assert.ok(fs.existsSync(found), `there is no program ${found}: build it, or say where in MLUP_BINARY`);
  return found;
}

// Runs a subcommand to its end and gives its standard output.
function runMlup(...args) {
  const result = spawnSync(binary(), args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.equal(result.status, 0, `mlup ${args.join(' ')} ended with ${result.status}:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

// A folder with a database `mlup.db` and all that belongs to it.  The demo is made once for all specs of a run and
// copied; `demo: false` gives an empty one.
async function makeDatabase(folder, { demo, people }) {
  const url = `sqlite:${path.join(folder, 'mlup.db')}`;
  if (!demo) { runMlup('init', '--db', url); return url; }
  const pattern = path.join(process.env.MLUP_TEST_TMP || folder, `demo-${people}`);
  let first = true;
  try { fs.mkdirSync(pattern); } catch (error) { if (error.code !== 'EEXIST') throw error; first = false; }
  if (first) {
    runMlup('init', '--db', `sqlite:${path.join(pattern, 'mlup.db')}`);
    runMlup('demo', '--people', String(people), '--db', `sqlite:${path.join(pattern, 'mlup.db')}`);
    fs.writeFileSync(path.join(pattern, 'whole'), '');
  }
  for (let i = 0; !fs.existsSync(path.join(pattern, 'whole')); i++) {
    assert.ok(i < 1200, 'the demo database of another spec was not made in two minutes');
    await sleep(100);
  }
  fs.cpSync(pattern, folder, { recursive: true });
  return url;
}

// The six digits of RFC 6238 for a secret in base 32, as a phone shows them.
function totpCode(secret, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000)));
  const hash = crypto.createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1000000).padStart(6, '0');
}

class Mlup {
  // url, db (for --db), logins (as `mlup demo --logins --json` lists them), folder, log() the server's output.
  constructor(fields) { Object.assign(this, fields); this.contexts = []; }

  log() { return this.output.join(''); }

  // The demo login whose members equal those wanted, e.g. { role: 'field_officer', organisation: 'CEDAC' }.
  login(wanted) {
    const found = this.logins.find((login) => Object.entries(wanted).every(([key, value]) => login[key] === value));
    assert.ok(found, `no demo login has ${JSON.stringify(wanted)}; there are ${JSON.stringify(this.logins.map(({ password, ...rest }) => rest))}`);
    return found;
  }

  // A new page in a context of its own (so with its own cookies).  `more` goes to Playwright, e.g. { locale: 'km' }.
  async newPage(kind = 'desk', more = {}) {
    assert.ok(contextKinds[kind], `no context kind ${kind}`);
    this.browser ||= await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
    const context = await this.browser.newContext({ ...contextKinds[kind], ...more });
    context.setDefaultTimeout(15000);
    const page = await context.newPage();
    page.problems = [];
    context.scriptless = contextKinds[kind].javaScriptEnabled === false;
    const goTo = page.goto.bind(page);
    page.goto = async (...where) => {
      const answer = await goTo(...where);
      await this.started(page);
      return answer;
    };
    page.on('pageerror', (error) => page.problems.push(`script error: ${error.message}`));
    page.on('console', (line) => {
      if (line.type() === 'error' && !/status of 4\d\d/.test(line.text())) page.problems.push(`console: ${line.text()}`);
    });
    page.on('response', (answer) => { if (answer.status() >= 500) page.problems.push(`${answer.status()} ${answer.url()}`); });
    return page;
  }

  // A page signed in as a demo login (an object with login and password; totp when it has a second factor, or what to look for among the logins).
  async signIn(who, kind = 'desk', more = {}) {
    const login = who.password ? who : this.login(who);
    const page = await this.newPage(kind, more);
    await page.goto(`${this.url}/sign-in`);
    await page.fill('input[name="login"]', login.login);
    await page.fill('input[name="password"]', login.password);
    await this.press(page, 'form[action="/sign-in"] button');
    if (new URL(page.url()).pathname === '/sign-in/code') {
      await page.fill('input[name="code"]', totpCode(login.totp));
      await this.press(page, 'form[action="/sign-in/code"] button');
    }
    assert.ok(!new URL(page.url()).pathname.startsWith('/sign-in'), `${login.login} could not sign in:\n${await page.innerText('body')}`);
    return page;
  }

  // Waits until the modules of a page have started: a choice made before would ask nobody.
  async started(page) {
    if (page.context().scriptless) return;
    await page.waitForFunction(() => !document.querySelector('script[type=module]') || 'ready' in document.documentElement.dataset);
  }

  // Presses a button that leads to another page.
  async press(page, selector) {
    await Promise.all([page.waitForNavigation(), page.click(selector)]);
    await this.started(page);
  }

  // What every page must be: no error, nothing that axe-core finds, no scrolling sideways; and a screenshot.
  async checkPage(page, name) {
    await this.screenshot(page, name);
    assert.deepEqual(page.problems, [], `${page.url()} has problems`);
    await this.checkAccessibility(page);
    await this.checkFits(page);
  }

  async screenshot(page, name) {
    fs.mkdirSync(shotsFolder, { recursive: true });
    const { width } = page.viewportSize();
    await page.screenshot({ path: path.join(shotsFolder, `${name}-${width}.png`), fullPage: true });
  }

  async checkAccessibility(page) {
    // axe-core needs the page's own script engine; the same page is checked where scripts run.
    if (page.context().scriptless) return;
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const lines = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
    assert.deepEqual(lines, [], `axe-core on ${page.url()}`);
  }

  async checkFits(page) {
    const { content, window: room, widest } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      window: document.documentElement.clientWidth,
      widest: [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map((e) => e.outerHTML.slice(0, 100)),
    }));
    assert.ok(content <= room, `${page.url()} scrolls sideways: ${content} px in ${room} px\n${widest.join('\n')}`);
  }

  // Bytes over the wire (headers included) while `action` runs, e.g. () => page.goto(...).
  async weigh(page, action) {
    const session = await page.context().newCDPSession(page);
    let bytes = 0;
    await session.send('Network.enable');
    session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
    await action();
    await page.waitForLoadState('networkidle');
    await session.detach();
    return bytes;
  }

  // Ends browser and server; a sanitizer's report or a bad end of the server is a failure.
  async stop() {
    if (this.browser) await this.browser.close();
    this.process.kill('SIGTERM');
    const patience = setTimeout(() => this.process.kill('SIGKILL'), 20000);
    const code = await this.ended;
    clearTimeout(patience);
    fs.rmSync(this.folder, { recursive: true, force: true });
    assert.equal(code, 0, `the server ended with ${code}:\n${this.log().slice(-8000)}`);
  }
}

// Starts a server on a database of its own.  demo: with the demo programme (true); people: its size.
async function startMlup({ demo = true, people = demoPeople, args = [] } = {}) {
  const folder = fs.mkdtempSync(path.join(process.env.MLUP_TEST_TMP || os.tmpdir(), 'mlup-browser-'));
  const db = await makeDatabase(folder, { demo, people });
  const logins = demo ? JSON.parse(runMlup('demo', '--logins', '--json', '--db', db)).map((login) => ({ login: login.name, ...login })) : [];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(binary(), ['serve', '--db', db, '--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => output.push(bytes.toString()));
  const ended = new Promise((done) => server.on('exit', (code, signal) => done(code ?? signal)));
  const mlup = new Mlup({ url, db, logins, folder, output, process: server, ended });
  for (let i = 0; ; i++) {
    try { await fetch(`${url}/`, { redirect: 'manual' }); return mlup; } catch { /* not yet */ }
    if (server.exitCode !== null || i > 300) {
      server.kill('SIGKILL');
      assert.fail(`the server did not start:\n${mlup.log()}`);
    }
    await sleep(100);
  }
}

module.exports = { startMlup, runMlup, totpCode, contextKinds };
