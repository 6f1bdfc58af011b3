/* SPDX-License-Identifier: Apache-2.0 */
/* The one thing that lives as long as the program: made in main, given to every request. */
#ifndef MLUP_WEB_APP_H
#define MLUP_WEB_APP_H

#include <pthread.h>
#include <stdatomic.h>

#include "access/access.h"
#include "domain/place/gazetteer.h"
#include "domain/programme/promise_keep.h"
#include "i18n/locale.h"
#include "store/store.h"
#include "web/markup/mustache.h"

struct book_desk; /* exchange/book_desk.h */
struct intake_desk; /* exchange/intake/intake_desk.h */
struct notice;     /* notice/notice.h */
struct page_cache; /* web/page_cache.h */
struct pair_desk; /* web/people/pair_desk.h */
struct place_desk; /* web/place/places_page_desk.h */

struct app {
    struct arena *process_arena;
    struct store *store;
    struct access *access;
    struct gazetteer *gazetteer;
    struct book_desk *books; /* journals on their way into books */
    struct intake_desk *intake;
    struct mustache_set *templates;
    const struct messages *khmer;
    struct notice *notice;
    struct page_cache *page_cache;
    struct place_desk *place_desk;
    struct pair_desk *pair_desk;
    struct slice assets_query; /* "?v=…": changes with the assets, so that browsers may keep them for ever */
    struct slice demo_password; /* empty: this is no demonstration */
    pthread_mutex_t *setup_lock; /* held from the question whether there is a user until the first one is made */
    atomic_int exports; /* files with many records that are leaving just now */
    int64_t started_ms;
};

#endif
