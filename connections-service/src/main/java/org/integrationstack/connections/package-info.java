/**
 * connections-service: providers, authorization, connections, the token vault, the activity log and the console's page.
 *
 * <pre>
 *   console ──► authorization ──► connection ──► grant ──► (providers)
 *      │             │                ▲
 *      ├──► activity └──► session     └── credentials (for the proxy)
 *      └──► catalogue
 * </pre>
 */
package org.integrationstack.connections;
