package org.integrationstack.sandbox.slack;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * What the app has been granted in each workspace and by each person, and the tokens of it. Confined
 * to the event loop.
 *
 * <p>Source: docs.slack.dev, "Installing with OAuth", "Appending scopes", and "Using token rotation".
 */
final class Installations {
    private static final int ACTIVE_TOKENS = 2;

    /** Whom a token stands for: a workspace's bot or a person. */
    private record Owner(Slot slot, String id) {
        static Owner of(Slot slot, Person person) {
            return new Owner(slot, slot == Slot.BOT ? person.team().id() : person.id());
        }
    }

    /** A token and whose it is. */
    record Held(Slot slot, Token<Person> token) {}

    /** What a code or a refresh token brings for one slot. */
    record Issued(Slot slot, Token<Person> access, Optional<Token<Person>> refresh) {}

    private final Map<Slot, Tokens<Person>> tokens = new EnumMap<>(Slot.class);
    private final Map<Owner, Set<String>> scopes = new HashMap<>();
    private final Events events;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    Installations(Events events, Clock clock, Secrets secrets, Supplier<Settings> settings) {
        for (Slot slot : Slot.values()) {
            tokens.put(slot, new Tokens<>(clock));
        }
        this.events = events;
        this.secrets = secrets;
        this.settings = settings;
    }

    /** The slot's part of a redeemed consent; empty if no scopes of it were asked for. */
    Optional<Issued> install(Slot slot, Consent<Person> consent) {
        Set<String> asked = slot.of(consent.granted());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        scopes.computeIfAbsent(Owner.of(slot, consent.person()), nobody -> new LinkedHashSet<>())
                .addAll(asked);
        return Optional.of(settings.get().tokenRotation() ? rotating(slot, consent) : lasting(slot, consent));
    }

    /**
     * Spends a refresh token. It stays good for a short while, so that an answer that got lost can be
     * asked for again, and the access token before stays good too, unless it is one too many.
     */
    Optional<Issued> refresh(String value) {
        return find(Use.REFRESH, value).map(held -> {
            Tokens<Person> store = tokens.get(held.slot());
            Token<Person> old = held.token();
            if (settings.get().refreshGrace().isZero()) {
                store.end(old);
            } else if (old.until().isEmpty()) {
                Duration grace = settings.get().refreshGrace();
                store.issue(Use.REFRESH, old.value(), old.consent(), old.scopes(), Optional.of(grace));
            }
            return rotating(held.slot(), old.consent());
        });
    }

    /** A good token of that value. */
    Optional<Held> find(Use use, String value) {
        return Arrays.stream(Slot.values())
                .flatMap(slot -> tokens.get(slot).live(use, value).stream().map(token -> new Held(slot, token)))
                .findFirst();
    }

    /** The error of a token that is not good. */
    String refusal(String value) {
        boolean revoked =
                tokens.values().stream().anyMatch(store -> store.ended(value).isPresent());
        boolean expired = tokens.values().stream().anyMatch(store -> store.over(value));
        return revoked ? "token_revoked" : expired ? "token_expired" : "invalid_auth";
    }

    /**
     * Ends a token: that one alone if it rotates, else all that its owner was granted.
     *
     * <p>Source: docs.slack.dev, "Using token rotation", "Uninstalling apps".
     */
    void revoke(Held held) {
        boolean rotates = held.token().until().isPresent() || held.token().use() == Use.REFRESH;
        if (rotates) {
            tokens.get(held.slot()).end(held.token());
        } else {
            forget(Owner.of(held.slot(), held.token().person()));
        }
        announce(List.of(held));
    }

    int end(Ending ending) {
        List<Held> before = Arrays.stream(Slot.values())
                .flatMap(slot -> tokens
                        .get(slot)
                        .live(token -> ending.concerns(token.person().login()))
                        .stream()
                        .map(token -> new Held(slot, token)))
                .toList();
        int ended =
                tokens.values().stream().mapToInt(store -> store.end(ending)).sum();
        if (ending.what() == Ending.What.ALL) {
            scopes.keySet().removeIf(owner -> of(owner).isEmpty());
            announce(before);
        }
        return ended;
    }

    /** Tells each workspace's app what has been taken from it. */
    private void announce(List<Held> ended) {
        ended.stream()
                .collect(Collectors.groupingBy(
                        held -> held.token().person().team(), LinkedHashMap::new, Collectors.toList()))
                .forEach(events::revoked);
    }

    Optional<Long> secondsLeft(Held held) {
        return tokens.get(held.slot()).secondsLeft(held.token());
    }

    /** One token for each owner, which gains scopes and never loses any. */
    private Issued lasting(Slot slot, Consent<Person> consent) {
        Owner owner = Owner.of(slot, consent.person());
        String value = of(owner).stream()
                .filter(token -> token.use() == Use.ACCESS && token.until().isEmpty())
                .map(Token::value)
                .findFirst()
                .orElseGet(() ->
                        prefix(slot) + secrets.digits(12) + "-" + secrets.digits(13) + "-" + secrets.alphanumeric(24));
        Token<Person> access = tokens.get(slot).issue(Use.ACCESS, value, consent, scopes.get(owner), Optional.empty());
        return new Issued(slot, access, Optional.empty());
    }

    private Issued rotating(Slot slot, Consent<Person> consent) {
        Owner owner = Owner.of(slot, consent.person());
        Tokens<Person> store = tokens.get(slot);
        Set<String> all = scopes.getOrDefault(owner, slot.of(consent.granted()));
        Optional<Duration> life = Optional.of(settings.get().accessTokenLife());
        String value = "xoxe." + prefix(slot) + "1-" + secrets.alphanumeric(166);
        Token<Person> access = store.issue(Use.ACCESS, value, consent, all, life);
        Token<Person> refresh =
                store.issue(Use.REFRESH, "xoxe-1-" + secrets.alphanumeric(147), consent, all, Optional.empty());
        List<Token<Person>> active = of(owner).stream()
                .filter(token -> token.use() == Use.ACCESS && token.until().isPresent())
                .toList();
        active.subList(0, Math.max(0, active.size() - ACTIVE_TOKENS)).forEach(store::end);
        return new Issued(slot, access, Optional.of(refresh));
    }

    private void forget(Owner owner) {
        of(owner).forEach(tokens.get(owner.slot())::end);
        scopes.remove(owner);
    }

    private List<Token<Person>> of(Owner owner) {
        return tokens.get(owner.slot())
                .live(token -> Owner.of(owner.slot(), token.person()).equals(owner));
    }

    private static String prefix(Slot slot) {
        return slot == Slot.BOT ? "xoxb-" : "xoxp-";
    }
}
