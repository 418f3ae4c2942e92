package org.integrationstack.gateway.signature;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.SignatureScheme.UrlForms;

import static org.assertj.core.api.Assertions.assertThat;

/** What was signed, where that is more than the body. */
class SignedContentTest {

    private final Sample form = SignatureVector.named("twilio-form").sample();
    private final Sample json = SignatureVector.named("twilio-json").sample();

    @Test
    void signsTheFieldsInAnyOrder() {
        String reversed =
                "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE";

        assertThat(form.body(reversed).isGenuine()).isTrue();
        assertThat(form.body(reversed + "&Digits=1").isGenuine()).isFalse();
        assertThat(form.body(reversed + "&%zz=1").isGenuine())
                .as("a broken escape")
                .isFalse();
    }

    /** Else another body that reads the same as a form, but means another thing, would have the same signature. */
    @Test
    void takesNoOtherBodyForAForm() {
        assertThat(form.header("Content-Type", "application/json").verdict()).isEmpty();
        assertThat(form.header("Content-Type").verdict()).isEmpty();
        assertThat(form.header("Content-Type", "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8")
                        .isGenuine())
                .isTrue();
    }

    @Test
    void needsTheUrlAsTheSenderCalledIt() {
        assertThat(form.url("http://mycompany.com/myapp.php?foo=1&bar=2").isGenuine())
                .isFalse();
        assertThat(form.url("https://internal:8082/myapp.php?foo=1&bar=2").isGenuine())
                .isFalse();
        assertThat(form.url("https://mycompany.com/myapp.php?bar=2&foo=1").isGenuine())
                .isFalse();
        assertThat(form.url("https://mycompany.com/myapp.php").isGenuine()).isFalse();
    }

    @Test
    void bindsTheBodyByItsHashInTheSignedUrl() {
        assertThat(json.body("{\"property\": \"value\", \"boolean\": false}").verdict())
                .contains(Verdict.WRONG);
        assertThat(json.url(json.url() + "&bodySHA256=" + "0".repeat(64)).verdict())
                .as("two of them")
                .contains(Verdict.WRONG);
        assertThat(json.url("https://mycompany.com/myapp.php?foo=1&bar=2").verdict())
                .as("none")
                .contains(Verdict.WRONG);
    }

    @Test
    void needsTheMethodWhereItIsSigned() {
        assertThat(SignatureVector.named("hubspot").sample().method("PUT").verdict())
                .contains(Verdict.WRONG);
    }

    /** msg.1 and 5 would be signed like msg and 1.5. */
    @Test
    void takesNoIdThatCouldBeMistakenForWhatFollowsIt() {
        Sample sample = SignatureVector.named("standard-webhooks-v1").sample();

        assertThat(sample.header("webhook-id", "msg.1").verdict()).isEmpty();
        assertThat(sample.header("webhook-id", "msg 1").verdict()).isEmpty();
        assertThat(sample.header("webhook-id", "m".repeat(501)).verdict()).isEmpty();
    }

    @Test
    void decodesOnceAndOnlyTheCharactersOfTheList() {
        UrlVariants variants = new UrlVariants(new UrlForms(":/?", false));

        assertThat(variants.of("https://a.example/x%3Fy%253F%41%zz"))
                .containsExactly("https://a.example/x%3Fy%253F%41%zz", "https://a.example/x?y%253F%41%zz");
        assertThat(new UrlVariants(UrlForms.AS_CALLED).of("https://a.example/%3F"))
                .isEqualTo(Set.of("https://a.example/%3F"));
    }

    @Test
    void triesTheUrlWithAndWithoutItsPort() {
        UrlVariants variants = new UrlVariants(new UrlForms("", true));

        assertThat(variants.of("https://a.example/x?y"))
                .containsExactlyInAnyOrder("https://a.example/x?y", "https://a.example:443/x?y");
        assertThat(variants.of("http://a.example:8080?y"))
                .containsExactlyInAnyOrder("http://a.example:8080?y", "http://a.example?y", "http://a.example:80?y");
        assertThat(variants.of("https://[2001:db8::1]:443/"))
                .containsExactlyInAnyOrder("https://[2001:db8::1]:443/", "https://[2001:db8::1]/");
        assertThat(variants.of("no url")).containsExactly("no url");
    }

    /** Linear's time is in the signed body. */
    @Test
    void readsTheTimeInTheBody() {
        Sample linear = SignatureVector.named("linear").sample();

        assertThat(linear.now(linear.now().plusSeconds(61)).verdict()).contains(Verdict.STALE);
    }

    @Test
    void takesNoDeliveryThatHidesItsTime() {
        Sample notion = SignatureVector.named("notion").sample();
        Sample timeless = SignatureVector.named("linear")
                .sample()
                .secrets(SignatureVector.named("notion").secret())
                .body(SignatureVector.named("notion").body());
        String signature = notion.headers().get("X-Notion-Signature").get(0).substring("sha256=".length());

        assertThat(timeless.header("Linear-Signature", signature).verdict()).contains(Verdict.STALE);
    }

    @Test
    void readsNothingOfHeadersThatItDoesNotSign() {
        Sample github = SignatureVector.named("github").sample();

        assertThat(Map.of("X-GitHub-Event", "anything", "X-Hub-Signature", "sha1=00", "Content-Type", "x/y")
                        .entrySet())
                .allSatisfy(header -> assertThat(github.header(header.getKey(), header.getValue())
                                .isGenuine())
                        .isTrue());
    }
}
