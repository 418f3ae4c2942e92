/**
 * Starting when things are missing: a service comes up whatever is away, says what it waits for, is not ready until it
 * has it, and refuses outright what must never run in production.
 */
package org.integrationstack.common.startup;
