package org.integrationstack.proxy.connection;

import java.util.HashMap;
import java.util.Map;

import org.integrationstack.common.secret.Secret;

/**
 * What opens an account.
 *
 * @param slot which of the connection's tokens it is
 * @param version rises with every new token
 * @param values what was said when the account was connected and what the provider sent with the token, by the names that
 *     its definition gives them; fixed for as long as the connection lives
 */
public record Credential(Secret accessToken, TokenSlot slot, long version, Map<String, String> values) {
    private static final String ACCESS_TOKEN = "access_token";

    public Credential {
        values = Map.copyOf(values);
    }

    /** The variables of a definition's templates with their values, the token in clear among them. */
    public Map<String, String> reveal() {
        Map<String, String> variables = new HashMap<>(values);
        variables.put(ACCESS_TOKEN, accessToken.reveal());
        return variables;
    }

    /** The kept values may be secret as well. */
    @Override
    public String toString() {
        return "Credential[redacted]";
    }
}
