/* Reading what an assignment, an address, a plan, an act and a time answer say. PROTOCOL.md, sections 3, 8, 10. */
#include <string.h>

#include "loa_read.h"

static void begin(struct loa_json *json, const struct loa_head *head)
{
    loa_json_begin(json, (const char *)head->payload, head->payload_n);
}

static enum loa_code ended(struct loa_json *json)
{
    return loa_json_end(json) ? LOA_OK : LOA_MALFORMED;
}

enum loa_code loa_read_assignment(const struct loa_head *head, struct loa_assignment *assignment)
{
    static const char *const names[] = {"v", "seq", "device", "public_key", "state", "site", "places", "plan_id",
                                        "groups", "volume", "ceiling", "at", "info", NULL};
    static const char *const states[] = {"active", "disabled", NULL};
    static const char *const rungs[] = {"planned", "received", "verified", "started", "completed", "heard", NULL};
    struct loa_members in = {0, 0}, groups = {0, 0};
    struct loa_json json;
    loa_unit group;
    unsigned i, j;
    int name;

    memset(assignment, 0, sizeof *assignment);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0xFFF)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: assignment->seq = loa_read_sequence(&json); break;
        case 2: loa_read_uuid(&json, assignment->device, false); break;
        case 3: loa_json_hex(&json, assignment->key, 32, false); break;
        case 4: assignment->disabled = loa_json_choice(&json, states) == 1; break;
        case 5: loa_pass_text(&json); break;
        case 6: assignment->places_n = (uint8_t)loa_read_units(&json, assignment->places, 6); break;
        case 7: loa_read_plan_id(&json, assignment->plan_id); break;
        case 8:
            while (loa_json_next(&json, &groups, 16))
                loa_json_word(&json, group, sizeof group, 1, LOA_LOWER);
            break;
        case 9: assignment->volume = (uint8_t)loa_json_integer(&json, 0, 100); break;
        case 10: assignment->ceiling = (uint8_t)loa_json_choice(&json, rungs); break;
        case 11: assignment->at = loa_read_ms(&json); break;
        case 12: loa_json_info(&json); break;
        }
    for (i = 0; i < assignment->places_n; i++) /* each place stands once */
        for (j = 0; j < i; j++)
            if (strcmp(assignment->places[i], assignment->places[j]) == 0)
                json.bad = true;
    return ended(&json);
}

enum loa_code loa_read_address(const struct loa_head *head, struct loa_address *address)
{
    static const char *const names[] = {"v", "seq", "target", "url", "mqtt", "at", "info", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(address, 0, sizeof *address);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x3F)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: address->seq = loa_read_sequence(&json); break;
        case 2: loa_read_target(&json, &address->target); break;
        case 3: address->url = loa_json_text(&json, 1, 300); break;
        case 4: address->mqtt = loa_json_text(&json, 1, 300); break;
        case 5: address->at = loa_read_ms(&json); break;
        case 6: loa_json_info(&json); break;
        }
    return ended(&json);
}

static void read_bodies(struct loa_json *json, struct loa_plan *plan)
{
    static const char *const names[] = {"v", "sha256", NULL};
    struct loa_members list = {0, 0};
    int name, before = 0;

    while (loa_json_next(json, &list, 8)) {
        struct loa_members in = {0, 0};
        uint8_t place = plan->bodies_n++;
        while ((name = loa_json_name(json, &in, names, 3)) >= 0)
            if (name == 0)
                plan->bodies[place].v = (uint8_t)loa_json_integer(json, 1, 99);
            else
                loa_json_hex(json, plan->bodies[place].sha256, 32, false);
        if (plan->bodies[place].v <= before) /* in the order of their versions, each once */
            json->bad = true;
        before = plan->bodies[place].v;
    }
    if (list.count == 0)
        json->bad = true;
}

enum loa_code loa_read_plan(const struct loa_head *head, struct loa_plan *plan)
{
    static const char *const names[] = {"v", "plan_id", "seq", "bodies", "valid_from", "valid_to", "fetch_from",
                                        "fetch_by", "info", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(plan, 0, sizeof *plan);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0xFF)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: loa_read_plan_id(&json, plan->plan_id); break;
        case 2: plan->seq = loa_read_sequence(&json); break;
        case 3: read_bodies(&json, plan); break;
        case 4: plan->valid_from = loa_read_ms(&json); break;
        case 5: plan->valid_to = loa_read_ms(&json); break;
        case 6: plan->fetch_from = loa_read_ms(&json); break;
        case 7: plan->fetch_by = loa_read_ms(&json); break;
        case 8: loa_json_info(&json); break;
        }
    if (plan->valid_to <= plan->valid_from || plan->valid_to - plan->valid_from > 10 * LOA_DAY
        || plan->fetch_by < plan->fetch_from)
        json.bad = true;
    return ended(&json);
}

const uint8_t *loa_plan_body(const struct loa_plan *plan, const uint8_t *speaks, size_t n)
{
    int place;
    size_t i;

    for (place = plan->bodies_n - 1; place >= 0; place--)
        for (i = 0; i < n; i++)
            if (plan->bodies[place].v == speaks[i])
                return plan->bodies[place].sha256;
    return NULL;
}

static void read_named(struct loa_json *json, struct loa_act *act)
{
    static const char *const names[] = {"what", "id", NULL};
    static const char *const whats[] = {"item", "slot", "right", "media", NULL};
    struct loa_members list = {0, 0};
    int name;

    while (loa_json_next(json, &list, 4)) {
        struct loa_members in = {0, 0};
        uint8_t place = act->named_n++;
        while ((name = loa_json_name(json, &in, names, 3)) >= 0)
            if (name == 0)
                act->named[place].what = (enum loa_cancelled)loa_json_choice(json, whats);
            else
                loa_json_word(json, act->named[place].id, sizeof(loa_ref), 1, LOA_REF);
    }
    if (list.count == 0)
        json->bad = true;
}

/* A tagged union: `kind`, and what belongs to it. */
static void read_does(struct loa_json *json, struct loa_act *act)
{
    static const char *const kinds[] = {"silence", "blank", "restore", "cancel", "tone"};
    static const char *const plain[] = {"kind", NULL}, *const cancel[] = {"kind", "named", NULL},
                             *const tone[] = {"kind", "length_ms", NULL};
    struct loa_text tag = loa_json_kind(json);
    struct loa_members in = {0, 0};
    int name, kind = 0;

    while (kind < LOA_UNKNOWN_ACT && !loa_text_is(tag, kinds[kind]))
        kind++;
    act->kind = (enum loa_act_kind)kind;
    if (act->kind == LOA_UNKNOWN_ACT) {
        if (!loa_is_kind(tag))
            json->bad = true;
        loa_json_skip(json);
        return;
    }
    while ((name = loa_json_name(json, &in, act->kind == LOA_CANCEL ? cancel : act->kind == LOA_TONE ? tone : plain,
                                 act->kind == LOA_CANCEL || act->kind == LOA_TONE ? 3 : 1)) >= 0)
        if (name == 0)
            loa_read_kind(json);
        else if (act->kind == LOA_CANCEL)
            read_named(json, act);
        else
            act->tone_ms = (int32_t)loa_json_integer(json, 1, 10000);
}

static void read_decider(struct loa_json *json)
{
    static const char *const names[] = {"person", "unit", NULL};
    struct loa_members in = {0, 0};
    loa_unit unit;
    int name;

    while ((name = loa_json_name(json, &in, names, 3)) >= 0)
        if (name == 0)
            loa_read_reference(json);
        else
            loa_json_word(json, unit, sizeof unit, 1, LOA_LOWER);
}

enum loa_code loa_read_act(const struct loa_head *head, struct loa_act *act)
{
    static const char *const names[] = {"v", "id", "seq", "does", "target", "at", "latest_start_ms", "expires_ms",
                                        "by", "why", "info", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(act, 0, sizeof *act);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x1FF)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: loa_read_uuid(&json, act->id, false); break;
        case 2: act->seq = loa_read_sequence(&json); break;
        case 3: read_does(&json, act); break;
        case 4: loa_read_target(&json, &act->target); break;
        case 5: act->at = loa_read_ms(&json); break;
        case 6: act->latest_start_ms = loa_read_ms(&json); break;
        case 7: act->expires_ms = loa_read_ms(&json); break;
        case 8: read_decider(&json); break;
        case 9: loa_pass_text(&json); break;
        case 10: loa_json_info(&json); break;
        }
    if (act->expires_ms <= act->at || act->expires_ms - act->at > 400 * LOA_DAY)
        json.bad = true;
    return ended(&json);
}

enum loa_code loa_read_time(const struct loa_head *head, struct loa_time *time)
{
    static const char *const names[] = {"v", "device", "nonce", "at", "info", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(time, 0, sizeof *time);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0xF)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: loa_read_uuid(&json, time->device, false); break;
        case 2: loa_json_hex(&json, time->nonce, 16, false); break;
        case 3: time->at = loa_read_ms(&json); break;
        case 4: loa_json_info(&json); break;
        }
    return ended(&json);
}
