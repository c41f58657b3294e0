/** Keys of calls on Redis, so that in a cluster one script reaches all that it touches: these have one hash tag. */

import { isCluster } from "../../base/redis-address.ts";
import { hashKey } from "../key-hash.ts";

/** Never to be changed: records of a cluster would not be found any more. */
const PARTITIONS = 16;

export interface OwnershipKeys {
  owner: string;
  mail: string;
}

/** Who owns a call that instances share, and its mailbox. */
export function ownershipKeys(keyPrefix: string, callKey: string): OwnershipKeys {
  const tagged = `${keyPrefix}:fleet:{${hashKey(callKey)}}`;
  return { owner: `${tagged}:owner`, mail: `${tagged}:mail` };
}

/** A cluster's records are in partitions, each with indexes of its own. */
export function partitionPrefixes(keyPrefix: string): string[] {
  return Array.from({ length: PARTITIONS }, (_, number) => `${keyPrefix}:{p${number}}`);
}

export function partitionOf(name: string): number {
  return Number.parseInt(hashKey(name).slice(0, 8), 16) % PARTITIONS;
}

/** Before all keys of a call. */
export function callPrefix(redisUrl: string, keyPrefix: string, callKey: string): string {
  if (!isCluster(redisUrl)) return keyPrefix;
  return partitionPrefixes(keyPrefix)[partitionOf(callKey)] ?? keyPrefix;
}
