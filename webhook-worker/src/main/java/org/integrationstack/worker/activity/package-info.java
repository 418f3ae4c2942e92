/**
 * What the activity log gets to know about webhooks: as the provider's definition says, for the tenant and the user whose
 * connection it is. Each delivery is recorded once.
 */
package org.integrationstack.worker.activity;
