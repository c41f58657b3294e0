/** Where a leg's origin has marks of addresses (`src/transports/agent-applications/address-mark.ts`). */

/** Of the party that the leg is of. */
export const ADDRESS_FIELD = "addressMark";
/** Of the two ends of the call that the leg belongs to. */
export const CALLER_FIELD = "callerMark";
export const CALLEE_FIELD = "calleeMark";

export const ADDRESS_FIELDS = [ADDRESS_FIELD, CALLER_FIELD, CALLEE_FIELD] as const;
