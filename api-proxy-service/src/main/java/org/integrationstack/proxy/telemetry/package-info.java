/** What the proxy says in its log beyond single calls. */
package org.integrationstack.proxy.telemetry;
