/**
 * GitHub as its clients see it: OAuth with GitHub's quirks, a small REST API over repositories held
 * in memory, and signed webhooks. Addresses in its answers are GitHub's own ({@code
 * https://api.github.com/…}), because rewriting them is the proxy's work.
 */
package org.integrationstack.sandbox.github;
