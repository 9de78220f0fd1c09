/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A program that is compiled twice: against our seccomp.h and against that of
 * the libseccomp that is installed. It prints a line for everything that it
 * asks the interface, "topic: what was asked = answer". both-headers.py
 * compares the two outputs.
 */

#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>

/* What libseccomp 2.6 added is printed where the header has it. */
#define HEADER_HAS_2_6 (SCMP_VER_MAJOR > 2 || SCMP_VER_MINOR >= 6)

/* What the lines from here on are about. */
void topic(const char *name);

/* @code: 0, a positive number, or -errno, which is printed as its name */
void print_code(const char *what, int code);
void print_value(const char *what, unsigned long long value);
void print_text(const char *what, const char *text);

/*
 * What may end in a signal, or loads a filter, has a process of its own: true
 * in the child; the parent waits, and prints the signal if there was one.
 */
bool start_child(void);
void end_child(void);

/* The text of the call is the label, so that nobody has to invent one. */
#define CODE(call_)   print_code(#call_, call_)
#define VALUE(value_) print_value(#value_, (unsigned long long)(value_))

#define IN_CHILD(call_)                                                                            \
        do {                                                                                       \
                if (start_child()) {                                                               \
                        print_code(#call_, call_);                                                 \
                        end_child();                                                               \
                }                                                                                  \
        } while (0)

void ask_values(void);   /* macros, constants, types */
void ask_names(void);    /* architectures and system calls by name and number */
void ask_contexts(void); /* filters, architectures, attributes, rules: return codes */
void ask_levels(void);   /* the same where the kernel can less */
void ask_kernel(void);   /* loading, and what system calls return then */
void ask_notify(void);   /* notifications */
