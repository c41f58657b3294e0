/** HTTP as bytes on a socket: for requests that no HTTP client would send. */
import { createConnection } from "node:net";

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/**
 * Sends the lines of a head, or of a head, an empty line and a body; a head alone needs no empty line. Resolves with the
 * first answer. Rejects if the connection ends without one.
 */
export async function askRaw(port: number, lines: readonly string[]): Promise<RawAnswer> {
  const hasBody = lines.includes("");
  const socket = createConnection(port, "127.0.0.1");
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    const answer = wholeAnswer(heard);
    if (answer !== undefined) resolve(answer);
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error(`The connection ended after: ${heard}`)));
  socket.write((hasBody ? lines : [...lines, "", ""]).join("\r\n"));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

function wholeAnswer(text: string): RawAnswer | undefined {
  const endOfHead = text.indexOf("\r\n\r\n");
  if (endOfHead < 0) return undefined;
  const [first = "", ...fields] = text.slice(0, endOfHead).split("\r\n");
  const headers = new Headers(
    fields.map((field): [string, string] => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), field.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(endOfHead + 4);
  const isWhole =
    headers.get("transfer-encoding") === "chunked"
      ? body.endsWith("0\r\n\r\n")
      : body.length >= Number(headers.get("content-length") ?? 0);
  return isWhole ? { status: Number(first.split(" ")[1]), headers, body } : undefined;
}
