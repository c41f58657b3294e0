import { expect, test } from "bun:test";
import { Glob } from "bun";

const WEB = new URL("../../", import.meta.url).pathname;

/** Left and right in a style: in Arabic they are on the wrong side. A gradient has a rule for either direction. */
const PHYSICAL =
  /(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|left|right|float)\s*:|text-align:\s*(?:left|right)/;
/** Four values whose second and fourth differ. */
const FOUR_SIDES = /(?<![\w-])(?:margin|padding|inset|border-width):\s*(\S+) (\S+) (\S+) (\S+);/g;

test("no style of the agent's page names a left or right side", async () => {
  const found: string[] = [];
  for (const folder of ["panel", "common"]) {
    for await (const file of new Glob(`${folder}/**/*.ts`).scan(WEB)) {
      if (file.endsWith(".test.ts") || file.startsWith("panel/language/")) continue;
      const source = await Bun.file(`${WEB}${file}`).text();
      for (const [, styles = ""] of source.matchAll(/css`([^`]*)`/g)) {
        const physical = PHYSICAL.exec(styles)?.[0];
        if (physical !== undefined) found.push(`${file}: ${physical}`);
        for (const [rule, , right, , left] of styles.matchAll(FOUR_SIDES)) {
          if (right !== left) found.push(`${file}: ${rule}`);
        }
      }
    }
  }
  expect(found).toEqual([]);
});
