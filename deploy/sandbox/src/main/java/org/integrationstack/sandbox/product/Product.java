package org.integrationstack.sandbox.product;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Effects;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.standard.Signing;

/**
 * A receiver of forwards at {@code /_product/…}: a POST anywhere below is verified and listed, a GET lists what came.
 * It fails like a provider, by {@code POST /_admin/faults}. Confined to the event loop.
 */
public final class Product implements Provider {
    static final String ID = "_product";
    private static final int KEPT = 1000;
    private static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    private final Optional<Signing> registered;
    private final Effects effects;
    private final Clock clock;
    private final Deque<ObjectNode> received = new ArrayDeque<>();
    private final Map<String, Integer> times = new HashMap<>();
    private Optional<Signing> signing;
    private Duration tolerance;

    /**
     * @param secret in the form {@code whsec_…}; empty: nothing verifies until a setting gives one
     * @throws org.integrationstack.sandbox.frame.Problem if it is of another form
     */
    public Product(Optional<String> secret, Surroundings surroundings) {
        this.registered = secret.map(Signing::new);
        this.effects = surroundings.effects();
        this.clock = surroundings.clock();
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Set<String> senders() {
        return Set.of();
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method()) {
            case "POST" -> receive(call);
            case "GET" -> Answer.json(200, list());
            default -> Answer.empty(405).with("Allow", "GET, POST");
        };
    }

    @Override
    public Answer failure(int status) {
        return Answer.empty(status);
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return Answer.empty(status.orElse(429)).withRetryAfter(retryAfterSeconds);
    }

    @Override
    public int end(Ending ending) {
        return 0;
    }

    @Override
    public ObjectNode settings() {
        return Json.object()
                .put("secret", signing.map(Signing::secret).orElse(null))
                .put("toleranceSeconds", tolerance.toSeconds());
    }

    @Override
    public void configure(ObjectNode changes) {
        Input input = Input.of(changes, Set.of("secret", "toleranceSeconds"));
        Duration changed = input.seconds("toleranceSeconds", 0).orElse(tolerance);
        signing = input.text("secret").map(Signing::new).or(() -> signing);
        tolerance = changed;
    }

    @Override
    public void reset() {
        signing = registered;
        tolerance = USUAL_TOLERANCE;
        received.clear();
        times.clear();
    }

    private Answer receive(Call call) {
        Optional<String> refusal = new Verification(signing, tolerance, clock).refusal(call);
        String id = call.header(Signing.ID).orElse("");
        ObjectNode item = Json.object()
                .put("at", clock.instant().toString())
                .put("path", call.path())
                .put("id", id)
                .put("verified", refusal.isEmpty())
                .put("reason", refusal.orElse(null))
                .put("time", times.merge(id, 1, Integer::sum));
        ObjectNode headers = item.putObject("headers");
        call.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        item.put("body", call.text());
        remember(item);
        if (refusal.isPresent()) {
            return Answer.json(401, Json.object().put("error", refusal.get()));
        }
        effects.happened(ID, "forward", id, Json.object().put("path", call.path()));
        return Answer.empty(204);
    }

    private void remember(ObjectNode item) {
        received.addFirst(item);
        if (received.size() > KEPT) {
            received.removeLast();
        }
    }

    private ObjectNode list() {
        ObjectNode list = Json.object();
        list.set("items", Json.array(received));
        return list.putNull("next");
    }
}
