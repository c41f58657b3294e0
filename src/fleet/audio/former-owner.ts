/** An owner that stood still past its lock may act before it hears that another instance has its call. */
import { SidetoneError } from "../../base/errors.ts";

/** What an owner says of a call. `epoch`: of its ownership; absent from an older version. */
export interface Owned {
  callKey: string;
  epoch?: number | undefined;
}

/** Throws CONFLICT where one asks whose ownership is older than the newest known. */
export function refuseFormer(epoch: number | undefined, newest: number | undefined): void {
  if (epoch === undefined || newest === undefined || epoch >= newest) return;
  throw new SidetoneError("CONFLICT", "another instance has this call");
}
