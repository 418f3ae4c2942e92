package org.integrationstack.local.demo;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the providers tell: webhooks of each arrive, are proven, handled once, and set off what the connections' settings
 * say: messages, check runs, workflows, mails, forwards to the product.
 */
final class Arrivals {

    /** The channel at Slack that the team is told in: the bot is a member of it. */
    private static final String CHANNEL = "C012OPEN1";

    private final Steps steps;
    private final Product product;
    private final Sandbox sandbox;
    private final Map<Account, String> connections;
    private final Instant begin = Instant.now();

    Arrivals(Steps steps, Product product, Sandbox sandbox, Map<Account, String> connections) {
        this.steps = steps;
        this.product = product;
        this.sandbox = sandbox;
        this.connections = connections;
    }

    /** A push starts the repository's workflow. */
    void push() {
        Sent sent = new Sent();
        steps.run(
                "settings of github",
                () -> set(Account.GITHUB, "{\"ci_repositories\":\"octocat/Hello-World\",\"ci_workflow\":\"ci.yml\"}"));
        steps.run("webhook push", () -> sent.by("github", "push", ""));
        steps.run("activity push", () -> pushed(activity(Account.GITHUB, "github.push")));
        steps.run("workflow at github", () -> "run " + effect(sent, "ci", "workflow_run", "ci.yml", "run_number"));
        steps.run("webhook issues", () -> taken("github", "issues", ""));
        steps.run("activity issues", () -> summary(activity(Account.GITHUB, "github.issues")));
    }

    /** A pull request at the organization's app is told in Slack, checked at GitHub, and forwarded to the product. */
    void pullRequest() {
        Sent sent = new Sent();
        String title = "Change " + UUID.randomUUID();
        String payload = ",\"payload\":{\"pull_request\":{\"title\":\"" + title + "\"}}";
        String settings =
                "{\"check_runs\":true,\"forward_to\":\"product\",\"notify_pull_requests\":true,\"notify_connection\":\"%s\",\"notify_channel\":\"%s\"}";
        steps.run(
                "settings of github-app",
                () -> set(Account.GITHUB_APP, settings.formatted(connections.get(Account.SLACK), CHANNEL)));
        steps.run("webhook pull_request", () -> sent.by("github-app", "pull_request", payload));
        steps.run("activity pull_request", () -> summary(activity(Account.GITHUB_APP, "pull_request")));
        steps.run("message at slack", () -> effect(sent, "notify", "message", title, "text"));
        steps.run("check run at github", () -> effect(sent, "check", "check_run", title, "external_id"));
        steps.run("forward to product", () -> forwarded(title));
    }

    /** Customers are told when their orders are paid. */
    void payments() {
        steps.run("settings of stripe", () -> set(Account.STRIPE, "{\"confirm_payments\":true}"));
        payment(1999, "usd", "19.99 USD");
        payment(1200, "jpy", "1200 JPY");
    }

    /** An order is paid, in a currency with two decimals or with none, and the customer is told the right amount. */
    private void payment(long amount, String currency, String told) {
        String payment = "pi_demo" + UUID.randomUUID().toString().replace("-", "");
        String customer = payment.substring(3, 15) + "@customer.example";
        String order =
                "{\"amount\":%d,\"currency\":\"%s\",\"receiptEmail\":\"%s\"}".formatted(amount, currency, customer);
        String payload =
                ",\"account\":\"acct_1SandboxKandaSushi\",\"payload\":{\"data\":{\"object\":{\"id\":\"%s\",\"amount\":%d,\"currency\":\"%s\",\"receipt_email\":\"%s\"}}}"
                        .formatted(payment, amount, currency, customer);
        steps.run(
                "order in " + currency,
                () -> product.order(payment, order).path("status").asText());
        steps.run("payment in " + currency, () -> taken("stripe", "payment_intent.succeeded", payload));
        steps.run("order is paid", () -> paid(payment));
        steps.run("mail to customer", () -> mailed(customer, told));
    }

    void slack() {
        steps.run("slack's challenge", this::challengeIsAnswered);
        steps.run("webhook app_mention", () -> taken("slack", "app_mention", ""));
        steps.run("activity app_mention", () -> summary(activity(Account.SLACK, "app_mention")));
        steps.run("slash command", () -> taken("slack", "slash_command", ""));
    }

    /** A push of Pub/Sub, proven by a token of Google's, and a notification of a channel, by the channel's token. */
    void google() {
        Place place = new Place();
        String account = "{\"service_account\":\"integration-push@sandbox-project.iam.gserviceaccount.com\"}";
        steps.run("endpoint for google", () -> place.at(Account.GOOGLE, account));
        steps.run("google's pub/sub", () -> takenSoon("google", "message", place.target()));
        steps.run("activity pub/sub", () -> summary(activity(Account.GOOGLE, "pubsub")));
        steps.run("google's sync", () -> taken("google", "sync", place.target() + place.secret()));
        steps.run("google's channel", () -> taken("google", "change", place.target() + place.secret()));
        steps.run("activity channel", () -> summary(activity(Account.GOOGLE, "channel")));
    }

    void salesforce() {
        Place place = new Place();
        steps.run("endpoint for salesforce", () -> place.at(Account.SALESFORCE, "{}"));
        steps.run("outbound message", () -> acknowledged(place.target()));
        steps.run("activity outbound", () -> summary(activity(Account.SALESFORCE, "outbound_message")));
    }

    /** An endpoint's secret is changed without a delivery lost: the old one and the new one are good for a while. */
    void endpoint() {
        Place before = new Place();
        Place after = new Place();
        steps.run("endpoint for github", () -> before.at(Account.GITHUB, "{}"));
        steps.run("webhook at endpoint", () -> takenSoon("github", "push", before.target() + before.secret()));
        steps.run("another secret", () -> after.is(product.rotate(before.id())));
        steps.run("signed with new one", () -> takenSoon("github", "push", after.target() + after.secret()));
        steps.run("signed with old one", () -> taken("github", "push", before.target() + before.secret()));
        steps.run("signed with neither", () -> refused("github", before.target() + ",\"secret\":\"a guess\""));
        diagnosis(after);
    }

    /** What does not verify is refused, and why is found out. */
    private void diagnosis(Place place) {
        Sent sent = new Sent();
        steps.run("forged webhook", () -> refused("github", ",\"signature\":\"invalid\""));
        steps.run("altered webhook", () -> {
            String more = place.target() + place.secret() + ",\"signature\":\"reserialized\"";
            sent.attempt = sandbox.send("github", "push", more);
            return answered(sent.attempt, 401);
        });
        steps.run("its diagnosis", () -> {
            JsonNode diagnosis = product.diagnose(sandbox.asDiagnosis(sent.attempt, place.id()));
            require(!diagnosis.path("verified").asBoolean(true), "verified: false", diagnosis);
            return diagnosis.path("reason").asText() + ": "
                    + diagnosis.path("hint").asText();
        });
    }

    /** A delivery is handled again, its bytes as they came, and nothing happens twice. */
    void replay() {
        Sent sent = new Sent();
        steps.run("webhook to replay", () -> sent.by("github", "push", ""));
        steps.run("replay", () -> {
            String original = settled(sent, "succeeded").path("id").asText();
            String replay = product.replay(original).path("id").asText();
            Patience.await(
                    "the replay to succeed",
                    () -> Optional.of(product.handled(replay))
                            .filter(found -> found.path("status").asText().equals("succeeded")));
            Set<String> before = effects(original);
            if (!effects(replay).equals(before)) {
                throw new UnexpectedException("expected no further effect, saw " + effects(replay));
            }
            return "%s succeeded, its effects are the %d from before".formatted(replay, before.size());
        });
    }

    /** A webhook that comes before its connection waits for it. */
    void rerouting(Alice alice) {
        Sent sent = new Sent();
        steps.run("nobody's webhook", () -> sent.by("github", "push", ",\"account\":\"monalisa\""));
        steps.run("kept for nobody", () -> {
            JsonNode kept = Patience.await(
                    "the operator to see it unrouted",
                    () -> product.unrouted(sent.id())
                            .filter(found -> found.path("status").asText().equals("ignored")));
            return kept.path("status").asText() + ", " + kept.path("reason").asText();
        });
        steps.run("connect its account", () -> {
            connections.put(Account.MONALISA, alice.connect(Account.MONALISA));
            return connections.get(Account.MONALISA);
        });
        steps.run("its activity", () -> summary(activity(Account.MONALISA, "github.push")));
    }

    /** The merchant disconnects at Stripe's side, which Stripe tells. */
    void deauthorization() {
        steps.run("merchant disconnects", () -> {
            sandbox.end("stripe", "all");
            JsonNode connection = Patience.await(
                    "DISCONNECTED",
                    () -> Optional.of(product.connection(connections.get(Account.STRIPE)))
                            .filter(found -> found.path("status").asText().equals("DISCONNECTED")));
            return connection.path("status").asText();
        });
    }

    /** Changes settings: those that are on, or say something, afterwards. */
    private String set(Account account, String settings) {
        return product.set(connections.get(account), settings).properties().stream()
                .filter(setting ->
                        !setting.getValue().isBoolean() || setting.getValue().booleanValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private JsonNode activity(Account account, String type) {
        return Patience.await(
                "an activity of type …" + type,
                () -> product.activities(connections.get(account))
                        .filter(item -> item.path("type").asText().contains(type))
                        .filter(item -> !Instant.parse(item.path("at").asText()).isBefore(begin))
                        .findFirst());
    }

    private static String summary(JsonNode activity) {
        return activity.path("summary").asText().lines().findFirst().orElse("");
    }

    private static String pushed(JsonNode activity) {
        JsonNode metadata = activity.path("metadata");
        require(
                metadata.hasNonNull("repository") && metadata.path("commits").isInt() && metadata.hasNonNull("branch"),
                "repository, commits and branch",
                metadata);
        return summary(activity);
    }

    private String taken(String provider, String event, String more) {
        return answered(sandbox.send(provider, event, more), 200);
    }

    /** An endpoint is known to every gateway within two seconds, and answers 401 or 404 until then. */
    private String takenSoon(String provider, String event, String more) {
        JsonNode attempt = Patience.await(
                "200 from a new endpoint",
                () -> Optional.of(sandbox.send(provider, event, more + ",\"retry\":false"))
                        .filter(answer -> answer.path("status").asInt() == 200));
        return answered(attempt, 200);
    }

    private String refused(String provider, String more) {
        return answered(sandbox.send(provider, "push", more + ",\"retry\":false"), 401);
    }

    private static String answered(JsonNode attempt, int status) {
        require(attempt.path("status").asInt() == status, "the gateway to answer " + status, attempt);
        return "delivery %s: %d in %d ms"
                .formatted(
                        attempt.path("deliveryId").asText(),
                        status,
                        attempt.path("durationMs").asInt());
    }

    private String challengeIsAnswered() {
        JsonNode attempt = sandbox.send("slack", "url_verification", "");
        answered(attempt, 200);
        require(attempt.path("body").asText().startsWith("3eZbrw1aBm2rZgRN"), "the challenge", attempt);
        return "echoed as " + attempt.path("contentType").asText();
    }

    private String acknowledged(String target) {
        JsonNode attempt = Patience.await(
                "an acknowledgement",
                () -> Optional.of(sandbox.send("salesforce", "Contact", target + ",\"retry\":false"))
                        .filter(answer -> answer.path("taken").asBoolean()));
        return answered(attempt, 200) + ", acknowledged";
    }

    /** What an effect of a delivery brought about there, once it is done. */
    private String effect(Sent sent, String name, String kind, String text, String shown) {
        String delivery = settled(sent, "succeeded").path("id").asText();
        Patience.await(
                "effect " + name + " to succeed",
                () -> product.effects(delivery)
                        .filter(found -> found.path("name").asText().equals(name)
                                && found.path("status").asText().equals("succeeded"))
                        .findFirst());
        JsonNode detail = Patience.await("a " + kind + " there", () -> sandbox.effect(kind, text));
        return detail.path(shown).asText().lines().findFirst().orElse("");
    }

    private Set<String> effects(String delivery) {
        return product.effects(delivery)
                .map(effect -> effect.path("id").asText())
                .collect(Collectors.toSet());
    }

    private JsonNode settled(Sent sent, String status) {
        return Patience.await(
                "delivery " + sent.id() + " " + status,
                () -> product.delivery(sent.id())
                        .filter(found -> found.path("status").asText().equals(status)));
    }

    private String forwarded(String text) {
        JsonNode forward = Patience.await("a forward", () -> sandbox.forward(text));
        require(forward.path("verified").asBoolean(), "a signature that verifies", forward);
        return "%s %s, verified"
                .formatted(forward.path("path").asText(), forward.path("id").asText());
    }

    private String paid(String payment) {
        JsonNode order = Patience.await(
                "the order to be paid",
                () -> Optional.of(product.order(payment))
                        .filter(found -> found.path("status").asText().equals("paid")));
        return "%s %s paid"
                .formatted(order.path("amount").asText(), order.path("currency").asText());
    }

    private String mailed(String customer, String amount) {
        JsonNode mail = Patience.await("a mail to " + customer, () -> sandbox.mail(customer));
        Predicate<String> tells = field -> mail.path(field).asText().contains(amount);
        require(tells.test("subject") || tells.test("text"), amount, mail);
        return mail.path("subject").asText() + " (" + amount + ")";
    }

    private static void require(boolean met, String expected, JsonNode seen) {
        if (!met) {
            throw new UnexpectedException("expected %s, saw %s".formatted(expected, seen));
        }
    }

    /** An endpoint, once it is there. */
    private final class Place {
        private JsonNode endpoint;

        String at(Account account, String values) {
            return is(product.endpoint(account.provider(), connections.get(account), values));
        }

        String is(JsonNode made) {
            endpoint = made;
            return endpoint.path("url").asText();
        }

        String id() {
            return endpoint.path("id").asText();
        }

        String target() {
            return ",\"target\":\"" + endpoint.path("url").asText() + "\"";
        }

        String secret() {
            return ",\"secret\":\"" + endpoint.path("secret").asText() + "\"";
        }
    }

    /** A webhook that later steps come back to. */
    private final class Sent {
        private JsonNode attempt;

        String by(String provider, String event, String more) {
            attempt = sandbox.send(provider, event, more);
            return answered(attempt, 200);
        }

        String id() {
            return attempt.path("deliveryId").asText();
        }
    }
}
