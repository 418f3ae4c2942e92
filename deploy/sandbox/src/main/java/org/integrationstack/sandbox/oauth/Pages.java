package org.integrationstack.sandbox.oauth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.integrationstack.sandbox.frame.Answer;

/** The pages a person sees. No script; the style is allowed by its hash; every value is escaped. */
final class Pages {
    /** The registered app's name, as people see it. */
    private static final String APPLICATION = "Integration Stack";

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f6f8fa;--card:#fff;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--go:#1f883d}
            @media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#151b23;--text:#f0f6fc;--soft:#9198a1;--line:#3d444d;--go:#238636}}
            *{box-sizing:border-box}
            body{margin:0;padding:2rem 1rem;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
            main{max-width:28rem;margin:0 auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
            h1{margin:0 0 .25rem;font-size:1.375rem;line-height:1.25}
            p{margin:.5rem 0;color:var(--soft);overflow-wrap:anywhere}
            fieldset{min-width:0;margin:1rem 0;padding:.25rem 1rem .75rem;border:1px solid var(--line);border-radius:.5rem}
            legend{padding:0 .25rem;font-weight:600}
            label,fieldset div{display:flex;gap:.75rem;padding:.375rem 0;align-items:baseline}
            fieldset span{min-width:0;overflow-wrap:anywhere}
            small{display:block;color:var(--soft)}
            .buttons{display:flex;flex-wrap:wrap;gap:.75rem}
            button{flex:1 1 8rem;min-height:2.75rem;font:inherit;font-weight:600;border-radius:.5rem;border:1px solid var(--line);background:var(--page);color:var(--text);cursor:pointer}
            button.go{background:var(--go);border-color:var(--go);color:#fff}
            a{color:inherit}
            :focus-visible{outline:2px solid #0969da;outline-offset:2px}
            """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + styleHash()
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final String provider;

    Pages(String provider) {
        this.provider = provider;
    }

    /**
     * Who are you, and what may the application do?
     *
     * @param optional whether a scope can be ticked off
     */
    Answer consent(
            AuthorizationRequest request,
            String ticket,
            List<? extends Account> people,
            Account suggested,
            Predicate<String> optional) {
        String form = """
                <h1>Authorize %s</h1>
                <p>%s, imitated. You will be sent back to <strong>%s</strong>.</p>
                <form method="post">
                <input type="hidden" name="authenticity_token" value="%s">
                <fieldset><legend>You are</legend>
                %s</fieldset>
                <fieldset><legend>It may</legend>
                %s</fieldset>
                <div class="buttons">
                <button class="go" name="authorize" value="1">Authorize</button>
                <button name="authorize" value="0">Cancel</button>
                </div>
                </form>
                """.formatted(
                        APPLICATION,
                        provider,
                        escape(origin(request.redirectUri())),
                        escape(ticket),
                        people(people, suggested),
                        scopes(request, optional));
        return page(200, "Authorize application", "", form);
    }

    /**
     * On to {@code target}. A page, as at GitHub: browsers hold redirects after a form to {@code
     * form-action}, and where the application sends its visitor next is not ours to know.
     */
    Answer onward(String target) {
        String link = escape(target);
        return page(
                200,
                "Redirecting",
                "<meta http-equiv=\"refresh\" content=\"0; url=" + link + "\">",
                "<h1>Back to the application</h1><p><a href=\"" + link + "\">Go on</a> if nothing happens.</p>");
    }

    /** What is wrong, without a way back: the application that asked is not to be trusted. */
    Answer error(int status, String title, String text) {
        return page(status, title, "", "<h1>" + escape(title) + "</h1><p>" + escape(text) + "</p>");
    }

    private static String people(List<? extends Account> people, Account suggested) {
        return people.stream()
                .map(person -> "<label><input type=\"radio\" name=\"login\" value=\"" + escape(person.login()) + "\""
                        + (person.equals(suggested) ? " checked" : "") + "><span>" + escape(person.name()) + "<small>"
                        + escape(person.login()) + "</small></span></label>\n")
                .collect(Collectors.joining());
    }

    private static String scopes(AuthorizationRequest request, Predicate<String> optional) {
        String scopes = request.scopes().entrySet().stream()
                .map(scope -> scope(scope.getKey(), scope.getValue(), optional.test(scope.getKey())))
                .collect(Collectors.joining());
        return scopes.isEmpty() ? "<p>Read what is public about you.</p>\n" : scopes;
    }

    private static String scope(String scope, String description, boolean optional) {
        String name = escape(scope);
        String text = "<span>" + name + "<small>" + escape(description) + "</small></span>";
        return optional
                ? "<label><input type=\"checkbox\" name=\"scope:" + name + "\" checked>" + text + "</label>\n"
                : "<div>" + text + "</div>\n";
    }

    private Answer page(int status, String title, String head, String content) {
        String html = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · %s (sandbox)</title>%s
                <style>%s</style></head>
                <body><main>
                %s</main></body></html>
                """.formatted(escape(title), provider, head, STYLE, content);
        return Answer.text(status, "text/html", html)
                .with("Content-Security-Policy", POLICY)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer")
                .with("X-Content-Type-Options", "nosniff");
    }

    private static String origin(String uri) {
        return URI.create(uri).resolve("/").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String styleHash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
