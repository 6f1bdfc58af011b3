/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of consents, providers and referrals share: records as this reader may know them, the
 * form of one step, what is told in words. */
#ifndef MLUP_WEB_REFERRAL_VIEW_H
#define MLUP_WEB_REFERRAL_VIEW_H

#include "store/rule.h"
#include "web/record/record_text.h"

/* The file that a part is of, as the reader sees it. */
struct record *referral_seen_file(struct web *web, const struct record *part);
/* All live records of a type whose reference is this one, the newest first. */
size_t referral_seen_parts(struct web *web, const struct record_type *type, const char *field,
                           const struct record *of, struct record ***records);
/* What a rule may ask, of a reader: reads only. */
struct rule referral_seen_rule(struct web *web);
/* True when what is sealed in the file opens to the reader. */
bool referral_seen_is_open(struct web *web, const struct record *file);

/* "/case-files/ID/consents". */
struct slice referral_view_href(struct web *web, const struct record *record, const char *what);
/* Codes of a list in words. */
struct slice referral_view_codes(struct web *web, const struct field *field, struct slice codes);
/* A day of a record; empty when absent. */
struct slice referral_view_day(struct web *web, const struct value *value);
/* The day and hour of an instant in Cambodia. */
struct slice referral_view_instant(struct web *web, int64_t ms);
/* The title of what a reference of the record leads to. */
struct slice referral_view_ref(struct record_names *names, const struct record *record, const char *field);
/* Who it was, as the reader may know it. */
struct slice referral_view_user(struct web *web, const struct value *user);

/* Title (`view_title`; the window is called by the code), way back over the file. */
void referral_view_head(struct web *web, struct record_names *names, const struct record *record,
                        const char *title);
/* What every form of these pages carries: where it goes, its key, the version. */
void referral_view_form(struct web *web, struct slice action, const char *button, struct slice back);

/* Of a file of a packet, where it is one of ours: whether it leaves with what its program wrote into it. */
bool referral_view_file_tells(struct web *web, const struct doc *item);

/* `told` and `told_files`: what a packet tells, each with what it cites.  `files_href` is the address below
 * which its files are read; empty: they are named alone.  False when it is none. */
bool referral_view_packet(struct web *web, struct slice json, struct slice files_href);

#endif
