/** MediaStream events without a key: about unknown calls, about live calls, and all about one. */
import { json, knock } from "../http.ts";
import { flood, type HostileKind, type HostileScene } from "../scene.ts";

const AT_ONCE = 16;
/** Keyless events may be answered with success, since Five9 is not known to send a key: what they cost is judged instead. */
const TAKEN = [200, 202];
/** What a stranger would like an operator to read. */
export const STRANGERS_TEXT = "STRANGERS-TEXT call this number at once";
const STATUSES = ["STREAMING", "ERROR", "ENDED_NORMALLY", "STARTED", "FAILED"];

function post(scene: HostileScene, callId: string, text: string): Promise<number> {
  const body = JSON.stringify({
    callId,
    domainId: "1001",
    callLeg: scene.chance.pick(["Agent", "Customer", "Supervisor", "Nobody"]),
    status: scene.chance.pick(STATUSES),
    failureType: text === "" ? "" : "STREAM_FAILED",
    failureDetail: text,
    destinationUrl: "https://nobody.example",
    occurredOn: new Date().toISOString(),
  });
  const path = `/mediastream-event-destination/subscriptions/${scene.chance.between(1, 9_999)}`;
  return knock(scene, { method: "POST", path, headers: json, body }, TAKEN);
}

const strangeCall = (scene: HostileScene) =>
  `399${String(scene.chance.between(0, 999_999_999)).padStart(12, "0")}`;

export const EVENT_KINDS: readonly HostileKind[] = [
  {
    name: "keyless events, unknown calls",
    share: 66_000,
    run: (scene) =>
      flood(scene, AT_ONCE, async () => void (await post(scene, strangeCall(scene), STRANGERS_TEXT))),
  },
  {
    name: "keyless events, live calls",
    share: 20_000,
    run: (scene) =>
      flood(scene, AT_ONCE, async () => {
        const callId = scene.chance.pick(scene.liveCalls()) ?? strangeCall(scene);
        await post(scene, callId, scene.chance.pick(["", STRANGERS_TEXT]) ?? "");
      }),
  },
  {
    name: "forged reports, one live call",
    share: 20_000,
    run(scene) {
      const callId = scene.liveCalls()[0] ?? strangeCall(scene);
      return flood(
        scene,
        AT_ONCE,
        async () => void (await post(scene, callId, `${STRANGERS_TEXT} ${"x".repeat(900)}`)),
      );
    },
  },
];
