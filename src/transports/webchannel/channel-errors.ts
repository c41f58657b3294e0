/** The errors of a stream over WebChannel: SidetoneErrors that do not reveal the server's address. */
import { SidetoneError } from "../../base/errors.ts";
import type { DeadlineSignal } from "./deadline-signal.ts";

/** For what a request has thrown. fetch's own error would reveal the server's address. */
export function channelError(caught: unknown, limited: DeadlineSignal): SidetoneError {
  if (limited.isLate()) {
    return new SidetoneError("DEADLINE_EXCEEDED", "The channel's server did not answer in time", {
      retryable: true,
    });
  }
  if (caught instanceof SidetoneError) return caught;
  return new SidetoneError("UPSTREAM_UNAVAILABLE", "The channel's server cannot be reached", {
    retryable: true,
    cause: caught,
  });
}
