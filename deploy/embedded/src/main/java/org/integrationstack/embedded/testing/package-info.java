/**
 * The servers of {@link org.integrationstack.embedded} and an identity provider for the tests of the other modules.
 *
 * <p>Promises: one start per JVM, however many Quarkus applications and class loaders it sees; random ports and passwords;
 * nothing is left on disk afterwards; a test can take a server away and give it back.
 */
package org.integrationstack.embedded.testing;
