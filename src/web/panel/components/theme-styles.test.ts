import { themeContrast } from "../../../../test/support/theme-contrast.ts";
import { CARD_KINDS } from "../state/card.ts";
import { DARK, LIGHT } from "./theme-styles.ts";

const GROUNDS = ["ground", "surface", "sunken"];
const TEXT_PAIRS: [string, string][] = [
  ...GROUNDS.flatMap((ground): [string, string][] => [
    ["ink", ground],
    ["ink-soft", ground],
  ]),
  ["accent", "ground"],
  ["accent", "surface"],
  ["accent", "accent-wash"],
  ["on-accent", "accent"],
  ["surface", "ink"],
  ["good", "surface"],
  ["good", "accent-wash"],
  ["warn", "warn-wash"],
  ["bad", "bad-wash"],
  ["bad", "surface"],
  ["ink", "warn-wash"],
  ["ink", "bad-wash"],
  ["ink", "customer-wash"],
  ["ink", "agent-wash"],
  ["ink", "accent-wash"],
  ["customer", "ground"],
  ["customer", "surface"],
  ["agent", "ground"],
  ["agent", "surface"],
  ...CARD_KINDS.flatMap((kind): [string, string][] => [
    [`kind-${kind}`, "surface"],
    [`kind-${kind}`, "ground"],
  ]),
];
const GRAPHIC_PAIRS: [string, string][] = [
  ["line-strong", "ground"],
  ["focus", "ground"],
  ["focus", "surface"],
];

themeContrast({ themes: { light: LIGHT, dark: DARK }, text: TEXT_PAIRS, graphics: GRAPHIC_PAIRS });
