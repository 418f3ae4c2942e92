/**
 * How the parts of the stack are set up: ports, secrets, and the environment that each process gets. Nothing here starts
 * anything.
 */
package org.integrationstack.local.configuration;
