/**
 * What a proxied call is: what the caller asks for, on whose connection, until when, and the answer to it. Everything
 * between the caller and the provider (cache, permits, the connection to the provider) is an
 * {@link org.integrationstack.proxy.call.Upstream}, one decorating the next.
 */
package org.integrationstack.proxy.call;
