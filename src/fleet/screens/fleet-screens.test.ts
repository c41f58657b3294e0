/** A call is shown at every instance as it is at its owner, also when the owner changes. */
import { expect, test } from "bun:test";
import { CALL, closeLeg, openLeg } from "../../../test/support/call-fixture.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { LEDGERS_NOW, type SceneInstance } from "../../../test/support/fleet-scene.ts";
import { describeFleet } from "../../../test/support/use-fleet-scene.ts";
import type { WatchedCall } from "../../calls/port.ts";
import type { CallStateView } from "../../calls/view.ts";
import type { CallSummary } from "../../contract/call-summary.ts";

describeFleet("screens of a fleet", (scene) => {
  /** A call with an agent's leg; `far` is an instance that cannot own it. */
  async function begun(): Promise<{ owner: SceneInstance; far: SceneInstance }> {
    const far = await scene.start({ maxCalls: 0 });
    await scene.start();
    expect(await far.fleet.send(CALL, openLeg("a", "agent"))).toBe("taken");
    return { owner: await scene.owner(), far };
  }

  async function rowsAt({ screens }: SceneInstance): Promise<CallSummary[]> {
    return await Promise.all((await screens.watchedCalls()).map((call) => call.summary()));
  }

  test("lists, rows, lines, pictures and accounts are those of the owner, and name it", async () => {
    const { owner, far } = await begun();
    const [row] = await rowsAt(far);
    expect([row]).toEqual(await rowsAt(owner));
    expect(row).toMatchObject({ callKey: CALL.callKey, live: true, instance: owner.id });
    const call = await far.screens.watched(CALL.callKey);
    const news = await call?.news(0);
    expect(news?.lines).toEqual((await (await owner.screens.watched(CALL.callKey))?.news(0))?.lines);
    expect(news?.lines.length).toBeGreaterThan(0);
    expect((await call?.news(news?.lines.at(-1)?.line ?? 0))?.lines).toEqual([]);
    expect(news?.ledgers).toMatchObject(LEDGERS_NOW);
    const [seen, real] = await Promise.all([far, owner].map(({ screens }) => screens.picture(CALL.callKey)));
    expect(seen).toMatchObject({
      summary: real?.summary,
      lines: real?.lines,
      report: { legs: real?.report.legs },
    });
    await eventually(() => expect(far.screens.ledgersOf(CALL.callKey)).toEqual(LEDGERS_NOW));
  });

  test("no call of that key: none is listed, watched or pictured", async () => {
    const far = await scene.start();
    expect(await far.screens.watchedCalls()).toEqual([]);
    expect(await far.screens.watched("five9-0")).toBeNull();
    expect(await far.screens.picture("five9-0")).toBeNull();
  });

  test("a follower hears of a change, of a new owner and of the end, and counts what lives", async () => {
    const { owner, far } = await begun();
    const next = await scene.start();
    const rows: CallSummary[] = [];
    const unlisten = far.screens.onWatched(
      (call: WatchedCall) => void call.summary().then((row) => rows.push(row)),
    );
    await eventually(() => rows.at(-1)?.instance === owner.id);
    expect(await far.screens.count()).toBe(1);
    owner.calls.deliver({ type: "desktop.joined", desktopId: "d1" });
    await eventually(() => rows.at(-1)?.desktops === 1);
    await owner.kill();
    await eventually(() => rows.at(-1)?.instance === next.id);
    const watched = await far.screens.watched(CALL.callKey);
    next.calls.deliver({ type: "call.end", reason: "a wish" });
    await eventually(() => rows.at(-1)?.live === false);
    expect(rows.at(-1)).toMatchObject({ endReason: "a wish" });
    expect(await far.screens.count()).toBe(0);
    expect(await watched?.news(0)).toMatchObject({ summary: { live: false } });
    await eventually(async () => expect(await far.screens.watched(CALL.callKey)).toBeNull());
    unlisten();
    const heard = rows.length;
    await far.fleet.send({ ...CALL, callKey: "five9-2" }, openLeg("b", "agent"));
    await eventually(async () => expect(await rowsAt(far)).toHaveLength(1));
    expect(rows).toHaveLength(heard);
  });

  test("between two owners a call is still there, as it was stored", async () => {
    const { owner, far } = await begun();
    await owner.store();
    await owner.kill();
    expect(await (await far.screens.watched(CALL.callKey))?.news(0)).toMatchObject({
      summary: { live: true, instance: owner.id },
      missed: false,
    });
  });

  test("a view is told as it is, after each change, and by the next owner", async () => {
    const { owner, far } = await begun();
    const next = await scene.start();
    const views: (CallStateView | null)[] = [];
    const unwatch = far.screens.watchView(CALL.callKey, (view) => views.push(view));
    await eventually(() => views.at(-1)?.assist === "unattended");
    owner.calls.deliver({ type: "desktop.joined", desktopId: "d1" });
    await eventually(() => views.at(-1)?.assist === "attended");
    await owner.store();
    await owner.kill();
    // The desktop is not known elsewhere.
    await eventually(() => views.at(-1)?.assist === "unattended");
    unwatch();
    const told = views.length;
    next.calls.deliver(closeLeg("a", "agent"));
    const again: (CallStateView | null)[] = [];
    far.screens.watchView(CALL.callKey, (view) => again.push(view));
    await eventually(() => again.length > 0 && again.at(-1)?.media === next.calls.view()?.media);
    expect(views).toHaveLength(told);
  });

  test("a view of no call is null, and comes when the call begins", async () => {
    const far = await scene.start({ maxCalls: 0 });
    await scene.start();
    const views: (CallStateView | null)[] = [];
    far.screens.watchView(CALL.callKey, (view) => views.push(view));
    await eventually(() => expect(views).toEqual([null]));
    await far.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => views.at(-1)?.media === "streaming");
  });
});
