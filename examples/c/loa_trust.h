/* The parts of a trust file; for loa_trust.c and loa_file.c alone. */
#ifndef LOA_TRUST_H
#define LOA_TRUST_H

#include "loa.h"

struct loa_file {
    const struct loa_crypto *crypto;
    struct loa_text roots, delegations, revocations, floors; /* JSON lists of heads in base64url */
    uint8_t *room;                                           /* for one of them */
    const uint8_t *list;
    size_t list_n;
};

struct loa_list {
    int64_t seq, made_at, expires_at;
    struct loa_text delegations, revocations; /* as JSON */
    bool device_out;
};

struct loa_floor {
    loa_uuid device;
    int64_t seq, floor, ends;
};

enum loa_code loa_read_file(const char *text, size_t n, const struct loa_crypto *crypto, uint8_t *room, size_t room_n,
                            struct loa_file *file);
/* The next head of one of its lists, decoded into `room`; in and at as for loa_next_sound. */
bool loa_next_part(const struct loa_file *file, struct loa_json *at, struct loa_members *in, size_t *n);
enum loa_code loa_read_revocation(const struct loa_head *head, uint8_t key_id[16]);
enum loa_code loa_read_floor(const struct loa_head *head, struct loa_floor *floor);
enum loa_code loa_read_list(const struct loa_head *head, const char *device, struct loa_list *list);
bool loa_list_names(const struct loa_list *list, const uint8_t sha256[32]);
bool loa_revoke(struct loa_pins *pins, const uint8_t key_id[16]);          /* false: no room */
bool loa_list_revokes(const struct loa_list *list, struct loa_pins *pins); /* likewise */

#endif
