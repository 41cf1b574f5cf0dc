package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.plan.Plan;
import org.menura.data.source.Compression;
import org.menura.format.Sha256;

/** Corpora in folders, for tests. */
final class Corpora {
    private Corpora() {}

    /** Documents with copies: of texts, and of whole rows. */
    static List<ObjectNode> documents(int count, long seed) {
        Random random = new Random(seed);
        List<ObjectNode> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i > 3 && random.nextInt(10) == 0) {
                rows.add(rows.get(random.nextInt(i)).deepCopy());
                continue;
            }
            StringBuilder text = new StringBuilder("w" + random.nextInt(2 * count));
            for (int w = random.nextInt(3); w > 0; w--) {
                text.append(" w").append(random.nextInt(2 * count));
            }
            String words = random.nextInt(8) == 0 ? "the same 😀 text" : text.toString();
            ObjectNode row = Document.of("doc-" + random.nextInt(count), words, "s" + random.nextInt(3))
                    .row();
            row.putObject("metadata").put("number", random.nextInt(5));
            rows.add(row);
        }
        return rows;
    }

    /** Writes documents into some files, in any order. */
    static void write(Path folder, List<ObjectNode> rows, int files, long seed, Compression compression)
            throws IOException {
        List<ObjectNode> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        Path documents = folder.resolve("documents");
        Files.createDirectories(documents);
        for (int f = 0; f < files; f++) {
            Path file = documents.resolve("part%d.jsonl%s".formatted(f, compression.suffix()));
            try (OutputStream out = compression.writer(Files.newOutputStream(file))) {
                for (int i = f; i < shuffled.size(); i += files) {
                    out.write(DocumentJson.bytes(shuffled.get(i)));
                    out.write('\n');
                }
            }
        }
    }

    static Plan plan(Path folder, String text) {
        return Plan.parse(text, "plan.yaml", folder);
    }

    /** The hashes of all files below a folder. */
    static Map<String, String> hashes(Path folder) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString(), Sha256.of(file));
            }
        }
        return hashes;
    }

    /** The rows of a file. */
    static List<ObjectNode> read(Path file) throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        try (var in = Compression.of(file).reader(Files.newInputStream(file))) {
            for (String line : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
                if (!line.isEmpty()) {
                    rows.add((ObjectNode) DocumentJson.parse(
                            line.getBytes(java.nio.charset.StandardCharsets.UTF_8), file.toString()));
                }
            }
        }
        return rows;
    }
}
