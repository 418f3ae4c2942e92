package org.integrationstack.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

import org.integrationstack.identity.IdentitySettings.Person;

/** The page at {@value #PATH} that lists the local people as buttons, and its style sheet. */
final class SignInPage extends HttpServlet {

    static final String PATH = "/sign-in";
    static final String STYLE = "/sign-in.css";

    private final IdentitySettings settings;
    private final String page = resource("sign-in.html");
    private final String style = resource("sign-in.css");

    SignInPage(IdentitySettings settings) {
        this.settings = settings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getServletPath()) {
            case PATH -> answer(response, "text/html", render(request));
            case STYLE -> answer(response, "text/css", style);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void answer(HttpServletResponse response, String type, String body) throws IOException {
        response.setContentType(type);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getWriter().write(body);
    }

    private String render(HttpServletRequest request) {
        CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        String people = settings.people().stream().map(SignInPage::button).collect(Collectors.joining("\n"));
        return page.replace("{{action}}", PATH)
                .replace("{{style}}", STYLE)
                .replace("{{tokenName}}", HtmlUtils.htmlEscape(token.getParameterName()))
                .replace("{{token}}", HtmlUtils.htmlEscape(token.getToken()))
                .replace("{{people}}", people);
    }

    private static String button(Person person) {
        return """
                    <li><button name="username" value="%s">
                      <b>%s</b>
                      <span>%s of %s</span>
                    </button></li>""".formatted(
                        HtmlUtils.htmlEscape(person.name()),
                        HtmlUtils.htmlEscape(person.fullName()),
                        HtmlUtils.htmlEscape(String.join(", ", person.roles())),
                        HtmlUtils.htmlEscape(person.tenant()));
    }

    private static String resource(String name) {
        try (InputStream in = SignInPage.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
