import { expect, test } from "bun:test";
import { Glob } from "bun";
import { visibleTextsOf } from "../../../../test/support/visible-texts.ts";

const WEB = new URL("../../", import.meta.url).pathname;

/** What looks like words, and nobody reads: a name in every language, names of keys, and what is said to the server. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  "Sidetone",
  ...["ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Delete", "End", "Enter", "Escape", "Home", "Slash"],
  ...["Bearer", "authentication failed", "io client disconnect", "no answer"],
]);

test("every text that an agent sees or hears is in the table of words", async () => {
  const outside: string[] = [];
  for (const folder of ["panel", "common"]) {
    for await (const file of new Glob(`${folder}/**/*.ts`).scan(WEB)) {
      if (file.endsWith(".test.ts") || file.startsWith("panel/language/words/")) continue;
      const source = await Bun.file(`${WEB}${file}`).text();
      for (const { line, text } of visibleTextsOf(file, source)) {
        if (!NOT_SHOWN.has(text)) outside.push(`${file}:${line} ${text}`);
      }
    }
  }
  expect(outside).toEqual([]);
});

test("texts in templates, in spoken attributes and in strings are found; code is not", () => {
  const source = `
    import { a } from "Some module";
    type Pane = "Left pane";
    const label = "Two words";
    const name = "Word";
    const key = "card.word";
    throw new Error("Not seen by anybody");
    const made = html\`<p class="big words" title="Spoken" aria-label=\${label}>Shown \${name} and more</p>\`;
    const styles = css\`.a { color: red; }\`;
    const inner = html\`<b>\${on ? html\`<i>Inside</i>\` : \`Some \${name}\`}</b>\`;
  `;
  expect(visibleTextsOf("some.ts", source).map(({ text }) => text)).toEqual([
    "Two words",
    "Word",
    "Spoken",
    "Shown {} and more",
    "Inside",
    "Some",
  ]);
});
