/** A port that nobody listens on. */
import { createServer } from "node:net";

const ATTEMPTS = 20;
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/**
 * Free a moment ago; for programs that cannot be told to take any. It is below the ports that the kernel gives to connections:
 * whichever clients connect meanwhile, it stays free, also for a server that is started again where it was.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await canListen(port)) return port;
    if (attempt === ATTEMPTS) throw new Error(`none of ${ATTEMPTS} ports is free`);
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
