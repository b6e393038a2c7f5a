#include "host.h"

enum { LOG_CAPACITY = 512, LOG_PART = 200 };

int host_property(struct text path, struct text *value) {
    value->at = 0;
    value->size = 0;
    return proxy_get_property(path.at, path.size, &value->at, &value->size) == RESULT_OK;
}

void host_log(u32 level, const struct text *parts, u32 count) {
    static u8 line[LOG_CAPACITY];
    u32 size = 0;
    for (u32 i = 0; i < count; i++) {
        const struct text cut = TEXT("...");
        u32 whole = parts[i].size <= LOG_PART;
        u32 part = whole ? parts[i].size : LOG_PART;
        for (u32 j = 0; j < part && size < LOG_CAPACITY; j++) {
            line[size++] = parts[i].at[j];
        }
        for (u32 j = 0; !whole && j < cut.size && size < LOG_CAPACITY; j++) {
            line[size++] = cut.at[j];
        }
    }
    proxy_log(level, line, size);
}

void host_count_error(enum error_kind kind) {
    static const struct text names[] = {
        TEXT("wasm_filter.attributegen.type.config.error_count"),
        TEXT("wasm_filter.attributegen.type.runtime.error_count"),
    };
    // One for the whole VM: the host keeps every definition for as long as the VM lives. An id may be 0.
    static u32 metrics[2];
    static u8 known[2];
    if (!known[kind]) {
        known[kind] = proxy_define_metric(METRIC_COUNTER, names[kind].at, names[kind].size, &metrics[kind]) == RESULT_OK;
    }
    if (known[kind]) {
        proxy_increment_metric(metrics[kind], 1);
    }
}

int cel_create(struct text condition, u32 *token) {
    const struct text name = TEXT("expr_create");
    const u8 *out = 0;
    u32 size = 0;
    if (proxy_call_foreign_function(name.at, name.size, condition.at, condition.size, &out, &size) != RESULT_OK
        || size != sizeof(u32)) {
        return 0;
    }
    memcpy(token, out, sizeof(u32));
    return 1;
}

enum outcome cel_evaluate(u32 token) {
    const struct text name = TEXT("expr_evaluate");
    const u8 *out = 0;
    u32 size = 0;
    if (proxy_call_foreign_function(name.at, name.size, (const u8 *)&token, sizeof token, &out, &size) != RESULT_OK || size != 1) {
        return FAULT; // as attributegen does: it tells a bool by its size
    }
    return out[0] ? YES : NO;
}

void cel_delete(u32 token) {
    const struct text name = TEXT("expr_delete");
    const u8 *out = 0;
    u32 size = 0;
    proxy_call_foreign_function(name.at, name.size, (const u8 *)&token, sizeof token, &out, &size);
}
