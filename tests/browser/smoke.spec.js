// SPDX-License-Identifier: Apache-2.0
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { startMlup, totpCode } = require('./harness');

describe('the program in a browser', () => {
  let mlup;
  before(async () => { mlup = await startMlup(); });
  after(() => mlup?.stop());

  it('codes of the second factor are those of RFC 6238', () => {
    assert.equal(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59000), '287082');
    assert.equal(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 1111111109000), '081804');
  });

  it('the first page asks who is there, on a phone and on a desk', async () => {
    for (const kind of ['phone', 'desk']) {
      const page = await mlup.newPage(kind);
      await page.goto(mlup.url);
      await mlup.checkPage(page, 'login');
      await page.context().close();
    }
  });

  it('every demo login gets in', async () => {
    for (const login of mlup.logins) {
      const page = await mlup.signIn(login);
      await mlup.checkPage(page, `home-${login.login}`);
      await page.context().close();
    }
  });

  it('signing in works without script', async () => {
    const page = await mlup.signIn(mlup.logins[0], 'noScript');
    await mlup.checkPage(page, 'home-no-script');
    await page.context().close();
  });

  it('the first page is light: at most 120 kB with its fonts', async () => {
    const page = await mlup.newPage('desk');
    const bytes = await mlup.weigh(page, () => page.goto(mlup.url));
    assert.ok(bytes <= 120000, `${bytes} bytes`);
    await page.context().close();
  });
});
