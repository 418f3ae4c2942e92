/**
 * The keys that seal what must not be read from the database, and their change while everything goes on. Promises: data
 * keys lie in Postgres only wrapped under a key-encryption key that does not; a sealed value opens only in its place
 * (purpose, tenant, subject, slot, field); replicas agree on the keys without talking to each other; a rotation ends
 * with every value resealed and the old keys destroyed, wherever it is interrupted; and Postgres itself refuses to let a
 * key go under which a value is still sealed.
 *
 * <p>Another table with sealed values needs a bean of {@link org.integrationstack.connections.vault.SealedTable} and, in
 * its migration, one line per sealed column, as {@code V5__vault.sql} has them; tests fail without.
 */
package org.integrationstack.connections.vault;
