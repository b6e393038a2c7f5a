// RE2 as re2js has it (a port of Go's regexp), for the tests to compare with: one JSON array of {pattern, texts} a line in, one array of
// {error} or {matches} a line out, until the input ends. Matching is an unanchored search.
import { createInterface } from 'node:readline';
import { RE2JS } from 're2js';

const answer = ({ pattern, texts }) => {
  try {
    const compiled = RE2JS.compile(pattern);
    return { matches: texts.map(text => compiled.test(text)) };
  } catch (error) {
    return { error: error.message };
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(answer)) + '\n');
}
