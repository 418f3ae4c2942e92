/**
 * Answers a call from memory where the provider allows it. An entry belongs to one connection and one version of its
 * credential: nobody else is ever answered from it. The cache can only save calls, never fail them: without it, calls go
 * to the provider.
 */
package org.integrationstack.proxy.cache;
