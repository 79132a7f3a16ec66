/* The head: its frame, its signature. PROTOCOL.md, section 2. */
#include <string.h>

#include "loa.h"

const char *loa_code_word(enum loa_code code)
{
    static const char *const words[] = {
        "", "malformed", "too-large", "unsigned", "altered", "unknown-key", "revoked", "root-mismatch",
        "wrong-purpose", "wrong-place", "wrong-device", "wrong-plan", "replayed", "expired", "not-yet-valid",
        "too-late", "beyond-envelope", "no-trust", "disabled", "unsupported"};
    return words[code];
}

static uint32_t largest(const char *purpose)
{
    return strcmp(purpose, "bundle") == 0 ? 196608 : strcmp(purpose, "device") == 0 ? 65536 : 30720;
}

/* A length and as many letters a-z and hyphens, 1 to 16. */
static bool read_name(const struct loa_head *head, size_t *at, char name[17])
{
    size_t i, n = *at < head->n ? head->bytes[*at] : 0;

    memset(name, 0, 17);
    if (n < 1 || n > 16 || head->n - *at - 1 < n)
        return false;
    for (i = 0; i < n; i++) {
        char c = (char)head->bytes[*at + 1 + i];
        if (c != '-' && (c < 'a' || c > 'z'))
            return false;
        name[i] = c;
    }
    *at += 1 + n;
    return true;
}

static bool all_zero(const uint8_t *bytes, size_t n)
{
    while (n > 0 && bytes[n - 1] == 0)
        n--;
    return n == 0;
}

enum loa_code loa_head_open(const uint8_t *bytes, size_t n, struct loa_head *head)
{
    static const uint8_t magic[4] = {0x4C, 0x4F, 0x41, 0x01};
    size_t at = 4, rest;

    memset(head, 0, sizeof *head);
    head->bytes = bytes;
    head->n = n;
    if (n > LOA_LARGEST_HEAD)
        return LOA_TOO_LARGE;
    if (n < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
        return LOA_MALFORMED;
    if (!read_name(head, &at, head->purpose) || !read_name(head, &at, head->type))
        return LOA_MALFORMED;
    if (n - at < 1 + 16 + 4 || bytes[at] != 16)
        return LOA_MALFORMED;
    memcpy(head->key_id, bytes + at + 1, 16);
    at += 1 + 16;
    head->payload_n = (uint32_t)bytes[at] << 24 | (uint32_t)bytes[at + 1] << 16 | (uint32_t)bytes[at + 2] << 8
                    | (uint32_t)bytes[at + 3];
    head->payload = bytes + at + 4;
    if (head->payload_n > largest(head->purpose))
        return LOA_TOO_LARGE;
    rest = n - at - 4;
    if (head->payload_n < 2 || head->payload_n > rest)
        return LOA_MALFORMED;
    rest -= head->payload_n;
    if (rest == 0 || (rest == 64 && all_zero(bytes + n - 64, 64)))
        return LOA_UNSIGNED;
    return rest == 64 ? LOA_OK : LOA_MALFORMED;
}

/* Numbers on the wire of Ed25519 are little-endian. */
static bool below(const uint8_t number[32], const uint8_t limit[32])
{
    int i;

    for (i = 31; i >= 0; i--)
        if (number[i] != limit[i])
            return number[i] < limit[i];
    return false;
}

/* A point written in another way than the shortest, or of order 1, 2, 4 or 8 (its y is 0, 1, -1 or one of the
 * two of order 8): libraries judge these differently, and with such a key one signature fits many messages. */
static bool weak(const uint8_t point[32])
{
    static const uint8_t prime[32] = {
        0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static const uint8_t eight[2][32] = {
        {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
         0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
         0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};
    uint8_t y[32], minus_one[32];

    memcpy(y, point, 32);
    y[31] &= 0x7f;
    memcpy(minus_one, prime, 32);
    minus_one[0]--;
    return !below(y, prime) || (y[0] <= 1 && all_zero(y + 1, 31)) || memcmp(y, minus_one, 32) == 0
        || memcmp(y, eight[0], 32) == 0 || memcmp(y, eight[1], 32) == 0;
}

void loa_key_id(const uint8_t key[32], const struct loa_crypto *crypto, uint8_t key_id[16])
{
    uint8_t hash[32];

    crypto->sha256(key, 32, hash);
    memcpy(key_id, hash, 16);
}

enum loa_code loa_head_verify(struct loa_head *head, const uint8_t key[32], const struct loa_crypto *crypto)
{
    static const uint8_t group[32] = { /* the order of the group */
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10};
    const uint8_t *signature = head->bytes + head->n - 64;
    uint8_t key_id[16];

    loa_key_id(key, crypto, key_id);
    if (memcmp(key_id, head->key_id, 16) != 0)
        return LOA_UNKNOWN_KEY;
    if (weak(key) || weak(signature) || !below(signature + 32, group))
        return LOA_ALTERED;
    if (!crypto->verify(key, signature, head->bytes, head->n - 64))
        return LOA_ALTERED;
    crypto->sha256(head->bytes, head->n, head->sha256);
    return LOA_OK;
}

bool loa_head_is(const struct loa_head *head, const char *purpose, const char *type)
{
    return strcmp(head->purpose, purpose) == 0 && strcmp(head->type, type) == 0;
}

enum loa_code loa_head_unseal(const uint8_t *bytes, size_t n, const uint8_t key[32], const char *purpose,
                              const char *type, const struct loa_crypto *crypto, struct loa_head *head)
{
    enum loa_code code = loa_head_open(bytes, n, head);

    if (code == LOA_OK)
        code = loa_head_verify(head, key, crypto);
    return code == LOA_OK && !loa_head_is(head, purpose, type) ? LOA_WRONG_PURPOSE : code;
}
