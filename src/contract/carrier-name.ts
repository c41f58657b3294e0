/** A carrier as calls and pages name it. */
export interface CarrierName {
  /** In stored calls, filters, addresses and traces; it never changes. */
  readonly source: string;
  /** For people. */
  readonly label: string;
}
