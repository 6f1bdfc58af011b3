// SPDX-License-Identifier: Apache-2.0
// Requests as no browser sends them, clients that drop, forms that come twice or too late: each gets an answer in the
// reader's language, nothing typed is lost, and the server lives.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, makePlaces, places, request, signIn, sleep, unique } from './app.mjs';

let server, ann;
before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
});
after(() => server.stop());

const khmer = /[\u1780-\u17ff]/;

// Sends bytes; gives what comes back and whether the server closed the connection in the time allowed.
function raw(bytes, ms = 5000) {
  return new Promise((done) => {
    const parts = [], socket = net.connect(server.port, '127.0.0.1', () => socket.write(bytes));
    const finish = (closed) => { clearTimeout(patience); socket.destroy(); done({ closed, text: Buffer.concat(parts).toString() }); };
    const patience = setTimeout(finish, ms, false);
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => finish(true)).on('error', () => finish(true));
  });
}

describe('a malformed request', () => {
  const host = 'Host: a\r\n', cases = {
    'with two Hosts': [400, `GET / HTTP/1.1\r\n${host}${host}\r\n`],
    'without a Host': [400, 'GET / HTTP/1.1\r\n\r\n'],
    'with two lengths': [400, `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    'with a length and chunks': [400, `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    'with a blank before a colon': [400, `GET / HTTP/1.1\r\n${host}X-A : 1\r\n\r\n`],
    'with a folded header': [400, `GET / HTTP/1.1\r\n${host}X-A: 1\r\n 2\r\n\r\n`],
    'with NUL in a header': [400, `GET / HTTP/1.1\r\n${host}X-A: \0\r\n\r\n`],
    'with a control byte in the path': [400, `GET /\x01 HTTP/1.1\r\n${host}\r\n`],
    'with %00 in the path': [400, `GET /people%00 HTTP/1.1\r\n${host}\r\n`],
    'with %00 in the query': [400, `GET /sign-in?next=%00 HTTP/1.1\r\n${host}\r\n`],
    'with a broken escape': [400, `GET /%zz HTTP/1.1\r\n${host}\r\n`],
    'with a broken escape in the query': [400, `GET /search?lang=km&q=%zz HTTP/1.1\r\n${host}\r\n`],
    'with an endless path': [414, `GET /${'a'.repeat(8000)} HTTP/1.1\r\n${host}\r\n`],
    'with endless headers': [431, `GET / HTTP/1.1\r\n${host}X-A: ${'a'.repeat(40000)}\r\n\r\n`],
    'with a thousand headers': [431, `GET / HTTP/1.1\r\n${host}${'X-A: 1\r\n'.repeat(1000)}\r\n`],
    'with an absurd length': [413, `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 99999999999999999999\r\n\r\n`],
    'with a method that is none': [501, `BREW / HTTP/1.1\r\n${host}\r\n`],
    'of another protocol': [400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  };
  for (const [what, [status, bytes]] of Object.entries(cases)) {
    it(`${what} is refused and the connection closed`, async () => {
      const answer = await raw(Buffer.from(bytes, 'latin1'));
      assert.match(answer.text, new RegExp(`^HTTP/1\\.1 ${status} `), `${answer.text.slice(0, 200)}`);
      assert.ok(answer.closed, 'the connection stays open');
      assert.equal(answer.text.match(/HTTP\/1\.1 /g).length, 1, 'one answer and no second one');
      assert.equal((await request(server, 'GET', '/health')).status, 200);
    });
  }
});

describe('an error page', () => {
  it('is in Khmer or English as the reader asks', async () => {
    for (const address of ['/nothing/here/at/all', '/people/x', '/sign-in?next=%00']) {
      const km = await request(server, 'GET', address, { headers: { accept: 'text/html', 'accept-language': 'km', cookie: ann.headers.cookie } });
      const en = await request(server, 'GET', `${address}`, { headers: { accept: 'text/html', 'accept-language': 'en-GB,en', cookie: `${ann.headers.cookie}; lang=en` } });
      assert.ok(km.status >= 400 && en.status === km.status, `${address}: ${km.status} ${en.status}`);
      const [, title] = en.text.match(/<h1[^>]*>([^<]*)/) || ['', en.text];
      assert.doesNotMatch(title, khmer, address);
      assert.match(km.text, khmer, address);
    }
  });
  it('for somebody unknown follows Accept-Language', async () => {
    const km = await request(server, 'GET', '/nope/nope/nope/nope', { headers: { accept: 'text/html', 'accept-language': 'km' } });
    const en = await request(server, 'GET', '/nope/nope/nope/nope', { headers: { accept: 'text/html', 'accept-language': 'en' } });
    assert.equal(km.status, 404);
    assert.match(km.text, /<html lang="km"/);
    assert.match(en.text, /<html lang="en"/);
  });
});

describe('a connection that ends too early', () => {
  const head = () => `POST /api/v1/people HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${ann.headers.cookie}\r\nX-CSRF-Token: ${ann.csrf}\r\nContent-Type: application/json\r\n`;
  const count = async () => (await ann.get('/api/v1/people?limit=1')).json.total;

  it('in the middle of a body changes nothing', async () => {
    const before = await count(), body = JSON.stringify({ name_latin: 'Half Body', sex: 'f' });
    for (const part of [0, 1, 10, body.length - 1]) {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`${head()}Content-Length: ${body.length}\r\n\r\n${body.slice(0, part)}`);
      await sleep(50);
      socket.destroy();
    }
    await sleep(200);
    assert.equal(await count(), before);
  });

  it('in the middle of the answer harms nobody', async () => {
    await ann.post('/api/v1/people', Array.from({ length: 250 }, (_, i) => ({ name_latin: `Row ${i}`, sex: 'm', note: 'x'.repeat(2000) })));
    for (let i = 0; i < 40; i++) {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`GET /api/v1/people?limit=250 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${ann.headers.cookie}\r\n\r\n`);
      if (i % 2) await new Promise((done) => socket.once('data', done));
      if (i % 3) socket.resetAndDestroy?.();
      socket.destroy();
    }
    assert.equal((await ann.get('/api/v1/people?limit=250')).json.items.length, 250);
    assert.ok(server.isAlive());
  });

  it('right after a change was sent leaves it whole or absent', async () => {
    const before = await count();
    for (let i = 0; i < 30; i++) {
      const body = JSON.stringify({ name_latin: `Dropped ${i}`, sex: 'f' }), socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise((done) => socket.write(`${head()}Content-Length: ${body.length}\r\n\r\n${body}`, done));
      socket.destroy();
    }
    await sleep(500);
    const dropped = await ann.all('/api/v1/people?sort=name_latin&name_latin.ge=Dropped&name_latin.lt=Dropq');
    assert.equal(await count(), before + dropped.length);
    for (const person of dropped) assert.equal(person.sex, 'f');
  });
});

describe('a form of a page', () => {
  const inputs = (html) => Object.fromEntries([...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [tag.match(/name="([^"]*)"/)?.[1], tag.match(/value="([^"]*)"/)?.[1] ?? '']));
  const unescape = (text) => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  // What a page that gives a form back carries.
  const kept = (html) => Object.fromEntries([...html.matchAll(/<textarea name="([^"]*)" hidden[^>]*>\n?([^<]*)</g)].map(([, name, value]) => [name, unescape(value)]));
  let english;
  before(() => { english = { cookie: `${ann.headers.cookie}; lang=en`, 'x-csrf-token': undefined }; });

  it('sent five times makes one record', async () => {
    const page = await ann.get('/people/new', english), title = `Twice ${unique()}`;
    const form = { ...inputs(page.text), name_latin: title, sex: 'f' };
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await ann.call('POST', '/people', { form, headers: english }));
    for (const answer of answers) assert.equal(answer.status, 303, answer.text.slice(0, 500));
    assert.equal((await ann.all('/api/v1/people?sort=name_latin&name_latin=' + encodeURIComponent(title))).length, 1);
  });

  it('with something wrong comes back with everything typed and the fields named', async () => {
    const page = await ann.get('/people/new', english);
    const typed = { sex: 'q', name_latin: 'Typed <Name> & "more"', name_km: 'សុខ', age_years: '1x', phone: '12', note: 'A long story\nin two lines' };
    const answer = await ann.call('POST', '/people', { form: { ...inputs(page.text), ...typed }, headers: english });
    assert.equal(answer.status, 422);
    for (const text of ['Typed &lt;Name&gt; &amp; &quot;more&quot;', 'សុខ', '1x', 'A long story']) assert.ok(answer.text.includes(text), `${text} is lost`);
    for (const name of ['sex', 'age_years']) assert.match(answer.text, new RegExp(`href="#${name}`), `${name} is not named`);
  });

  it('with an old token comes back with everything typed and a fresh one', async () => {
    const page = await ann.get('/people/new', english), origin = { ...english, origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' };
    const stale = { ...inputs(page.text), csrf: 'x'.repeat(43), name_latin: 'Kept Through It', sex: 'f' };
    const answer = await ann.call('POST', '/people', { form: stale, headers: origin });
    assert.equal(answer.status, 403);
    assert.ok(answer.text.includes('Kept Through It'));
    const again = await ann.call('POST', '/people', { form: { ...inputs(answer.text), ...kept(answer.text) }, headers: origin });
    assert.equal(again.status, 303, again.text.slice(0, 500));
  });

  it('sent when the session is over comes back with everything typed', async () => {
    const answer = await request(server, 'POST', '/people', { form: { csrf: 'x', name_latin: 'Still Here', sex: 'f' }, headers: { origin: `http://127.0.0.1:${server.port}`, 'accept-language': 'en' } });
    assert.equal(answer.status, 401);
    assert.ok(answer.text.includes('Still Here'));
  });

  it('shows all that was typed when it comes back, also a text as long as an id', async () => {
    const name_latin = 'A name of thirty-six letters in all.', form = { csrf: 'x', name_latin, household: '01a20be3-f588-7000-aaa6-0a5bdeb64701' };
    const answer = await request(server, 'POST', '/people', { form, headers: { origin: `http://127.0.0.1:${server.port}`, 'accept-language': 'en' } });
    const shown = answer.text.replaceAll(/<textarea[^>]*>[^<]*<\/textarea>/g, '');
    assert.equal(name_latin.length, form.household.length);
    assert.ok(shown.includes(name_latin), shown);
    assert.ok(!shown.includes(form.household));
  });

  it('sent again after signing in again is still the same form', async () => {
    const page = await ann.get('/people/new', english), title = `Once ${unique()}`, form = { ...inputs(page.text), name_latin: title, sex: 'f' };
    assert.equal((await ann.call('POST', '/people', { form, headers: english })).status, 303);
    const again = await signIn(server, 'ann'); // the answer to the first never came
    assert.equal((await again.call('POST', '/people', { form: { ...form, csrf: again.csrf }, headers: { 'x-csrf-token': undefined } })).status, 303);
    assert.equal((await ann.all('/api/v1/people?name_latin=' + encodeURIComponent(title))).length, 1);
  });

  it('changed after going back and sent again is another one', async () => {
    const page = await ann.get('/people/new', english), title = `Back ${unique()}`, form = { ...inputs(page.text), name_latin: title };
    for (const sex of ['f', 'm', 'f']) assert.equal((await ann.call('POST', '/people', { form: { ...form, sex }, headers: english })).status, 303);
    assert.equal((await ann.all('/api/v1/people?name_latin=' + encodeURIComponent(title))).length, 2);
  });

  it('of a record that was deleted meanwhile, or by somebody who lost the right, comes back with everything typed', async () => {
    const person = await ann.create('people', { name_latin: 'Gone Person', sex: 'f' }), page = await ann.get(`/people/${person.id}/edit`, english);
    assert.equal((await ann.delete(`/api/v1/people/${person.id}?reason=twice`)).status, 200);
    const gone = await ann.call('POST', `/people/${person.id}`, { form: { ...inputs(page.text), name_latin: 'Corrected Meanwhile', sex: 'f' }, headers: english });
    assert.equal(gone.status, 404);
    assert.ok(gone.text.includes('Corrected Meanwhile'));
    const officer = await addUser(ann, 'former', { roles: ['field_officer', 'viewer'] }), theirs = await officer.get('/people/new');
    const [membership] = (await ann.all(`/api/v1/memberships?user=${officer.me.user}`)).filter((one) => one.role === 'field_officer');
    assert.equal((await ann.delete(`/api/v1/memberships/${membership.id}?reason=moved`)).status, 200);
    const late = await officer.call('POST', '/people', { form: { ...inputs(theirs.text), name_latin: 'Typed Too Late', sex: 'f' }, headers: { 'x-csrf-token': undefined } });
    assert.ok([403, 404].includes(late.status), late.status);
    assert.ok(late.text.includes('Typed Too Late'));
  });

  it('of a record that somebody changed meanwhile shows both values', async () => {
    const person = await ann.create('people', { name_latin: 'Conflict Person', sex: 'f' });
    const page = await ann.get(`/people/${person.id}/edit`, english), form = inputs(page.text);
    assert.equal((await ann.patch(`/api/v1/people/${person.id}`, { name_latin: 'Theirs', version: 1 })).status, 200);
    const answer = await ann.call('POST', `/people/${person.id}`, { form: { ...form, name_latin: 'Mine', sex: 'f' }, headers: english });
    assert.equal(answer.status, 409);
    for (const text of ['Theirs', 'Mine']) assert.ok(answer.text.includes(text), `${text} is not shown`);
    assert.equal((await ann.get(`/api/v1/people/${person.id}`)).json.name_latin, 'Theirs');
  });

  it('in broken UTF-8, with a NUL or too large is refused and the server lives', async () => {
    const head = { ...english, 'content-type': 'application/x-www-form-urlencoded' }, csrf = encodeURIComponent(ann.csrf);
    for (const tail of ['name_latin=%ff%fe', 'name_latin=a%00b', 'name_latin=%zz']) {
      const answer = await ann.call('POST', '/people', { body: `csrf=${csrf}&sex=f&${tail}`, headers: head });
      assert.ok([400, 403, 422].includes(answer.status), `${tail}: ${answer.status}`);
    }
    const large = await ann.call('POST', '/people', { body: `csrf=${csrf}&note=${'x'.repeat(3 << 20)}`, headers: head });
    assert.equal(large.status, 413);
    assert.ok(server.isAlive());
  });

  it('takes Khmer digits and a date as people write it', async () => {
    const page = await ann.get('/people/new', english), title = `Digits ${unique()}`;
    const form = { ...inputs(page.text), name_latin: title, sex: 'f', age_years: '៣៤', age_on: '7/3/2016', village: places.village, 'village.text': '' };
    const answer = await ann.call('POST', '/people', { form, headers: english });
    assert.equal(answer.status, 303, answer.text.slice(0, 500));
    const [person] = await ann.all('/api/v1/people?sort=name_latin&name_latin=' + encodeURIComponent(title));
    assert.equal(person.age_years, 34);
    assert.equal(person.age_on, '2016-03-07');
  });
});
