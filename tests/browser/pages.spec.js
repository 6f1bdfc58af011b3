// SPDX-License-Identifier: Apache-2.0
// Every page there is: each GET row of src/web/routes.c, on a phone and a laptop, in Khmer and English.  A page must have
// no error, nothing that axe-core finds, no sideways scrolling, one heading of the first rank, no untold placeholder, and
// at most 20 kB over the wire once the first page (120 kB with fonts) has been loaded.  A new route needs a line in `ways`.
// SHOTS=1 keeps a picture of each.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

const firstPageBytesMax = 120_000, laterPageBytesMax = 20_000;
const roles = {
  officer: { organisation: 'CCPCR', role: 'field_officer' },
  evaluator: { organisation: 'CCPCR', role: 'me_officer' },
  farmers: { organisation: 'CEDAC', role: 'me_officer' }, // with groups and courses of its own
  books: { organisation: 'CEDAC', role: 'bookkeeper' },
  lead: { organisation: 'CTIP', role: 'manager' },
  chief: { organisation: 'CTIP', role: 'administrator' },
  donor: { organisation: 'CTIP', role: 'donor' },
};
const types = ['sessions', 'people', 'households', 'groups', 'courses', 'programmes', 'agreements', 'promises', 'organisations', 'places', 'trainers'];
const made = ['sessions', 'people', 'households', 'groups', 'courses']; // what an officer may make and change

// From a route to addresses, as [role, path] with {type} for the id of its first record, or to the spec that walks it.
const each = (who, list, ending) => list.map((type) => [who, `/${type}/{${type}}${ending}`]);
const ways = {
  '/worker.js': { spec: 'arrivals.spec.js', words: 'serviceWorker' }, // a script
  '/sign-in': [['nobody', '/sign-in']],
  '/sign-in/code': { spec: 'account.spec.js', words: '[name=code]' }, // needs a second factor that was just set up
  '/setup': { spec: 'account.spec.js', words: '/setup' }, // needs an empty program
  '/account': [['officer', '/account']],
  '/account/organisation': [['officer', '/account/organisation']],
  '/account/no-role': [['officer', '/account/no-role']],
  '/account/password': [['officer', '/account/password']],
  '/account/second-factor': [['officer', '/account/second-factor']],
  '/account/sessions': [['officer', '/account/sessions']],
  '/account/tokens': [['officer', '/account/tokens']],
  '/imports': [['evaluator', '/imports']],
  '/imports/new': [['evaluator', '/imports/new']],
  '/imports/{id}': { spec: 'imports.spec.js', words: 'import-found' }, // needs a file that was brought
  '/imports/{id}/progress': { spec: 'imports.spec.js', words: 'progress' }, // followed by the page's own script
  '/imports/{id}/refused': { spec: 'imports.spec.js', words: '/refused' }, // a file
  '/account/calendar': [['officer', '/account/calendar']],
  '/calendar/{file}': { spec: 'money.spec.js', words: '.ics' },
  '/case-files/new': { spec: 'case_file.spec.js', words: '/case-files/new' },
  '/case-files/erasures': { spec: 'case_file.spec.js', words: '/case-files/erasures' },
  '/case-files/htcds': { spec: 'htcds.spec.js', words: '/case-files/htcds?file=' },
  '/case-files/htcds/import': { spec: 'htcds.spec.js', words: '/case-files/htcds/import' },
  '/case-files/{id}': { spec: 'case_file.spec.js', words: '/case-files/${file.id}' },
  '/case-files/{id}/team': { spec: 'case_file.spec.js', words: '/team' },
  '/case-files/{id}/emergency': { spec: 'case_file.spec.js', words: '/emergency' },
  '/case-openings': { spec: 'case_file.spec.js', words: '/case-openings' },
  '/case-files/{id}/merge': { spec: 'two_files.spec.js', words: '/merge' },
  '/case-files/{id}/erasure': { spec: 'case_file.spec.js', words: '/erasure' },
  '/account/unlock': { spec: 'case_file.spec.js', words: '/account/unlock' }, // needs somebody who was away
  '/due': [['lead', '/due'], ['officer', '/due']],
  '/agreements/{id}/deliverables': [['lead', '/agreements/{agreements}/deliverables']],
  '/money': [['lead', '/money'], ['donor', '/money?currency=KHR']],
  '/agreements/{id}/money': [['lead', '/agreements/{agreements}/money'], ['evaluator', '/agreements/{agreements}/money?currency=KHR'], ['donor', '/agreements/{agreements}/money']],
  '/agreements/{id}/money/amend': [['lead', '/agreements/{agreements}/money/amend']],
  '/money/{type}/{id}/{step}': { spec: 'money.spec.js', words: '\\/money\\/' },
  '/attachments/to/{type}/{id}': [['lead', '/attachments/to/liquidations/{liquidations}']],
  '/attachments/{id}/file': { spec: 'money.spec.js', words: 'download' },
  '/case-files/{id}/consents': { spec: 'referral.spec.js', words: '/consents`' },
  '/case-files/{id}/consents/new': { spec: 'referral.spec.js', words: '/consents/new' },
  '/case-files/{id}/consents/without': { spec: 'referral.spec.js', words: '/consents/without' },
  '/community-plans/new': { spec: 'referral.spec.js', words: '/community-plans/new' },
  '/community-plans/{id}': { spec: 'referral.spec.js', words: '/community-plans/${plan.id}' },
  '/consents/new': { spec: 'referral.spec.js', words: '/consents/new' },
  '/consents/{id}': { spec: 'referral.spec.js', words: '/consents/${consent.id}' },
  '/consents/{id}/edit': { spec: 'referral.spec.js', words: '/withdraw' },
  '/consents/{id}/withdraw': { spec: 'referral.spec.js', words: '/withdraw' },
  '/consent-overrides/new': { spec: 'referral.spec.js', words: '/consents/without' },
  '/consent-overrides/{id}': { spec: 'referral.spec.js', words: '/consent-overrides/${asked.id}' },
  '/consent-overrides/{id}/edit': { spec: 'referral.spec.js', words: '/decide' },
  '/consent-overrides/{id}/decide': { spec: 'referral.spec.js', words: '/decide' },
  '/case-files/{id}/referrals/new': { spec: 'referral.spec.js', words: '/referrals/new' },
  '/referrals/new': { spec: 'referral.spec.js', words: '/referrals/new' },
  '/referrals/{id}': { spec: 'referral.spec.js', words: '/referrals/${sent.id}' },
  '/referrals/{id}/edit': { spec: 'referral.spec.js', words: '/edit' },
  '/referrals/{id}/send': { spec: 'referral.spec.js', words: '/send' },
  '/referrals/{id}/step/{step}': { spec: 'referral.spec.js', words: '/step/revoked' },
  '/referrals/{id}/slip': { spec: 'referral.spec.js', words: '/slip' },
  '/referrals/{id}/told': { spec: 'referral.spec.js', words: '/told' },
  '/incoming-referrals/{id}/files/{file}': { spec: 'referral.spec.js', words: '/files/' },
  '/received-referrals/{id}/files/{file}': { spec: 'referral.spec.js', words: '/files/' },
  '/received-referrals/{id}/told': { spec: 'referral.spec.js', words: '/told' },
  '/incoming-referrals/{id}': { spec: 'referral.spec.js', words: '/incoming-referrals/${incoming.id}' },
  '/incoming-referrals/{id}/told': { spec: 'referral.spec.js', words: '/told' },
  '/incoming-referrals/{id}/accept': { spec: 'referral.spec.js', words: '/accept' },
  '/incoming-referrals/{id}/step/{step}': { spec: 'referral.spec.js', words: '/step/rejected' },
  '/providers/directory': [['officer', '/providers/directory']],
  '/shelters/new': { spec: 'reintegration.spec.js', words: '/shelters/new' },
  '/shelters/{id}': { spec: 'reintegration.spec.js', words: '/shelters/${ids.shelter.id}' },
  '/case-services/room': { spec: 'reintegration.spec.js', words: '/case-services/room' },
  '/case-services/summary': { spec: 'reintegration.spec.js', words: '/case-services/summary' },
  '/reintegrations/new': { spec: 'reintegration.spec.js', words: '/reintegrations/new' },
  '/reintegrations/{id}': { spec: 'reintegration.spec.js', words: '/reintegrations/${ids.reintegration.id}' },
  '/reintegrations/{id}/print/{stage}': { spec: 'reintegration.spec.js', words: '/print/${stage}' },
  '/case-files/{id}/beds': { spec: 'reintegration.spec.js', words: '/beds`' },
  '/reintegration-rules': { spec: 'reintegration.spec.js', words: '/reintegration-rules' },
  '/caseload': { spec: 'reintegration.spec.js', words: '/caseload' },
  '/employers/register': { spec: 'reintegration.spec.js', words: '/employers/register' },
  '/schools/{id}/term': { spec: 'reintegration.spec.js', words: '/schools/${ids.school.id}/term' },
  '/arrivals/queue': { spec: 'arrivals.spec.js', words: '/arrivals/queue' },
  '/arrivals/outbox-key': { spec: 'arrivals.spec.js', words: '/intake' }, // asked by the page's own script
  '/arrivals/template': { spec: 'arrivals.spec.js', words: '/arrivals/template' }, // a file
  '/arrivals/{id}/intake': { spec: 'arrivals.spec.js', words: '/intake' },
  '/arrivals/{id}/slips': { spec: 'arrivals.spec.js', words: '/slips' },
  '/banks/new': [['officer', '/banks/new']],
  '/banks/{id}': { spec: 'bank.spec.js', words: '/banks/${rice.id}' },
  '/banks/{id}/register': { spec: 'bank.spec.js', words: '/register' },
  '/banks/{id}/do/{step}': { spec: 'bank.spec.js', words: '/do/${step}' },
  '/bank-animals/new': [['officer', '/bank-animals/new']],
  '/bank-animals/{id}': { spec: 'bank.spec.js', words: '/bank-animals/${cow.id}' },
  '/bank-animals/{id}/do/{step}': { spec: 'bank.spec.js', words: '/do/${step}' },
  '/stock-loans/{id}/contract': { spec: 'bank.spec.js', words: '/contract' },
  '/books/new': [['books', '/books/new']],
  '/books/{id}': [['books', '/books/{books}']], // a sub-grant's; books with entries of people are walked by ledger.spec.js
  '/books/{id}/trial-balance': { spec: 'ledger.spec.js', words: 'trial-balance' },
  '/books/{id}/balance-sheet': { spec: 'ledger.spec.js', words: 'balance-sheet' },
  '/books/{id}/income-statement': { spec: 'ledger.spec.js', words: 'income-statement' },
  '/books/{id}/cash-book': { spec: 'ledger.spec.js', words: 'cash-book' },
  '/books/{id}/day-book': { spec: 'ledger.spec.js', words: 'day-book' },
  '/books/{id}/opening': { spec: 'ledger.spec.js', words: '/opening' },
  '/books/{id}/files': { spec: 'ledger.spec.js', words: '/files' },
  '/imported-journals/{id}': { spec: 'ledger.spec.js', words: 'imported-journals' },
  '/imported-journals/{id}/progress': { spec: 'ledger.spec.js', words: 'imported-journals' }, // JSON
  '/books/{id}/journal': { spec: 'ledger.spec.js', words: '/journal?as=' }, // a file
  '/accounts/{id}/ofx': { spec: 'ledger.spec.js', words: '/ofx' }, // a file
  '/books/{id}/close': { spec: 'ledger.spec.js', words: '/close' },
  '/books/{id}/exchange': { spec: 'ledger.spec.js', words: '/exchange' },
  '/savings-groups/compare': [['books', '/savings-groups/compare']],
  '/savings-groups/compare/csv': { spec: 'group_plan.spec.js', words: 'compare/csv' }, // a file
  '/savings-groups/paper-books': [['books', '/savings-groups/paper-books']],
  '/savings-groups/paper-books/template': { spec: 'takeover.spec.js', words: 'paper-books/template' }, // a file
  '/savings-roll-up': [['books', '/savings-roll-up']],
  '/savings-roll-up/file': { spec: 'group_plan.spec.js', words: 'savings-roll-up/file' }, // a file
  '/case-files/{id}/forms': { spec: 'screening.spec.js', words: '/forms' },
  '/form-answers/{id}/fill/{page}': { spec: 'screening.spec.js', words: 'fill' },
  '/form-answers/{id}/result': { spec: 'screening.spec.js', words: '/result' },
  '/care-forms/{id}/import': { spec: 'screening.spec.js', words: '/import' },
  '/care-form-versions/{id}/preview': { spec: 'screening.spec.js', words: '/preview' },
  '/care-forms/{id}/draft': { spec: 'form_editor.spec.js', words: '/draft' },
  '/care-form-versions/{id}': { spec: 'form_editor.spec.js', words: "version: ''" },
  '/care-form-versions/{id}/draft': { spec: 'form_editor.spec.js', words: '/draft' },
  '/care-form-versions/{id}/question': { spec: 'form_editor.spec.js', words: '/question?name=' },
  '/care-form-versions/{id}/section': { spec: 'form_editor.spec.js', words: '/section?section=' },
  '/care-form-versions/{id}/try': { spec: 'form_editor.spec.js', words: '/try' },
  '/care-form-versions/{id}/differences': { spec: 'form_editor.spec.js', words: '/differences' },
  '/care-form-versions/{id}/publish': { spec: 'form_editor.spec.js', words: '/publish' },
  '/care-form-versions/{id}/xlsform': { spec: 'form_editor.spec.js', words: '/xlsform' }, // a file
  '/savings-groups/{id}/standing': [['books', '/savings-groups/{savings-groups}/standing']],
  '/savings-groups/{id}/plans/new': [['books', '/savings-groups/{savings-groups}/plans/new']],
  '/business-plans/{id}/follow': { spec: 'group_plan.spec.js', words: '/follow' }, // few groups have a plan
  '/business-plans/{id}/write': { spec: 'group_plan.spec.js', words: '/write' },
  '/business-plans/{id}/print': { spec: 'group_plan.spec.js', words: '/print' },
  '/savings-groups/{id}/meetings/new': [['books', '/savings-groups/{savings-groups}/meetings/new']],
  '/savings-groups/{id}/paper': [['books', '/savings-groups/{savings-groups}/paper']],
  '/savings-groups/{id}/takeover': [['books', '/savings-groups/{savings-groups}/takeover']],
  '/savings-groups/{id}/share-out': [['books', '/savings-groups/{savings-groups}/share-out']],
  '/group-meetings/{id}/sheet': [['books', '/group-meetings/{group-meetings}/sheet']],
  '/group-meetings/{id}/receipts/{id}': { spec: 'savings.spec.js', words: '/receipts/' }, // needs a member of the meeting
  '/savings-members/{id}/passbook': [['books', '/savings-members/{savings-members}/passbook']],
  '/savings-groups/{id}/loans/new': [['books', '/savings-groups/{savings-groups}/loans/new']],
  '/group-loans/{id}/ask': { spec: 'loans.spec.js', words: '/ask' }, // of one that is only asked for
  '/group-loans/{id}/reschedule': { spec: 'loans.spec.js', words: '/reschedule' }, // of one that is paid out
  '/group-loans/{id}/schedule': [['books', '/group-loans/{group-loans}/schedule']],
  '/share-outs/{id}/list': { spec: 'savings.spec.js', words: '/list' }, // needs a share-out
  '/journal-entries/new': [['books', '/journal-entries/new']],
  '/journal-entries/{id}': { spec: 'ledger.spec.js', words: 'entryPages' },
  '/journal-entries/{id}/edit': { spec: 'ledger.spec.js', words: '/edit' },
  '/journal-entries/{id}/step/{step}': { spec: 'ledger.spec.js', words: '/step/' },
  '/accounts/{id}/statement': { spec: 'ledger.spec.js', words: '/statement' },
  '/users': [['chief', '/users']],
  '/users/new': [['chief', '/users/new']],
  '/users/{id}': [['chief', '/users/{users}']],
  '/notices': [['chief', '/notices']],
  '/notices/stop/{token}': { spec: 'notices.spec.js', words: '/notices/stop/' }, // the link stands in a mail
  '/webhooks/new': [['evaluator', '/webhooks/new']],
  '/webhooks/{id}': [['evaluator', '/webhooks/{webhooks}']],
  '/activity': [['chief', '/activity']],
  '/{type}/{id}/reads': [['chief', '/users/{users}/reads']],
  '/getting-started': [['chief', '/getting-started']],
  '/places': [['officer', '/places'], ['officer', '/places?in=09'], ['officer', '/places?q=kampong']],
  '/places/import': [['chief', '/places/import']],
  '/places/import/{id}': { spec: 'account.spec.js', words: '/places/import' },
  '/places/import/{id}/progress': { spec: 'account.spec.js', words: '/places/import' }, // followed by the page's own script
  '/board': [['lead', '/board'], ['donor', '/board'], ['evaluator', '/board?state=behind'], ['evaluator', '/board?province=09']],
  '/coverage': [['lead', '/coverage'], ['lead', '/coverage?province=03'], ['evaluator', '/coverage?level=commune'], ['officer', '/coverage']],
  '/coverage/records': [['lead', '/coverage/records?place=03&activity=coaching']],
  '/cascade': [['farmers', '/cascade'], ['lead', '/cascade?province=03'], ['officer', '/cascade']],
  '/trainers/{id}/trainees': [['farmers', '/trainers/{trainers}/trainees']],
  '/people/duplicates': [['evaluator', '/people/duplicates'], ['evaluator', '/people/duplicates?state=later'], ['evaluator', '/people/duplicates?state=same']],
  '/people/duplicates/progress': { spec: 'matching.spec.js', words: 'Search for duplicates' }, // followed by the page's own script
  '/people/distinct': [['lead', '/people/distinct']],
  '/people/{id}/merge': { spec: 'matching.spec.js', words: '/merge' },
  '/people/{id}/unmerge': { spec: 'matching.spec.js', words: '/unmerge' },
  '/map': [['lead', '/map'], ['evaluator', '/map?province=09']],
  '/reports': [['evaluator', '/reports'], ['lead', '/reports'], ['donor', '/reports']],
  '/publications': [['lead', '/publications'], ['donor', '/publications']],
  '/publications/{id}': [['lead', { from: '/publications', link: '.card li a' }]],
  '/reports/quality': [['evaluator', '/reports/quality'], ['lead', '/reports/quality']],
  '/reports/periods': [['lead', '/reports/periods']],
  '/reports/{id}': [['evaluator', { from: '/reports', link: '.report-matrix li:last-child a, .report-matrix a' }], ['donor', { from: '/reports', link: '.report-matrix a' }]],
  '/reports/{id}/print': { spec: 'report.spec.js', words: '/print' },
  '/reports/{id}/edit': { spec: 'report.spec.js', words: '/edit' },
  '/reports/{id}/quality': { spec: 'report.spec.js', words: '/quality' },
  '/reports/{id}/changes': { spec: 'report.spec.js', words: '/changes' },
  '/promises/{id}/records': [['evaluator', { from: '/promises/{behind}', link: 'a[href*="/records"]' }]],
  '/promises/{id}': [['evaluator', '/promises/{behind}'], ['lead', '/promises/{promises}']],
  '/promises/new': [['evaluator', '/promises/new']],
  '/promises/{id}/edit': [['evaluator', '/promises/{behind}/edit']],
  '/': [['officer', '/'], ['evaluator', '/'], ['lead', '/'], ['chief', '/'], ['donor', '/']],
  '/sessions/{id}/roster': [['officer', '/sessions/{sessions}/roster']],
  '/sessions/{id}/headcount': [['officer', '/sessions/{sessions}/headcount']],
  '/sessions/{id}/sheet': [['officer', '/sessions/{sessions}/sheet']],
  '/sessions/overview': [['officer', '/sessions/overview'], ['lead', '/sessions/overview']],
  '/sessions/new': [['officer', '/sessions/new']],
  '/sessions/{id}': [['officer', '/sessions/{sessions}'], ['lead', '/sessions/{sessions}']],
  '/search': [['officer', '/search'], ['officer', '/search?q=Sok'], ['officer', '/search?q=zzzzzz']],
  '/{type}': [...types.map((type) => ['officer', `/${type}`]), ['lead', '/agreements'], ['lead', '/people'], ['officer', '/people?sex=f'], ['officer', '/people?q=zzzzzz']],
  '/programmes/{id}/iati': each('lead', ['programmes'], '/iati'),
  '/programmes/{id}/360giving': each('lead', ['programmes'], '/360giving'),
  '/dhis2-sets/{id}/file': each('lead', ['dhis2-sets'], '/file'),
  '/{type}/export': [['evaluator', '/people/export?sex=f'], ['lead', '/agreements/export']],
  '/{type}/new': made.map((type) => ['officer', `/${type}/new`]).concat([['lead', '/agreements/new'], ['lead', '/organisations/new'], ['lead', '/programmes/new']]),
  '/{type}/{id}': [...each('officer', ['people', 'households', 'programmes', 'agreements', 'organisations'], ''), ...each('farmers', ['groups', 'courses', 'trainers'], ''), ...each('lead', ['people', 'agreements'], '')],
  '/{type}/{id}/edit': [...each('officer', ['sessions', 'people', 'households'], '/edit'), ...each('farmers', ['groups'], '/edit'), ...each('lead', ['agreements'], '/edit')],
  '/{type}/{id}/delete': each('lead', ['agreements'], '/delete'),
  '/{type}/{id}/reveal': { spec: 'records.spec.js', words: '/reveal' },
  '/{type}/{id}/history': [...each('officer', ['people', 'sessions'], '/history'), ...each('lead', ['agreements'], '/history')],
};

function routes() {
  const source = fs.readFileSync(path.join(__dirname, '../../src/web/routes.c'), 'utf8');
  return [...source.matchAll(/\{HTTP_GET, "([^"]+)"/g)].map((row) => row[1])
    .filter((route) => !/^\/(api|assets|fonts|health)\b/.test(route));
}

describe('every page', () => {
  let mlup;
  const pages = {}; // one for each role and kind of screen
  const ids = {}; // of each role: {type: id}
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  async function pageOf(who, kind) {
    const key = `${who} ${kind}`;
    if (!pages[key]) {
      pages[key] = who === 'nobody' ? await mlup.newPage(kind) : await mlup.signIn(roles[who], kind);
      for (const language of ['km', 'en']) await pages[key].goto(`${mlup.url}/?lang=${language}`); // brings the fonts
    }
    if (who !== 'nobody') ids[who] ??= await pages[key].evaluate(async (names) => {
      const found = {};
      for (const name of names) {
        const answer = await fetch(`/api/v1/${name}?limit=1`);
        if (answer.ok) found[name] = (await answer.json()).items[0]?.id;
      }
      const board = await (await fetch('/api/v1/board')).json();
      const all = board.organisations.flatMap((organisation) => organisation.promises);
      found.behind = all.find((promise) => promise.parts.some((part) => part.value > 0))?.id;
      return found;
    }, [...types, 'users', 'liquidations', 'webhooks', 'dhis2-sets', 'books', 'savings-groups', 'savings-members', 'group-meetings', 'group-loans']);
    return pages[key];
  }

  async function addressOf(page, who, way) {
    const fill = (address) => address.replace(/\{([\w-]+)\}/, (_, name) => {
      assert.ok(ids[who][name], `${who} finds no record among the ${name}: there are ${JSON.stringify(ids[who])}`);
      return ids[who][name];
    });
    if (typeof way === 'string') return fill(way);
    await page.goto(mlup.url + fill(way.from));
    return new URL(await page.locator(way.link).first().evaluate((link) => link.href)).href.slice(mlup.url.length);
  }

  // Weighed once: the weight is the same on every screen, and Khmer is the heavier language.
  async function look(page, address, language, route, weighed) {
    const name = `page-${address.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id').replace(/[^a-z0-9]+/gi, '-')}-${language}`;
    let answer;
    const open = async () => { answer = await page.goto(`${mlup.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`); };
    const bytes = weighed ? await mlup.weigh(page, open) : await open() ?? 0;
    assert.equal(answer.status(), 200, `${page.url()} for ${route}`);
    // A page that keeps itself for times without a network is fetched twice, once.
    const times = await page.locator('[data-kept]').count() ? 2 : 1;
    assert.ok(bytes <= times * laterPageBytesMax, `${page.url()} takes ${bytes} bytes over the wire`);
    assert.equal(await page.getAttribute('html', 'lang'), language);
    assert.equal(await page.locator('h1').count(), 1, `${page.url()} has one main heading`);
    assert.doesNotMatch(await page.innerText('body'), /\{\{|\{\d\}|undefined|\bNaN\b/, page.url());
    if (process.env.SHOTS) await mlup.screenshot(page, name);
    assert.deepEqual(page.problems, [], `${page.url()} has problems`);
    await mlup.checkAccessibility(page);
    await mlup.checkFits(page);
  }

  it('has a way that leads to it here', () => {
    const lost = routes().filter((route) => !(route in ways));
    assert.deepEqual(lost, [], 'pages that no browser test walks: add them to `ways`');
    for (const [route, { spec, words }] of Object.entries(ways).filter(([, way]) => way.spec)) {
      assert.ok(fs.readFileSync(path.join(__dirname, spec), 'utf8').includes(words), `${spec} is said to walk ${route}, and never names “${words}”`);
    }
  });

  for (const kind of ['phone', 'desk']) {
    for (const language of ['km', 'en']) {
      it(`is in order on a ${kind} in ${language === 'km' ? 'Khmer' : 'English'}`, async () => {
        const wrong = [];
        for (const route of routes()) {
          if (!ways[route] || ways[route].spec) continue;
          for (const [who, way] of ways[route]) {
            try {
              const page = await pageOf(who, kind);
              page.problems.length = 0;
              await look(page, await addressOf(page, who, way), language, route, kind === 'phone' && language === 'km' && who !== 'nobody');
            } catch (error) { wrong.push(`${who} ${route}: ${error.message}`); }
          }
        }
        assert.equal(wrong.length, 0, `${wrong.length} pages:\n\n${wrong.join('\n\n')}`);
      });
    }
  }

  it('comes first in at most 120 kB with its fonts, and is signed in to in at most 120 kB', async () => {
    for (const language of ['km', 'en']) {
      const page = await mlup.newPage('phone');
      const first = await mlup.weigh(page, () => page.goto(`${mlup.url}/sign-in?lang=${language}`));
      await page.fill('input[name="login"]', mlup.login(roles.lead).login);
      await page.fill('input[name="password"]', mlup.login(roles.lead).password);
      await mlup.press(page, 'form[action="/sign-in"] button');
      const home = await mlup.weigh(page, () => page.goto(`${mlup.url}/?lang=${language}`));
      assert.ok(first > 10_000 && first <= firstPageBytesMax, `the first page in ${language} takes ${first} bytes`);
      assert.ok(first + home <= firstPageBytesMax, `the first page and home in ${language} take ${first} + ${home} bytes`);
      await page.context().close();
    }
  });

  it('prints as what it says, without the furniture', async () => {
    const page = await pageOf('officer', 'desk');
    await page.emulateMedia({ media: 'print' });
    for (const address of ['/board?lang=en', `/sessions/${ids.officer.sessions}/sheet`, `/people/${ids.officer.people}`, '/people']) {
      await page.goto(mlup.url + address);
      for (const furniture of ['.nav', '.search', '.languages', '.menu', '.filters', '.actions', '.skip']) {
        for (const element of await page.locator(furniture).all()) assert.equal(await element.isVisible(), false, `${furniture} prints on ${address}`);
      }
      assert.ok(await page.locator('h1').isVisible());
      await mlup.screenshot(page, `print-${address.replace(/[^a-z]+/g, '-')}`);
    }
    await page.emulateMedia({ media: 'screen' });
  });
});
