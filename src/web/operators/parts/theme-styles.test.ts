import { themeContrast } from "../../../../test/support/theme-contrast.ts";
import { DARK, LIGHT } from "./theme-styles.ts";

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
const LAMPS = ["#63d2a6", "#f1c667", "#ff9d8f", "#74c2ee"];

themeContrast({
  themes: { light: LIGHT, dark: DARK },
  text: [...TEXT_PAIRS, ...LAMPS.map((lamp): [string, string] => [lamp, "header"])],
  graphics: GRAPHIC_PAIRS,
});
