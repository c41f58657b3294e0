/** Which key press means what. Keys typed into a field, or together with Ctrl, Alt or Command, are left alone. */
import { isTyping } from "../common/is-typing.ts";

export type KeyIntent =
  | { type: "copyReply"; index: number }
  | { type: "showPane"; pane: "suggestions" | "transcript" }
  | { type: "ask" }
  | { type: "filter" }
  | { type: "undismiss" }
  | { type: "help" };

/** The part of a KeyboardEvent that matters here. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  composedPath(): unknown[];
}

export function keyIntent(press: KeyPress): KeyIntent | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || isTyping(press)) return undefined;
  if (/^[1-9]$/.test(press.key)) return { type: "copyReply", index: Number(press.key) - 1 };
  switch (press.key) {
    case "s":
      return { type: "showPane", pane: "suggestions" };
    case "t":
      return { type: "showPane", pane: "transcript" };
    case "a":
      return { type: "ask" };
    case "/":
      return { type: "filter" };
    case "u":
      return { type: "undismiss" };
    case "?":
      return { type: "help" };
    default:
      return undefined;
  }
}
