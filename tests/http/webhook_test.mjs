// SPDX-License-Identifier: Apache-2.0
// Webhooks against a receiver of our own: what comes, in which order, signed how, and what happens when the receiver or the
// server dies in between.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, freePort, makePlaces, until } from './app.mjs';

// Answers by `answer(delivery)`: a status, or null for silence.  Keeps what came.
class Receiver {
  constructor() { this.came = []; this.answer = () => 200; }

  async start() {
    this.port ||= await freePort();
    this.server = http.createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const delivery = { headers: request.headers, text, json: JSON.parse(text), at: Date.now() };
        this.came.push(delivery);
        const status = this.answer(delivery, this.came.length);
        if (status === null) return;
        if (status >= 300 && status < 400) response.setHeader('location', `http://127.0.0.1:${this.port}/elsewhere`);
        response.statusCode = status;
        response.end(status === 200 ? 'thank you' : 'not now\nsecond line');
      });
    });
    await new Promise((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.port}/mlup`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  events() { return this.came.map((delivery) => delivery.json.event); }
  of(record) { return this.came.filter((delivery) => delivery.json.record === record); }
}

// As docs/api.md tells receivers to check it.
function isGenuine(delivery, secret) {
  const parts = Object.fromEntries(delivery.headers['mlup-signature'].split(',').map((part) => part.split('=')).reverse());
  const all = delivery.headers['mlup-signature'].split(',').filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
  const wanted = crypto.createHmac('sha256', secret).update(`${parts.t}.${delivery.text}`).digest('hex');
  return Math.abs(Date.now() / 1000 - Number(parts.t)) < 300 && all.includes(wanted);
}

const receiver = new Receiver();
let server, ann, manager;
const args = ['--require-totp', 'no', '--webhook-allow', '127.0.0.1', '--retry-seconds', '1'];

before(async () => {
  await receiver.start();
  server = await new Server({ args }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const org = await ann.create('organisations', { short_name: 'AAA', name: 'Organisation A', kind: 'grantee' });
  const chief = await addUser(ann, 'a.chief', { roles: ['administrator'], org: org.id });
  manager = await addUser(chief, 'a.manager', { roles: ['manager', 'field_officer'] });
});
after(async () => { await server?.stop(); await receiver.stop(); });

let number = 0;
async function makeWebhook(values = {}) {
  const webhook = await manager.create('webhooks', { name: `hook ${number += 1}`, url: receiver.url, kinds: ['session', 'person'], ...values });
  const answer = await manager.post(`/api/v1/webhooks/${webhook.id}/secret`);
  assert.equal(answer.status, 200, answer.text);
  return { ...webhook, secret: answer.json.secret };
}
async function endWebhook(webhook) {
  assert.equal((await manager.delete(`/api/v1/webhooks/${webhook.id}?reason=done`)).status, 200);
}
const deliveries = async (webhook) => (await manager.get(`/api/v1/webhooks/${webhook.id}/deliveries`)).json;
const course = () => manager.create('courses', { title: `Course ${number += 1}`, topics: ['marketing'] });
const person = (name) => manager.create('people', { name_latin: name, sex: 'f' });

describe('a webhook', () => {
  it('has no secret until one is made, and is told nothing before', async () => {
    const webhook = await manager.create('webhooks', { name: 'silent', url: receiver.url, kinds: ['person'] });
    await person('Before Anything');
    const answer = await manager.post(`/api/v1/webhooks/${webhook.id}/test`);
    assert.equal(answer.status, 422, answer.text);
    assert.equal((await deliveries(webhook)).has_secret, false);
    assert.equal(receiver.came.length, 0);
    await endWebhook(webhook);
  });

  it('is told of what happens from then on, signed, in the order it happened', async () => {
    const webhook = await makeWebhook();
    assert.match(webhook.secret, /^whsec_[\w-]{43}$/);
    const made = await person('Chan Sophea');
    const changed = (await manager.patch(`/api/v1/people/${made.id}`, { sex: 'm' }, { 'if-match': '"1"' })).json;
    await manager.delete(`/api/v1/people/${made.id}?reason=twice`);
    await manager.post(`/api/v1/people/${made.id}/restore`);
    await until('four deliveries', () => receiver.of(made.id).length === 4);
    const came = receiver.of(made.id);
    assert.deepEqual(came.map(({ json }) => [json.event, json.verb, json.version]),
      [['person.create', 'create', 1], ['person.update', 'update', 2], ['person.delete', 'delete', 3], ['person.restore', 'restore', 4]]);
    assert.ok(came.every((delivery) => isGenuine(delivery, webhook.secret)));
    assert.ok(!came.some((delivery) => isGenuine(delivery, `${webhook.secret}x`)));
    assert.deepEqual(came.map(({ json }) => json.sequence), came.map(({ json }) => json.sequence).toSorted((a, b) => a - b));
    assert.equal(changed.version, 2);
    assert.equal(came[1].json.fields.sex, 'm');
    assert.equal(came[0].headers['mlup-delivery'], came[0].json.delivery);
    assert.equal(came[0].json.at.slice(-1), 'Z');
    await endWebhook(webhook);
  });

  it('never learns a name, a document or a telephone number', async () => {
    const webhook = await makeWebhook({ kinds: ['person', 'household', 'person_group'] });
    const made = await manager.create('people', { name_latin: 'Keo Qqsecret', name_km: 'កែវ សម្ងាត់', sex: 'f', phone: '012345678', note: 'Qqnote' });
    await until('its delivery', () => receiver.of(made.id).length === 1);
    const [{ text, json }] = receiver.of(made.id);
    for (const secret of ['Qqsecret', 'សម្ងាត់', '12345678', 'Qqnote']) assert.ok(!text.includes(secret), `${secret} left the house: ${text}`);
    assert.equal(json.fields.sex, 'f');
    await endWebhook(webhook);
  });

  it('is told only of the kinds and verbs it asks for', async () => {
    const webhook = await makeWebhook({ kinds: ['course'], verbs: ['update'] });
    const made = await course(), other = await person('Not Asked');
    await manager.patch(`/api/v1/courses/${made.id}`, { title: 'Another title' }, { 'if-match': '"1"' });
    await until('its delivery', () => receiver.of(made.id).length === 1);
    assert.equal(receiver.of(made.id)[0].json.event, 'course.update');
    assert.equal(receiver.of(other.id).length, 0);
    await endWebhook(webhook);
  });

  it('keeps the order through failures, and tries again with the same id', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    const before = receiver.came.length;
    receiver.answer = (delivery, count) => (count - before <= 2 ? 503 : 200);
    const made = [await course(), await course(), await course()];
    await until('all three', () => receiver.of(made[2].id).length === 1);
    receiver.answer = () => 200;
    const came = receiver.came.slice(before).map(({ json }) => json.record);
    assert.deepEqual(came, [made[0].id, made[0].id, made[0].id, made[1].id, made[2].id]);
    assert.equal(new Set(receiver.of(made[0].id).map(({ json }) => json.delivery)).size, 1);
    assert.deepEqual(receiver.of(made[0].id).map(({ headers }) => headers['mlup-attempt']), ['1', '2', '3']);
    const log = await deliveries(webhook);
    const first = log.items.find((item) => item.body.record === made[0].id);
    assert.deepEqual([first.state, first.attempts, first.status, first.answer], ['delivered', 3, 200, 'thank you']);
    await endWebhook(webhook);
  });

  it('says in its log what went wrong', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    receiver.answer = () => 500;
    const made = await course();
    await until('a failure in the log', async () => (await deliveries(webhook)).items.some((item) => item.state === 'failed'));
    const log = await deliveries(webhook);
    assert.equal(log.failing, true);
    assert.deepEqual([log.items[0].status, log.items[0].answer], [500, 'not now']);
    receiver.answer = () => 200;
    await until('it works again', async () => !(await deliveries(webhook)).failing);
    assert.ok(receiver.of(made.id).length >= 2);
    await endWebhook(webhook);
  });

  it('gives up after a week of failures, and not before', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    receiver.answer = () => 503;
    const status = async () => (await manager.get(`/api/v1/webhooks/${webhook.id}`)).json;
    const failures = async () => (await deliveries(webhook)).items[0]?.attempts ?? 0;
    await course();
    await until('a failure', async () => (await deliveries(webhook)).failing);
    // As if the failures had begun so long ago: the server's clock is what it compares with.
    const begin = async (hours) => {
      await server.end();
      server.sql(`UPDATE webhook_state SET failing_ms = ${Date.now() - hours * 3600000}, next_ms = 0 WHERE failing_ms > 0`);
      const before = receiver.came.length;
      await server.start();
      await until('another attempt', () => receiver.came.length > before);
    };
    await begin(7 * 24 - 2);
    await until('it stands in the log', async () => (await failures()) > 1);
    assert.equal((await status()).paused ?? false, false);
    await begin(7 * 24 + 1);
    await until('it is paused', async () => (await status()).paused);
    assert.match((await manager.get(`/api/v1/webhooks/${webhook.id}/history`)).json.items.at(-1).reason, /for a week/);
    // It begins anew when somebody lets it go on: one more failure does not end it again.
    const { version } = await status(), before = receiver.came.length;
    await manager.patch(`/api/v1/webhooks/${webhook.id}`, { paused: false }, { 'if-match': `"${version}"` });
    await until('an attempt', () => receiver.came.length > before + 1);
    assert.equal((await status()).paused ?? false, false);
    receiver.answer = () => 200;
    await endWebhook(webhook);
  });

  it('follows no redirect', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] }), before = receiver.came.length;
    receiver.answer = (delivery, count) => (count === before + 1 ? 302 : 200);
    const made = await course();
    await until('the second try', () => receiver.of(made.id).length === 2);
    receiver.answer = () => 200;
    assert.ok(receiver.came.slice(before).every(({ headers }) => headers['mlup-delivery']));
    await until('the log knows', async () => (await deliveries(webhook)).items[0].state === 'delivered');
    await endWebhook(webhook);
  });

  it('waits while it is paused, and is then told everything', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    const version = (await manager.get(`/api/v1/webhooks/${webhook.id}`)).json.version;
    await manager.patch(`/api/v1/webhooks/${webhook.id}`, { paused: true }, { 'if-match': `"${version}"` });
    const made = [await course(), await course()];
    const test = await manager.post(`/api/v1/webhooks/${webhook.id}/test`); // is sent although it is paused: a sign that the job ran
    assert.equal(test.status, 200, test.text);
    await until('the test', () => receiver.came.some(({ json }) => json.delivery === test.json.delivery));
    assert.equal(receiver.of(made[0].id).length, 0);
    await manager.patch(`/api/v1/webhooks/${webhook.id}`, { paused: false }, { 'if-match': `"${version + 1}"` });
    await until('both', () => receiver.of(made[1].id).length === 1);
    assert.equal(receiver.of(made[0].id).length, 1);
    await endWebhook(webhook);
  });

  it('signs with both secrets for a day after a new one', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    const { secret } = (await manager.post(`/api/v1/webhooks/${webhook.id}/secret`)).json;
    assert.notEqual(secret, webhook.secret);
    const made = await course();
    await until('its delivery', () => receiver.of(made.id).length === 1);
    assert.ok(isGenuine(receiver.of(made.id)[0], secret) && isGenuine(receiver.of(made.id)[0], webhook.secret));
    await endWebhook(webhook);
  });

  it('sends a delivery again when somebody asks, with the same id and the same body', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    const made = await course();
    await until('its delivery in the log', async () => (await deliveries(webhook)).items.some((item) => item.body.record === made.id));
    const [{ id }] = (await deliveries(webhook)).items;
    assert.equal((await manager.post(`/api/v1/webhooks/${webhook.id}/deliveries/${id}/again`)).status, 200);
    await until('the second', () => receiver.of(made.id).length === 2);
    const [first, second] = receiver.of(made.id);
    assert.deepEqual([second.text, second.headers['mlup-delivery']], [first.text, first.headers['mlup-delivery']]);
    await endWebhook(webhook);
  });

  it('is paused, with a reason, when the receiver says that it is gone', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    receiver.answer = () => 410;
    await course();
    await until('it is paused', async () => (await manager.get(`/api/v1/webhooks/${webhook.id}`)).json.paused === true);
    receiver.answer = () => 200;
    const history = (await manager.get(`/api/v1/webhooks/${webhook.id}/history`)).json.items;
    assert.match(history.at(-1).reason, /410/);
    await endWebhook(webhook);
  });

  it('tells of the progress of promises, as the board has it', async () => {
    const programme = await ann.create('programmes', { name: 'Programme', starts_on: '2016-03-01', ends_on: '2018-03-31' });
    const org = manager.me.org;
    const agreement = await ann.create('agreements', { org, programme: programme.id, number: 'A1', title: 'Agreement', status: 'active', starts_on: '2016-03-01', ends_on: '2018-03-31' });
    const promise = await manager.create('promises', { agreement: agreement.id, number: 'P1', title: 'People' });
    const part = await manager.create('promise-parts', { promise: promise.id, position: 1, label: 'Sessions', shape: 'count', source: 'session', target_unit: 'event', target: 10 });
    const held = { title: 'Held', kind: 'training', status: 'held', starts_on: '2016-05-10', ends_on: '2016-05-10', place: '05010101' };
    await manager.create('sessions', { ...held, course: (await course()).id });
    await until('the board counts', async () => JSON.stringify((await manager.get('/api/v1/board')).json).includes(part.id));
    const webhook = await makeWebhook({ kinds: [], progress: true });
    const ofPart = () => receiver.came.filter(({ json }) => json.event === 'promise.progress' && json.part === part.id);
    await until('a number', () => ofPart().length === 1);
    const [{ json }] = ofPart();
    assert.deepEqual([json.promise, json.number, json.target], [promise.id, 'P1', 10]);
    assert.equal(json.value, 1);
    await endWebhook(webhook);
  });
});

describe('the guard', () => {
  const tells = async (url, words) => {
    const webhook = await makeWebhook({ url, kinds: ['course'] });
    await manager.post(`/api/v1/webhooks/${webhook.id}/test`);
    await until('the log tells', async () => (await deliveries(webhook)).items.some((item) => item.state === 'failed'));
    assert.match((await deliveries(webhook)).items[0].answer, words);
    await endWebhook(webhook);
  };
  it('lets no webhook into a network that the settings do not allow', async () => {
    await tells('https://10.1.2.3/', /network/);
    await tells('https://169.254.169.254/latest/meta-data', /network/);
    await tells('https://[::1]/', /network/);
    await tells('http://[::ffff:10.0.0.1]:8080/', /https/);
  });
  it('speaks http only to addresses that are allowed', () => tells('http://127.0.0.2:9/', /https/));
  it('takes no address that two programs could read differently', async () => {
    for (const url of ['ftp://x/', 'https://a:b@c/', 'https://', 'https://x y/', 'https://x/#a', 'https://x:99999/', 'javascript:alert(1)', 'https://x\\@y/', 'https://exa mple/']) {
      const answer = await manager.post('/api/v1/webhooks', { name: 'bad', url, kinds: ['course'] });
      assert.equal(answer.status, 422, `${url}: ${answer.text}`);
      assert.equal(answer.json.errors[0].field, 'url');
    }
  });
});

describe('rights', () => {
  it('are those of exchange: another organisation does not know the webhook, a viewer sees none', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    const orgB = await ann.create('organisations', { short_name: 'BBB', name: 'Organisation B', kind: 'grantee' });
    const stranger = await addUser(ann, 'b.chief', { roles: ['administrator'], org: orgB.id });
    for (const rest of ['', '/deliveries']) assert.equal((await stranger.get(`/api/v1/webhooks/${webhook.id}${rest}`)).status, 404);
    for (const rest of ['secret', 'test']) assert.equal((await stranger.post(`/api/v1/webhooks/${webhook.id}/${rest}`)).status, 404);
    const seen = await ann.get(`/api/v1/webhooks/${webhook.id}`); // the lead sees what is connected, and changes nothing
    assert.equal(seen.status, 200);
    assert.equal((await ann.post(`/api/v1/webhooks/${webhook.id}/secret`)).status, 403);
    await endWebhook(webhook);
  });
  it('are those of who made it: when that one leaves, it is paused', async () => {
    const chief = await addUser(ann, 'c.chief', { roles: ['administrator'], org: (await ann.create('organisations', { short_name: 'CCC', name: 'C', kind: 'grantee' })).id });
    const maker = await addUser(chief, 'c.maker', { roles: ['me_officer'] });
    const webhook = await maker.create('webhooks', { name: 'c', url: receiver.url, kinds: ['course'] });
    assert.equal((await maker.post(`/api/v1/webhooks/${webhook.id}/secret`)).status, 200);
    const membership = (await chief.all(`/api/v1/memberships?user=${maker.me.user}`))[0];
    const before = receiver.came.length;
    assert.equal((await chief.delete(`/api/v1/memberships/${membership.id}?reason=left`)).status, 200);
    await until('it is paused', async () => (await chief.get(`/api/v1/webhooks/${webhook.id}`)).json.paused === true);
    assert.ok(receiver.came.slice(before).every(({ json }) => json.org !== chief.me.org));
  });
});

describe('nothing is lost', () => {
  it('when the server is killed while the receiver keeps silent', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    receiver.answer = () => null;
    const made = [await course(), await course()];
    await until('the first is under way', () => receiver.of(made[0].id).length === 1);
    await server.kill();
    await receiver.stop();
    receiver.answer = () => 200;
    await receiver.start();
    await server.start();
    await until('both', () => receiver.of(made[1].id).length >= 1);
    const ids = receiver.came.filter(({ json }) => made.some(({ id }) => id === json.record)).map(({ json }) => json.record);
    assert.deepEqual(ids, [made[0].id, made[0].id, made[1].id]);
    assert.equal(new Set(receiver.of(made[0].id).map(({ json }) => json.delivery)).size, 1);
    await endWebhook(webhook);
  });

  it('when the receiver is away for a while', async () => {
    const webhook = await makeWebhook({ kinds: ['course'] });
    await receiver.stop();
    const made = [];
    for (let i = 0; i < 60; i += 1) made.push(await course());
    await until('it knows', async () => (await deliveries(webhook)).failing);
    await receiver.start();
    await until('all of them', () => receiver.of(made.at(-1).id).length === 1);
    const came = receiver.came.filter(({ json }) => made.some(({ id }) => id === json.record)).map(({ json }) => json.record);
    assert.deepEqual(came, made.map(({ id }) => id));
    await endWebhook(webhook);
  });
});
