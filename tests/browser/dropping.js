// SPDX-License-Identifier: Apache-2.0
// A network that loses connections: what is posted to an address goes through a proxy that ends some connections before the
// server has heard anything, and some after it has done everything and before its answer arrives.
'use strict';
const http = require('node:http');

// Gives {url, lost, stop, calm}; `pattern` says what becomes of each post in turn: "lose" (nothing arrives), "mute" (it arrives, the
// answer is lost), "pass".
async function dropping(target, { match = /\/intake$/, pattern = ['lose', 'mute', 'pass'] } = {}) {
  const { port, hostname } = new URL(target);
  const state = { lost: 0, posts: 0, is_calm: false };
  const server = http.createServer((asked, answer) => {
    const is_post = asked.method === 'POST' && match.test(asked.url);
    const fate = is_post && !state.is_calm ? pattern[state.posts++ % pattern.length] : 'pass';
    const cut = () => { state.lost += 1; asked.socket.destroy(); };
    if (fate === 'lose') { asked.resume(); asked.on('end', cut); return; }
    const sent = http.request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      if (fate === 'mute') { got.resume(); got.on('end', cut); return; }
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    sent.on('error', () => asked.socket.destroy());
    asked.pipe(sent);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`, state,
    stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}

module.exports = { dropping };
