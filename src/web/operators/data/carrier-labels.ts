/** The carriers of this server, as its page names them. A bundle may be of a server with others. */
import type { CarrierName } from "../../../contract/carrier-name.ts";

let known: readonly CarrierName[] = [];

/** Once, when the console starts. */
export function knowCarriers(carriers: readonly CarrierName[]): void {
  known = carriers;
}

export function knownCarriers(): readonly CarrierName[] {
  return known;
}

/** For people; the name itself where the carrier is unknown here. */
export function labelOfSource(source: string): string {
  return known.find((carrier) => carrier.source === source)?.label ?? source;
}
