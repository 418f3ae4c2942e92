package org.integrationstack.connections.connection.postgres;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

/** The row of one label, to find connections by; the database copies it from the connection's row. */
@Entity
@Immutable
@Table(name = "connection_label")
@IdClass(LabelEntity.Key.class)
class LabelEntity {
    @Id
    UUID connection;

    @Id
    @Column(name = "key")
    String name;

    String tenant;

    @Column(name = "value")
    String text;

    /** What makes a row one. */
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        UUID connection;
        String name;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && connection.equals(key.connection) && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(connection, name);
        }
    }
}
