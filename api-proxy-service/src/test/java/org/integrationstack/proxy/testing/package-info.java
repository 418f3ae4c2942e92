/** What the proxy's tests have around it: identities and infrastructure are real, connections and providers are ours. */
package org.integrationstack.proxy.testing;
