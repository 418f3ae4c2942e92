package org.integrationstack.sandbox.google;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OAuth scopes: what exists, and what they are called in answers.
 *
 * <p>Source: developers.google.com, "OAuth 2.0 Scopes for Google APIs".
 */
final class Scopes {
    static final String PREFIX = "https://www.googleapis.com/auth/";
    static final String OPENID = "openid";
    static final String EMAIL = PREFIX + "userinfo.email";
    static final String PROFILE = PREFIX + "userinfo.profile";
    static final String DRIVE = PREFIX + "drive";
    static final String DRIVE_READONLY = PREFIX + "drive.readonly";
    static final String DRIVE_METADATA = PREFIX + "drive.metadata.readonly";
    static final String DRIVE_FILE = PREFIX + "drive.file";

    /** Those that say who someone is; they come together or not at all. */
    static final Set<String> SIGN_IN =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of(EMAIL, PROFILE, OPENID)));

    /** Scope, as answers call it, to what the consent page says of it. */
    static final Map<String, String> DESCRIPTIONS = descriptions();

    private static final Map<String, String> SHORT = Map.of("email", EMAIL, "profile", PROFILE);

    private Scopes() {}

    /** A scope's name in answers, which is a longer one for {@code email} and {@code profile}. */
    static String canonical(String requested) {
        return SHORT.getOrDefault(requested, requested);
    }

    /**
     * The scopes that a request names, under their names in answers. Who asks for an address or a
     * profile gets {@code openid} as well.
     */
    static Set<String> requested(String text) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : text.split(" +", -1)) {
            if (!scope.isEmpty()) {
                scopes.add(canonical(scope));
            }
        }
        if (scopes.contains(EMAIL) || scopes.contains(PROFILE)) {
            scopes.add(OPENID);
        }
        return scopes;
    }

    /** As a callback names them: {@code email} and {@code profile} under both of their names. */
    static String ofCallback(Set<String> granted) {
        Set<String> names = new LinkedHashSet<>();
        SHORT.entrySet().stream()
                .filter(entry -> granted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(names::add);
        names.addAll(granted);
        return String.join(" ", names);
    }

    private static Map<String, String> descriptions() {
        Map<String, String> scopes = new LinkedHashMap<>();
        scopes.put(OPENID, "Know who you are on Google");
        scopes.put(EMAIL, "See your primary Google Account email address");
        scopes.put(PROFILE, "See your personal info, including any you have made public");
        scopes.put(DRIVE, "See, edit, create and delete all of your Google Drive files");
        scopes.put(DRIVE_READONLY, "See and download all your Google Drive files");
        scopes.put(DRIVE_METADATA, "See information about your Google Drive files");
        scopes.put(DRIVE_FILE, "See, edit, create and delete only the files you use with this app");
        scopes.put(PREFIX + "calendar", "See, edit, share and delete all your calendars");
        scopes.put(PREFIX + "calendar.readonly", "See and download any calendar");
        scopes.put(PREFIX + "calendar.events", "View and edit events on all your calendars");
        scopes.put(PREFIX + "calendar.events.readonly", "View events on all your calendars");
        scopes.put(PREFIX + "gmail.readonly", "View your email messages and settings");
        scopes.put(PREFIX + "gmail.send", "Send email on your behalf");
        scopes.put(PREFIX + "gmail.modify", "Read, compose and send emails");
        scopes.put(PREFIX + "gmail.labels", "See and edit your email labels");
        scopes.put(PREFIX + "gmail.metadata", "View your email message metadata");
        scopes.put(PREFIX + "contacts.readonly", "See and download your contacts");
        scopes.put(PREFIX + "contacts", "See, edit, download and delete your contacts");
        scopes.put(PREFIX + "spreadsheets", "See, edit, create and delete all your Google Sheets spreadsheets");
        scopes.put(PREFIX + "spreadsheets.readonly", "See all your Google Sheets spreadsheets");
        scopes.put(PREFIX + "documents", "See, edit, create and delete all your Google Docs documents");
        scopes.put(PREFIX + "documents.readonly", "See all your Google Docs documents");
        scopes.put(PREFIX + "tasks", "Create, edit, organize and delete all your tasks");
        scopes.put(PREFIX + "tasks.readonly", "View your tasks");
        return scopes;
    }
}
