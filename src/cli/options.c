/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "util/array.h"
#include "util/text.h"

/* Lookup */

static const struct option_spec *find_option(struct span name)
{
        const struct option_spec *spec;

        for (size_t i = 0; (spec = option_at(i)); i++)
                if (span_is(name, spec->name))
                        return spec;
        return NULL;
}

static bool starts_with(const char *s, struct span start)
{
        return start.n > 0 && strncmp(s, start.s, start.n) == 0;
}

/* Near by its letters, or the start of an option's name: people know those from getopt. */
static const char *suggest_option(struct span name)
{
        struct suggestion sug = suggestion_for(name);
        const struct option_spec *spec;

        for (size_t i = 0; (spec = option_at(i)); i++)
                if (starts_with(spec->name, name))
                        return spec->name;
        for (size_t i = 0; (spec = option_at(i)); i++)
                suggestion_consider(&sug, span_of(spec->name));
        /* candidates are whole strings, so that they end in NUL */
        return sug.best.s;
}

static int unknown_option(const char *arg, size_t n_arg, struct error *err)
{
        size_t n_dashes = strspn(arg, "-");
        const char *best =
                n_dashes < n_arg ? suggest_option(span(arg + n_dashes, n_arg - n_dashes)) : NULL;

        if (best)
                return error_set(err, -EINVAL, "unknown option '%.*s'; did you mean '--%s'?",
                                 (int)n_arg, arg, best);
        return error_set(err, -EINVAL, "unknown option '%.*s'; see 'scmp-run --help'", (int)n_arg,
                         arg);
}

/* What options do */

static int add_input(struct options *options, const struct profile_input *input, struct error *err)
{
        if (ARRAY_RESERVE(options, inputs, 1) < 0)
                return error_set(err, -ENOMEM, "out of memory");
        options->inputs[options->n_inputs++] = *input;
        return 0;
}

/* Behind the profiles that are there, before all lines. */
static int add_profile(struct options *options, const char *name, struct error *err)
{
        const struct profile_input input = { .profile = name, .label = "--profile" };
        int r = add_input(options, &input, err);

        if (r < 0)
                return r;
        memmove(&options->inputs[options->n_profiles + 1], &options->inputs[options->n_profiles],
                (options->n_inputs - 1 - options->n_profiles) * sizeof(*options->inputs));
        options->inputs[options->n_profiles++] = input;
        return 0;
}

/* A line of the policy: the option's name is the verb. */
static int add_line(struct options *options, const struct option_spec *spec, const char *label,
                    const char *value, struct error *err)
{
        const struct profile_input input = {
                .label = label,
                .verb = spec->name,
                .text = value,
        };

        return add_input(options, &input, err);
}

static int set_show(struct options *options, const char *format, struct error *err)
{
        options->command = COMMAND_SHOW;
        options->format = SHOW_RULES;
        if (format && show_format_parse(&options->format, format, err) < 0)
                return error_prefix(err, "--show");
        return 0;
}

/* What may also stand in a profile. */
static int apply_setting(struct launch_settings *settings, enum option_id id, const char *value,
                         struct error *err)
{
        switch (id) {
        case OPTION_KEEP_CAP:
                return capability_parse(&settings->keep_caps, value, err);
        default:
                abort(); /* options_take_settings() asked for in_profile */
        }
}

static int apply_option(struct options *options, const struct option_spec *spec, const char *value,
                        struct error *err)
{
        switch (spec->id) {
        case OPTION_PROFILE:
                return add_profile(options, value, err);
        case OPTION_ALLOW:
                return add_line(options, spec, "--allow", value, err);
        case OPTION_DENY:
                return add_line(options, spec, "--deny", value, err);
        case OPTION_DEFAULT:
                options->has_default = true;
                return add_line(options, spec, "--default", value, err);
        case OPTION_ARCH:
                return add_line(options, spec, "--arch", value, err);
        case OPTION_KERNEL:
                return add_line(options, spec, "--kernel", value, err);
        case OPTION_KEEP_CAP:
                if (apply_setting(&options->settings, spec->id, value, err) < 0)
                        return error_prefix(err, "--%s", spec->name);
                return 0;
        case OPTION_SHOW:
                if (options->command == COMMAND_DRY_RUN)
                        break;
                return set_show(options, value, err);
        case OPTION_DRY_RUN:
                if (options->command == COMMAND_SHOW)
                        break;
                options->command = COMMAND_DRY_RUN;
                return 0;
        case OPTION_HELP:
                options->command = COMMAND_HELP;
                return 0;
        case OPTION_VERSION:
                options->command = COMMAND_VERSION;
                return 0;
        }
        return error_set(err, -EINVAL,
                         "--show and --dry-run exclude each other: the one prints the filter, the "
                         "other the launch");
}

/* The command line */

/* One option at argv[*at]; moves *at behind it and its value. */
static int parse_option(struct options *options, int argc, char *const argv[], int *at,
                        struct error *err)
{
        const char *arg = argv[*at], *equals = strchr(arg, '='), *value = NULL;
        size_t n = equals ? (size_t)(equals - arg) : strlen(arg);
        const struct option_spec *spec = NULL;

        if (n > 2 && arg[1] == '-')
                spec = find_option(span(arg + 2, n - 2));
        if (!spec)
                return unknown_option(arg, n, err);
        *at += 1;
        if (equals && spec->value == VALUE_NONE)
                return error_set(err, -EINVAL, "option '--%s' takes no value", spec->name);
        if (equals)
                value = equals + 1;
        if (spec->value == VALUE_REQUIRED && !value) {
                if (*at == argc)
                        return error_set(err, -EINVAL, "option '--%s' needs a value: --%s %s",
                                         spec->name, spec->name, spec->value_name);
                value = argv[(*at)++];
        }
        return apply_option(options, spec, value, err);
}

static bool ends_parsing(const struct options *options)
{
        return options->command == COMMAND_HELP || options->command == COMMAND_VERSION;
}

/* What only all options together can tell. */
static int finish(struct options *options, struct error *err)
{
        /* who names neither has a change of the usual in mind, not an empty policy */
        if (options->n_profiles == 0 && !options->has_default) {
                int r = add_profile(options, "default", err);

                if (r < 0)
                        return r;
        }
        if (!options->program && options->command != COMMAND_SHOW)
                return error_set(err, -EINVAL,
                                 "no program to run; as in: scmp-run --profile net -- curl "
                                 "https://example.org (see 'scmp-run --help')");
        return 0;
}

int options_parse(struct options *out, int argc, char *const argv[], struct error *err)
{
        int at = 1;

        while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0') {
                int r;

                if (strcmp(argv[at], "--") == 0) {
                        at++;
                        break;
                }
                r = parse_option(out, argc, argv, &at, err);
                if (r < 0)
                        return r;
                if (ends_parsing(out))
                        return 0;
        }
        if (at < argc)
                out->program = argv + at;
        return finish(out, err);
}

void options_deinit(struct options *options)
{
        free(options->inputs);
        *options = (struct options){ 0 };
}

/* Option-lines of profiles */

bool option_is_line(const char *word)
{
        const struct option_spec *spec = find_option(span_of(word));

        return spec && spec->in_profile;
}

static int take_setting(struct launch_settings *settings, const struct profile_setting *setting,
                        struct error *err)
{
        const struct option_spec *spec = find_option(span_of(setting->name));

        if (!spec || !spec->in_profile)
                return error_set(err, -EINVAL, "it cannot stand in a profile");
        if (spec->value == VALUE_NONE && setting->value)
                return error_set(err, -EINVAL, "it takes no value");
        if (spec->value == VALUE_REQUIRED && !setting->value)
                return error_set(err, -EINVAL, "it needs a value: %s %s", spec->name,
                                 spec->value_name);
        return apply_setting(settings, spec->id, setting->value, err);
}

int options_take_settings(struct launch_settings *settings, const struct resolved *resolved,
                          struct error *err)
{
        for (size_t i = 0; i < resolved->n_settings; i++) {
                const struct profile_setting *setting = &resolved->settings[i];
                char place[256];

                if (take_setting(settings, setting, err) == 0)
                        continue;
                (void)error_prefix(err, "%s", setting->name);
                return error_prefix(err, "%s",
                                    policy_origin_text(resolved->policy, setting->origin, place,
                                                       sizeof(place)));
        }
        return 0;
}
