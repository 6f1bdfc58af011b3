// SPDX-License-Identifier: Apache-2.0
// Writing the questions of a form: a draft of the next version, its questions, two people at once, publishing, XLSForm there and back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Server, addUser, assertRefused, makePlaces } from './app.mjs';

let server, worker, colleague, manager, stranger, field, form, version, file, answer;
const both = (en, km = `${en} ខ្មែរ`) => ({ en, km });
const yesNo = [{ code: 'yes', label: both('Yes', 'បាទ') }, { code: 'no', label: both('No', 'ទេ') }];
const definition = { title: both('Screening', 'ការពិនិត្យ'), pages: [
  { name: 'first', label: both('First', 'ដំបូង'), questions: [
    { type: 'integer', name: 'age', label: both('How old?', 'អាយុប៉ុន្មាន?'), minimal: true, constraint: '. >= 0 and . <= 120', message: both('Between 0 and 120.', 'ចន្លោះ ០ និង ១២០។') },
    { type: 'select_one', name: 'alone', label: both('Alone?', 'ម្នាក់ឯង?'), relevant: '${age} < 18', choices: yesNo }] },
  { name: 'second', questions: [
    { type: 'select_multiple', name: 'work', label: both('What did you do?', 'បានធ្វើអ្វី?'), choices: [{ code: 'beg', label: both('Beg', 'សុំទាន'), finding: 'purpose:ForcedBegging' }, { code: 'farm', label: both('Farm', 'កសិកម្ម') }] }] }] };

const draftOf = async (id) => (await worker.get(`/api/v1/care-form-versions/${id}/draft`)).json;
const names = ({ definition: { pages } }) => pages.map(({ questions }) => questions.map(({ name }) => name).join(' ')).join(' | ');
const questionOf = (draft, name) => draft.definition.pages.flatMap(({ questions }) => questions).find((one) => one.name === name);
const step = async (client, id, what, more = {}) => client.form(`/care-form-versions/${id}/draft`, { do: what, _version: String((await draftOf(id)).version), ...more });
// What a browser would send of the page: every input with its value.
const inputs = (page) => {
  const text = (value) => value.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  const fields = {}, main = page.text.slice(page.text.indexOf('id="question"'));
  for (const [, attributes] of main.matchAll(/<input ([^>]*)>/g)) {
    const name = attributes.match(/name="([^"]*)"/)?.[1], type = attributes.match(/type="([^"]*)"/)?.[1];
    if (name && name !== 'csrf' && (!/radio|checkbox/.test(type) || / checked/.test(attributes))) fields[name] = text(attributes.match(/value="([^"]*)"/)?.[1] || '');
  }
  for (const [, name, value] of main.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>\n?([^<]*)<\/textarea>/g)) fields[name] = text(value);
  for (const [, name, options] of main.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) fields[name] = text((options.match(/value="([^"]*)" selected/) || [, ''])[1]);
  return fields;
};
const open = (client, id, query) => client.get(`/care-form-versions/${id}/question?${query}`, { 'accept-language': 'en', cookie: `${client.headers.cookie}; lang=en` });
const save = async (client, id, query, values) => client.form(`/care-form-versions/${id}/question`, { ...inputs(await open(client, id, query)), action: 'save', ...values }, { cookie: `${client.headers.cookie}; lang=en` });
const begin = async (client = worker) => (await client.form(`/care-forms/${form.id}/draft`, {})).headers.location.split('/')[2];
const anotherForm = async (name, definition_) => {
  const made = await worker.create('care-forms', { name, purpose: 'screening' });
  return worker.create('care-form-versions', { care_form: made.id, definition: JSON.stringify(definition_) });
};

before(async () => {
  server = await new Server({ args: ['--require-totp', 'no'] }).start();
  const lead = await server.setUp();
  await makePlaces(lead);
  const [one, two] = [await lead.create('organisations', { short_name: 'ONE', name: 'One', kind: 'grantee' }), await lead.create('organisations', { short_name: 'TWO', name: 'Two', kind: 'grantee' })];
  const chief = await addUser(lead, 'one.chief', { roles: ['administrator'], org: one.id });
  manager = await addUser(chief, 'one.boss', { roles: ['manager'] });
  worker = await addUser(chief, 'one.worker', { roles: ['social_worker'] });
  colleague = await addUser(chief, 'one.colleague', { roles: ['social_worker'] });
  field = await addUser(chief, 'one.field', { roles: ['field_officer'] });
  stranger = await addUser(lead, 'two.boss', { roles: ['manager'], org: two.id });
  form = await worker.create('care-forms', { name: 'Screening', name_km: 'ការពិនិត្យ', purpose: 'screening' });
  version = await worker.create('care-form-versions', { care_form: form.id, state: 'published', definition: JSON.stringify(definition) });
  file = await worker.create('case-files', { name_latin: 'Sok Sreymom', sex: 'f', birth_date: '1998-05-12', arrived_on: '2016-05-10' });
  answer = await worker.create('form-answers', { case_file: file.id, form_version: version.id, begun_on: '2016-05-10', state: 'finished', answers: '{"age":"20","work":"beg"}' });
});
after(() => server.stop());

describe('a draft', () => {
  it('begins with the questions of the last version, once', async () => {
    assert.match((await worker.get(`/care-forms/${form.id}/draft`)).text, /name="_key"/);
    const page = (await worker.get(`/care-forms/${form.id}`)).text;
    assert.ok(page.includes(`href="/care-forms/${form.id}/draft"`) && !page.includes('care-form-versions/new'), 'the button to add leads to a page');
    const id = await begin();
    assert.equal(await begin(colleague), id);
    assert.equal((await worker.get(`/care-forms/${form.id}/draft`)).headers.location, `/care-form-versions/${id}/draft`);
    const draft = await draftOf(id);
    assert.deepEqual([draft.number, names(draft)], [2, 'age alone | work']);
    const drafts = (await worker.all(`/api/v1/care-form-versions?care_form=${form.id}`)).filter(({ state }) => state === 'draft');
    assert.equal(drafts.length, 1);
  });

  it('of a form without a version begins empty', async () => {
    const made = await worker.create('care-forms', { name: 'Nothing yet', purpose: 'other' });
    const begun = await worker.post(`/api/v1/care-forms/${made.id}/draft`, {});
    assert.equal(begun.status, 200, begun.text);
    const draft = await draftOf(begun.json.id);
    assert.deepEqual([draft.number, draft.definition.pages.length, draft.definition.title.en], [1, 1, 'Nothing yet']);
    assert.match((await worker.get(`/care-form-versions/${begun.json.id}/draft`)).text, /id="draft"/);
    assert.equal((await worker.get(`/care-form-versions/${begun.json.id}/try`)).status, 200);
    assertRefused(await worker.post(`/api/v1/care-form-versions/${begun.json.id}/publish`, { version: draft.version }), 422, ['']);
  });

  it('begun by two people at the same moment is one draft', async () => {
    const made = await worker.create('care-forms', { name: 'Both at once', purpose: 'other' });
    const begun = await Promise.all([worker, colleague, manager, worker, colleague].map((client) => client.post(`/api/v1/care-forms/${made.id}/draft`, {})));
    for (const one of begun) assert.equal(one.status, 200, one.text);
    assert.equal(new Set(begun.map(({ json }) => json.id)).size, 1);
    assert.equal((await worker.all(`/api/v1/care-form-versions?care_form=${made.id}`)).length, 1);
  });

  it('has its questions moved, copied and taken out after asking; what others wait for stays before them', async () => {
    const id = await begin();
    assert.equal((await step(worker, id, 'copy:alone')).headers.location, `/care-form-versions/${id}/draft#q-alone_2`);
    assert.equal(names(await draftOf(id)), 'age alone alone_2 | work');
    await step(worker, id, 'down:alone_2');
    assert.equal(names(await draftOf(id)), 'age alone | alone_2 work');
    await step(worker, id, 'down:alone_2');
    assert.equal(names(await draftOf(id)), 'age alone | work alone_2');
    const refused = await step(worker, id, 'down:age');
    assert.equal(refused.status, 422);
    assert.match(refused.text, /“alone”.*“age”/);
    const asked = await step(worker, id, 'remove:alone_2');
    assert.equal(asked.status, 200);
    assert.match(asked.text, /name="sure" value="yes"/);
    assert.equal(names(await draftOf(id)), 'age alone | work alone_2');
    assert.equal((await step(worker, id, 'remove:alone_2', { sure: 'yes' })).status, 303);
    await step(worker, id, 'section-up:1');
    assert.equal(names(await draftOf(id)), 'work | age alone');
    await step(worker, id, 'section-down:0');
    assert.equal(names(await draftOf(id)), 'age alone | work');
    assert.equal((await step(worker, id, 'remove:age', { sure: 'yes' })).status, 422);
    assert.equal((await step(worker, id, 'nonsense:age')).status, 400);
    assert.equal((await step(worker, id, 'up:nobody')).status, 422);
  });

  it('is for those alone who may change forms', async () => {
    const id = await begin();
    for (const client of [stranger, field]) {
      for (const address of ['draft', 'question?name=age', 'section?section=0', 'publish']) assert.equal((await client.get(`/care-form-versions/${id}/${address}`)).status, 404, address);
      assert.equal((await client.form(`/care-form-versions/${id}/draft`, { do: 'copy:age', _version: '1' })).status, 404);
      assert.equal((await client.call('PUT', `/api/v1/care-form-versions/${id}/draft`, { json: { version: 1, definition } })).status, 404);
      assert.equal((await client.form(`/care-forms/${form.id}/draft`, {})).status, 404);
    }
    assert.equal((await stranger.get(`/care-form-versions/${id}/try`)).status, 404);
    assert.equal((await stranger.get(`/care-form-versions/${id}/xlsform`)).status, 404);
    assert.equal((await field.get(`/care-form-versions/${id}/try`)).status, 200);
  });
});

describe('a question', () => {
  it('is written in one language first, and shown as missing the other', async () => {
    const id = await begin();
    const made = await save(worker, id, 'section=1&type=text', { label_en: 'Where do you live?', section: '1' });
    assert.equal(made.status, 303, made.text);
    const draft = await draftOf(id);
    assert.equal(names(draft), 'age alone | work where_do_you_live');
    assert.ok(draft.missing.some(({ remark_question }) => remark_question === 'where_do_you_live'));
    assert.match((await worker.get(`/care-form-versions/${id}/draft`)).text, /draft-lack/);
    const both_ = await save(worker, id, 'name=where_do_you_live', { label_km: 'អ្នករស់នៅឯណា?', hint_en: 'The village', hint_km: 'ភូមិ', required: 'yes', minimal: 'yes' });
    assert.equal(both_.status, 303, both_.text);
    assert.deepEqual(questionOf(await draftOf(id), 'where_do_you_live'), { type: 'text', name: 'where_do_you_live', label: both('Where do you live?', 'អ្នករស់នៅឯណា?'), hint: both('The village', 'ភូមិ'), required: true, minimal: true });
  });

  it('has answers with codes, two labels and what they tell; a row without a code is named and nothing typed is lost', async () => {
    const id = await begin();
    const rows = { 'code.0': 'sold', 'en.0': 'Sold', 'km.0': 'លក់', 'finding.0': 'act:sold', 'code.1': '', 'en.1': 'By myself', 'km.1': 'ខ្លួនឯង' };
    const refused = await save(worker, id, 'section=1&type=select_one', { label_en: 'How?', label_km: 'យ៉ាងណា?', name: 'how', ...rows });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /An answer needs a code/);
    assert.match(refused.text, /value="By myself"/);
    assert.equal(questionOf(await draftOf(id), 'how'), undefined);
    const good = await save(worker, id, 'section=1&type=select_one', { label_en: 'How?', label_km: 'យ៉ាងណា?', name: 'how', ...rows, 'code.1': 'self' });
    assert.equal(good.status, 303, good.text);
    assert.deepEqual(questionOf(await draftOf(id), 'how').choices, [{ code: 'sold', label: both('Sold', 'លក់'), finding: 'act:sold' }, { code: 'self', label: both('By myself', 'ខ្លួនឯង') }]);
    const moved = await worker.form(`/care-form-versions/${id}/question`, { ...inputs(await open(worker, id, 'name=how')), action: 'choice-up:1' });
    assert.match(moved.text, /name="code.0"[^>]*value="self"/);
    assert.equal(questionOf(await draftOf(id), 'how').choices[0].code, 'sold');
    const twice = await save(worker, id, 'name=how', { 'code.1': 'sold' });
    assert.match(twice.text, /The code “sold” is there twice/);
  });

  it('is asked when certain answers were given: chosen, or typed as an expression, each shown as the other', async () => {
    const id = await begin();
    await save(worker, id, 'section=1&type=text', { label_en: 'Story', label_km: 'រឿង', name: 'story' });
    const look = await worker.form(`/care-form-versions/${id}/question`, { ...inputs(await open(worker, id, 'name=story')), action: 'refresh', how: 'simple', 'q.0': 'alone' });
    assert.match(look.text, /<select id="v.0"/);
    const made = await save(worker, id, 'name=story', { how: 'simple', join: 'any', 'q.0': 'age', 'op.0': '5', 'v.0': '១៨', 'q.1': 'work', 'op.1': '6', 'v.1': 'beg' });
    assert.equal(made.status, 303, made.text);
    assert.equal(questionOf(await draftOf(id), 'story').relevant, "${age} >= 18 or selected(${work}, 'beg')");
    const page = await open(worker, id, 'name=story');
    assert.match(page.text, /“How old\?” is at least 18 or “What did you do\?” has among its answers “Beg”/);
    const typed = await save(worker, id, 'name=story', { how: 'text', relevant: "${age} > 5 and (${alone} = 'no' or ${alone} = '')" });
    assert.equal(typed.status, 303, typed.text);
    assert.match((await open(worker, id, 'name=story')).text, /name="how" value="text" checked/);
    assert.equal(questionOf(await draftOf(id), 'story').relevant, "${age} > 5 and (${alone} = 'no' or ${alone} = '')");
    const unknown = await save(worker, id, 'name=story', { how: 'text', relevant: '${nobody} = 1' });
    assert.equal(unknown.status, 422);
    assert.match(unknown.text, /“story” asks for “nobody”, and no question is called so/);
    assert.match(unknown.text, /\$\{nobody\} = 1/);
    assert.match((await save(worker, id, 'name=story', { how: 'text', relevant: '${age} >' })).text, /cannot be read at sign/);
    assert.match((await save(worker, id, 'name=age', { how: 'text', relevant: "${alone} = 'no'" })).text, /“age” and “alone” wait for each other/);
    assert.match((await save(worker, id, 'name=story', { how: 'simple', 'q.0': 'age', 'op.0': '2', 'v.0': 'old' })).text, /“old” is not a number/);
  });

  it('takes a new name into every condition, and refuses one that is taken', async () => {
    const id = await begin();
    assert.match((await save(worker, id, 'name=age', { name: 'alone' })).text, /Two questions are called “alone”/);
    assert.match((await save(worker, id, 'name=age', { name: 'how old' })).text, /cannot be the name of a question/);
    assert.equal((await save(worker, id, 'name=age', { name: 'years' })).status, 303);
    assert.equal(questionOf(await draftOf(id), 'alone').relevant, '${years} < 18');
    assert.equal((await save(worker, id, 'name=years', { name: 'age' })).status, 303);
  });

  it('that asks twice or suggests its answer is warned of', async () => {
    const id = await begin();
    await save(worker, id, 'section=0&type=text', { label_en: 'how old', label_km: 'អាយុ', name: 'again' });
    await save(worker, id, 'section=0&type=text', { label_en: 'You were beaten, right?', label_km: 'គេវាយ មែនទេ?', name: 'leads' });
    const { warnings } = await draftOf(id);
    assert.deepEqual(warnings.map(({ remark_question }) => remark_question), ['again', 'leads']);
    for (const name of ['again', 'leads']) await step(worker, id, `remove:${name}`, { sure: 'yes' });
  });

  it('changed by two people at once: the second is told, keeps what they typed, and saves it after all', async () => {
    const id = await begin();
    const mine = inputs(await open(worker, id, 'name=alone'));
    await save(colleague, id, 'name=alone', { label_en: 'Is nobody with you?' });
    const told = await worker.form(`/care-form-versions/${id}/question`, { ...mine, action: 'save', label_en: 'Are you on your own?' }, { cookie: `${worker.headers.cookie}; lang=en` });
    assert.equal(told.status, 409);
    assert.match(told.text, /one\.colleague|changed the draft at/);
    assert.match(told.text, /Are you on your own\?/);
    assert.match(told.text, /Is nobody with you\?/);
    assert.equal(questionOf(await draftOf(id), 'alone').label.en, 'Is nobody with you?');
    const saved = await worker.form(`/care-form-versions/${id}/question`, { ...inputs(told), action: 'save' });
    assert.equal(saved.status, 303, saved.text);
    assert.equal(questionOf(await draftOf(id), 'alone').label.en, 'Are you on your own?');
    const old = (await draftOf(id)).version - 1;
    assert.equal((await worker.form(`/care-form-versions/${id}/draft`, { do: 'copy:age', _version: String(old) })).status, 409);
    assert.equal((await worker.form(`/care-form-versions/${id}/section`, { section: '0', action: 'save', label_en: 'X', _version: String(old) })).status, 409);
  });

  it('taken out by somebody else meanwhile is put in again by saving', async () => {
    const id = await begin();
    await save(worker, id, 'section=1&type=text', { label_en: 'For a while', label_km: 'បណ្តោះអាសន្ន', name: 'awhile' });
    const mine = inputs(await open(worker, id, 'name=awhile'));
    await step(colleague, id, 'remove:awhile', { sure: 'yes' });
    const told = await worker.form(`/care-form-versions/${id}/question`, { ...mine, action: 'save', label_en: 'For longer' });
    assert.equal(told.status, 409);
    assert.equal((await worker.form(`/care-form-versions/${id}/question`, { ...inputs(told), action: 'save' })).status, 303);
    assert.equal(questionOf(await draftOf(id), 'awhile').label.en, 'For longer');
    await step(worker, id, 'remove:awhile', { sure: 'yes' });
  });
});

describe('a section', () => {
  const change = async (id, values) => worker.form(`/care-form-versions/${id}/section`, { action: 'save', _version: String((await draftOf(id)).version), ...values });
  it('comes with a title in both languages and a condition; the form has a title, too', async () => {
    const id = await begin();
    assert.equal((await change(id, { section: 'new', label_en: 'The end', label_km: 'ចុងបញ្ចប់', how: 'simple', 'q.0': 'age', 'op.0': '2', 'v.0': '18' })).status, 303);
    let { pages, title } = (await draftOf(id)).definition;
    assert.deepEqual([pages.at(-1).label, pages.at(-1).relevant], [both('The end', 'ចុងបញ្ចប់'), '${age} < 18']);
    assert.equal((await change(id, { section: 'title', label_en: 'Screening now', label_km: 'ការពិនិត្យថ្មី' })).status, 303);
    ({ title } = (await draftOf(id)).definition);
    assert.equal(title.en, 'Screening now');
    assert.equal((await worker.get(`/care-form-versions/${id}/section?section=7`)).status, 404);
    assert.match((await worker.get(`/care-form-versions/${id}/section?section=2`)).text, /name="how" value="simple" checked/);
    assert.equal((await step(worker, id, `section-remove:${pages.length - 1}`, { sure: 'yes' })).status, 303);
  });
});

describe('trying it out', () => {
  it('asks as it will be asked and stores nothing', async () => {
    const id = await begin();
    const before_ = (await worker.all('/api/v1/form-answers')).length;
    const first = await worker.get(`/care-form-versions/${id}/try`);
    assert.match(first.text, /name="age"/);
    assert.doesNotMatch(first.text, /name="alone"/);
    const send = (fields) => worker.form(`/care-form-versions/${id}/try`, fields);
    const opened = await send([['page', '0'], ['answers', '{}'], ['_shown', 'age'], ['age', '12'], ['do', 'next']]);
    assert.match(opened.text, /name="alone"/);
    const wrong = await send([['page', '0'], ['answers', '{}'], ['_shown', 'age'], ['age', '130'], ['do', 'next']]);
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /ចន្លោះ ០ និង ១២០|Between 0 and 120/);
    const next = await send([['page', '0'], ['answers', '{}'], ['_shown', 'age'], ['_shown', 'alone'], ['age', '12'], ['alone', 'yes'], ['do', 'next']]);
    assert.match(next.text, /name="page" value="1"/);
    const end = await send([['page', '1'], ['answers', '{"age":"12","alone":"yes"}'], ['_shown', 'work'], ['_shown', 'where_do_you_live'], ['_shown', 'how'], ['_shown', 'story'], ['where_do_you_live', 'Here'], ['work', 'beg'], ['do', 'finish']]);
    assert.match(end.text, /<dt>/, end.text);
    assert.equal((await send({ do: 'again', minimal: 'yes' })).status, 200);
    assert.equal((await send({ page: '99', answers: '[', do: 'next' })).status, 200);
    assert.equal((await send({ page: '0', answers: '[', do: 'next' })).status, 400);
    assert.equal((await worker.all('/api/v1/form-answers')).length, before_);
  });
});

describe('publishing', () => {
  it('is refused while a language is missing, with the question', async () => {
    const id = await begin();
    await save(worker, id, 'section=1&type=text', { label_en: 'Only English', name: 'half' });
    const { version: now } = await draftOf(id);
    const page = await worker.get(`/care-form-versions/${id}/publish`);
    assert.match(page.text, /“half”/);
    const refused = await worker.form(`/care-form-versions/${id}/publish`, { _version: String(now), note: 'New' });
    assert.equal(refused.status, 422);
    assertRefused(await worker.post(`/api/v1/care-form-versions/${id}/publish`, { version: now }), 422, ['half']);
    assertRefused(await worker.patch(`/api/v1/care-form-versions/${id}`, { state: 'published', version: now }), 422, ['definition']);
    await step(worker, id, 'remove:half', { sure: 'yes' });
  });

  it('says what is different, keeps the note, and leaves old answers with their version', async () => {
    const id = await begin();
    const differences = (await worker.get(`/api/v1/care-form-versions/${id}/differences`)).json.differences;
    assert.ok(differences.some(({ difference_kind, difference_name }) => difference_kind === 'added' && difference_name === 'how'));
    assert.ok(differences.some(({ difference_name, difference_is }) => difference_name === 'alone' && difference_is === 'Are you on your own?'));
    assert.equal((await worker.get(`/care-form-versions/${id}/differences`)).status, 200);
    const { version: now } = await draftOf(id);
    assert.equal((await worker.form(`/care-form-versions/${id}/publish`, { _version: String(now - 1) })).status, 409);
    assert.equal((await worker.form(`/care-form-versions/${id}/publish`, { _version: String(now), note: 'Asks how' })).status, 303);
    const published = (await worker.get(`/api/v1/care-form-versions/${id}`)).json;
    assert.deepEqual([published.state, published.note, published.number], ['published', 'Asks how', 2]);
    const shown = await worker.get(`/care-form-versions/${id}`, { cookie: `${worker.headers.cookie}; lang=en` });
    assert.match(shown.text, /Are you on your own\?/);
    assert.match(shown.text, /Asks how/);
    assert.doesNotMatch(shown.text, /&quot;pages&quot;/);
    const old = await worker.get(`/form-answers/${answer.id}/result`);
    assert.equal(old.status, 200);
    assert.match(old.text, /What did you do\?|បានធ្វើអ្វី/);
    assert.equal((await worker.get(`/api/v1/care-form-versions/${version.id}`)).json.definition, version.definition);
    assert.equal((await worker.get(`/care-form-versions/${id}/draft`)).headers.location, `/care-form-versions/${id}`);
    assert.equal((await worker.form(`/care-form-versions/${id}/draft`, { do: 'copy:age', _version: '1' })).status, 422);
    const next = await begin();
    assert.notEqual(next, id);
    assert.equal((await draftOf(next)).number, 3);
    assert.equal((await worker.get(`/care-form-versions/${next}/delete`)).status, 404); // taking out is the manager's
    assert.match((await manager.get(`/care-form-versions/${next}/draft`)).text, new RegExp(`${next}/delete`));
    assert.equal((await manager.form(`/care-form-versions/${next}/delete`, { _reason: 'Not needed', _version: '1' })).status, 303);
  });
});

describe('a program', () => {
  it('reads a draft, writes it whole, is told of a newer one, and publishes it', async () => {
    const { id } = (await worker.post(`/api/v1/care-forms/${form.id}/draft`, {})).json;
    const draft = await draftOf(id), put = (json) => worker.call('PUT', `/api/v1/care-form-versions/${id}/draft`, { json });
    const changed = structuredClone(draft.definition);
    changed.pages[0].questions[0].label.en = 'How old are you?';
    const made = await put({ version: draft.version, definition: changed });
    assert.equal(made.status, 200, made.text);
    assert.equal(questionOf(made.json, 'age').label.en, 'How old are you?');
    const late = await put({ version: draft.version, definition: draft.definition });
    assert.equal(late.status, 409, late.text);
    assert.equal(questionOf(late.json.current, 'age').label.en, 'How old are you?');
    assertRefused(await put({ definition: changed }), 422, ['version']);
    assertRefused(await put({ version: 2, definition: 'x' }), 422, ['definition']);
    assertRefused(await put({ version: 2, definition: { pages: [{ questions: [{ type: 'text', name: 'a', label: both('A'), relevant: '${b}' }] }] } }), 422, ['definition']);
    assert.equal((await worker.call('PUT', `/api/v1/care-form-versions/${id}/draft`, { body: '{', headers: { 'content-type': 'application/json' } })).status, 400);
    assertRefused(await worker.post(`/api/v1/care-form-versions/${id}/publish`, { note: 'X' }), 422, ['version']);
    const done = await worker.post(`/api/v1/care-form-versions/${id}/publish`, { version: made.json.version, note: 'By program' });
    assert.equal(done.status, 200, done.text);
    assert.deepEqual([done.json.state, done.json.note], ['published', 'By program']);
    assert.equal((await put({ version: done.json.version, definition: changed })).status, 422);
  });
});

describe('an XLSForm', () => {
  const send = async (to, bytes) => {
    const edge = 'edge-of-the-form';
    const part = (name, value, more = '') => `--${edge}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const body = Buffer.concat([Buffer.from(part('csrf', worker.csrf) + part('file', '', '; filename="form.xlsx"').slice(0, -2)), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
    const answer_ = await worker.call('POST', `/care-forms/${to}/import`, { body, headers: { 'content-type': `multipart/form-data; boundary=${edge}`, 'x-csrf-token': undefined } });
    assert.equal(answer_.status, 303, answer_.text);
    return (await worker.get(`/api/v1${answer_.headers.location.replace('/preview', '')}`)).json;
  };
  const thereAndBack = async (one) => {
    const taken = await worker.get(`/api/v1/care-form-versions/${one.id}/xlsform`);
    assert.equal(taken.status, 200);
    assert.match(taken.headers['content-disposition'], /\.xlsx"/);
    const back = await send(one.care_form, taken.bytes);
    assert.deepEqual(JSON.parse(back.definition), JSON.parse(one.definition));
    assert.equal(back.definition, one.definition);
  };
  const folder = new URL('../../data/forms/', import.meta.url);

  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
    it(`of ${name} comes back as the same form`, async () => thereAndBack(await anotherForm(name, JSON.parse(fs.readFileSync(new URL(name, folder))))));
  }

  it('of IOM’s standard comes in, goes out and comes back as the same form', async () => {
    const made = await worker.create('care-forms', { name: 'HTCDS', purpose: 'identification' });
    const first = await send(made.id, fs.readFileSync(new URL('htcds_xlsform.xlsx', import.meta.url)));
    assert.ok(first.questions > 30, `${first.questions} questions`);
    await thereAndBack(first);
  });

  it('keeps whatever people write: marks, lines, signs of formulas, both languages alone', async () => {
    const odd = { pages: [{ name: 'p q', relevant: "'x' != \"y\"", questions: [
      { type: 'note', name: 'n', label: { km: '=1+1\nពីរបន្ទាត់ <b>&amp;' } },
      { type: 'long', name: 'l', label: { en: '+\t"quoted"  twice' }, hint: { km: 'ជំនួយ' } },
      { type: 'calculate', name: 'c', calculation: "concat('a', ' ', 'b')" },
      { type: 'decimal', name: 'd', label: { en: '1' }, constraint: '. > 0.5', message: { en: '-1' } },
      { type: 'select_multiple', name: 's', label: both('S'), choices: [{ code: '007', label: both('Bond') }, { code: '=x', label: { km: 'ខ' } }] },
      { type: 'select_one', name: 't', label: both('T'), choices: [{ code: '007', label: both('Bond') }, { code: '=x', label: { km: 'ខ' } }] }] },
    { name: 'empty', questions: [] }] };
    await thereAndBack(await anotherForm('Odd', odd));
  });
});
