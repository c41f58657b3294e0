/** A page's colours against WCAG 2.2 AA, in both themes. */
import { describe, expect, test } from "bun:test";
import { contrast } from "./contrast.ts";

export interface ThemeContrast {
  /** Declarations by theme. */
  themes: Record<"light" | "dark", string>;
  /** Ink and ground of text, by the names of their custom properties. */
  text: readonly [ink: string, ground: string][];
  /** Boundaries of controls, the focus ring and what a drawing tells by colour (1.4.11). */
  graphics: readonly [ink: string, ground: string][];
}

const AA_TEXT = 4.5;
const AA_GRAPHICS = 3;

export function themeContrast({ themes, text, graphics }: ThemeContrast): void {
  describe.each(Object.entries(themes))("the %s theme", (_, declarations) => {
    const ratio = (ink: string, ground: string) =>
      contrast(colourOf(declarations, ink), colourOf(declarations, ground));

    test.each(text)("%s on %s can be read", (ink, ground) => {
      expect(ratio(ink, ground)).toBeGreaterThanOrEqual(AA_TEXT);
    });

    test.each(graphics)("%s on %s can be seen", (ink, ground) => {
      expect(ratio(ink, ground)).toBeGreaterThanOrEqual(AA_GRAPHICS);
    });
  });
}

/** A custom property's colour without its "#"; a literal colour is returned as it is. */
function colourOf(declarations: string, name: string): string {
  if (name.startsWith("#")) return name.slice(1);
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(declarations)?.[1];
  if (hex === undefined) throw new Error(`No colour is named ${name}`);
  return hex;
}
