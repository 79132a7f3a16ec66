/* The acts a device holds, and what they say at a moment. PROTOCOL.md, section 10. */
#include <string.h>

#include "loa_rule.h"

static bool is_stop(const struct loa_act *act)
{
    return act->kind == LOA_SILENCE || act->kind == LOA_BLANK;
}

static bool is_lasting(const struct loa_act *act)
{
    return is_stop(act) || act->kind == LOA_RESTORE;
}

static bool same_target(const struct loa_act *a, const struct loa_act *b)
{
    return a->target.kind == b->target.kind && strcmp(a->target.id, b->target.id) == 0;
}

/* By (serial, seq), of the same a blank after a silence and a silence after a restore, then by id: below 0, 0,
 * above 0. */
static int compare(const struct loa_held *a, const struct loa_held *b)
{
    if (a->serial != b->serial)
        return a->serial < b->serial ? -1 : 1;
    if (a->act.seq != b->act.seq)
        return a->act.seq < b->act.seq ? -1 : 1;
    if (is_stop(&a->act) != is_stop(&b->act))
        return is_stop(&a->act) - is_stop(&b->act);
    if (a->act.kind != b->act.kind)
        return a->act.kind == LOA_BLANK ? 1 : -1;
    return strcmp(a->act.id, b->act.id);
}

/* Of the silences, blanks and restores on one target the newest alone counts, also after it has ended. */
static bool is_newest(const struct loa_held *held, size_t n, size_t which)
{
    size_t i;

    for (i = 0; i < n; i++) {
        int order = compare(&held[i], &held[which]);
        if (i != which && is_lasting(&held[i].act) && same_target(&held[i].act, &held[which].act)
            && (order > 0 || (order == 0 && i < which)))
            return false;
    }
    return true;
}

static bool counted(const struct loa_held *held, size_t n, size_t which, int64_t now)
{
    const struct loa_act *act = &held[which].act;

    return now < act->expires_ms
        && (act->kind == LOA_CANCEL || (is_stop(act) && is_newest(held, n, which)));
}

static bool id_before(const struct loa_held *held, size_t n, size_t which, int64_t now)
{
    size_t i;

    for (i = 0; i < which; i++)
        if (strcmp(held[i].act.id, held[which].act.id) == 0 && counted(held, n, i, now))
            return true;
    return false;
}

struct loa_standing loa_standing_of(const struct loa_held *held, size_t n, int64_t now)
{
    struct loa_standing standing = {false, false, false, NULL};
    const struct loa_held *by = NULL;
    size_t i, stops = 0;

    for (i = 0; i < n; i++) {
        const struct loa_act *act = &held[i].act;
        if (!counted(held, n, i, now))
            continue;
        stops += !id_before(held, n, i, now);
        if (act->kind == LOA_CANCEL)
            continue;
        standing.silenced = true;
        standing.blanked = standing.blanked || act->kind == LOA_BLANK;
        if (by == NULL || (act->kind == LOA_BLANK) > (by->act.kind == LOA_BLANK)
            || (act->kind == by->act.kind && compare(&held[i], by) > 0))
            by = &held[i];
    }
    standing.by = by == NULL ? NULL : &by->act;
    standing.overfull = stops > LOA_MOST_STOPS;
    return standing;
}

static bool names(const struct loa_act *act, const struct loa_item *item, const struct loa_sound *sound)
{
    static const char digits[] = "0123456789abcdef";
    char hash[65];
    uint8_t i;

    for (i = 0; i < 32; i++) {
        hash[2 * i] = digits[sound->sha256[i] >> 4];
        hash[2 * i + 1] = digits[sound->sha256[i] & 15];
    }
    hash[64] = '\0';
    for (i = 0; i < act->named_n; i++) {
        const char *id = act->named[i].id;
        switch (act->named[i].what) {
        case LOA_THE_ITEM: if (loa_text_is(item->id, id)) return true; break;
        case LOA_THE_SLOT: if (loa_text_is(item->slot, id)) return true; break;
        case LOA_THE_RIGHT: if (loa_text_is(sound->right, id)) return true; break;
        case LOA_THE_MEDIA: if (strcmp(hash, id) == 0) return true; break;
        }
    }
    return false;
}

bool loa_is_cancelled(const struct loa_held *held, size_t n, int64_t now, const struct loa_item *item,
                      const struct loa_sound *sound)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (held[i].act.kind == LOA_CANCEL && now < held[i].act.expires_ms && names(&held[i].act, item, sound))
            return true;
    return false;
}

const struct loa_act *loa_tone_due(const struct loa_held *held, size_t n, int64_t now, const bool *done)
{
    const struct loa_act *due = NULL;
    size_t i;

    for (i = 0; i < n; i++) {
        const struct loa_act *act = &held[i].act;
        if (act->kind == LOA_TONE && !done[i] && act->at <= now && now <= act->latest_start_ms
            && now < act->expires_ms
            && (due == NULL || act->seq < due->seq || (act->seq == due->seq && strcmp(act->id, due->id) < 0)))
            due = act;
    }
    return due;
}

/* In the order of (serial, seq, id), each id once and as it was last. */
static size_t sort_each_once(struct loa_held *held, size_t n)
{
    size_t i, j, left = 0;

    for (i = 1; i < n; i++) {
        struct loa_held one = held[i];
        for (j = i; j > 0; j--) {
            const struct loa_held *before = &held[j - 1];
            if (before->serial != one.serial ? before->serial < one.serial
                : before->act.seq != one.act.seq ? before->act.seq < one.act.seq
                                                 : strcmp(before->act.id, one.act.id) <= 0)
                break;
            held[j] = held[j - 1];
        }
        held[j] = one;
    }
    for (i = 0; i < n; i++) {
        for (j = 0; j < left && strcmp(held[j].act.id, held[i].act.id) != 0; j++)
            ;
        held[j] = held[i];
        left += j == left;
    }
    return left;
}

static int64_t ends(const struct loa_held *one)
{
    return one->until > one->act.expires_ms ? one->until : one->act.expires_ms;
}

size_t loa_keep_acts(struct loa_held *held, size_t n, int64_t now)
{
    size_t i, j, left = 0;

    for (i = 0; i < n; i++) /* until all it took the place of would have ended */
        for (j = 0; is_lasting(&held[i].act) && j < n; j++)
            if (is_lasting(&held[j].act) && same_target(&held[i].act, &held[j].act) && ends(&held[j]) > held[i].until)
                held[i].until = ends(&held[j]);
    n = sort_each_once(held, n);
    for (i = n; i-- > 0;) /* from the newest down: what is older than one that stays is marked, then goes */
        if (is_lasting(&held[i].act) && !is_newest(held, n, i))
            held[i].serial = 0;
    for (i = 0; i < n; i++)
        if (held[i].serial != 0 && now < ends(&held[i]))
            held[left++] = held[i];
    return left;
}
