/** What Google's backend gets wrong and this one must not: a test for each weakness that concerns the connector. */
import { testDeliveryAndScale } from "./delivery-weaknesses.ts";
import { testSecurity } from "./security-weaknesses.ts";

testSecurity();
testDeliveryAndScale();
