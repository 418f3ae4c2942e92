/**
 * Topics told anew. Promises: whatever this service knows of what a compacted topic is about is on the topic again in the
 * end, sealed under the key of now where it is sealed; while that goes on, every change is told as promptly as ever and
 * none is overtaken by an older state; it survives whoever works on it, and consumers that know it all already notice
 * nothing, since versions stay as they are.
 */
package org.integrationstack.connections.republication;
