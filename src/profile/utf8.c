/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/utf8.h"

static const struct {
        uint8_t lead_mask, lead, more;
        uint32_t least; /* a smaller value has a shorter form */
} forms[] = {
        { 0x80, 0x00, 0, 0x0 },
        { 0xe0, 0xc0, 1, 0x80 },
        { 0xf0, 0xe0, 2, 0x800 },
        { 0xf8, 0xf0, 3, 0x10000 },
};

size_t utf8_decode(uint32_t *out, const char *s, size_t n)
{
        uint8_t lead = (uint8_t)s[0];

        for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
                uint32_t c = lead & (uint8_t)~forms[i].lead_mask;

                if ((lead & forms[i].lead_mask) != forms[i].lead)
                        continue;
                if (n <= forms[i].more)
                        return 0;
                for (size_t j = 1; j <= forms[i].more; j++) {
                        if (((uint8_t)s[j] & 0xc0) != 0x80)
                                return 0;
                        c = c << 6 | ((uint8_t)s[j] & 0x3f);
                }
                if (c < forms[i].least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
                        return 0;
                *out = c;
                return (size_t)forms[i].more + 1;
        }
        return 0;
}

size_t utf8_count(const char *s, size_t n)
{
        size_t count = 0;

        for (size_t i = 0; i < n; count++) {
                uint32_t c;
                size_t taken = utf8_decode(&c, s + i, n - i);

                i += taken ? taken : 1;
        }
        return count;
}

/* Directional overrides can make a line read as something that it is not. */
bool utf8_is_control(uint32_t c)
{
        return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c ||
               (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
               (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}
