package org.integrationstack.sandbox.google;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * A small part of Drive's API: list, get, create and delete files, of which there is metadata only; what has changed, and
 * watching it.
 *
 * <p>Source: developers.google.com, "Google Drive API", "REST Resource: files" and "changes", and "Choose Google
 * Drive API scopes": with {@code drive.file} alone an app sees what it made.
 */
final class Drive {
    private static final int USUAL_PAGE = 100;
    private static final int MOST_PER_PAGE = 1000;
    private static final int FIRST_FILES = 5;
    private static final Set<String> READ =
            scopes(Scopes.DRIVE, Scopes.DRIVE_READONLY, Scopes.DRIVE_METADATA, Scopes.DRIVE_FILE);
    private static final Set<String> READ_ALL = scopes(Scopes.DRIVE, Scopes.DRIVE_READONLY, Scopes.DRIVE_METADATA);
    private static final Set<String> WRITE = scopes(Scopes.DRIVE, Scopes.DRIVE_FILE);

    private record Entry(String id, String name, String mimeType, boolean ours) {
        ObjectNode json() {
            return Json.object()
                    .put("kind", "drive#file")
                    .put("id", id)
                    .put("name", name)
                    .put("mimeType", mimeType);
        }
    }

    private final Secrets secrets;
    private final Channels channels;
    private final Clock clock;
    private final Map<Person, List<Entry>> files = new HashMap<>();
    private final Map<Person, List<ObjectNode>> changes = new HashMap<>();

    Drive(Secrets secrets, Channels channels, Clock clock) {
        this.secrets = secrets;
        this.channels = channels;
        this.clock = clock;
        Person.ALL.forEach(person -> files.put(person, firstFiles(person)));
    }

    Answer list(Call call, Token<Person> token) {
        List<Entry> visible = visible(token);
        int size = call.parameter("pageSize").map(Drive::pageSize).orElse(USUAL_PAGE);
        int from = call.parameter("pageToken").map(Drive::offset).orElse(0);
        int to = Math.min(visible.size(), from + size);
        ObjectNode page = Json.object();
        if (to < visible.size()) {
            page.put("nextPageToken", pageToken(to));
        }
        page.put("kind", "drive#fileList").put("incompleteSearch", false);
        page.set(
                "files",
                Json.array(visible.subList(Math.min(from, to), to).stream()
                        .map(Entry::json)
                        .toList()));
        return Answer.json(200, page);
    }

    Answer get(String id, Token<Person> token) {
        return Answer.json(200, entry(id, token).json());
    }

    Answer create(Call call, Token<Person> token) {
        require(token, WRITE);
        ObjectNode body = Json.parseObject(call.text())
                .orElseThrow(() -> ApiError.of(400, "global", "parseError", "Parse Error"));
        Entry entry = new Entry(
                secrets.base64url(33),
                text(body, "name", "Untitled"),
                text(body, "mimeType", "application/octet-stream"),
                true);
        files.get(token.person()).add(0, entry);
        changed(token.person(), entry, false);
        return Answer.json(200, entry.json());
    }

    Answer delete(String id, Token<Person> token) {
        require(token, WRITE);
        Entry entry = entry(id, token);
        files.get(token.person()).remove(entry);
        changed(token.person(), entry, true);
        return Answer.empty(204);
    }

    /** Where a list of changes begins that knows nothing yet. */
    Answer startPageToken(Token<Person> token) {
        require(token, READ);
        return Answer.json(
                200,
                Json.object()
                        .put("kind", "drive#startPageToken")
                        .put(
                                "startPageToken",
                                Integer.toString(1 + of(token.person()).size())));
    }

    Answer changes(Call call, Token<Person> token) {
        List<ObjectNode> all = since(call, token);
        ObjectNode page = Json.object()
                .put("kind", "drive#changeList")
                .put(
                        "newStartPageToken",
                        Integer.toString(1 + of(token.person()).size()));
        page.set("changes", Json.array(all));
        return Answer.json(200, page);
    }

    Answer watchChanges(Call call, Token<Person> token) {
        since(call, token);
        return channels.watch(
                call, token, Optional.empty(), Addresses.API + "/drive/v3/changes?alt=json&" + call.query());
    }

    Answer watchFile(Call call, String id, Token<Person> token) {
        return channels.watch(
                call, token, Optional.of(entry(id, token).id), Addresses.API + "/drive/v3/files/" + id + "?alt=json");
    }

    private List<ObjectNode> since(Call call, Token<Person> token) {
        require(token, READ);
        String pageToken = call.parameter("pageToken")
                .filter(text -> text.matches("\\d{1,9}"))
                .orElseThrow(() -> ApiError.parameter(400, "pageToken", "invalid", "Invalid Value"));
        List<ObjectNode> all = of(token.person());
        int from = Math.min(all.size(), Math.max(0, Integer.parseInt(pageToken) - 1));
        return all.subList(from, all.size());
    }

    private void changed(Person person, Entry entry, boolean removed) {
        ObjectNode change = Json.object()
                .put("kind", "drive#change")
                .put("changeType", "file")
                .put("time", clock.instant().toString())
                .put("removed", removed)
                .put("fileId", entry.id);
        if (!removed) {
            change.set("file", entry.json());
        }
        of(person).add(change);
        channels.changed(person, entry.id, removed ? "remove" : "add");
    }

    private List<ObjectNode> of(Person person) {
        return changes.computeIfAbsent(person, none -> new ArrayList<>());
    }

    private Entry entry(String id, Token<Person> token) {
        return visible(token).stream()
                .filter(entry -> entry.id.equals(id))
                .findFirst()
                .orElseThrow(() -> ApiError.parameter(404, "fileId", "notFound", "File not found: " + id + "."));
    }

    private List<Entry> visible(Token<Person> token) {
        require(token, READ);
        boolean all = READ_ALL.stream().anyMatch(token.scopes()::contains);
        return files.get(token.person()).stream()
                .filter(entry -> all || entry.ours)
                .toList();
    }

    private static void require(Token<Person> token, Set<String> enough) {
        if (enough.stream().noneMatch(token.scopes()::contains)) {
            throw ApiError.insufficientScope(enough);
        }
    }

    private static int pageSize(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_PER_PAGE) {
            throw ApiError.parameter(
                    400,
                    "pageSize",
                    "invalidParameter",
                    "Invalid value '" + text + "'. Values must be within the range: [1, " + MOST_PER_PAGE + "]");
        }
        return Integer.parseInt(text);
    }

    /** Tokens look opaque, so that nobody counts with them. */
    private static String pageToken(int offset) {
        return "~!!~AI9FV7T" + Integer.toHexString(offset);
    }

    private static int offset(String pageToken) {
        if (!pageToken.matches("~!!~AI9FV7T[0-9a-f]{1,6}")) {
            throw ApiError.parameter(400, "pageToken", "invalid", "Invalid Value");
        }
        return Integer.parseInt(pageToken.substring(11), 16);
    }

    private static List<Entry> firstFiles(Person person) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= FIRST_FILES; i++) {
            String id = "1" + person.givenName() + "-file-" + i;
            entries.add(new Entry(
                    id, person.givenName() + "'s document " + i, "application/vnd.google-apps.document", false));
        }
        return entries;
    }

    private static String text(ObjectNode body, String name, String usual) {
        JsonNode node = body.path(name);
        return node.isTextual() ? node.textValue() : usual;
    }

    private static Set<String> scopes(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
