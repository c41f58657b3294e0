/** Writes down what operators do: an entry of the audit and a line of the log. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { AuditEntry } from "../contract/access.ts";
import type { AuditLog } from "../storage/port.ts";
import { createRefusedDeeds } from "./refused-deeds.ts";

/** Never a secret, never words of a call. */
export type Deed = Omit<AuditEntry, "atMs">;

export interface Auditor {
  /** Resolves once the audit has it: what must not happen unseen waits for this. Rejects with STORAGE_FAILED. */
  require(deed: Deed): Promise<void>;
  /**
   * For what has happened already, or must be possible while the storage is away: then the log alone has it. Of what is
   * refused again and again the first few have entries, the others are summed up.
   */
  note(deed: Deed): Promise<void>;
}

export function createAuditor(options: {
  audit: AuditLog;
  clock: Clock;
  logger: Logger;
  onDeed?(deed: Deed): void;
}): Auditor {
  const { audit, clock, logger } = options;
  function require(deed: Deed): Promise<void> {
    const { operator, action, callKey, outcome } = deed;
    const detail = withoutTypedTexts(deed);
    logger.info({ operator, action, callKey, detail, outcome }, "operator action");
    options.onDeed?.(deed);
    return audit.append({ atMs: clock.now(), ...deed });
  }
  const write = (deed: Deed) =>
    require(deed).catch((caught: unknown) => {
      const { code } = SidetoneError.from(caught);
      logger.error({ code, action: deed.action, err: caught }, "operator action could not be audited");
    });
  const refused = createRefusedDeeds({ write, clock });
  return { require, note: (deed) => (deed.outcome === "refused" ? refused.add(deed) : write(deed)) };
}

/** An operator's reason is typed text: the audit keeps it, the log does not. The reason of a refusal is Sidetone's text. */
function withoutTypedTexts({ detail, outcome }: Deed): Deed["detail"] {
  if (detail === undefined) return undefined;
  const { why, reason, ...rest } = detail;
  return outcome === "done" ? rest : { ...rest, reason };
}
