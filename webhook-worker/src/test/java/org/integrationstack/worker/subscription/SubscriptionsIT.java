package org.integrationstack.worker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.worker.GatewayKey;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.event.Incidents;
import org.integrationstack.worker.event.Incidents.Incident;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** Subscriptions as the newest event tells, in whichever order events come. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class SubscriptionsIT {
    private static final String ID = "sub_1MowQVLkdIwHu7ixeRlqHVzs";

    @Inject
    Incidents incidents;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = "acct_" + WebhookFixture.newAccount();

    @BeforeEach
    void connect() {
        incidents.connect(tenant, "alice", "stripe", account, Map.of());
    }

    @Test
    void isAsTheNewestEventSays() {
        happens("created");
        get().statusCode(200)
                .body("status", equalTo("active"))
                .body("plan", equalTo("price_1MowQULkdIwHu7ixraBm864M"))
                .body("customer", equalTo("cus_Na6dX7aXxi11N4"))
                .body("account", equalTo(account))
                .body("period.start", equalTo("2025-11-24T10:20:27Z"))
                .body("period.end", equalTo("2025-12-24T10:20:27Z"))
                .body("cancels", equalTo(false));

        happens("updated");
        get().body("status", equalTo("past_due"));
        happens("deleted");
        get().body("status", equalTo("canceled"));
    }

    @Test
    void anOlderEventNeverOverwrites() {
        happens("deleted");

        Delivery late = happens("updated");

        assertThat(late.status()).isEqualTo(DeliveryStatus.IGNORED);
        assertThat(late.reason()).contains("a newer event came before");
        happens("created");
        get().body("status", equalTo("canceled"));
    }

    @Test
    void ofTwoEventsOfOneSecondTheLaterStageIsTheNewer() {
        incidents.happens(incident("updated").with("1766571700", "1763979628"), tenant);

        happens("created");

        get().body("status", equalTo("past_due"));
    }

    @Test
    void knowsWhereOlderVersionsHaveThePeriod() {
        incidents.happens(
                incident("created")
                        .with("\"current_period_end\"", "\"x\"")
                        .with("\"current_period_start\"", "\"y\"")
                        .with("\"collection_method\"", "\"current_period_start\": 1, \"current_period_end\": 2, \"c\""),
                tenant);

        get().body("period.start", equalTo("1970-01-01T00:00:01Z")).body("period.end", equalTo("1970-01-01T00:00:02Z"));
    }

    @Test
    void isOfItsTenantAndItsAccount() {
        happens("created");
        String other = "tenant-" + UUID.randomUUID();
        incidents.connect(tenant, "bob", "stripe", account + "7", Map.of());

        given().auth()
                .oauth2(TestIdentity.admin("mallory", other))
                .get("/api/subscriptions/" + ID)
                .then()
                .statusCode(404);
        incidents.happens(
                Incident.of(
                        "stripe",
                        "customer.subscription.deleted",
                        account + "7",
                        "stripe/customer.subscription.deleted.json"),
                tenant);
        get().body("status", equalTo("active"));
        given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .get("/api/subscriptions/" + ID + "?account=" + account + "7")
                .then()
                .statusCode(200)
                .body("status", equalTo("canceled"));
    }

    @Test
    void anEventThatSaysTooLittleIsGivenUp() {
        Delivery poisoned = incidents.happens(incident("created").with("1763979628", "\"now\""), tenant);

        assertThat(poisoned.status()).isEqualTo(DeliveryStatus.DEAD);
        given().auth()
                .oauth2(TestIdentity.user("alice", tenant))
                .get("/api/subscriptions/" + ID)
                .then()
                .statusCode(403);
    }

    @Test
    void anEventFromTheFutureBlocksNoOther() {
        long tomorrow = Instant.now().plus(Duration.ofDays(1)).getEpochSecond();

        Delivery forged = incidents.happens(incident("deleted").with("1766575000", Long.toString(tomorrow)), tenant);

        assertThat(forged.status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(forged.reason()).contains("the event is from the future");
        happens("created");
        get().statusCode(200).body("status", equalTo("active"));
    }

    private Incident incident(String what) {
        String type = "customer.subscription." + what;
        return Incident.of("stripe", type, account, "stripe/" + type + ".json");
    }

    private Delivery happens(String what) {
        return incidents.happens(incident(what), tenant);
    }

    private ValidatableResponse get() {
        return given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .get("/api/subscriptions/" + ID)
                .then();
    }
}
