/**
 * What is made of events, as their providers' definitions and their connections' settings say: a line in the activity
 * log, the worker's own records, effects, and what consumers of {@code integration.events} are told. All of it commits
 * with the delivery, or none. Knows no provider; believes no payload.
 */
package org.integrationstack.worker.event;
