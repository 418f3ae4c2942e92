package org.integrationstack.gateway.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.endpoint.Endpoints.Found;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final UUID ID = UUID.fromString("3f6c1a52-5b0e-4a8e-9a52-0d6a4f0c9f11");

    private final Endpoints endpoints = endpoints(LONG);

    @BeforeEach
    void topicIsReadToItsEnd() {
        endpoints.complete();
    }

    @Test
    void keepsTheNewestState() {
        endpoints.learn(endpoint(1));
        endpoints.learn(endpoint(3));
        endpoints.learn(endpoint(2));

        assertThat(version()).contains(3L);
        assertThat(endpoints.count()).isEqualTo(1);
    }

    @Test
    void makesAPlaceOnceForEachState() {
        endpoints.learn(endpoint(1));

        assertThat(found()).isSameAs(found());
    }

    @Test
    void forgetsForGood() {
        endpoints.learn(endpoint(2));
        endpoints.forget(ID);
        endpoints.learn(endpoint(1));
        endpoints.learn(endpoint(7));
        endpoints.distrust(ID);

        assertThat(found()).isEqualTo(new Found.None());
        assertThat(endpoints.count()).isZero();
    }

    @Test
    void closesWhatCannotBeTrustedUntilSomethingAsNewIsHeard() {
        endpoints.learn(endpoint(2));
        endpoints.distrust(ID);
        assertThat(found()).isEqualTo(new Found.Unreadable());

        endpoints.learn(endpoint(1));
        assertThat(found()).as("an older state").isEqualTo(new Found.Unreadable());

        endpoints.learn(endpoint(2));
        assertThat(version()).contains(2L);
    }

    @Test
    void waitsForAnEndpointThatIsNotKnownYet() {
        UniAssertSubscriber<Found> one = endpoints.find(ID).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<Found> other = endpoints.find(ID).subscribe().withSubscriber(UniAssertSubscriber.create());
        one.assertNotTerminated();

        endpoints.learn(endpoint(1));

        assertThat(one.awaitItem().getItem()).isInstanceOf(Found.Open.class);
        assertThat(other.awaitItem().getItem()).isInstanceOf(Found.Open.class);
    }

    @Test
    void saysThatThereIsNoneWhenPatienceIsAtItsEnd() {
        Endpoints impatient = endpoints(Duration.ofMillis(50));
        assertThat(impatient.find(ID).await().atMost(LONG))
                .as("while not everything was heard")
                .isEqualTo(new Found.Unreadable());

        impatient.complete();

        assertThat(impatient.find(ID).await().atMost(LONG)).isEqualTo(new Found.None());
    }

    @Test
    void letsOnlySoManyWait() {
        List<UniAssertSubscriber<Found>> waiting = Stream.generate(UUID::randomUUID)
                .limit(Endpoints.MOST_WAITING)
                .map(id -> endpoints.find(id).subscribe().withSubscriber(UniAssertSubscriber.create()))
                .toList();

        assertThat(endpoints.find(ID).await().atMost(Duration.ofSeconds(1))).isEqualTo(new Found.None());

        waiting.get(0).cancel();
        UniAssertSubscriber<Found> next = endpoints.find(ID).subscribe().withSubscriber(UniAssertSubscriber.create());
        next.assertNotTerminated();
    }

    private Optional<Long> version() {
        return found() instanceof Found.Open open
                ? open.place().endpoint().map(WebhookEndpoint::version)
                : Optional.empty();
    }

    private Found found() {
        return endpoints.find(ID).await().atMost(LONG);
    }

    private static Endpoints endpoints(Duration patience) {
        return new Endpoints(endpoint -> new Place(endpoint.provider(), Optional.of(endpoint), List.of()), patience);
    }

    private static WebhookEndpoint endpoint(long version) {
        return new WebhookEndpoint(
                ID,
                new TenantId("acme"),
                new ProviderId("github"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                version,
                List.of(SigningSecret.of(Secret.of("s"))),
                Map.of(),
                Optional.empty());
    }
}
