package org.integrationstack.gateway.signature;

import java.util.List;
import java.util.Map;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.secret.SigningSecret;

/**
 * What is known of an address that deliveries are sent to.
 *
 * @param secrets any of which may prove a delivery, as long as it is good
 * @param values of the definition's inputs; and {@code account}, the account of the endpoint's connection
 * @param addresses where deliveries may come from in place of the definition's ranges; empty for these
 */
public record Trust(List<SigningSecret> secrets, Map<String, String> values, List<AddressRange> addresses) {

    public Trust {
        secrets = List.copyOf(secrets);
        values = Map.copyOf(values);
        addresses = List.copyOf(addresses);
    }
}
