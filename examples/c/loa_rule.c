/* The timeline of a day: what sounds when, and what is dropped and why. PROTOCOL.md, section 12, step by step. */
#include <string.h>

#include "loa_rule.h"

/* Items put in their places, in order of time, none over another. */
struct row {
    struct loa_placed *at;
    uint16_t n;
};

static void drop(struct loa_timeline *line, uint16_t item, enum loa_reason why)
{
    line->dropped[line->dropped_n].item = item;
    line->dropped[line->dropped_n++].why = why;
}

static bool comes_before(const struct loa_day *day, uint16_t one, uint16_t other)
{
    const struct loa_item *a = &day->items[one], *b = &day->items[other];
    int order = loa_text_order(a->id, b->id);

    if (a->start_ms != b->start_ms)
        return a->start_ms < b->start_ms;
    return order != 0 ? order < 0 : one < other;
}

/* Is there an item of the same id before this one, dropped or not? */
static bool twice(const struct loa_day *day, uint16_t number)
{
    uint16_t i;

    for (i = 0; i < day->items_n; i++)
        if (i != number && loa_text_order(day->items[i].id, day->items[number].id) == 0
            && comes_before(day, i, number))
            return true;
    return false;
}

/* Step 1: the numbers of the items that may sound, in the order of (start, id). Returns how many. */
static uint16_t sort_and_drop(const struct loa_frame *frame, struct loa_timeline *line, uint16_t *sorted)
{
    const struct loa_day *day = frame->day;
    uint16_t i, j, n = 0;

    for (i = 0; i < day->items_n; i++) {
        for (j = i; j > 0 && comes_before(day, i, sorted[j - 1]); j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = i;
    }
    for (i = 0; i < day->items_n; i++) {
        uint16_t number = sorted[i];
        enum loa_reason why = twice(day, number) ? LOA_R_TWICE : loa_own_breach(&day->items[number], frame);
        if (why == LOA_SOUNDS)
            sorted[n++] = number;
        else
            drop(line, number, why);
    }
    return n;
}

/* The earliest moment from its planned time on at which nothing placed is in an item's way. */
static int64_t gap(const struct loa_item *item, const struct row *row)
{
    int64_t start = item->start_ms;
    uint16_t i;

    for (i = 0; i < row->n; i++)
        if (row->at[i].start < start + item->length_ms && start < row->at[i].end)
            start = row->at[i].end;
    return start;
}

/* Step 5: an item at a free moment, or dropped. */
static void place(uint16_t number, int64_t start, const struct loa_frame *frame, struct row *row,
                  struct loa_timeline *line)
{
    const struct loa_item *items = frame->day->items, *item = &items[number];
    bool alarm = item->cls == LOA_EMERGENCY;
    const struct loa_span *session = loa_span_at(alarm ? &frame->outermost : &frame->sessions, item->start_ms);
    int64_t end = start + item->length_ms, used = item->length_ms;
    enum loa_reason why = LOA_SOUNDS;
    uint16_t i;

    for (i = 0; i < row->n && session != NULL; i++)
        if (loa_span_at(&frame->sessions, items[row->at[i].item].start_ms) == session)
            used += items[row->at[i].item].length_ms;
    if (start > item->latest_start_ms)
        why = LOA_R_DISPLACED;
    else if (end > item->expires_ms)
        why = LOA_R_EXPIRY;
    else if (session == NULL || end > session->end)
        why = LOA_R_SESSION_END;
    else if (!alarm && used > frame->longest)
        why = LOA_R_MINUTES;
    if (why != LOA_SOUNDS) {
        drop(line, number, why);
        return;
    }
    for (i = row->n++; i > 0 && row->at[i - 1].start > start; i--)
        row->at[i] = row->at[i - 1];
    row->at[i].start = start;
    row->at[i].end = end;
    row->at[i].item = number;
}

/* Step 7, less the assignment's, which is the verdict's. */
static uint8_t volume_of(const struct loa_item *item, const struct loa_frame *frame)
{
    uint8_t volume = item->volume;

    if (item->cls != LOA_EMERGENCY && frame->day->volume < volume)
        volume = frame->day->volume;
    if (frame->envelope != NULL && frame->envelope->volume < volume)
        volume = frame->envelope->volume;
    return volume;
}

static bool stretch(struct loa_timeline *line, struct loa_stretch one, int64_t from, int64_t to, int64_t begins)
{
    if (from >= to)
        return true;
    if (line->stretches_n == LOA_MOST_STRETCHES)
        return false;
    one.start_ms = from;
    one.end_ms = to;
    one.offset_ms = (int32_t)(from - begins);
    line->stretches[line->stretches_n++] = one;
    return true;
}

/* The stretches of one item in its place, less what is taken. */
static bool sound(const struct loa_placed *placed, const struct row *taken, const struct loa_frame *frame,
                  struct loa_timeline *line)
{
    const struct loa_item *item = &frame->day->items[placed->item];
    struct loa_members in = {0, 0};
    struct loa_stretch one = {0, 0, 0, 0, 0, 0};
    struct loa_sound media;
    struct loa_json json;
    int64_t begins = placed->start;
    unsigned number, sounds = item->sounds > 0 ? item->sounds : 1;
    uint16_t i;

    one.item = placed->item;
    one.volume = volume_of(item, frame);
    loa_json_begin(&json, item->media.at, item->media.n);
    for (number = 0; number < sounds; number++) {
        int64_t free = begins, ends = begins + item->length_ms;
        if (item->sounds > 0 && loa_next_sound(&json, &in, &media))
            ends = begins + media.duration_ms;
        one.sound = (uint8_t)number;
        for (i = 0; i < taken->n; i++)
            if (taken->at[i].end > free && taken->at[i].start < ends) {
                if (!stretch(line, one, free, taken->at[i].start, begins))
                    return false;
                free = taken->at[i].end;
            }
        if (!stretch(line, one, free, ends, begins))
            return false;
        begins = ends;
    }
    return true;
}

/* Step 6: what an emergency takes of an item, and whether the item still sounds. */
static bool cut(const struct loa_placed *placed, const struct row *alarms, const struct loa_frame *frame,
                struct loa_timeline *line)
{
    uint16_t before = line->stretches_n, cuts = line->cuts_n, i;

    if (!sound(placed, alarms, frame, line))
        return false;
    for (i = 0; i < alarms->n; i++) {
        const struct loa_placed *alarm = &alarms->at[i];
        if (alarm->start >= placed->end || placed->start >= alarm->end)
            continue;
        if (line->cuts_n == LOA_MOST_CUTS)
            return false;
        line->cuts[line->cuts_n].item = placed->item;
        line->cuts[line->cuts_n].start_ms = alarm->start > placed->start ? alarm->start : placed->start;
        line->cuts[line->cuts_n++].end_ms = alarm->end < placed->end ? alarm->end : placed->end;
    }
    if (line->cuts_n > cuts
        && (line->stretches_n == before
            || line->stretches[before].start_ms > frame->day->items[placed->item].latest_start_ms)) {
        line->stretches_n = before;
        line->cuts_n = cuts;
        drop(line, placed->item, LOA_R_PREEMPTED);
    }
    return true;
}

static void sort_stretches(struct loa_timeline *line)
{
    uint16_t i, j;

    for (i = 1; i < line->stretches_n; i++) {
        struct loa_stretch one = line->stretches[i];
        for (j = i; j > 0 && line->stretches[j - 1].start_ms > one.start_ms; j--)
            line->stretches[j] = line->stretches[j - 1];
        line->stretches[j] = one;
    }
}

static void place_class(enum loa_class cls, const uint16_t *sorted, uint16_t n, const struct loa_frame *frame,
                        struct row *row, struct loa_timeline *line)
{
    uint16_t i;

    for (i = 0; i < n; i++)
        if (frame->day->items[sorted[i]].cls == cls)
            place(sorted[i], gap(&frame->day->items[sorted[i]], row), frame, row, line);
}

/* Step 3. The others are put in front of `sorted`; returns how many they are. */
static uint16_t keep_planned_times(uint16_t *sorted, uint16_t n, const struct loa_frame *frame, struct row *row,
                                   struct loa_timeline *line)
{
    uint16_t i, others = 0;

    for (i = 0; i < n; i++) {
        uint16_t number = sorted[i];
        const struct loa_item *item = &frame->day->items[number];
        if (item->cls != LOA_ORDINARY)
            continue;
        if (gap(item, row) == item->start_ms)
            place(number, item->start_ms, frame, row, line);
        else
            sorted[others++] = number;
    }
    return others;
}

bool loa_timeline_of(const struct loa_day *day, const struct loa_envelope *envelope, enum loa_class highest,
                     struct loa_timeline *line)
{
    struct row alarms, plan, none = {NULL, 0};
    struct loa_frame frame;
    uint16_t sorted[LOA_MOST_ITEMS], i, n;

    alarms.at = line->placed;
    plan.at = line->placed + LOA_MOST_ITEMS;
    alarms.n = plan.n = line->stretches_n = line->dropped_n = line->cuts_n = 0;
    line->day = day;
    loa_frame_of(day, envelope, highest, &frame);
    n = sort_and_drop(&frame, line, sorted);
    place_class(LOA_EMERGENCY, sorted, n, &frame, &alarms, line);
    place_class(LOA_PRIORITY, sorted, n, &frame, &plan, line); /* step 2 */
    n = keep_planned_times(sorted, n, &frame, &plan, line);
    place_class(LOA_ORDINARY, sorted, n, &frame, &plan, line); /* step 4 */
    for (i = 0; i < alarms.n; i++)
        if (!sound(&alarms.at[i], &none, &frame, line))
            return false;
    for (i = 0; i < plan.n; i++)
        if (!cut(&plan.at[i], &alarms, &frame, line))
            return false;
    sort_stretches(line);
    return true;
}

const struct loa_stretch *loa_stretch_at(const struct loa_timeline *line, int64_t now)
{
    uint16_t i;

    for (i = 0; i < line->stretches_n; i++)
        if (line->stretches[i].start_ms <= now && now < line->stretches[i].end_ms)
            return &line->stretches[i];
    return NULL;
}
