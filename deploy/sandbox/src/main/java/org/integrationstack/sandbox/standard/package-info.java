/** Somebody who sends webhooks by the Standard Webhooks specification, as many providers do, and how that is signed. */
package org.integrationstack.sandbox.standard;
