/* SPDX-License-Identifier: Apache-2.0 */
/* Every limit of the program, named, in one place, with the reason for its size. */
#ifndef MLUP_BASE_LIMITS_H
#define MLUP_BASE_LIMITS_H

enum limits {
    LIMIT_REFUSAL_ITEMS = 200,        /* a form has fewer fields; an import reports per row */
    LIMIT_BODY_BYTES = 2 * 1024 * 1024, /* a roster of a thousand people fits ten times */
    LIMIT_UPLOAD_BYTES = 16 * 1024 * 1024, /* a whole file from somebody signed in; ten times today's gazetteer */
    LIMIT_ATTACHMENT_BYTES = 15 * 1024 * 1024, /* a scanned report; leaves room for the form around it in LIMIT_UPLOAD_BYTES */
    LIMIT_BUDGET_LINES = 500,         /* of one version of a budget; large ones have a hundred */
    LIMIT_OPEN_ADVANCES = 500,        /* of one agreement on its page */
    LIMIT_DUE_ITEMS = 1000,           /* what is due and late, for one reader */
    LIMIT_ATTACHMENT_PIECE_BYTES = 256 * 1024, /* sealed and read one by one */
    LIMIT_ATTACHMENTS = 200,          /* files on one record */
    LIMIT_FORM_FIELDS = 8000,         /* a roster row has four inputs; two thousand rows */
    LIMIT_HEADER_BYTES = 16 * 1024,   /* all request headers together */
    LIMIT_HEADER_COUNT = 100,
    LIMIT_URL_BYTES = 4096,
    LIMIT_JSON_DEPTH = 32,
    LIMIT_JSON_MEMBERS = 1000,        /* of one object; each is compared with those before it */
    LIMIT_CONNECTIONS = 2000,         /* 800 slow ones must leave room for honest ones */
    LIMIT_CONNECTION_IDLE_S = 30,     /* an idle or trickling connection is closed after this */
    LIMIT_REQUEST_S = 60,             /* a request must have arrived whole by then */
    LIMIT_HEADER_NAME_BYTES = 128,    /* the longest registered name has 40 */
    LIMIT_CHUNK_LINE_BYTES = 256,     /* a chunk's size with its extensions, which nobody uses */
    LIMIT_BODY_DRAIN_BYTES = 64 * 1024 * 1024, /* of a body over the limit so much is read and dropped, so that a
                                                  browser sees our 413 and not a broken connection */
    LIMIT_BODIES_BYTES = 128 * 1024 * 1024, /* bodies of all requests in flight; then 503 */
    LIMIT_QUERY_PAIRS = 500,
    LIMIT_COOKIES = 60,
    LIMIT_MULTIPART_PARTS = 500,
    LIMIT_PART_HEADER_BYTES = 4096,
    LIMIT_CONNECTIONS_PER_ADDRESS = 300, /* an office shares one address; loopback (a proxy) is exempt */
    LIMIT_FILE_DESCRIPTORS = 65536,   /* sockets above this number are refused; the unit file sets fewer */
    LIMIT_SLOW_THREADS = 2,           /* password hashes and other work that takes a tenth of a second */
    LIMIT_SLOW_QUEUE = 64,            /* then 503 with Retry-After: a minute of logins for two cores */
    LIMIT_DRAIN_S = 10,               /* a stop waits so long for answers under way before it says so */
    LIMIT_COMPRESS_BYTES_MIN = 1024,  /* smaller answers fit one packet anyway */
    LIMIT_LIST_ROWS = 250,            /* rows of one page */
    LIMIT_CHANGES_PER_JOB = 5000,     /* records changed by one submission */
    LIMIT_ROSTER_PEOPLE = 1200,       /* on one attendance sheet: six inputs a line stay below LIMIT_FORM_FIELDS */
    LIMIT_ROSTER_NEWCOMERS = 60,      /* rows for new people on one sheet; more after saving */
    LIMIT_MODEL_FARMER_PEOPLE = 30,   /* the usual capacity of a model farmer: a figure, more is a warning */
    LIMIT_ADVISOR_HOUSEHOLDS = 10,    /* of one advisor at a time; more by an exception that a manager grants */
    LIMIT_CAP_EXCEPTIONS = 50,        /* of one advisor */
    LIMIT_TRAINER_TRAINEES = 2000,    /* of one trainer */
    LIMIT_CASCADE_TEACHERS = 100,     /* links in which one person or household is taught */
    LIMIT_CASCADE_LEVELS = 12,        /* trainers above one another */
    LIMIT_CASCADE_TRAINERS = 5000,    /* of one organisation in one tree; more by province */
    LIMIT_CASCADE_LINKS = 250000,     /* links read for one tree, 12 bytes each */
    LIMIT_CASCADE_NODES = 400,        /* trainers drawn on one page; the numbers are whole */
    LIMIT_COACHING_DAYS = 92,         /* a quarter without a coaching visit is overdue */
    LIMIT_CASCADE_STEPS = 2000,       /* links followed upwards before a line of trainers counts as too long */
    LIMIT_WRITE_QUEUE = 4096,         /* submissions waiting for the writer */
    LIMIT_BATCH_JOBS = 256,           /* submissions in one commit */
    LIMIT_GATHER_NS = 1000000,        /* the writer waits so long for those who are about to write again */
    LIMIT_TEXT_BYTES = 20000,         /* a long text field */
    LIMIT_SNAPSHOT_BYTES = 1024 * 1024, /* the figures of one report: fifty parts with all splits have 60 kB */
    LIMIT_REPORTS = 2000,             /* period reports of one organisation, and reporting periods: five hundred years */
    LIMIT_LINE_CHARS = 250,           /* a one-line text field unless it says less */
    LIMIT_FILTERS = 12,               /* conditions of one list or one counting rule */
    LIMIT_PATH_STEPS = 4,             /* references followed by a counting rule: attendance.session.course.topic */
    LIMIT_PROMISE_PARTS = 2000,       /* parts of promises (and promises, agreements) of one organisation */
    LIMIT_PROMISE_STEPS = 10000,      /* amended targets, and planned points, of one organisation */
    LIMIT_FREQUENCY_ROWS = 20000,     /* occurrences in one place matrix */
    LIMIT_CAP_ROWS = 1000,            /* shares listed under one cap, largest first */
    LIMIT_REFERRERS = 65536,          /* records recounted one by one when something they refer to changes; then the whole part */
    LIMIT_TEMPLATE_DEPTH = 32,
    LIMIT_TEMPLATE_BODIES = 500000,   /* bodies rendered in one page: a sheet of 1,200 people renders a tenth */
    LIMIT_PASSWORD_CHARS_MIN = 10,
    LIMIT_PASSWORD_BYTES_MAX = 256,
    LIMIT_PASSWORD_DISTINCT_CHARS_MIN = 5, /* "aaaaaaaaaa" and "1212121212" are long and worthless */
    LIMIT_PASSPHRASE_CHARS_MIN = 20,  /* it guards everything and can be attacked on a stolen disk */
    LIMIT_KEY_FILE_BYTES = 256,       /* one line of 73 characters */
    LIMIT_SEALED_BYTES = 32 * 1024 * 1024, /* one sealed value: a long text, or a scanned file */
    LIMIT_RECOVERY_CODES = 10,
    LIMIT_TOTP_URI_BYTES = 250,       /* still a QR code that a cheap phone camera reads */
    LIMIT_RATE_ENTRIES = 16 * 1024,   /* addresses and accounts watched at once, 24 bytes each */
    LIMIT_API_PER_MINUTE = 60000,     /* requests of one token, after a burst of as many: an import, not a flood */
    LIMIT_LOGIN_FAILURES = 10,        /* then the account is locked for LIMIT_LOCKOUT_S */
    LIMIT_LOCKOUT_S = 15 * 60,
    LIMIT_LOGIN_PER_MINUTE_PER_IP = 30,
    LIMIT_SESSION_IDLE_S = 8 * 3600,
    LIMIT_SESSION_S = 7 * 24 * 3600,
    LIMIT_SESSIONS_PER_USER = 20,
    LIMIT_SESSION_CACHE_ENTRIES = 8192, /* sessions and tokens kept in memory, about 1 kB each */
    LIMIT_SESSION_CACHE_S = 30,       /* so late another process on the same database hears of a sign-out */
    LIMIT_API_TOKENS_PER_USER = 50,
    LIMIT_API_TOKEN_DAYS = 366,       /* a forgotten token ends by itself */
    LIMIT_AGENT_BYTES = 200,          /* the browser's name in the list of sessions */
    LIMIT_LOGIN_LOG_DAYS = 400,       /* a year and the time to ask about it */
    LIMIT_LOGIN_LOG_ROWS = 50,        /* shown to the user */
    LIMIT_TEAM_USERS = 500,
    LIMIT_ROLES_PER_USER = 500,       /* nine in each of fifty organisations */
    LIMIT_ORGANISATIONS = 100000,     /* known to the access layer, 100 bytes each */
    LIMIT_IDEMPOTENCY_DAYS = 30,      /* a phone may retry after weeks without a network */
    LIMIT_ACTIVITY_SCAN = 20000,      /* entries of the change log looked at for one page of the activity list */
    LIMIT_SEARCH_HITS = 50,
    LIMIT_AREAS = 100000,             /* the gazetteer has 16,465 */
    LIMIT_DESK_LINES = 500,           /* changes of a newer gazetteer shown before it is written; the counts are whole */
    LIMIT_RUNNER_THREADS = 2,         /* background work: one waits for a slow mail server, the other goes on */
    LIMIT_MAIL_ADDRESS_BYTES = 254,   /* RFC 5321 §4.5.3.1.3, without the angle brackets */
    LIMIT_GAZETTEER_BYTES = 64 * 1024 * 1024, /* a gazetteer file; today's has 1 MB */
};

#endif
