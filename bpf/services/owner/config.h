/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The settings of the service `owner`. */
#ifndef SERVICES_OWNER_CONFIG_H
#define SERVICES_OWNER_CONFIG_H

#include "kernel/bpf.h"

struct owner_config {
	u32 arguments_limit; /* bytes of a command line */
	u8 include_splunk;
	u8 name_filter; /* enum filter_use */
	u8 user_filter;
	u8 ends_reported; /* a probe reports ends of processes, and forgets those with several threads itself */
};

const volatile struct owner_config owner_config SEC(".rodata.owner") = {};

#endif
