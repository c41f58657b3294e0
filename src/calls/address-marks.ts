/** The marks of all addresses that a call's record names: its parties' numbers, as the carrier told them. */
import type { CallContext } from "../actors/call/context.ts";
import { ADDRESS_FIELDS } from "../contract/address-fields.ts";

export function addressMarksOf({ addressMarks, legs }: Pick<CallContext, "addressMarks" | "legs">): string[] {
  const ofLegs = legs.flatMap(({ origin }) => ADDRESS_FIELDS.flatMap((field) => origin[field] ?? []));
  return [...new Set([...addressMarks, ...ofLegs])];
}
