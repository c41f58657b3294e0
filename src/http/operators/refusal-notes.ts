/** Refused sign-ins in the audit: counted together, so that whoever guesses tokens cannot push out all other entries. */
import type { Clock } from "../../base/clock.ts";
import type { Auditor } from "../../operators/auditor.ts";

/** At most one entry in this time; each refusal has its own line in the log. */
const EVERY_MS = 10_000;

export function createRefusalNotes({ auditor, clock }: { auditor: Auditor; clock: Clock }): {
  add(from: string): Promise<void>;
} {
  let notedAtMs = Number.NEGATIVE_INFINITY;
  let attempts = 0;
  return {
    async add(from) {
      attempts += 1;
      if (clock.now() - notedAtMs < EVERY_MS) return;
      const detail = { from, attempts };
      notedAtMs = clock.now();
      attempts = 0;
      // Nobody knows whose token was meant.
      await auditor.note({ operator: "unknown", action: "login", detail, outcome: "refused" });
    },
  };
}
