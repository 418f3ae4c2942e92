/**
 * Records that can never be read: malformed, forged, or refused by the database for what they hold. Each is kept with
 * where it was and why, counted, and passed over, so that it holds up nothing behind it.
 */
package org.integrationstack.worker.quarantine;
