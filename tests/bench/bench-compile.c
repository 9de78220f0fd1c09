/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How good our programs are and how long it takes to make them, beside the
 * libseccomp that is installed; and what policies cost that grow. README.md
 * says what the numbers are.
 */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/case.h"
#include "bench/growing.h"
#include "bench/must.h"
#include "util/cleanup.h"

struct options {
        const char *policy; /* NULL: all */
        const char *data;
        const char *only;
        unsigned int n_rounds;
        bool json, dump, by_program;
};

static int usage_text(FILE *to)
{
        (void)fprintf(to, "bench-compile [--json] [--policy NAME] [--rounds N] [--dump] "
                          "[--only WAY] [--by-program] [--data DIRECTORY]\npolicies:");
        for (size_t i = 0; i < n_bench_cases; i++)
                (void)fprintf(to, " %s", bench_cases[i].name);
        (void)fprintf(to, "\ngrowing:");
        for (size_t i = 0; i < n_growings; i++)
                (void)fprintf(to, " %s", growings[i].name);
        (void)fprintf(to, "\nways:");
        for (int i = 0; i < N_WAYS; i++)
                (void)fprintf(to, "%s '%s'", i > 0 ? "," : "", way_names[i]);
        (void)fputc('\n', to);
        return to == stdout ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool is_asked_for(const struct options *options, const char *name)
{
        return !options->policy || strcmp(options->policy, name) == 0;
}

/* Whether the names that were given are names of something. */
static bool is_sensible(const struct options *options)
{
        bool policy = false, way = !options->only;

        for (size_t i = 0; i < n_bench_cases; i++)
                policy = policy || is_asked_for(options, bench_cases[i].name);
        for (size_t i = 0; i < n_growings; i++)
                policy = policy || is_asked_for(options, growings[i].name);
        for (int i = 0; i < N_WAYS && !way; i++)
                way = strcmp(options->only, way_names[i]) == 0;
        return policy && way && options->n_rounds > 0 && !(options->json && options->dump);
}

/* Return: whether there is something to do; otherwise *status says how to end. */
static bool parse(struct options *options, int *status, int argc, char **argv)
{
        static const struct option longs[] = {
                { "json", no_argument, NULL, 'j' },
                { "policy", required_argument, NULL, 'p' },
                { "rounds", required_argument, NULL, 'r' },
                { "dump", no_argument, NULL, 'd' },
                { "only", required_argument, NULL, 'o' },
                { "data", required_argument, NULL, 'D' },
                { "by-program", no_argument, NULL, 'b' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int c;

        while ((c = getopt_long(argc, argv, "", longs, NULL)) >= 0) {
                if (c == 'j')
                        options->json = true;
                else if (c == 'd')
                        options->dump = true;
                else if (c == 'b')
                        options->by_program = true;
                else if (c == 'p')
                        options->policy = optarg;
                else if (c == 'o')
                        options->only = optarg;
                else if (c == 'D')
                        options->data = optarg;
                else if (c == 'r')
                        options->n_rounds = (unsigned int)strtoul(optarg, NULL, 10);
                else
                        *status = usage_text(c == 'h' ? stdout : stderr);
                if (c == 'h' || c == '?')
                        return false;
        }
        if (optind == argc && is_sensible(options))
                return true;
        *status = usage_text(stderr);
        return false;
}

/* x86 and x32 are beside x86_64 only. */
static bool is_possible(const struct bench_case *c)
{
        return !c->abis[0] || strcmp(abi_native()->name, "x86_64") == 0;
}

static int run_cases(struct writer *writer, const struct bench *bench,
                     const struct options *options)
{
        struct error err = { 0 };

        for (size_t i = 0; i < n_bench_cases; i++) {
                struct case_result result;

                if (!is_asked_for(options, bench_cases[i].name) || !is_possible(&bench_cases[i]))
                        continue;
                if (options->only && bench_cases[i].profile)
                        continue;
                if (case_run(&result, bench, &bench_cases[i], &err) < 0) {
                        (void)fprintf(stderr, "bench-compile: %s\n", err.message);
                        return EXIT_FAILURE;
                }
                write_case(writer, &result);
        }
        return EXIT_SUCCESS;
}

/* In a process of its own: what was found out until its time is over is shared. */
static void measure_growth(struct growth_result *shared, const struct growing *growing)
{
        const pid_t pid = fork();
        struct program program = { 0 };
        int status;

        must(pid);
        if (pid > 0) {
                must(waitpid(pid, &status, 0));
                shared->gave_up = status != 0;
                return;
        }
        (void)alarm(GROWTH_SECONDS); /* a limit of processor time would make its clock coarse */
        shared->too_large =
                cost_measure(&shared->cost, &program, growing->make(shared->size), true) < 0;
        _exit(EXIT_SUCCESS);
}

static void run_growth(struct writer *writer, const struct growing *growing, unsigned int size)
{
        struct growth_result *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        _cleanup_(policy_freep) struct policy *policy = growing->make(size);

        must(shared == MAP_FAILED ? -errno : 0);
        *shared = (struct growth_result){ .name = growing->name,
                                          .what = growing->what,
                                          .size = size,
                                          .n_parts = growing_input(policy) };
        measure_growth(shared, growing);
        write_growth(writer, shared);
        (void)munmap(shared, sizeof(*shared));
}

static void run_growths(struct writer *writer, const struct options *options)
{
        for (size_t i = 0; i < n_growings; i++) {
                const struct growing *growing = &growings[i];
                const unsigned int factor = growing->is_short ? 2 : 10;

                if (!is_asked_for(options, growing->name) || options->only || options->dump)
                        continue;
                for (unsigned int n = growing->least; n < growing->most; n *= factor)
                        run_growth(writer, growing, n);
                run_growth(writer, growing, growing->most);
        }
}

static int run(const struct options *options)
{
        struct bench bench = { .data = options->data,
                               .n_rounds = options->n_rounds,
                               .dump = options->dump,
                               .only = options->only };
        struct writer writer = { .json = options->json };
        _cleanup_(freep) char *traces = NULL;
        struct error err = { 0 };
        int status = EXIT_FAILURE;

        bench.has_peer = peer_open(&bench.peer);
        if (!bench.has_peer)
                (void)fprintf(stderr, "bench-compile: no libseccomp to compare with\n");
        if (asprintf(&traces, "%s/traces", options->data) < 0)
                return EXIT_FAILURE;
        if (usage_read(&bench.usage, traces, options->by_program, &err) < 0) {
                (void)fprintf(stderr, "bench-compile: %s\n", err.message);
        } else {
                write_start(&writer);
                status = run_cases(&writer, &bench, options);
                run_growths(&writer, options);
                write_end(&writer);
        }
        usage_deinit(&bench.usage);
        return status;
}

int main(int argc, char **argv)
{
        struct options options = { .data = BENCH_DATA, .n_rounds = 15 };
        int status;

        return parse(&options, &status, argc, argv) ? run(&options) : status;
}
