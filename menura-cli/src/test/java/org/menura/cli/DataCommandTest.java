package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.cli.Cli.Result;
import org.menura.data.TokenShards;
import org.menura.format.Sha256;

@Tag("slow")
class DataCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void corpus() throws IOException {
        write(40, 5);
    }

    private void write(int rows, int words) throws IOException {
        List<String> lines = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < rows; i++) {
            StringBuilder text = new StringBuilder("Once");
            for (int w = random.nextInt(words); w >= 0; w--) {
                text.append(" upon");
            }
            lines.add("{\"id\":\"doc-%d\",\"text\":\"%s %d\",\"source\":\"%s\"}"
                    .formatted(i, text, i % 10, i % 2 == 0 ? "even" : "odd"));
        }
        Path documents = folder.resolve("corpus/documents");
        Files.createDirectories(documents);
        Files.write(documents.resolve("a.jsonl"), lines.subList(0, rows / 2));
        Files.write(documents.resolve("b.jsonl"), lines.subList(rows / 2, rows));
    }

    private Path plan(String text) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), text);
    }

    @Test
    void aPlanIsCarriedOutAndExplained() throws IOException {
        Path plan = plan("""
                sources: [{path: corpus}]
                stages:
                  - length: {min: 16}
                  - quota: {limits: {odd: 5}}
                sink: {documents: out, compression: none}
                """);
        Result checked = Cli.run("data", "run", plan, "--check");
        assertEquals(plan + ": 2 files, 2 stages\n", checked.out().replace("\r", ""));
        Result result = Cli.run("data", "run", plan, "-t", 2);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("too short"), result.out());
        assertTrue(result.out().contains("over the quota"), result.out());
        List<String> kept = Files.readAllLines(folder.resolve("out/documents/part-00000.jsonl"));
        assertEquals(5, kept.stream().filter(l -> l.contains("\"odd\"")).count());
        int dropped = 0;
        for (int i = 0; i < 40; i++) {
            String id = "doc-" + i;
            Result shown = Cli.run("data", "show", id, "--run", folder.resolve("out"));
            assertEquals(0, shown.code(), shown.err());
            boolean isKept = kept.stream().anyMatch(l -> l.contains("\"" + id + "\""));
            assertEquals(isKept, shown.out().contains("kept as it was: "), shown.out());
            assertEquals(!isKept, shown.out().contains(": dropped: "), shown.out());
            dropped += isKept ? 0 : 1;
        }
        assertTrue(dropped > 5 && dropped < 40);
        assertEquals(
                1,
                Cli.run("data", "show", "doc-77", "--run", folder.resolve("out"))
                        .code());
    }

    @Test
    void stagesAreListed() {
        Result result = Cli.run("data", "run", "--explain");
        assertTrue(result.out().contains("replace_spans"), result.out());
    }

    @Test
    void statCountsBySource() {
        Result missing = Cli.run("data", "stat", folder.resolve("corpsu"));
        assertEquals(1, missing.code());
        assertEquals(
                "menura: %s is not there; name a folder, files or a pattern%n".formatted(folder.resolve("corpsu")),
                missing.err());
        Result result = Cli.run("data", "stat", folder.resolve("corpus"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().lines().anyMatch(l -> l.matches("even +20 .*")), result.out());
    }

    @Test
    void tokensOfThreeLayoutsAreTheSame() throws IOException {
        Path model = Cli.repository().resolve("models/stories260K");
        Path corpus = folder.resolve("corpus");
        for (String format : List.of("menura", "dolma", "datatrove")) {
            Result result = Cli.run(
                    "data", "tokens", corpus, "--tokenizer", model, "--format", format, "-o", folder.resolve(format));
            assertEquals(0, result.code(), result.err());
            assertTrue(result.out().contains("40 documents, "), result.out());
        }
        TokenShards shards = TokenShards.open(folder.resolve("menura"));
        ByteBuffer dolma = numbers("dolma/part-0-00000.npy");
        ByteBuffer datatrove = numbers("datatrove/00000_tokens.ds");
        ByteBuffer ends = numbers("datatrove/00000_tokens.ds.index");
        List<String> places;
        try (var in = new GZIPInputStream(Files.newInputStream(folder.resolve("dolma/part-0-00000.csv.gz")))) {
            places = List.of(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\r\n"));
        }
        assertEquals(40, shards.count());
        assertEquals(40, places.size());
        long at = 0;
        for (int d = 0; d < 40; d++) {
            int[] ids = shards.document(d).ids();
            int[] read = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                read[i] = dolma.getShort();
                assertEquals(read[i], datatrove.getShort());
            }
            assertArrayEquals(ids, read);
            String file = d < 20 ? "a.jsonl" : "b.jsonl";
            assertTrue(places.get(d).startsWith("%d,%d,doc-%d,".formatted(at, at + ids.length, d)), places.get(d));
            assertTrue(places.get(d).endsWith("%s,%d".formatted(file, d % 20 + 1)), places.get(d));
            at += ids.length;
            assertEquals(at, ends.getLong());
        }
        assertEquals(0, dolma.remaining());
    }

    private ByteBuffer numbers(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    @Tag("slow")
    @DisabledOnOs(OS.WINDOWS)
    void killedRunsEndWithTheBytesOfAWholeOne() throws IOException, InterruptedException {
        write(30_000, 60);
        String text = """
                sources: [{path: corpus}]
                stages:
                  - length: {min: 16}
                  - quota: {by: $.source, limit: 400_000, unit: code_points}
                  - quota: {by: $.text, limit: 1}
                sink: {documents: %s, shards: 3}
                """;
        Path whole = plan(text.formatted("whole"));
        long start = System.nanoTime();
        assertEquals(
                0,
                ChildProcess.start(folder, "", "data", "run", whole.toString()).waitFor(),
                () -> log());
        long lifetime = (System.nanoTime() - start) / 1_000_000;
        Path broken = Files.writeString(folder.resolve("broken.yaml"), text.formatted("broken"));
        Random random = new Random(9);
        int kills = 0;
        for (int i = 0; i < 12; i++) {
            Process process = ChildProcess.start(folder, "", "data", "run", broken.toString(), "-t", "2");
            Thread.sleep(lifetime / 8 + random.nextLong(lifetime * 3 / 4));
            kills += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
        }
        assertTrue(kills > 0, log());
        assertEquals(
                0,
                ChildProcess.start(folder, "", "data", "run", broken.toString()).waitFor(),
                () -> log());
        for (int shard = 0; shard < 3; shard++) {
            String file = "documents/part-0000%d.jsonl.gz".formatted(shard);
            assertEquals(
                    Sha256.of(folder.resolve("whole").resolve(file)),
                    Sha256.of(folder.resolve("broken").resolve(file)));
        }
    }

    private String log() {
        try {
            return ChildProcess.printed(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
