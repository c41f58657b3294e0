/** Accessibility of a page by axe, as short sentences. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fewer rules that apply than on the barest page: axe did not see the page. */
const LEAST_RULES_PASSED = 15;

/** Everything, best practices included. The page's policy allows no foreign script, so the source is evaluated. */
export async function allFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async (leastPassed) => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    if (found.passes.length < leastPassed)
      throw new Error(`axe looked at next to nothing: ${found.passes.length} rules passed`);
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`),
    );
  }, LEAST_RULES_PASSED);
}
