import { describe, expect, test } from "bun:test";
import { contrast } from "../../../../test/support/contrast.ts";
import { KIND_LABELS } from "../state/card.ts";
import { DARK, LIGHT } from "./theme-styles.ts";

const AA_TEXT = 4.5;
/** Boundaries of controls and the focus ring (WCAG 2.2, 1.4.11). */
const AA_GRAPHICS = 3;

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
  ...Object.keys(KIND_LABELS).flatMap((kind): [string, string][] => [
    [`kind-${kind}`, "surface"],
    [`kind-${kind}`, "ground"],
  ]),
];
const GRAPHIC_PAIRS: [string, string][] = [
  ["line-strong", "ground"],
  ["focus", "ground"],
  ["focus", "surface"],
];

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("the %s theme", (_, declarations) => {
  const colour = (name: string) => {
    const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(declarations)?.[1];
    if (hex === undefined) throw new Error(`No colour is named ${name}`);
    return hex;
  };

  test.each(TEXT_PAIRS)("%s on %s can be read", (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(AA_TEXT);
  });

  test.each(GRAPHIC_PAIRS)("%s on %s can be seen", (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(AA_GRAPHICS);
  });
});
