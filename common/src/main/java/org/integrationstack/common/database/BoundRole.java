package org.integrationstack.common.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

import org.integrationstack.common.startup.StartRefusedException;

/**
 * The role that a service uses its database by must be one that row-level security binds: neither superuser nor
 * {@code BYPASSRLS}. Else the second line of tenancy would be missing, and nothing would tell.
 *
 * <p>Source: PostgreSQL documentation, section 5.9, "Row Security Policies".
 */
public final class BoundRole {
    private static final String QUERY =
            "select rolname, rolsuper or rolbypassrls as unbound from pg_roles where rolname = coalesce(?, current_user)";

    private BoundRole() {}

    /**
     * Returns if the role is bound. Blocks.
     *
     * @throws StartRefusedException if it is not
     */
    public static void require(DataSource database) {
        try (Connection connection = database.getConnection()) {
            require(connection, null);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same of a role of that name; null for the connection's own. */
    public static void require(Connection connection, String role) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, role);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next() || found.getBoolean("unbound")) {
                    throw new StartRefusedException("the database role may bypass row-level security: DATABASE_USERNAME"
                            + " must name one that is neither superuser nor BYPASSRLS");
                }
            }
        }
    }
}
