/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Build-time tool: turns data/map-kh into the tables of web/markup/map_paths.h.  Runs during the build only.
 *
 *   map_paths PROVINCES.geojson DISTRICTS.geojson COMMUNE-POINTS.csv >map_paths.c
 *
 * Longitude and latitude become whole numbers on a plane (equirectangular at the country's middle, y downwards), one
 * unit being 0.0005 degrees of latitude: the grid that the data is on.  Provinces get a grid eight times as coarse.
 * Rounding is the only simplification: it moves a border's points the same way for both neighbours, so that no gaps
 * open between them.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 4096, PROVINCE_COARSER = 8 };

static const double west = 102.3, north = 14.72, units_per_degree = 2000, cos_of_middle = 0.9759; /* cos 12.6° */

struct point {
    int x, y;
};

struct box {
    int x0, y0, x1, y1;
};

static struct point project(double longitude, double latitude, int coarser) {
    return (struct point){(int)((longitude - west) * cos_of_middle * units_per_degree / coarser + 0.5),
                          (int)((north - latitude) * units_per_degree / coarser + 0.5)};
}

static bool is_straight(struct point a, struct point b, struct point c) {
    int64_t ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y;
    return ux * vy == uy * vx && ux * vx + uy * vy > 0;
}

/* The ring on the grid, without the points that fell together or lie straight between two others. */
static int read_ring(json_object *ring, struct point points[], int coarser) {
    int count = 0;
    size_t length = json_object_array_length(ring);
    for (size_t i = 0; i + 1 < length && count < POINTS_MAX; i++) {
        json_object *pair = json_object_array_get_idx(ring, i);
        struct point point = project(json_object_get_double(json_object_array_get_idx(pair, 0)),
                                     json_object_get_double(json_object_array_get_idx(pair, 1)), coarser);
        if (count && points[count - 1].x == point.x && points[count - 1].y == point.y) continue;
        if (count > 1 && is_straight(points[count - 2], points[count - 1], point)) count--;
        points[count++] = point;
    }
    return count;
}

static void box_take(struct box *box, struct point point) {
    if (point.x < box->x0) box->x0 = point.x;
    if (point.y < box->y0) box->y0 = point.y;
    if (point.x > box->x1) box->x1 = point.x;
    if (point.y > box->y1) box->y1 = point.y;
}

/* Twice the signed area, and the centre of gravity. */
static double ring_centre(const struct point points[], int count, double *x, double *y) {
    double twice = 0, sum_x = 0, sum_y = 0;
    for (int i = 0; i < count; i++) {
        struct point a = points[i], b = points[(i + 1) % count];
        double cross = (double)a.x * b.y - (double)b.x * a.y;
        twice += cross;
        sum_x += (a.x + b.x) * cross;
        sum_y += (a.y + b.y) * cross;
    }
    *x = twice != 0 ? sum_x / (3 * twice) : points[0].x;
    *y = twice != 0 ? sum_y / (3 * twice) : points[0].y;
    return twice < 0 ? -twice : twice;
}

static void write_ring(const struct point points[], int count) {
    printf("M%d %d", points[0].x, points[0].y);
    for (int i = 1; i < count; i++) {
        int dx = points[i].x - points[i - 1].x, dy = points[i].y - points[i - 1].y;
        printf("%s%d%s%d", i == 1 ? "l" : dx < 0 ? "" : " ", dx, dy < 0 ? "" : " ", dy);
    }
    putchar('z');
}

struct shape {
    struct box box;
    double area, x, y; /* the greatest ring, and its centre */
};

static void write_polygon(json_object *rings, struct shape *shape, int coarser) {
    static struct point points[POINTS_MAX];
    for (size_t i = 0; i < json_object_array_length(rings); i++) {
        int count = read_ring(json_object_array_get_idx(rings, i), points, coarser);
        double x, y, area;
        if (count < 3) continue;
        area = ring_centre(points, count, &x, &y);
        if (area > shape->area) *shape = (struct shape){shape->box, area, x, y};
        for (int k = 0; k < count; k++) {
            box_take(&shape->box, points[k]);
        }
        write_ring(points, count);
    }
}

static void write_feature(json_object *feature, int coarser) {
    json_object *geometry = json_object_object_get(feature, "geometry");
    json_object *coordinates = json_object_object_get(geometry, "coordinates");
    json_object *code = json_object_object_get(json_object_object_get(feature, "properties"), "code");
    bool many = strcmp(json_object_get_string(json_object_object_get(geometry, "type")), "MultiPolygon") == 0;
    struct shape shape = {.box = {1 << 30, 1 << 30, 0, 0}};
    printf("    {S_INIT(\"%s\"), S_INIT(\"", json_object_get_string(code));
    for (size_t i = 0; i < (many ? json_object_array_length(coordinates) : 1); i++) {
        write_polygon(many ? json_object_array_get_idx(coordinates, i) : coordinates, &shape, coarser);
    }
    printf("\"), %d, %d, %d, %d, %d, %d, %d},\n", shape.box.x0, shape.box.y0, shape.box.x1, shape.box.y1, (int)shape.x,
           (int)shape.y, (int)(shape.area / 2));
}

static int compare_codes(const void *a, const void *b) {
    json_object *first = json_object_object_get(*(json_object *const *)a, "properties");
    json_object *second = json_object_object_get(*(json_object *const *)b, "properties");
    return strcmp(json_object_get_string(json_object_object_get(first, "code")),
                  json_object_get_string(json_object_object_get(second, "code")));
}

static bool write_shapes(const char *path, const char *table, int coarser) {
    json_object *file = json_object_from_file(path), *features;
    if (!file || !json_object_object_get_ex(file, "features", &features)) return false;
    json_object_array_sort(features, compare_codes);
    printf("const struct map_shape %s[] = {\n", table);
    for (size_t i = 0; i < json_object_array_length(features); i++) {
        write_feature(json_object_array_get_idx(features, i), coarser);
    }
    printf("};\nconst size_t %s_count = %zu;\n\n", table, json_object_array_length(features));
    return json_object_put(file) == 1;
}

static bool write_places(const char *path) {
    FILE *file = fopen(path, "r");
    char line[256], code[16];
    double longitude, latitude;
    if (!file) return false;
    puts("const struct map_place map_places[] = {");
    size_t count = 0;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%15[0-9],%lf,%lf", code, &longitude, &latitude) != 3) continue;
        struct point point = project(longitude, latitude, 1);
        printf("    {S_INIT(\"%s\"), %d, %d},\n", code, point.x, point.y);
        count++;
    }
    fclose(file);
    printf("};\nconst size_t map_places_count = %zu;\n", count);
    return count > 0;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    puts("/* Made by tools/map_paths.c from data/map-kh. Boundaries: geoBoundaries / Open Development Cambodia, CC BY 4.0 */\n"
         "#include \"web/markup/map_paths.h\"\n");
    bool ok = write_shapes(argv[1], "map_province_shapes", PROVINCE_COARSER) &&
              write_shapes(argv[2], "map_district_shapes", 1) && write_places(argv[3]);
    if (!ok) fprintf(stderr, "map_paths: cannot read the map data\n");
    return ok ? 0 : 1;
}
