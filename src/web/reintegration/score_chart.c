/* SPDX-License-Identifier: Apache-2.0 */
#include "web/reintegration/score_chart.h"

enum { WIDTH = 640, LEFT = 16, RIGHT = 16, ROW = 78, NAME = 24, TOP = 4, FOOT = 30, STEP = 10, SCORES = 5 };

static double x_of(const struct score_chart *chart, size_t visit) {
    double room = WIDTH - LEFT - RIGHT;
    return chart->count < 2 ? LEFT + room / 2 : LEFT + room * (double)visit / (double)(chart->count - 1);
}

static double y_of(size_t domain, int64_t score) {
    return TOP + NAME + (double)domain * ROW + (double)(SCORES - score) * STEP;
}

/* What is below three is not good enough to close: it is marked in the colour of what is behind. */
static void point_draw(struct text *out, double x, double y, int64_t score) {
    text_append(out, S("<circle class=\""));
    text_append(out, score < 3 ? S("score-low") : S("actual"));
    text_append(out, S("\" cx=\""));
    svg_coordinate(out, x);
    text_append(out, S("\" cy=\""));
    svg_coordinate(out, y);
    text_append(out, S("\" r=\"4.5\"/>"));
}

static void domain_draw(struct text *out, const struct score_chart *chart, size_t domain) {
    double middle = y_of(domain, 3);
    svg_label(out, "legend", LEFT, TOP + (double)domain * ROW + 14, "start", chart->domains[domain]);
    svg_line(out, "grid", LEFT, y_of(domain, 5), WIDTH - RIGHT, y_of(domain, 5));
    svg_line(out, "planned", LEFT, middle, WIDTH - RIGHT, middle);
    svg_line(out, "grid", LEFT, y_of(domain, 1), WIDTH - RIGHT, y_of(domain, 1));
    for (size_t i = 1; i < chart->count; i++) {
        svg_line(out, "score-line", x_of(chart, i - 1), y_of(domain, chart->scores[i - 1][domain]),
                 x_of(chart, i), y_of(domain, chart->scores[i][domain]));
    }
    for (size_t i = 0; i < chart->count; i++) {
        point_draw(out, x_of(chart, i), y_of(domain, chart->scores[i][domain]), chart->scores[i][domain]);
    }
}

void score_chart_draw(struct text *out, const struct score_chart *chart) {
    int height = TOP + SCORE_DOMAINS * ROW + FOOT;
    svg_open(out, S("chart"), WIDTH, height, chart->title, chart->desc);
    for (size_t domain = 0; domain < SCORE_DOMAINS; domain++)
        domain_draw(out, chart, domain);
    if (chart->count)
        svg_label(out, "value", x_of(chart, 0), height - 8, chart->count > 1 ? "start" : "middle",
                  chart->days[0]);
    if (chart->count > 1)
        svg_label(out, "value", x_of(chart, chart->count - 1), height - 8, "end",
                  chart->days[chart->count - 1]);
    svg_close(out);
}
