/** Notices that an operator's session is over: by its time, or because it was ended elsewhere. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { OperatorIdentity } from "../../operators/access.ts";
import type { AdmittedOperator } from "./operator-admission.ts";

export interface SessionWatchOptions extends AdmittedOperator {
  /** A session that was ended elsewhere is noticed within this. */
  recheckMs: number;
  /** Called once. */
  onOver(): void;
  clock: Clock;
  logger: Logger;
}

/** Returns the function that stops it; it stops by itself when the socket is gone. */
export function watchOperatorSession(options: SessionWatchOptions): () => void {
  const { socket, clock, logger, recheckMs } = options;
  let timer: unknown = null;

  function watch(identity: OperatorIdentity): void {
    const leftMs = (identity.expiresAtMs ?? Number.POSITIVE_INFINITY) - clock.now();
    timer = clock.setTimeout(() => void recheck(identity), Math.min(leftMs, recheckMs));
  }

  async function recheck(last: OperatorIdentity): Promise<void> {
    const isOver = (last.expiresAtMs ?? Number.POSITIVE_INFINITY) <= clock.now();
    let identity: OperatorIdentity | null = null;
    try {
      identity = isOver ? null : await options.identify();
    } catch (caught) {
      // An admitted operator stays until the door can say otherwise, or until the session's end.
      const { name: operator } = options.identity;
      logger.warn({ err: SidetoneError.from(caught), operator }, "operator's session could not be checked");
      identity = last;
    }
    if (!socket.connected) return;
    if (identity === null) options.onOver();
    else watch(identity);
  }

  watch(options.identity);
  return () => clock.clearTimeout(timer);
}
