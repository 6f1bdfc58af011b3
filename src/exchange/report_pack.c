/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/report_pack.h"

#include "domain/report/report.h"

bool report_pack_languages(struct slice code, struct report_pack_wish *wish) {
    bool both = slice_equal(code, S("both"));
    wish->lang_count = both ? 2 : 1;
    wish->langs[0] = LANG_KM;
    wish->langs[1] = LANG_EN;
    return both || lang_parse(code, &wish->langs[0]);
}

static struct slice place_name(void *context, struct arena *arena, struct slice code, enum lang lang) {
    return gazetteer_name(context, arena, code, lang == LANG_KM);
}

/* The bytes of the document: those of the snapshot, or of the records while the report is open. */
static struct slice content_of(const struct report_reader *reader, const struct report_found *found,
                               const struct record *snapshot) {
    struct report_basis basis;
    if (snapshot) return report_snapshot_of(snapshot)->content.text;
    if (!report_basis_read(reader->arena, reader->db, store_catalogue(reader->store), found->report, &basis))
        return S("");
    return report_content_bytes(reader->arena, report_content_make(reader->arena, reader->db, &basis));
}

struct slice report_pack_make(const struct report_reader *reader, const struct report_found *found,
                              const struct report_pack_wish *wish) {
    const struct record *snapshot =
        report_is_open(found->state) ? NULL : report_snapshot_shown(reader, found->report);
    struct slice content = content_of(reader, found, snapshot);
    if (!content.len) return S("");
    if (!found->is_outsider) content = report_content_closed(reader, found->report, !snapshot, content);
    struct pack_order order = {.kind = wish->kind,
                               .content = content,
                               .for_outsiders = found->is_outsider,
                               .hash = snapshot ? report_snapshot_of(snapshot)->hash.text : S(""),
                               .state = report_status_choices.choices[found->state].label,
                               .langs = {wish->langs[0], wish->langs[1]},
                               .lang_count = wish->lang_count,
                               .khmer_digits = wish->khmer_digits,
                               .place_name = place_name,
                               .context = wish->gazetteer};
    if (found->is_outsider && snapshot)
        order.earlier_count = report_releases_before(reader, found->report, snapshot, &order.earlier);
    return pack_child_run(reader->arena, &order);
}
