/** Which key press means what. Keys typed into a field, or together with Ctrl, Alt or Command, are left alone. */
import { isTyping } from "../common/is-typing.ts";

export type KeyIntent =
  | { type: "copyReply"; index: number }
  | { type: "showPane"; pane: "suggestions" | "transcript" }
  | { type: "ask" }
  | { type: "filter" }
  | { type: "find" }
  | { type: "undismiss" }
  | { type: "help" };

/** The part of a KeyboardEvent that matters here. */
export interface KeyPress {
  key: string;
  /** The key's place, by what a keyboard for English has there. */
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  composedPath(): unknown[];
}

export function keyIntent(press: KeyPress): KeyIntent | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || isTyping(press)) return undefined;
  const key = latinKey(press);
  if (/^[1-9]$/.test(key)) return { type: "copyReply", index: Number(key) - 1 };
  switch (key) {
    case "s":
      return { type: "showPane", pane: "suggestions" };
    case "t":
      return { type: "showPane", pane: "transcript" };
    case "a":
      return { type: "ask" };
    case "/":
      return { type: "filter" };
    case "f":
      return { type: "find" };
    case "u":
      return { type: "undismiss" };
    case "?":
      return { type: "help" };
    default:
      return undefined;
  }
}

/** A character that is no Latin letter, with an accent or without. */
const OTHER_SCRIPT = /^(?![\p{ASCII}\p{Script=Latin}]).$/u;

/** A keyboard that writes another script has Latin letters on the same keys, which the page's help names. */
function latinKey({ key, code, shiftKey }: KeyPress): string {
  if (!OTHER_SCRIPT.test(key)) return key;
  if (code === "Slash") return shiftKey ? "?" : "/";
  const name = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  const letter = name?.[1] ?? "";
  return name?.[2] ?? (shiftKey ? letter : letter.toLowerCase());
}
