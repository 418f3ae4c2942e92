package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/** All repositories, and who may see and change which. Confined to the event loop. */
final class Repositories {
    private final List<Repository> all;

    Repositories(Clock clock) {
        Person octocat = Person.OCTOCAT;
        Person mona = Person.MONALISA;
        all = Stream.of(
                        new Repository(1296269, octocat, "Hello-World", "My first repository.", false, clock),
                        new Repository(1300192, octocat, "Spoon-Knife", "For forking practice.", false, clock),
                        new Repository(17881631, octocat, "octocat.github.io", "My home page.", false, clock),
                        new Repository(64778136, octocat, "linguist", "Which language is it?", false, clock),
                        new Repository(132935648, octocat, "secret-garden", "Nobody else sees this.", true, clock),
                        new Repository(204811201, mona, "smile", "Paintings.", false, clock),
                        new Repository(204811202, mona, "studio", "Unfinished work.", true, clock),
                        new Repository(1296280, Person.OCTO_ORG, "octo-repo", "The organization's own.", true, clock),
                        new Repository(1296281, Person.OCTO_ORG, "handbook", "How we work.", false, clock))
                .sorted(Comparator.comparing(Repository::fullName, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", "/user/repos", this::own).on("GET", "/repos/{owner}/{repo}", this::one);
    }

    /** The path with {@code /repositories/{id}/…}, as page links have it, as {@code /repos/{owner}/{repo}/…}. */
    String byName(String path) {
        if (!path.startsWith("/repositories/")) {
            return path;
        }
        String[] parts = path.split("/", 4);
        return all.stream()
                .filter(repository -> Long.toString(repository.id()).equals(parts[2]))
                .map(repository -> "/repos/" + repository.fullName() + (parts.length == 4 ? "/" + parts[3] : ""))
                .findFirst()
                .orElse(path);
    }

    /** The oldest repository of an account, given by its login or id: where its example webhooks come from. */
    Optional<Repository> firstOf(String account) {
        return all.stream()
                .filter(repository -> repository.owner().login().equalsIgnoreCase(account)
                        || Long.toString(repository.owner().id()).equals(account))
                .min(Comparator.comparing(Repository::id));
    }

    /** By {@code owner/name}. */
    Optional<Repository> named(String owner, String name) {
        return all.stream()
                .filter(repository -> repository.fullName().equalsIgnoreCase(owner + "/" + name))
                .findFirst();
    }

    List<Repository> of(Person owner) {
        return all.stream()
                .filter(repository -> repository.owner().equals(owner))
                .toList();
    }

    /** The repository the path names, if the caller may see it. */
    Repository visible(ApiRequest request) {
        return named(request.value("owner"), request.value("repo"))
                .filter(repository -> !repository.isPrivate() || opens(request, repository))
                .orElseThrow(ApiError::notFound);
    }

    /** The same, if the caller's token may take part in it: anyone may open an issue in public. */
    Repository open(ApiRequest request) {
        Repository repository = visible(request);
        request.require(repository.isPrivate() ? "repo" : "public_repo");
        if (!request.caller().reaches(repository.owner())) {
            throw ApiError.outOfReach();
        }
        return repository;
    }

    /** The same, if the caller may push to it. */
    Repository writable(ApiRequest request) {
        Repository repository = open(request);
        if (!owns(request, repository)) {
            throw ApiError.of(403, "Must have push access to repository");
        }
        return repository;
    }

    private Answer own(ApiRequest request) {
        Person person = request.person();
        return request.page(
                "/user/repos",
                of(person).stream()
                        .filter(repository -> !repository.isPrivate() || opens(request, repository))
                        .map(repository -> repository.json(true, true))
                        .toList());
    }

    private Answer one(ApiRequest request) {
        Repository repository = visible(request);
        return Answer.json(200, repository.json(!request.caller().equals(Caller.NOBODY), owns(request, repository)));
    }

    private static boolean opens(ApiRequest request, Repository repository) {
        return owns(request, repository)
                && request.holds("repo")
                && request.caller().reaches(repository.owner());
    }

    private static boolean owns(ApiRequest request, Repository repository) {
        return request.caller()
                .installation()
                .map(Installation::account)
                .or(() -> request.caller().token().map(Token::person))
                .filter(repository.owner()::equals)
                .isPresent();
    }
}
