/* Values that are looked at for their form alone: `info`, and what hangs under a kind that is not known. */
#include <string.h>

#include "loa_json.h"

/* True if this name stands earlier in the object that opens at `open`. What lies between was read already. */
static bool repeated(const char *open, struct loa_text name)
{
    const char *at = open + 1, *end = name.at - 1;
    int inside = 0;

    while (at < end) {
        struct loa_text text;
        if (*at == '{' || *at == '[')
            inside++;
        if (*at == '}' || *at == ']')
            inside--;
        if (*at++ != '"')
            continue;
        text.at = at;
        while (*at != '"')
            at += *at == '\\' ? 2 : 1;
        text.n = (uint32_t)(at - text.at);
        at++;
        while (at < end && strchr(" \t\n\r", *at) != NULL)
            at++;
        if (inside == 0 && *at == ':' && loa_text_order(text, name) == 0)
            return true;
    }
    return false;
}

static bool digits(struct loa_json *json)
{
    const char *start = json->at;

    while (json->at < json->end && *json->at >= '0' && *json->at <= '9')
        json->at++;
    return json->at > start;
}

static bool one_of(struct loa_json *json, const char *wanted)
{
    if (json->at == json->end || *json->at == '\0' || strchr(wanted, *json->at) == NULL)
        return false;
    json->at++;
    return true;
}

/* Any number of JSON: here alone there may be others than integers. */
static bool number(struct loa_json *json)
{
    const char *start;
    bool good;

    one_of(json, "-");
    start = json->at;
    good = digits(json) && (*start != '0' || json->at == start + 1);
    if (good && one_of(json, "."))
        good = digits(json);
    if (good && one_of(json, "eE")) {
        one_of(json, "+-");
        good = digits(json);
    }
    return good;
}

static void scalar(struct loa_json *json)
{
    static const char *const words[] = {"true", "false", "null"};
    size_t i;

    if (json->at < json->end && *json->at == '"') {
        loa_json_text(json, 0, UINT32_MAX);
        return;
    }
    for (i = 0; i < sizeof words / sizeof *words; i++)
        if ((size_t)(json->end - json->at) >= strlen(words[i]) && memcmp(json->at, words[i], strlen(words[i])) == 0) {
            json->at += strlen(words[i]);
            return;
        }
    if (!number(json))
        json->bad = true;
}

static char next(struct loa_json *json)
{
    while (json->at < json->end && strchr(" \t\n\r", *json->at) != NULL && *json->at != '\0')
        json->at++;
    return json->at < json->end ? *json->at : '\0';
}

static void name(struct loa_json *json, const char *open)
{
    struct loa_text text;

    next(json);
    text = loa_json_text(json, 0, UINT32_MAX);
    if (json->bad || next(json) != ':' || repeated(open, text)) {
        json->bad = true;
        return;
    }
    json->at++;
}

/* How many names the outermost object has. */
static unsigned skip(struct loa_json *json)
{
    const char *open[LOA_JSON_DEEPEST]; /* where the lists and objects around began */
    unsigned depth = 0, names = 0;

    do {
        char c = next(json);
        bool fresh = c == '{' || c == '['; /* this very value opens one */
        if (!fresh)
            scalar(json);
        else if (depth == LOA_JSON_DEEPEST)
            json->bad = true;
        else
            open[depth++] = json->at++;
        while (!json->bad && depth > 0) {
            bool object = *open[depth - 1] == '{';
            c = next(json);
            if (c == (object ? '}' : ']')) {
                json->at++;
                depth--;
                fresh = false;
                continue;
            }
            if (!fresh && c != ',')
                json->bad = true;
            else if (!fresh)
                json->at++;
            if (object && !json->bad) {
                names += depth == 1;
                name(json, open[depth - 1]);
            }
            break;
        }
    } while (!json->bad && depth > 0);
    if (json->bad)
        json->at = json->end;
    return names;
}

void loa_json_skip(struct loa_json *json)
{
    skip(json);
}

void loa_json_info(struct loa_json *json)
{
    if (next(json) != '{' || skip(json) > 16) {
        json->bad = true;
        json->at = json->end;
    }
}

struct loa_text loa_json_kind(const struct loa_json *json)
{
    struct loa_json look = *json;
    struct loa_text none = {"", 0};

    if (next(&look) != '{')
        return none;
    look.at++;
    while (!look.bad && next(&look) == '"') {
        struct loa_text text = loa_json_text(&look, 0, UINT32_MAX);
        if (look.bad || next(&look) != ':')
            return none;
        look.at++;
        next(&look);
        if (loa_text_is(text, "kind"))
            return loa_json_text(&look, 1, 24);
        skip(&look);
        if (next(&look) == ',')
            look.at++;
    }
    return none;
}
