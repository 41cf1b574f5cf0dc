package org.menura.serve.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A table of routes: a method and a path, whose segments may be parameters ({@code {id}}), and at the end a rest of any
 * segments ({@code {file*}}).
 */
public final class Router {
    /**
     * A route.
     *
     * @param path such as {@code /v1/models/{model}}
     * @param isOpen whether it is answered without a key
     * @param errors the form of its errors
     */
    public record Route(String method, String path, boolean isOpen, ErrorFormat errors, Handler handler) {}

    /** A route that fits a request, and the values of its parameters. */
    record Match(Route route, Map<String, String> parameters) {}

    private final List<Route> routes = new ArrayList<>();

    /** Adds a route with OpenAI's errors, which asks for a key where there are keys. */
    public void add(String method, String path, Handler handler) {
        add(method, path, ErrorFormat.OPENAI, handler);
    }

    /** Adds a route that asks for a key where there are keys. */
    public void add(String method, String path, ErrorFormat errors, Handler handler) {
        routes.add(new Route(method, path, false, errors, handler));
    }

    /** Adds a route that is answered without a key. */
    public void addOpen(String method, String path, Handler handler) {
        routes.add(new Route(method, path, true, ErrorFormat.OPENAI, handler));
    }

    /** Returns the routes in the order in which they were added. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /**
     * Finds the route of a request; the first that fits counts.
     *
     * @throws HttpError if there is none
     */
    Match find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        TreeSet<String> others = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> parameters = new LinkedHashMap<>();
            if (!fits(route.path, path, parameters)) {
                continue;
            }
            boolean isRest = route.path.matches("/\\{[^/]*\\*\\}");
            if (isRest && path.matches("/(v\\d+|api)/.*")) {
                continue; // no file of the page
            }
            // A rest of any segments does not hide that there is a route with another method.
            if (route.method.equals(wanted) && (others.isEmpty() || !route.path.endsWith("*}"))) {
                return new Match(route, parameters);
            }
            // What takes any path whatever does not say that this one exists.
            if (!isRest) {
                others.add(route.method);
            }
        }
        if (!others.isEmpty()) {
            throw new HttpError(
                    405,
                    "invalid_request_error",
                    "%s takes %s, not %s".formatted(path, String.join(" or ", others), method),
                    null,
                    "method_not_allowed",
                    0);
        }
        throw missing(method, path);
    }

    /** Returns the error of a path that there is not; a base address with or without /v1 too much is told. */
    private HttpError missing(String method, String path) {
        String without = path.startsWith("/v1/") ? path.substring("/v1".length()) : "/v1" + path;
        boolean isMeant = routes.stream().anyMatch(r -> r.method.equals(method) && r.path.equals(without));
        return HttpError.notFound(
                null,
                "unknown_url",
                "there is no route %s %s%s"
                        .formatted(
                                method,
                                path,
                                isMeant ? "; there is %s: check the base address".formatted(without) : ""));
    }

    private static boolean fits(String pattern, String path, Map<String, String> parameters) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            boolean isParameter = wanted[i].startsWith("{");
            if (isParameter && wanted[i].endsWith("*}")) {
                if (i >= given.length) {
                    return false;
                }
                String rest = String.join("/", List.of(given).subList(i, given.length));
                parameters.put(wanted[i].substring(1, wanted[i].length() - 2), rest);
                return true;
            }
            if (i >= given.length || !isParameter && !wanted[i].equals(given[i]) || isParameter && given[i].isEmpty()) {
                return false;
            }
            if (isParameter) {
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            }
        }
        return wanted.length == given.length;
    }
}
