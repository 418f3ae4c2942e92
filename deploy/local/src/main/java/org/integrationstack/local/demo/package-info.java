/**
 * The whole journey of an integration against the running stack, from outside: a browser, the product's calls, the
 * provider's webhooks. Each step says what it saw, and the first that sees something else ends it.
 */
package org.integrationstack.local.demo;
