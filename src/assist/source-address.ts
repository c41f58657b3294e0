/** Where an article or a source is: on the web, or an object of Cloud Storage. Pure. */
import { textOf, webAddressOf } from "../base/json-fields.ts";

/** Bucket and object; Google's rules for bucket names leave nothing that means something in a path. */
const STORAGE = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/(\S.*)$/i;

/** An http(s) or gs:// address, else "". */
export function sourceAddressOf(value: unknown): string {
  const text = textOf(value);
  return STORAGE.test(text) ? text : webAddressOf(text);
}

/** The last part of a gs:// address, which is a file's name; "" for other addresses. */
export function storageFileOf(address: string): string {
  return STORAGE.exec(address)?.[2]?.split("/").at(-1) ?? "";
}

/** The object's page in Google's console, which opens it for people who may read the bucket; "" for other addresses. */
export function storageConsoleAddress(address: string): string {
  const [, bucket, object] = STORAGE.exec(address) ?? [];
  if (bucket === undefined || object === undefined) return "";
  const path = object.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return `https://console.cloud.google.com/storage/browser/_details/${bucket}/${path}`;
}
