/** The theme's colours as a canvas needs them, read once and again when the system's theme changes. */
import type { Palette } from "./draw-lanes.ts";

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim() || "gray";
  const tone = (name: string) => ({ ink: colour(name), wash: colour(`${name}-wash`) });
  return {
    ink: colour("ink"),
    inkSoft: colour("ink-soft"),
    line: colour("line"),
    surface: colour("surface"),
    event: colour("line-strong"),
    effect: colour("busy"),
    transition: colour("trace"),
    error: colour("bad"),
    tones: {
      good: tone("good"),
      busy: tone("busy"),
      idle: tone("idle"),
      warn: tone("warn"),
      bad: tone("bad"),
    },
    font: `600 10px ${style.fontFamily}`,
  };
}
