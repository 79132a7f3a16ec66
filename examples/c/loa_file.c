/* Reading roots, delegations, revocations, lists, and the trust file around them. PROTOCOL.md, section 3. */
#include <string.h>

#include "loa_read.h"
#include "loa_trust.h"

const char *const loa_purpose_words[] = {"bundle", "plan", "act",    "override", "drill",
                                         "live",   "time", "assign", NULL};

static void begin(struct loa_json *json, const struct loa_head *head)
{
    loa_json_begin(json, (const char *)head->payload, head->payload_n);
}

static enum loa_code ended(struct loa_json *json)
{
    return loa_json_end(json) ? LOA_OK : LOA_MALFORMED;
}

enum loa_code loa_read_root(const struct loa_head *head, struct loa_root *root)
{
    static const char *const names[] = {"v", "seq", "public_key", "next_sha256", "top", "demo", "made_at", "info",
                                        NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(root, 0, sizeof *root);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x7F)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: root->seq = loa_read_sequence(&json); break;
        case 2: loa_json_hex(&json, root->key, 32, false); break;
        case 3: loa_json_hex(&json, root->next_sha256, 32, false); break;
        case 4: loa_json_word(&json, root->top, sizeof root->top, 1, LOA_LOWER); break;
        case 5: root->demo = loa_json_boolean(&json); break;
        case 6: loa_read_ms(&json); break;
        case 7: loa_json_info(&json); break;
        }
    return ended(&json);
}

enum loa_code loa_read_delegation(const struct loa_head *head, struct loa_delegation *delegation)
{
    static const char *const names[] = {"v", "serial", "purpose", "public_key", "places", "highest", "valid_from",
                                        "valid_to", "envelope", "note", NULL};
    static const char *const classes[] = {"ordinary", "priority", "emergency", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(delegation, 0, sizeof *delegation);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x1FF)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: delegation->serial = loa_read_sequence(&json); break;
        case 2: delegation->purpose = (enum loa_purpose)loa_json_choice(&json, loa_purpose_words); break;
        case 3: loa_json_hex(&json, delegation->key, 32, false); break;
        case 4: delegation->places_n = (uint8_t)loa_read_units(&json, delegation->places, LOA_MOST_PLACES); break;
        case 5: delegation->highest = (enum loa_class)loa_json_choice(&json, classes); break;
        case 6: delegation->valid_from = loa_read_ms(&json); break;
        case 7: delegation->valid_to = loa_read_ms(&json); break;
        case 8: loa_read_envelope(&json, &delegation->envelope); break;
        case 9: loa_pass_text(&json); break;
        }
    if (delegation->valid_to <= delegation->valid_from
        || delegation->valid_to - delegation->valid_from > 400 * LOA_DAY)
        json.bad = true;
    return ended(&json);
}

static void read_revoked(struct loa_json *json, uint8_t key_id[16])
{
    static const char *const names[] = {"key_id", "at", "why", NULL};
    struct loa_members in = {0, 0};
    int name;

    while ((name = loa_json_name(json, &in, names, 3)) >= 0)
        switch (name) {
        case 0: loa_json_hex(json, key_id, 16, false); break;
        case 1: loa_read_ms(json); break;
        case 2: loa_pass_text(json); break;
        }
}

enum loa_code loa_read_revocation(const struct loa_head *head, uint8_t key_id[16])
{
    static const char *const names[] = {"v", "revocation", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 3)) >= 0)
        if (name == 0)
            loa_json_integer(&json, 1, 1);
        else
            read_revoked(&json, key_id);
    return ended(&json);
}

enum loa_code loa_read_floor(const struct loa_head *head, struct loa_floor *floor)
{
    static const char *const names[] = {"v", "seq", "device", "floor", "ends", NULL};
    struct loa_members in = {0, 0};
    struct loa_json json;
    int name;

    memset(floor, 0, sizeof *floor);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x1F)) >= 0)
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: floor->seq = loa_read_sequence(&json); break;
        case 2: loa_read_uuid(&json, floor->device, true); break;
        case 3: floor->floor = loa_read_ms(&json); break;
        case 4: floor->ends = loa_read_ms(&json); break;
        }
    return ended(&json);
}

/* A list whose values are read later, one after another. */
static struct loa_text span(const char *start, const struct loa_json *json)
{
    struct loa_text text;

    text.at = start;
    text.n = (uint32_t)(json->at - start);
    return text;
}

enum loa_code loa_read_list(const struct loa_head *head, const char *device, struct loa_list *list)
{
    static const char *const names[] = {"v", "seq", "made_at", "expires_at", "delegations", "revocations", "devices",
                                        "info", NULL};
    struct loa_members in = {0, 0}, delegations = {0, 0}, revocations = {0, 0}, devices = {0, 0};
    struct loa_json json;
    uint8_t bytes[32];
    const char *start;
    int name;

    memset(list, 0, sizeof *list);
    begin(&json, head);
    while ((name = loa_json_name(&json, &in, names, 0x3F)) >= 0) {
        start = json.at;
        switch (name) {
        case 0: loa_json_integer(&json, 1, 1); break;
        case 1: list->seq = loa_read_sequence(&json); break;
        case 2: list->made_at = loa_read_ms(&json); break;
        case 3: list->expires_at = loa_read_ms(&json); break;
        case 4:
            while (loa_json_next(&json, &delegations, LOA_MOST_DELEGATIONS))
                loa_json_hex(&json, bytes, 32, false);
            list->delegations = span(start, &json);
            break;
        case 5:
            while (loa_json_next(&json, &revocations, 256))
                read_revoked(&json, bytes);
            list->revocations = span(start, &json);
            break;
        case 6:
            while (loa_json_next(&json, &devices, 2000))
                if (loa_text_is(loa_read_reference(&json), device))
                    list->device_out = true;
            break;
        case 7: loa_json_info(&json); break;
        }
    }
    if (list->expires_at <= list->made_at || list->expires_at - list->made_at > 31 * LOA_DAY)
        json.bad = true;
    return ended(&json);
}

bool loa_list_names(const struct loa_list *list, const uint8_t sha256[32])
{
    struct loa_members in = {0, 0};
    struct loa_json json;
    uint8_t named[32];

    loa_json_begin(&json, list->delegations.at, list->delegations.n);
    while (loa_json_next(&json, &in, LOA_MOST_DELEGATIONS))
        if (loa_json_hex(&json, named, 32, false) && memcmp(named, sha256, 32) == 0)
            return true;
    return false;
}

bool loa_is_revoked(const struct loa_pins *pins, const uint8_t key_id[16])
{
    uint16_t i;

    for (i = 0; i < pins->revoked_n; i++)
        if (memcmp(pins->revoked[i], key_id, 16) == 0)
            return true;
    return false;
}

bool loa_revoke(struct loa_pins *pins, const uint8_t key_id[16])
{
    if (loa_is_revoked(pins, key_id))
        return true;
    if (pins->revoked_n == pins->revoked_most)
        return false;
    memcpy(pins->revoked[pins->revoked_n++], key_id, 16);
    return true;
}

bool loa_list_revokes(const struct loa_list *list, struct loa_pins *pins)
{
    struct loa_members in = {0, 0};
    struct loa_json json;
    uint8_t key_id[16];

    loa_json_begin(&json, list->revocations.at, list->revocations.n);
    while (loa_json_next(&json, &in, 256)) {
        read_revoked(&json, key_id);
        if (!loa_revoke(pins, key_id))
            return false;
    }
    return true;
}
