/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of one group as the form of its paper books, asked of the writer or written. */
#include "base/log.h"
#include "exchange/intake/intake_head.h"
#include "domain/savings/takeover_plan.h"
#include "i18n/khmer.h"
#include "web/savings/loan_answers.h"
#include "web/savings/paper_list.h"

/* The inputs of a form, and the rows that they came from. */
struct paper_form {
    struct paper_list *list;
    struct paper_group *group;
    struct takeover_form form;
    struct record **people;     /* of the members, read when a name is looked for */
    struct paper_row **savers;  /* the row that says what each member has; NULL: none */
    struct paper_row **lenders; /* of each new loan */
    struct paper_row *sums[TAKE_SUMS];
    size_t loan_count;
    int64_t social; /* of the members' rows together */
    int64_t owned, owed;
    bool has_social, was_tried;
};

static struct arena *arena_of(struct paper_form *paper) {
    return paper->list->web->arena;
}

static struct paper_row *row_at(struct paper_form *paper, size_t index) {
    return &paper->list->rows[paper->group->rows[index]];
}

/* ---- what is wrong, by row and column ---- */

static void fault(struct paper_form *paper, const struct paper_row *row, int column, struct slice text) {
    for (size_t i = 0; i < paper->group->fault_count; i++) {
        const struct paper_fault *told = &paper->group->faults[i];
        if (told->row == row->number && told->column == column && slice_equal(told->text, text)) return;
    }
    paper_fault_add(arena_of(paper), &paper->group->faults, &paper->group->fault_count,
                    (struct paper_fault){row->number, column, text});
}

static void fault_tr(struct paper_form *paper, const struct paper_row *row, int column, const char *text) {
    fault(paper, row, column, web_tr(paper->list->web, text));
}

static int column_of_input(struct slice name) {
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        if (slice_equal(name, slice_of(paper_heads[i].code))) return i;
    }
    if (slice_equal(name, S("loan_who"))) return PAPER_MEMBER;
    return slice_equal(name, S("amount")) ? PAPER_SAVINGS : -1;
}

static const struct paper_row *row_of_member(const struct paper_form *paper, struct slice suffix) {
    for (size_t i = 0; i < paper->form.member_count; i++) {
        if (slice_equal(paper->form.lines[i].suffix, suffix)) return paper->savers[i];
    }
    return NULL;
}

/* The row of "1" of a new loan, or of the code that it had already. */
static const struct paper_row *row_of_loan(const struct paper_form *paper, struct slice suffix) {
    const struct takeover_form *form = &paper->form;
    for (size_t i = 0; i < paper->loan_count; i++) {
        const struct take_loan *loan = &form->loans[form->loan_count - form->new_loans + i];
        if (slice_equal(loan->suffix, suffix) || (loan->stored && slice_equal(loan->stored->code, suffix)))
            return paper->lenders[i];
    }
    return NULL;
}

static const struct paper_row *row_of_sum(const struct paper_form *paper, struct slice name) {
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        if (slice_equal(name, slice_of(take_sums[i].input))) return paper->sums[i];
    }
    return NULL;
}

/* What the form or the writer refuses, under the rows that it came from. */
static void take_refusals(struct paper_form *paper) {
    struct web *web = paper->list->web;
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        struct slice suffix = item->field, name = S("");
        bool is_part =
            slice_find(item->field, S("."), 0) < item->field.len && slice_split(&suffix, '.', &name);
        if (!is_part) name = item->field;
        const struct paper_row *row = !is_part                        ? row_of_sum(paper, name)
                                      : slice_starts(name, S("loan")) ? row_of_loan(paper, suffix)
                                                                      : row_of_member(paper, suffix);
        fault(paper, row ? row : row_at(paper, 0), column_of_input(name),
              tr_refusal(web->arena, &web->locale, item));
    }
    web->refusal = REFUSAL_IN(web->arena);
}

/* ---- whose row it is ---- */

static struct record *person_of_member(struct paper_form *paper, size_t index) {
    struct web *web = paper->list->web;
    const struct value *person = &paper->form.members[index].member->person;
    if (!paper->people[index] && person->present)
        paper->people[index] = web_record(web, &person_type, person->id);
    return paper->people[index];
}

static bool is_called(struct paper_form *paper, size_t index, struct slice said) {
    struct arena *arena = arena_of(paper);
    struct slice key = khmer_search_key(arena, said);
    struct record *person = person_of_member(paper, index);
    if (slice_equal(key, khmer_search_key(arena, paper->form.members[index].name))) return true;
    if (!person) return false;
    const struct value *names[] = {&person_of(person)->name_latin, &person_of(person)->name_km};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (names[i]->present && slice_equal(key, khmer_search_key(arena, names[i]->text))) return true;
    }
    return slice_equal_nocase(said, person->code);
}

/* By the number of the passbook, the code or the name of the person; the count when there is none, or not
 * one. */
static size_t member_of(struct paper_form *paper, const struct paper_row *row) {
    struct slice said = row->cells[PAPER_MEMBER];
    size_t count = paper->form.member_count, found = count;
    int64_t number;
    bool is_number = parse_number(said, &number) == PARSE_OK;
    for (size_t i = 0; i < count; i++) {
        bool is_it = is_number ? paper->form.members[i].number == number : is_called(paper, i, said);
        if (is_it && found < count) {
            fault_tr(paper, row, PAPER_MEMBER,
                     TR("Several members are called so: write the number of the passbook."));
            return count;
        }
        if (is_it) found = i;
    }
    if (found == count) fault_tr(paper, row, PAPER_MEMBER, TR("The group has no such member."));
    return found;
}

/* ---- cells ---- */

static bool money_of(struct paper_form *paper, const struct paper_row *row, int column, int64_t *amount) {
    struct web *web = paper->list->web;
    struct slice said = row->cells[column];
    bool good = parse_decimal(said, paper->form.seen.decimals, amount) == PARSE_OK && *amount >= 0;
    if (!good) fault(paper, row, column, web_tr_fill(web, TR("“{1}” is not an amount."), said, S("")));
    return good;
}

/* Of "03/04/2016" nobody knows which is the month. */
static struct slice day_of(struct paper_form *paper, const struct paper_row *row, int column) {
    int first, second;
    struct slice said = row->cells[column];
    if (said.len && intake_date_is_open(said, &first, &second))
        fault_tr(paper, row, column, TR("This day can be read in two ways; write it as 2016-04-03."));
    return said;
}

static struct slice choice_of(struct paper_form *paper, const char *field, struct slice said) {
    const struct choice_set *set = record_type_field(&group_loan_type, slice_of(field))->choices;
    const struct choice *choice =
        said.len ? intake_choice_find(arena_of(paper), set, paper->list->khmer.messages, said) : NULL;
    return choice ? slice_of(choice->code) : said;
}

/* ---- sums ---- */

static void sum_take(struct paper_form *paper, size_t index, int column, struct paper_row *row) {
    struct slice said = column == PAPER_DAY ? day_of(paper, row, column) : row->cells[column];
    if (!said.len) return;
    if (paper->sums[index] && !slice_equal(paper->form.sums[index], said)) {
        fault_tr(paper, row, column, TR("Another row of the group says something else."));
        return;
    }
    paper->sums[index] = row;
    paper->form.sums[index] = said;
}

/* Contributions of members are added up; a row without a member tells the whole. */
static void social_take(struct paper_form *paper, const struct paper_row *row) {
    int64_t amount;
    if (!row->cells[PAPER_SOCIAL].len || !money_of(paper, row, PAPER_SOCIAL, &amount)) return;
    paper->has_social = true;
    if (!exact_add(&paper->social, amount))
        fault_tr(paper, row, PAPER_SOCIAL, TR("The amounts are too large."));
}

static void sums_take(struct paper_form *paper, struct paper_row *row) {
    bool is_members = row->cells[PAPER_MEMBER].len > 0;
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        int column = column_of_input(slice_of(take_sums[i].input));
        if (column < 0 || (column == PAPER_SOCIAL && is_members)) continue;
        sum_take(paper, i, column, row);
    }
    if (is_members) social_take(paper, row);
    if (row->cells[PAPER_CASH].len) paper->form.sums[SUM_NOTES] = S(""); /* counted anew */
}

static void sums_end(struct paper_form *paper) {
    struct takeover_form *form = &paper->form;
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        bool is_day = slice_equal(slice_of(take_sums[i].input), S("as_of"));
        bool is_social = slice_equal(slice_of(take_sums[i].input), S("social_fund"));
        if (is_day && !paper->sums[i] && paper->list->day.len) form->sums[i] = paper->list->day;
        if (!is_social || !paper->has_social) continue;
        struct slice sum = group_amount_plain(&form->seen, paper->social);
        int64_t told = 0;
        if (paper->sums[i] && parse_decimal(form->sums[i], form->seen.decimals, &told) == PARSE_OK &&
            told != paper->social)
            fault(paper, paper->sums[i], PAPER_SOCIAL,
                  web_tr_fill(paper->list->web, TR("The members’ contributions are {1} together."),
                              group_amount(&form->seen, paper->social), S("")));
        form->sums[i] = sum;
    }
}

/* ---- savings ---- */

static void savings_take(struct paper_form *paper, struct paper_row *row, size_t member) {
    bool says_nothing = !row->cells[PAPER_SHARES].len && !row->cells[PAPER_SAVINGS].len;
    if (says_nothing) return;
    if (paper->savers[member]) {
        fault_tr(paper, row, PAPER_MEMBER, TR("The savings of this member stand in another row already."));
        return;
    }
    paper->savers[member] = row;
    paper->group->savers++;
    if (!paper->form.seen.is_vsla && row->cells[PAPER_SHARES].len)
        fault_tr(paper, row, PAPER_SHARES, TR("This group saves without shares."));
    struct take_line *line = &paper->form.lines[member];
    line->typed = row->cells[paper->form.seen.is_vsla ? PAPER_SHARES : PAPER_SAVINGS];
    if (paper->form.seen.is_vsla) line->money = row->cells[PAPER_SAVINGS];
}

/* ---- loans ---- */

static bool has_loan(const struct paper_row *row) {
    for (int i = PAPER_LOAN_OUT; i <= PAPER_LOAN_FREQUENCY; i++) {
        if (row->cells[i].len) return true;
    }
    return false;
}

/* What is still owed, where the list says what was paid back. */
static struct slice owed_of(struct paper_form *paper, const struct paper_row *row) {
    int64_t amount, paid, owed;
    struct slice said = row->cells[PAPER_LOAN_OWED];
    if (!row->cells[PAPER_LOAN_PAID].len) return said;
    if (!row->cells[PAPER_LOAN_AMOUNT].len || !money_of(paper, row, PAPER_LOAN_AMOUNT, &amount) ||
        !money_of(paper, row, PAPER_LOAN_PAID, &paid))
        return said;
    bool agrees = !said.len || (money_of(paper, row, PAPER_LOAN_OWED, &owed) && owed == amount - paid);
    if (paid > amount || !agrees)
        fault_tr(paper, row, PAPER_LOAN_PAID,
                 TR("Amount, what was paid back and what is still owed do not agree."));
    return group_amount_plain(&paper->form.seen, amount - paid);
}

static struct slice rate_of(const struct paper_row *row) {
    struct slice said = row->cells[PAPER_LOAN_RATE];
    bool has_sign = said.len && said.s[said.len - 1] == '%';
    return has_sign ? slice_trim(slice_sub(said, 0, said.len - 1)) : said;
}

/* Where nothing is said of what is overdue no interest is; principal goes by the terms. */
static struct slice interest_late_of(const struct paper_row *row) {
    bool is_said = row->cells[PAPER_LOAN_INTEREST_LATE].len || row->cells[PAPER_LOAN_INTEREST].len ||
                   row->cells[PAPER_LOAN_LATE].len;
    return is_said ? row->cells[PAPER_LOAN_INTEREST_LATE] : S("0");
}

static struct slice loan_text(struct paper_form *paper, const struct paper_row *row,
                              const struct take_cell *cell) {
    const struct slice unsaid = {0};
    int column = column_of_input(slice_of(cell->input));
    if (column < 0 || column == PAPER_MEMBER) return unsaid;
    if (column == PAPER_LOAN_OWED) return owed_of(paper, row);
    if (column == PAPER_LOAN_RATE) return rate_of(row);
    if (column == PAPER_LOAN_INTEREST_LATE) return interest_late_of(row);
    if (column == PAPER_LOAN_OUT || column == PAPER_LOAN_NEXT) return day_of(paper, row, column);
    bool is_choice = column == PAPER_LOAN_METHOD || column == PAPER_LOAN_FREQUENCY;
    return is_choice ? choice_of(paper, cell->field, row->cells[column]) : row->cells[column];
}

static void loan_take(struct paper_form *paper, struct paper_row *row, const struct member_seen *member) {
    struct takeover_form *form = &paper->form;
    struct take_loan *loan = &form->loans[form->loan_count - form->new_loans + paper->loan_count];
    if (!has_loan(row)) return;
    paper->lenders[paper->loan_count++] = row;
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        loan->typed[i] = loan_text(paper, row, &take_loan_cells[i]);
    }
    if (member) loan->typed[LOAN_WHO] = arena_printf(arena_of(paper), "%lld", (long long)member->number);
}

/* ---- the form ---- */

static void row_take(struct paper_form *paper, struct paper_row *row) {
    struct takeover_form *form = &paper->form;
    bool is_members = row->cells[PAPER_MEMBER].len > 0;
    sums_take(paper, row);
    size_t member = is_members ? member_of(paper, row) : form->member_count;
    if (member < form->member_count) savings_take(paper, row, member);
    bool saves_nobody = !is_members && (row->cells[PAPER_SAVINGS].len || row->cells[PAPER_SHARES].len);
    if (saves_nobody) fault_tr(paper, row, PAPER_MEMBER, TR("Say whose savings they are."));
    if (!is_members || member < form->member_count)
        loan_take(paper, row, member < form->member_count ? &form->members[member] : NULL);
}

static bool form_begin(struct paper_form *paper) {
    struct web *web = paper->list->web;
    struct takeover_form *form = &paper->form;
    if (!takeover_open(web, paper->group->record->id, paper->group->row_count, form)) return false;
    takeover_take_recorded(form);
    paper->people = arena_make(web->arena, struct record *, form->member_count + 1);
    paper->savers = arena_make(web->arena, struct paper_row *, form->member_count + 1);
    paper->lenders = arena_make(web->arena, struct paper_row *, paper->group->row_count);
    for (size_t i = 0; i < paper->group->row_count; i++) {
        row_take(paper, row_at(paper, i));
    }
    sums_end(paper);
    paper->group->loans = paper->loan_count;
    takeover_identify(form, paper->list->key);
    return true;
}

/* ---- both sides ---- */

/* As the writer reckons them, of what stands in its transaction or in the store. */
static void sides_take(struct paper_form *paper, struct rule *rule, const struct record *takeover) {
    struct takeover_plan *plan = arena_make(rule->job_arena, struct takeover_plan, 1);
    struct refusal told = REFUSAL_IN(rule->job_arena);
    paper->group->has_sides = takeover_plan_look(rule, takeover, plan, &told) || plan->group;
    paper->owned = plan->owned;
    paper->owed = plan->owed;
}

static void sides_say(const struct paper_form *paper) {
    struct paper_group *group = paper->group;
    const struct group_seen *seen = &paper->form.seen;
    group->difference_amount = paper->owned - paper->owed;
    group->owned = group_amount(seen, paper->owned);
    group->owed = group_amount(seen, paper->owed);
    group->difference = group_amount(seen, group->difference_amount);
}

static void sides_of_stored(struct paper_form *paper) {
    struct rule rule = savings_asking(paper->list->web);
    sides_take(paper, &rule, paper->form.stored);
}

static void sides_within(struct paper_form *paper, struct rule *rule) {
    const struct record *found =
        rule_find(rule, &group_takeover_type, paper->form.seen.record->org_id, paper->form.id);
    if (found) sides_take(paper, rule, record_copy_deep(rule->job_arena, found));
}

/* ---- the writer ---- */

static bool sides_told(struct rule *rule, struct write_job *job) {
    sides_within(job->also_context, rule);
    return true;
}

/* All of it was checked and posted in the transaction; now it is given up. */
static bool only_tried(struct rule *rule, struct write_job *job) {
    struct paper_form *paper = job->also_context;
    sides_within(paper, rule);
    paper->was_tried = true;
    return refuse(&job->refusal, S(""), "Nothing is written yet.");
}

static enum outcome written(struct web *web, struct write_job *job) {
    struct paper_form *paper = web->state;
    if (paper->was_tried || job->outcome == OUTCOME_OK) return OUTCOME_OK;
    takeover_take_refusals(&paper->form, job);
    if (refusal_is_empty(&web->refusal))
        refuse(&web->refusal, S(""), TR("Somebody changed this meanwhile. Look at it and save again."));
    take_refusals(paper);
    return OUTCOME_OK;
}

static struct slice key_of(struct paper_form *paper) {
    struct arena *arena = arena_of(paper);
    return arena_printf(arena, "paper-list-%.*s-%.*s", SLICE_ARG(paper->list->key),
                        SLICE_ARG(uuid_format(arena, paper->group->record->id)));
}

static enum outcome looked(struct web *web, struct write_job *job) {
    (void)web;
    (void)job;
    return OUTCOME_OK;
}

/* What may not be posted, for a difference without a reason, has both sides as a draft. */
static void sides_of_draft(struct paper_form *paper) {
    struct web *web = paper->list->web;
    size_t count = paper->form.change_count - 1; /* without the last one, which posts */
    if (!count) {
        sides_of_stored(paper);
        return;
    }
    web->also = only_tried;
    web_write(web, paper->form.changes, count, S(""), looked);
}

static void group_write(struct paper_form *paper, bool posts) {
    struct web *web = paper->list->web;
    struct takeover_form *form = &paper->form;
    web->state = paper;
    web->also = posts ? sides_told : only_tried;
    web->also_context = paper;
    web_write(web, form->changes, form->change_count, posts ? key_of(paper) : S(""), written);
    if (paper->group->fault_count) sides_of_draft(paper);
    web->also = NULL;
    paper->group->state = paper->group->fault_count ? PAPER_REFUSED : posts ? PAPER_POSTED : PAPER_READY;
}

/* Books that were taken over before are compared; nothing of them changes. */
static void group_compare(struct paper_form *paper) {
    if (paper->form.change_count)
        fault_tr(paper, row_at(paper, 0), -1,
                 TR("These books were taken over already, with other figures. Take them back first."));
    else
        sides_of_stored(paper);
    paper->group->state = paper->form.change_count ? PAPER_REFUSED : PAPER_SAME;
}

void paper_group_try(struct paper_list *list, struct paper_group *group, bool posts) {
    struct web *web = list->web;
    struct paper_form *paper = arena_make(web->arena, struct paper_form, 1);
    *paper = (struct paper_form){.list = list, .group = group};
    group->state = PAPER_REFUSED;
    group->fault_count = group->savers = group->loans = 0;
    group->has_sides = false;
    web->refusal = REFUSAL_IN(web->arena);
    if (!form_begin(paper) || !paper->form.may_write) {
        fault_tr(paper, row_at(paper, 0), PAPER_GROUP, TR("There is no such group."));
        return;
    }
    bool good = takeover_changes(&paper->form, !paper->form.is_posted);
    take_refusals(paper);
    if (!good || group->fault_count) return;
    if (paper->form.is_posted)
        group_compare(paper);
    else
        group_write(paper, posts);
    sides_say(paper);
}
