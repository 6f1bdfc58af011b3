-- The rows of one entry with two postings, as the ledger writes them, in one transaction that costs one round trip.
\set book random(1, 200)
\set one random(1, 4000)
\set other random(4001, 8000)
\set amount random(1000, 9999)
\startpipeline
BEGIN;
UPDATE ledger_head SET seq = seq + 1, hash = sha256(hash) WHERE org_id = :org AND book = :book;
INSERT INTO ledger_entry SELECT org_id, book, seq, :day::bigint, 1704067200000, org_id, 0, 'journal_entry', gen_random_uuid(), 'Savings', hash FROM ledger_head WHERE org_id = :org AND book = :book;
INSERT INTO ledger_posting SELECT org_id, book, seq, 0, :one::bigint, :day::bigint, :amount::bigint FROM ledger_head WHERE org_id = :org AND book = :book;
INSERT INTO ledger_posting SELECT org_id, book, seq, 1, :other::bigint, :day::bigint, -(:amount::bigint) FROM ledger_head WHERE org_id = :org AND book = :book;
UPDATE ledger_balance SET balance = balance + :amount::bigint, last_day = :day WHERE org_id = :org AND account = :one;
INSERT INTO ledger_day SELECT org_id, account, :day::bigint, balance FROM ledger_balance WHERE org_id = :org AND account = :one ON CONFLICT (org_id, account, day) DO UPDATE SET balance = excluded.balance;
UPDATE ledger_balance SET balance = balance - :amount::bigint, last_day = :day WHERE org_id = :org AND account = :other;
INSERT INTO ledger_day SELECT org_id, account, :day::bigint, balance FROM ledger_balance WHERE org_id = :org AND account = :other ON CONFLICT (org_id, account, day) DO UPDATE SET balance = excluded.balance;
COMMIT;
\endpipeline
