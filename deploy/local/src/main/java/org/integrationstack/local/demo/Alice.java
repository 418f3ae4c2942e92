package org.integrationstack.local.demo;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alice at her browser: she signs in to the console and connects accounts there. */
final class Alice {

    private static final Pattern PAGE_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern CONNECTION = Pattern.compile("(?:^|&)connection=([0-9a-f-]{36})");

    private final Caller browser = new Caller();
    private final String console;

    /** @param console its base address */
    Alice(String console) {
        this.console = console;
    }

    /** @return the path of the page that she sees then */
    String signIn() {
        String page = console + "/settings/integrations";
        Answer people = browser.open(page).expect(200).expectBody("Alice Archer");
        Matcher token = PAGE_TOKEN.matcher(people.body());
        if (!token.find()) {
            throw new UnexpectedException("expected the sign-in page at " + page + ", saw " + people.uri());
        }
        return browser.submit(people.uri(), Map.of("_csrf", token.group(1), "username", "alice"))
                .expect(200)
                .expectBody("GitHub")
                .uri()
                .getPath();
    }

    /** @return the connection's id */
    String connect(Account account) {
        URI authorize = browser.openWithoutFollowing(console + "/api/connect/" + account.provider() + account.query())
                .expect(302)
                .location()
                .orElseThrow();
        String login = URLEncoder.encode(account.login(), StandardCharsets.UTF_8);
        Answer page = browser.open(authorize + "&auto=allow&login=" + login).expect(200);
        String query = String.valueOf(page.uri().getQuery());
        Matcher id = CONNECTION.matcher(query);
        if (!query.contains("success=true") || !id.find()) {
            throw new UnexpectedException("expected success=true and a connection, saw " + page.uri());
        }
        return id.group(1);
    }
}
