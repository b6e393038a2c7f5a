// A reader of JSON (RFC 8259) that goes forward over the text and unescapes strings in place.
#pragma once

#include "base.h"

struct json {
    u8 *at;
    u8 *end;
    u32 depth;
    u8 fails;
};

// What the next value is, by its first character: { [ " t f n, 0 for a number, 1 at the end.
u8 json_next(struct json *json);

// The next key of the object whose brace is behind, or false at its end. `first` is true for the first call.
int json_key(struct json *json, int first, struct text *key);

// Whether there is another element of the array whose bracket is behind.
int json_element(struct json *json, int first);

// Steps over a brace or bracket.
void json_open(struct json *json, u8 bracket);

// A list that may also be written as its only element, as protobuf's older reader takes it: whether it is one, with its bracket behind,
// and whether there is another item.
int json_open_list(struct json *json);
int json_item(struct json *json, int is_list, int first);

struct text json_text(struct json *json);
int json_word(struct json *json, struct text word);
void json_skip(struct json *json);
