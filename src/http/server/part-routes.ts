/** What a part of the process serves over HTTP. Routes under a prefix have a separate application, found without a search. */
import type { Hono } from "hono";

export interface PartRoutes {
  /** Route groups that carry their own full paths. */
  groups: readonly Hono[];
  /** Served by every process, whatever its role. */
  isForEveryRole?: true;
  /** Begins and ends with a slash; absent: the common application. */
  prefix?: string;
  /** Asked first for paths under the prefix; undefined: the groups answer. */
  shortcut?(request: Request): Promise<Response> | undefined;
}
