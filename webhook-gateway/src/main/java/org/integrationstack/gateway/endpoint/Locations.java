package org.integrationstack.gateway.endpoint;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.gateway.endpoint.Endpoints.Found;

/** Finds places by what URLs name. Thread-safe. */
@ApplicationScoped
public class Locations {

    private final Places places;
    private final Endpoints endpoints;

    @Inject
    public Locations(Places places, Endpoints endpoints) {
        this.places = places;
        this.endpoints = endpoints;
    }

    /** The provider's own address; empty where no provider that sends webhooks is called so. */
    public Optional<Place> provider(String provider) {
        return places.of(provider);
    }

    /** The endpoint of that id, if it is that provider's; an unknown one is waited for a little. Answers on any thread. */
    public Uni<Located> endpoint(String provider, String id) {
        return uuid(id).map(endpoints::find)
                .orElseGet(() -> Uni.createFrom().item(new Found.None()))
                .map(found -> located(provider, found));
    }

    /** What is at a URL. */
    public sealed interface Located {

        record At(Place place) implements Located {}

        /** There is an endpoint, or may be one, of which nothing is known that can be trusted. */
        record Unreadable() implements Located {}

        record Nowhere() implements Located {}
    }

    private static Located located(String provider, Found found) {
        if (found instanceof Found.Unreadable) {
            return new Located.Unreadable();
        }
        return found instanceof Found.Open open
                        && open.place().provider().value().equals(provider)
                ? new Located.At(open.place())
                : new Located.Nowhere();
    }

    /** Canonical only: of one endpoint there is one URL. */
    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
