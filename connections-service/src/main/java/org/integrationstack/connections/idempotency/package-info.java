/**
 * Requests that create something and may be sent again. Promises: of all requests of one caller with one
 * {@code Idempotency-Key}, within a day, one creates; the same request again finds what that one created, and another
 * request under the same key is refused. What was created and that it was are committed
 * together, and so is an answer that cannot be made a second time.
 */
package org.integrationstack.connections.idempotency;
