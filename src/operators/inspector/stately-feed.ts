/** Lets inspectors watch the live calls' actors, as JSON texts in the form of Stately's inspector. */
import type { CallConsole } from "../../calls/port.ts";

const MAX_INSPECTORS = 4;

export interface StatelyFeed {
  /**
   * Sends every message as JSON text, those that make known what lives already first. Returns the function that ends it,
   * or null if there are too many inspectors.
   */
  open(send: (text: string) => void): (() => void) | null;
}

export function createStatelyFeed({ calls }: { calls: Pick<CallConsole, "inspect"> }): StatelyFeed {
  const inspectors = new Set<(text: string) => void>();
  return {
    open(send) {
      if (inspectors.size >= MAX_INSPECTORS) return null;
      inspectors.add(send);
      const end = calls.inspect((message) => send(JSON.stringify(message)));
      return () => {
        inspectors.delete(send);
        end();
      };
    },
  };
}
