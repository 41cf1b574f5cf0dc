package org.menura.format.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * The part of Hugging Face's hub API (huggingface.co/docs/hub/api) that fetching a model takes: a revision's commit, the
 * files of a commit, and the address of a file.
 */
public final class HubClient implements FileServer, AutoCloseable {
    /** The address of Hugging Face's own hub. */
    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private static final int MAX_JSON = 32 << 20;
    private static final int MAX_ENTRIES = 200_000;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40,64}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,4096}");
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");

    private final URI endpoint;
    private final HubHttp http;

    /**
     * Creates a client of the hub at {@code endpoint}.
     *
     * @param endpoint an http or https address, with a path if the hub lies below one
     * @param token sent to the hub and to no other host, or null
     * @throws IllegalArgumentException if the address or the token is none
     */
    public HubClient(URI endpoint, @Nullable String token) {
        this(endpoint, token, Patience.USUAL);
    }

    HubClient(URI endpoint, @Nullable String token, Patience patience) {
        boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null || endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "'%s' is no address of a hub; it must look like %s".formatted(endpoint, HUGGING_FACE));
        }
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("the hub's token holds characters that no token has");
        }
        String text = endpoint.toString();
        this.endpoint = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        http = new HubHttp(this.endpoint, token == null ? null : "Bearer " + token, patience);
    }

    /**
     * The commit that a branch, tag or commit stands for; the name itself if the hub has no such call, as plain
     * mirrors.
     */
    String commit(HubReference model, String revision) throws IOException {
        String what = model.repository() + " at revision " + revision;
        Optional<Page> page = page(api(model, "revision", revision), what);
        if (page.isEmpty()) {
            return revision;
        }
        String sha = page.get().json().path("sha").asText();
        if (!COMMIT.matcher(sha).matches()) {
            throw new FormatException("%s names no commit for %s; is it a hub?".formatted(endpoint, what));
        }
        return sha;
    }

    /** All files of a revision, folders below included. */
    List<HubFile> files(HubReference model, String revision) throws IOException {
        String what = model.repository() + " at revision " + revision;
        List<HubFile> files = new ArrayList<>();
        int entries = 0;
        URI next = URI.create(api(model, "tree", revision) + "?recursive=true");
        while (next != null) {
            Page page = page(next, what).orElseThrow(() -> missing(what));
            if (!page.json().isArray()) {
                throw new FormatException("%s lists no files for %s; is it a hub?".formatted(endpoint, what));
            }
            entries += page.json().size();
            if (entries > MAX_ENTRIES) {
                throw new FormatException("%s has more than %d files".formatted(what, MAX_ENTRIES));
            }
            for (JsonNode entry : page.json()) {
                if ("file".equals(entry.path("type").asText())) {
                    files.add(file(entry));
                }
            }
            // An empty page ends the listing even where it names a next one.
            next = page.json().isEmpty() ? null : page.next();
        }
        return files;
    }

    /** Returns the address that a file is fetched from. */
    URI address(HubReference model, String revision, String path) {
        String encoded = Arrays.stream(path.split("/")).map(HubClient::encode).collect(Collectors.joining("/"));
        return URI.create("%s/%s/resolve/%s/%s".formatted(endpoint, model.repository(), encode(revision), encoded));
    }

    @Override
    public HubHttp http() {
        return http;
    }

    @Override
    public HubException refusal(HubHttp.Reply reply, String what) {
        int status = reply.status();
        String code = reply.header("X-Error-Code").orElse("");
        boolean mayNotExist = code.equals("RepoNotFound") || (status == 401 && code.isEmpty());
        if (status == 401 && !http.hasToken() && mayNotExist) {
            return new HubException(("%s: the hub wants a token (401), so it is private, gated or not there; check the "
                            + "name, or set HF_TOKEN to a token from %s/settings/tokens")
                    .formatted(what, endpoint));
        }
        if (status == 401 && !code.equals("GatedRepo")) {
            return new HubException(
                    "%s: the hub does not accept the token (401), or the model is not there; check the name and HF_TOKEN"
                            .formatted(what));
        }
        if (status == 401 || status == 403) {
            return new HubException(
                    ("%s: access is refused (%d); accept its licence on the model's page at %s, and set "
                                    + "HF_TOKEN to a token of that account that may read it")
                            .formatted(what, status, endpoint));
        }
        return status == 404
                ? missing(what)
                : new HubException("%s: %s answered %d".formatted(what, reply.address(), status));
    }

    /** Cancels the requests under way. */
    @Override
    public void close() {
        http.close();
    }

    private record Page(JsonNode json, @Nullable URI next) {}

    /** A page of JSON, or empty if there is none at this address. */
    private Optional<Page> page(URI uri, String what) throws IOException {
        Retries retries = http.retries("asking " + endpoint.getAuthority() + " for " + what);
        while (true) {
            try (HubHttp.Reply reply = http.get(uri, Map.of("Accept", "application/json"))) {
                if (reply.status() == 404) {
                    return Optional.empty();
                }
                if (reply.status() != 200) {
                    throw refusal(reply, what);
                }
                byte[] text = bounded(reply.body());
                return Optional.of(new Page(Json.parse(text, reply.address()), next(reply, uri)));
            } catch (IOException e) {
                retries.failed(e);
            }
        }
    }

    private static byte[] bounded(InputStream body) throws IOException {
        byte[] text = body.readNBytes(MAX_JSON + 1);
        if (text.length > MAX_JSON) {
            throw new HubException("the hub answers with more than %d bytes of JSON".formatted(MAX_JSON));
        }
        return text;
    }

    /** The page after this one, by its Link header (RFC 8288). */
    private static @Nullable URI next(HubHttp.Reply reply, URI uri) throws HubException {
        Matcher link = NEXT.matcher(reply.header("Link").orElse(""));
        if (!link.find()) {
            return null;
        }
        try {
            URI next = uri.resolve(link.group(1));
            if (next.getHost() != null && ("https".equals(next.getScheme()) || "http".equals(next.getScheme()))) {
                return next;
            }
        } catch (IllegalArgumentException _) {
            // Falls through: an address that is none.
        }
        throw new HubException("the hub names no valid address for the next page of its listing");
    }

    private HubFile file(JsonNode entry) {
        JsonNode path = entry.path("path");
        JsonNode lfs = entry.path("lfs");
        JsonNode size = lfs.has("size") ? lfs.get("size") : entry.path("size");
        if (!path.isTextual() || !size.canConvertToLong() || !size.isIntegralNumber() || size.longValue() < 0) {
            throw new FormatException(endpoint + " lists a file without a path or a size");
        }
        ContentHash hash = lfs.isObject()
                ? new ContentHash(ContentHash.Kind.LFS, lfs.path("oid").asText())
                : new ContentHash(ContentHash.Kind.GIT_BLOB, entry.path("oid").asText());
        return new HubFile(path.textValue(), size.longValue(), hash);
    }

    private URI api(HubReference model, String call, String revision) {
        return URI.create("%s/api/models/%s/%s/%s".formatted(endpoint, model.repository(), call, encode(revision)));
    }

    private HubException missing(String what) {
        return new HubException("there is no %s on %s (404); check the name".formatted(what, endpoint));
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
