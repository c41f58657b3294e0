/** The certificate and key of the audio endpoint, where it ends TLS itself. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { SidetoneError } from "../base/errors.ts";
import type { Settings } from "../settings/table.ts";

/** PEM texts; undefined without files. Rejects with CONFIG_INVALID where one cannot be read, or the two do not belong together. */
export async function readTls(
  settings: Pick<Settings, "GRPC_TLS_CERT_FILE" | "GRPC_TLS_KEY_FILE">,
): Promise<{ cert: string; key: string } | undefined> {
  const { GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile } = settings;
  if (certFile === undefined || keyFile === undefined) return undefined;
  const cert = await read("GRPC_TLS_CERT_FILE", certFile);
  const key = await read("GRPC_TLS_KEY_FILE", keyFile);
  const certificate = parse("GRPC_TLS_CERT_FILE", certFile, "certificate", () => new X509Certificate(cert));
  const privateKey = parse("GRPC_TLS_KEY_FILE", keyFile, "private key", () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw wrong(`GRPC_TLS_KEY_FILE ${keyFile} is not the key of the certificate in GRPC_TLS_CERT_FILE`);
  return { cert, key };
}

async function read(setting: string, path: string): Promise<string> {
  try {
    return await Bun.file(path).text();
  } catch (caught) {
    const code = caught instanceof Error && "code" in caught ? String(caught.code) : "unknown";
    throw wrong(`${setting} ${path} cannot be read (${code}). Name a PEM file that this user may read`);
  }
}

function parse<T>(setting: string, path: string, what: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw wrong(`${setting} ${path} holds no ${what} in PEM form`);
  }
}

const wrong = (message: string) => new SidetoneError("CONFIG_INVALID", message);
