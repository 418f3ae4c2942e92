package org.integrationstack.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.integrationstack.e2e.WebhookSender.Webhook;

/** Deliveries about some repositories of one account, each told from all others by its number. */
final class Traffic {
    /** Those that the sandbox has, so that effects find them. */
    private static final List<String> REPOSITORIES =
            List.of("Hello-World", "Spoon-Knife", "octocat.github.io", "linguist");

    private static final int KEYS = 16;

    private final String account;
    private int last;
    private int pullRequests;

    /** @param account the number of the account that owns the repositories */
    Traffic(String account) {
        this.account = account;
    }

    /**
     * The next deliveries, a list for each repository.
     *
     * @param number how many pushes
     * @param effects how many pull requests beside them
     */
    List<List<Webhook>> next(int number, int effects) {
        List<List<Webhook>> byKey = IntStream.range(0, KEYS)
                .<List<Webhook>>mapToObj(key -> new ArrayList<>())
                .toList();
        for (int i = 0; i < number; i++) {
            byKey.get(i % KEYS).add(push(i % KEYS, ++last));
            if (effects > 0 && i % Math.max(1, number / effects) == 0) {
                byKey.get(i % KEYS).add(pullRequest(i % KEYS, ++last));
                pullRequests++;
            }
        }
        return byKey;
    }

    /** How many of all deliveries so far are pull requests. */
    int pullRequests() {
        return pullRequests;
    }

    private Webhook push(int key, int number) {
        return webhook("push", """
                {"ref":"refs/heads/d%1$d","commits":[{"id":"%1$040x","message":"%1$d"}],"after":"%1$040x",
                "pusher":{"name":"octocat"},"sender":{"login":"octocat"},"repository":%2$s}""".formatted(number, repository(key)));
    }

    private Webhook pullRequest(int key, int number) {
        return webhook("pull_request", """
                {"action":"opened","number":%1$d,"pull_request":{"number":%1$d,"title":"d%1$d",
                "html_url":"https://github.com/octocat/Hello-World/pull/%1$d","user":{"login":"octocat"},
                "head":{"ref":"d%1$d","sha":"%1$040x"},"base":{"ref":"main"}},
                "sender":{"login":"octocat"},"repository":%2$s}""".formatted(number, repository(key)));
    }

    private String repository(int key) {
        String name = REPOSITORIES.get(key % REPOSITORIES.size());
        return """
                {"id":%d,"name":"%s","full_name":"octocat/%s","html_url":"https://github.com/octocat/%s",
                "owner":{"id":%s,"login":"octocat"}}""".formatted(9_000_000 + key, name, name, name, account);
    }

    private static Webhook webhook(String event, String body) {
        return new Webhook(UUID.randomUUID().toString(), event, body);
    }
}
