/** Reads a request's body as bytes, within a limit. */
import { SidetoneError } from "../errors.ts";

/** Rejects with LIMIT_EXCEEDED beyond `maxBytes`; stops reading there, whatever the content length claims. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}

function tooLarge(): SidetoneError {
  return new SidetoneError("LIMIT_EXCEEDED", "The body is larger than this endpoint takes");
}
