/**
 * What the script that is loaded later takes from the page's own, so that both have one copy: lit, the words of the
 * language, and what its elements look like.
 */
// biome-ignore lint/performance/noBarrelFile: the seam between the two scripts of the page.
export { css, html, LitElement, nothing } from "lit";
export { sendIntent } from "../intents.ts";
export { formatNumber, isWordKey, t } from "../language/t.ts";
export { sectionName } from "../state/card.ts";
export { controlStyles } from "./control-styles.ts";
export { outcomeWords } from "./copy-outcome.ts";
export { icon } from "./icons.ts";
export { moveFocus } from "./roving-focus.ts";
export { searchStyles } from "./search-styles.ts";
export { duration } from "./words.ts";
