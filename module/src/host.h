// The functions of the proxy-wasm ABI 0.2.1 that are used (proxy-wasm spec, abi-versions/v0.2.1), and the calls around them.
#pragma once

#include "base.h"

enum { RESULT_OK = 0, LOG_DEBUG = 1, LOG_WARN = 3, MAP_REQUEST_HEADERS = 0, BUFFER_PLUGIN_CONFIGURATION = 7, METRIC_COUNTER = 0 };

#define HOST(name) __attribute__((import_module("env"), import_name(#name))) u32 name

HOST(proxy_log)(u32 level, const u8 *message, u32 size);
HOST(proxy_get_buffer_bytes)(u32 type, u32 start, u32 length, const u8 **data, u32 *size);
HOST(proxy_get_header_map_pairs)(u32 map, const u8 **data, u32 *size);
HOST(proxy_get_header_map_value)(u32 map, const u8 *key, u32 key_size, const u8 **value, u32 *value_size);
HOST(proxy_get_property)(const u8 *path, u32 path_size, const u8 **value, u32 *value_size);
HOST(proxy_set_property)(const u8 *path, u32 path_size, const u8 *value, u32 value_size);
HOST(proxy_define_metric)(u32 type, const u8 *name, u32 size, u32 *metric);
HOST(proxy_increment_metric)(u32 metric, u64 by);
HOST(proxy_call_foreign_function)(const u8 *name, u32 name_size, const u8 *in, u32 in_size, const u8 **out, u32 *out_size);

#undef HOST

// A property by its path, the parts divided by NUL; false if the proxy has none now.
int host_property(struct text path, struct text *value);

// The parts one behind the other, as one message; cut to what a log line can hold.
void host_log(u32 level, const struct text *parts, u32 count);

// Attributegen's names in its own order of tags (istio/proxy extensions/attributegen/plugin.h), so that alerts on it stay right.
enum error_kind { ERROR_CONFIG, ERROR_RUNTIME };
void host_count_error(enum error_kind kind);

// Hands a condition to the host's CEL for the current root context; false if the host refuses it, or has no CEL.
int cel_create(struct text condition, u32 *token);
enum outcome cel_evaluate(u32 token);
void cel_delete(u32 token);
