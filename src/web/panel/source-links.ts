/** Which addresses the page makes links of, by the settings that the server wrote into it. */
import { storageConsoleAddress } from "../../assist/source-address.ts";
import { webAddressOf } from "../../base/json-fields.ts";

let isStorageLinked = false;

/** gs:// addresses open in Google's console, for agents who may use it; by default they are no links. */
export function linkStorage(isOn: boolean): void {
  isStorageLinked = isOn;
}

/** The address to open for a source's; "" if none may be. */
export function hrefOf(address: string): string {
  return webAddressOf(address) || (isStorageLinked ? storageConsoleAddress(address) : "");
}
