/** The HTTP doors: each route as registered, who may pass it, and what everybody else is answered. */
import { AGENT_APPLICATION_ROWS } from "./rows/agent-applications.ts";
import { FIVE9_ROWS } from "./rows/five9.ts";
import { OPERATOR_ROWS } from "./rows/operators.ts";
import { PANEL_AND_CONNECTOR_ROWS } from "./rows/panel-and-connector.ts";
import { PUSH_ROWS } from "./rows/push.ts";
import { VAIC_ROWS } from "./rows/vaic.ts";
import type { SchemeName } from "./schemes.ts";

interface Named {
  /** "METHOD path" as in the table of routes. */
  route: string;
}

interface Asked extends Named {
  /** By default the route's own. */
  method?: string;
  /** With its query. By default the route's own. */
  path?: string;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** A door that needs a key. */
export interface LockedRow extends Asked {
  scheme: SchemeName;
  /** The answer without the right key. Default 401. */
  refusal?: number;
  /** The answer to a valid token of another call. Default 403. "served": the path belongs to no call. */
  anotherCall?: number | "served";
  /** Without any key it is served like this, for the reason given. */
  withoutKey?: { answer: number; reason: string };
  /** What the right key gets. By default anything but a refusal or a failure. */
  right?: number;
}

/** A door that anybody may pass, and why. */
export interface OpenRow extends Asked {
  open: string;
  answer: number;
}

/** Not a door by itself: what is registered before other routes, and what it does. */
export interface BeforeRow extends Named {
  before: string;
}

export type HttpRow = LockedRow | OpenRow | BeforeRow;

export const HTTP_ROWS: readonly HttpRow[] = [
  ...FIVE9_ROWS,
  ...PANEL_AND_CONNECTOR_ROWS,
  ...OPERATOR_ROWS,
  ...PUSH_ROWS,
  ...VAIC_ROWS,
  ...AGENT_APPLICATION_ROWS,
];
