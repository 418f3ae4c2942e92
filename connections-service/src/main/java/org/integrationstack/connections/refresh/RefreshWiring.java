package org.integrationstack.connections.refresh;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.GrantSettings;
import org.integrationstack.connections.grant.IntrospectionEndpoint;

/** Makes beans of this feature's plain classes. */
@ApplicationScoped
class RefreshWiring {

    @Produces
    @Singleton
    Renewals renewals(Instance<Renewal> renewals, Providers providers) {
        return new Renewals(List.copyOf(renewals.stream().toList()), providers);
    }

    @Produces
    @Singleton
    Pauses pauses(RefreshSettings settings, SecureRandom random) {
        return new Pauses(settings.firstPause(), settings.longestPause(), random);
    }

    @Produces
    @Singleton
    Planning planning(Pauses pauses, Clock clock) {
        return new Planning(pauses, clock);
    }

    @Produces
    @Singleton
    Breakers breakers(Clock clock) {
        return new Breakers(clock);
    }

    @Produces
    @Singleton
    @Startup
    RefreshMetrics metrics(MeterRegistry registry, Breakers breakers) {
        return new RefreshMetrics(registry, breakers);
    }

    @Produces
    @Singleton
    Checking checking(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            AccountEndpoint accounts,
            IntrospectionEndpoint introspection,
            TokenOpening opening) {
        return new Checking(tokens, standing, renewals, accounts, introspection, opening);
    }

    @Produces
    @Singleton
    Insisting insisting(Waiting waiting, Pauses pauses) {
        return new Insisting(waiting, pauses);
    }

    @Produces
    @Singleton
    Keeping keeping(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            TokenOpening opening,
            Planning planning,
            Waiting waiting,
            Insisting insisting,
            RefreshMetrics metrics) {
        return new Keeping(tokens, standing, renewals, opening, planning, waiting, insisting, metrics);
    }

    @Produces
    @Singleton
    Renewing renewing(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            Breakers breakers,
            TokenOpening opening,
            Keeping keeping,
            Insisting insisting,
            Pauses pauses,
            Waiting waiting,
            Clock clock,
            RefreshMetrics metrics,
            RefreshSettings settings,
            GrantSettings calls) {
        requireShorter(calls.timeout(), settings.lease());
        return new Renewing(
                tokens,
                standing,
                renewals,
                breakers,
                opening,
                keeping,
                insisting,
                pauses,
                waiting,
                clock,
                metrics,
                settings.lease());
    }

    /** Refuses to start where a call could outlast its lease. */
    static void requireShorter(Duration call, Duration lease) {
        if (call.plus(Renewing.MARGIN).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "integration.refresh.lease must be longer than integration.grant.timeout by "
                            + Renewing.MARGIN.toSeconds()
                            + " seconds at least: a call must end while its token is still ours");
        }
    }

    @Produces
    @Singleton
    @Startup
    Refreshing refreshing(
            Tokens tokens,
            Renewals renewals,
            Renewing renewing,
            Checking checking,
            Standing standing,
            Waiting waiting,
            Pauses pauses,
            RefreshSettings settings) {
        return new Refreshing(
                tokens,
                renewals,
                renewing,
                checking,
                standing,
                waiting,
                pauses,
                settings.patience(),
                settings.freshFor());
    }

    @Produces
    @Singleton
    RefreshScheduler scheduler(
            Tokens tokens,
            Refreshing refreshing,
            Renewals renewals,
            Planning planning,
            IntrospectionEndpoint introspection,
            TokenOpening opening,
            RefreshMetrics metrics,
            RefreshSettings settings) {
        return new RefreshScheduler(
                tokens, refreshing, renewals, planning, introspection, opening, metrics, settings.atOnce());
    }
}
