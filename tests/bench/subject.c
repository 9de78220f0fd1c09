/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/subject.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "abi/syscall.h"
#include "bench/cost.h"
#include "bench/must.h"
#include "util/cleanup.h"

void subject_resolve(struct subject *subject, const struct rule_list *rules)
{
        subject->numbers = calloc(rules->n_rules + 1, sizeof(*subject->numbers));
        must(subject->numbers ? 0 : -ENOMEM);
        for (size_t i = 0; i < rules->n_rules; i++) {
                subject->numbers[i] =
                        subject->interface->syscall_resolve_name(rules->rules[i].name);
                if (subject->numbers[i] == __NR_SCMP_ERROR)
                        subject->numbers[i] = seccomp_syscall_resolve_name(rules->rules[i].name);
        }
}

static int give_priorities(const struct interface *interface, scmp_filter_ctx ctx,
                           const struct usage *usage)
{
        uint32_t nr;
        int r = 0;

        for (int id = 0; id < (int)syscall_count() && r == 0; id++)
                if (usage->priority[id] > 0 && abi_syscall_number(&nr, abi_native(), id))
                        r = interface->syscall_priority(ctx, (int)nr, usage->priority[id]);
        return r;
}

static int fill(const struct subject *subject, scmp_filter_ctx ctx, const struct question *question,
                size_t *n_refused)
{
        const struct interface *i = subject->interface;
        const struct rule_list *list = question->rules;
        int r = 0;

        /* the native one is there; where it is not wanted its byte order may be in the way */
        if (question->tokens[0] != i->arch_native())
                r = i->arch_remove(ctx, SCMP_ARCH_NATIVE);
        for (size_t k = 0; question->tokens[k] && r == 0; k++)
                if (question->tokens[k] != i->arch_native())
                        r = i->arch_add(ctx, question->tokens[k]);
        if (r == 0 && subject->optimize > 0)
                r = i->attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, subject->optimize);
        *n_refused = 0;
        for (size_t k = 0; k < list->n_rules && r == 0; k++) {
                const struct listed_rule *rule = &list->rules[k];

                if (i->rule_add_array(ctx, rule->action, subject->numbers[k], rule->n_args,
                                      rule->args) < 0)
                        ++*n_refused;
        }
        return r == 0 && question->usage ? give_priorities(i, ctx, question->usage) : r;
}

scmp_filter_ctx subject_fill(const struct subject *subject, const struct question *question,
                             size_t *n_refused)
{
        scmp_filter_ctx ctx = subject->interface->init(question->rules->act_default);

        if (ctx && fill(subject, ctx, question, n_refused) < 0) {
                subject->interface->release(ctx);
                return NULL;
        }
        return ctx;
}

static void read_back(struct program *program, int fd)
{
        struct stat stat;

        must(fstat(fd, &stat));
        program->n_insns = program->cap_insns = (size_t)stat.st_size / sizeof(*program->insns);
        program->insns = malloc((size_t)stat.st_size);
        must(program->insns && pread(fd, program->insns, (size_t)stat.st_size, 0) == stat.st_size
                     ? 0
                     : -EIO);
}

int subject_run(double *us, struct program *program, size_t *n_refused,
                const struct subject *subject, const struct question *question)
{
        _cleanup_(closep) int fd = memfd_create("program", MFD_CLOEXEC);
        const double before = cost_clock();
        scmp_filter_ctx ctx;
        int r;

        must(fd);
        ctx = subject_fill(subject, question, n_refused);
        if (!ctx)
                return -EINVAL;
        r = subject->interface->export_bpf(ctx, fd);
        *us = cost_clock() - before;
        subject->interface->release(ctx);
        if (r < 0)
                return r;
        read_back(program, fd);
        return 0;
}
