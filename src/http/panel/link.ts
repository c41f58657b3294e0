/** Links to the panel for programs that have the launch key: each opens one call, for a short time. */
import { Hono } from "hono";
import { problemResponse } from "../common/problem.ts";
import { RefusedError, refuseIn } from "../common/refusal.ts";
import { callOf, type LaunchCheck } from "./launch.ts";
import type { PanelTickets } from "./ticket.ts";

export interface LinkOptions extends LaunchCheck {
  tickets: PanelTickets;
  /** Where the page is. */
  pagePath: string;
}

const TICKET_PATH = "/agent-assist-ui-modules/ticket";

export function linkRoutes(options: LinkOptions): Hono {
  const app = new Hono();
  app.onError(refuseIn(problemResponse, { challenge: "Bearer" }));
  app.post(TICKET_PATH, async (context) => {
    context.header("cache-control", "no-store");
    const key = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
    if (!options.isLaunchKey(key)) {
      throw new RefusedError(
        "UNAUTHENTICATED",
        "Send the server's setting PANEL_LAUNCH_KEY as bearer token.",
        {
          title: "The launch key is missing or wrong",
        },
      );
    }
    const call = await callOf(new URL(context.req.url).searchParams, options);
    if (call === undefined) {
      const detail = "The parameters call_id and source name no call.";
      throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "Which call is this?" });
    }
    const { ticket, expiresAtMs } = await options.tickets.forLink(call.firstName);
    const query = new URLSearchParams({ source: call.source, call_id: call.callId, ticket });
    return context.json({
      path: `${options.pagePath}?${query}`,
      expiresAt: new Date(expiresAtMs).toISOString(),
    });
  });
  return app;
}
