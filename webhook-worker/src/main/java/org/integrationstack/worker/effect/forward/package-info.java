/**
 * Effects of kind {@code forward}: an event as a signed request to a URL of the product, by Standard Webhooks. Only https
 * to public addresses, no redirects; of the answer nothing but its status counts.
 */
package org.integrationstack.worker.effect.forward;
