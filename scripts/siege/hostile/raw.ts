/** Bytes on a bare TCP connection, as no client library would send them. */
import { connect } from "node:net";
import { type HostileScene, LOOPBACK } from "./scene.ts";

export interface RawInput {
  port: number;
  bytes: Uint8Array | string;
  /** How long an answer is awaited before the connection is broken off; 0 breaks it off at once. */
  holdMs: number;
  /** An answer does not end it: it is still held. */
  staysOpen?: boolean;
}

/** Sends the bytes; notes the status line's code, "closed" or "no answer". Resolves with all that came back. */
export function sendRaw(
  scene: HostileScene,
  { port, bytes, holdMs, staysOpen = false }: RawInput,
): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    let isOver = false;
    const socket = connect({ host: LOOPBACK, port });
    const end = (answer: string) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.destroy();
      scene.note(answer);
      resolve(heard);
    };
    const timer = setTimeout(() => end(heard === "" ? "no answer" : answerIn(heard)), Math.max(holdMs, 1));
    socket.on("connect", () => {
      socket.write(bytes);
      if (holdMs === 0) end("broken off");
    });
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (!staysOpen && /^HTTP\/1\.1 \d{3}/.test(heard)) end(answerIn(heard));
    });
    socket.on("error", () => end("closed"));
    socket.on("close", () => end(heard === "" ? "closed" : answerIn(heard)));
  });
}

function answerIn(heard: string): string {
  return /^HTTP\/1\.[01] (\d{3})/.exec(heard)?.[1] ?? "bytes";
}
