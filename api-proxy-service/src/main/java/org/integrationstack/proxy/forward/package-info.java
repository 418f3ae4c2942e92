/**
 * Sends a call to its provider: the credential goes in last, bodies stream in both directions at the pace of the slower
 * side, and the provider's own addresses in an answer are made to lead back through the proxy.
 */
package org.integrationstack.proxy.forward;
