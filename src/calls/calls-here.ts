/** The port to all calls, with what is read at once of those that this process owns. */
import type { LocalDirectory } from "./directory.ts";
import type { Calls } from "./port.ts";

export type CallsHere = Calls & Pick<LocalDirectory, "list" | "get" | "onChange">;
