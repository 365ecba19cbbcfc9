/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Units of time. */
#ifndef CORE_TIME_H
#define CORE_TIME_H

#include "kernel/types.h"

#define NSEC_PER_USEC 1000
#define NSEC_PER_MSEC 1000000
#define NSEC_PER_SEC 1000000000LL

#endif
