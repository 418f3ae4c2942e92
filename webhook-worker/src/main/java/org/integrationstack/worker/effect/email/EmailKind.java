package org.integrationstack.worker.effect.email;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectConfig;
import org.integrationstack.worker.effect.EffectKind;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectPace;

/**
 * Sends a mail. Its {@code Message-ID} is the same with every attempt, so that a reader's mail program may know a
 * repetition; mail servers do not.
 *
 * <p>Arguments: {@code to}, one mailbox; {@code template}; {@code values}, a map of texts by variable.
 */
@ApplicationScoped
class EmailKind implements EffectKind.Remote {
    /** That our mail server is away is no failure of the mail. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private final ReactiveMailer mailer;
    private final MailTemplates templates;
    private final EffectPace pace;
    private final EmailConfig email;
    private final EffectConfig config;
    private final String sender;

    EmailKind(
            ReactiveMailer mailer,
            MailTemplates templates,
            EffectPace pace,
            EmailConfig email,
            EffectConfig config,
            @ConfigProperty(name = "quarkus.mailer.from") String sender) {
        this.mailer = mailer;
        this.templates = templates;
        this.pace = pace;
        this.email = email;
        this.config = config;
        this.sender = sender;
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public boolean isRepeatable(EffectCall call) {
        return config.repeatUnkeyed();
    }

    @Override
    public Uni<EffectOutcome> perform(EffectCall call) {
        try {
            Mail mail = mail(call);
            Duration interval = Duration.ofMinutes(1).dividedBy(email.perMinute());
            return pace.take(call.tenant(), name(), interval, email.burst())
                    .chain(wait ->
                            wait.<Uni<EffectOutcome>>map(EmailKind::later).orElseGet(() -> send(mail)));
        } catch (IllegalArgumentException e) {
            // Ours, and shows no value.
            return Uni.createFrom().item(new Refused(e.getMessage()));
        }
    }

    private Mail mail(EffectCall call) {
        Mailbox to = Mailbox.parse(text(call, "to"))
                .orElseThrow(() -> new IllegalArgumentException("the recipient is not one mailbox"));
        MailTemplate.Rendered mail = templates
                .named(text(call, "template"))
                .orElseThrow(() -> new IllegalArgumentException("there is no such template"))
                .render(values(call));
        return new Mail()
                .setTo(List.of(to.address()))
                .setFrom(sender)
                .setSubject(mail.subject())
                .setText(mail.text())
                .setHtml(mail.html().orElse(null))
                .addHeader("Message-ID", messageId(call))
                .addHeader("Auto-Submitted", "auto-generated");
    }

    /** Source: RFC 5322, section 3.6.4. */
    private String messageId(EffectCall call) {
        String domain = sender.substring(sender.lastIndexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
        return "<" + call.key() + "@" + domain + ">";
    }

    private Uni<EffectOutcome> send(Mail mail) {
        return mailer.send(mail)
                .<EffectOutcome>map(sent -> new Done(Map.of()))
                .onFailure(EmailKind::isRefusal)
                .recoverWithItem(EmailKind::refusal)
                .onFailure(EmailKind::isNeverSent)
                .recoverWithItem(new Postponed("the mail server cannot be reached", WHILE_AWAY));
    }

    private static Uni<EffectOutcome> later(Duration wait) {
        return Uni.createFrom().item(new Postponed("the tenant's mails of this minute are sent", wait));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof SMTPException;
    }

    /**
     * What the server says "no" to, it has not taken.
     *
     * <p>Source: RFC 5321, section 4.2.1: 4xx passes, 5xx does not; RFC 4954, section 6: 530 to 539 are about us, not the
     * mail.
     */
    private static EffectOutcome refusal(Throwable failure) {
        int code = ((SMTPException) failure).getReplyCode();
        String reason = "the mail server answered " + code;
        boolean isFinal = code >= 500 && code / 10 != 53;
        return isFinal ? new Refused(reason) : new NotDone(reason, Optional.empty());
    }

    private static boolean isNeverSent(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof UnknownHostException;
    }

    private static Map<String, String> values(EffectCall call) {
        Map<String, String> values = new HashMap<>();
        if (call.arguments().get("values") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> values.put(String.valueOf(name), value == null ? "" : value.toString()));
        }
        return values;
    }

    private static String text(EffectCall call, String argument) {
        return String.valueOf(call.arguments().get(argument));
    }
}
