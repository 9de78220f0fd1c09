/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One long scenario, played on our functions and on those of the libseccomp
 * that is installed: each return code has to be the same, but for those that
 * differ from its own documentation, which are listed here.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "helper.h"
#include "peer.h"

struct notes {
        struct {
                const char *what;
                long code;
        } items[1024];
        size_t n;
};

static void note(struct notes *notes, const char *what, long code)
{
        ck_assert_uint_lt(notes->n, sizeof(notes->items) / sizeof(*notes->items));
        notes->items[notes->n].what = what;
        notes->items[notes->n++].code = code;
}

/* What the peer does against its own manual pages, or what it did before 2.6. */
static const struct {
        const char *what;
        long ours, peers;
} known[] = {
        /* seccomp_attr_set(3): -EEXIST, the attribute does not exist. */
        { "attr_get: no such attribute", -EEXIST, -EINVAL },
        { "attr_set: no such attribute", -EEXIST, -EINVAL },
        /* seccomp_notify_alloc(3): -1 if there is none yet. */
        { "notify_fd", -1, -EFAULT },
        /* Reserved data of TRAP reaches the handler, so there is a macro for it. */
        { "init: TRAPX", 0, 1 },
        { "rule_add: TRAPX", 0, -EINVAL },
        /* Since 2.6. */
        { "attr_set: WAITKILL", 0, -EINVAL },
        { "attr_get: WAITKILL", 0, -EINVAL },
        { "api_set: 7", 0, -EINVAL },
        { "api_get: 7", 7, 6 },
        /* A failed seccomp_rule_add() makes it forget what came since the last good one. */
        { "failed rule_add: the architecture stays", 0, -EEXIST },
};

static void play_init(const struct interface *api, struct notes *notes)
{
        static const struct {
                const char *what;
                uint32_t action;
        } inits[] = {
                { "init: ALLOW", SCMP_ACT_ALLOW },
                { "init: ALLOW and data", SCMP_ACT_ALLOW | 1 },
                { "init: KILL", SCMP_ACT_KILL },
                { "init: KILL and data", SCMP_ACT_KILL | 1 },
                { "init: KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
                { "init: KILL_PROCESS and data", SCMP_ACT_KILL_PROCESS | 1 },
                { "init: TRAP", SCMP_ACT_TRAP },
                { "init: TRAPX", SCMP_ACT_TRAPX(1) },
                { "init: ERRNO(0)", SCMP_ACT_ERRNO(0) },
                { "init: ERRNO(4094)", SCMP_ACT_ERRNO(4094) },
                { "init: ERRNO(4095)", SCMP_ACT_ERRNO(4095) },
                { "init: ERRNO(65535)", SCMP_ACT_ERRNO(65535) },
                { "init: TRACE(65535)", SCMP_ACT_TRACE(65535) },
                { "init: LOG", SCMP_ACT_LOG },
                { "init: LOG and data", SCMP_ACT_LOG | 1 },
                { "init: NOTIFY", SCMP_ACT_NOTIFY },
                { "init: no action", 0x12345678 },
        };

        for (size_t i = 0; i < sizeof(inits) / sizeof(*inits); i++) {
                scmp_filter_ctx ctx = api->init(inits[i].action);

                note(notes, inits[i].what, ctx == NULL);
                api->release(ctx);
        }
        api->release(NULL);
        note(notes, "reset: NULL", api->reset(NULL, 0x12345678));
}

static void play_arch(const struct interface *api, struct notes *notes)
{
        scmp_filter_ctx ctx = api->init(NO);

        note(notes, "arch_native", (long)api->arch_native());
        note(notes, "arch_exist: native", api->arch_exist(ctx, SCMP_ARCH_NATIVE));
        note(notes, "arch_exist: x86", api->arch_exist(ctx, SCMP_ARCH_X86));
        note(notes, "arch_exist: bad", api->arch_exist(ctx, 1234));
        note(notes, "arch_exist: bad without a context", api->arch_exist(NULL, 1234));
        note(notes, "arch_add: native again", api->arch_add(ctx, SCMP_ARCH_NATIVE));
        note(notes, "arch_add: bad", api->arch_add(ctx, 1234));
        note(notes, "arch_add: byte order", api->arch_add(ctx, SCMP_ARCH_MIPS));
        note(notes, "arch_add: x86", api->arch_add(ctx, SCMP_ARCH_X86));
        note(notes, "arch_add: x86 again", api->arch_add(ctx, SCMP_ARCH_X86));
        note(notes, "arch_remove: bad", api->arch_remove(ctx, 1234));
        note(notes, "arch_remove: arm", api->arch_remove(ctx, SCMP_ARCH_ARM));
        note(notes, "arch_remove: x86", api->arch_remove(ctx, SCMP_ARCH_X86));
        note(notes, "arch_remove: native", api->arch_remove(ctx, SCMP_ARCH_NATIVE));
        note(notes, "no architecture: exist", api->arch_exist(ctx, SCMP_ARCH_NATIVE));
        note(notes, "no architecture: rule", api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 0));
        note(notes, "no architecture: priority", api->syscall_priority(ctx, SYS_read, 1));
        note(notes, "no architecture: bpf", api->export_bpf(ctx, 1));
        note(notes, "no architecture: pfc", api->export_pfc(ctx, 1));
        note(notes, "no architecture: attr_set", api->attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1));
        note(notes, "no architecture: add mips", api->arch_add(ctx, SCMP_ARCH_MIPS));
        note(notes, "no architecture: add native", api->arch_add(ctx, SCMP_ARCH_NATIVE));
        note(notes, "mips only: rule", api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 0));
        note(notes, "mips only: exact",
             api->rule_add_exact_array(ctx, SCMP_ACT_ALLOW, SYS_lseek, 0, NULL));
        note(notes, "mips only: exact, no name",
             api->rule_add_exact_array(ctx, SCMP_ACT_ALLOW, 3000000, 0, NULL));
        note(notes, "mips only: no name", api->rule_add(ctx, SCMP_ACT_ALLOW, 3000000, 0));
        api->release(ctx);
}

static void play_attr(const struct interface *api, struct notes *notes)
{
        static const uint32_t values[] = { 0, 1, 2, 3, 77, SCMP_ACT_ALLOW, 0x1234 };
        scmp_filter_ctx ctx = api->init(NO);

        for (int attr = -1; attr <= 12; attr++) {
                const char *get = "attr_get", *set = "attr_set";
                uint32_t value = 99;

                if (attr == SCMP_FLTATR_CTL_WAITKILL) {
                        get = "attr_get: WAITKILL";
                        set = "attr_set: WAITKILL";
                } else if (attr <= _SCMP_FLTATR_MIN || attr >= _SCMP_FLTATR_MAX) {
                        get = "attr_get: no such attribute";
                        set = "attr_set: no such attribute";
                }
                note(notes, get, api->attr_get(ctx, (enum scmp_filter_attr)attr, &value));
                for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
                        note(notes, set,
                             api->attr_set(ctx, (enum scmp_filter_attr)attr, values[i]));
                        (void)api->attr_get(ctx, (enum scmp_filter_attr)attr, &value);
                        if (attr > _SCMP_FLTATR_MIN && attr < SCMP_FLTATR_CTL_WAITKILL)
                                note(notes, "attribute's value", (long)value);
                }
        }
        note(notes, "attr_get: no context", api->attr_get(NULL, SCMP_FLTATR_CTL_NNP, NULL));
        note(notes, "attr_set: no context", api->attr_set(NULL, SCMP_FLTATR_CTL_NNP, 1));
        note(notes, "notify_fd", api->notify_fd(ctx));
        note(notes, "notify_fd: no context", api->notify_fd(NULL));
        api->release(ctx);
}

static void play_rules(const struct interface *api, struct notes *notes, scmp_filter_ctx ctx)
{
        static const int numbers[] = { -1,    -2, -99, -100,  -101,       -109,      -10001,
                                       -5000, 0,  1,   99999, 0x40000000, SYS_socket };
        static const uint32_t actions[] = { NO,
                                            SCMP_ACT_ALLOW,
                                            SCMP_ACT_ALLOW | 1,
                                            SCMP_ACT_KILL | 1,
                                            SCMP_ACT_ERRNO(4094),
                                            SCMP_ACT_ERRNO(4095),
                                            SCMP_ACT_TRACE(9),
                                            0x1234 };

        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
                note(notes, "rule_add: number", api->rule_add(ctx, SCMP_ACT_ALLOW, numbers[i], 0));
                note(notes, "failed rule_add: the architecture stays",
                     api->arch_exist(ctx, SCMP_ARCH_NATIVE));
                note(notes, "rule_add: number, default action",
                     api->rule_add(ctx, NO, numbers[i], 0));
                note(notes, "rule_add_exact: number",
                     api->rule_add_exact_array(ctx, SCMP_ACT_ALLOW, numbers[i], 0, NULL));
                note(notes, "priority: number", api->syscall_priority(ctx, numbers[i], 7));
        }
        for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
                note(notes, "rule_add: action",
                     api->rule_add(ctx, actions[i], SYS_getpid, 1, SCMP_A0(SCMP_CMP_EQ, i)));
        note(notes, "rule_add: TRAPX", api->rule_add(ctx, SCMP_ACT_TRAPX(4), SYS_getppid, 0));
        note(notes, "rule_add: argument 6",
             api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_write, 1, SCMP_CMP(6, SCMP_CMP_EQ, 1)));
        note(notes, "rule_add: argument 6 and default action",
             api->rule_add(ctx, NO, SYS_write, 1, SCMP_CMP(6, SCMP_CMP_EQ, 1)));
        note(notes, "rule_add: argument twice",
             api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_write, 2, SCMP_A0(SCMP_CMP_EQ, 1),
                           SCMP_A0(SCMP_CMP_NE, 2)));
        for (int op = -1; op < 9; op++)
                note(notes, "rule_add: comparison",
                     api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_dup, 1,
                                   SCMP_A0((enum scmp_compare)op, 1, 1)));
        note(notes, "rule_add_array: no array",
             api->rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_write, 1, NULL));
        note(notes, "rule_add_array: no array, default action",
             api->rule_add_array(ctx, NO, SYS_write, 1, NULL));
        note(notes, "rule_add_array: no array needed",
             api->rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_dup2, 0, NULL));
        note(notes, "rule_add: seven",
             api->rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_write, 7, NULL));
        note(notes, "rule_add: no context", api->rule_add(NULL, SCMP_ACT_ALLOW, SYS_read, 0));
}

/* Alone; with -1 allowed; for two architectures; for one that is not native. */
static void play_all_rules(const struct interface *api, struct notes *notes)
{
        scmp_filter_ctx ctx = api->init(NO);

        play_rules(api, notes, ctx);
        note(notes, "reset", api->reset(ctx, NO));
        note(notes, "reset: bad action", api->reset(ctx, 0x1234));
        note(notes, "attr_set: TSKIP", api->attr_set(ctx, SCMP_FLTATR_API_TSKIP, 1));
        play_rules(api, notes, ctx);
        api->release(ctx);

        ctx = api->init(NO);
        note(notes, "arch_add: x86", api->arch_add(ctx, SCMP_ARCH_X86));
        /* One that is taken first: see "failed rule_add". */
        note(notes, "rule_add", api->rule_add(ctx, SCMP_ACT_ALLOW, SYS_close, 0));
        play_rules(api, notes, ctx);
        api->release(ctx);
}

static void play_merge(const struct interface *api, struct notes *notes)
{
        scmp_filter_ctx dst = api->init(NO), same = api->init(NO), src = api->init(NO);
        scmp_filter_ctx other = api->init(SCMP_ACT_ALLOW);

        note(notes, "merge: no destination", api->merge(NULL, src));
        note(notes, "merge: no source", api->merge(dst, NULL));
        note(notes, "merge: itself", api->merge(dst, dst));
        note(notes, "merge: same architecture", api->merge(dst, same));
        note(notes, "merge: other default", api->merge(dst, other));
        note(notes, "arch_remove", api->arch_remove(src, SCMP_ARCH_NATIVE));
        note(notes, "merge: source without architecture", api->merge(dst, src));
        note(notes, "arch_add: mips", api->arch_add(src, SCMP_ARCH_MIPS));
        note(notes, "merge: byte order", api->merge(dst, src));
        note(notes, "arch_remove: mips", api->arch_remove(src, SCMP_ARCH_MIPS));
        note(notes, "arch_add: x86", api->arch_add(src, SCMP_ARCH_X86));
        note(notes, "attr_set: NNP", api->attr_set(src, SCMP_FLTATR_CTL_NNP, 0));
        note(notes, "merge: NNP differs", api->merge(dst, src));
        note(notes, "attr_set: NNP back", api->attr_set(src, SCMP_FLTATR_CTL_NNP, 1));
        note(notes, "attr_set: TSYNC", api->attr_set(src, SCMP_FLTATR_CTL_TSYNC, 1));
        note(notes, "merge: TSYNC differs", api->merge(dst, src));
        note(notes, "attr_set: TSYNC back", api->attr_set(src, SCMP_FLTATR_CTL_TSYNC, 0));
        note(notes, "merge", api->merge(dst, src));
        note(notes, "merge: it is there", api->arch_exist(dst, SCMP_ARCH_X86));
        api->release(dst);
        api->release(same);
        api->release(other);
}

static void play_levels(const struct interface *api, struct notes *notes)
{
        scmp_filter_ctx ctx;

        for (unsigned int level = 0; level <= 9; level++)
                note(notes, level == 7 ? "api_set: 7" : "api_set", api->api_set(level));
        note(notes, "api_get: 7", (long)api->api_get());
        for (unsigned int level = 1; level <= 6; level++) {
                note(notes, "api_set", api->api_set(level));
                play_init(api, notes);
                note(notes, "api_set again", api->api_set(level));
                ctx = api->init(NO);
                for (int attr = SCMP_FLTATR_CTL_NNP; attr <= SCMP_FLTATR_API_SYSRAWRC; attr++)
                        note(notes, "attr_set at a level",
                             api->attr_set(ctx, (enum scmp_filter_attr)attr, 1));
                note(notes, "rule_add: NOTIFY with TSYNC",
                     api->rule_add(ctx, SCMP_ACT_NOTIFY, SYS_read, 0));
                api->release(ctx);
                ctx = api->init(NO);
                note(notes, "rule_add: NOTIFY", api->rule_add(ctx, SCMP_ACT_NOTIFY, SYS_read, 0));
                note(notes, "attr_set: TSYNC after NOTIFY",
                     api->attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1));
                api->release(ctx);
        }
}

static void play_export(const struct interface *api, struct notes *notes)
{
        scmp_filter_ctx ctx = api->init(NO);

        note(notes, "export_bpf: no descriptor", api->export_bpf(ctx, -1));
        note(notes, "export_pfc: no descriptor", api->export_pfc(ctx, -1));
        note(notes, "export_bpf: no context", api->export_bpf(NULL, 1));
        note(notes, "export_pfc: no context", api->export_pfc(NULL, 1));
        note(notes, "attr_set: SYSRAWRC", api->attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1));
        note(notes, "export_bpf: why", api->export_bpf(ctx, -1));
        note(notes, "export_pfc: why", api->export_pfc(ctx, -1));
        api->release(ctx);
}

static bool is_known(const char *what, long our_code, long peer_code)
{
        for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
                if (strcmp(what, known[i].what) == 0 && our_code == known[i].ours &&
                    peer_code == known[i].peers)
                        return true;
        return false;
}

static struct interface peer;

static void compare(void (*play)(const struct interface *, struct notes *))
{
        static struct notes mine, theirs;

        mine.n = theirs.n = 0;
        play(&ours, &mine);
        play(&peer, &theirs);
        ck_assert_uint_eq(mine.n, theirs.n);
        ck_assert_uint_gt(mine.n, 0);
        for (size_t i = 0; i < mine.n; i++)
                ck_assert_msg(mine.items[i].code == theirs.items[i].code ||
                                      is_known(mine.items[i].what, mine.items[i].code,
                                               theirs.items[i].code),
                              "%zu: %s: ours %ld, the peer's %ld", i, mine.items[i].what,
                              mine.items[i].code, theirs.items[i].code);
}

static void play_init_at_level_5(const struct interface *api, struct notes *notes)
{
        note(notes, "api_set: 5", api->api_set(5));
        play_init(api, notes);
}

START_TEST(making_and_resetting_filters)
{
        compare(play_init_at_level_5);
}
END_TEST

START_TEST(architectures)
{
        compare(play_arch);
}
END_TEST

START_TEST(attributes)
{
        compare(play_attr);
}
END_TEST

START_TEST(rules_and_priorities)
{
        compare(play_all_rules);
}
END_TEST

START_TEST(merging)
{
        compare(play_merge);
}
END_TEST

START_TEST(levels)
{
        compare(play_levels);
}
END_TEST

START_TEST(exports)
{
        compare(play_export);
}
END_TEST

/* Each name and number that the peer knows, on every architecture. */
START_TEST(names_and_numbers)
{
        unsigned int n_other = 0, n_same = 0;

        for (unsigned int i = 0; i < abi_count(); i++) {
                const uint32_t token = abi_at(i)->token;

                if (peer.arch_resolve_name(abi_at(i)->name) != token)
                        continue; /* an architecture that came with 2.6 */
                for (int nr = -10300; nr < 7000; nr++) {
                        char *name = peer.syscall_resolve_num_arch(token, nr);
                        int our_nr, peer_nr;

                        if (!name)
                                continue;
                        our_nr = ours.syscall_resolve_name_arch(token, name);
                        peer_nr = peer.syscall_resolve_name_arch(token, name);
                        if (our_nr == peer_nr)
                                n_same++;
                        else
                                n_other++;
                        ck_assert_msg(our_nr != __NR_SCMP_ERROR, "%s: %s", abi_at(i)->name, name);
                        if (our_nr == peer_nr)
                                ck_assert_int_eq(ours.syscall_resolve_name_rewrite(token, name),
                                                 peer.syscall_resolve_name_rewrite(token, name));
                        free(name);
                }
        }
        /* The kernel's tables have changed since; tests/tables has the numbers themselves. */
        ck_assert_uint_gt(n_same, 5000);
        ck_assert_uint_lt(n_other, n_same / 50);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/codes");
        TCase *tests = tcase_create("codes");

        if (!peer_open(&peer))
                return peer_missing();
        tcase_set_timeout(tests, 60);
        tcase_add_test(tests, making_and_resetting_filters);
        tcase_add_test(tests, architectures);
        tcase_add_test(tests, attributes);
        tcase_add_test(tests, rules_and_priorities);
        tcase_add_test(tests, merging);
        tcase_add_test(tests, levels);
        tcase_add_test(tests, exports);
        tcase_add_test(tests, names_and_numbers);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
