/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/terms.h"

#include <errno.h>
#include <string.h>

#define MERGE_LOOKBACK 64 /* terms that belong together stand together */

static int push(struct terms *to, struct scratch *scratch, const struct term *term)
{
        if (to->n == TERMS_MAX)
                return -E2BIG;
        if (to->n == to->cap) {
                size_t cap = to->cap ? to->cap * 2 : 4;
                struct term *items = scratch_alloc(scratch, cap, sizeof(*items));

                if (!items)
                        return scratch_error(scratch);
                if (to->n)
                        memcpy(items, to->items, to->n * sizeof(*items));
                to->items = items;
                to->cap = cap;
        }
        to->items[to->n++] = *term;
        return 0;
}

int terms_always(struct terms *out, struct scratch *scratch)
{
        const struct term always = { 0 };

        *out = (struct terms){ 0 };
        return push(out, scratch, &always);
}

int terms_of_test(struct terms *out, struct scratch *scratch, const struct test *test)
{
        struct test *copy = scratch_alloc(scratch, 1, sizeof(*copy));
        struct term term = { copy, 1 };
        int r;

        *out = (struct terms){ 0 };
        if (!copy)
                return scratch_error(scratch);
        *copy = *test;
        r = ranges_clip(&copy->in, scratch, &test->in, test->mask);
        if (r < 0 || copy->in.n == 0)
                return r;
        if (ranges_are_all(&copy->in, copy->mask))
                term = (struct term){ 0 };
        return push(out, scratch, &term);
}

static int compare_keys(const struct test *a, const struct test *b)
{
        if (a->arg != b->arg)
                return a->arg < b->arg ? -1 : 1;
        return a->mask < b->mask ? -1 : a->mask > b->mask;
}

/* Return: 1 and the conjunction; 0 if the two exclude each other; or an error. */
static int join(struct term *out, struct scratch *scratch, const struct term *a,
                const struct term *b)
{
        struct test *tests = scratch_alloc(scratch, a->n + b->n + 1, sizeof(*tests));
        size_t i = 0, k = 0, n = 0;

        if (!tests)
                return scratch_error(scratch);
        while (i < a->n || k < b->n) {
                int order = i == a->n   ? 1
                            : k == b->n ? -1
                                        : compare_keys(&a->tests[i], &b->tests[k]);
                int r;

                tests[n] = order <= 0 ? a->tests[i++] : b->tests[k++];
                if (order == 0) {
                        r = ranges_intersect(&tests[n].in, scratch, &tests[n].in,
                                             &b->tests[k++].in);
                        if (r < 0)
                                return r;
                        if (tests[n].in.n == 0)
                                return 0;
                }
                n++;
        }
        *out = (struct term){ tests, n };
        return 1;
}

int terms_and(struct terms *out, struct scratch *scratch, const struct terms *a,
              const struct terms *b)
{
        *out = (struct terms){ 0 };
        for (size_t i = 0; i < a->n; i++) {
                for (size_t k = 0; k < b->n; k++) {
                        struct terms one = { 0 };
                        struct term both;
                        int r = join(&both, scratch, &a->items[i], &b->items[k]);

                        if (r == 0)
                                continue;
                        if (r > 0)
                                r = push(&one, scratch, &both);
                        if (r == 0)
                                r = terms_or(out, scratch, &one);
                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

/* Whether two terms differ in the values of one test only; which one in @at. */
static bool differ_in_one(size_t *at, const struct term *a, const struct term *b)
{
        size_t n_different = 0;

        if (a->n != b->n)
                return false;
        *at = 0;
        for (size_t i = 0; i < a->n; i++) {
                if (compare_keys(&a->tests[i], &b->tests[i]) != 0)
                        return false;
                if (ranges_equal(&a->tests[i].in, &b->tests[i].in))
                        continue;
                *at = i;
                if (++n_different > 1)
                        return false;
        }
        return true;
}

/* @term |= @other, which differs in test @at only. */
static int widen(struct term *term, struct scratch *scratch, const struct term *other, size_t at)
{
        struct test *tests = scratch_alloc(scratch, term->n + 1, sizeof(*tests));
        size_t n = 0;
        int r;

        if (!tests)
                return scratch_error(scratch);
        for (size_t i = 0; i < term->n; i++) {
                tests[n] = term->tests[i];
                if (i == at) {
                        r = ranges_unite(&tests[n].in, scratch, &term->tests[i].in,
                                         &other->tests[i].in);
                        if (r == 0)
                                r = ranges_clip(&tests[n].in, scratch, &tests[n].in, tests[n].mask);
                        if (r < 0)
                                return r;
                        if (ranges_are_all(&tests[n].in, tests[n].mask))
                                continue;
                }
                n++;
        }
        *term = (struct term){ tests, n };
        return 0;
}

static void set_always(struct terms *to)
{
        to->items[0] = (struct term){ 0 };
        to->n = 1;
}

static int add(struct terms *to, struct scratch *scratch, const struct term *term)
{
        size_t from = to->n > MERGE_LOOKBACK ? to->n - MERGE_LOOKBACK : 0, at;
        int r;

        if (terms_are_always(to))
                return 0;
        for (size_t i = from; term->n && i < to->n; i++) {
                if (!differ_in_one(&at, &to->items[i], term))
                        continue;
                r = widen(&to->items[i], scratch, term, at);
                if (r == 0 && to->items[i].n == 0)
                        set_always(to);
                return r;
        }
        r = push(to, scratch, term);
        if (r == 0 && term->n == 0)
                set_always(to);
        return r;
}

int terms_or(struct terms *to, struct scratch *scratch, const struct terms *more)
{
        for (size_t i = 0; i < more->n; i++) {
                int r = add(to, scratch, &more->items[i]);

                if (r < 0)
                        return r;
        }
        return 0;
}

bool terms_are_always(const struct terms *terms)
{
        return terms->n == 1 && terms->items[0].n == 0;
}
