// SPDX-License-Identifier: Apache-2.0
// Mails and webhooks in the browser: choosing mails, making a webhook and its secret, sending a test to a receiver, and the
// page behind the link that stops mails.
'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, it } = require('node:test');
const { startMlup } = require('./harness');

describe('notices', () => {
  let mlup, receiver;
  const came = [];
  before(async () => {
    receiver = http.createServer((request, response) => {
      request.resume().on('end', () => { came.push(request.headers['mlup-event']); response.end('thank you'); });
    });
    await new Promise((done) => { receiver.listen(0, '127.0.0.1', done); });
    process.env.MLUP_WEBHOOK_ALLOW = '127.0.0.1';
    process.env.MLUP_MAIL_SERVER = 'smtp://127.0.0.1:9'; // nobody listens there: what is sent waits
    process.env.MLUP_MAIL_FROM = 'mlup@example.org';
    process.env.MLUP_MAIL_TLS = 'no';
    mlup = await startMlup();
  });
  after(async () => {
    await mlup?.stop();
    receiver.close();
    for (const name of ['WEBHOOK_ALLOW', 'MAIL_SERVER', 'MAIL_FROM', 'MAIL_TLS']) delete process.env[`MLUP_${name}`];
  });

  for (const kind of ['phone', 'desk']) {
    it(`somebody chooses mails in the account (${kind})`, async () => {
      const page = await mlup.signIn({ organisation: 'CCPCR', role: 'me_officer' }, kind);
      await page.goto(`${mlup.url}/account?lang=en`);
      await page.check('[name=digest][value=weekly]');
      await page.selectOption('[name=digest_hour]', '9');
      await mlup.checkPage(page, `account-digest-${kind}`);
      await page.click('main form .primary');
      await page.waitForURL(/done=saved/);
      assert.ok(await page.isChecked('[name=digest][value=weekly]'));
      assert.equal(await page.inputValue('[name=digest_hour]'), '9');
    });

    it(`an M&E officer makes a webhook, its secret, and sees a test arrive (${kind})`, async () => {
      const page = await mlup.signIn({ organisation: 'CCPCR', role: 'me_officer' }, kind);
      await page.goto(`${mlup.url}/webhooks/new?lang=en`);
      await page.fill('[name=name]', `Receiver ${kind}`);
      await page.fill('[name=url]', `http://127.0.0.1:${receiver.address().port}/mlup`);
      await page.check('[name=kinds][value=session]');
      await page.click('main form .primary');
      await page.waitForSelector('#standing');
      assert.match(await page.textContent('#standing'), /needs a secret first/);
      await mlup.checkPage(page, `webhook-new-${kind}`);
      await page.click('text=Make the secret');
      assert.match(await page.textContent('#secret'), /^whsec_[\w-]{43}$/);
      await mlup.checkPage(page, `webhook-secret-${kind}`);
      const before = came.length;
      await page.click('text=Send a test');
      await page.waitForURL(/done=queued/);
      for (let i = 0; i < 200 && came.length === before; i += 1) await new Promise((done) => { setTimeout(done, 50); });
      assert.equal(came.at(-1), 'test');
      for (let i = 0; i < 100 && !(await page.textContent('main')).includes('Delivered'); i += 1) await page.reload();
      assert.match(await page.textContent('main'), /200 · thank you/);
      await mlup.checkPage(page, `webhook-works-${kind}`);
      await page.goto(`${page.url().replace(/\?.*/, '')}?lang=km`);
      await mlup.checkPage(page, `webhook-works-km-${kind}`);
      await page.goto(`${page.url().replace(/\?.*/, '')}?lang=en`);
      await page.click('text=Pause it');
      await page.waitForURL(/done=saved/);
      assert.match(await page.textContent('#standing'), /Paused/);
    });

    it(`an administrator asks for a test mail and reads why it did not go (${kind})`, async () => {
      const page = await mlup.signIn({ organisation: 'CCPCR', role: 'administrator' }, kind);
      await page.goto(`${mlup.url}/notices?lang=en`);
      await page.click('text=Send me a test');
      await page.waitForURL(/done=queued/);
      for (let i = 0; i < 200 && !(await page.textContent('main')).includes('Is tried again'); i += 1) await page.reload();
      assert.match(await page.textContent('main'), /connect/i);
      await mlup.checkPage(page, `notices-${kind}`);
      await page.goto(`${mlup.url}/notices?lang=km`);
      await mlup.checkPage(page, `notices-km-${kind}`);
    });
  }

  it('a link that is none of ours stops nothing', async () => {
    const page = await mlup.signIn({ organisation: 'CCPCR', role: 'me_officer' }, 'desk');
    const answer = await page.goto(`${mlup.url}/notices/stop/${'A'.repeat(43)}`);
    assert.equal(answer.status(), 404);
  });
});
