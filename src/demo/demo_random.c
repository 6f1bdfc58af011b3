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

/*
 * Days on which no office works: those of every year (year 0), and those of the lunar calendar by year: Meak Bochea, Khmer
 * New Year with the days around it, Visak Bochea, the Royal Ploughing, Pchum Ben and the Water Festival.  Source: the
 * yearly sub-decrees of the Royal Government on public holidays.
 */
static const struct {
    int year, month, first, last;
} holidays[] = {
    {0, 1, 1, 1},      {0, 1, 7, 7},       {0, 3, 8, 8},       {0, 4, 12, 17},     {0, 5, 1, 1},      {0, 5, 13, 15},
    {0, 6, 1, 1},      {0, 6, 18, 18},     {0, 9, 24, 24},     {0, 10, 15, 15},    {0, 10, 23, 23},   {0, 10, 29, 29},
    {0, 11, 9, 9},     {0, 12, 10, 10},    {2016, 5, 20, 20},  {2016, 5, 24, 24},  {2016, 9, 29, 30}, {2016, 10, 1, 3},
    {2016, 11, 13, 15}, {2017, 2, 11, 11}, {2017, 5, 10, 10},  {2017, 9, 18, 22},  {2017, 11, 2, 4},  {2018, 1, 31, 31},
};

static bool is_holiday(struct date date) {
    for (size_t i = 0; i < ARRAY_LEN(holidays); i++) {
        bool of_year = holidays[i].year == 0 || date.year == holidays[i].year;
        if (of_year && date.month == holidays[i].month && date.day >= holidays[i].first && date.day <= holidays[i].last) {
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
    enum { TRIES = 60 };
    int64_t day = first_day;
    for (int i = 0; i < TRIES; i++) {
        day = demo_random_between(random, first_day, last_day);
        struct date date = date_of_day(day);
        bool busy = is_harvest(date) && demo_random_chance(random, 70);
        if (!is_sunday(day) && !is_holiday(date) && !busy) return day;
    }
    return day;
}
