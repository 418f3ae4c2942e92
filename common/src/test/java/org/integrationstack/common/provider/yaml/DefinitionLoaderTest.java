package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.Lookup;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.UrlTemplate;
import org.integrationstack.common.provider.Webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DefinitionLoaderTest {

    private static final Path ACME = Path.of("..", "deploy", "local", "examples", "acme.yaml");

    /** Long enough to have every kind of thing to get wrong, short enough to count its lines. */
    private static final String SMALL = """
            id: acme
            name: Acme
            description: Orders.
            category: commerce
            website: https://acme.example
            documentation: https://acme.example/docs
            hosts:
              - acme.example
              - "*.shops.acme.example"
            oauth:
              issuer: https://acme.example
              authorize:
                url: "{login}/authorize"
              token:
                url: https://acme.example/token
                clientAuthentication: basic
              scopes:
                defaults: [read]
                ceiling: [read, write]
              account:
                url: https://acme.example/me
                id: /id
            api:
              baseUrl: https://{shop}.shops.acme.example
              authorization:
                value: Bearer {access_token}
              limits:
                - { name: app, level: app, kind: sliding, permits: 5, window: 1s }
            webhooks:
              signature:
                hmac:
                  header: Acme-Signature
                  algorithm: sha256
                  encoding: hex
                  signed: "{body}"
              deliveryId: { header: Acme-Id }
              eventType: { header: Acme-Event }
              keptHeaders: [Acme-Event]
              maxBytes: 1MiB
              events:
                order:
                  activity:
                    type: acme.order
                    summary: Order {number}
                    metadata:
                      number: { pointer: /number }
            settings:
              type: object
              required: [size]
              properties:
                size: { type: string, title: Size }
            inputs:
              shop: { kind: label, title: Shop }
              login: { kind: url, title: Login, default: https://acme.example }
              note: { kind: text, title: Note, default: "" }
            credentials:
              apiKey:
                account: { url: "https://{shop}.shops.acme.example/me", id: /id }
              clientCredentials:
                token: { url: "https://acme.example/client", clientAuthentication: post }
                response: { keep: { region: /region } }
                account: { url: "https://{shop}.shops.acme.example/{region}/me", id: /id }
            """;

    private final DefinitionLoader loader = new DefinitionLoader();

    @Test
    void loadsASmallDefinitionWithItsDefaults() throws Exception {
        ProviderDefinition acme = load(SMALL);

        assertThat(acme.oauth().orElseThrow().pkce()).isTrue();
        assertThat(acme.oauth().orElseThrow().issRequired()).isFalse();
        assertThat(acme.oauth().orElseThrow().response().accessToken()).hasToString("/access_token");
        assertThat(acme.api().orElseThrow().authorization().header()).isEqualTo("Authorization");
        assertThat(acme.webhooks().get(0).answer()).isEqualTo(new Webhooks.Answer(200, "OK", "text/plain"));
        assertThat(acme.settings()).containsOnlyKeys("type", "required", "properties");
    }

    @Test
    void takesSeveralKindsOfDelivery() throws Exception {
        String kinds = """
                id: two
                name: Two
                description: Two kinds of delivery and nothing else.
                category: webhooks
                website: https://two.example
                documentation: https://two.example/docs
                webhooks:
                  - when: { header: A }
                    signature: { token: { header: A } }
                    deliveryId: { bodyHash: true }
                    eventType: { constant: a }
                    events: { a: {} }
                  - signature: { token: { header: B } }
                    deliveryId: [/id, { template: "{header:B}-{body:/b}" }]
                    eventType: /type
                    account: { endpointAccount: true }
                    events: { b: {} }
                """;

        ProviderDefinition two = load(kinds);

        assertThat(two.kinds()).isEmpty();
        assertThat(two.webhooks()).hasSize(2);
        assertThat(two.webhooks().get(0).when()).contains(new Webhooks.When.Header("A"));
        assertThat(two.webhooks().get(1).deliveryId())
                .containsExactly(
                        new Lookup.Body(JsonPointer.compile("/id")),
                        new Lookup.Template(List.of(
                                new Lookup.Header("B"),
                                new Lookup.Constant("-"),
                                new Lookup.Body(JsonPointer.compile("/b")))));
        assertThat(two.webhooks("b")).contains(two.webhooks().get(1));
        assertThat(two.event("a")).isPresent();
        assertThat(two.event("c")).isEmpty();
        assertThat(problems(kinds.replace("- when: { header: A }\n    signature", "- signature")))
                .extracting(DefinitionProblem::toString)
                .containsExactly("acme.yaml:8:5: webhooks[0]: needs when, since others stand behind it");
        assertThat(problems(kinds.replace("events: { b: {} }", "events: { a: {} }")))
                .extracting(DefinitionProblem::toString)
                .containsExactly(
                        "acme.yaml:17:18: webhooks[1].events.a: is among the events of another kind of delivery already");
    }

    @Test
    void loadsTheExampleOfAnAddedProvider() throws Exception {
        ProviderDefinition acme = loader.load("acme.yaml", Files.readAllBytes(ACME));

        UrlTemplate base = acme.api().orElseThrow().baseUrl();
        Hmac signature = (Hmac) acme.webhooks().get(0).signatures().get(0);
        assertThat(base.resolve(Map.of("shop", "coyote"))).hasToString("https://coyote.shops.acme.example/api");
        assertThat(signature.signed().text().variables()).containsExactly("timestamp", "body");
        assertThat(acme.webhooks().get(0).idSigned()).isTrue();
    }

    /** The second of two at one place does not take the first one's. */
    @Test
    void keepsEveryConditionOfAdminRights() throws Exception {
        String admin = "          - { pointer: /role, values: [admin] }\n";
        String app = new String(resource("github-app.yaml"), StandardCharsets.UTF_8);

        ProviderDefinition definition = load(app.replace(admin, admin + admin.replace("[admin]", "[admin, billing]")));

        assertThat(definition
                        .credentials()
                        .app()
                        .orElseThrow()
                        .installations()
                        .membership()
                        .orElseThrow()
                        .conditions())
                .extracting(Api.BodyCondition::values)
                .containsExactly(Set.of("active"), Set.of("admin"), Set.of("admin", "billing"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("name: Acme\n", "", "1:1: name: is missing"),
                arguments(
                        "name: Acme",
                        "nmae: Acme",
                        "2:1: nmae: is unknown; known here: id, name, description, category, website,"
                                + " documentation, hosts, inputs, oauth, credentials, api, actions, webhooks, currencies, settings"),
                arguments("name: Acme", "name: 7", "2:7: name: must be a text, not a number (quotes make it a text)"),
                arguments("name: Acme", "name: [Acme]", "2:7: name: must be a text, not a list"),
                arguments("name: Acme", "name:", "2:6: name: must be a text, not nothing"),
                arguments("name: Acme", "name: \"A\\u0001\"", "2:7: name: must be one line of text"),
                arguments("name: Acme", "name: Acme\nname: Acme", "3:1: name: is written twice, first in line 2"),
                arguments("name: Acme", "name: &a Acme", "2:7: name: anchors and aliases are not supported"),
                arguments("name: Acme", "name: *a", "2:7: name: anchors and aliases are not supported"),
                arguments("name: Acme", "name: !!java.net.URL Acme", "2:7: name: tags are not supported"),
                arguments("name: Acme", "name: !!binary Acme", "2:7: name: tags are not supported"),
                arguments("name: Acme", "? [name]\n: Acme", "2:3: a name must be a text"),
                arguments(
                        "name: Acme",
                        "<<: {name: Acme}",
                        "2:1: [\"<<\"]: is unknown; known here: id, name, description, category,"
                                + " website, documentation, hosts, inputs, oauth, credentials, api, actions, webhooks, currencies, settings"),
                arguments(
                        "id: acme",
                        "id: Acme",
                        "1:5: id: must be 2 to 63 lower-case letters, digits and hyphens, beginning with a letter"),
                arguments(
                        "https://acme.example/docs", "http://acme.example/docs", "6:16: documentation: must be https"),
                arguments(
                        "  - acme.example",
                        "  - acme",
                        "8:5: hosts[0]: must be a lower-case host of two labels at least, or *. and such a host"),
                arguments(
                        "  - acme.example",
                        "  - \"*.example\"",
                        "8:5: hosts[0]: must be a lower-case host of two labels at least, or *. and such a host"),
                arguments(
                        "  - acme.example",
                        "  - 10.0.0.1",
                        "8:5: hosts[0]: must be a lower-case host of two labels at least, or *. and such a host"),
                arguments(
                        "issuer: https://acme.example",
                        "issuer: https://acme.example//",
                        "11:11: oauth.issuer: the values lead to another path"),
                arguments(
                        "https://acme.example/token",
                        "http://acme.example/token",
                        "15:10: oauth.token.url: must be https"),
                arguments(
                        "https://acme.example/token",
                        "https://evil.example/token",
                        "15:10: oauth.token.url: host evil.example is not among hosts"),
                arguments(
                        "https://acme.example/token",
                        "https://me@acme.example/token",
                        "15:10: oauth.token.url: must have a plain host: no port, no user information, and a variable only as a whole label"),
                arguments(
                        "https://acme.example/token",
                        "https://acme.example:8443/token",
                        "15:10: oauth.token.url: must have a plain host: no port, no user information, and a variable only as a whole label"),
                arguments(
                        "https://acme.example/token",
                        "https://acme.example/{nobody}",
                        "15:10: oauth.token.url: {nobody} is not a variable; known here: login, note, shop"),
                arguments(
                        "https://acme.example/token",
                        "https://acme.example/{Shop}",
                        "15:10: oauth.token.url: has a brace that is not part of a variable such as {name} (lower-case letters, digits, _)"),
                arguments(
                        "https://acme.example/token",
                        "https://acme.example/a b",
                        "15:10: oauth.token.url: must be a URL"),
                arguments(
                        "https://{shop}.shops",
                        "https://x{shop}.shops",
                        "24:12: api.baseUrl: must have a plain host: no port, no user information, and a variable only as a whole label"),
                arguments(
                        "https://{shop}.shops.acme.example",
                        "https://shops.{shop}",
                        "24:12: api.baseUrl: host shops.{shop} is not among hosts"),
                arguments(
                        "https://{shop}.shops.acme.example",
                        "https://acme.example",
                        "15:10: oauth.token.url: lies behind api.baseUrl: name its path in api.excludedPaths"),
                arguments(
                        "clientAuthentication: basic",
                        "clientAuthentication: jwt",
                        "16:27: oauth.token.clientAuthentication: must be basic or post or none"),
                arguments(
                        "defaults: [read]",
                        "defaults: [admin]",
                        "18:16: oauth.scopes.defaults[0]: is not among the scopes of ceiling"),
                arguments("id: /id", "id: id", "22:9: oauth.account.id: must be a JSON pointer such as /data/id"),
                arguments(
                        "Bearer {access_token}",
                        "Bearer {token}",
                        "26:12: api.authorization.value: {token} is not a variable; known here: access_token"),
                arguments(
                        "Bearer {access_token}",
                        "Bearer",
                        "26:12: api.authorization.value: must contain {access_token}"),
                arguments("permits: 5", "permits: 0", "28:56: api.limits[0].permits: must be 1 at least"),
                arguments(
                        "permits: 5",
                        "permits: 1.5",
                        "28:56: api.limits[0].permits: must be a whole decimal number; put it in quotes if it is meant as a text"),
                arguments(
                        "permits: 5",
                        "permits: 9999999999999999999",
                        "28:56: api.limits[0].permits: must be a whole decimal number; put it in quotes if it is meant as a text"),
                arguments(
                        "window: 1s",
                        "window: 90s",
                        "28:7: api.limits[0]: a sliding window is a minute at most; use kind reported"),
                arguments(
                        "window: 1s",
                        "window: soon",
                        "28:67: api.limits[0].window: must be a duration such as 500ms, 30s, 5m, 1h or 7d"),
                arguments(
                        "kind: sliding",
                        "kind: reported",
                        "28:7: api.limits[0]: needs headers if, and only if, kind is reported"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{timestamp}\"",
                        "35:15: webhooks.signature.hmac.signed: must contain {body}: anything else would leave the body unsigned"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{body}{cookie}\"",
                        "35:15: webhooks.signature.hmac.signed: may use {body}, {form}, {timestamp}, {id}, {url} and {method} only"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{timestamp}.{body}\"",
                        "35:15: webhooks.signature.hmac.signed: must use {timestamp} if, and only if, timestamp says where it is"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: {}",
                        "36:15: webhooks.deliveryId: must have 1 at least"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: { header: a, body: /b }",
                        "36:15: webhooks.deliveryId: must have 1 at most"),
                arguments(
                        "header: Acme-Id",
                        "header: Acme Id",
                        "36:25: webhooks.deliveryId.header: must be a header name"),
                arguments(
                        "keptHeaders: [Acme-Event]",
                        "keptHeaders: [Cookie]",
                        "38:17: webhooks.keptHeaders[0]: credentials and signatures are not kept"),
                arguments(
                        "keptHeaders: [Acme-Event]",
                        "keptHeaders: [acme-signature]",
                        "38:17: webhooks.keptHeaders[0]: credentials and signatures are not kept"),
                arguments(
                        "keptHeaders: [Acme-Event]",
                        "keptHeaders: [A, A]",
                        "38:16: webhooks.keptHeaders: must not name the same thing twice"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: [{ header: Acme-Id }, /id, { constant: a b }]",
                        "36:54: webhooks.deliveryId[2].constant: must be printable characters without blanks"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: id",
                        "36:15: webhooks.deliveryId: must be a JSON pointer such as /data/id"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: { template: \"a{b}\" }",
                        "36:27: webhooks.deliveryId.template: has a brace that is not part of {header:NAME} or {body:/pointer}"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: { template: a }",
                        "36:27: webhooks.deliveryId.template: must use {header:NAME} or {body:/pointer}"),
                arguments(
                        "deliveryId: { header: Acme-Id }",
                        "deliveryId: { bodyHash: false }",
                        "36:27: webhooks.deliveryId.bodyHash: must be true"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{url}\"",
                        "35:15: webhooks.signature.hmac.signed: must contain {body}: anything else would leave the body unsigned"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{id}.{body}\"",
                        "35:15: webhooks.signature.hmac.signed: must use {id} if, and only if, id says where it is"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{timestamp}{body}\"\n      timestamp: { tag: t }",
                        "36:25: webhooks.signature.hmac.timestamp.tag: needs a list with tags"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{timestamp}{body}\"\n      timestamp: { header: A, body: /b }",
                        "36:18: webhooks.signature.hmac.timestamp: must have exactly one of header, tag and body"),
                arguments(
                        "signed: \"{body}\"",
                        "signed: \"{body}\"\n      list: { separator: \",\", assign: \"=\" }",
                        "36:13: webhooks.signature.hmac.list: needs accept if, and only if, there is assign"),
                arguments(
                        "    hmac:\n",
                        "    token: {}\n    hmac:\n",
                        "31:12: webhooks.signature.token: must have exactly one of header and body"),
                arguments(
                        "    hmac:\n",
                        "    oidc: { issuers: [a], keys: \"https://evil.example/k\", audience: a }\n    hmac:\n",
                        "31:33: webhooks.signature.oidc.keys: host evil.example is not among hosts"),
                arguments(
                        "    hmac:\n",
                        "    oidc: { issuers: [a], keys: \"https://acme.example/k\", audience: \"{aud}\" }\n    hmac:\n",
                        "31:69: webhooks.signature.oidc.audience: {aud} is not a variable; there are none here"),
                arguments(
                        "    hmac:\n",
                        "    origin: { organization: /a, equals: \"{account}\", addresses: [10.0.0.0/33] }\n    hmac:\n",
                        "31:66: webhooks.signature.origin.addresses[0]: must have a prefix length of 0 to 32"),
                arguments(
                        "    hmac:\n",
                        "    ed25519: { header: A, encoding: hex, key: { encoding: utf8 }, signed: \"{body}\" }\n    hmac:\n",
                        "31:59: webhooks.signature.ed25519.key.encoding: must be base64 or hex: a public key has 32 bytes of any value"),
                arguments("maxBytes: 1MiB", "maxBytes: 26MiB", "39:13: webhooks.maxBytes: must be 25MiB at most"),
                arguments(
                        "maxBytes: 1MiB",
                        "maxBytes: 1MB",
                        "39:13: webhooks.maxBytes: must be a size such as 64KiB or 25MiB"),
                arguments(
                        "    order:",
                        "    \"or der\":",
                        "41:5: webhooks.events[\"or der\"]: must be letters, digits and . _ - : /, or *"),
                arguments(
                        "summary: Order {number}",
                        "summary: Order {name}",
                        "44:18: webhooks.events.order.activity.summary: {name} is not a variable; known here: number"),
                arguments(
                        "number: { pointer: /number }",
                        "number: { pointer: /number, as: money }",
                        "46:43: webhooks.events.order.activity.metadata.number.as: must come with currency"),
                arguments(
                        "type: acme.order",
                        "type: acme.order\n        when: [{ setting: colour }]",
                        "44:27: webhooks.events.order.activity.when[0].setting: is not a setting; known here: size"),
                arguments(
                        "type: acme.order",
                        "type: acme.order\n        when: [{ value: colour }]",
                        "44:25: webhooks.events.order.activity.when[0].value: is not a value of this event; known here: account, event_type, number, payload, received_at"),
                arguments(
                        "type: acme.order",
                        "type: acme.order\n        when: [{ is: 1 }]",
                        "44:16: webhooks.events.order.activity.when[0]: must look at a setting or at a value"),
                arguments(
                        "type: acme.order",
                        "type: acme.order\n        when: [{ value: number, is: [1] }]",
                        "44:37: webhooks.events.order.activity.when[0].is: must be a text, a number, true or false"),
                arguments(
                        "    order:",
                        "    order:\n      effects: { mail: { kind: pigeon } }",
                        "42:32: webhooks.events.order.effects.mail.kind: must be email or action or forward or report"),
                arguments(
                        "    order:",
                        "    order:\n      effects: { mail: { kind: email, under: { setting: friend } } }",
                        "42:57: webhooks.events.order.effects.mail.under.setting: is not a setting; known here: size"),
                arguments(
                        "    order:",
                        "    order:\n      effects: { mail: { kind: email, arguments: { to: \"{who}\" } } }",
                        "42:56: webhooks.events.order.effects.mail.arguments.to: {who} is not a variable; known here: account, event_type, number, payload, received_at"),
                arguments(
                        "    order:",
                        "    order:\n      domain: { strategy: order_paid, values: { id: { pointer: /id } } }",
                        "42:15: webhooks.events.order.domain: must have id, amount, currency, livemode"),
                arguments(
                        "webhooks:\n",
                        "currencies: { zeroDecimal: [JPY, KWD], threeDecimal: [KWD] }\nwebhooks:\n",
                        "29:34: currencies.zeroDecimal[1]: is among currencies.threeDecimal too"),
                arguments(
                        "required: [size]",
                        "required: [store]",
                        "49:14: settings.required[0]: is not among settings.properties"),
                arguments(
                        "{ type: string, title: Size }",
                        "{ type: string, title: Size, pattern: (a+)+ }",
                        "51:40: settings.properties.size.pattern: is unknown; known here: type, title, description, default, enum,"
                                + " minLength, maxLength, minimum, maximum"),
                arguments(
                        "{ type: string, title: Size }",
                        "{ $ref: \"https://evil.example/schema\" }",
                        "51:5: settings.properties.size.type: is missing"),
                arguments(
                        "shop: { kind: label, title: Shop }",
                        "client_id: { kind: label, title: Shop }",
                        "53:14: inputs.client_id: is a name that has a meaning already"),
                arguments(
                        "default: https://acme.example",
                        "default: https://evil.example",
                        "54:46: inputs.login.default: must be an https URL of one of the provider's hosts, without a path"),
                arguments(
                        "default: https://acme.example",
                        "default: https://acme.example/path",
                        "54:46: inputs.login.default: must be an https URL of one of the provider's hosts, without a path"),
                arguments(
                        "kind: label",
                        "kind: url",
                        "24:12: api.baseUrl: {shop} can stand there only if its kind is label"),
                arguments(
                        "kind: label",
                        "kind: text",
                        "24:12: api.baseUrl: {shop} can stand there only if its kind is label"),
                arguments(
                        "\"{login}/authorize\"",
                        "\"{shop}/authorize\"",
                        "13:10: oauth.authorize.url: {shop} can stand there only if its kind is url"),
                arguments(
                        "\"{login}/authorize\"",
                        "\"{login}.acme.example/authorize\"",
                        "13:10: oauth.authorize.url: a variable at the beginning is a whole origin: only / may follow it"),
                arguments(
                        "\"{login}/authorize\"",
                        "\"{note}{login}/authorize\"",
                        "13:10: oauth.authorize.url: a variable at the beginning is a whole origin: only / may follow it"),
                arguments(
                        "\"{login}/authorize\"",
                        "\"{region}/authorize\"",
                        "13:10: oauth.authorize.url: {region} is not a variable; known here: login, note, shop"),
                arguments(
                        "keep: { region: /region }",
                        "keep: { shop: /region }",
                        "61:31: credentials.clientCredentials.response.keep.shop: is the name of an input already"),
                arguments(
                        "keep: { region: /region }",
                        "keep: { account_id: /region }",
                        "61:37: credentials.clientCredentials.response.keep.account_id: is a name that has a meaning already"),
                arguments(
                        "baseUrl: https://{shop}.shops.acme.example",
                        "baseUrl: https://{shop}.shops.acme.example/{region}",
                        "24:12: api.baseUrl: {region} has no value where a connection is of kind oauth"),
                arguments(
                        "baseUrl: https://{shop}.shops.acme.example",
                        "baseUrl: \"{login}\"",
                        "15:10: oauth.token.url: lies behind api.baseUrl: name its path in api.excludedPaths"),
                arguments(
                        "value: Bearer {access_token}",
                        "secret: client_secret",
                        "26:13: api.authorization.secret: acts for every account: a header must name the one meant, by a value that oauth.response.keep takes from the grant"),
                arguments(
                        "value: Bearer {access_token}",
                        "headers: { Acme-Shop: \"{region}\" }",
                        "26:27: api.authorization.headers.Acme-Shop: {region} is not a variable; known here: login, note, shop"),
                arguments(
                        "value: Bearer {access_token}",
                        "headers: { Cookie: \"{shop}\" }",
                        "26:24: api.authorization.headers.Cookie: is not a header that a definition may set"),
                arguments(
                        "account: { url: \"https://{shop}.shops.acme.example/me\", id: /id }",
                        "account: { id: /id }",
                        "58:5: credentials.apiKey.account.url: is missing"),
                arguments("hosts:\n", "hosts: [\n", "8:3: is not YAML: expected the node content, but found '-'"),
                arguments("id: acme", "id: acme\n---\nid: two", "2:1: must hold one document"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesLineColumnFieldAndReasonOf(String right, String wrong, String expected) {
        assertThat(SMALL).contains(right);

        List<DefinitionProblem> problems = problems(SMALL.replaceFirst(
                java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)));

        assertThat(problems).extracting(DefinitionProblem::toString).contains("acme.yaml:" + expected);
    }

    @Test
    void namesEveryProblemOfTheShapeInTheOrderOfTheFile() {
        String wrong = SMALL.replace("id: acme\n", "id: A\n")
                .replace("permits: 5", "permits: no")
                .replace("encoding: hex", "encoding: octal");

        assertThat(problems(wrong))
                .extracting(DefinitionProblem::toString)
                .containsExactly(
                        "acme.yaml:1:5: id: must be 2 to 63 lower-case letters, digits and hyphens, beginning with a letter",
                        "acme.yaml:28:56: api.limits[0].permits: must be a whole number, not a text",
                        "acme.yaml:34:17: webhooks.signature.hmac.encoding: must be hex or base64");
    }

    @Test
    void namesAProblemOfEachPart() {
        String wrong = SMALL.replace("https://acme.example/me", "https://evil.example/me")
                .replace("Bearer {access_token}", "Bearer")
                .replace("signed: \"{body}\"", "signed: \"{timestamp}\"");

        assertThat(problems(wrong))
                .extracting(DefinitionProblem::path)
                .containsExactly("oauth.account.url", "api.authorization.value", "webhooks.signature.hmac.signed");
    }

    @Test
    void refusesWhatIsNotText() {
        assertThat(problems(new byte[] {'i', 'd', ':', ' ', (byte) 0xff}))
                .singleElement()
                .hasToString("acme.yaml: is not UTF-8");
        assertThat(problems("id: \0"))
                .singleElement()
                .hasToString("acme.yaml: is not YAML: it holds a character that YAML does not allow");
        assertThat(problems("")).singleElement().hasToString("acme.yaml: is empty");
        assertThat(problems("# nothing\n")).singleElement().hasToString("acme.yaml: is empty");
        assertThat(problems("- a")).singleElement().hasToString("acme.yaml:1:1: must be a mapping, not a list");
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        String large = SMALL + "#".repeat(DefinitionLoader.MAX_BYTES);

        assertThat(problems(large)).singleElement().hasToString("acme.yaml: is larger than 256 KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void refusesDeepNestingWithoutFollowingIt(String level) {
        String deep = level.repeat(100_000 / level.length());

        assertThat(problems(deep).get(0).reason()).isIn("is nested more than 16 levels deep", "a name must be a text");
    }

    @Test
    void neverShowsAControlCharacterOfAName() {
        List<DefinitionProblem> problems = problems(SMALL + "\"a\\nFATAL\\e[31m\": 1\n");

        assertThat(problems).singleElement().asString().startsWith("acme.yaml:63:1: [\"a?FATAL?[31m\"]: is unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = {1022, 1023, 1024})
    void readsASurrogatePairWhereverItStands(int at) throws Exception {
        String comment = "#" + "x".repeat(at - 1) + "\ud83d\ude00\n";

        assertThat(load(comment + SMALL).id().value()).isEqualTo("acme");
    }

    /** Any bytes end in a definition or in the typed error, and soon. */
    @Test
    void survivesWhateverHappensToAFile() throws IOException {
        List<byte[]> seeds = new ArrayList<>(List.of(SMALL.getBytes(StandardCharsets.UTF_8), Files.readAllBytes(ACME)));
        for (String builtIn :
                new String(resource("built-in"), StandardCharsets.UTF_8).lines().toList()) {
            seeds.add(resource(builtIn));
        }
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < Integer.getInteger("rounds", 5_000); i++) {
            byte[] mutated = mutate(seeds.get(random.nextInt(seeds.size())), random);
            try {
                loader.load("fuzz.yaml", mutated);
            } catch (InvalidDefinitionException e) {
                assertThat(e.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString()).matches("fuzz\\.yaml[^\\n]*"));
            } catch (RuntimeException | java.lang.Error e) {
                fail("seed " + seed + ", round " + i + ":\n" + new String(mutated, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        return DefinitionLoaderTest.class
                .getResourceAsStream("/providers/" + name)
                .readAllBytes();
    }

    private static byte[] mutate(byte[] original, Random random) {
        String text = new String(original, StandardCharsets.UTF_8);
        for (int n = random.nextInt(4); n >= 0; n--) {
            text = random.nextBoolean() ? spliced(text, random) : swapped(text, random);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "  ",
        "\"",
        "'",
        "#",
        "&a",
        "*a",
        "!!x ",
        "|\n",
        ">\n",
        "%",
        "@",
        "`",
        "? ",
        "---\n",
        "...\n",
        "~",
        "null",
        "true",
        "1e999999999",
        "0x7f",
        ".inf",
        "-0",
        "{a}",
        "{}",
        "[]",
        "\t",
        "\u0085",
        "\u2028",
        "\ud83d\ude00",
        "\ufeff",
        "%YAML 1.2\n",
        "<<: ",
        "https://",
        "//",
        "~2",
        "/~",
        "\"\\ud800\"",
        "\"\": "
    };

    private static String spliced(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(random.nextInt(10) == 0 ? 200 : 3));
        return text.substring(0, at) + TOKENS[random.nextInt(TOKENS.length)] + text.substring(to);
    }

    /** A value, or a whole line, in another's place. */
    private static String swapped(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        String line = lines.get(random.nextInt(lines.size()));
        int at = random.nextInt(lines.size());
        String kept = lines.get(at).contains(": ")
                ? lines.get(at).substring(0, lines.get(at).indexOf(": ") + 2)
                : "";
        lines.set(at, random.nextBoolean() ? line : kept + line.strip());
        return String.join("\n", lines);
    }

    private ProviderDefinition load(String text) throws InvalidDefinitionException {
        return loader.load("acme.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private List<DefinitionProblem> problems(String text) {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<DefinitionProblem> problems(byte[] content) {
        try {
            loader.load("acme.yaml", content);
        } catch (InvalidDefinitionException e) {
            return e.problems();
        }
        return fail("was accepted");
    }
}
