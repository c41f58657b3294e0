/** Ports that a person expects, where they are free. */
import { createServer } from "node:net";

/** The port as text if it is free, else "0" for any free one. */
export async function usualPort(port: number): Promise<string> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
  return free ? String(port) : "0";
}
