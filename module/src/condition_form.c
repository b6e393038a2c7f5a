#include "condition_read.h"
#include "literal.h"

void condition_skip_space(struct reader *reader) {
    while (reader->at < reader->source.size) {
        u8 c = reader->source.at[reader->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') {
            return;
        }
        reader->at++;
    }
}

int condition_take(struct reader *reader, struct text symbol) {
    condition_skip_space(reader);
    struct text rest = {reader->source.at + reader->at, reader->source.size - reader->at};
    if (!text_begins(rest, symbol)) {
        return 0;
    }
    reader->at += symbol.size;
    return 1;
}

int condition_is_word(u8 c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static struct text take_word(struct reader *reader) {
    condition_skip_space(reader);
    u32 from = reader->at;
    while (reader->at < reader->source.size && condition_is_word(reader->source.at[reader->at])) {
        reader->at++;
    }
    return (struct text){reader->source.at + from, reader->at - from};
}

// A literal in quotes without prefix; false for any other, and for one that is not valid.
static int take_text(struct reader *reader, struct text *value) {
    condition_skip_space(reader);
    u32 used = literal_read(&reader->program->arena, (struct text){reader->source.at + reader->at, reader->source.size - reader->at}, value);
    reader->at += used;
    return used > 0;
}

// request.method, request.headers['x'], xds.route_name ... into the node; false for an operand that is not known.
static int take_attribute(struct reader *reader, struct node *node) {
    struct text domain = take_word(reader);
    if (!condition_take(reader, TEXT("."))) {
        return 0;
    }
    struct text field = take_word(reader);
    if (text_is(domain, TEXT("xds"))) {
        node->attribute = text_is(field, TEXT("route_name")) ? ROUTE_NAME : FILTER_CHAIN_NAME;
        return node->attribute == ROUTE_NAME || text_is(field, TEXT("filter_chain_name"));
    }
    if (!text_is(domain, TEXT("request"))) {
        return 0;
    }
    static const struct {
        struct text field;
        u8 attribute;
        u8 slot;
    } known[] = {
        {TEXT("method"), HEADER, SLOT_METHOD}, {TEXT("url_path"), URL_PATH, SLOT_PATH}, {TEXT("query"), QUERY, SLOT_PATH},
        {TEXT("path"), HEADER, SLOT_PATH},     {TEXT("host"), HEADER, SLOT_AUTHORITY},
    };
    for (u32 i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (text_is(field, known[i].field)) {
            node->attribute = known[i].attribute;
            node->slot = known[i].slot;
            return 1;
        }
    }
    struct text name;
    if (!text_is(field, TEXT("headers")) || !condition_take(reader, TEXT("[")) || !take_text(reader, &name) || !condition_take(reader, TEXT("]"))) {
        return 0;
    }
    u32 slot = program_slot(reader->program, name);
    node->attribute = HEADER;
    node->slot = (u16)slot;
    return slot != NO_SLOT;
}

static int take_call(struct reader *reader, struct node *node) {
    static const struct {
        struct text name;
        u8 operation;
    } functions[] = {
        {TEXT("startsWith"), BEGINS}, {TEXT("endsWith"), ENDS}, {TEXT("contains"), CONTAINS}, {TEXT("matches"), MATCHES},
    };
    struct text function = take_word(reader);
    for (u32 i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (text_is(function, functions[i].name)) {
            node->operation = functions[i].operation;
            return condition_take(reader, TEXT("(")) && take_text(reader, &node->text) && condition_take(reader, TEXT(")"));
        }
    }
    return 0;
}

static int take_number(struct reader *reader, u32 *number) {
    struct text digits = take_word(reader);
    if (digits.size == 0 || digits.size > 5 || (digits.size > 1 && digits.at[0] == '0')) {
        return 0;
    }
    *number = 0;
    for (u32 i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return 0;
        }
        *number = *number * 10 + (digits.at[i] - '0');
    }
    condition_skip_space(reader);
    return *number <= 65535 && (reader->at == reader->source.size || reader->source.at[reader->at] != '.');
}

static int take_port(struct reader *reader, struct node *node) {
    struct text domain = take_word(reader);
    if (!text_is(domain, TEXT("destination")) || !condition_take(reader, TEXT(".")) || !text_is(take_word(reader), TEXT("port"))) {
        return 0;
    }
    node->operation = condition_take(reader, TEXT("==")) ? PORT_EQUAL : PORT_DIFFERENT;
    u32 number;
    if ((node->operation == PORT_DIFFERENT && !condition_take(reader, TEXT("!="))) || !take_number(reader, &number)) {
        return 0;
    }
    node->slot = (u16)number;
    return 1;
}

// 'x' in request.headers
static int take_presence(struct reader *reader, struct node *node) {
    struct text name;
    if (!take_text(reader, &name) || !text_is(take_word(reader), TEXT("in")) || !text_is(take_word(reader), TEXT("request"))
        || !condition_take(reader, TEXT(".")) || !text_is(take_word(reader), TEXT("headers"))) {
        return 0;
    }
    u32 slot = program_slot(reader->program, name);
    node->operation = PRESENT;
    node->slot = (u16)slot;
    return slot != NO_SLOT;
}

static int take_comparison(struct reader *reader, struct node *node) {
    if (!take_attribute(reader, node)) {
        return 0;
    }
    if (condition_take(reader, TEXT("."))) {
        return take_call(reader, node);
    }
    node->operation = condition_take(reader, TEXT("==")) ? EQUAL : DIFFERENT;
    return (node->operation == EQUAL || condition_take(reader, TEXT("!="))) && take_text(reader, &node->text);
}

static int take_constant(struct reader *reader, struct node *node) {
    struct text word = take_word(reader);
    node->operation = CONSTANT;
    node->slot = text_is(word, TEXT("true")) ? YES : NO;
    return node->slot == YES || text_is(word, TEXT("false"));
}

int condition_take_form(struct reader *reader, enum condition_form form, struct node *node) {
    static int (*const forms[])(struct reader *, struct node *) = {take_comparison, take_presence, take_port, take_constant};
    return forms[form](reader, node);
}
