/* Heads, trust files and judgements of the C reference, as the tests ask for them. */
#include "loa_trust.h"
#include "parcel.h"

static struct loa_crypto crypto;

void test_crypto(void (*sha256)(const uint8_t *, size_t, uint8_t[32]),
                 bool (*verify)(const uint8_t[32], const uint8_t[64], const uint8_t *, size_t));

void test_crypto(void (*sha256)(const uint8_t *, size_t, uint8_t[32]),
                 bool (*verify)(const uint8_t[32], const uint8_t[64], const uint8_t *, size_t))
{
    crypto.sha256 = sha256;
    crypto.verify = verify;
}

TEST_CALL(test_codes)
{
    struct parcel parcel = {in, out, out};
    int code;

    for (code = LOA_OK; code <= LOA_UNSUPPORTED; code++)
        give_text(&parcel, loa_code_word((enum loa_code)code));
    return (size_t)(parcel.out - out);
}

#define MOST_WORLDS 32

static struct loa_delegation keys[MOST_WORLDS][LOA_MOST_DELEGATIONS];
static struct loa_trust trusts[MOST_WORLDS];
static uint8_t revoked[LOA_MOST_REVOKED][16];
static struct loa_plan_pin plan_pins[LOA_MOST_PLAN_PINS];
static uint8_t room[LOA_LARGEST_PART + LOA_LARGEST_HEAD];

static void take_order(struct parcel *parcel, struct loa_order *order)
{
    order->serial = take(parcel);
    order->seq = take(parcel);
    take_into(parcel, order->sha256);
}

static struct loa_pins take_pins(struct parcel *parcel)
{
    struct loa_pins pins;

    memset(&pins, 0, sizeof pins);
    memset(plan_pins, 0, sizeof plan_pins);
    take_into(parcel, pins.root.key);
    pins.root.seq = take(parcel);
    take_into(parcel, pins.root.next_sha256);
    take_into(parcel, pins.root.top);
    pins.root.demo = take(parcel) != 0;
    pins.trust_serial = take(parcel);
    pins.trust_seq = take(parcel);
    take_order(parcel, &pins.assignment);
    take_order(parcel, &pins.address);
    pins.floor = take(parcel);
    pins.floor_seq = take(parcel);
    pins.revoked = revoked;
    pins.revoked_most = LOA_MOST_REVOKED;
    pins.plans = plan_pins;
    for (pins.revoked_n = 0; take(parcel) != 0; pins.revoked_n++)
        take_into(parcel, revoked[pins.revoked_n]);
    for (pins.plans_n = 0; take(parcel) != 0; pins.plans_n++) {
        take_into(parcel, plan_pins[pins.plans_n].plan_id);
        take_order(parcel, &plan_pins[pins.plans_n].order);
    }
    return pins;
}

static void give_order(struct parcel *parcel, const struct loa_order *order)
{
    give(parcel, order->serial);
    give(parcel, order->seq);
    give_bytes(parcel, order->sha256, 32);
}

static void give_pins(struct parcel *parcel, const struct loa_pins *pins)
{
    uint16_t i;

    give_bytes(parcel, pins->root.key, 32);
    give(parcel, pins->root.seq);
    give_bytes(parcel, pins->root.next_sha256, 32);
    give_text(parcel, pins->root.top);
    give(parcel, pins->root.demo);
    give(parcel, pins->trust_serial);
    give(parcel, pins->trust_seq);
    give_order(parcel, &pins->assignment);
    give_order(parcel, &pins->address);
    give(parcel, pins->floor);
    give(parcel, pins->floor_seq);
    for (i = 0; i < pins->revoked_n; i++) {
        give(parcel, 1);
        give_bytes(parcel, pins->revoked[i], 16);
    }
    give(parcel, 0);
    for (i = 0; i < pins->plans_n; i++) {
        give(parcel, 1);
        give_text(parcel, pins->plans[i].plan_id);
        give_order(parcel, &pins->plans[i].order);
    }
    give(parcel, 0);
}

/* A head of this key, purpose and type: the code, and its hash. */
TEST_CALL(test_unseal)
{
    struct parcel parcel = {in, out, out};
    struct loa_head head;
    uint8_t key[32];
    char purpose[32] = "", type[32] = "";
    size_t n;
    const uint8_t *bytes = take_bytes(&parcel, &n);

    take_into(&parcel, key);
    take_into(&parcel, purpose);
    take_into(&parcel, type);
    give(&parcel, loa_head_unseal(bytes, n, key, purpose, type, &crypto, &head));
    give_bytes(&parcel, head.sha256, 32);
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_base64url)
{
    struct parcel parcel = {in, out, out};
    size_t n, decoded;
    const char *text = (const char *)take_bytes(&parcel, &n);

    give(&parcel, loa_base64url(text, n, room, sizeof room, &decoded));
    give_bytes(&parcel, room, decoded);
    return (size_t)(parcel.out - out);
}

/* The code of a message by its name; -1 for one that the reference does not read. */
TEST_CALL(test_message)
{
    struct parcel parcel = {in, out, out};
    static union {
        struct loa_root root;
        struct loa_delegation delegation;
        struct loa_assignment assignment;
        struct loa_address address;
        struct loa_plan plan;
        struct loa_act act;
        struct loa_time time;
        struct loa_floor floor;
        struct loa_list list;
        struct loa_file file;
        uint8_t key_id[16];
    } read;
    struct loa_head head;
    char name[32] = "";
    size_t n;
    int code = -1;

    take_into(&parcel, name);
    head.payload = take_bytes(&parcel, &n);
    head.payload_n = (uint32_t)n;
    if (strcmp(name, "Root") == 0) code = loa_read_root(&head, &read.root);
    if (strcmp(name, "Delegation") == 0) code = loa_read_delegation(&head, &read.delegation);
    if (strcmp(name, "RootRevocation") == 0) code = loa_read_revocation(&head, read.key_id);
    if (strcmp(name, "LoweredFloor") == 0) code = loa_read_floor(&head, &read.floor);
    if (strcmp(name, "TrustList") == 0) code = loa_read_list(&head, "", &read.list);
    if (strcmp(name, "Assignment") == 0) code = loa_read_assignment(&head, &read.assignment);
    if (strcmp(name, "NewAddress") == 0) code = loa_read_address(&head, &read.address);
    if (strcmp(name, "Plan") == 0) code = loa_read_plan(&head, &read.plan);
    if (strcmp(name, "Act") == 0) code = loa_read_act(&head, &read.act);
    if (strcmp(name, "TimeAnswer") == 0) code = loa_read_time(&head, &read.time);
    if (strcmp(name, "TrustFile") == 0)
        code = loa_read_file((const char *)head.payload, n, &crypto, room, sizeof room, &read.file);
    give(&parcel, code);
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_pin_root)
{
    struct parcel parcel = {in, out, out};
    struct loa_pins pins = take_pins(&parcel);
    uint8_t sha256[32];
    bool demo;
    size_t n;
    const uint8_t *statement = take_bytes(&parcel, &n);

    take_into(&parcel, sha256);
    demo = take(&parcel) != 0;
    give(&parcel, loa_pin_root(statement, n, sha256, demo, take(&parcel), &crypto, &pins));
    give_pins(&parcel, &pins);
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_change_root)
{
    struct parcel parcel = {in, out, out};
    struct loa_pins pins = take_pins(&parcel);
    size_t n;
    const uint8_t *statement = take_bytes(&parcel, &n);

    give(&parcel, loa_change_root(statement, n, &crypto, &pins.root));
    give_pins(&parcel, &pins);
    return (size_t)(parcel.out - out);
}

/* Which world it is kept as, pins, device, now, sure, the file. */
TEST_CALL(test_believe)
{
    struct parcel parcel = {in, out, out};
    int64_t world = take(&parcel);
    struct loa_trust *trust = &trusts[world];
    struct loa_pins pins = take_pins(&parcel);
    struct loa_clock clock;
    loa_uuid device = "";
    enum loa_code code;
    const char *file;
    size_t n;
    uint8_t i;

    take_into(&parcel, device);
    clock.now = take(&parcel);
    clock.sure = take(&parcel) != 0;
    file = (const char *)take_bytes(&parcel, &n);
    trust->keys = keys[world];
    trust->keys_most = LOA_MOST_DELEGATIONS;
    code = loa_believe(file, n, device, clock, &crypto, room, sizeof room, &pins, trust);
    give(&parcel, code);
    give_pins(&parcel, &pins);
    give(&parcel, trust->device_out);
    for (i = 0; code == LOA_OK && i < trust->keys_n; i++) {
        give_bytes(&parcel, trust->keys[i].key_id, 16);
        give(&parcel, trust->keys[i].serial);
        give(&parcel, trust->keys[i].valid_to);
    }
    return (size_t)(parcel.out - out);
}

/* The device, its key, and its assignment's JSON or nothing. */
static void take_me(struct parcel *parcel, struct loa_me *me, struct loa_assignment *assignment)
{
    struct loa_head head;
    size_t n;

    memset(me, 0, sizeof *me);
    take_into(parcel, me->device);
    take_into(parcel, me->key);
    head.payload = take_bytes(parcel, &n);
    head.payload_n = (uint32_t)n;
    if (n > 0 && loa_read_assignment(&head, assignment) == LOA_OK)
        me->assignment = assignment;
}

TEST_CALL(test_judge)
{
    struct parcel parcel = {in, out, out};
    static struct loa_judged judged;
    struct loa_assignment assignment;
    const struct loa_trust *trust = &trusts[take(&parcel)];
    struct loa_pins pins = take_pins(&parcel);
    struct loa_clock clock;
    struct loa_me me;
    const uint8_t *bytes;
    bool held;
    size_t n;

    take_me(&parcel, &me, &assignment);
    clock.now = take(&parcel);
    clock.sure = take(&parcel) != 0;
    held = take(&parcel) != 0;
    bytes = take_bytes(&parcel, &n);
    give(&parcel, loa_judge(bytes, n, trust, &me, clock, held, &crypto, &pins, &judged));
    give(&parcel, judged.again);
    give_pins(&parcel, &pins);
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_judge_time)
{
    struct parcel parcel = {in, out, out};
    static struct loa_judged judged;
    struct loa_assignment assignment;
    const struct loa_trust *trust = &trusts[take(&parcel)];
    struct loa_pins pins = take_pins(&parcel);
    struct loa_me me;
    uint8_t nonce[16];
    const uint8_t *bytes;
    size_t n;

    take_me(&parcel, &me, &assignment);
    take_into(&parcel, nonce);
    bytes = take_bytes(&parcel, &n);
    give(&parcel, loa_judge_time(bytes, n, trust, &me, nonce, &crypto, &pins, &judged));
    give(&parcel, judged.is.time.at);
    give_pins(&parcel, &pins);
    return (size_t)(parcel.out - out);
}
