/**
 * What a person chose about the charts that are seen whole on a call's page: as wide as they are there and low. A line may run
 * against the machine's order, so the order of children is the one with the shortest way through, found by trying many.
 */
import type { Shape } from "./shapes.ts";

const NEAR = {
  "elk.spacing.nodeNode": "12",
  "elk.spacing.edgeNode": "7",
  "elk.spacing.edgeEdge": "6",
};
const NEAR_LAYERS = {
  ...NEAR,
  "elk.layered.spacing.nodeNodeBetweenLayers": "7",
  "elk.layered.spacing.edgeNodeBetweenLayers": "6",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "5",
};
const WHOLE = { "elk.padding": "[top=4,left=4,bottom=4,right=4]" };
const DOWN = {
  ...NEAR_LAYERS,
  "elk.direction": "DOWN",
  "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
  "elk.layered.layering.strategy": "LONGEST_PATH",
};

const below = (parent: string, keys: string): string[] => keys.split(" ").map((key) => `${parent}.${key}`);

export const PLAIN_CALL_SHAPE: Shape = {
  isPlain: true,
  parts: {
    call: { ...NEAR_LAYERS, ...WHOLE, "elk.direction": "RIGHT" },
    "call.live.media": DOWN,
    "call.live.conversation": DOWN,
    "call.live.assist": DOWN,
  },
  groups: { "call.live.media.draining": NEAR_LAYERS, "call.live.conversation.opening": NEAR_LAYERS },
  order: {
    "call.live.media": below("call.live.media", "streaming awaiting draining held gone"),
    "call.live.conversation": below(
      "call.live.conversation",
      "open opening none completed failed completing",
    ),
  },
};

const ENGAGED = "participant.engaged";

export const PLAIN_PARTICIPANT_SHAPE: Shape = {
  isPlain: true,
  parts: {
    participant: {
      ...NEAR_LAYERS,
      ...WHOLE,
      "elk.direction": "LEFT",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
    },
  },
  groups: {
    [ENGAGED]: NEAR_LAYERS,
    [`${ENGAGED}.paused`]: NEAR_LAYERS,
    [`${ENGAGED}.recognizing`]: NEAR_LAYERS,
  },
  order: {
    participant: below("participant", "engaged stopped idle failed"),
    [ENGAGED]: below(ENGAGED, "stopping starting choosing recovering paused rollingOver recognizing"),
    [`${ENGAGED}.recognizing`]: below(`${ENGAGED}.recognizing`, "aging fresh"),
    [`${ENGAGED}.paused`]: below(`${ENGAGED}.paused`, "quiet draining"),
  },
};
