/**
 * Requests that create something and may be sent again. Promises: of all requests of one caller with one
 * {@code Idempotency-Key}, within a day, one creates; the same request again finds what that one created, and another
 * request under the same key is refused. What was created and that it was are committed together.
 */
package org.integrationstack.connections.idempotency;
