/** Accessibility of a page by axe: what it finds that is serious or critical, as short sentences. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fewer rules that apply than on the barest page: axe did not see the page. */
const LEAST_RULES_PASSED = 15;

/** Empty if axe finds nothing serious. The page's policy allows no foreign script, so the source is evaluated. */
export async function seriousFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async (leastPassed) => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    if (found.passes.length < leastPassed)
      throw new Error(`axe looked at next to nothing: ${found.passes.length} rules passed`);
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`),
      );
  }, LEAST_RULES_PASSED);
}
