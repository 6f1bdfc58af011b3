/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_random.h"

uint64_t demo_random_next(struct demo_random *random) {
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

int64_t demo_random_below(struct demo_random *random, int64_t count) {
    return (int64_t)((demo_random_next(random) >> 1) % (uint64_t)count);
}

int64_t demo_random_between(struct demo_random *random, int64_t low, int64_t high) {
    return low + demo_random_below(random, high - low + 1);
}

bool demo_random_chance(struct demo_random *random, int percent) {
    return demo_random_below(random, 100) < percent;
}

/* Khmer New Year, the king's birthday, Pchum Ben and the Water Festival of 2016 and 2017 (lunar, so by year). */
static const struct {
    int year, month, first, last;
} holidays[] = {
    {2016, 4, 12, 17}, {2017, 4, 12, 17}, {2016, 5, 13, 15}, {2017, 5, 13, 15}, {2016, 9, 29, 30}, {2016, 10, 1, 3},
    {2017, 9, 18, 22}, {2016, 11, 13, 15}, {2017, 11, 2, 4}, {2017, 1, 1, 1},   {2018, 1, 1, 1},
};

static bool is_holiday(struct date date) {
    for (size_t i = 0; i < ARRAY_LEN(holidays); i++) {
        if (date.year == holidays[i].year && date.month == holidays[i].month && date.day >= holidays[i].first &&
            date.day <= holidays[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_sunday(int64_t day) {
    return (day + 4) % 7 == 0; /* 1970-01-01 was a Thursday */
}

/* Wet-season rice is cut from the middle of November to the end of December. */
static bool is_harvest(struct date date) {
    return (date.month == 11 && date.day > 15) || date.month == 12;
}

int64_t demo_random_day(struct demo_random *random, int64_t first_day, int64_t last_day) {
    enum { TRIES = 20 };
    int64_t day = first_day;
    for (int i = 0; i < TRIES; i++) {
        day = demo_random_between(random, first_day, last_day);
        struct date date = date_of_day(day);
        bool busy = is_harvest(date) && demo_random_chance(random, 70);
        if (!is_sunday(day) && !is_holiday(date) && !busy) return day;
    }
    return day;
}
