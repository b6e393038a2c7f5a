// Regular expressions of RE2's syntax, for texts in ASCII. The host compiles an RE2 anew for each request, which takes about 9 µs; here
// an expression becomes one state per character of it (Glushkov's construction), and a match looks at each byte once.
#pragma once

#include "program.h"

// Null for what is not known here: flags but a leading (?i), assertions but ^ at the begin and $ at the end, named classes and groups,
// more than 256 states.
const struct regex *regex_compile(struct arena *arena, struct text pattern);

// As RE2::PartialMatch: somewhere in the text. FAULT if the text is not ASCII: then characters are not bytes.
enum outcome regex_match(const struct regex *regex, struct text text);

// Takes the expressions that the printer writes for query parameters (QueryParamCondition) as what they mean; false for others.
int regex_parameter(struct program *program, struct node *node);
