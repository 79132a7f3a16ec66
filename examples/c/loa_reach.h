/* Reach; for loa_judge.c and loa_reach.c alone. */
#ifndef LOA_REACH_H
#define LOA_REACH_H

#include "loa.h"

struct loa_question { /* one head, and everything it is judged by */
    const struct loa_trust *trust;
    const struct loa_me *me;
    struct loa_clock clock;
    bool held;
    const struct loa_crypto *crypto;
    struct loa_pins *pins;
};

/* Does a delegation name the top, or one of the first n of these places? */
bool loa_names_any(const struct loa_delegation *by, const struct loa_trust *trust, const loa_unit *places,
                   unsigned n);
/* Is this device meant, and may a key of this delegation order so? */
bool loa_reaches(const struct loa_target *target, const struct loa_delegation *by,
                 const struct loa_question *question);
bool loa_may_assign(const struct loa_assignment *next, const struct loa_delegation *by,
                    const struct loa_question *question);

#endif
