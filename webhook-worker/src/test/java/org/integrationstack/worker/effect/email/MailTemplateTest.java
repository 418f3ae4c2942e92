package org.integrationstack.worker.effect.email;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.worker.effect.email.MailTemplate.Rendered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MailTemplateTest {
    private static final MailTemplate TEMPLATE = MailTemplate.parse(
            "Subject: {title}\nOptional: note, url\n\nHello\n{text}\nNote: {note}\n{url}\n",
            Optional.of("<p>{text}</p>\n<a href=\"{url}\">{url}</a>\n"));

    @Test
    void leavesOutTheLinesWithoutTheirOptionalValue() {
        Rendered mail = TEMPLATE.render(Map.of("title", "t", "text", "one"));

        assertThat(mail).isEqualTo(new Rendered("t", "Hello\none\n", Optional.of("<p>one</p>\n")));
    }

    @Test
    void escapesInHtmlAndNowhereElse() {
        Rendered mail = TEMPLATE.render(Map.of("title", "a & b", "text", "<b>\"it's\"</b> {title}"));

        assertThat(mail.subject()).isEqualTo("a & b");
        assertThat(mail.text()).contains("<b>\"it's\"</b> {title}");
        assertThat(mail.html().orElseThrow()).contains("<p>&lt;b&gt;&quot;it&#39;s&quot;&lt;/b&gt; {title}</p>");
    }

    @Test
    void insistsOnEveryOtherValue() {
        assertThatThrownBy(() -> TEMPLATE.render(Map.of("title", "t")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no value for {text}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: b@x.example", "a\nb", "a\rb", "a\u0000b", "a\u0085b"})
    void aSubjectIsOneLine(String title) {
        assertThatThrownBy(() -> TEMPLATE.render(Map.of("title", title, "text", "t")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the subject has more than one line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "data:text/html,x", "//x.example", "https://x .example", "JAVASCRIPT:x"})
    void aLinkLeadsToTheWeb(String url) {
        assertThatThrownBy(() -> TEMPLATE.render(Map.of("title", "t", "text", "t", "url", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("{url} must be a web address");
    }

    @Test
    void aQuoteDoesNotLeaveItsAttribute() {
        Rendered mail =
                TEMPLATE.render(Map.of("title", "t", "text", "t", "url", "https://x.example/\"onclick=\"alert(1)"));

        assertThat(mail.html().orElseThrow()).contains("<a href=\"https://x.example/&quot;onclick=&quot;alert(1)\">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment-received", "payment-failed", "notification"})
    void theBuiltInOnesAreComplete(String name) {
        MailTemplates templates = new MailTemplates(new NoDirectory());
        Map<String, String> values = Map.of(
                "title",
                "t",
                "text",
                "t",
                "amount",
                "€ 10.00",
                "order",
                "pi_1",
                "reason",
                "declined",
                "url",
                "https://x.example");

        Rendered mail = templates.named(name).orElseThrow().render(values);

        assertThat(mail.text()).doesNotContain("{", "}");
        assertThat(mail.html().orElseThrow()).doesNotContain("{", "}");
        assertThat(templates.named("no-such")).isEmpty();
        assertThat(templates.named("../mail/" + name)).isEmpty();
    }

    private record NoDirectory() implements EmailConfig {
        @Override
        public int perMinute() {
            return 1;
        }

        @Override
        public int burst() {
            return 1;
        }

        @Override
        public Optional<Path> templates() {
            return Optional.empty();
        }
    }
}
