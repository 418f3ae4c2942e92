/** Webhooks as both the gateway and other services know them: where they arrive, and what proves them. */
package org.integrationstack.common.webhook;
