/**
 * The imitated providers as one small process: {@link org.integrationstack.sandbox.Sandbox} starts
 * it, {@link org.integrationstack.sandbox.SandboxOptions} says how. Development and tests only: it
 * binds to 127.0.0.1, keeps its state in memory and shows every secret it is sent.
 */
package org.integrationstack.sandbox;
