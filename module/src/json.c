#include "json.h"

#include "literal.h"

enum { MOST_JSON_DEPTH = 100 }; // as protobuf's reader

static void skip_space(struct json *json) {
    while (json->at < json->end && (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r')) {
        json->at++;
    }
}

static int take(struct json *json, u8 symbol) {
    skip_space(json);
    if (json->fails || json->at == json->end || *json->at != symbol) {
        return 0;
    }
    json->at++;
    return 1;
}

static void expect(struct json *json, u8 symbol) { json->fails |= !take(json, symbol); }

u8 json_next(struct json *json) {
    skip_space(json);
    if (json->fails || json->at == json->end) {
        return 1;
    }
    u8 c = *json->at;
    return c == '-' || (c >= '0' && c <= '9') ? 0 : c;
}

void json_open(struct json *json, u8 bracket) {
    expect(json, bracket);
    json->fails |= ++json->depth > MOST_JSON_DEPTH;
}

int json_key(struct json *json, int first, struct text *key) {
    if (json->fails || take(json, '}')) {
        json->depth--;
        return 0;
    }
    if (!first) {
        expect(json, ',');
    }
    *key = json_text(json);
    expect(json, ':');
    return !json->fails;
}

int json_element(struct json *json, int first) {
    if (json->fails || take(json, ']')) {
        json->depth--;
        return 0;
    }
    if (!first) {
        expect(json, ',');
    }
    return !json->fails;
}

int json_open_list(struct json *json) {
    if (json_next(json) == '{') {
        return 0;
    }
    json_open(json, '[');
    return 1;
}

int json_item(struct json *json, int is_list, int first) { return is_list ? json_element(json, first) : first && !json->fails; }

static u32 read_hex(struct json *json) {
    u32 code = 0;
    for (u32 i = 0; i < 4; i++) {
        u32 digit = json->at < json->end ? digit_value(*json->at) : 16;
        json->fails |= digit > 15;
        json->at += json->at < json->end;
        code = code * 16 + digit;
    }
    return code;
}

static u32 read_escape(struct json *json) {
    static const u8 letters[] = "\"\\/bfnrt";
    static const u8 meanings[] = "\"\\/\b\f\n\r\t";
    u8 c = json->at < json->end ? *json->at++ : 0;
    for (u32 i = 0; i < sizeof letters - 1; i++) {
        if (c == letters[i]) {
            return meanings[i];
        }
    }
    json->fails |= c != 'u';
    u32 code = json->fails ? 0 : read_hex(json);
    if (code >= 0xd800 && code <= 0xdbff && json->end - json->at >= 2 && json->at[0] == '\\' && json->at[1] == 'u') {
        json->at += 2;
        u32 low = read_hex(json);
        json->fails |= !(low >= 0xdc00 && low <= 0xdfff);
        return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    json->fails |= code >= 0xd800 && code <= 0xdfff;
    return code;
}

struct text json_text(struct json *json) {
    expect(json, '"');
    u8 *from = json->at;
    u8 *to = from;
    while (!json->fails) {
        if (json->at == json->end) {
            json->fails = 1;
        } else if (*json->at == '"') {
            json->at++;
            return (struct text){from, (u32)(to - from)};
        } else if (*json->at == '\\') {
            json->at++;
            u32 code = read_escape(json);
            to += json->fails ? 0 : utf8_write(to, code); // never longer than the escape
        } else {
            *to++ = *json->at++;
        }
    }
    return (struct text){from, 0};
}

int json_word(struct json *json, struct text word) {
    skip_space(json);
    if (json->fails || !text_begins((struct text){json->at, (u32)(json->end - json->at)}, word)) {
        return 0;
    }
    json->at += word.size;
    return 1;
}

static void skip_number(struct json *json) {
    while (json->at < json->end) {
        u8 c = *json->at;
        if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E')) {
            return;
        }
        json->at++;
    }
}

void json_skip(struct json *json) {
    struct text key;
    switch (json_next(json)) {
    case '{':
        json_open(json, '{');
        for (int first = 1; json_key(json, first, &key); first = 0) {
            json_skip(json);
        }
        break;
    case '[':
        json_open(json, '[');
        for (int first = 1; json_element(json, first); first = 0) {
            json_skip(json);
        }
        break;
    case '"':
        json_text(json);
        break;
    case 0:
        skip_number(json);
        break;
    default:
        json->fails |= !json_word(json, TEXT("true")) && !json_word(json, TEXT("false")) && !json_word(json, TEXT("null"));
        break;
    }
}
