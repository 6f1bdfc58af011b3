// SPDX-License-Identifier: Apache-2.0
// Books made at random from a seed, and what the real programs say stands on their accounts.
import { spawnSync } from 'node:child_process';

// A generator of Park and Miller: the same seed gives the same book everywhere.
export function dice(seed) {
  let state = seed;
  const roll = (n) => {
    state = (16807 * state) % 2147483647;
    return state % n;
  };
  return { roll, pick: (list) => list[roll(list.length)], chance: (percent) => roll(100) < percent };
}

const names = ['Assets:G001:Cash', 'Assets:G001:Loans:M0001', 'Assets:G001:Loans:M0002', 'Assets:G002:Cash', 'Assets:G002', 'Liabilities:Savings:M0001', 'Liabilities:Social',
  'Income:Charges', 'Expenses:Paper', 'Equity:Opening', 'Assets:ទ្រព្យ:អង្ករ', 'Assets:G002:Herd'];
const spaced = ['Assets:Social fund box', 'Expenses:គោ និង ក្របី'];

const decimalsOf = { KHR: 0, USD: 2, kg: 3, $: 2 };
const pad = (n, width) => String(n).padStart(width, '0');

// An amount of `units` of the smallest kind, written in one of the ways that both programs read alike.
function written(d, units, commodity, decimals, beancount) {
  const sign = units < 0 ? '-' : '';
  const digits = pad(Math.abs(units), decimals + 1);
  let whole = digits.slice(0, digits.length - decimals);
  const rest = decimals ? `.${digits.slice(-decimals)}` : '';
  // Groups only with decimals behind them: "1,000" alone is a thousand to one program and one to the other.
  if (decimals && d.chance(30)) whole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  if (beancount) return `${sign}${whole}${rest} ${commodity}`;
  if (commodity === '$') return d.pick([`${sign}$${whole}${rest}`, `$${sign}${whole}${rest}`]);
  const symbol = /\d/.test(commodity) ? `"${commodity}"` : commodity;
  return d.pick([`${sign}${whole}${rest} ${symbol}`, `${sign}${whole}${rest} ${symbol}`, `${symbol} ${sign}${whole}${rest}`]);
}

function randomDay(d, i, count) {
  const day = new Date(Date.UTC(2016, 0, 1 + Math.floor((i * 700) / count)));
  return [day.getUTCFullYear(), pad(day.getUTCMonth() + 1, 2), pad(day.getUTCDate(), 2)];
}

// Postings as [account, amount or undefined]; a cost makes the commodity of the other side.
function postings(d, accounts, commodities, beancount) {
  const list = [];
  const commodity = d.pick(commodities);
  const decimals = decimalsOf[commodity] ?? 0;
  const scale = d.chance(50) ? decimals : Math.max(decimals - 1, 0);
  const units = (d.roll(2000) - 1000) * (d.chance(10) ? 1234567 : 7);
  const amount = (n, c = commodity, s = scale) => written(d, n, c, s, beancount);
  if (d.chance(15)) {
    const count = d.roll(40) + 1;
    const price = d.roll(5000) + 1;
    const total = d.chance(30);
    const animal = beancount ? `COW-${d.roll(5)}A` : d.pick(['cow', `COW-${d.roll(5)}`]);
    const sign = d.chance(50) ? 1 : -1;
    list.push([d.pick(accounts), `${amount(sign * count, animal, 0)} ${total ? '@@' : '@'} ${written(d, price, 'USD', 2, beancount)}`]);
    const owed = -sign * (total ? price : price * count);
    list.push([d.pick(accounts), d.chance(50) ? undefined : written(d, owed, 'USD', 2, beancount)]);
    return list;
  }
  const parts = 1 + d.roll(4);
  let sum = 0;
  for (let i = 0; i < parts; i++) {
    const part = i ? units + d.roll(500) : units;
    sum += part;
    list.push([d.pick(accounts), amount(part)]);
  }
  if (d.chance(20)) {
    const other = d.pick(commodities);
    const n = d.roll(900) * 10 + 10;
    list.push([d.pick(accounts), amount(n, other, decimalsOf[other] ?? 0)]);
    list.push([d.pick(accounts), amount(-n, other, decimalsOf[other] ?? 0)]);
  }
  if (d.chance(10)) list.splice(d.roll(list.length), 0, [d.pick(accounts), undefined]);
  else list.push([d.pick(accounts), d.chance(40) ? undefined : amount(-sum)]);
  return list;
}

// A book for ledger and hledger alike.
export function textBook(seed, count) {
  const d = dice(seed);
  const accounts = [...names, ...spaced];
  const lines = ['; made at random', ''];
  if (d.chance(50)) lines.push('account Assets:G001:Cash', '    ; a note', '', 'comment', 'anything ~ = here', 'end comment', '');
  for (let i = 0; i < count; i++) {
    const [year, month, day] = randomDay(d, i, count);
    const mark = d.pick(['-', '/']);
    const applied = d.chance(5);
    const aliased = d.chance(5);
    if (applied) lines.push('apply account Assets:Applied');
    if (aliased) lines.push('alias Short=Assets:Long:Name');
    const second = d.chance(10) ? `=${year}${mark}${month}${mark}${day}` : '';
    lines.push(`${year}${mark}${month}${mark}${day}${second}${d.pick([' ', ' * ', ' ! '])}${d.chance(20) ? `(R-${i}) ` : ''}${d.pick(['Sok Dara', 'សុខ តារា', 'rice bank | seed', ''])}${d.chance(10) ? '  ; a note, kind: x' : ''}`);
    for (const [account, amount] of postings(d, aliased ? [...accounts, 'Short', 'Short:Below'] : accounts, ['KHR', 'USD', 'kg', '$'])) {
      lines.push(`${d.pick(['  ', '    ', '\t'])}${d.chance(5) ? '* ' : ''}${account}${amount === undefined ? '' : `${d.pick(['  ', ' \t', '      '])}${amount}`}${d.chance(5) ? '  ; :tag:' : ''}`);
    }
    if (d.chance(8)) lines.push(`    (Virtual:Budget)  ${d.roll(100)} KHR`);
    if (d.chance(5)) lines.push('    [Virtual:A]  5 KHR', '    [Virtual:B]  -5 KHR');
    if (d.chance(5)) lines.push('    ; the end');
    lines.push('');
    if (applied) lines.push('end apply account', '');
    if (d.chance(3)) lines.push(`P ${year}/${month}/${day} cow 300.50 USD`, '');
  }
  return lines.join(d.chance(20) ? '\r\n' : '\n');
}

export function beancountBook(seed, count) {
  const d = dice(seed);
  const accounts = names.filter((name) => /^[ -~]+$/.test(name));
  const lines = ['option "title" "Made at random"', '* A heading', ''];
  const opens = accounts.map((account) => `2016-01-01 open ${account}`);
  lines.push(...opens.slice(0, 6), '');
  for (let i = 0; i < count; i++) {
    const [year, month, day] = randomDay(d, i, count);
    lines.push(`${year}-${month}-${day} ${d.pick(['*', '!', 'txn'])} ${d.pick(['"rice"', '"Sok \\"Dara\\"" "rice"', '"សុខ" "ស្រូវ"', '""'])}${d.chance(20) ? ' #seed ^R-1' : ''}`);
    if (d.chance(10)) lines.push('  meeting: "12"');
    for (const [account, amount] of postings(d, accounts, ['KHR', 'USD'], true)) {
      lines.push(`  ${d.chance(5) ? '! ' : ''}${account}${amount === undefined ? '' : `  ${amount}`}${d.chance(5) ? ' ; why' : ''}`);
    }
    lines.push('');
    if (d.chance(3)) lines.push(`${year}-${month}-${day} price USD 4100 KHR`, '');
  }
  lines.push(...opens.slice(6), '');
  return lines.join('\n');
}

// ---- what the programs say: "account<TAB>commodity<TAB>number", sorted, without what is zero ----

function number(text) {
  const plain = /,\d\d?$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  return plain.includes('.') ? plain.replace(/0+$/, '').replace(/\.$/, '') : plain;
}

const sorted = (rows) => rows.filter(([, , n]) => !/^-?0*$/.test(number(n))).map(([a, c, n]) => `${a}\t${c}\t${number(n)}`).sort();

function run(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' } });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
  return done.stdout;
}

function cells(text) {
  return text.trim().split('\n').slice(1).map((line) => [...line.trim().matchAll(/"((?:[^"]|"")*)"|([^,]+)|(?<=,|^)(?=,|$)/g)].map((m) => (m[1] ?? m[2] ?? '').replaceAll('""', '"')));
}

export const balances = {
  ledger(file, ...more) {
    const rows = [];
    let open = [];
    for (const line of run('ledger', ['-f', file, 'bal', '--flat', '--no-total', '--format', '%(scrub(amount))|%(account)\n', ...more]).split('\n')) {
      if (!line) continue;
      const [amount, account] = line.split('|');
      const quoted = /"([^"]*)"/.exec(amount);
      const bare = amount.replace(/"[^"]*"/, '');
      const [n] = /-?\d[\d,.]*/.exec(bare);
      open.push([quoted ? quoted[1] : bare.replace(n, '').trim(), n]);
      if (account === undefined) continue;
      for (const [c, quantity] of open) rows.push([account, c, quantity]);
      open = [];
    }
    return sorted(rows);
  },
  hledger: (file, ...more) => sorted(cells(run('hledger', ['-f', file, 'bal', '-O', 'csv', '--layout', 'bare', '--flat', '-N', ...more]))),
  // Its own report rounds what it shows, so its library is asked.
  beancount(file) {
    const program = `
import sys, collections
from beancount import loader
entries, errors, options = loader.load_file(sys.argv[1])
for error in errors: sys.exit(str(error))
sums = collections.defaultdict(int)
for entry in entries:
    for posting in getattr(entry, "postings", []):
        sums[posting.account, posting.units.currency] += posting.units.number
for (account, currency), number in sums.items(): print(account, currency, format(number, "f"), sep="\t")
`;
    return sorted(run('/usr/bin/python3', ['-c', program, file]).trim().split('\n').map((line) => line.split('\t')));
  },
  ours: (binary, file, ...more) => sorted(cells(run(binary, ['journal', 'balance', file, '--csv', ...more]))),
};
