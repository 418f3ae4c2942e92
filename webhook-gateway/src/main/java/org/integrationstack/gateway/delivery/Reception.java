package org.integrationstack.gateway.delivery;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.gateway.delivery.Admission.Admitted;
import org.integrationstack.gateway.delivery.Admission.Refused;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.endpoint.Place.Lane;
import org.integrationstack.gateway.signature.SignatureVerifier.Claim;

/** Decides which deliveries may come in. Thread-safe. */
@ApplicationScoped
public class Reception {

    private static final String POST = "POST";

    private final IdentityHashMap<Webhooks, Examiner> examiners = new IdentityHashMap<>();

    @Inject
    public Reception(Providers providers, MacKeys keys) {
        for (ProviderDefinition provider : providers.all()) {
            provider.webhooks()
                    .forEach(webhooks -> examiners.put(webhooks, new Examiner(webhooks, keys, UUID::randomUUID)));
        }
    }

    /** Decides from what came before the body. */
    public Admission admit(Place place, DeliveryHead head) {
        return place.lane(head.request())
                .map(lane -> admit(place, lane, head))
                .orElseGet(() -> new Refused(Refusal.UNIDENTIFIED));
    }

    private Admission admit(Place place, Lane lane, DeliveryHead head) {
        Examiner examiner = examiners.get(lane.webhooks());
        boolean open = place.awaitsVerification(head.receivedAt());
        if (open && examiner.handshakes().isQuery(head.request())) {
            return examiner.handshakes()
                    .toQuery(head.request(), lane.trust().values())
                    .<Admission>map(Admission.Challenge::new)
                    .orElseGet(() -> new Refused(Refusal.CHALLENGE));
        }
        if (!head.request().method().equals(POST)) {
            return new Refused(Refusal.METHOD);
        }
        if (head.isEncoded()) {
            return new Refused(Refusal.CONTENT_ENCODING);
        }
        Optional<Claim> claim = lane.verifier().flatMap(verifier -> verifier.claim(head.request()));
        if (claim.isPresent() || (open && examiner.handshakes().hasUnsignedBodies())) {
            return new Admitted(place, lane, examiner, head, claim);
        }
        return new Refused(lane.verifier().isEmpty() ? Refusal.NO_SECRET : Refusal.SIGNATURE_MISSING);
    }
}
