import { describe, expect, test } from "bun:test";
import { contrast } from "../../../../test/support/contrast.ts";
import { DARK, LIGHT } from "./theme-styles.ts";

const AA_TEXT = 4.5;
/** Boundaries of controls, the focus ring and what a drawing tells by colour (WCAG 2.2, 1.4.11). */
const AA_GRAPHICS = 3;

const GROUNDS = ["ground", "surface", "raised", "sunken"];
const TONES = ["good", "busy", "warn", "bad", "agent", "customer", "supervisor"];
const TEXT_PAIRS: [string, string][] = [
  ...GROUNDS.flatMap((ground): [string, string][] => [
    ["ink", ground],
    ["ink-soft", ground],
    ["accent", ground],
  ]),
  ...[...TONES, "accent", "idle"].flatMap((tone): [string, string][] => [
    [tone, `${tone}-wash`],
    [tone, "surface"],
    [tone, "raised"],
    ["ink", `${tone}-wash`],
  ]),
  ["on-accent", "accent"],
  ["on-lit", "lit-wash"],
  ["on-header", "header"],
  ["on-header-soft", "header"],
];
const GRAPHIC_PAIRS: [string, string][] = [
  ["line-strong", "ground"],
  ["line-strong", "surface"],
  ["focus", "ground"],
  ["focus", "surface"],
  ["lit", "surface"],
  ["trace", "surface"],
  ["audio-speech", "surface"],
  ["audio-hold", "surface"],
  ["audio-gap", "surface"],
  ["audio-replay", "surface"],
  ["audio-dropped", "surface"],
];
/** Written in the header's styles: the header is dark in both themes. */
const LAMPS = ["63d2a6", "f1c667", "ff9d8f", "74c2ee"];

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

  test.each(LAMPS)("the header's lamp %s can be read", (lamp) => {
    expect(contrast(lamp, colour("header"))).toBeGreaterThanOrEqual(AA_TEXT);
  });
});
