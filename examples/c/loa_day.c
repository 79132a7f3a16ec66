/* Reading a day plan. PROTOCOL.md, section 8. */
#include <string.h>

#include "loa_read.h"
#include "loa_rule.h"

static int32_t date(struct loa_json *json)
{
    static const uint8_t longest[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char text[11];
    int32_t year, month, day, i;
    bool leap;

    loa_json_word(json, text, sizeof text, 10, "0123456789-");
    for (i = 0; i < 10 && !json->bad; i++)
        if ((text[i] == '-') != (i == 4 || i == 7))
            json->bad = true;
    if (json->bad)
        return 0;
    year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    month = (text[5] - '0') * 10 + (text[6] - '0');
    day = (text[8] - '0') * 10 + (text[9] - '0');
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year < 2000 || year > 2199 || month < 1 || month > 12 || day < 1 || day > longest[month - 1]
        || (month == 2 && day == 29 && !leap))
        json->bad = true;
    if (month <= 2) { /* years from March on, so that the leap day is the last */
        year--;
        month += 12;
    }
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

static void read_rules(struct loa_json *json, struct loa_day *day)
{
    static const char *const names[] = {"hours", "quiet", "days", "minutes", "volume", NULL};
    struct loa_members in = {0, 0}, hours = {0, 0}, days = {0, 0};
    int name;

    while ((name = loa_json_name(json, &in, names, 0x1F)) >= 0)
        switch (name) {
        case 0:
            while (loa_json_next(json, &hours, 7))
                loa_read_windows(json, &day->hours[hours.count - 1]);
            if (hours.count != 7)
                json->bad = true;
            break;
        case 1: loa_read_windows(json, &day->quiet); break;
        case 2:
            while (loa_json_next(json, &days, 7))
                day->days |= (uint8_t)(1 << (loa_json_integer(json, 1, 7) - 1));
            break;
        case 3: day->minutes = (uint16_t)loa_json_integer(json, 0, 1440); break;
        case 4: day->volume = (uint8_t)loa_json_integer(json, 0, 100); break;
        }
}

static void read_right(struct loa_json *json, struct loa_text *id)
{
    static const char *const names[] = {"source", "id", NULL};
    struct loa_members in = {0, 0};
    int name;

    while ((name = loa_json_name(json, &in, names, 3)) >= 0)
        if (name == 0)
            loa_read_kind(json);
        else
            *id = loa_read_reference(json);
}

bool loa_next_sound(struct loa_json *json, struct loa_members *list, struct loa_sound *sound)
{
    static const char *const names[] = {"sha256", "duration_ms", "bytes", "right", "info", NULL};
    struct loa_members in = {0, 0};
    int name;

    if (!loa_json_next(json, list, 32))
        return false;
    while ((name = loa_json_name(json, &in, names, 0xF)) >= 0)
        switch (name) {
        case 0: loa_json_hex(json, sound->sha256, 32, false); break;
        case 1: sound->duration_ms = (int32_t)loa_json_integer(json, 1, 2 * LOA_HOUR); break;
        case 2: sound->bytes = (uint32_t)loa_json_integer(json, 1, INT64_C(1) << 31); break;
        case 3: read_right(json, &sound->right); break;
        case 4: loa_json_info(json); break;
        }
    return !json->bad;
}

/* Returns how long the sounds are together; of a kind that is not known, -1. */
static int64_t read_carries(struct loa_json *json, struct loa_item *item)
{
    static const char *const names[] = {"kind", "volume", "media", NULL};
    struct loa_text tag = loa_json_kind(json);
    struct loa_members in = {0, 0}, list = {0, 0};
    struct loa_sound sound;
    const char *start;
    int64_t together = 0;
    int name;

    if (!loa_text_is(tag, "sound")) {
        if (!loa_is_kind(tag))
            json->bad = true;
        loa_json_skip(json);
        return -1;
    }
    while ((name = loa_json_name(json, &in, names, 7)) >= 0)
        switch (name) {
        case 0: loa_read_kind(json); break;
        case 1: item->volume = (uint8_t)loa_json_integer(json, 0, 100); break;
        case 2:
            start = json->at;
            while (loa_next_sound(json, &list, &sound))
                together += sound.duration_ms;
            item->media.at = start;
            item->media.n = (uint32_t)(json->at - start);
            item->sounds = (uint8_t)list.count;
            if (list.count == 0)
                json->bad = true;
            break;
        }
    return together;
}

static void read_item(struct loa_json *json, struct loa_item *item)
{
    static const char *const names[] = {"id", "slot", "cls", "start_ms", "latest_start_ms", "expires_ms", "length_ms",
                                        "carries", "info", NULL};
    static const char *const classes[] = {"ordinary", "priority", "emergency", NULL};
    struct loa_members in = {0, 0};
    int64_t together = -1;
    int name;

    memset(item, 0, sizeof *item);
    item->media.at = "";
    while ((name = loa_json_name(json, &in, names, 0xFF)) >= 0)
        switch (name) {
        case 0: item->id = loa_read_reference(json); break;
        case 1: item->slot = loa_read_reference(json); break;
        case 2: item->cls = (enum loa_class)loa_json_choice(json, classes); break;
        case 3: item->start_ms = loa_read_ms(json); break;
        case 4: item->latest_start_ms = loa_read_ms(json); break;
        case 5: item->expires_ms = loa_read_ms(json); break;
        case 6: item->length_ms = (int32_t)loa_json_integer(json, 1, LOA_DAY); break;
        case 7: together = read_carries(json, item); break;
        case 8: loa_json_info(json); break;
        }
    if (together >= 0 && together != item->length_ms)
        json->bad = true;
}

enum loa_code loa_read_day(const char *text, size_t n, struct loa_day *day)
{
    static const char *const names[] = {"v", "date", "unit", "rules", "items", "info", NULL};
    struct loa_item *items = day->items;
    struct loa_members in = {0, 0}, list = {0, 0};
    struct loa_json json;
    int name;

    memset(day, 0, sizeof *day);
    day->items = items;
    if (n > LOA_LARGEST_DOCUMENT)
        return LOA_TOO_LARGE;
    loa_json_begin(&json, text, n);
    while ((name = loa_json_name(&json, &in, names, 0x1F)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: day->date = date(&json); break;
        case 2: loa_json_word(&json, day->unit, sizeof day->unit, 1, LOA_LOWER); break;
        case 3: read_rules(&json, day); break;
        case 4:
            while (loa_json_next(&json, &list, LOA_MOST_ITEMS))
                read_item(&json, &items[list.count - 1]);
            day->items_n = list.count;
            break;
        case 5: loa_json_info(&json); break;
        }
    return loa_json_end(&json) ? LOA_OK : LOA_MALFORMED;
}

static void read_day_of_body(struct loa_json *json, struct loa_body *body)
{
    static const char *const names[] = {"date", "sha256", NULL};
    struct loa_members in = {0, 0};
    uint8_t place = body->days_n++;
    int name;

    while ((name = loa_json_name(json, &in, names, 3)) >= 0)
        if (name == 0)
            body->days[place].date = date(json);
        else
            loa_json_hex(json, body->days[place].sha256, 32, false);
    if (place > 0 && body->days[place].date <= body->days[place - 1].date)
        json->bad = true;
}

enum loa_code loa_read_body(const char *text, size_t n, struct loa_body *body)
{
    static const char *const names[] = {"v", "days", "info", NULL};
    struct loa_members in = {0, 0}, list = {0, 0};
    struct loa_json json;
    int name;

    memset(body, 0, sizeof *body);
    if (n > LOA_LARGEST_DOCUMENT)
        return LOA_TOO_LARGE;
    loa_json_begin(&json, text, n);
    while ((name = loa_json_name(&json, &in, names, 3)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1:
            while (loa_json_next(&json, &list, 8))
                read_day_of_body(&json, body);
            break;
        case 2: loa_json_info(&json); break;
        }
    return loa_json_end(&json) ? LOA_OK : LOA_MALFORMED;
}

enum loa_code loa_admit_day(const struct loa_day *day, const char *plan_id, const struct loa_delegation *by)
{
    struct loa_frame frame;
    size_t unit = strcspn(plan_id, ".");
    uint16_t i;

    if (strlen(day->unit) != unit || memcmp(day->unit, plan_id, unit) != 0)
        return LOA_WRONG_PLACE;
    loa_frame_of(day, &by->envelope, by->highest, &frame);
    for (i = 0; i < day->items_n; i++)
        if (!loa_in_envelope(&day->items[i], &frame))
            return LOA_BEYOND_ENVELOPE;
    return LOA_OK;
}
