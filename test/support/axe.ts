/** Accessibility of a page by axe, as short sentences. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fewer rules that apply than on the barest page: axe did not see the page. */
const LEAST_RULES_PASSED = 15;

/** What is serious or critical. */
export function seriousFindings(page: Page): Promise<string[]> {
  return findings(page, ["serious", "critical"]);
}

/** Everything, best practices included. */
export function allFindings(page: Page): Promise<string[]> {
  return findings(page, ["minor", "moderate", "serious", "critical"]);
}

/** The page's policy allows no foreign script, so the source is evaluated. */
async function findings(page: Page, impacts: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const limits = { leastPassed: LEAST_RULES_PASSED, impacts };
  return await page.evaluate(async ({ leastPassed, impacts }) => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    if (found.passes.length < leastPassed)
      throw new Error(`axe looked at next to nothing: ${found.passes.length} rules passed`);
    return found.violations
      .filter(({ impact }) => impacts.includes(impact ?? ""))
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`),
      );
  }, limits);
}
