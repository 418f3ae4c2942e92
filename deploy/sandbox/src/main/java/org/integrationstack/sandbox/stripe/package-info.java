/**
 * Stripe, imitated: a Connect platform and two merchants it can be connected to, OAuth with its
 * quirks (the platform's secret key authenticates the client, nothing expires, a deauthorization ends
 * all), and a small part of the API, called with the platform's key and {@code Stripe-Account}, a
 * token, or a merchant's restricted key.
 */
package org.integrationstack.sandbox.stripe;
