/** The yardstick: a Hono route on Bun that reads the JSON of a request and answers with an empty object. */
import { Hono } from "hono";

const app = new Hono();
app.post("/webhook", async (context) => {
  await context.req.json();
  return context.json({});
});
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: app.fetch });
process.stdout.write(`${server.port}\n`);
