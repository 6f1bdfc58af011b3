// SPDX-License-Identifier: Apache-2.0
// Forms asked of people who came back: answered page by page, stopped, explained; who may decide what.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces } from './app.mjs';
import { book, sheetXml } from './workbook.mjs';

let server, worker, colleague, manager, stranger, lead, form, version, file;
const label = (en, km = en) => ({ en, km });
const definition = { title: label('Screening'), pages: [
  { name: 'first', label: label('First', 'ដំបូង'), questions: [
    { type: 'note', name: 'hello', label: label('You may stop.') },
    { type: 'integer', name: 'age', label: label('How old?'), required: true, minimal: true, constraint: '. >= 0 and . <= 120', message: label('Between 0 and 120.', 'ចន្លោះ ០ និង ១២០។') },
    { type: 'select_one', name: 'alone', label: label('Alone?'), relevant: '${age} < 18', minimal: true, choices: [{ code: 'yes', label: label('Yes') }, { code: 'no', label: label('No') }] }] },
  { name: 'second', questions: [
    { type: 'select_one', name: 'moved', label: label('How did you get there?'), choices: [{ code: 'self', label: label('By myself') }, { code: 'sold', label: label('Sold'), finding: 'act:sold' }] },
    { type: 'select_multiple', name: 'work', label: label('What did you do?'), choices: [{ code: 'beg', label: label('Beg'), finding: 'purpose:ForcedBegging' }, { code: 'farm', label: label('Farm') }] }] }] };
const begin = async (client, values = {}) => {
  const page = await client.form(`/case-files/${file.id}/forms`, { form_version: version.id, ...values });
  assert.equal(page.status, 303, page.text);
  return page.headers.location.split('/')[2];
};
const fill = (client, id, page, fields) => client.form(`/form-answers/${id}/fill/${page}`, [['_shown', 'age'], ...Object.entries(fields)]);
const answerOf = async (id) => (await worker.get(`/api/v1/form-answers/${id}`)).json;

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  lead = await server.setUp();
  await makePlaces(lead);
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  manager = await addUser(chief, 'one.boss', { roles: ['manager'] });
  worker = await addUser(chief, 'one.worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'one.colleague', { roles: ['social_worker'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  form = await worker.create('care-forms', { name: 'Screening', name_km: 'ការពិនិត្យ', purpose: 'screening' });
  version = await worker.create('care-form-versions', { care_form: form.id, state: 'published', definition: JSON.stringify(definition) });
  file = await worker.create('case-files', { name_latin: 'Sok Sreymom', sex: 'f', birth_date: '2004-05-12', arrived_on: '2016-05-10' });
});
after(() => server.stop());

describe('a form', () => {
  it('is asked page by page; an answer opens the question that follows from it', async () => {
    const id = await begin(worker);
    const first = await worker.get(`/form-answers/${id}/fill/0`);
    assert.equal(first.status, 200);
    assert.match(first.text, /name="age"/);
    assert.doesNotMatch(first.text, /name="alone"/);
    const again = await fill(worker, id, 0, { age: '១២', do: 'next' });
    assert.equal(again.status, 200);
    assert.match(again.text, /name="alone"/);
    const next = await worker.form(`/form-answers/${id}/fill/0`, [['_shown', 'age'], ['_shown', 'alone'], ['age', '12'], ['alone', 'yes'], ['do', 'next']]);
    assert.equal(next.headers.location, `/form-answers/${id}/fill/1`);
    const end = await worker.form(`/form-answers/${id}/fill/1`, [['_shown', 'moved'], ['_shown', 'work'], ['moved', 'sold'], ['work', 'beg'], ['work', 'farm'], ['do', 'finish']]);
    assert.equal(end.headers.location, `/form-answers/${id}/result`, end.text);
    const answer = await answerOf(id);
    assert.deepEqual([answer.state, answer.indication, answer.elements], ['finished', 'present', ['act', 'purpose']]);
    const result = await worker.get(`/form-answers/${id}/result`);
    assert.match(result.text, /Forced begging|ការសុំទានដោយបង្ខំ/);
  });

  it('names what is wrong and keeps what was typed', async () => {
    const id = await begin(worker);
    const wrong = await fill(worker, id, 0, { age: '130', do: 'next' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /ចន្លោះ ០ និង ១២០|Between 0 and 120/);
    assert.match(wrong.text, /value="130"/);
    const none = await fill(worker, id, 0, { age: '', do: 'next' });
    assert.equal(none.status, 422);
  });

  it('may be stopped anywhere and goes on where it stopped', async () => {
    const other = await worker.create('case-files', { name_latin: 'Chan Dara', sex: 'm', arrived_on: '2016-05-10' });
    const begun = await worker.form(`/case-files/${other.id}/forms`, { form_version: version.id });
    const id = begun.headers.location.split('/')[2];
    const stopped = await fill(worker, id, 0, { age: 'old', do: 'stop' });
    assert.equal(stopped.status, 303, stopped.text);
    const answer = await answerOf(id);
    assert.deepEqual([answer.state, answer.indication], ['stopped', 'unclear']);
  });

  it('does not ask twice what was told in an earlier one', async () => {
    const id = await begin(worker);
    assert.match((await worker.get(`/form-answers/${id}/fill/0`)).text, /name="age"[^>]*value="12"|value="12"[^>]*name="age"/);
  });

  it('asks only the least when that is wished', async () => {
    const id = await begin(worker, { minimal: 'yes' });
    const page = await fill(worker, id, 0, { age: '30', do: 'next' });
    assert.equal(page.headers.location, `/form-answers/${id}/fill/0`, 'there is no second page');
    assert.doesNotMatch((await worker.get(`/form-answers/${id}/fill/1`)).text, /name="moved"/);
  });
});

describe('answers', () => {
  it('open to who works on the file and to nobody else', async () => {
    const id = await begin(worker);
    assert.equal((await colleague.get(`/form-answers/${id}/fill/0`)).status, 422);
    assert.equal((await manager.get(`/form-answers/${id}/result`)).status, 422);
    assert.equal((await colleague.form(`/case-files/${file.id}/forms`, { form_version: version.id })).status, 422);
    for (const client of [stranger, lead]) {
      assert.equal((await client.get(`/form-answers/${id}/fill/0`)).status, 404);
      assert.equal((await client.get(`/api/v1/form-answers/${id}`)).status, 404);
      assert.equal((await client.get(`/care-form-versions/${version.id}/preview`)).status, client === lead ? 200 : 404);
    }
  });

  it('that are no answers of the form are refused by name', async () => {
    const values = { case_file: file.id, form_version: version.id, begun_on: '2016-05-11' };
    assertRefused(await worker.post('/api/v1/form-answers', { ...values, answers: '{"moved":"flown"}' }), 422, ['moved']);
    assertRefused(await worker.post('/api/v1/form-answers', { ...values, answers: '[]' }), 422, ['answers']);
    assertRefused(await worker.post('/api/v1/form-answers', { ...values, answers: '{"age":"200"}' }), 422, ['age']);
  });

  it('stand nowhere in the clear', () => { // with the quote behind it: four letters may come by chance in what is sealed
    const found = server.sql("SELECT COUNT(*) FROM change_log WHERE patch LIKE '%Sreymom%' OR (type = 'form_answer' AND (patch LIKE '%moved_\"%' OR patch LIKE '%sold_\"%'))");
    assert.equal(found, '0');
  });
});

describe('a version of a form', () => {
  it('that is wrong is refused with its question', async () => {
    const wrong = { pages: [{ questions: [{ type: 'text', name: 'a', label: label('A'), relevant: '${b} = 1' }] }] };
    const answer = await worker.post('/api/v1/care-form-versions', { care_form: form.id, definition: JSON.stringify(wrong) });
    assertRefused(answer, 422, ['definition']);
    assert.match(answer.text, /“a”.*“b”/);
  });

  it('does not change once it was published', async () => {
    const change = (values) => worker.patch(`/api/v1/care-form-versions/${version.id}`, { ...values, version: 1 });
    assertRefused(await change({ definition: JSON.stringify({ pages: [{ questions: [{ type: 'text', name: 'b', label: label('B') }] }] }) }), 422, ['definition']);
    assertRefused(await change({ state: 'draft' }), 422, ['state']);
    assert.equal((await change({ state: 'retired' })).status, 200);
  });
});

describe('an XLSForm', () => {
  const names = ['survey', 'choices', 'settings'];
  const choices = [['list_name', 'name', 'label::English (en)', 'label::Khmer (km)', 'finding'], ['how', 'sold', 'Sold', 'លក់', 'act:sold'], ['how', 'self', 'Myself', 'ខ្លួនឯង', '']];
  const workbook = (survey) => book([survey, choices, [['form_title'], ['From a sheet']]].map((rows) => sheetXml(rows)), { names });
  const send = (client, bytes) => {
    const edge = 'edge-of-the-form';
    const part = (name, value, more = '') => `--${edge}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const body = Buffer.concat([Buffer.from(part('csrf', client.csrf) + part('file', '', '; filename="form.xlsx"').slice(0, -2)), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
    return client.call('POST', `/care-forms/${form.id}/import`, { body, headers: { 'content-type': `multipart/form-data; boundary=${edge}`, 'x-csrf-token': undefined } });
  };

  it('becomes a draft with its pages, languages and findings', async () => {
    const made = await send(worker, workbook([['type', 'name', 'label::English (en)', 'label::Khmer (km)', 'relevant'], ['begin group', 'way', 'The way', 'ផ្លូវ', ''],
      ['integer', 'age', 'Age?', 'អាយុ?', ''], ['select_one how', 'moved', 'How?', 'យ៉ាងណា?', '${age} > 5'], ['end group', '', '', '', '']]));
    assert.equal(made.status, 303, made.text);
    const draft = (await worker.get(`/api/v1${made.headers.location.replace('/preview', '')}`)).json;
    assert.deepEqual([draft.state, draft.questions], ['draft', 2]);
    const { pages } = JSON.parse(draft.definition);
    assert.equal(pages[0].label.km, 'ផ្លូវ');
    assert.equal(pages[0].questions[1].choices[0].finding, 'act:sold');
    assert.equal((await worker.get(made.headers.location)).status, 200);
  });

  it('that cannot be a form is refused with its row, and nothing is made', async () => {
    const before = (await worker.all(`/api/v1/care-form-versions?care_form=${form.id}`)).length;
    for (const [survey, words] of [[[['type', 'name', 'label'], ['geopoint', 'a', 'Where?']], /geopoint/], [[['a', 'b'], ['1', '2']], /survey/], [[['type', 'name', 'label'], ['text', 'a', 'A', ''], ['text', 'a', 'B', '']], /“a”/]]) {
      const answer = await send(worker, workbook(survey));
      assert.equal(answer.status, 422, answer.text);
      assert.match(answer.text, words);
    }
    assert.equal((await send(worker, Buffer.from('no workbook'))).status, 422);
    assert.equal((await send(stranger, workbook([['type', 'name', 'label'], ['text', 'a', 'A']]))).status, 404);
    assert.equal((await worker.all(`/api/v1/care-form-versions?care_form=${form.id}`)).length, before);
  });
});

describe('a decision', () => {
  const decide = (client, values) => client.post('/api/v1/status-decisions', { case_file: file.id, decided_on: '2016-05-12', ...values });
  it('that recognises formally is the authority’s alone', async () => {
    assert.equal((await decide(worker, { status: 'presumed', decided_by: 'NGO' })).status, 201);
    assert.equal((await decide(worker, { status: 'identified', decided_by: 'Police', document: 'No 17' })).status, 201);
    assertRefused(await decide(worker, { status: 'recognised', decided_by: 'NGO' }), 422, ['decided_by']);
    for (const client of [worker, manager]) assertRefused(await decide(client, { status: 'recognised', decided_by: 'Police' }), 422, ['status']);
    assertRefused(await decide(worker, { status: 'presumed', decided_by: 'NGO', decided_on: '2016-05-01' }), 422, ['decided_on']);
  });

  it('that recognises formally is taken from a user of the authority', async () => {
    const ministry = await lead.create('organisations', { short_name: 'MIN', name: 'Ministry', kind: 'grantee', iati_type: 't10' });
    const officer = await addUser(lead, 'min.boss', { roles: ['manager'], org: ministry.id });
    const own = await officer.create('case-files', { name_latin: 'Chan Dara', sex: 'm', arrived_on: '2016-05-10' });
    const made = await officer.post('/api/v1/status-decisions', { case_file: own.id, status: 'recognised', decided_by: 'Police', decided_on: '2016-05-12' });
    assert.equal(made.status, 201, made.text);
  });

  it('stays what it was', async () => {
    const [one] = await worker.all(`/api/v1/status-decisions?case_file=${file.id}`);
    assertRefused(await worker.patch(`/api/v1/status-decisions/${one.id}`, { status: 'not_victim', version: 1 }), 422, ['status']);
  });
});
