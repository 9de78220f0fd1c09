/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "launch/plan.h"
#include "util/cleanup.h"

static void cap_freep(cap_t *caps)
{
        if (*caps)
                (void)cap_free(*caps);
}

static int set_flag(cap_t caps, cap_flag_t flag, uint64_t mask)
{
        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                cap_value_t cap = (cap_value_t)i;

                if ((mask & CAPABILITY_BIT(i)) && cap_set_flag(caps, flag, 1, &cap, CAP_SET) < 0)
                        return -errno;
        }
        return 0;
}

/* Permitted, effective and inheritable, in one call. */
static int set_process(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
        _cleanup_(cap_freep) cap_t caps = cap_init();
        int r;

        if (!caps)
                return -errno;
        r = set_flag(caps, CAP_PERMITTED, permitted);
        if (r == 0)
                r = set_flag(caps, CAP_EFFECTIVE, effective);
        if (r == 0)
                r = set_flag(caps, CAP_INHERITABLE, inheritable);
        if (r == 0 && cap_set_proc(caps) < 0)
                r = -errno;
        return r;
}

static int step_bounding(const struct plan *plan, struct error *err)
{
        const struct capability_sets *before = &plan->before;
        char name[CAPABILITY_NAME_MAX];
        int r;

        if (plan->bounding_drop == 0)
                return 0;
        r = set_process(before->permitted, before->effective | CAPABILITY_BIT(CAP_SETPCAP),
                        before->inheritable);
        if (r < 0)
                return error_set(err, r, "cannot make cap_setpcap effective: %s", strerror(-r));
        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                if (!(plan->bounding_drop & CAPABILITY_BIT(i)))
                        continue;
                if (cap_drop_bound((cap_value_t)i) < 0)
                        return error_set(err, -errno, "cannot drop %s from the bounding set: %s",
                                         capability_name(i, name), strerror(errno));
        }
        return 0;
}

static void print_bounding(FILE *to, const struct plan *plan)
{
        if (plan->bounding_after & ~plan->settings.keep_caps)
                (void)fputs("left as it is; no_new_privs puts it out of reach", to);
        else
                capability_print(to, plan->bounding_after);
}

static int step_ambient(const struct plan *plan, struct error *err)
{
        (void)plan;
        if (cap_reset_ambient() < 0)
                return error_set(err, -errno, "cannot clear the ambient capabilities: %s",
                                 strerror(errno));
        return 0;
}

static void print_none(FILE *to, const struct plan *plan)
{
        (void)plan;
        (void)fputs("none", to);
}

static int step_sets(const struct plan *plan, struct error *err)
{
        uint64_t keep = plan->settings.keep_caps;
        int r = set_process(keep, keep, keep);

        if (r < 0)
                return error_set(err, r, "cannot drop capabilities: %s", strerror(-r));
        return 0;
}

static void print_kept(FILE *to, const struct plan *plan)
{
        capability_print(to, plan->settings.keep_caps);
}

static int step_keep(const struct plan *plan, struct error *err)
{
        char name[CAPABILITY_NAME_MAX];

        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                if (!(plan->settings.keep_caps & CAPABILITY_BIT(i)))
                        continue;
                if (cap_set_ambient((cap_value_t)i, CAP_SET) < 0)
                        return error_set(err, -errno, "cannot keep %s in the ambient set: %s",
                                         capability_name(i, name), strerror(errno));
        }
        return 0;
}

static int step_no_new_privs(const struct plan *plan, struct error *err)
{
        (void)plan;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return error_set(err, -errno, "cannot set no_new_privs: %s", strerror(errno));
        return 0;
}

static void print_on(FILE *to, const struct plan *plan)
{
        (void)plan;
        (void)fputs("on", to);
}

static int step_check(const struct plan *plan, struct error *err)
{
        const uint64_t keep = plan->settings.keep_caps;
        struct capability_sets now;
        int r = capability_read(&now, err);

        if (r < 0)
                return r;
        if (now.bounding != plan->bounding_after || now.ambient != keep ||
            now.inheritable != keep || now.permitted != keep || now.effective != keep)
                return error_set(err, -EPERM,
                                 "the capabilities of this process are not what was asked for");
        if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
                return error_set(err, -EPERM, "no_new_privs is not set though the kernel took it");
        return 0;
}

static const struct step {
        const char *name;
        int (*apply)(const struct plan *plan, struct error *err);
        void (*print)(FILE *to, const struct plan *plan); /* NULL: the name says it all */
} steps[] = {
        /* first: it needs CAP_SETPCAP, which the sets below give up */
        { "capability bounding set", step_bounding, print_bounding },
        /* before the sets: what they keep is raised again, and nothing else may survive */
        { "ambient capabilities that were inherited", step_ambient, print_none },
        { "permitted, effective and inheritable capabilities", step_sets, print_kept },
        /* after the sets: the kernel wants each to be permitted and inheritable */
        { "ambient capabilities, which outlast the exec", step_keep, print_kept },
        /* without it the kernel takes no filter from us, and an exec could give privileges */
        { "no_new_privs", step_no_new_privs, print_on },
        /* what was set is read back: something around us may have pretended */
        { "read all of this back, and stop unless it is so", step_check, NULL },
};
#define N_STEPS (sizeof(steps) / sizeof(*steps))

int plan_apply(const struct plan *plan, struct error *err)
{
        for (size_t i = 0; i < N_STEPS; i++) {
                int r = steps[i].apply(plan, err);

                if (r < 0)
                        return r;
        }
        return 0;
}

/* As a shell would want it, and without anything that a terminal would act on. */
static void print_word(FILE *to, const char *word)
{
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_-+=./:,@%";
        bool quoted = word[0] == '\0' || word[strspn(word, plain)] != '\0';

        if (quoted)
                (void)fputs("$'", to);
        for (const char *s = word; *s; s++) {
                if (*s == '\'' || *s == '\\')
                        (void)fprintf(to, "\\%c", *s);
                else if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
                        (void)fprintf(to, "\\x%02x", (unsigned int)(unsigned char)*s);
                else
                        (void)fputc(*s, to);
        }
        if (quoted)
                (void)fputc('\'', to);
}

int plan_print(FILE *to, const struct plan *plan)
{
        unsigned int number = 1;

        errno = EIO; /* for a stream that had failed before */
        for (size_t i = 0; i < N_STEPS; i++) {
                (void)fprintf(to, "%u. %s", number++, steps[i].name);
                if (steps[i].print) {
                        (void)fputs(": ", to);
                        steps[i].print(to, plan);
                }
                (void)fputc('\n', to);
        }
        (void)fprintf(to, "%u. filter: %zu instructions, proven\n", number++,
                      plan->program->n_insns);
        (void)fprintf(to, "%u. execute ", number++);
        print_word(to, plan->path);
        (void)fputs(plan->argv[1] ? " with" : "", to);
        for (size_t i = 1; plan->argv[i]; i++) {
                (void)fputc(' ', to);
                print_word(to, plan->argv[i]);
        }
        (void)fputc('\n', to);
        return fflush(to) != 0 || ferror(to) ? -errno : 0;
}
