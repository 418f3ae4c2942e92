/**
 * The one way to call an address that data decides: only public addresses, resolved once and pinned, no redirects.
 * ArchUnit forbids other HTTP clients for such calls. Our own servers speak no HTTP/2 in clear.
 */
package org.integrationstack.common.http;
