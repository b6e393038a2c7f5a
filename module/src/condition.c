#include "condition.h"

#include "condition_read.h"
#include "host.h"
#include "literal.h"
#include "regex.h"

// The printer of this repository writes far less; what is larger is the host's.
enum { MOST_NODES = 1024, MOST_DEPTH = 12, MOST_BYTES = 65535 };

static struct node nodes[MOST_NODES];

static struct node *add(struct reader *reader, enum operation operation) {
    if (reader->count == MOST_NODES) {
        reader->fits = 0;
        return &nodes[MOST_NODES - 1];
    }
    struct node *node = &nodes[reader->count++];
    *node = (struct node){.operation = (u8)operation, .nodes = 1};
    return node;
}

// What may stand behind a relation; a further operator means that more belongs to it.
static int at_end_of_relation(struct reader *reader) {
    condition_skip_space(reader);
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
            u32 size = at > 0 && condition_is_word(reader->source.at[at - 1]) ? 0 : literal_size(rest);
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
    u32 from = reader->at;
    for (enum condition_form form = COMPARISON; form < FORMS; form++) {
        reader->at = from;
        *node = (struct node){.nodes = 1};
        if (condition_take_form(reader, form, node) && at_end_of_relation(reader) && (!is_negated || takes_sign(node))) {
            return settle_match(reader, node, (struct text){reader->source.at + from, reader->at - from});
        }
    }
    return 0;
}

static void read_relation(struct reader *reader) {
    condition_skip_space(reader);
    u32 from = reader->at;
    u32 first = reader->count;
    u32 signs = 0;
    while (condition_take(reader, TEXT("!"))) {
        signs++;
    }
    // An even number of signs is none, an odd one is one (cel-cpp's parser).
    struct node *not = signs % 2 ? add(reader, NOT) : 0;
    condition_skip_space(reader);
    u32 below = reader->count;
    if (reader->depth < MOST_DEPTH && condition_take(reader, TEXT("("))) {
        reader->depth++;
        read_any(reader);
        reader->depth--;
        reader->fits &= (u8)(condition_take(reader, TEXT(")")) && at_end_of_relation(reader));
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
    } while (reader->fits && condition_take(reader, symbol));
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
        condition_skip_space(&reader);
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
