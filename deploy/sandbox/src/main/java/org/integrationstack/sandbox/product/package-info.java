/** The product that events are forwarded to: it verifies what it is sent, by the Standard Webhooks specification. */
package org.integrationstack.sandbox.product;
