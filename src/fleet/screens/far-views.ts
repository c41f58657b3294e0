/** The views of calls whichever instance owns them, for desktops and carriers here. */
import type { LocalDirectory } from "../../calls/directory.ts";
import type { CallViews } from "../../calls/port.ts";
import type { Bus } from "../bus.ts";
import type { Place } from "../mailbox.ts";
import { ASK_DEADLINE_MS, VIEW, viewsOf } from "./topics.ts";

export interface FarViewsOptions {
  bus: Pick<Bus, "instanceId" | "ask" | "onShout" | "onConnection">;
  local: Pick<LocalDirectory, "watchView" | "get">;
  /** Rejects with what Redis says. */
  placeOf(callKey: string): Promise<Place>;
}

/**
 * As the port has it, but that the first view comes a little later where the call is not owned here. While Redis is away
 * it comes when Redis is back.
 */
export function watchViews({ bus, local, placeOf }: FarViewsOptions): CallViews["watchView"] {
  return (callKey, listener) => {
    let views = 0;
    let isOver = false;
    const tell: typeof listener = (view) => {
      if (isOver) return;
      views += 1;
      listener(view);
    };
    async function look(): Promise<void> {
      const seen = views;
      const place = await placeOf(callKey);
      // An owner to come tells the view by itself.
      if (place.state === "waiting" || place.instance === bus.instanceId) return;
      const { view } =
        place.state === "nowhere"
          ? { view: null }
          : await bus.ask(place.instance, VIEW, { callKey }, ASK_DEADLINE_MS);
      // What was told meanwhile is newer. An owner that has it no more has handed it over or stored its end.
      if (views === seen && (view !== null || place.state === "nowhere")) tell(view);
    }
    // A failure is made good when the connection is back, or by the next view.
    const lookSoon = () => void look().catch(() => {});
    const unwatch = [
      local.watchView(callKey, (view) => {
        if (view !== null) tell(view);
      }),
      bus.onShout(viewsOf(callKey), ({ view }) => tell(view)),
      bus.onConnection((isConnected) => {
        if (isConnected) lookSoon();
      }),
    ];
    if (local.get(callKey) === null) lookSoon();
    return () => {
      isOver = true;
      for (const end of unwatch) end();
    };
  };
}
