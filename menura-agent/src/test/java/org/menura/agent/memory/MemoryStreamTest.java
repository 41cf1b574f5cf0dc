package org.menura.agent.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Origin;
import org.menura.agent.mind.Ask;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;

@Tag("slow")
class MemoryStreamTest {
    static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private final List<MemoryEvent> events = new ArrayList<>();

    private MemoryStream stream() {
        return new MemoryStream(TextAnalysis.ENGLISH, null, events::add);
    }

    static Memory said(int event, String text) {
        return Memory.of(Span.of("talk", event, Origin.USER, text), NOON.plus(Duration.ofHours(event)), 5);
    }

    private static List<String> texts(List<Recall.Hit> hits) {
        return hits.stream().map(h -> h.memory().text()).toList();
    }

    @Test
    void nothingIsRecalledFromNothing() {
        try (MemoryStream stream = stream()) {
            assertEquals(List.of(), Recall.generativeAgents(stream).recall(stream, "anything", 5, NOON));
            stream.remember(said(0, "The sky is blue."));
            assertEquals(
                    List.of("The sky is blue."),
                    texts(Recall.generativeAgents(stream).recall(stream, "", 5, NOON)));
        }
    }

    @Test
    void stemsFindOtherForms() {
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "I volunteered at shelters for dogs."));
            stream.remember(said(1, "My sister studies law."));
            assertEquals(
                    "I volunteered at shelters for dogs.",
                    texts(Recall.byWords().recall(stream, "Where does she volunteer with a dog?", 1, NOON))
                            .getFirst());
        }
    }

    /** The reference program gives the oldest access the highest recency, by the order in which it lists memories. */
    @Test
    void whatWasRecalledLastIsTheMostRecent() {
        try (MemoryStream stream = stream()) {
            for (int i = 0; i < 5; i++) {
                stream.remember(said(i, "note number " + i));
            }
            Recall byRecency = Recall.byWords().withWeights(new Recall.Weights(1, 0, 0));
            Instant later = NOON.plus(Duration.ofHours(10));
            assertEquals(
                    List.of("note number 4", "note number 3", "note number 2", "note number 1", "note number 0"),
                    texts(byRecency.recall(stream, "", 5, later)));
            stream.touch(List.of("m1"), later);
            List<Recall.Hit> hits = byRecency.recall(stream, "", 5, later);
            assertEquals("note number 1", hits.getFirst().memory().text());
            assertEquals(1, hits.getFirst().recency());
            assertEquals(0, hits.getLast().recency());
            assertEquals("note number 0", hits.getLast().memory().text());
        }
    }

    @Test
    void eachPartCountsByItsWeight() {
        try (MemoryStream stream = stream()) {
            stream.remember(Memory.of("the cat sleeps", NOON, 1, said(0, "x").source()));
            stream.remember(Memory.of(
                    "the deadline is on Friday", NOON, 10, said(1, "x").source()));
            Recall recall = Recall.generativeAgents(stream);
            List<Recall.Hit> hits = recall.recall(stream, "cat", 2, NOON);
            assertEquals("the cat sleeps", hits.getFirst().memory().text());
            assertEquals(3, hits.getFirst().score());
            assertEquals(2, hits.getLast().score());
            assertEquals(
                    "the deadline is on Friday",
                    texts(recall.withWeights(new Recall.Weights(0, 4, 3)).recall(stream, "cat", 2, NOON))
                            .getFirst());
        }
    }

    @Test
    void aKeyHoldsOneValueWithItsHistory() {
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "I live in Lisbon.").about("user.city"));
            stream.remember(said(1, "I like tea."));
            stream.remember(said(2, "I live in Nairobi now.").about("user.city"));
            assertEquals(
                    List.of("I live in Nairobi now."),
                    texts(Recall.byWords().recall(stream, "where do I live", 1, NOON)));
            assertEquals(2, stream.holding().size());
            for (String id : List.of("m0", "m2")) {
                assertEquals(
                        List.of("m0", "m2"),
                        stream.history(id).stream().map(Memory::id).toList());
            }
        }
    }

    @Test
    void contradictionsSupersedeAndSameStaysOne() throws Exception {
        try (MemoryStream stream = stream()) {
            Contradictions by = Contradictions.by(
                    Minds.of((text, ask) -> ((Ask.Choice) ask)
                            .options()
                            .get(text.contains("May") && text.contains("June") ? 1 : text.contains("in May") ? 0 : 2)),
                    stream);
            by.remember(stream, said(0, "The conference is in May."), 1);
            by.remember(stream, said(1, "The conference takes place in May."), 1);
            assertEquals(1, stream.holding().size());
            Memory june = by.remember(stream, said(2, "The conference was moved to June."), 1);
            assertEquals(List.of(june), stream.holding());
            assertEquals(2, stream.history(june.id()).size());
        }
    }

    @Test
    void theSameTextIsRememberedOnce() {
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "The sky is blue."));
            Memory again = stream.remember(said(3, "the sky  is blue. "));
            assertEquals("m0", again.id());
            assertEquals(1, stream.holding().size());
            assertEquals(NOON.plus(Duration.ofHours(3)), stream.accessed("m0"));
        }
    }

    @Test
    void whatIsForgottenIsGone() {
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "My number is 0049 123."));
            stream.remember(said(1, "I like tea."));
            stream.forget("m0");
            assertFalse(stream.holds("m0"));
            assertEquals(List.of("I like tea."), texts(Recall.byWords().recall(stream, "number", 5, NOON)));
            assertFalse(stream.get("m0").text().contains("0049"));
        }
    }

    @Test
    void eventsMakeTheSameStream(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory/events.jsonl");
        List<Recall.Hit> before;
        try (MemoryFile written = MemoryFile.open(file);
                MemoryStream stream = new MemoryStream(TextAnalysis.ENGLISH, null, written)) {
            fill(stream);
            before = Recall.generativeAgents(stream).recall(stream, "tea with the deadline", 9, NOON);
            assertThrows(FormatException.class, () -> MemoryFile.open(file));
        }
        Files.writeString(file, Files.readString(file) + "{\"type\":\"remem");
        try (MemoryFile again = MemoryFile.open(file);
                MemoryStream stream = new MemoryStream(TextAnalysis.ENGLISH, null, again)) {
            again.events().forEach(stream::apply);
            assertEquals(before, Recall.generativeAgents(stream).recall(stream, "tea with the deadline", 9, NOON));
            stream.remember(said(20, "after the crash"));
        }
        try (MemoryFile last = MemoryFile.open(file)) {
            assertEquals(
                    "after the crash",
                    ((MemoryEvent.Remembered) last.events().getLast()).memory().text());
        }
    }

    private static void fill(MemoryStream stream) {
        stream.remember(said(0, "I like tea. ✓"));
        stream.remember(said(1, "I live in Lisbon.").about("city"));
        stream.remember(said(2, "I live in Porto.").about("city"));
        stream.remember(said(3, "The deadline is on Friday."));
        stream.supersede(
                "m3", stream.remember(said(4, "The deadline is on Monday.")).id(), NOON);
        stream.forget("m0");
        stream.touch(List.of("m2"), NOON.plus(Duration.ofHours(9)));
    }

    @Test
    void damagedFilesAreRefusedWithTheirLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events.jsonl");
        try (MemoryFile written = MemoryFile.open(file);
                MemoryStream stream = new MemoryStream(TextAnalysis.STANDARD, null, written)) {
            fill(stream);
        }
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            for (int k = 0; k <= random.nextInt(4); k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try (MemoryFile read = MemoryFile.open(file);
                    MemoryStream stream = new MemoryStream(TextAnalysis.STANDARD)) {
                read.events().forEach(stream::apply);
            } catch (FormatException e) {
                assertTrue(e.getMessage().contains("line"), e.getMessage());
                refused++;
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, "only " + refused);
        Files.write(file, "{\"type\":\"forgotten\"}\n".getBytes(StandardCharsets.UTF_8));
        FormatException e = assertThrows(FormatException.class, () -> MemoryFile.open(file));
        assertTrue(e.getMessage().endsWith("line 1 is no change of memory: it needs the string 'id'"), e.getMessage());
    }

    /** Vectors of letters: what has the same letters is near. */
    @Test
    void vectorsFindWhatWordsDoNot() {
        Embedder letters = new Embedder() {
            @Override
            public Set<EmbeddedKind> kinds() {
                return Set.of(EmbeddedKind.TEXT);
            }

            @Override
            public float[] text(String text) {
                float[] out = new float[26];
                text.toLowerCase(java.util.Locale.ROOT)
                        .chars()
                        .filter(c -> c >= 'a' && c <= 'z')
                        .forEach(c -> out[c - 'a']++);
                return out;
            }

            @Override
            public float[] image(Image picture) {
                throw new UnsupportedOperationException();
            }

            @Override
            public float[] sound(Path file) {
                throw new UnsupportedOperationException();
            }
        };
        try (MemoryStream stream = new MemoryStream(TextAnalysis.STANDARD, letters, _ -> {})) {
            stream.remember(said(0, "zebras quiz"));
            stream.remember(said(1, "toenails"));
            assertEquals(
                    "toenails",
                    texts(Recall.byVectors().recall(stream, "elation", 2, NOON)).getFirst());
            assertEquals(
                    "toenails",
                    texts(Recall.byRelevance(stream).recall(stream, "elation", 2, NOON))
                            .getFirst());
            assertEquals("m1", stream.remember(said(2, "a lone sit")).id());
            assertEquals(2, stream.holding().size());
        }
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "toenails"));
            assertThrows(IllegalStateException.class, () -> Recall.byVectors().recall(stream, "x", 1, NOON));
        }
    }

    @Test
    void neighboursOfTheSameTalkGain() {
        try (MemoryStream stream = stream()) {
            stream.remember(said(0, "Let me tell you about my dog."));
            stream.remember(said(1, "Archie loves the garden."));
            stream.remember(Memory.of(
                    Span.of("other", 0, Origin.USER, "Tomorrow it will rain."), NOON.plus(Duration.ofHours(9)), 5));
            assertEquals(
                    List.of("Let me tell you about my dog.", "Archie loves the garden."),
                    texts(Recall.byRelevance(stream).recall(stream, "the name of my dog", 2, NOON)));
        }
    }
}
