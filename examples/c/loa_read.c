/* Fields that several messages have. PROTOCOL.md, section 1, and the schemas. */
#include "loa_read.h"

#include <string.h>

int64_t loa_read_ms(struct loa_json *json)
{
    return loa_json_integer(json, 0, LOA_JSON_LARGEST);
}

int64_t loa_read_sequence(struct loa_json *json)
{
    return loa_json_integer(json, 1, LOA_JSON_LARGEST);
}

void loa_read_uuid(struct loa_json *json, loa_uuid uuid, bool maybe)
{
    unsigned i;

    loa_json_word(json, uuid, 37, maybe ? 0 : 36, "0123456789abcdef-");
    if (maybe && uuid[0] == '\0')
        return;
    for (i = 0; i < 36; i++)
        if (uuid[i] == '\0' || (uuid[i] == '-') != (i == 8 || i == 13 || i == 18 || i == 23))
            json->bad = true;
}

/* <unit code>.<hamlet number>, and .<channel> */
void loa_read_plan_id(struct loa_json *json, loa_plan_id plan_id)
{
    size_t unit, number, channel = 0;
    const char *rest;

    loa_json_word(json, plan_id, 45, 3, LOA_LOWER ".-");
    unit = strspn(plan_id, LOA_LOWER);
    rest = plan_id + unit + (plan_id[unit] == '.');
    number = strspn(rest, "0123456789");
    if (unit < 1 || unit > 16 || plan_id[unit] != '.' || number < 1 || number > 10 || (*rest == '0' && number > 1))
        json->bad = true;
    rest += number;
    if (*rest == '.') {
        channel = strspn(rest + 1, LOA_LOWER "-");
        if (channel < 1 || channel > 16 || rest[1] < 'a' || rest[1] > 'z')
            json->bad = true;
        rest += 1 + channel;
    }
    if (*rest != '\0')
        json->bad = true;
}

struct loa_text loa_read_reference(struct loa_json *json)
{
    struct loa_text text = loa_json_text(json, 1, 80);

    if (!loa_text_among(text, LOA_REF))
        json->bad = true;
    return text;
}

bool loa_is_kind(struct loa_text text)
{
    const char *at = text.at;
    int32_t first = loa_text_point(&at, text.at + text.n);

    return first >= 'a' && first <= 'z' && loa_text_among(text, LOA_LOWER "-");
}

struct loa_text loa_read_kind(struct loa_json *json)
{
    struct loa_text text = loa_json_text(json, 1, 24);

    if (!loa_is_kind(text))
        json->bad = true;
    return text;
}

unsigned loa_read_units(struct loa_json *json, loa_unit *units, unsigned most)
{
    struct loa_members list = {0, 0};

    while (loa_json_next(json, &list, most))
        loa_json_word(json, units[list.count - 1], sizeof *units, 1, LOA_LOWER);
    if (list.count == 0)
        json->bad = true;
    return json->bad ? 0 : list.count;
}

void loa_read_windows(struct loa_json *json, struct loa_windows *windows)
{
    struct loa_members list = {0, 0};

    windows->n = 0;
    while (loa_json_next(json, &list, LOA_MOST_WINDOWS)) {
        struct loa_members pair = {0, 0};
        int64_t start = 0, end = 0;
        if (loa_json_next(json, &pair, 2))
            start = loa_json_integer(json, 0, 1440);
        if (loa_json_next(json, &pair, 2))
            end = loa_json_integer(json, 0, 1440);
        if (loa_json_next(json, &pair, 2) || pair.count != 2 || start >= end)
            json->bad = true;
        if (json->bad)
            return;
        windows->at[windows->n].start = (uint16_t)start;
        windows->at[windows->n++].end = (uint16_t)end;
    }
}

void loa_read_envelope(struct loa_json *json, struct loa_envelope *envelope)
{
    static const char *const names[] = {"hours", "minutes", "volume", NULL};
    struct loa_members in = {0, 0};
    int name;

    while ((name = loa_json_name(json, &in, names, 7)) >= 0)
        switch (name) {
        case 0: loa_read_windows(json, &envelope->hours); break;
        case 1: envelope->minutes = (uint16_t)loa_json_integer(json, 0, 1440); break;
        case 2: envelope->volume = (uint8_t)loa_json_integer(json, 0, 100); break;
        }
}

void loa_read_target(struct loa_json *json, struct loa_target *target)
{
    static const char *const names[] = {"kind", "id", NULL};
    static const char *const kinds[] = {"all", "unit", "plan", "device", NULL};
    struct loa_members in = {0, 0};
    int name;

    target->id[0] = '\0';
    while ((name = loa_json_name(json, &in, names, LOA_BIT(0))) >= 0)
        if (name == 0)
            target->kind = (enum loa_target_kind)loa_json_choice(json, kinds);
        else
            loa_json_word(json, target->id, sizeof target->id, 0, LOA_REF);
    if ((target->kind == LOA_TO_ALL) != (target->id[0] == '\0'))
        json->bad = true;
}

void loa_pass_text(struct loa_json *json)
{
    loa_json_text(json, 0, 200);
}
