/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/load.h"

#include <errno.h>
#include <string.h>

#include "cli/options.h"

int load_profiles(struct ast **out, const struct profile_input *inputs, size_t n_inputs,
                  struct diagnostics *diags)
{
        char **directories = profile_directories();
        const struct profile_request request = {
                .inputs = inputs,
                .n_inputs = n_inputs,
                .directories = (const char *const *)directories,
                .is_option = option_is_line,
        };
        int r;

        if (!directories) {
                diags->out_of_memory = true;
                return -ENOMEM;
        }
        r = profile_load(out, &request, diags);
        profile_directories_free(directories);
        return r;
}

int finish_output(FILE *to, struct error *err)
{
        int failed = ferror(to);

        errno = EIO; /* for a stream that had failed before */
        if (fflush(to) == 0 && !failed)
                return 0;
        return error_set(err, -errno, "cannot write the output: %s", strerror(errno));
}
