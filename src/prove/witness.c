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

/* A value near some constant of the program. */
static uint32_t near_constant(const struct walk *walk, uint64_t *seed)
{
        const struct program *program = walk->program;

        return program->insns[next_random(seed) % program->n_insns].k + next_random(seed) % 3 - 1;
}

/* A value near something that the open rules compare this word with. */
static uint32_t near_datum(const struct walk *walk, unsigned int word, uint64_t *seed)
{
        const struct residue *open = &walk->open;
        const struct open_rule *rule;
        const struct predicate *p;
        uint32_t half;

        if (open->n_rules == 0)
                return near_constant(walk, seed);
        rule = &open->rules[next_random(seed) % open->n_rules];
        if (rule->n_open == 0)
                return near_constant(walk, seed);
        p = rule->open[next_random(seed) % rule->n_open].predicate;
        if (word == word_of_arg(p->arg, true, open->big_endian))
                half = (uint32_t)(p->datum >> 32);
        else if (word == word_of_arg(p->arg, false, open->big_endian))
                half = (uint32_t)p->datum;
        else
                return near_constant(walk, seed);
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

/*
 * Now and then a call from anywhere: where the walk stopped at an instruction
 * that it does not follow, calls of other paths come there, too.
 */
static void pick_words(uint32_t words[WORD_COUNT], const struct walk *walk, bool anywhere,
                       uint64_t *seed)
{
        for (unsigned int word = 0; word < WORD_COUNT; word++)
                words[word] = anywhere ? near_constant(walk, seed) : pick_word(walk, word, seed);
}

static struct seccomp_data call_of(const uint32_t words[WORD_COUNT], bool big_endian)
{
        struct seccomp_data call = { .nr = (int)words[WORD_NR], .arch = words[WORD_ARCH] };

        call.instruction_pointer =
                (uint64_t)words[WORD_IP + !big_endian] << 32 | words[WORD_IP + big_endian];
        for (unsigned int arg = 0; arg < 6; arg++)
                call.args[arg] = (uint64_t)words[word_of_arg(arg, true, big_endian)] << 32 |
                                 words[word_of_arg(arg, false, big_endian)];
        return call;
}

bool witness_find(struct seccomp_data *out, const struct walk *walk, const struct policy *policy)
{
        uint64_t seed = HASH_SEED;

        for (unsigned int i = 0; i < MOST_TRIES; i++) {
                uint32_t words[WORD_COUNT];
                struct run_result result;
                struct seccomp_data call;

                pick_words(words, walk, i % 8 == 7, &seed);
                call = call_of(words, walk->program->big_endian);
                program_run_words(&result, walk->program, words);
                if (result.action != policy_eval(policy, &call).action) {
                        *out = call;
                        return true;
                }
        }
        return false;
}
