// SPDX-License-Identifier: Apache-2.0
// A case file at work: shown by its code, opened for a purpose by who works on it, shared with a team, opened in an emergency
// when a second person allows it, planned, approved, erased by two; and who saw it.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, makePlaces, signIn } from './app.mjs';

let server, ann, worker, colleague, supervisor, second, officer, file, stranger;
const words = { name_latin: 'Sok Sreymom', name_km: 'សុខ ស្រីមុំ', phone: '012777666', document_number: 'N 090 555 123', address: 'Behind the pagoda of Prey' };
const secrets = Object.values(words);

// What a page of a file says of who it is about.
function assertNameless(answer, what) {
  for (const secret of secrets) assert.ok(!answer.text.includes(secret), `${what} says ${secret}`);
}
const at = (behind = '') => `/case-files/${file.id}${behind}`;
const api = (path) => `/api/v1/${path}`;
const read = async (client, path) => (await client.get(api(path))).json;
const open = (client, purpose = 'a follow-up visit') => client.form(at('/reveal'), { purpose });
const reads = async () => (await read(supervisor, `case-files/${file.id}/reads`)).items;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  ann = await server.setUp();
  await makePlaces(ann);
  const org = (await ann.create('organisations', { short_name: 'CARE', name: 'An organisation that cares', kind: 'grantee' })).id;
  const other = (await ann.create('organisations', { short_name: 'ELSE', name: 'Another organisation', kind: 'grantee' })).id;
  const chief = await addUser(ann, 'chief', { roles: ['administrator'], org });
  const elsewhere = await addUser(ann, 'elsewhere', { roles: ['administrator'], org: other });
  worker = await addUser(chief, 'worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'colleague', { roles: ['social_worker'] });
  supervisor = await addUser(chief, 'supervisor', { roles: ['manager'] });
  second = await addUser(chief, 'second', { roles: ['manager'] });
  officer = await addUser(chief, 'officer', { roles: ['me_officer'] });
  stranger = await addUser(elsewhere, 'stranger', { roles: ['social_worker', 'manager'] });
  file = await worker.create('case-files', { ...words, birth_date: '1998-04-03', sex: 'f', arrived_on: '2016-05-10', from_country: 'TH', risk: 'high', urgent: ['medical'] });
  await worker.create('case-notes', { case_file: file.id, on_day: '2016-05-11', kind: 'interview', note: 'She asks for her sister Bopha.' });
  await worker.create('case-tasks', { case_file: file.id, kind: 'call', due_on: '2016-05-20', what: 'Call the sister Bopha.' });
});
after(() => server.stop());

describe('the page of a file', () => {
  it('names it by its code and says nothing of who it is about', async () => {
    for (const client of [worker, colleague, supervisor, officer]) {
      const page = await client.get(at());
      assert.equal(page.status, 200, page.text);
      assert.match(page.text, new RegExp(`<title>${file.code}(: Opened)? `));
      assertNameless(page, client.me.login);
      assert.ok(!page.text.includes('Bopha'), client.me.login);
      assert.match(page.headers['cache-control'], /no-store/);
    }
  });

  it('is not there for another organisation, like one that never was', async () => {
    const never = crypto.randomUUID();
    for (const behind of ['', '/team', '/emergency', '/erasure', '/reads', '/reveal', '/history', '/edit']) {
      const real = await stranger.get(at(behind)), none = await stranger.get(`/case-files/${never}${behind}`);
      assert.equal(real.status, 404, behind);
      const bare = (answer, id) => answer.text.replaceAll(id, '').replaceAll(/name="csrf" value="[^"]*"/g, '');
      assert.equal(bare(real, file.id), bare(none, never), behind);
    }
  });

  it('is opened on one page for a purpose, with one line in the log', async () => {
    assert.equal((await open(worker, 'x')).status, 422);
    const before = (await reads()).length, page = await open(worker);
    assert.equal(page.status, 200, page.text);
    for (const text of [words.name_latin, words.name_km, words.address, 'She asks for her sister Bopha.', 'Call the sister Bopha.']) assert.ok(page.text.includes(text), text);
    assert.match(page.text, new RegExp(`<title>${file.code}(: Opened)? `));
    assert.match(page.headers['cache-control'], /no-store/);
    const lines = await reads();
    assert.equal(lines.length, before + 1);
    assert.ok(lines[0].fields.includes('name_km') && lines[0].fields.includes('case_note:1') && lines[0].fields.includes('case_task:1'), lines[0].fields.join());
    assert.deepEqual([lines[0].user, lines[0].purpose], [worker.me.user, 'a follow-up visit']);
  });

  it('does not open to a colleague, a supervisor, or who only counts', async () => {
    for (const client of [colleague, supervisor]) {
      const answer = await open(client);
      assert.equal(answer.status, 422, client.me.login);
      assertNameless(answer, client.me.login);
    }
    assert.equal((await open(officer)).status, 404);
  });

  it('tells who saw it and any part of it', async () => {
    const [note] = (await read(worker, `case-notes?case_file=${file.id}`)).items;
    assert.equal((await worker.post(api(`case-notes/${note.id}/reveal`), { purpose: 'to read one note' })).status, 200);
    const lines = await reads();
    assert.equal(lines[0].purpose, 'to read one note');
    const page = await supervisor.get(at('/reads'));
    assert.ok(page.text.includes('to read one note') && page.text.includes('a follow-up visit'));
    assertNameless(page, 'who saw');
  });

  it('has its tasks, and a button that does one', async () => {
    const [task] = (await read(worker, `case-tasks?case_file=${file.id}`)).items;
    assert.equal((await colleague.form(at(`/tasks/${task.id}/done`), {})).status, 422);
    assert.equal((await worker.form(at(`/tasks/${task.id}/done`), {})).status, 303);
    assert.ok((await read(worker, `case-tasks/${task.id}`)).done_on);
    assert.equal((await worker.form(`/case-files/${crypto.randomUUID()}/tasks/${task.id}/done`, {})).status, 404);
  });

  it('names first the task that is due first, whenever it was set', async () => {
    const other = await worker.create('case-files', { sex: 'm', arrived_on: '2016-05-10' });
    const made = {};
    for (const due_on of ['2016-08-03', '2016-06-01', '2016-07-02']) {
      made[due_on] = (await worker.create('case-tasks', { case_file: other.id, kind: 'call', due_on })).id;
    }
    const page = (await worker.get(`/case-files/${other.id}`)).text;
    const places = Object.keys(made).sort().map((day) => page.indexOf(`/tasks/${made[day]}/done`));
    assert.ok(places[0] > 0 && places[0] < places[1] && places[1] < places[2], places.join());
  });
});

describe('somebody of the organisation without the right', () => {
  it('finds no route to a file or a part of it, and nothing that says so', async () => {
    const chief = await signIn(server, 'chief');
    const parts = {};
    for (const path of ['case-notes', 'case-tasks']) [parts[path]] = (await read(worker, `${path}?case_file=${file.id}`)).items;
    const targets = { 'case-files': file.id, ...Object.fromEntries(Object.entries(parts).map(([path, { id }]) => [path, id])) };
    const routes = server.run('routes').trim().split('\n').map((line) => line.trim().split(/\s+/)).filter(([, pattern]) => /case-|\{type\}/.test(pattern) && !/imports|\/new$/.test(pattern));
    for (const role of ['administrator', 'field_officer', 'bookkeeper', 'viewer', 'donor']) {
      const client = role === 'administrator' ? chief : await addUser(chief, `no.${role}`, { roles: [role] });
      let walked = 0;
      for (const [method, pattern] of routes) {
        for (const [noun, id] of Object.entries(targets)) {
          if (!pattern.includes('{type}') && !pattern.includes(`/${noun}/`)) continue;
          const address = pattern.replace('{type}', noun).replace('{id}', id).replaceAll('{id}', crypto.randomUUID());
          const options = method === 'GET' ? {} : address.startsWith('/api/') ? { json: { version: 1, reason: 'x', purpose: 'to look' } } : { form: { csrf: client.csrf, purpose: 'to look', do: 'ask' } };
          const answer = await client.call(method, address, options);
          assert.ok([403, 404, 405, 422].includes(answer.status), `${role}: ${method} ${address}: ${answer.status}`);
          if (pattern.includes('{id}')) assert.ok([404, 405].includes(answer.status), `${role}: ${method} ${address}: ${answer.status}`);
          assertNameless(answer, `${role} ${method} ${address}`);
          assert.ok(!answer.text.includes(file.code) && !answer.text.includes('Bopha'), `${role} ${method} ${address}`);
          walked++;
        }
      }
      assert.ok(walked > 40, `${walked} routes`);
      for (const address of ['/case-files', '/arrivals', '/case-openings', '/case-files/erasures', `/api/v1/case-files?q=${encodeURIComponent('Sok Sreymom')}`, '/api/v1/case-files?sort=name_latin', `/search?q=${file.code}`, `/api/v1/pick/case-files?q=${file.code}`]) {
        const answer = await client.get(address);
        assert.ok(!answer.text.includes(file.id), `${role} ${address}`);
        assertNameless(answer, `${role} ${address}`);
      }
    }
  });

  it('counts files without anything personal, when that is the role', async () => {
    const one = await read(officer, `case-files/${file.id}`);
    assert.deepEqual([one.sex, one.name_latin, one.phone, one.home_village, one.case_worker], ['f', undefined, undefined, undefined, undefined]);
    for (const query of ['q=Sok+Sreymom', `phone=${words.phone}`, 'sort=name_latin', `case_worker=${worker.me.user}`, 'name_latin=Sok+Sreymom']) {
      const answer = await officer.get(api(`case-files?${query}`));
      assert.ok(!(answer.json.items || []).some(({ id }) => id === file.id) || query.startsWith('sort'), query);
      assertNameless(answer, query);
    }
    for (const behind of ['/reveal', '/team', '/emergency', '/erasure', '/reads']) assert.equal((await officer.get(at(behind))).status, 404, behind);
  });
});

describe('a team', () => {
  it('is chosen from colleagues by name, who may then open the file', async () => {
    const page = await worker.get(at('/team'));
    assert.ok(page.text.includes('User colleague') && page.text.includes('User supervisor'));
    for (const nobody of ['User officer', 'User chief', 'User stranger']) assert.ok(!page.text.includes(nobody), nobody);
    assert.equal((await worker.form(at('/team'), { do: 'add', user: stranger.me.user, role: 'counsellor' })).status, 422);
    assert.equal((await worker.form(at('/team'), { do: 'add', user: colleague.me.user, role: 'counsellor' })).status, 303);
    assert.equal((await open(colleague)).status, 200);
    const [member] = (await read(worker, `case-team-members?case_file=${file.id}`)).items;
    assert.equal((await worker.form(at('/team'), { do: 'remove', member: member.id })).status, 303);
    assert.equal((await open(colleague)).status, 422);
  });

  it('is not changed by who does not work on the file', async () => {
    assert.equal((await colleague.get(at('/team'))).status, 404);
    assert.equal((await colleague.form(at('/team'), { do: 'add', user: colleague.me.user, role: 'counsellor' })).status, 404);
    assert.equal((await worker.get(api('users'))).status, 404);
  });

  it('is handed on to another social worker', async () => {
    const version = async () => (await read(supervisor, `case-files/${file.id}`)).version;
    assert.equal((await supervisor.form(at('/team'), { do: 'worker', worker: colleague.me.user, version: await version() })).status, 303);
    assert.equal((await open(worker)).status, 422);
    assert.equal((await open(colleague)).status, 200);
    assert.equal((await supervisor.form(at('/team'), { do: 'worker', worker: worker.me.user, version: await version() })).status, 303);
    assert.equal((await open(worker)).status, 200);
  });
});

describe('an emergency', () => {
  const ask = (client, reason = 'The hospital calls and nobody of the team answers.') => client.form(at('/emergency'), { do: 'ask', reason });
  const opening = async () => (await read(supervisor, `case-openings?case_file=${file.id}`)).items[0];

  it('is asked with a reason, decided by a second person, and over after its hours', async () => {
    assert.equal((await ask(colleague, 'please')).status, 422);
    assert.equal((await ask(colleague)).status, 303);
    const asked = await opening();
    assert.deepEqual(asked.reason, { sealed: true });
    assert.ok((await supervisor.get(at('/emergency'))).text.includes('The hospital calls'));
    assert.ok((await supervisor.get('/')).text.includes(`${at('/emergency')}"`), 'it waits on the home page');
    assert.equal((await colleague.form(at('/emergency'), { do: 'allow', opening: asked.id, hours: 4 })).status, 404);
    assert.equal((await open(colleague)).status, 422);
    assert.equal((await supervisor.form(at('/emergency'), { do: 'allow', opening: asked.id, hours: 40 })).status, 400);
    assert.equal((await supervisor.form(at('/emergency'), { do: 'allow', opening: asked.id, hours: 4 })).status, 303);
    assert.equal((await open(colleague, 'an emergency')).status, 200);
    for (const client of [worker, second]) assert.ok((await client.get('/')).text.includes(`${at('/emergency')}"`), `${client.me.login} is told`);
    assert.equal((await colleague.form(at('/emergency'), { do: 'end', opening: asked.id })).status, 303);
    assert.equal((await open(colleague)).status, 422);
    assert.equal((await reads())[0].purpose, 'an emergency');
  });

  it('is not decided by who asks, also when they may decide', async () => {
    assert.equal((await ask(supervisor)).status, 303);
    const asked = await opening();
    const own = await supervisor.form(at('/emergency'), { do: 'allow', opening: asked.id, hours: 1 });
    assert.equal(own.status, 422);
    assert.match(own.text, /A second person decides/);
    assert.equal((await second.form(at('/emergency'), { do: 'refuse', opening: asked.id })).status, 303);
    assert.equal((await open(supervisor)).status, 422);
    assert.equal((await second.form(at('/emergency'), { do: 'allow', opening: asked.id, hours: 1 })).status, 422);
  });

  it('is listed for who decides, without a name', async () => {
    const list = await supervisor.get('/case-openings');
    assert.equal(list.status, 200);
    assert.ok(list.text.includes(file.code) && list.text.includes('User colleague'));
    assertNameless(list, 'openings');
    assert.equal((await worker.get('/case-openings')).status, 404);
  });
});

describe('a plan', () => {
  it('is approved by somebody else, or sent back with a comment', async () => {
    const ask = (client, subject) => client.form(at('/approvals'), { do: 'ask', subject });
    const latest = async () => (await read(supervisor, `case-approvals?case_file=${file.id}`)).items[0];
    assert.equal((await ask(colleague, 'plan')).status, 404);
    assert.equal((await ask(worker, 'plan')).status, 303);
    assert.equal((await ask(worker, 'plan')).status, 422);
    const decide = (client, what, more = {}) => latest().then(({ id }) => client.form(at('/approvals'), { do: what, approval: id, ...more }));
    assert.equal((await decide(worker, 'approve')).status, 404);
    assert.equal((await decide(supervisor, 'send-back')).status, 422);
    assert.equal((await decide(supervisor, 'send-back', { comment: 'Who takes Bopha to school?' })).status, 303);
    assert.ok(!(await worker.get(at())).text.includes('Bopha'));
    assert.equal((await ask(supervisor, 'plan')).status, 303);
    assert.equal((await decide(supervisor, 'approve')).status, 422);
    assert.equal((await decide(second, 'approve')).status, 303);
    assert.equal((await latest()).state, 'approved');
  });

  it('is closed by a social worker only when a supervisor approved the closing', async () => {
    const close = async () => worker.patch(api(`case-files/${file.id}`), { state: 'closed', version: (await read(worker, `case-files/${file.id}`)).version });
    assert.equal((await close()).status, 422);
    assert.equal((await worker.form(at('/approvals'), { do: 'ask', subject: 'closure' })).status, 303);
    const [{ id }] = (await read(supervisor, `case-approvals?case_file=${file.id}`)).items;
    assert.equal((await supervisor.form(at('/approvals'), { do: 'approve', approval: id })).status, 303);
    const closed = await close();
    assert.equal(closed.status, 200, closed.text);
    assert.ok(closed.json.closed_on);
  });
});

describe('erasure', () => {
  const erasure = async () => (await read(supervisor, `case-erasures?case_file=${file.id}`)).items[0];
  const step = async (client, what, more = {}) => client.form(at('/erasure'), { do: what, erasure: (await erasure())?.id || '', ...more });
  const version = async () => (await read(supervisor, `case-files/${file.id}`)).version;

  it('is refused while the file must be kept, and by one person alone', async () => {
    await supervisor.patch(api(`case-files/${file.id}`), { legal_hold: true, version: await version() });
    assert.equal((await step(worker, 'propose', { basis: 'person_asks' })).status, 422);
    await supervisor.patch(api(`case-files/${file.id}`), { legal_hold: false, version: await version() });
    assert.equal((await step(supervisor, 'propose', { basis: 'person_asks' })).status, 303);
    assert.equal((await step(supervisor, 'agree')).status, 422);
    assert.equal((await step(worker, 'agree')).status, 404);
    const written = await supervisor.patch(api(`case-files/${file.id}`), { erased_on: '2016-06-01', version: await version() });
    assert.equal(written.status, 422, 'nobody writes it by hand');
    assert.equal((await open(worker)).status, 200, 'the key is still there');
  });

  it('destroys the key with a proof; afterwards nothing opens and no search finds', async () => {
    const found = async () => (await worker.post(api('case-files/search'), { q: 'Sok Sreymom' })).json.total;
    const by_phone = async () => (await worker.post(api('case-files/search'), { phone: words.phone })).json.total;
    assert.deepEqual([await found(), await by_phone()], [1, 1]);
    const done = await step(second, 'agree');
    assert.equal(done.status, 303, done.text);
    assert.deepEqual([await found(), await by_phone()], [0, 0]);
    const opened = await open(worker);
    assert.equal(opened.status, 422);
    const [note] = (await read(worker, `case-notes?case_file=${file.id}`)).items;
    assert.equal((await worker.post(api(`case-notes/${note.id}/reveal`), { purpose: 'to read it again' })).status, 422);
    const proof = await erasure();
    assert.deepEqual([proof.state, proof.proposed_by, proof.decided_by], ['done', supervisor.me.user, second.me.user]);
    assert.match(proof.key_id, /^[0-9a-f]{16}$/);
    assert.match(proof.after_hash, /^[0-9a-f]{64}$/);
    assert.ok(proof.parts >= 3 && proof.after_entry > 0);
    const page = await worker.get(at('/erasure'));
    assert.ok(page.text.includes(proof.key_id));
    assert.match(server.run('verify'), /case files erased: 1\n/);
  });

  it('lets nothing be written into it again', async () => {
    const note = await worker.post(api('case-notes'), { case_file: file.id, on_day: '2016-05-12', kind: 'other', note: 'Another note.' });
    assert.equal(note.status, 422);
    const name = await supervisor.patch(api(`case-files/${file.id}`), { name_latin: 'Sok Sreymom', version: await version() });
    assert.equal(name.status, 422);
    const gone = await supervisor.delete(api(`case-erasures/${(await erasure()).id}?reason=x`));
    assert.ok([403, 404, 422].includes(gone.status), gone.text);
  });
});

describe('time of keeping', () => {
  it('is a rule of the organisation, and lists what is due', async () => {
    const made = await supervisor.create('case-files', { sex: 'm', arrived_on: '2010-01-05', age_years: 30 });
    const closed = await supervisor.patch(api(`case-files/${made.id}`), { state: 'closed', closed_on: '2011-02-03', version: made.version });
    assert.equal(closed.status, 200, closed.text);
    assert.ok(!(await supervisor.get('/case-files/erasures')).text.includes(made.code));
    await supervisor.create('case-retentions', { kept_of: 'adult', years: 5 });
    assert.ok((await supervisor.get('/case-files/erasures')).text.includes(made.code));
    assert.equal((await worker.get('/case-files/erasures')).status, 404);
  });
});
