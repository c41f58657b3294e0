import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { type PanelPreview, startPanelPreview } from "../../../test/support/panel-preview.ts";
import { PREVIEW_RESULTS, type PreviewCall, previewCall } from "../../../test/support/preview-call.ts";
import { type Connection, connectToCall } from "./connection.ts";
import { createDesktopPass, type DesktopPass } from "./desktop-pass.ts";
import { readPageSettings, SETTINGS_ELEMENT_ID } from "./page-settings.ts";
import { type ConnectionState, INITIAL_STATE, type PanelState, reducePanel } from "./state/panel-state.ts";

interface Desk {
  state: PanelState;
  seen: ConnectionState["status"][];
  connection: Connection;
  pass: DesktopPass;
}

let preview: PanelPreview;
let call: PreviewCall;
const desks: Desk[] = [];

beforeEach(() => {
  preview = startPanelPreview();
  call = previewCall(preview.conversationNameOf("1"), 1_000_000);
});
afterEach(async () => {
  for (const desk of desks.splice(0)) {
    desk.connection.close();
    desk.pass.close();
  }
  await preview.close();
});

/** Opens the page over HTTP, reads its settings as the browser does, and connects. */
async function openDesk(options: { conversationName?: string; token?: string } = {}): Promise<Desk> {
  const html = await (await fetch(preview.pageUrl("1"))).text();
  const json = html.split(`id="${SETTINGS_ELEMENT_ID}">`)[1]?.split("</script>")[0] ?? "";
  const settings = readPageSettings(json);
  const pass = createDesktopPass({
    token: options.token ?? settings.token,
    renewalUrl: preview.url + settings.renewalUrl,
  });
  const desk: Partial<Desk> & Pick<Desk, "state" | "seen" | "pass"> = {
    state: INITIAL_STATE,
    seen: [],
    pass,
  };
  const connection = connectToCall({
    serverUrl: preview.url,
    conversationName: options.conversationName ?? settings.conversationName,
    pass,
    staysWithItsLife: () => false,
    lastSequence: () => desk.state.position.contiguous,
    onEvent: (event) => {
      desk.state = reducePanel(desk.state, { type: "event.received", event });
    },
    onCallState: (raw) => {
      desk.state = reducePanel(desk.state, { type: "callState.received", raw });
    },
    onEpisode: (episode) => {
      desk.state = reducePanel(desk.state, { type: "episode.begun", episode });
    },
    onConnection: (state) => {
      desk.seen.push(state.status);
    },
  });
  const open: Desk = Object.assign(desk, { connection });
  desks.push(open);
  return open;
}

test("a page that joins late gets everything, and the call's state", async () => {
  preview.setCallState("1", { media: "held" });
  await preview.accept(call.says("END_USER", "one"), call.suggests(PREVIEW_RESULTS.replies));
  const desk = await openDesk();
  await eventually(() => desk.state.position.contiguous === 2);
  expect(desk.seen).toEqual(["live"]);
  expect(desk.state.call.media).toBe("held");
});

test("a server of a former version, which sends Google's form only, serves the page as well", async () => {
  await preview.close();
  preview = startPanelPreview({ isFormer: true });
  await preview.accept(call.started(), call.says("END_USER", "one"), call.suggests(PREVIEW_RESULTS.replies));
  const desk = await openDesk();
  await eventually(() => desk.state.position.contiguous === 3);
  await preview.accept(call.interim("HUMAN_AGENT", "u9", "tw"));
  await eventually(() => desk.state.transcript.interims.agent !== undefined);
  const { transcript, suggestions } = desk.state;
  expect(transcript.messages.map(({ voice, text }) => [voice, text])).toEqual([["customer", "one"]]);
  expect(transcript.interims.agent).toMatchObject({ utteranceId: "u9", text: "tw" });
  expect(suggestions.cards).toHaveLength(1);
  expect(desk.state.call.hasStarted).toBe(true);
});

test("a cut connection comes back by itself and brings what was missed, once", async () => {
  await preview.accept(call.says("END_USER", "one"));
  const desk = await openDesk();
  await eventually(() => desk.state.position.contiguous === 1);
  preview.cutDesktops();
  await eventually(() => desk.seen.includes("reconnecting"));
  await preview.accept(call.says("HUMAN_AGENT", "two"), call.says("END_USER", "three"));
  await eventually(() => desk.state.position.contiguous === 3);
  expect(desk.state.transcript.messages.map((message) => message.text)).toEqual(["one", "two", "three"]);
  await eventually(() => desk.seen.at(-1) === "live");
});

test("a token the server refuses is renewed once, then access counts as expired", async () => {
  const desk = await openDesk();
  await eventually(() => desk.seen.includes("live"));
  preview.refuseTokens(true);
  preview.cutDesktops();
  await eventually(() => desk.seen.at(-1) === "expired");
  preview.refuseTokens(false);
  desk.connection.retryNow();
  await eventually(() => desk.seen.at(-1) === "live");
});

test("a token that ran out while the computer slept is renewed and the page goes on", async () => {
  let nowMs = Date.now() - 3_650_000;
  await preview.close();
  preview = startPanelPreview({ clock: { now: () => nowMs, setTimeout, clearTimeout: () => {} } });
  const html = await (await fetch(preview.pageUrl("1"))).text();
  const token = /"token":"([^"]+)"/.exec(html)?.[1] ?? "";
  nowMs += 3_650_000;
  const desk = await openDesk({ token });
  await eventually(() => desk.seen.at(-1) === "live");
  expect(desk.pass.token()).not.toBe(token);
});

test("another call's conversation is refused and nothing of it is seen", async () => {
  await preview.accept(call.says("END_USER", "mine"));
  const otherName = preview.conversationNameOf("2");
  await preview.accept(previewCall(otherName, 0).says("END_USER", "theirs"));
  const desk = await openDesk({ conversationName: otherName });
  await eventually(() => desk.seen.includes("unknownCall"));
  expect(desk.state.transcript.messages).toEqual([]);
});

test("a renewed token reaches the server, so that a long call outlives its first token", async () => {
  const desk = await openDesk();
  await eventually(() => desk.seen.includes("live"));
  expect(await desk.pass.renew()).toBe("renewed");
  await preview.accept(call.says("END_USER", "still here"));
  await eventually(() => desk.state.position.contiguous === 1);
  expect(desk.seen).toEqual(["live"]);
});

test("without a server the page keeps trying and tells when", async () => {
  const desk = await openDesk();
  await eventually(() => desk.seen.includes("live"));
  await preview.close();
  await eventually(() => desk.seen.filter((status) => status === "reconnecting").length >= 2);
  desk.connection.close();
  preview = startPanelPreview();
});
