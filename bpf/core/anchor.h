/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Structs named *_sample, *_config, *_counters, *_key and *_value are read or written by user space: the build makes
 * their TypeScript from this object's BTF. What is used only through a reserve, or as a number, is missing from BTF, hence
 * ANCHOR.
 */
#ifndef CORE_ANCHOR_H
#define CORE_ANCHOR_H

#include "kernel/types.h"

#define ANCHOR(kind, type) kind type *anchor_##type __attribute__((unused))

#endif
