/* Root, trust file, floors: whom a device believes. PROTOCOL.md, section 3. */
#include <string.h>

#include "loa_trust.h"

enum loa_code loa_out_of_date(int64_t from, int64_t to, struct loa_clock clock)
{
    if (clock.now >= to)
        return LOA_EXPIRED;
    return clock.sure && clock.now < from ? LOA_NOT_YET_VALID : LOA_OK;
}

int64_t loa_risen(int64_t floor, int64_t signed_at, struct loa_clock clock)
{
    int64_t at = signed_at < clock.now ? signed_at : clock.now; /* never above a trusted now */

    return clock.sure && at > floor ? at : floor;
}

/* A statement signed by the very key it states: nothing is told of it before that is proven. */
static enum loa_code own_statement(const uint8_t *statement, size_t n, const struct loa_crypto *crypto,
                                   struct loa_root *root)
{
    struct loa_head head;
    enum loa_code code = loa_head_open(statement, n, &head);

    if (code == LOA_OK)
        code = loa_read_root(&head, root);
    if (code == LOA_OK)
        code = loa_head_unseal(statement, n, root->key, "root", "root", crypto, &head);
    return code;
}

enum loa_code loa_pin_root(const uint8_t *statement, size_t n, const uint8_t sha256[32], bool demo_allowed,
                           int64_t floor, const struct loa_crypto *crypto, struct loa_pins *pins)
{
    struct loa_pins fresh;
    enum loa_code code;
    uint8_t hash[32];

    memset(&fresh, 0, sizeof fresh);
    crypto->sha256(statement, n, hash);
    if (memcmp(hash, sha256, 32) != 0)
        return LOA_ROOT_MISMATCH;
    code = own_statement(statement, n, crypto, &fresh.root);
    if (code != LOA_OK)
        return code;
    if (fresh.root.demo && !demo_allowed)
        return LOA_ROOT_MISMATCH;
    fresh.floor = floor;
    fresh.revoked = pins->revoked;
    fresh.revoked_most = pins->revoked_most;
    fresh.plans = pins->plans;
    *pins = fresh;
    return LOA_OK;
}

enum loa_code loa_change_root(const uint8_t *statement, size_t n, const struct loa_crypto *crypto,
                              struct loa_root *root)
{
    struct loa_root next;
    struct loa_head head;
    uint8_t pinned[16], hash[32];
    const uint8_t *signer = root->key;
    enum loa_code code = loa_head_open(statement, n, &head);

    if (code != LOA_OK)
        return code;
    loa_key_id(root->key, crypto, pinned);
    if (memcmp(head.key_id, pinned, 16) != 0) {
        if (memcmp(head.key_id, root->next_sha256, 16) != 0)
            return LOA_ROOT_MISMATCH;
        code = loa_read_root(&head, &next); /* of all this only the key is used before it has verified the head */
        if (code != LOA_OK)
            return code;
        crypto->sha256(next.key, 32, hash);
        if (memcmp(hash, root->next_sha256, 32) != 0)
            return LOA_ROOT_MISMATCH;
        signer = next.key;
    }
    code = loa_head_unseal(statement, n, signer, "root", "root", crypto, &head);
    if (code == LOA_OK && signer == root->key)
        code = loa_read_root(&head, &next);
    if (code != LOA_OK)
        return code;
    if (next.demo != root->demo)
        return LOA_ROOT_MISMATCH;
    if (next.seq <= root->seq)
        return LOA_REPLAYED;
    *root = next;
    return LOA_OK;
}

/* Step 1. */
static void walk_roots(struct loa_file *file, struct loa_root *root)
{
    struct loa_json at;
    struct loa_members in = {0, 0};
    size_t n;

    loa_json_begin(&at, file->roots.at, file->roots.n);
    while (loa_next_part(file, &at, &in, &n))
        loa_change_root(file->room, n, file->crypto, root);
}

/* Step 2. */
static enum loa_code keep_delegations(struct loa_file *file, const struct loa_root *root, struct loa_trust *trust)
{
    struct loa_json at;
    struct loa_members in = {0, 0};
    struct loa_head head;
    size_t n;

    trust->keys_n = 0;
    loa_json_begin(&at, file->delegations.at, file->delegations.n);
    while (loa_next_part(file, &at, &in, &n)) {
        struct loa_delegation *next = &trust->keys[trust->keys_n];
        if (loa_head_unseal(file->room, n, root->key, "root", "delegation", file->crypto, &head) != LOA_OK)
            continue;
        if (trust->keys_n == trust->keys_most)
            return LOA_TOO_LARGE;
        if (loa_read_delegation(&head, next) != LOA_OK)
            continue;
        memcpy(next->sha256, head.sha256, 32);
        loa_key_id(next->key, file->crypto, next->key_id);
        trust->keys_n++;
    }
    return trust->keys_n > 0 ? LOA_OK : LOA_ROOT_MISMATCH;
}

/* What root revoked, by this file: is this key among them? With pins: all of them are added there. */
static enum loa_code revoked_by_root(struct loa_file *file, const struct loa_root *root, const uint8_t key_id[16],
                                     struct loa_pins *pins)
{
    struct loa_json at;
    struct loa_members in = {0, 0};
    struct loa_head head;
    uint8_t revoked[16];
    size_t n;

    loa_json_begin(&at, file->revocations.at, file->revocations.n);
    while (loa_next_part(file, &at, &in, &n)) {
        if (loa_head_unseal(file->room, n, root->key, "root", "revocation", file->crypto, &head) != LOA_OK
            || loa_read_revocation(&head, revoked) != LOA_OK)
            continue;
        if (pins != NULL && !loa_revoke(pins, revoked))
            return LOA_TOO_LARGE;
        if (pins == NULL && memcmp(revoked, key_id, 16) == 0)
            return LOA_REVOKED;
    }
    return LOA_OK;
}

/* Of several delegations of one key that of the highest serial, of equals that of the higher hash. */
static bool outranks(const struct loa_delegation *one, const struct loa_delegation *other)
{
    if (one->serial != other->serial)
        return one->serial > other->serial;
    return memcmp(one->sha256, other->sha256, 32) > 0;
}

static const struct loa_delegation *newest_of(const struct loa_trust *trust, const uint8_t key_id[16])
{
    const struct loa_delegation *found = NULL;
    uint8_t i;

    for (i = 0; i < trust->keys_n; i++)
        if (memcmp(trust->keys[i].key_id, key_id, 16) == 0 && (found == NULL || outranks(&trust->keys[i], found)))
            found = &trust->keys[i];
    return found;
}

/* Step 4. */
static void lower_floor(struct loa_file *file, const struct loa_root *root, int64_t made_at, const char *device,
                        struct loa_pins *pins)
{
    struct loa_json at;
    struct loa_members in = {0, 0};
    struct loa_head head;
    struct loa_floor said;
    size_t n;

    loa_json_begin(&at, file->floors.at, file->floors.n);
    while (loa_next_part(file, &at, &in, &n)) {
        if (loa_head_unseal(file->room, n, root->key, "root", "floor", file->crypto, &head) != LOA_OK
            || loa_read_floor(&head, &said) != LOA_OK)
            continue;
        if (said.seq > pins->floor_seq && made_at < said.ends
            && (said.device[0] == '\0' || strcmp(said.device, device) == 0)) {
            pins->floor_seq = said.seq;
            if (said.floor < pins->floor)
                pins->floor = said.floor;
        }
    }
}

/* Step 5. */
static enum loa_code list_refused(const struct loa_list *list, const struct loa_delegation *by,
                                  const struct loa_pins *pins, struct loa_clock clock)
{
    enum loa_code late;

    if (by->purpose != LOA_FOR_BUNDLE)
        return LOA_WRONG_PURPOSE;
    late = loa_out_of_date(by->valid_from, by->valid_to, clock);
    if (late == LOA_OK)
        late = loa_out_of_date(list->made_at - LOA_AHEAD, list->expires_at, clock);
    if (late != LOA_OK)
        return late;
    if (by->serial < pins->trust_serial || (by->serial == pins->trust_serial && list->seq < pins->trust_seq))
        return LOA_REPLAYED;
    return LOA_OK;
}

/* Step 6: the delegations that the list names stay, of each key the newest. */
static void keep_listed(const struct loa_list *list, struct loa_trust *trust)
{
    uint8_t i, j, n = 0;

    for (i = 0; i < trust->keys_n; i++)
        if (loa_list_names(list, trust->keys[i].sha256))
            trust->keys[n++] = trust->keys[i];
    trust->keys_n = n;
    for (i = n = 0; i < trust->keys_n; i++) {
        for (j = 0; j < n && memcmp(trust->keys[j].key_id, trust->keys[i].key_id, 16) != 0; j++)
            ;
        if (j == n || outranks(&trust->keys[i], &trust->keys[j]))
            trust->keys[j] = trust->keys[i];
        n = (uint8_t)(n + (j == n));
    }
    trust->keys_n = n;
}

/* What root and the list revoke is remembered; false: there is no room. */
static bool revoke_all(struct loa_file *file, const struct loa_list *list, struct loa_pins *pins)
{
    return revoked_by_root(file, &pins->root, NULL, pins) == LOA_OK && loa_list_revokes(list, pins);
}

/* There is no room, and the list's key is a newer one: keys that no delegation here names are forgotten. */
static void forget_unnamed(const struct loa_trust *trust, struct loa_pins *pins, uint16_t held)
{
    uint16_t i;

    for (i = pins->revoked_n = 0; i < held; i++)
        if (newest_of(trust, pins->revoked[i]) != NULL)
            memmove(pins->revoked[pins->revoked_n++], pins->revoked[i], 16);
}

enum loa_code loa_believe(const char *text, size_t n, const char *device, struct loa_clock clock,
                          const struct loa_crypto *crypto, uint8_t *room, size_t room_n, struct loa_pins *pins,
                          struct loa_trust *trust)
{
    struct loa_pins moved = *pins;
    const struct loa_delegation *by;
    struct loa_file file;
    struct loa_head head;
    struct loa_list list;
    enum loa_code code = loa_read_file(text, n, crypto, room, room_n, &file);

    if (code != LOA_OK)
        return code;
    walk_roots(&file, &moved.root);
    code = keep_delegations(&file, &moved.root, trust);
    if (code == LOA_OK)
        code = loa_head_open(file.list, file.list_n, &head); /* step 3 */
    if (code == LOA_OK)
        code = loa_is_revoked(pins, head.key_id) ? LOA_REVOKED
                                                 : revoked_by_root(&file, &moved.root, head.key_id, NULL);
    if (code != LOA_OK)
        return code;
    by = newest_of(trust, head.key_id);
    if (by == NULL)
        return LOA_UNKNOWN_KEY;
    code = loa_head_unseal(file.list, file.list_n, by->key, "bundle", "list", crypto, &head);
    if (code == LOA_OK)
        code = loa_read_list(&head, device, &list);
    if (code != LOA_OK)
        return code;
    lower_floor(&file, &moved.root, list.made_at, device, &moved);
    if (!clock.sure && clock.now == pins->floor)
        clock.now = moved.floor;
    code = list_refused(&list, by, &moved, clock);
    if (code != LOA_OK)
        return code;
    if (!revoke_all(&file, &list, &moved)) {
        if (by->serial > pins->trust_serial)
            forget_unnamed(trust, &moved, pins->revoked_n);
        if (!revoke_all(&file, &list, &moved))
            return LOA_TOO_LARGE;
    }
    moved.trust_serial = trust->serial = by->serial;
    moved.trust_seq = trust->seq = list.seq;
    moved.floor = loa_risen(moved.floor, list.made_at, clock);
    trust->made_at = list.made_at;
    trust->expires_at = list.expires_at;
    trust->device_out = list.device_out;
    memcpy(trust->top, moved.root.top, sizeof trust->top);
    keep_listed(&list, trust);
    *pins = moved;
    return LOA_OK;
}
