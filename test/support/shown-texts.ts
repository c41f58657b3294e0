/** What a page shows and reads out, through all shadow roots, and which of its controls are cut off. */
import type { Page } from "playwright-core";

/** Texts and the spoken attributes of what is on the page, hidden parts included. */
export function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll("*")) {
        if (element.matches("script, style")) continue;
        for (const name of ["aria-label", "title", "placeholder"])
          texts.push(element.getAttribute(name) ?? "");
        for (const { nodeType, textContent } of element.childNodes) {
          if (nodeType === Node.TEXT_NODE) texts.push(textContent ?? "");
        }
        if (element.shadowRoot !== null) visit(element.shadowRoot);
      }
    };
    visit(document);
    return texts.map((text) => text.trim()).filter((text) => text !== "");
  });
}

/** Buttons and links whose words do not fit, or that reach beyond the window's sides; `except` scroll for themselves. */
export function cutControls(page: Page, except: string): Promise<string[]> {
  return page.evaluate((except) => {
    const cut: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll("*")) {
        if (element.matches(except)) continue;
        if (element.shadowRoot !== null) visit(element.shadowRoot);
        const { left, right, width } = element.getBoundingClientRect();
        if (!element.matches("button, a, label, h1, summary") || width === 0) continue;
        const isBeyond = left < 0 || right > innerWidth;
        if (isBeyond || element.scrollWidth > element.clientWidth + 1)
          cut.push(element.textContent?.trim() ?? "");
      }
    };
    visit(document);
    if (document.documentElement.scrollWidth > innerWidth) cut.push("the page");
    return cut;
  }, except);
}
