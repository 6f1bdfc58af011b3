/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/digest.h"

#include "domain/due/due.h"
#include "store/query.h"

/* What a digest is made of while it is being written. */
struct digest {
    struct notice *notice;
    struct arena *arena;
    const struct locale *locale;
    struct letter letter;
    size_t late, soon; /* of all organisations */
};

static struct slice words(const struct digest *digest, const char *english) {
    return tr(digest->locale, slice_of(english));
}

static struct slice with_number(const struct digest *digest, const char *english, int64_t number) {
    struct slice args[2] = {format_number(digest->arena, digest->locale, number)};
    return refusal_fill(digest->arena, words(digest, english), args);
}

/* ---- one item ---- */

/* A title whose fields are above INTERNAL is no thing for a mail: then the kind of record alone is named. */
static bool title_may_leave(const struct record_type *type) {
    uint64_t above = record_type_fields_above(type, INTERNAL);
    for (size_t i = 0; i < type->field_count; i++) {
        if ((above >> i & 1) && type->title && names_contain(type->title, slice_of(type->fields[i].name)))
            return false;
    }
    return true;
}

static struct slice item_title(const struct digest *digest, const struct due_item *item) {
    struct slice kind = words(digest, item->type->label);
    if (!title_may_leave(item->type)) return kind;
    bool khmer = digest->locale->lang == LANG_KM && item->title_km.len;
    struct slice title = khmer ? item->title_km : item->title;
    return title.len ? title : kind;
}

static struct slice item_when(const struct digest *digest, const struct due_item *item) {
    struct slice day = format_date(digest->arena, digest->locale, date_of_day(item->day)), left;
    if (item->days_left == 0)
        left = words(digest, TR("today"));
    else if (item->days_left == 1)
        left = words(digest, TR("tomorrow"));
    else if (item->days_left == -1)
        left = words(digest, TR("1 day late"));
    else if (item->days_left < 0)
        left = with_number(digest, TR("{1} days late"), -item->days_left);
    else
        left = with_number(digest, TR("in {1} days"), item->days_left);
    return arena_printf(digest->arena, "%.*s (%.*s)", SLICE_ARG(day), SLICE_ARG(left));
}

/* Kind, day, whose: "Deliverable · 7 March 2016 (3 days late) · CEDAC". */
static struct slice item_detail(const struct digest *digest, const struct due_item *item,
                                struct uuid own_org) {
    struct text text = TEXT_IN(digest->arena);
    struct slice kind = words(digest, item->type->label), when = item_when(digest, item);
    text_printf(&text, "%.*s · %.*s", SLICE_ARG(kind), SLICE_ARG(when));
    if (item->open.amount > 0) {
        struct slice money = format_money(digest->arena, digest->locale, item->open);
        text_printf(&text, " · %.*s", SLICE_ARG(money));
    }
    if (!uuid_equal(item->org_id, own_org)) {
        struct slice org = access_org_name(digest->notice->access, digest->arena, item->org_id);
        text_printf(&text, " · %.*s", SLICE_ARG(org));
    }
    return text_slice(&text);
}

static struct slice item_url(const struct digest *digest, const struct due_item *item) {
    struct slice url = digest->notice->settings.public_url;
    if (!url.len) return S("");
    return arena_printf(digest->arena, "%.*s/%s/%.*s", SLICE_ARG(url), item->type->path,
                        SLICE_ARG(uuid_format(digest->arena, item->id)));
}

/* ---- one organisation ---- */

static size_t count_state(const struct due_item *items, size_t count, enum due_state state) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].state == state) found++;
    }
    return found;
}

static void add_items(struct digest *digest, const char *heading, const struct due_item *items, size_t count,
                      enum due_state state, struct uuid own_org) {
    size_t shown = 0, all = count_state(items, count, state);
    if (!all) return;
    letter_heading(&digest->letter, with_number(digest, heading, (int64_t)all));
    for (size_t i = 0; i < count && shown < LIMIT_DIGEST_ITEMS; i++) {
        if (items[i].state != state) continue;
        letter_item(&digest->letter, item_title(digest, &items[i]), item_detail(digest, &items[i], own_org),
                    item_url(digest, &items[i]));
        shown++;
    }
    if (shown < all)
        letter_paragraph(&digest->letter, with_number(digest, TR("{1} more"), (int64_t)(all - shown)));
}

static void add_org(struct digest *digest, const struct login_session *user, const struct session_org *org) {
    const struct login_session *there =
        session_of_user(digest->notice->access, digest->arena, user->actor.user_id, org->org_id);
    if (!there || there->stage != SESSION_READY) return;
    struct db *db = store_borrow(digest->notice->store);
    struct due_found found =
        due_waiting(digest->notice->access, digest->notice->store, db, digest->arena, &there->actor, false);
    const struct due_item *items = found.items;
    size_t count = found.count;
    store_return(digest->notice->store, db);
    size_t late = count_state(items, count, DUE_LATE), soon = count_state(items, count, DUE_SOON);
    digest->late += late;
    digest->soon += soon;
    if (user->org_count > 1 && late + soon) letter_paragraph(&digest->letter, org->org_name);
    add_items(digest, TR("Late: {1}"), items, count, DUE_LATE, org->org_id);
    add_items(digest, TR("Due soon: {1}"), items, count, DUE_SOON, org->org_id);
}

/* ---- the whole ---- */

static struct slice subject_of(const struct digest *digest) {
    struct slice args[2] = {format_number(digest->arena, digest->locale, (int64_t)digest->late),
                            format_number(digest->arena, digest->locale, (int64_t)digest->soon)};
    if (!digest->soon) return refusal_fill(digest->arena, words(digest, TR("Mlup: {1} late")), args);
    if (digest->late)
        return refusal_fill(digest->arena, words(digest, TR("Mlup: {1} late, {2} due soon")), args);
    return with_number(digest, TR("Mlup: {1} due soon"), (int64_t)digest->soon);
}

static void add_foot(struct digest *digest, const struct mail *mail) {
    letter_foot(
        &digest->letter,
        words(digest,
              TR("You chose this mail in your account. It holds no names; those are in the program alone.")),
        words(digest, TR("Stop these mails")), mail->unsubscribe_url);
}

bool digest_compose(struct notice *notice, struct arena *arena, const struct login_session *user,
                    const struct locale *locale, struct mail *mail) {
    struct digest digest = {notice, arena, locale, letter_new(arena, locale), 0, 0};
    for (size_t i = 0; i < user->org_count; i++) {
        add_org(&digest, user, &user->orgs[i]);
    }
    if (digest.late + digest.soon == 0) return false;
    mail->subject = subject_of(&digest);
    letter_link(&digest.letter, words(&digest, TR("Open Mlup")), notice->settings.public_url);
    add_foot(&digest, mail);
    letter_end(&digest.letter);
    mail->text = text_slice(&digest.letter.text);
    mail->html = text_slice(&digest.letter.html);
    return true;
}
