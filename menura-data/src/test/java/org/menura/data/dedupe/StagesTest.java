package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;
import org.menura.data.text.XxHash;
import org.menura.format.FormatException;

class StagesTest {
    private static final String LONG = "one two three four five six seven eight nine ten eleven twelve";

    @TempDir
    private Path folder;

    private Stage stage(String name, String yaml) {
        StageType type = ServiceLoader.load(StageType.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertTrue(type.description().endsWith("."));
        Options options = yaml.isEmpty() ? Options.none() : Options.parse(yaml, "plan.yaml", folder);
        Stage stage = type.create(options);
        options.finish();
        return stage;
    }

    private static Row row(String id, String text) {
        return Row.of(Document.of(id, text, "test"));
    }

    private static List<Row> rows(String... texts) {
        List<Row> rows = new ArrayList<>();
        for (String text : texts) {
            rows.add(row("d" + rows.size(), text));
        }
        return rows;
    }

    /** What becomes of each row by its id, which must be the same whatever the order of the rows. */
    private static Map<String, Outcome> run(Stage stage, List<Row> rows) {
        Map<String, Outcome> first = new TreeMap<>();
        for (int round = 0; round < 5; round++) {
            List<Row> shuffled = new ArrayList<>(rows);
            Collections.shuffle(shuffled, new Random(round));
            List<Outcome> outcomes = SmallEngine.run(stage, shuffled);
            Map<String, Outcome> byId = new TreeMap<>();
            for (int i = 0; i < shuffled.size(); i++) {
                byId.put(shuffled.get(i).document().id(), outcomes.get(i));
            }
            if (round == 0) {
                first.putAll(byId);
            }
            assertEquals(first.toString(), byId.toString());
        }
        return first;
    }

    private static List<String> kept(Map<String, Outcome> outcomes) {
        return outcomes.values().stream()
                .filter(Outcome.Keep.class::isInstance)
                .map(o -> ((Outcome.Keep) o).row().text())
                .sorted()
                .toList();
    }

    @Test
    void exactKeepsOneOfEqualTexts() {
        List<Row> rows = rows("a b", "c", "a b", "A  b.", "a b");
        Map<String, Outcome> outcomes = run(stage("exact", ""), rows);
        assertEquals(List.of("A  b.", "a b", "c"), kept(outcomes));
        String smallest = rows.stream()
                .filter(r -> r.text().equals("a b"))
                .map(r -> r.id().hex())
                .sorted()
                .findFirst()
                .orElseThrow();
        outcomes.values().stream()
                .filter(Outcome.Drop.class::isInstance)
                .forEach(o -> assertEquals(new Outcome.Drop("exact duplicate", smallest), o));
        assertEquals(2, kept(run(stage("exact", "same: words"), rows)).size());
    }

    @Test
    void exactKnowsAddressesAndFields() {
        List<Row> rows = new ArrayList<>();
        for (String url : List.of("http://A.org/x/", "http://a.org:80/x#y", "http://a.org/z")) {
            Document d = Document.of("d" + rows.size(), "text " + rows.size(), "test");
            rows.add(Row.of(d.withMetadata("url", com.fasterxml.jackson.databind.node.TextNode.valueOf(url))));
        }
        rows.add(row("d9", "no address"));
        assertEquals(3, kept(run(stage("exact", "by: url"), rows)).size());
        assertEquals(4, kept(run(stage("exact", "by: id"), rows)).size());
        assertEquals(1, kept(run(stage("exact", "by: source"), rows)).size());
    }

    @Test
    void paragraphsStandOnce() {
        List<Row> rows = rows("head\nshared 𝄞\nend", "x\nshared 𝄞", "y\ny\n\nz\n", "shared 𝄞");
        List<String> kept = kept(run(stage("paragraphs", ""), rows));
        assertEquals(1, kept.stream().filter(t -> t.contains("shared")).count(), kept.toString());
        assertTrue(kept.stream().anyMatch(t -> t.startsWith("head\n")));
        assertTrue(kept.contains("y\n\nz\n"));
        Map<String, Outcome> tagged = run(stage("paragraphs", "action: tag"), rows);
        Row y = assertInstanceOf(Outcome.Keep.class, tagged.get("d2")).row();
        assertEquals(List.of(new Span(2, 4, 1)), y.attributes().of("duplicate_paragraphs"));
        assertEquals(rows.get(2).text(), y.text());
        List<Span> spans = tagged.values().stream()
                .map(o -> ((Outcome.Keep) o).row())
                .filter(r -> r.text().startsWith("x"))
                .flatMap(r -> r.attributes().of("duplicate_paragraphs").stream())
                .toList();
        // Code points, not UTF-16 units; to the end where no line feed stands.
        assertTrue(spans.isEmpty() || spans.equals(List.of(new Span(2, 10, 1))), spans.toString());
    }

    @Test
    void nearDuplicatesAreOneAlsoByWayOfOthers() {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            // Letters alone: datatrove's words have 0 for every number.
            text.append("word")
                    .append(Integer.toString(random.nextInt(5000), 36).replaceAll("\\d", "x"))
                    .append(' ');
        }
        String base = text.toString();
        List<Row> rows = rows(
                base,
                base.toUpperCase(java.util.Locale.ROOT),
                base
                        + "and an end of many words which the others have not so that their sets differ by some twenty shingles",
                "something else altogether, quite");
        Map<String, Outcome> outcomes = run(stage("minhash", ""), rows);
        assertEquals(2, kept(outcomes).size());
        assertTrue(outcomes.values().stream()
                .anyMatch(o -> o instanceof Outcome.Drop d && d.reason().equals("near-duplicate")));
        assertEquals(
                1, kept(run(stage("minhash", ""), rows("ab cd", "Ab, cd!"))).size());
        assertEquals(2, kept(run(stage("minhash", ""), rows("", "..."))).size());
        // The first two are equal in their words, the third has some more.
        assertEquals(2, kept(run(stage("minhash", "threshold: 0.7"), rows)).size());
        assertEquals(3, kept(run(stage("minhash", "threshold: 0.999"), rows)).size());
    }

    @Test
    void longStretchesStandOnceAndBothWaysFindTheSame() {
        List<Row> rows = rows(
                "intro " + LONG + " outro",
                "Other: " + LONG.replace(" ", ",\n") + " and more",
                "twice " + LONG + " middle " + LONG,
                "short one two three four five six");
        for (String action : List.of("remove", "tag", "drop\nmost: 0.7")) {
            Map<String, Outcome> windows = run(stage("substrings", "words: 8\naction: " + action), rows);
            Map<String, Outcome> suffixes = run(stage("suffix_array", "length: 8\naction: " + action), rows);
            assertEquals(windows.toString(), suffixes.toString());
        }
        List<String> kept = kept(run(stage("substrings", "words: 8"), rows));
        assertEquals(
                1,
                kept.stream()
                        .filter(t -> t.contains("five") && !t.startsWith("short"))
                        .count(),
                kept.toString());
        assertTrue(kept.contains("short one two three four five six"));
    }

    @Test
    void stretchesThatTouchAreOneBothWays() {
        String one = "a1 a2 a3 a4 a5";
        String two = "b1 b2 b3 b4 b5";
        List<Row> rows = rows(one, two, "x %s, %s y".formatted(one, two), "%s\n%s".formatted(two, one));
        Map<String, Outcome> windows = run(stage("substrings", "words: 5\naction: tag"), rows);
        assertEquals(
                windows.toString(),
                run(stage("suffix_array", "length: 5\naction: tag"), rows).toString());
    }

    @Test
    void linesOfWhiteSpaceAreNoParagraphs() {
        List<Row> rows = rows("a\n\u00a0\n\u3000 \nb\n\u0085\n\u001c", "c\n\u00a0\n\u3000 \nd\n\u0085\n\u001c");
        List<String> kept = kept(run(stage("paragraphs", ""), rows));
        assertEquals(
                List.of(1L, 2L),
                kept.stream()
                        .map(t -> t.lines().filter("\u001c"::equals).count() + 1)
                        .sorted()
                        .toList());
        assertTrue(kept.stream().allMatch(t -> t.contains("\u00a0\n\u3000 \n") && t.contains("\u0085")));
    }

    @Test
    void stretchesOfBytesEndBetweenCodePoints() {
        List<Row> rows = rows("aé𝄞xyz-0123456789", "bé𝄞xyz-0123456789");
        List<String> kept = kept(run(stage("suffix_array", "unit: bytes\nlength: 10"), rows));
        assertEquals(2, kept.size());
        assertTrue(
                kept.equals(List.of("a", "bé𝄞xyz-0123456789")) || kept.equals(List.of("aé𝄞xyz-0123456789", "b")),
                kept.toString());
    }

    @Test
    void knownParagraphsAreFoundInAFilter() {
        BloomFilter filter = BloomFilter.of(1000, 1e-6);
        byte[] known = "known paragraph".getBytes(StandardCharsets.UTF_8);
        filter.add(XxHash.hash64(known, 0, known.length, 0));
        NormalWords words = new NormalWords();
        words.read(LONG);
        for (long gram : words.hashes(3)) {
            filter.add(gram);
        }
        filter.write(folder.resolve("known.bloom"));
        List<Row> rows =
                rows("a\nknown paragraph\nb", "known paragraph", LONG.toUpperCase(java.util.Locale.ROOT) + "!");
        assertEquals(2, kept(run(stage("bloom", "filter: known.bloom"), rows)).size());
        assertEquals(List.of("a\nb"), kept(run(stage("bloom", "filter: known.bloom\nn_gram: 3"), rows)));
    }

    @Test
    void unknownKeysAndValuesAreRefused() {
        assertThrows(FormatException.class, () -> stage("exact", "bye: text"));
        assertThrows(FormatException.class, () -> stage("paragraphs", "action: destroy"));
        FormatException e = assertThrows(FormatException.class, () -> stage("minhash", "bands: 0"));
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }
}
