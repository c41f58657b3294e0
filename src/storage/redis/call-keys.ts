/** Keys of a call that instances share: who owns it, and its mailbox. They have one hash tag, so one script reaches both. */
import { hashKey } from "../key-hash.ts";

export interface OwnershipKeys {
  owner: string;
  mail: string;
}

export function ownershipKeys(keyPrefix: string, callKey: string): OwnershipKeys {
  const tagged = `${keyPrefix}:fleet:{${hashKey(callKey)}}`;
  return { owner: `${tagged}:owner`, mail: `${tagged}:mail` };
}
