/**
 * Keeps calls within the providers' quotas: never more than the permits in any window, counted over all replicas of
 * this service, for the account and for the whole installation. A call that cannot have its permits now is refused with
 * the time at which it could; nothing is held back.
 */
package org.integrationstack.proxy.limiter;
