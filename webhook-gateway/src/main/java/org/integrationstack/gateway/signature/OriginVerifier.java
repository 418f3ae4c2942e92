package org.integrationstack.gateway.signature;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.webhook.WebhookContent;

/** Takes deliveries of one organization that come from the provider's addresses. */
final class OriginVerifier implements SignatureVerifier {

    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private final JsonPointer pointer;
    private final String organization;
    private final List<AddressRange> addresses;

    OriginVerifier(JsonPointer pointer, String organization, List<AddressRange> addresses) {
        this.pointer = pointer;
        this.organization = organization;
        this.addresses = addresses;
    }

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        return address(request.remoteAddress())
                .filter(address -> addresses.stream().anyMatch(range -> range.contains(address.getAddress())))
                .map(address -> body -> Uni.createFrom().item(() -> judge(request, body)));
    }

    private Verdict judge(SignedRequest request, byte[] body) {
        return WebhookContent.values(request.contentType(), Optional.empty(), body, Set.of(pointer))
                        .at(pointer)
                        .filter(organization::equals)
                        .isPresent()
                ? Verdict.GENUINE
                : Verdict.WRONG;
    }

    /** Literals alone: nothing is looked up. An IPv4 address within an IPv6 one is itself. */
    private static Optional<InetAddress> address(String literal) {
        try {
            return LITERAL.matcher(literal).matches() ? Optional.of(InetAddress.getByName(literal)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
