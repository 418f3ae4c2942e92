/**
 * A service's PostgreSQL: its schema is there before anything works on it, and its failures are told apart: those that
 * pass by waiting, and those of the data itself.
 */
package org.integrationstack.common.database;
