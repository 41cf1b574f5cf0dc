package org.menura.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;

class FolderSearchTest {
    private static final FolderSearch.Listener QUIET = new FolderSearch.Listener() {
        @Override
        public void progressed(int done, int of) {}

        @Override
        public void skipped(Path file, RuntimeException why) {
            throw why;
        }
    };

    @TempDir
    private Path folder;

    private final Colours colours = new Colours();

    /** Knows how red, green and blue a picture or the words of a text are. */
    private static final class Colours implements Embedder {
        private int embedded;
        private int width = 3;

        @Override
        public Set<EmbeddedKind> kinds() {
            return Set.of(EmbeddedKind.TEXT, EmbeddedKind.IMAGE);
        }

        @Override
        public float[] text(String text) {
            assertTrue(tokens(text) <= window(), text);
            embedded++;
            float[] out = new float[width];
            String[] names = {"red", "green", "blue"};
            for (int i = 0; i < 3; i++) {
                out[i] = text.split(names[i], -1).length - 1 + 0.01f;
            }
            return out;
        }

        @Override
        public int tokens(String text) {
            return 2 + (int) Pattern.compile("\\w+").matcher(text).results().count();
        }

        @Override
        public int window() {
            return 12;
        }

        @Override
        public float[] image(Image picture) {
            embedded++;
            float[] out = new float[width];
            for (int i = 0; i < 3; i++) {
                out[i] = picture.at(0, 0, i) / 255f;
            }
            return out;
        }

        @Override
        public float[] sound(Path file) {
            throw new AssertionError("is deaf");
        }
    }

    @BeforeEach
    void fill() throws IOException {
        picture("red.png", 250, 5, 0);
        picture("deep/blue.png", 0, 20, 240);
        Files.writeString(folder.resolve("greens.txt"), "green, green, and red " + "x".repeat(1000));
        Files.writeString(folder.resolve("noise.wav"), "is not looked at");
        Files.createDirectories(folder.resolve(".hidden"));
        picture(".hidden/red.png", 255, 0, 0);
    }

    private void picture(String name, int red, int green, int blue) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] samples = {(byte) red, (byte) green, (byte) blue};
        ImageFiles.writePng(new Image(1, 1, 3, samples), file);
    }

    private FolderSearch open(String model) throws IOException {
        return FolderSearch.open(folder, null, colours, model);
    }

    private List<String> names(FolderSearch search, String query) throws IOException {
        return search.find(colours.text(query), 10, null).stream()
                .map(Hit::name)
                .toList();
    }

    @Test
    void theClosestComesFirst() throws IOException {
        try (FolderSearch search = open("a")) {
            assertEquals(new FolderSearch.Update(3, 3, 0, 0), search.update(QUIET));
            assertEquals(List.of("red.png", "greens.txt", "deep/blue.png"), names(search, "red"));
            Hit best = search.find(colours.text("blue"), 1, null).getFirst();
            assertEquals("deep/blue.png", best.name());
            assertEquals(EmbeddedKind.IMAGE, best.kind());
            assertEquals(0.996, best.similarity(), 2e-3);
            List<Hit> texts = search.find(colours.text("red"), 5, EmbeddedKind.TEXT);
            assertEquals(List.of("greens.txt"), texts.stream().map(Hit::name).toList());
        }
    }

    @Test
    void textsAreFoundByTheirPassages() throws IOException {
        String green = "green leaves and green grass\n";
        String blue = "the sky is blue and the sea is blue\n";
        Files.writeString(
                folder.resolve("greens.txt"), green.repeat(4) + "\n" + blue + green.repeat(3) + "a ".repeat(40));
        try (FolderSearch search = open("a")) {
            assertEquals(3, search.update(QUIET).files());
            List<Hit> hits = search.find(colours.text("blue"), 2, EmbeddedKind.TEXT);
            Hit best = hits.getFirst();
            assertEquals("greens.txt", best.name());
            Passage passage = Objects.requireNonNull(best.passage());
            assertTrue(passage.first() <= 6 && passage.last() >= 6, passage.toString());
            assertTrue(passage.text().contains("the sky is blue"), passage.toString());
            assertTrue(!hits.get(1).overlaps(best), hits.toString());
        }
    }

    @Test
    void passagesOverlapAndCoverAll() {
        String text = IntStream.range(0, 200)
                .mapToObj(i -> "word" + i + (i % 5 == 4 ? "\n" : " "))
                .collect(Collectors.joining());
        List<Passage> passages = Passage.of(text + "x".repeat(3000), colours);
        for (int i = 0; i < 200; i++) {
            String word = "word" + i + "\\b";
            assertTrue(
                    passages.stream()
                            .anyMatch(
                                    p -> Pattern.compile(word).matcher(p.text()).find()),
                    word);
        }
        assertEquals(1, passages.getFirst().first());
        for (Passage p : passages) {
            assertTrue(colours.tokens(p.text()) <= colours.window(), p.text());
        }
        assertTrue(Passage.of(" \n\n", colours).isEmpty());
    }

    @Test
    void onlyWhatChangedIsEmbeddedAgain() throws IOException {
        try (FolderSearch search = open("a")) {
            search.update(QUIET);
        }
        colours.embedded = 0;
        try (FolderSearch search = open("a")) {
            assertEquals(new FolderSearch.Update(3, 0, 0, 0), search.update(QUIET));
            assertEquals(0, colours.embedded);
            picture("red.png", 0, 0, 255);
            Files.setLastModifiedTime(folder.resolve("red.png"), FileTime.fromMillis(1_000_000));
            Files.delete(folder.resolve("greens.txt"));
            picture("new.png", 255, 0, 0);
            assertEquals(new FolderSearch.Update(3, 2, 1, 0), search.update(QUIET));
            assertEquals(List.of("new.png", "deep/blue.png", "red.png"), names(search, "red"));
        }
        colours.embedded = 0;
        try (FolderSearch search = open("another model")) {
            assertEquals(3, search.update(QUIET).embedded());
        }
    }

    @Test
    void badFilesAreNamedOnceAndLeftOut() throws IOException {
        Files.writeString(folder.resolve("broken.png"), "no picture");
        Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xff, 0});
        List<String> skipped = new ArrayList<>();
        FolderSearch.Listener listener = new FolderSearch.Listener() {
            @Override
            public void progressed(int done, int of) {
                assertEquals(5, of);
            }

            @Override
            public void skipped(Path file, RuntimeException why) {
                skipped.add(file.getFileName() + ": " + why.getMessage());
            }
        };
        try (FolderSearch search = open("a")) {
            assertEquals(new FolderSearch.Update(3, 3, 0, 2), search.update(listener));
            assertEquals(2, skipped.size());
            assertTrue(skipped.getFirst().contains("UTF-8"), skipped.toString());
            assertEquals(3, names(search, "red").size());
            assertEquals(new FolderSearch.Update(3, 0, 0, 2), search.update(QUIET));
        }
    }

    @Test
    void whatWasCommittedSurvivesAnInterruption() throws IOException {
        for (int i = 0; i < 70; i++) {
            picture("many/%d.png".formatted(i), i, 255 - i, 0);
        }
        FolderSearch.Listener stops = new FolderSearch.Listener() {
            @Override
            public void progressed(int done, int of) {
                if (done == 68) {
                    throw new IllegalStateException("pulled the plug");
                }
            }

            @Override
            public void skipped(Path file, RuntimeException why) {
                throw why;
            }
        };
        try (FolderSearch search = open("a")) {
            assertThrows(IllegalStateException.class, () -> search.update(stops));
        }
        try (FolderSearch search = open("a")) {
            assertEquals(new FolderSearch.Update(73, 9, 0, 0), search.update(QUIET));
        }
    }

    @Test
    void vectorsMayBeWiderThanLuceneLikes() throws IOException {
        colours.width = 1152;
        try (FolderSearch search = open("a")) {
            search.update(QUIET);
            assertEquals("red.png", names(search, "red").getFirst());
        }
    }

    @Test
    void refusesWhatIsNoIndex() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "dear reader");
        FormatException e = assertThrows(FormatException.class, () -> FolderSearch.open(folder, other, colours, "a"));
        assertTrue(e.getMessage().contains("holds other files"), e.getMessage());
        try (FolderSearch search = open("a")) {
            search.update(QUIET);
            FormatException busy = assertThrows(FormatException.class, () -> open("a"));
            assertTrue(busy.getMessage().contains("another process writes"), busy.getMessage());
        }
        try (var files = Files.list(folder.resolve(FolderSearch.HIDDEN))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("segments"))
                    .toList()) {
                Files.write(file, new byte[64]);
            }
        }
        FormatException damaged = assertThrows(FormatException.class, () -> open("a"));
        assertTrue(damaged.getMessage().contains("delete that folder"), damaged.getMessage());
    }
}
