/* A reference in C99 of what is hardest in the Loa protocol, version 1. Sections are those of PROTOCOL.md.
 *
 * Nothing allocates, nothing recurses, nothing is kept between calls: every buffer is the caller's. Times are UTC
 * milliseconds. Names of enumerations follow the words on the wire; loa_code_word and loa_reason_word give them.
 * Here is what decides whom to believe; loa_rule.h has what decides what sounds.
 */
#ifndef LOA_H
#define LOA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loa_json.h"

/* ---- Bounds: of the protocol, unless said otherwise ---- */
#define LOA_LARGEST_HEAD 196864u     /* bytes of any head */
#define LOA_LARGEST_PART 12288u      /* bytes of a head in a trust file, but for its list */
#define LOA_LARGEST_TRUST 524288u    /* bytes of a trust file */
#define LOA_MOST_PLACES 64u          /* of a delegation */
#define LOA_MOST_DELEGATIONS 64u     /* of a trust file */
#define LOA_MOST_WINDOWS 12u
#define LOA_MOST_PLAN_PINS 64u
#define LOA_MOST_REVOKED 4096u
#define LOA_NEVER INT64_MAX

#define LOA_MINUTE INT64_C(60000)
#define LOA_HOUR (60 * LOA_MINUTE)
#define LOA_DAY (24 * LOA_HOUR)
#define LOA_ZONE (7 * LOA_HOUR) /* Asia/Ho_Chi_Minh, 2000 to 2199 */
#define LOA_AHEAD (10 * LOA_MINUTE)

/* ---- Section 15: codes ---- */
enum loa_code {
    LOA_OK, LOA_MALFORMED, LOA_TOO_LARGE, LOA_UNSIGNED, LOA_ALTERED, LOA_UNKNOWN_KEY, LOA_REVOKED, LOA_ROOT_MISMATCH,
    LOA_WRONG_PURPOSE, LOA_WRONG_PLACE, LOA_WRONG_DEVICE, LOA_WRONG_PLAN, LOA_REPLAYED, LOA_EXPIRED,
    LOA_NOT_YET_VALID, LOA_TOO_LATE, LOA_BEYOND_ENVELOPE, LOA_NO_TRUST, LOA_DISABLED, LOA_UNSUPPORTED
};
const char *loa_code_word(enum loa_code code);

/* ---- Section 2: the head ---- */
struct loa_crypto { /* of any library */
    void (*sha256)(const uint8_t *bytes, size_t n, uint8_t hash[32]);
    bool (*verify)(const uint8_t key[32], const uint8_t signature[64], const uint8_t *bytes, size_t n); /* Ed25519 */
};

struct loa_head {
    char purpose[17], type[17];
    uint8_t key_id[16];
    const uint8_t *payload;
    uint32_t payload_n;
    uint8_t sha256[32]; /* of the whole head; there once it is verified */
    const uint8_t *bytes;
    size_t n;
};

/* The frame alone: nothing but key_id may be used before loa_head_verify. */
enum loa_code loa_head_open(const uint8_t *bytes, size_t n, struct loa_head *head);
enum loa_code loa_head_verify(struct loa_head *head, const uint8_t key[32], const struct loa_crypto *crypto);
bool loa_head_is(const struct loa_head *head, const char *purpose, const char *type);
/* All three: of this very key, purpose and type. */
enum loa_code loa_head_unseal(const uint8_t *bytes, size_t n, const uint8_t key[32], const char *purpose,
                              const char *type, const struct loa_crypto *crypto, struct loa_head *head);
void loa_key_id(const uint8_t key[32], const struct loa_crypto *crypto, uint8_t key_id[16]);

/* Of base64url without padding, nothing else; too-large: more bytes than there is room for. */
enum loa_code loa_base64url(const char *text, size_t text_n, uint8_t *bytes, size_t room, size_t *n);

/* ---- Messages, as far as a device decides by them ---- */
typedef char loa_unit[17];    /* a unit code */
typedef char loa_uuid[37];
typedef char loa_plan_id[45];
typedef char loa_ref[81];

enum loa_class { LOA_ORDINARY, LOA_PRIORITY, LOA_EMERGENCY };
enum loa_purpose { LOA_FOR_BUNDLE, LOA_FOR_PLAN, LOA_FOR_ACT, LOA_FOR_OVERRIDE, LOA_FOR_DRILL, LOA_FOR_LIVE,
                   LOA_FOR_TIME, LOA_FOR_ASSIGN };
extern const char *const loa_purpose_words[];

struct loa_windows { /* [start, end) in minutes of a local day */
    uint8_t n;
    struct { uint16_t start, end; } at[LOA_MOST_WINDOWS];
};

struct loa_envelope {
    struct loa_windows hours;
    uint16_t minutes;
    uint8_t volume;
};

struct loa_order { /* section 3: what is newer is higher; nothing held is all zeros */
    int64_t serial, seq;
    uint8_t sha256[32];
};

struct loa_root {
    uint8_t key[32], next_sha256[32];
    int64_t seq;
    loa_unit top;
    bool demo;
};

struct loa_delegation {
    int64_t serial, valid_from, valid_to;
    uint8_t key[32], key_id[16], sha256[32]; /* sha256: of its head */
    enum loa_purpose purpose;
    enum loa_class highest;
    struct loa_envelope envelope;
    uint8_t places_n;
    loa_unit places[LOA_MOST_PLACES];
};

struct loa_assignment {
    int64_t seq, at;
    loa_uuid device;
    uint8_t key[32];
    bool disabled;
    uint8_t places_n; /* from the top down to its own */
    loa_unit places[6];
    loa_plan_id plan_id;
    uint8_t volume;
    uint8_t ceiling; /* 0 planned to 5 heard */
};

enum loa_target_kind { LOA_TO_ALL, LOA_TO_UNIT, LOA_TO_PLAN, LOA_TO_DEVICE };
struct loa_target {
    enum loa_target_kind kind;
    loa_ref id;
};

struct loa_address {
    int64_t seq, at;
    struct loa_target target;
    struct loa_text url, mqtt; /* in the head's payload, escapes and all */
};

struct loa_plan {
    int64_t seq, valid_from, valid_to, fetch_from, fetch_by;
    loa_plan_id plan_id;
    uint8_t bodies_n;
    struct { uint8_t v; uint8_t sha256[32]; } bodies[8];
};

enum loa_act_kind { LOA_SILENCE, LOA_BLANK, LOA_RESTORE, LOA_CANCEL, LOA_TONE, LOA_UNKNOWN_ACT };
enum loa_cancelled { LOA_THE_ITEM, LOA_THE_SLOT, LOA_THE_RIGHT, LOA_THE_MEDIA };
struct loa_act {
    loa_uuid id;
    int64_t seq, at, latest_start_ms, expires_ms;
    enum loa_act_kind kind;
    struct loa_target target;
    uint8_t named_n; /* by a cancel */
    struct { enum loa_cancelled what; loa_ref id; } named[4];
    int32_t tone_ms;
};

struct loa_time {
    loa_uuid device;
    uint8_t nonce[16];
    int64_t at;
};

enum loa_code loa_read_root(const struct loa_head *head, struct loa_root *root);
enum loa_code loa_read_delegation(const struct loa_head *head, struct loa_delegation *delegation);
enum loa_code loa_read_assignment(const struct loa_head *head, struct loa_assignment *assignment);
enum loa_code loa_read_address(const struct loa_head *head, struct loa_address *address);
enum loa_code loa_read_plan(const struct loa_head *head, struct loa_plan *plan);
enum loa_code loa_read_act(const struct loa_head *head, struct loa_act *act);
enum loa_code loa_read_time(const struct loa_head *head, struct loa_time *time);
/* The hash of the body in the highest version that the device speaks, or NULL. */
const uint8_t *loa_plan_body(const struct loa_plan *plan, const uint8_t *speaks, size_t n);

/* ---- Section 3: trust ---- */
struct loa_plan_pin {
    loa_plan_id plan_id;
    struct loa_order order;
};

/* What never goes back. Written to disk before anything acts on what moved it. */
struct loa_pins {
    struct loa_root root;
    int64_t trust_serial, trust_seq, floor, floor_seq;
    struct loa_order assignment, address;
    uint8_t (*revoked)[16]; /* key ids; room for revoked_most, which is LOA_MOST_REVOKED */
    uint16_t revoked_n, revoked_most;
    struct loa_plan_pin *plans; /* room for LOA_MOST_PLAN_PINS, the oldest first */
    uint8_t plans_n;
};

/* What is believed of a trust file. */
struct loa_trust {
    loa_unit top;
    int64_t serial, seq, made_at, expires_at;
    bool device_out;             /* the list names this device */
    struct loa_delegation *keys; /* room for keys_most; at least as many as a file has delegations */
    uint8_t keys_n, keys_most;
};

struct loa_clock {
    int64_t now; /* with sure false: the floor */
    bool sure;
};

enum loa_code loa_pin_root(const uint8_t *statement, size_t n, const uint8_t sha256[32], bool demo_allowed,
                           int64_t floor, const struct loa_crypto *crypto, struct loa_pins *pins);
enum loa_code loa_change_root(const uint8_t *statement, size_t n, const struct loa_crypto *crypto,
                              struct loa_root *root);
/* A trust file against the pins. `room`: LOA_LARGEST_PART bytes for one of its parts at a time, and behind them as
 * many as its list has (too-large otherwise; 196,864 hold any). Pins move with LOA_OK alone; otherwise what stands
 * in `trust` is not to be used, so hand over another than the one in force. */
enum loa_code loa_believe(const char *file, size_t n, const char *device, struct loa_clock clock,
                          const struct loa_crypto *crypto, uint8_t *room, size_t room_n, struct loa_pins *pins,
                          struct loa_trust *trust);
bool loa_is_revoked(const struct loa_pins *pins, const uint8_t key_id[16]);
enum loa_code loa_out_of_date(int64_t from, int64_t to, struct loa_clock clock);
int64_t loa_risen(int64_t floor, int64_t signed_at, struct loa_clock clock);

/* ---- Section 3: the verdict on a head ---- */
struct loa_me {
    loa_uuid device;
    uint8_t key[32];
    const struct loa_assignment *assignment; /* NULL before there is one */
};

struct loa_judged {
    enum { LOA_ASSIGNMENT, LOA_ADDRESS, LOA_PLAN, LOA_ACT, LOA_TIME_ANSWER } type;
    struct loa_head head;
    const struct loa_delegation *by;
    bool again; /* these bytes were held before */
    union {
        struct loa_assignment assignment;
        struct loa_address address;
        struct loa_plan plan;
        struct loa_act act;
        struct loa_time time;
    } is;
};

/* held: judged anew after a start or a change of trust. Pins move with LOA_OK alone, and not for what is held. */
enum loa_code loa_judge(const uint8_t *bytes, size_t n, const struct loa_trust *trust, const struct loa_me *me,
                        struct loa_clock clock, bool held, const struct loa_crypto *crypto, struct loa_pins *pins,
                        struct loa_judged *judged);
enum loa_code loa_judge_time(const uint8_t *bytes, size_t n, const struct loa_trust *trust, const struct loa_me *me,
                             const uint8_t nonce[16], const struct loa_crypto *crypto, struct loa_pins *pins,
                             struct loa_judged *judged);

#endif
