// SPDX-License-Identifier: Apache-2.0
// Two files for one person: whoever makes a case file is asked first, and told of others' files no more than their code; two
// files become one and two again; erasing one erases what went into it, and leaves only what counts need.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, formToken, makePlaces, places, unique } from './app.mjs';

let server, ann, worker, colleague, supervisor, second, stranger;
const name = 'Nhem Sokunthea', km = 'ញ៉ែម សុគន្ធា';
const api = (path) => `/api/v1/${path}`;
const values = (more = {}) => ({ name_latin: name, birth_date: '1998-04-03', sex: 'f', arrived_on: '2016-05-10', ...more });
const ask = (client, more, key = unique(), query = '') => client.post(api(`case-files${query}`), values(more), { 'idempotency-key': key });
const files = async (client) => (await client.get(api('case-files?limit=1'))).json.total;
const read = async (client, path) => (await client.get(api(path))).json;
const reads = async (client, file) => (await client.get(api(`case-files/${file.id}/reads`))).json.items;

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
  stranger = await addUser(elsewhere, 'stranger', { roles: ['social_worker', 'manager'] });
});
after(() => server.stop());

describe('whoever makes a case file', () => {
  let first;
  before(async () => { first = await worker.create('case-files', values({ name_km: km, phone: '012777666', birth_date: '1998-04-03' })); });

  it('is asked by the API whether it is one of these, with reasons, and nothing is saved', async () => {
    const before = await files(worker), asked = await ask(worker);
    assertRefused(asked, 409);
    assert.deepEqual([asked.json.code, asked.json.title], ['alike', 'Somebody like this may be known already.']);
    const late = await worker.patch(api(`case-files/${first.id}`), { nationality: 'KH', version: 99 });
    assert.deepEqual([late.status, late.json.code, late.json.title], [409, 'changed', 'Somebody changed this meanwhile.']);
    const [found] = asked.json.candidates;
    assert.deepEqual([found.file_id, found.file_code, found.file_name, found.file_opens], [first.id, first.code, km, true]);
    assert.ok(found.reasons.some(({ text }) => text === 'Born on the same day') && found.score >= 40, asked.text);
    assert.equal(await files(worker), before);
  });

  it('is told no more than the code of a file that somebody else works on', async () => {
    const asked = await ask(colleague, { birth_date: '3/4/1998' });
    assertRefused(asked, 409);
    const [found] = asked.json.candidates;
    assert.deepEqual([found.file_code, found.file_name, found.file_opens], [first.code, '', false]);
    assert.ok(!found.reasons.some(({ text }) => /Born on the same/.test(text)), 'the sealed birth date is not confirmed');
    for (const secret of [km, '012777666', '1998-04-03']) assert.ok(!asked.text.includes(secret), secret);
    const [line] = await reads(worker, first);
    assert.deepEqual([line.user, line.fields], [colleague.me.user, ['likeness']], 'who works on the file sees that somebody asked');
  });

  it('is told nothing of another organisation, and may ask nothing without the right', async () => {
    const made = await ask(stranger);
    assert.equal(made.status, 201, made.text);
    for (const role of ['me_officer', 'viewer', 'lawyer']) {
      const client = await addUser(ann, `no.${role}`, { roles: [role] }), answer = await ask(client);
      assert.ok([403, 404].includes(answer.status) && !answer.text.includes('candidates'), `${role}: ${answer.text}`);
    }
    assertRefused(await ask(worker), 409);
  });

  it('makes one more when it is another person, and the answer is kept; sent again it has one effect', async () => {
    const before = await files(worker), key = unique();
    const made = await ask(worker, {}, key, '?force=1'), again = await ask(worker, {}, key, '?force=1'), later = await ask(worker, {}, key);
    assert.deepEqual([made.status, again.status, later.status], [201, 200, 200], later.text);
    assert.ok(made.json.id === again.json.id && made.json.id === later.json.id);
    assert.equal(await files(worker), before + 1);
    const pairs = await worker.all(api('case-pairs'));
    const pair = pairs.filter((one) => [one.first, one.second].includes(made.json.id));
    assert.deepEqual(pair.map(({ answer }) => answer), pair.map(() => 'different'));
    assert.ok(pair.some((one) => [one.first, one.second].includes(first.id)), JSON.stringify(pairs));
    assertRefused(await worker.post(api('case-pairs'), { first: first.id, second: made.json.id, answer: 'same' }), 403);
    assert.equal((await stranger.get(api(`case-pairs/${pair[0].id}`))).status, 404);
  });

  it('is asked of each of a list, also when two of it are one', async () => {
    const rows = [values(), values({ name_latin: 'Prum Sarann', birth_date: '1983' }), values({ name_latin: 'Sarann Prum', birth_date: '1983' })];
    const asked = await worker.post(api('case-files'), rows);
    assertRefused(asked, 409);
    assert.deepEqual(asked.json.candidates.map(({ row, double_of }) => [row, double_of]), [[0, undefined], [2, 1]]);
    const made = await worker.post(api('case-files?force=1'), rows);
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.items.length, 3, 'answers about pairs are no items');
    assertRefused(await worker.post(api('case-files'), Array.from({ length: 501 }, () => ({ sex: 'f', arrived_on: '2016-05-10' }))), 422);
  });

  it('is asked by the form on a page that keeps what was typed', async () => {
    const before = await files(worker), page = await colleague.get('/case-files/new');
    const names = page.text.match(/name="_fields" value="([^"]*)"/)[1];
    const typed = { _fields: names, _key: crypto.randomUUID(), name_latin: name, birth_date: '3/4/1998', sex: 'f', arrived_on: '10/5/2016', alias: 'Thea' };
    const asked = await colleague.form('/case-files', typed);
    assert.equal(asked.status, 409, asked.text);
    assert.ok(asked.text.includes(first.code) && asked.text.includes('value="Thea"') && asked.text.includes('id="alike"'));
    assert.ok(!asked.text.includes(km) && !asked.text.includes('012777666'));
    const made = await colleague.form('/case-files', { ...typed, _other: '1' }), again = await colleague.form('/case-files', { ...typed, _other: '1' });
    assert.deepEqual([made.status, again.status], [303, 303], made.text);
    assert.equal(made.headers.location, again.headers.location);
    assert.equal(await files(worker), before + 1);
  });
});

describe('two files of one person', () => {
  let stays, goes, note, merge;
  const at = (file, behind = '/merge') => `/case-files/${file.id}${behind}`;
  const post = (client, json, file = stays) => client.post(api(`case-files/${file.id}/merge`), json);
  const propose = (client = worker, more = {}) => post(client, { do: 'propose', with: goes.code, reason: 'She told her name both times.', ...more });
  const decide = (client, what) => post(client, { do: what, merge: merge.id });
  const opened = async (client, file) => (await client.post(api(`case-files/${file.id}/reveal`), { purpose: 'to compare' })).json;

  before(async () => {
    stays = await worker.create('case-files', { name_latin: 'Chan Thida', sex: 'f', arrived_on: '2016-05-10', birth_date: '1999' });
    goes = await colleague.create('case-files', { name_latin: 'Chan Theeda', name_km: 'ចាន់ ធីតា', phone: '012888999', sex: 'f', arrived_on: '2016-05-10', birth_date: '1999-02-03', legal_hold: true });
    note = await colleague.create('case-notes', { case_file: goes.id, on_day: '2016-05-11', kind: 'interview', note: 'She asks for her mother.' });
  });

  it('are compared without what is sealed by who does not work on both', async () => {
    const page = await worker.get(`${at(stays)}?with=${goes.code}`);
    assert.equal(page.status, 200, page.text);
    assert.ok(page.text.includes(goes.code) && !page.text.includes('012888999') && !page.text.includes('Chan Theeda'), 'sealed');
    assert.equal((await stranger.get(at(stays))).status, 404);
    assert.equal((await post(stranger, { do: 'propose', with: goes.code, reason: 'x' })).status, 404);
  });

  it('are proposed by one, with a reason, and agreed by another who supervises', async () => {
    assertRefused(await propose(worker, { reason: '' }), 422, ['reason']);
    assertRefused(await propose(worker, { with: stays.code }), 422, ['with']);
    assertRefused(await propose(worker, { with: 'CA-9999X' }), 422, ['with']);
    const proposed = await propose(worker, { 'take.phone': 'theirs', 'take.birth_date': 'theirs', 'take.name_km': 'theirs' });
    assert.equal(proposed.status, 200, proposed.text);
    [merge] = await worker.all(api(`case-merges?case_file=${stays.id}`));
    assert.ok(!proposed.text.includes('She told her name'), 'the reason is sealed');
    assert.equal((await decide(worker, 'agree')).status, 404);
    assertRefused(await propose(supervisor), 422, ['merged']);
    const page = await supervisor.get(at(stays));
    assert.ok(page.text.includes('She told her name both times.'), 'who decides reads the reason');
    const agreed = await decide(supervisor, 'agree');
    assert.equal(agreed.status, 200, agreed.text);
  });

  it('are one: parts are opened with the file that stays, chosen fields are its own, it must be kept as the other had to', async () => {
    const file = await opened(worker, stays);
    assert.deepEqual([file.name_latin, file.name_km, file.phone, file.birth_date, file.birth_year, file.legal_hold], ['Chan Thida', 'ចាន់ ធីតា', '012888999', '1999-02-03', 1999, true]);
    const moved = await read(worker, `case-notes/${note.id}`);
    assert.equal(moved.case_file, stays.id);
    assert.equal((await worker.post(api(`case-notes/${note.id}/reveal`), { purpose: 'to read it' })).json.note, 'She asks for her mother.');
    assert.equal((await opened(colleague, stays)).phone, '012888999', 'who worked on the other goes on');
  });

  it('the code and the address of the other lead to it, and nobody is asked about it', async () => {
    const led = await worker.get(`/case-files/${goes.id}`);
    assert.deepEqual([led.status, led.headers.location], [303, `/case-files/${stays.id}?done=led-to-file`]);
    const search = await worker.get(`/search?q=${goes.code}`);
    assert.deepEqual([search.status, search.headers.location], [303, `/case-files/${stays.id}`]);
    assert.equal((await stranger.get(`/case-files/${goes.id}`)).status, 404);
    assertRefused(await supervisor.post(api(`case-files/${goes.id}/restore`), {}), 422);
    assert.match(server.run('verify'), /\n/);
  });

  it('are two again, each under its own key', async () => {
    const later = await worker.create('case-notes', { case_file: stays.id, on_day: '2016-06-11', kind: 'call', note: 'Later.' });
    assert.equal((await decide(worker, 'undo')).status, 404);
    const undone = await decide(second, 'undo');
    assert.equal(undone.status, 200, undone.text);
    assert.equal((await read(worker, `case-notes/${note.id}`)).case_file, goes.id);
    assert.equal((await read(worker, `case-notes/${later.id}`)).case_file, stays.id);
    const file = await opened(worker, stays);
    assert.deepEqual([file.phone, file.birth_date], [null, '1999']);
    assert.equal((await opened(colleague, goes)).phone, '012888999');
    assert.equal((await worker.post(api(`case-notes/${note.id}/reveal`), { purpose: 'x y z w' })).status, 422, 'the worker of the other file has it alone again');
    assert.match(server.run('verify'), /\n/);
  });

  it('end together: erasing the file that stays destroys both keys and leaves what counts need', async () => {
    await propose(worker);
    merge = (await worker.all(api(`case-merges?case_file=${stays.id}`))).find(({ state }) => state === 'proposed');
    assert.equal((await decide(supervisor, 'agree')).status, 200);
    const now = await read(worker, `case-files/${stays.id}`);
    assert.equal((await worker.patch(api(`case-files/${stays.id}`), { version: now.version, legal_hold: false, home_village: places.village, nationality: 'KH' })).status, 200);
    assert.equal((await worker.form(at(stays, '/erasure'), { do: 'propose', basis: 'person_asks' })).status, 303);
    const [erasure] = await worker.all(api(`case-erasures?case_file=${stays.id}`));
    assert.equal((await supervisor.form(at(stays, '/erasure'), { do: 'agree', erasure: erasure.id })).status, 303);
    const proof = await read(supervisor, `case-erasures/${erasure.id}`);
    assert.ok(proof.merged_keys && proof.key_id && proof.merged_keys !== proof.key_id, JSON.stringify(proof));
    const left = await read(supervisor, `case-files/${stays.id}`);
    assert.deepEqual([left.sex, left.age_years, left.birth_year, left.home_village, left.arrived_on, left.nationality, left.arrival, left.case_worker],
      ['f', 15, null, places.province, '2016-05-01', null, null, null]);
    assert.equal((await read(supervisor, `case-notes/${note.id}`)).on_day, '2016-05-01');
    const { items } = await read(supervisor, `case-files/${stays.id}/history`);
    assert.ok(items.length > 2 && items.slice(0, -1).every(({ erased, at, user, fields }) => erased && at && user && !Object.keys(fields).length), 'what was said before is shown to nobody');
    assert.ok(!items.at(-1).erased && !JSON.stringify(items).includes('2016-05-10'));
    assert.equal((await opened(worker, stays)).phone, undefined);
    assertRefused(await decide(second, 'undo'), 422);
    assert.match(server.run('verify'), /\n/);
  });
});

describe('two files that were one for a while', () => {
  const at = (file, behind) => api(`case-files/${file.id}/${behind}`);
  const reveal = async (client, path) => (await client.post(api(`${path}/reveal`), { purpose: 'to compare' })).json;
  const merge = async (stays, goes, more = {}) => {
    const proposed = await worker.post(at(stays, 'merge'), { do: 'propose', with: goes.code, reason: 'One person.', ...more });
    assert.equal(proposed.status, 200, proposed.text);
    const one = (await worker.all(api(`case-merges?case_file=${stays.id}`))).find(({ state }) => state === 'proposed');
    return { one, agreed: await supervisor.post(at(stays, 'merge'), { do: 'agree', merge: one.id }) };
  };
  const undo = (stays, one) => second.post(at(stays, 'merge'), { do: 'undo', merge: one.id });
  const erase = async (file, client) => {
    assert.equal((await client.form(`/case-files/${file.id}/erasure`, { do: 'propose', basis: 'person_asks' })).status, 303);
    const erasure = (await client.all(api(`case-erasures?case_file=${file.id}`))).find(({ state }) => state === 'proposed');
    return supervisor.form(`/case-files/${file.id}/erasure`, { do: 'agree', erasure: erasure.id });
  };
  const attach = (client, path, text) => {
    const edge = 'x7d1c5b', head = `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="paper.txt"\r\nContent-Type: text/plain\r\n\r\n`;
    return client.call('POST', api(`${path}/files`), { body: `${head}${text}\r\n--${edge}--\r\n`, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } });
  };
  let number = 0;
  const two = async (more = {}) => {
    const one = (client, values) => client.post(api('case-files?force=1'), { name_latin: `Person ${++number}`, sex: 'f', arrived_on: '2016-05-10', ...values });
    return [(await one(worker, {})).json, (await one(colleague, more)).json];
  };

  it('are not compared without a line in the log of both: nobody guesses a name unseen', async () => {
    const [own, other] = await two();
    const page = await worker.get(`/case-files/${own.id}/merge?with=${other.code}`);
    assert.equal(page.status, 200, page.text);
    for (const [client, file] of [[colleague, other], [worker, own]])
      assert.ok((await reads(client, file)).some((line) => line.user === worker.me.user && line.fields.join() === 'likeness'), file.code);
  });

  it('an erasure that was proposed for one is decided before they become one', async () => {
    const [stays, goes] = await two();
    assert.equal((await colleague.form(`/case-files/${goes.id}/erasure`, { do: 'propose', basis: 'person_asks' })).status, 303);
    const { agreed } = await merge(stays, goes);
    assertRefused(agreed, 422, ['state']);
    assert.equal((await read(worker, `case-files/${stays.id}`)).erased_on, null);
  });

  it('the file that stays is not deleted, and the other does not come back alone, nor what was set aside of it', async () => {
    const [stays, goes] = await two();
    await worker.create('reintegrations', { case_file: stays.id, started_on: '2016-06-01' });
    const aside = await colleague.create('reintegrations', { case_file: goes.id, started_on: '2016-06-02' });
    const { agreed } = await merge(stays, goes);
    assert.equal(agreed.status, 200, agreed.text);
    assertRefused(await supervisor.post(api(`reintegrations/${aside.id}/restore`), {}), 422);
    const { version } = await read(worker, `case-files/${stays.id}`);
    assertRefused(await worker.delete(api(`case-files/${stays.id}?reason=mistake`), { 'if-match': `"${version}"` }), 422, ['reason']);
    assertRefused(await supervisor.post(at(goes, 'restore'), {}), 422);
  });

  it('what was attached to a moved part meanwhile goes back with it, and ends with its own file alone', async () => {
    const [stays, goes] = await two();
    await colleague.create('reintegrations', { case_file: goes.id, started_on: '2016-06-01' });
    const paper = await colleague.create('reintegration-papers', { case_file: goes.id, paper: 'assessment', on_day: '2016-06-02' });
    const { one, agreed } = await merge(stays, goes);
    assert.equal(agreed.status, 200, agreed.text);
    const attached = await attach(worker, `reintegration-papers/${paper.id}`, 'attached meanwhile');
    const there = await worker.get(`/attachments/to/reintegration-papers/${paper.id}`);
    assert.equal(there.status, 200);
    assert.ok(!there.text.includes('href="/reintegration-papers"'), 'a kind without a list of its own has no way to it');
    assert.equal(attached.status, 201, attached.text);
    assert.equal((await undo(stays, one)).status, 200);
    assert.equal((await erase(stays, worker)).status, 303);
    const [file] = (await colleague.get(api(`reintegration-papers/${paper.id}/files`))).json.items;
    const bytes = async () => colleague.get(api(`attachments/${file.file_id}/file`));
    assert.equal((await bytes()).text, 'attached meanwhile');
    assert.equal((await erase(goes, colleague)).status, 303);
    assert.notEqual((await bytes()).text, 'attached meanwhile');
    assert.match(server.run('verify'), /\n/);
  });

  it('what one said of the other is not put back from its history when the other was erased', async () => {
    const [stays, goes] = await two({ phone: '012777888' });
    const { one, agreed } = await merge(stays, goes, { 'take.phone': 'theirs' });
    assert.equal(agreed.status, 200, agreed.text);
    assert.equal((await reveal(worker, `case-files/${stays.id}`)).phone, '012777888');
    assert.equal((await undo(stays, one)).status, 200);
    assert.equal((await erase(goes, colleague)).status, 303);
    for (const { sequence, verb } of (await read(worker, `case-files/${stays.id}/history`)).items)
      if (verb === 'update') await worker.post(at(stays, 'undo'), { sequence });
    assert.equal((await reveal(worker, `case-files/${stays.id}`)).phone, null);
  });

  it('nor what one part was completed with from the other', async () => {
    const [stays, goes] = await two();
    const need = (client, file, more) => client.create('case-needs', { case_file: file.id, on_day: '2016-05-12', domain: 'health', score: 2, ...more });
    const kept = await need(worker, stays, {});
    await need(colleague, goes, { finding: 'A cough.' });
    const { one, agreed } = await merge(stays, goes);
    assert.equal(agreed.status, 200, agreed.text);
    assert.equal((await reveal(worker, `case-needs/${kept.id}`)).finding, 'A cough.');
    assert.equal((await undo(stays, one)).status, 200);
    const entries = (await read(worker, `case-needs/${kept.id}/history`)).items;
    for (const { sequence } of entries.filter(({ verb }) => verb === 'update')) assertRefused(await worker.post(api(`case-needs/${kept.id}/undo`), { sequence }), 422);
    assert.equal((await reveal(worker, `case-needs/${kept.id}`)).finding, null);
  });

  it('what was attached to the file itself meanwhile is listed with the rest, and goes to the other file when it is sent there', async () => {
    const [stays, goes] = await two();
    const { one, agreed } = await merge(stays, goes);
    assert.equal(agreed.status, 200, agreed.text);
    for (const text of ['of the other', 'of this one']) assert.equal((await attach(worker, `case-files/${stays.id}`, text)).status, 201);
    const held = async (client, file) => Promise.all((await client.get(at(file, 'files'))).json.items.map(async ({ file_id }) => ({ id: file_id, text: (await client.get(api(`attachments/${file_id}/file`))).text })));
    const of = (await held(worker, stays)).find(({ text }) => text === 'of the other').id;
    const { meanwhile } = (await second.get(at(stays, 'merge'))).json.merges.find(({ merge_id }) => merge_id === one.id);
    assert.deepEqual(meanwhile.map(({ part_kind, part_goes }) => [part_kind, part_goes]), Array(2).fill(['Attached file', false]));
    assert.ok(meanwhile.some(({ part_id, part_href }) => part_id === of && part_href === `/attachments/${of}/file`));
    const undone = await second.post(at(stays, 'merge'), { do: 'undo', merge: one.id, [`part.${of}`]: 'goes' });
    assert.equal(undone.status, 200, undone.text);
    assert.deepEqual((await held(worker, stays)).map(({ text }) => text), ['of this one']);
    assert.deepEqual(await held(colleague, goes), [{ id: of, text: 'of the other' }]);
    assert.equal((await erase(stays, worker)).status, 303);
    assert.deepEqual(await held(colleague, goes), [{ id: of, text: 'of the other' }], 'it is sealed under the key of its own file');
    assert.equal((await erase(goes, colleague)).status, 303);
    assert.notEqual((await colleague.get(api(`attachments/${of}/file`))).text, 'of the other');
    assert.match(server.run('verify'), /\n/);
  });

  it('are decided about once: another answer is refused, the same submission sent again is not', async () => {
    const [stays, goes] = await two(), { one, agreed } = await merge(stays, goes);
    assert.equal(agreed.status, 200, agreed.text);
    const say = (what, key = unique()) => second.post(at(stays, 'merge'), { do: what, merge: one.id }, { 'idempotency-key': key });
    for (const what of ['agree', 'decline']) {
      const answer = await say(what);
      assertRefused(answer, 422, ['state']);
      assert.match(answer.text, /decided already/);
    }
    const key = unique();
    assert.equal((await say('undo', key)).status, 200);
    assert.equal((await say('undo', key)).status, 200);
    for (const what of ['undo', 'agree', 'decline']) assertRefused(await say(what), 422, ['state']);
    assert.equal((await read(worker, `case-merges/${one.id}`)).state, 'undone');
  });
});
