package org.integrationstack.connections.vault;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.secret.KeyPurpose;

/**
 * A table with sealed values, of which rotations reseal every row. One bean per table. It has a column {@code tenant},
 * its subject and slot identify a row, and beside each sealed column {@code x} it has {@code x_key}, the id of the key
 * that sealed it, which Postgres derives and which refers to {@code data_key} (see {@code V5__vault.sql}).
 *
 * @param subject the column, of type uuid, that is the place's subject
 * @param slot the column that is the place's slot; without one the slot is empty
 * @param columns the sealed columns
 */
public record SealedTable(
        String name, KeyPurpose purpose, String subject, Optional<String> slot, List<Column> columns) {
    public SealedTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(slot, "slot");
        columns = List.copyOf(columns);
    }

    /**
     * A sealed column.
     *
     * @param field as which its values are bound to their place
     */
    public record Column(String name, String field) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(field, "field");
        }

        /** A column whose values are bound by its own name. */
        public static Column of(String name) {
            return new Column(name, name);
        }

        /** The column with the id of the key. */
        public String key() {
            return name + "_key";
        }
    }
}
