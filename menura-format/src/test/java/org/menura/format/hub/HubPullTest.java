package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

@Tag("slow")
class HubPullTest {
    private static final byte[] WEIGHTS = new byte[3_000_000];

    static {
        new Random(7).nextBytes(WEIGHTS);
    }

    @TempDir
    private Path folder;

    private FakeHub hub;
    private final AtomicLong inPlace = new AtomicLong();
    private final AtomicLong announced = new AtomicLong();
    private final Set<String> fetched = new ConcurrentSkipListSet<>();
    private final Set<String> skipped = new ConcurrentSkipListSet<>();

    private final PullListener listener = new PullListener() {
        @Override
        public void started(int files, long bytes) {
            announced.set(bytes);
            inPlace.set(0);
            fetched.clear();
            skipped.clear();
        }

        @Override
        public void progressed(long bytes) {
            inPlace.addAndGet(bytes);
        }

        @Override
        public void finished(String path, long size, boolean isNew) {
            (isNew ? fetched : skipped).add(path);
        }
    };

    @BeforeEach
    void open() throws IOException {
        hub = new FakeHub();
        hub.small("config.json", "{\"model_type\":\"llama\"}");
        hub.small("empty.txt", "");
        hub.large("model.safetensors", WEIGHTS);
        hub.large("tf_model.h5", new byte[9]);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private List<Path> pull(String reference, String token) throws IOException {
        try (HubClient client = hub.client(token)) {
            return new HubPull(client, listener).pull(HubReference.parse(reference), "main", folder);
        }
    }

    private void pull() throws IOException {
        pull("org/name", null);
    }

    private String refusal(Class<? extends Exception> kind) {
        String message = assertThrows(kind, this::pull).getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    /** Sends the first {@code count} bytes of the weights, then drops the connection. */
    private static HttpHandler cutAfter(int count, String etag) {
        return exchange -> {
            exchange.getResponseHeaders().add("ETag", etag);
            exchange.sendResponseHeaders(200, WEIGHTS.length);
            exchange.getResponseBody().write(WEIGHTS, 0, count);
            exchange.getResponseBody().flush();
        };
    }

    private Set<String> onDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .filter(f -> !f.equals(PullRecord.NAME))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void fetchesWhatRunningTakesAndNothingElse() throws IOException {
        pull();
        assertEquals(Set.of("config.json", "empty.txt", "model.safetensors"), onDisk());
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals("{\"model_type\":\"llama\"}", Files.readString(folder.resolve("config.json")));
        assertEquals(onDisk(), fetched);
        assertEquals(announced.get(), inPlace.get());
    }

    @Test
    void aSecondPullFetchesNothing() throws IOException {
        pull();
        hub.requests.clear();
        pull();
        assertEquals(List.of(), hub.requests("resolve"));
        assertEquals(Set.of("config.json", "empty.txt", "model.safetensors"), skipped);
        assertEquals(announced.get(), inPlace.get());
    }

    @Test
    void aFileThatWasChangedOnDiskIsFetchedAgain() throws IOException {
        pull();
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"lamas\"}");
        pull();
        assertEquals(Set.of("config.json"), fetched);
        assertEquals("{\"model_type\":\"llama\"}", Files.readString(folder.resolve("config.json")));
    }

    @Test
    void theTokenGoesToTheHubAlone() throws IOException {
        pull("org/name", "hf_secret");
        assertTrue(hub.requests.stream().anyMatch(r -> !r.atHub()), "no redirect was followed");
        for (FakeHub.Request request : hub.requests) {
            assertEquals(
                    request.atHub() ? "Bearer hf_secret" : null,
                    request.headers().getFirst("Authorization"),
                    request.path());
        }
    }

    @Test
    void goesOnAfterTheConnectionWasCut() throws IOException {
        hub.trap("Signature", 1, cutAfter(2_000_000, etagOf(WEIGHTS)));
        pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        List<FakeHub.Request> requests = hub.requests("Signature");
        assertEquals(2, requests.size());
        String range = requests.get(1).headers().getFirst("Range");
        assertTrue(range != null && !range.equals("bytes=0-"), "Range: " + range);
        assertEquals(etagOf(WEIGHTS), requests.get(1).headers().getFirst("If-Range"));
        assertEquals(announced.get(), inPlace.get());
    }

    @Test
    void anotherProcessGoesOnWhereOneWasKilled() throws IOException {
        hub.trap("Signature", 100, cutAfter(0, etagOf(WEIGHTS)));
        refusal(HubException.class);
        Path part = folder.resolve("model.safetensors.part");
        Files.write(part, Arrays.copyOf(WEIGHTS, 1_000_000));
        hub.trap("Signature", 0, FakeHub.status(500));
        hub.requests.clear();
        pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(
                "bytes=1000000-", hub.requests("Signature").getFirst().headers().getFirst("Range"));
        assertEquals(Set.of("config.json", "empty.txt", "model.safetensors"), onDisk());
    }

    @Test
    void aChangedRemoteFileStartsAgain() throws IOException {
        hub.trap("Signature", 100, cutAfter(1_000_000, "\"old\""));
        refusal(HubException.class);
        assertTrue(Files.size(folder.resolve("model.safetensors.part")) > 0);
        byte[] changed = WEIGHTS.clone();
        changed[5]++;
        hub.large("model.safetensors", changed);
        hub.trap("Signature", 0, FakeHub.status(500));
        hub.requests.clear();
        pull();
        assertArrayEquals(changed, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertNull(hub.requests("Signature").getFirst().headers().getFirst("Range"));
    }

    @Test
    void aServerThatIgnoresTheRangeStartsAgain() throws IOException {
        // Its entity tag differs, so If-Range makes the server send all of it.
        hub.trap("Signature", 1, cutAfter(1_000_000, "\"other\""));
        pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(announced.get(), inPlace.get());
    }

    @Test
    void damagedContentIsDeletedAndSaidSo() throws IOException {
        byte[] damaged = WEIGHTS.clone();
        damaged[100] ^= 1;
        hub.falsify("model.safetensors", damaged);
        String message = refusal(FormatException.class);
        assertTrue(message.contains("model.safetensors") && message.contains("hash"), message);
        assertFalse(onDisk().stream().anyMatch(f -> f.startsWith("model")), onDisk().toString());
    }

    @Test
    void aSmallFilesGitHashIsCheckedToo() {
        hub.falsify("config.json", "{\"model_type\":\"lamas\"}".getBytes(StandardCharsets.UTF_8));
        assertTrue(refusal(FormatException.class).contains("config.json"));
    }

    @Test
    void moreBytesThanListedAreRefused() {
        hub.falsify("model.safetensors", Arrays.copyOf(WEIGHTS, WEIGHTS.length + 1));
        assertTrue(refusal(HubException.class).contains("3000001"));
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        hub.trap("/api/models/org/name/revision", 2, FakeHub.status(503));
        hub.trap("resolve", 1, FakeHub.status(429, "Retry-After", "0"));
        pull();
        assertEquals(3, fetched.size());
    }

    @Test
    void aServerThatStaysBusyIsGivenUp() {
        hub.trap("/tree/", 100, FakeHub.status(503));
        assertTrue(refusal(HubException.class).contains("503"));
        assertEquals(FakeHub.HASTY.attempts(), hub.requests("/tree/").size());
    }

    @Test
    void anExpiredSignatureIsRenewed() throws IOException {
        hub.trap("Signature", 1, FakeHub.status(403));
        pull();
        assertEquals(2, hub.requests("resolve/" + FakeHub.COMMIT + "/model").size());
    }

    @Test
    void refusalsSayWhatToDo() {
        hub.trap("/api/", 100, FakeHub.status(401));
        assertTrue(refusal(HubException.class).contains("HF_TOKEN"));
        hub.trap("/api/", 100, FakeHub.status(403, "X-Error-Code", "GatedRepo"));
        assertTrue(refusal(HubException.class).contains("licence"));
    }

    @Test
    void anUnknownModelIsNamed() {
        HubException e = assertThrows(HubException.class, () -> pull("org/other", null));
        assertTrue(e.getMessage().contains("no org/other") && e.getMessage().contains("404"), e.getMessage());
    }

    @Test
    void pathsOutOfTheFolderAreRefused() throws IOException {
        hub.small("../evil.json", "x");
        pull();
        assertTrue(assertThrows(FormatException.class, () -> pull("org/name:*evil.json", null))
                .getMessage()
                .contains("../evil.json"));
        assertFalse(Files.exists(folder.resolveSibling("evil.json")));
    }

    @Test
    void aSymbolicLinkInTheFolderIsNotFollowed(@TempDir Path elsewhere) throws IOException {
        hub.small("sub/a.json", "{}");
        Files.createSymbolicLink(folder.resolve("sub"), elsewhere);
        assertThrows(FormatException.class, () -> pull("org/name:sub/a.json", null));
        try (Stream<Path> files = Files.list(elsewhere)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aNamedFileComesAlone() throws IOException {
        assertEquals(List.of(folder.resolve("tf_model.h5")), pull("org/name:tf_model.h5", null));
        assertEquals(Set.of("tf_model.h5"), onDisk());
    }

    @Test
    void theListingIsReadPageByPage() throws IOException {
        hub.pageSize = 2;
        pull();
        assertEquals(3, hub.requests("/tree/").size());
        assertEquals(3, fetched.size());
    }

    @Test
    void unusualNamesAreEncoded() throws IOException {
        hub.small("a folder/größe #1.json", "{}");
        pull("org/name:a folder/größe #1.json", null);
        assertEquals("{}", Files.readString(folder.resolve("a folder/größe #1.json")));
    }

    @Test
    void filesThatTheRepositoryDroppedAreDeleted() throws IOException {
        hub.small("old.json", "{}");
        pull();
        Files.writeString(folder.resolve("mine.json"), "{}");
        hub.remove("old.json");
        pull();
        assertFalse(Files.exists(folder.resolve("old.json")));
        assertTrue(Files.exists(folder.resolve("mine.json")));
    }

    @Test
    void redirectsInACircleEnd() {
        hub.trap("/api/", 100, FakeHub.status(302, "Location", "/api/models/again"));
        assertTrue(refusal(HubException.class).contains("redirects"));
    }

    @Test
    void anEndlessAnswerIsCut() {
        hub.trap("/tree/", 100, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) ' ');
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(block);
            }
        });
        assertTrue(refusal(HubException.class).contains("JSON"));
    }

    @Test
    void noServerIsOneSentence() {
        hub.close();
        assertTrue(refusal(HubException.class).contains("can't reach"));
    }

    @Test
    void twoDownloadsOfOneFileDoNotMix() throws IOException {
        HubFile file = new HubFile("a.bin", 3, new ContentHash(ContentHash.Kind.LFS, "0".repeat(64)));
        try (PartFile first = PartFile.open(folder.resolve("a.bin"), file)) {
            assertNotNull(first);
            assertThrows(HubException.class, () -> PartFile.open(folder.resolve("a.bin"), file));
        }
    }

    private static String etagOf(byte[] content) {
        return "\"" + FakeHub.hash("SHA-256", content).substring(0, 32) + "\"";
    }
}
