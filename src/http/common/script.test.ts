import { expect, test } from "bun:test";
import { tightened } from "./script.ts";

test("markup loses its indents, style sheets their comments and line breaks, and nothing else of the source changes", () => {
  const source = `const words = html\`<p>
    two  spaces /* kept */</p>\`;
const look = css\`
  /* Why. */
  p :is(a, b) {
    margin: \${WIDE} 2px;
  }
\`;`;
  expect(tightened(source)).toBe(`const words = html\`<p>
two  spaces /* kept */</p>\`;
const look = css\` p :is(a, b){margin: \${WIDE} 2px;} \`;`);
});
