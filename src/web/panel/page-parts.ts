/**
 * What the script that is loaded later takes from the page's own, so that both have one copy: lit, the words of the
 * language, and what its elements look like.
 */
// biome-ignore lint/performance/noBarrelFile: the seam between the two scripts of the page.
export { css, html, LitElement, nothing } from "lit";
export { controlStyles } from "./components/control-styles.ts";
export { outcomeWords } from "./components/copy-outcome.ts";
export { icon } from "./components/icons.ts";
export { duration } from "./components/words.ts";
export { sendIntent } from "./intents.ts";
export { formatNumber, t } from "./language/t.ts";
export { sectionName } from "./state/card.ts";
