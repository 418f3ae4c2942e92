/**
 * What happens when a provider refuses a credential before its time: connections-service is told, which renews it once for
 * all who ask, or learns that the account must be connected again. A call is sent again once, and only without a body.
 */
package org.integrationstack.proxy.renewal;
