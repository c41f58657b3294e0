/** All hostile kinds, in the order they come alone. */
import { EVENT_KINDS } from "./kinds/events.ts";
import { HOLDER_KINDS } from "./kinds/holders.ts";
import { KEY_KINDS } from "./kinds/keys.ts";
import { REQUEST_KINDS } from "./kinds/requests.ts";
import { SOCKET_KINDS } from "./kinds/sockets.ts";
import { STREAM_KINDS } from "./kinds/streams.ts";
import type { HostileKind } from "./scene.ts";

export const KINDS: readonly HostileKind[] = [
  ...EVENT_KINDS,
  ...STREAM_KINDS,
  ...SOCKET_KINDS,
  ...KEY_KINDS,
  ...REQUEST_KINDS,
  ...HOLDER_KINDS,
];

/** Inputs of a full run. */
export const FULL_RUN = KINDS.reduce((sum, { share }) => sum + share, 0);
