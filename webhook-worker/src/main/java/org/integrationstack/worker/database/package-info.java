/**
 * The worker's schema: migrated before anything works on it, and how its failures are told apart: those that pass by
 * waiting, and those of the data itself.
 */
package org.integrationstack.worker.database;
