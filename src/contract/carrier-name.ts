/** A carrier's names in calls and on pages. */
export interface CarrierName {
  /** In stored calls, filters, addresses and traces; it never changes. */
  readonly source: string;
  /** For people. */
  readonly label: string;
}
