/** All parsers that strangers or vendors can send bytes to. */
import type { FuzzTarget } from "./fuzz-target.ts";
import { DATABASE_FRAMES } from "./targets/database-wire.ts";
import { FIVE9_MESSAGES } from "./targets/five9.ts";
import { PUBSUB_EVENTS } from "./targets/pubsub.ts";
import { HTTP2_BYTES, JSON_BODIES, SOCKET_PACKETS, VAIC_FRAMES } from "./targets/service.ts";
import { INCIDENT_BUNDLES, WAV_FILES, WEBCHANNEL_PIECES } from "./targets/texts.ts";

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  FIVE9_MESSAGES,
  PUBSUB_EVENTS,
  INCIDENT_BUNDLES,
  WEBCHANNEL_PIECES,
  WAV_FILES,
  DATABASE_FRAMES,
  JSON_BODIES,
  HTTP2_BYTES,
  SOCKET_PACKETS,
  VAIC_FRAMES,
];
