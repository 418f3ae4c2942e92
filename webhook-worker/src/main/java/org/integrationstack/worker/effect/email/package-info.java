/**
 * Effects of kind {@code email}: one mail to one mailbox, from the fixed sender, made of a template with closed variables
 * whose values are escaped; so many a minute for a tenant.
 */
package org.integrationstack.worker.effect.email;
