/**
 * The activity log: what happened, as the tenant's people see it. A projection of {@code activity.recorded}. Promises: an
 * act recorded twice shows once; an act that cannot be stored is counted, named and passed over; what the topic still
 * holds can be read into the log again at any time; who follows the log gets each act once, and misses none, however
 * often it breaks off and wherever it comes back.
 */
package org.integrationstack.connections.activity;
