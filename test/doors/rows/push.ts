/** The four paths Pub/Sub pushes to. */
import { ASSIST_DATA_TYPES } from "../../../src/assist/google-notification.ts";
import type { HttpRow } from "../http-rows.ts";

export const PUSH_ROWS: readonly HttpRow[] = ASSIST_DATA_TYPES.map((dataType) => ({
  route: `POST /${dataType}`,
  scheme: "push",
  // Acknowledged as no event: it will not become one by coming again.
  body: { message: { messageId: "1", data: btoa("no event") }, subscription: "projects/p/subscriptions/s" },
  right: 204,
}));
