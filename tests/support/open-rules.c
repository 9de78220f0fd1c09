/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/open-rules.h"

#include "policy/eval.h"

static bool all_hold(const struct open_rule *rule, const struct seccomp_data *call)
{
        for (uint32_t i = 0; i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i].predicate;

                if (!predicate_holds(p, call->args[p->arg]))
                        return false;
        }
        return true;
}

uint32_t residue_action(const struct residue *residue, const struct seccomp_data *call)
{
        for (size_t i = 0; i < residue->n_rules; i++)
                if (all_hold(&residue->rules[i], call))
                        return residue->rules[i].rule->action;
        return residue->otherwise;
}
