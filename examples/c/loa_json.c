/* The pull reader. PROTOCOL.md, section 1. */
#include "loa_json.h"

#include <string.h>

void loa_json_begin(struct loa_json *json, const char *text, size_t n)
{
    json->at = text;
    json->end = text + n;
    json->bad = false;
}

static void fail(struct loa_json *json)
{
    json->bad = true;
    json->at = json->end;
}

static void pass_space(struct loa_json *json)
{
    while (json->at < json->end && (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r'))
        json->at++;
}

/* The next character that is no space; 0 at the end. */
static char peek(struct loa_json *json)
{
    pass_space(json);
    return json->at < json->end ? *json->at : '\0';
}

static bool take(struct loa_json *json, char wanted)
{
    if (json->bad || peek(json) != wanted)
        return false;
    json->at++;
    return true;
}

static void want(struct loa_json *json, char wanted)
{
    if (!take(json, wanted))
        fail(json);
}

bool loa_json_end(struct loa_json *json)
{
    if (peek(json) != '\0' || json->at < json->end)
        fail(json);
    return !json->bad;
}

struct loa_text loa_json_text(struct loa_json *json, unsigned shortest, unsigned longest)
{
    struct loa_text text = {"", 0};
    unsigned points = 0;
    const char *start;

    want(json, '"');
    start = json->at;
    while (json->at < json->end && *json->at != '"') {
        if (loa_text_point(&json->at, json->end) < 0) {
            fail(json);
            return text;
        }
        points++;
    }
    if (json->at == json->end || points < shortest || points > longest) {
        fail(json);
        return text;
    }
    text.at = start;
    text.n = (uint32_t)(json->at - start);
    json->at++;
    return text;
}

/* Between the values of an object or a list; true when one more comes. */
static bool more(struct loa_json *json, struct loa_members *in, char opens, char closes)
{
    if (in->count == 0 ? !take(json, opens) : json->bad) {
        fail(json);
        return false;
    }
    if (take(json, closes))
        return false;
    if (in->count > 0)
        want(json, ',');
    if (in->count == UINT16_MAX)
        fail(json);
    in->count++;
    return !json->bad;
}

int loa_json_name(struct loa_json *json, struct loa_members *in, const char *const *names, uint32_t needed)
{
    struct loa_text name;
    int place;

    if (!more(json, in, '{', '}')) {
        if ((in->seen & needed) != needed)
            fail(json);
        return -1;
    }
    name = loa_json_text(json, 0, UINT32_MAX);
    want(json, ':');
    for (place = 0; !json->bad && names[place] != NULL; place++)
        if (loa_text_is(name, names[place])) {
            if (in->seen & (UINT32_C(1) << place))
                break;
            in->seen |= UINT32_C(1) << place;
            return place;
        }
    fail(json);
    return -1;
}

bool loa_json_next(struct loa_json *json, struct loa_members *in, unsigned most)
{
    if (!more(json, in, '[', ']'))
        return false;
    if (in->count > most)
        fail(json);
    return !json->bad;
}

int64_t loa_json_integer(struct loa_json *json, int64_t least, int64_t most)
{
    bool negative = take(json, '-');
    int64_t value = 0;
    const char *start;

    if (!negative)
        pass_space(json);
    start = json->at;
    while (json->at < json->end && *json->at >= '0' && *json->at <= '9' && value <= LOA_JSON_LARGEST)
        value = value * 10 + (*json->at++ - '0');
    if (json->at == start || value > LOA_JSON_LARGEST || (*start == '0' && json->at > start + 1)
        || (json->at < json->end && strchr(".eE", *json->at) != NULL))
        fail(json);
    value = negative ? -value : value;
    if (value < least || value > most)
        fail(json);
    return json->bad ? least : value;
}

static bool literal(struct loa_json *json, const char *word)
{
    size_t n = strlen(word);

    pass_space(json);
    if (json->bad || (size_t)(json->end - json->at) < n || memcmp(json->at, word, n) != 0)
        return false;
    json->at += n;
    return true;
}

bool loa_json_boolean(struct loa_json *json)
{
    if (literal(json, "true"))
        return true;
    if (!literal(json, "false"))
        fail(json);
    return false;
}

int loa_json_choice(struct loa_json *json, const char *const *words)
{
    struct loa_text text = loa_json_text(json, 0, UINT32_MAX);
    int place;

    for (place = 0; !json->bad && words[place] != NULL; place++)
        if (loa_text_is(text, words[place]))
            return place;
    fail(json);
    return 0;
}

void loa_json_word(struct loa_json *json, char *word, unsigned size, unsigned shortest, const char *allowed)
{
    struct loa_text text = loa_json_text(json, shortest, size - 1);
    const char *at = text.at;
    unsigned i;

    memset(word, 0, size);
    if (!loa_text_among(text, allowed))
        fail(json);
    for (i = 0; !json->bad && at < text.at + text.n; i++)
        word[i] = (char)loa_text_point(&at, text.at + text.n);
}

bool loa_json_hex(struct loa_json *json, uint8_t *bytes, unsigned n, bool maybe)
{
    struct loa_text text = loa_json_text(json, maybe ? 0 : 2 * n, 2 * n);
    const char *at = text.at, *end = text.at + text.n;
    unsigned digits = 0;

    memset(bytes, 0, n);
    if (!loa_text_among(text, "0123456789abcdef"))
        fail(json);
    for (; !json->bad && at < end; digits++) {
        int32_t c = loa_text_point(&at, end);
        bytes[digits / 2] = (uint8_t)(bytes[digits / 2] * 16 + (c <= '9' ? c - '0' : c - 'a' + 10));
    }
    if (digits != 2 * n && !(maybe && digits == 0))
        fail(json);
    return !json->bad && digits > 0;
}
