/** What the gateway's integration tests share: secrets, a provider's way of sending, and the topic as the worker sees it. */
package org.integrationstack.gateway.testing;
