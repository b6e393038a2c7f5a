#include "condition.h"
#include "host.h"
#include "literal.h"
#include "regex.h"

// The printer of this repository writes far less; what is larger is the host's.
enum { MOST_NODES = 1024, MOST_DEPTH = 12, MOST_BYTES = 65535 };

struct reader {
    struct program *program;
    struct text source;
    u32 at;
    u32 depth;
    u32 count; // of nodes
    u8 fits;   // false once something has no place
};

static struct node nodes[MOST_NODES];

static void skip_space(struct reader *reader) {
    while (reader->at < reader->source.size) {
        u8 c = reader->source.at[reader->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') {
            return;
        }
        reader->at++;
    }
}

static int take(struct reader *reader, struct text symbol) {
    skip_space(reader);
    struct text rest = {reader->source.at + reader->at, reader->source.size - reader->at};
    if (!text_begins(rest, symbol)) {
        return 0;
    }
    reader->at += symbol.size;
    return 1;
}

static int is_word(u8 c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static struct text take_word(struct reader *reader) {
    skip_space(reader);
    u32 from = reader->at;
    while (reader->at < reader->source.size && is_word(reader->source.at[reader->at])) {
        reader->at++;
    }
    return (struct text){reader->source.at + from, reader->at - from};
}

static struct node *add(struct reader *reader, enum operation operation) {
    if (reader->count == MOST_NODES) {
        reader->fits = 0;
        return &nodes[MOST_NODES - 1];
    }
    struct node *node = &nodes[reader->count++];
    *node = (struct node){.operation = (u8)operation, .nodes = 1};
    return node;
}

// A literal in quotes without prefix; false for any other, and for one that is not valid.
static int take_text(struct reader *reader, struct text *value) {
    skip_space(reader);
    u32 used = literal_read(&reader->program->arena, (struct text){reader->source.at + reader->at, reader->source.size - reader->at}, value);
    reader->at += used;
    return used > 0;
}

// request.method, request.headers['x'], xds.route_name ... into the node; false for an operand that is not known.
static int take_attribute(struct reader *reader, struct node *node) {
    struct text domain = take_word(reader);
    if (!take(reader, TEXT("."))) {
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
    if (!text_is(field, TEXT("headers")) || !take(reader, TEXT("[")) || !take_text(reader, &name) || !take(reader, TEXT("]"))) {
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
            return take(reader, TEXT("(")) && take_text(reader, &node->text) && take(reader, TEXT(")"));
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
    skip_space(reader);
    return *number <= 65535 && (reader->at == reader->source.size || reader->source.at[reader->at] != '.');
}

static int take_port(struct reader *reader, struct node *node) {
    struct text domain = take_word(reader);
    if (!text_is(domain, TEXT("destination")) || !take(reader, TEXT(".")) || !text_is(take_word(reader), TEXT("port"))) {
        return 0;
    }
    node->operation = take(reader, TEXT("==")) ? PORT_EQUAL : PORT_DIFFERENT;
    u32 number;
    if ((node->operation == PORT_DIFFERENT && !take(reader, TEXT("!="))) || !take_number(reader, &number)) {
        return 0;
    }
    node->slot = (u16)number;
    return 1;
}

// 'x' in request.headers
static int take_presence(struct reader *reader, struct node *node) {
    struct text name;
    if (!take_text(reader, &name) || !text_is(take_word(reader), TEXT("in")) || !text_is(take_word(reader), TEXT("request"))
        || !take(reader, TEXT(".")) || !text_is(take_word(reader), TEXT("headers"))) {
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
    if (take(reader, TEXT("."))) {
        return take_call(reader, node);
    }
    node->operation = take(reader, TEXT("==")) ? EQUAL : DIFFERENT;
    return (node->operation == EQUAL || take(reader, TEXT("!="))) && take_text(reader, &node->text);
}

static int take_constant(struct reader *reader, struct node *node) {
    struct text word = take_word(reader);
    node->operation = CONSTANT;
    node->slot = text_is(word, TEXT("true")) ? YES : NO;
    return node->slot == YES || text_is(word, TEXT("false"));
}

// What may stand behind a relation; a further operator means that more belongs to it.
static int at_end_of_relation(struct reader *reader) {
    skip_space(reader);
    struct text rest = {reader->source.at + reader->at, reader->source.size - reader->at};
    return rest.size == 0 || rest.at[0] == ')' || text_begins(rest, TEXT("&&")) || text_begins(rest, TEXT("||"));
}

static int host_keeps(struct program *program, u32 token) {
    struct token *kept = arena_take(&program->arena, sizeof *kept);
    if (!kept) {
        cel_delete(token);
        return 0;
    }
    *kept = (struct token){program->tokens, token};
    program->tokens = kept;
    return 1;
}

// A part for the host is asked for a bool in so many words: a part that yields a text of one byte is not one.
static int create_part(struct reader *reader, struct text part, u32 *token) {
    const struct text choice = TEXT(" ? true : false");
    u8 *copy = heap_take(part.size + choice.size);
    if (!copy) {
        return 0;
    }
    memcpy(copy, part.at, part.size);
    memcpy(copy + part.size, choice.at, choice.size);
    int created = cel_create((struct text){copy, part.size + choice.size}, token) && host_keeps(reader->program, *token);
    heap_give(copy);
    return created;
}

// The end of a relation in a form that is not known; 0 where only the host can tell, such as raw strings, comments and conditionals.
static u32 end_of_unknown(struct reader *reader) {
    u32 open = 0;
    for (u32 at = reader->at; at < reader->source.size; at++) {
        struct text rest = {reader->source.at + at, reader->source.size - at};
        u8 c = rest.at[0];
        if (c == '\'' || c == '"') {
            u32 size = at > 0 && is_word(reader->source.at[at - 1]) ? 0 : literal_size(rest);
            if (size == 0) {
                return 0;
            }
            at += size - 1;
        } else if (c == '(' || c == '[' || c == '{') {
            open++;
        } else if (c == ')' || c == ']' || c == '}') {
            if (open == 0) {
                return c == ')' ? at : 0;
            }
            open--;
        } else if (open == 0 && (text_begins(rest, TEXT("&&")) || text_begins(rest, TEXT("||")))) {
            return at;
        } else if ((open == 0 && c == '?') || c == '`' || text_begins(rest, TEXT("//"))) {
            return 0;
        }
    }
    return open == 0 ? reader->source.size : 0;
}

static int take_unknown(struct reader *reader, struct node *node) {
    u32 end = end_of_unknown(reader);
    if (end <= reader->at) {
        return 0;
    }
    struct text part = {reader->source.at + reader->at, end - reader->at};
    reader->at = end;
    *node = (struct node){.operation = HOST, .asks_host = 1, .nodes = 1};
    return create_part(reader, part, &node->token);
}

// A regular expression keeps the host's token beside its own form: for a text that is not ASCII, and where there is no own form.
static int settle_match(struct reader *reader, struct node *node, struct text part) {
    if (node->operation != MATCHES) {
        return 1;
    }
    node->asks_host = 1;
    if (!create_part(reader, part, &node->token)) {
        return 0;
    }
    if (node->attribute != QUERY || !regex_parameter(reader->program, node)) {
        node->regex = regex_compile(&reader->program->arena, node->text);
        node->operation = node->regex ? MATCHES : HOST;
    }
    return 1;
}

static void read_any(struct reader *reader);

// Whether signs before the form negate the whole of it: `!a == b` means `(!a) == b`.
static int takes_sign(const struct node *node) {
    return node->operation == CONSTANT || node->operation == MATCHES || (node->operation >= BEGINS && node->operation <= CONTAINS);
}

static int take_known(struct reader *reader, struct node *node, int is_negated) {
    int (*const forms[])(struct reader *, struct node *) = {take_comparison, take_presence, take_port, take_constant};
    u32 from = reader->at;
    for (u32 i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        reader->at = from;
        *node = (struct node){.nodes = 1};
        if (forms[i](reader, node) && at_end_of_relation(reader) && (!is_negated || takes_sign(node))) {
            return settle_match(reader, node, (struct text){reader->source.at + from, reader->at - from});
        }
    }
    return 0;
}

static void read_relation(struct reader *reader) {
    skip_space(reader);
    u32 from = reader->at;
    u32 first = reader->count;
    u32 signs = 0;
    while (take(reader, TEXT("!"))) {
        signs++;
    }
    // An even number of signs is none, an odd one is one (cel-cpp's parser).
    struct node *not = signs % 2 ? add(reader, NOT) : 0;
    skip_space(reader);
    u32 below = reader->count;
    if (reader->depth < MOST_DEPTH && take(reader, TEXT("("))) {
        reader->depth++;
        read_any(reader);
        reader->depth--;
        reader->fits &= (u8)(take(reader, TEXT(")")) && at_end_of_relation(reader));
    } else if (!take_known(reader, add(reader, CONSTANT), signs > 0)) {
        reader->at = from;
        reader->count = first;
        reader->fits &= (u8)take_unknown(reader, add(reader, HOST));
        return;
    }
    if (not && reader->fits) {
        not->nodes = (u16)(1 + reader->count - below);
        not->asks_host = nodes[below].asks_host;
    }
}

// A chain of one operator; one that has a single term is that term.
static void read_chain(struct reader *reader, enum operation operation, struct text symbol, void (*term)(struct reader *)) {
    u32 first = reader->count;
    struct node *chain = add(reader, operation);
    u8 asks_host = 0;
    u32 terms = 0;
    do {
        u32 at = reader->count;
        term(reader);
        asks_host |= at < reader->count && nodes[at].asks_host;
        terms++;
    } while (reader->fits && take(reader, symbol));
    if (terms == 1 && reader->fits) {
        for (u32 i = first; i + 1 < reader->count; i++) {
            nodes[i] = nodes[i + 1];
        }
        reader->count--;
        return;
    }
    chain->nodes = (u16)(reader->count - first);
    chain->asks_host = asks_host;
}

static void read_all(struct reader *reader) { read_chain(reader, ALL, TEXT("&&"), read_relation); }

static void read_any(struct reader *reader) { read_chain(reader, ANY, TEXT("||"), read_all); }

static void give_tokens(struct program *program, struct token *until) {
    while (program->tokens != until) {
        cel_delete(program->tokens->value);
        program->tokens = program->tokens->next;
    }
}

static enum condition_result read_for_host(struct program *program, struct text source) {
    struct node *node = &nodes[0];
    *node = (struct node){.operation = HOST, .asks_host = 1, .nodes = 1};
    return cel_create(source, &node->token) && host_keeps(program, node->token) ? CONDITION_READ : CONDITION_BAD;
}

enum condition_result condition_read(struct program *program, struct text source, const struct node **condition) {
    struct reader reader = {.program = program, .source = source, .fits = 1};
    enum condition_result result = CONDITION_READ;
    struct token *before = program->tokens;
    if (!program->host_only && source.size <= MOST_BYTES && utf8_is_valid(source)) {
        read_any(&reader);
        skip_space(&reader);
        reader.fits &= reader.at == source.size;
    } else {
        reader.fits = 0;
    }
    if (!reader.fits) {
        reader.count = 1;
        give_tokens(program, before);
        result = read_for_host(program, source);
    }
    if (result != CONDITION_READ) {
        return result;
    }
    struct node *copy = arena_take(&program->arena, reader.count * sizeof(struct node));
    if (!copy) {
        return CONDITION_NO_MEMORY;
    }
    memcpy(copy, nodes, reader.count * sizeof(struct node));
    *condition = copy;
    return CONDITION_READ;
}
