/** Arrow keys, Home and End within a list of controls, of which one is in the tab order. */
import { isRightToLeft } from "../language/t.ts";

/**
 * Moves the focus within `items` as the key says and returns the item that got it, or undefined if the key means
 * something else. Right-to-left pages reverse the horizontal keys.
 */
export function moveFocus(
  event: KeyboardEvent,
  items: readonly HTMLElement[],
  direction: "horizontal" | "vertical",
): HTMLElement | undefined {
  const current = items.indexOf(event.composedPath()[0] as HTMLElement);
  if (current === -1 || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const next = items[indexAfter(event.key, current, items.length, direction)];
  if (next === undefined || next === items[current]) return undefined;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  return next;
}

function indexAfter(
  key: string,
  current: number,
  count: number,
  direction: "horizontal" | "vertical",
): number {
  const [back, on] =
    direction === "vertical"
      ? ["ArrowUp", "ArrowDown"]
      : isRightToLeft()
        ? ["ArrowRight", "ArrowLeft"]
        : ["ArrowLeft", "ArrowRight"];
  if (key === on) return Math.min(count - 1, current + 1);
  if (key === back) return Math.max(0, current - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return current;
}
