/* The verdict on a head that claims authority over this device. PROTOCOL.md, section 3, from "Order" on; section 11
 * for answers about the time. */
#include <string.h>

#include "loa_reach.h"

#define SEQUENCE_AHEAD (2 * LOA_DAY)
#define BESIDE_LIST (48 * LOA_HOUR)
#define FLOOR_SLACK INT64_C(5000)

/* Is this newer than what is held, or the very same? Then it is pinned. */
static enum loa_code ordered(const struct loa_judged *judged, int64_t seq, const struct loa_question *question,
                             struct loa_order *pin)
{
    int64_t serial = judged->by->serial;

    if (question->held)
        return LOA_OK;
    if (serial < pin->serial || (serial == pin->serial && seq < pin->seq))
        return LOA_REPLAYED;
    if (serial == pin->serial && seq == pin->seq && memcmp(judged->head.sha256, pin->sha256, 32) != 0)
        return LOA_REPLAYED;
    return LOA_OK;
}

static void pin(struct loa_judged *judged, int64_t seq, struct loa_order *order)
{
    judged->again = order->serial == judged->by->serial && order->seq == seq;
    order->serial = judged->by->serial;
    order->seq = seq;
    memcpy(order->sha256, judged->head.sha256, 32);
}

static enum loa_code too_far_ahead(int64_t at, const struct loa_question *question)
{
    return question->clock.sure && at > question->clock.now + LOA_AHEAD ? LOA_NOT_YET_VALID : LOA_OK;
}

static enum loa_code judge_assignment(struct loa_judged *judged, const struct loa_question *question)
{
    const struct loa_assignment *next = &judged->is.assignment;
    struct loa_pins *pins = question->pins;
    enum loa_code code;

    if (strcmp(next->device, question->me->device) != 0 || memcmp(next->key, question->me->key, 32) != 0)
        return LOA_WRONG_DEVICE;
    if (!loa_may_assign(next, judged->by, question))
        return LOA_WRONG_PLACE;
    code = too_far_ahead(next->at, question);
    if (code == LOA_OK)
        code = ordered(judged, next->seq, question, &pins->assignment);
    if (code == LOA_OK && !question->held) {
        pin(judged, next->seq, &pins->assignment);
        pins->floor = loa_risen(pins->floor, next->at, question->clock);
    }
    return code;
}

static enum loa_code judge_address(struct loa_judged *judged, const struct loa_question *question)
{
    const struct loa_address *next = &judged->is.address;
    struct loa_pins *pins = question->pins;
    enum loa_code code;

    if (question->me->assignment == NULL)
        return LOA_NO_TRUST;
    if (!loa_reaches(&next->target, judged->by, question))
        return LOA_WRONG_PLACE;
    code = too_far_ahead(next->at, question);
    if (code == LOA_OK)
        code = ordered(judged, next->seq, question, &pins->address);
    if (code == LOA_OK && !question->held) {
        pin(judged, next->seq, &pins->address);
        pins->floor = loa_risen(pins->floor, next->at, question->clock);
    }
    return code;
}

/* The pin of this plan id as the newest of them; the oldest makes room. */
static struct loa_order *plan_pin(struct loa_pins *pins, const struct loa_plan_pin *now)
{
    uint8_t i = 0;

    while (i < pins->plans_n && strcmp(pins->plans[i].plan_id, now->plan_id) != 0)
        i++;
    if (i == pins->plans_n && i == LOA_MOST_PLAN_PINS)
        i = 0;
    else if (i == pins->plans_n)
        pins->plans_n++;
    for (; i + 1 < pins->plans_n; i++)
        pins->plans[i] = pins->plans[i + 1];
    pins->plans[i] = *now;
    return &pins->plans[i].order;
}

static enum loa_code judge_plan(struct loa_judged *judged, const struct loa_question *question)
{
    const struct loa_plan *plan = &judged->is.plan;
    const struct loa_assignment *mine = question->me->assignment;
    struct loa_pins *pins = question->pins;
    struct loa_plan_pin now;
    enum loa_code code;
    uint8_t i;

    if (mine == NULL)
        return LOA_NO_TRUST;
    if (mine->disabled)
        return LOA_DISABLED;
    if (strcmp(plan->plan_id, mine->plan_id) != 0)
        return LOA_WRONG_PLAN;
    code = loa_out_of_date(plan->valid_from, plan->valid_to, question->clock);
    memset(&now, 0, sizeof now);
    memcpy(now.plan_id, plan->plan_id, sizeof now.plan_id);
    for (i = 0; i < pins->plans_n; i++)
        if (strcmp(pins->plans[i].plan_id, plan->plan_id) == 0)
            now = pins->plans[i];
    if (code == LOA_OK)
        code = ordered(judged, plan->seq, question, &now.order);
    if (code == LOA_OK && !question->held)
        pin(judged, plan->seq, plan_pin(pins, &now));
    return code;
}

static enum loa_code judge_act(struct loa_judged *judged, const struct loa_question *question)
{
    const struct loa_act *act = &judged->is.act;
    int64_t now = question->clock.now;
    enum loa_code code;

    if (question->me->assignment == NULL)
        return LOA_NO_TRUST;
    if (!loa_reaches(&act->target, judged->by, question))
        return LOA_WRONG_PLACE;
    code = too_far_ahead(act->at, question);
    if (code != LOA_OK)
        return code;
    if (now >= act->expires_ms && !question->held)
        return LOA_EXPIRED;
    if (act->kind == LOA_TONE && now > act->latest_start_ms && !question->held)
        return LOA_TOO_LATE;
    if (act->kind == LOA_UNKNOWN_ACT)
        return LOA_UNSUPPORTED;
    if (!question->held)
        question->pins->floor = loa_risen(question->pins->floor, act->at, question->clock);
    return LOA_OK;
}

static enum loa_code read_message(struct loa_judged *judged)
{
    const struct loa_head *head = &judged->head;

    if (loa_head_is(head, "assign", "assignment")) {
        judged->type = LOA_ASSIGNMENT;
        return loa_read_assignment(head, &judged->is.assignment);
    }
    if (loa_head_is(head, "assign", "address")) {
        judged->type = LOA_ADDRESS;
        return loa_read_address(head, &judged->is.address);
    }
    if (loa_head_is(head, "plan", "plan")) {
        judged->type = LOA_PLAN;
        return loa_read_plan(head, &judged->is.plan);
    }
    if (loa_head_is(head, "act", "act")) {
        judged->type = LOA_ACT;
        return loa_read_act(head, &judged->is.act);
    }
    judged->type = LOA_TIME_ANSWER;
    return loa_read_time(head, &judged->is.time);
}

static bool is_known(const struct loa_head *head)
{
    return loa_head_is(head, "assign", "assignment") || loa_head_is(head, "assign", "address")
        || loa_head_is(head, "plan", "plan") || loa_head_is(head, "act", "act") || loa_head_is(head, "time", "time");
}

/* Frame, key, signature, purpose, dates and place: what is asked of every head alike. */
static enum loa_code prove(const uint8_t *bytes, size_t n, const struct loa_question *question,
                           struct loa_judged *judged)
{
    const struct loa_trust *trust = question->trust;
    const struct loa_assignment *mine = question->me->assignment;
    enum loa_code code = loa_head_open(bytes, n, &judged->head);
    uint8_t i;

    judged->by = NULL;
    judged->again = question->held;
    if (code != LOA_OK)
        return code;
    if (loa_is_revoked(question->pins, judged->head.key_id))
        return LOA_REVOKED;
    for (i = 0; i < trust->keys_n; i++)
        if (memcmp(trust->keys[i].key_id, judged->head.key_id, 16) == 0)
            judged->by = &trust->keys[i];
    if (judged->by == NULL)
        return LOA_UNKNOWN_KEY;
    code = loa_head_verify(&judged->head, judged->by->key, question->crypto);
    if (code != LOA_OK)
        return code;
    if (strcmp(judged->head.purpose, loa_purpose_words[judged->by->purpose]) != 0 || !is_known(&judged->head))
        return LOA_WRONG_PURPOSE;
    code = loa_out_of_date(judged->by->valid_from, judged->by->valid_to, question->clock);
    if (code == LOA_OK && question->clock.now >= trust->expires_at)
        code = LOA_EXPIRED;
    if (code != LOA_OK)
        return code;
    if (mine != NULL && !loa_names_any(judged->by, trust, mine->places, mine->places_n))
        return LOA_WRONG_PLACE;
    return read_message(judged);
}

static int64_t sequence_of(const struct loa_judged *judged)
{
    switch (judged->type) {
    case LOA_ASSIGNMENT: return judged->is.assignment.seq;
    case LOA_ADDRESS: return judged->is.address.seq;
    case LOA_PLAN: return judged->is.plan.seq;
    case LOA_ACT: return judged->is.act.seq;
    case LOA_TIME_ANSWER: break;
    }
    return 0;
}

enum loa_code loa_judge(const uint8_t *bytes, size_t n, const struct loa_trust *trust, const struct loa_me *me,
                        struct loa_clock clock, bool held, const struct loa_crypto *crypto, struct loa_pins *pins,
                        struct loa_judged *judged)
{
    struct loa_question question = {trust, me, clock, held, crypto, pins};
    enum loa_code code = prove(bytes, n, &question, judged);
    int64_t newest = clock.sure || clock.now > trust->made_at ? clock.now : trust->made_at;

    if (code != LOA_OK)
        return code;
    if (!held && sequence_of(judged) > newest + SEQUENCE_AHEAD)
        return LOA_NOT_YET_VALID;
    switch (judged->type) {
    case LOA_ASSIGNMENT: return judge_assignment(judged, &question);
    case LOA_ADDRESS: return judge_address(judged, &question);
    case LOA_PLAN: return judge_plan(judged, &question);
    case LOA_ACT: return judge_act(judged, &question);
    case LOA_TIME_ANSWER: break; /* judged with its nonce, by loa_judge_time */
    }
    return LOA_WRONG_PURPOSE;
}

enum loa_code loa_judge_time(const uint8_t *bytes, size_t n, const struct loa_trust *trust, const struct loa_me *me,
                             const uint8_t nonce[16], const struct loa_crypto *crypto, struct loa_pins *pins,
                             struct loa_judged *judged)
{
    struct loa_clock clock = {0, false};
    struct loa_question question = {trust, me, {0, false}, false, crypto, pins};
    struct loa_time *answer = &judged->is.time;
    enum loa_code code;

    question.clock.now = pins->floor;
    code = prove(bytes, n, &question, judged);
    if (code != LOA_OK)
        return code;
    if (judged->type != LOA_TIME_ANSWER)
        return LOA_WRONG_PURPOSE;
    if (strcmp(answer->device, me->device) != 0)
        return LOA_WRONG_DEVICE;
    if (memcmp(answer->nonce, nonce, 16) != 0 || answer->at < pins->floor - FLOOR_SLACK)
        return LOA_REPLAYED;
    clock.now = answer->at;
    clock.sure = true;
    code = loa_out_of_date(judged->by->valid_from, judged->by->valid_to, clock);
    if (code == LOA_OK && answer->at >= trust->made_at + BESIDE_LIST)
        code = LOA_NOT_YET_VALID;
    if (code == LOA_OK && answer->at >= trust->expires_at)
        code = LOA_EXPIRED;
    if (code != LOA_OK)
        return code;
    if (answer->at < pins->floor)
        answer->at = pins->floor;
    pins->floor = answer->at;
    return LOA_OK;
}
