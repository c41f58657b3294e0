/** What of the calls of a fleet is read on the spot. */
import type { CallsHere } from "../calls/calls-here.ts";
import type { LocalDirectory } from "../calls/directory.ts";

/** What is read at once is of the calls that this instance owns. */
export function readHere(local: LocalDirectory) {
  return {
    present: local.present,
    newest: local.newest,
    newestLife: local.newestLife,
    lastSeen: local.lastSeen,
    finish: local.finish,
    onLegCommand: (legId, listener) => local.onLegCommand(legId, listener),
    inspect: (listener) => local.inspect(listener),
    list: local.list,
    get: local.get,
    onChange: (listener) => local.onChange(listener),
  } satisfies Partial<CallsHere>;
}
