/** Whether a report of Five9 means a failure. */

/** Five9 publishes no closed list of statuses; a failure type is only there where something failed. */
export function hasFailed(report: { status: string; failureType: string }): boolean {
  return report.failureType !== "" || /^(?:error|fail)/i.test(report.status);
}
