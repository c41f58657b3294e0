/** Holders of one key who misuse it: calls that never speak, and ids that no store takes. */
import { json, knock } from "../http.ts";
import { flood, type HostileKind, type HostileScene } from "../scene.ts";

/** A NUL, lone surrogates, text directions, very long, a path, and one made of quotes. */
const STRANGE_IDS = [
  "a\u0000b",
  "\u0000",
  "\ud800",
  "\udfff\ud800",
  "a\udc00b",
  "\u202eabc",
  "i".repeat(4_000),
  "../../x",
  "'\";--",
  "\u0001\u001f",
];

function announce(scene: HostileScene, callId: unknown, sessionId: unknown): Promise<number> {
  const body = JSON.stringify({
    payload: { attached_variables: { "Call.call_id": callId, "Call.session_id": sessionId, "\u0000": 1 } },
  });
  const headers = { ...json, "x-f9-apikey": scene.target.apiKey };
  return knock(scene, { method: "POST", path: "/cti-call-event-destination/", headers, body }, [200]);
}

export const HOLDER_KINDS: readonly HostileKind[] = [
  {
    name: "announced calls that never speak (holds the CTI key)",
    share: 3_000,
    run: (scene) =>
      flood(scene, 8, async (index) => {
        await announce(
          scene,
          `388${String(scene.chance.between(0, 999_999_999)).padStart(12, "0")}`,
          `s-${index}`,
        );
      }),
  },
  {
    name: "ids that no store takes (holds CTI key and bot token)",
    share: 2_000,
    run: (scene) =>
      flood(scene, 8, async (index) => {
        const id = STRANGE_IDS[index % STRANGE_IDS.length];
        if (index % 3 === 0) return void (await announce(scene, `389${index}`, id));
        if (index % 3 === 1) return void (await announce(scene, id, id));
        const headers = { ...json, authorization: `Bearer ${scene.target.botToken}` };
        const body = JSON.stringify({ conversation: id, bot: id });
        await knock(scene, { method: "POST", path: "/audiocodes/bot", headers, body }, [200, 409]);
      }),
  },
];
