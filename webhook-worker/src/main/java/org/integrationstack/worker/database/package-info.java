/** How the worker's features reach the database for callers: each sees its tenant's rows alone, and waits for a few seconds. */
package org.integrationstack.worker.database;
