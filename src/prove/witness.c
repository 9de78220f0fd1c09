/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/witness.h"

#include "policy/eval.h"
#include "util/hash.h"

#define MOST_TRIES 65536

/* A fixed sequence, so that a failure repeats. */
static uint32_t next_random(uint64_t *seed)
{
        *seed = hash_mix(*seed, UINT64_C(0x5851f42d4c957f2d));
        return (uint32_t)(*seed >> 16);
}

/* A value near something that the open rules compare this word with. */
static uint32_t near_datum(const struct walk *walk, unsigned int word, uint64_t *seed)
{
        const struct residue *open = &walk->open;
        const struct open_rule *rule;
        const struct predicate *p;
        uint32_t half;

        if (open->n_rules == 0)
                return next_random(seed);
        rule = &open->rules[next_random(seed) % open->n_rules];
        if (rule->n_open == 0)
                return next_random(seed);
        p = rule->open[next_random(seed) % rule->n_open];
        if (word == word_of_arg(p->arg, true, open->big_endian))
                half = (uint32_t)(p->datum >> 32);
        else if (word == word_of_arg(p->arg, false, open->big_endian))
                half = (uint32_t)p->datum;
        else
                return next_random(seed);
        return half + next_random(seed) % 3 - 1;
}

/* A value of the word that the path admits, if one is hit upon. */
static uint32_t pick_word(const struct walk *walk, unsigned int word, uint64_t *seed)
{
        const struct fact *fact = &walk->facts.words[word];
        const struct extent e = fact_extent(fact, UINT32_MAX);
        uint32_t value = e.least;

        for (unsigned int i = 0; i < 64; i++) {
                switch (next_random(seed) % 5) {
                case 0:
                        value = e.least + next_random(seed) % 3;
                        break;
                case 1:
                        value = e.greatest - next_random(seed) % 3;
                        break;
                case 2:
                        value = next_random(seed);
                        break;
                default:
                        value = near_datum(walk, word, seed);
                        break;
                }
                /* bits that are sure are put right, which masks need */
                for (unsigned int k = 0; k < fact->n_bounds; k++)
                        if (fact->bounds[k].first == fact->bounds[k].last)
                                value = (value & ~fact->bounds[k].mask) | fact->bounds[k].first;
                if (fact_admits(fact, value))
                        return value;
        }
        return value;
}

static struct seccomp_data pick_call(const struct walk *walk, uint64_t *seed)
{
        struct seccomp_data call = { 0 };
        uint32_t words[WORD_COUNT];

        for (unsigned int i = 0; i < WORD_COUNT; i++)
                words[i] = pick_word(walk, i, seed);
        call.nr = (int)words[WORD_NR];
        call.arch = words[WORD_ARCH];
        for (unsigned int arg = 0; arg < 6; arg++) {
                const bool big = walk->program->big_endian;

                call.args[arg] = ((uint64_t)words[word_of_arg(arg, true, big)] << 32) |
                                 words[word_of_arg(arg, false, big)];
        }
        return call;
}

bool witness_find(struct seccomp_data *out, const struct walk *walk, const struct policy *policy)
{
        uint64_t seed = HASH_SEED;

        for (unsigned int i = 0; i < MOST_TRIES; i++) {
                const struct seccomp_data call = pick_call(walk, &seed);
                struct run_result result;

                if (program_run(&result, walk->program, &call) < 0)
                        return false;
                if (result.action != policy_eval(policy, &call).action) {
                        *out = call;
                        return true;
                }
        }
        return false;
}
