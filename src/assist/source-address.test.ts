import { expect, test } from "bun:test";
import { sourceAddressOf, storageConsoleAddress, storageFileOf } from "./source-address.ts";

test.each([
  ["https://kb.example.com/a", "https://kb.example.com/a"],
  [" gs://handbook-eu/billing/refunds.pdf ", "gs://handbook-eu/billing/refunds.pdf"],
  ["gs://handbook-eu", ""],
  ["gs://../x", ""],
  ["javascript:alert(1)", ""],
  ["ftp://kb.example.com/a", ""],
  [7, ""],
])("the address of %j is %j", (value, address) => {
  expect(sourceAddressOf(value)).toBe(address);
});

test("an object of Cloud Storage opens in the console, whatever its name has", () => {
  expect(storageConsoleAddress("gs://handbook-eu/billing/How to #1?.pdf")).toBe(
    "https://console.cloud.google.com/storage/browser/_details/handbook-eu/billing/How%20to%20%231%3F.pdf",
  );
  expect(storageConsoleAddress("https://kb.example.com/a")).toBe("");
  expect(storageFileOf("gs://handbook-eu/billing/refunds.pdf")).toBe("refunds.pdf");
});
