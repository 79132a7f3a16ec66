/* base64url, and the trust file that is made of it. PROTOCOL.md, sections 1 and 3. */
#include <string.h>

#include "loa_read.h"
#include "loa_trust.h"

static int digit(int32_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52
         : c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* Without padding, spare bits zero. `bytes` may be NULL: then only looked at. */
static enum loa_code decode(struct loa_text text, uint8_t *bytes, size_t room, size_t *n)
{
    const char *at = text.at, *end = text.at + text.n;
    uint32_t bits = 0, held = 0, digits = 0;

    for (*n = 0; at < end; digits++) {
        int value = digit(loa_text_point(&at, end));
        if (value < 0)
            return LOA_MALFORMED;
        bits = (bits << 6 | (uint32_t)value) & 0xFFFF;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        if (bytes != NULL && *n == room)
            return LOA_TOO_LARGE;
        if (bytes != NULL)
            bytes[*n] = (uint8_t)(bits >> held);
        bits &= (UINT32_C(1) << held) - 1;
        (*n)++;
    }
    return digits % 4 == 1 || bits != 0 ? LOA_MALFORMED : LOA_OK;
}

enum loa_code loa_base64url(const char *text, size_t text_n, uint8_t *bytes, size_t room, size_t *n)
{
    struct loa_text whole;

    whole.at = text;
    whole.n = (uint32_t)text_n;
    *n = 0;
    return memchr(text, '\\', text_n) != NULL ? LOA_MALFORMED : decode(whole, bytes, room, n);
}

bool loa_next_part(const struct loa_file *file, struct loa_json *at, struct loa_members *in, size_t *n)
{
    return loa_json_next(at, in, LOA_MOST_DELEGATIONS)
        && decode(loa_json_text(at, 1, 16384), file->room, LOA_LARGEST_PART, n) == LOA_OK;
}

static struct loa_text read_parts(struct loa_json *json, unsigned most)
{
    struct loa_members in = {0, 0};
    struct loa_text parts;
    size_t n;

    parts.at = json->at;
    while (loa_json_next(json, &in, most))
        if (decode(loa_json_text(json, 1, 16384), NULL, 0, &n) != LOA_OK)
            json->bad = true;
    parts.n = (uint32_t)(json->at - parts.at);
    return parts;
}

enum loa_code loa_read_file(const char *text, size_t n, const struct loa_crypto *crypto, uint8_t *room, size_t room_n,
                            struct loa_file *file)
{
    static const char *const names[] = {"kind", "v", "roots", "delegations", "revocations", "floors", "list", NULL};
    struct loa_members in = {0, 0};
    enum loa_code code = room_n < LOA_LARGEST_PART ? LOA_TOO_LARGE : LOA_OK;
    struct loa_json json;
    int name;

    memset(file, 0, sizeof *file);
    file->crypto = crypto;
    file->room = room;
    if (n > LOA_LARGEST_TRUST || code != LOA_OK)
        return LOA_TOO_LARGE;
    file->list = room + LOA_LARGEST_PART;
    loa_json_begin(&json, text, n);
    while ((name = loa_json_name(&json, &in, names, 0x7F)) >= 0)
        switch (name) {
        case 0:
            if (!loa_text_is(loa_json_text(&json, 1, 24), "trust"))
                json.bad = true;
            break;
        case 1: loa_json_integer(&json, 1, 1); break;
        case 2: file->roots = read_parts(&json, 8); break;
        case 3: file->delegations = read_parts(&json, LOA_MOST_DELEGATIONS); break;
        case 4: file->revocations = read_parts(&json, 64); break;
        case 5: file->floors = read_parts(&json, 8); break;
        case 6:
            code = decode(loa_json_text(&json, 1, 262144), room + LOA_LARGEST_PART, room_n - LOA_LARGEST_PART,
                          &file->list_n);
            break;
        }
    return !loa_json_end(&json) ? LOA_MALFORMED : code;
}
