package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.ImageFiles;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;
import org.menura.search.FolderSearch;
import org.menura.search.Hit;
import org.menura.search.Passage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura search}: finds files by what they are like. */
@Command(
        name = "search",
        description = {
            "Finds the pictures, the sounds and the passages of texts in a folder that are most like a text, a picture or a"
                    + " sound.",
            "Texts (.txt, .md) are searched in passages of as many lines as the model reads at once, which overlap; each hit"
                    + " shows its lines.",
            "Keeps their embeddings in an index, which each search brings up to date; interrupted, it goes on there.",
            "Files that cannot be read are named and left out until they change."
        },
        footer = {
            "%nExamples:",
            "  menura search photos \"a red fox in the snow\" -m clip-vit-base-patch32",
            "  menura search sounds --audio bird.wav -m imagebind --top 3 --json",
            "  menura search archive \"rain\" -m imagebind --kind sound \\",
            "    --index /var/tmp/archive-index"
        })
final class SearchCommand implements Callable<Integer> {
    private static final int EXCERPT = 200; // characters of a passage that are shown

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where to look, with all folders in it.")
    private Path folder = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "QUERY", description = "What it should be like, in words.")
    private @Nullable String text;

    @Option(names = "--image", paramLabel = "FILE", description = "A picture that it should be like.")
    private @Nullable Path image;

    @Option(names = "--audio", paramLabel = "FILE", description = "A sound that it should be like.")
    private @Nullable Path sound;

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "MODEL",
            description = "ImageBind, CLIP, SigLIP or another model that embeds: a folder, or org/name of one that was"
                    + " pulled.")
    private String model = "";

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "How many hits to show at most (default: ${DEFAULT-VALUE}).")
    private int top = 10;

    @Option(names = "--kind", paramLabel = "KIND", description = "Show files of one kind: ${COMPLETION-CANDIDATES}.")
    private @Nullable EmbeddedKind kind;

    @Option(
            names = "--index",
            paramLabel = "DIR",
            description = "Where to keep the index (default: a hidden folder in FOLDER).")
    private @Nullable Path index;

    @Option(names = "--json", description = "Print a line of JSON for each hit.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long given = List.of(text != null, image != null, sound != null).stream()
                .filter(b -> b)
                .count();
        if (given != 1) {
            throw console.wrong("search for one thing: a text, --image FILE or --audio FILE");
        }
        if (top < 1) {
            throw console.wrong("--top must be at least 1, not " + top);
        }
        LuceneLog.quiet();
        try (FolderSearch search = FolderSearch.open(folder, index, ModelOptions.find(model), threads.backend(false))) {
            float[] query = query(search.embedder());
            FolderSearch.Update update;
            try (Shown shown = new Shown()) {
                update = search.update(shown);
            }
            for (Hit hit : search.find(query, top, kind)) {
                print(hit);
            }
            String skipped = update.skipped() == 0 ? "" : ", %d cannot be read".formatted(update.skipped());
            console.note("%d files, %d of them embedded now%s".formatted(update.files(), update.embedded(), skipped));
            if (update.files() == 0) {
                console.note("no file here is of a kind that the model embeds: "
                        + names(search.embedder().kinds()));
            }
        }
        return 0;
    }

    private static String names(Set<EmbeddedKind> kinds) {
        return String.join(", ", kinds.stream().map(EmbeddedKind::plural).toList());
    }

    private float[] query(Embedder embedder) {
        if (image != null) {
            return embedder.image(ImageFiles.read(image));
        }
        return sound != null ? embedder.sound(sound) : embedder.ofQueries().text(String.valueOf(text));
    }

    private void print(Hit hit) throws IOException {
        String file = folder.resolve(hit.name()).toString();
        Passage passage = hit.passage();
        if (json) {
            ObjectNode line = new ObjectMapper().createObjectNode().put("file", file);
            line.put("kind", hit.kind().name().toLowerCase(Locale.ROOT)).put("similarity", hit.similarity());
            if (passage != null) {
                line.putArray("lines").add(passage.first()).add(passage.last());
                line.put("passage", passage.text());
            }
            console.line(line.toString());
            return;
        }
        String lines = passage == null ? "" : ":%d-%d".formatted(passage.first(), passage.last());
        console.line(String.format(Locale.ROOT, "%7.4f  %s%s", hit.similarity(), file, lines));
        if (passage != null) {
            console.line("         " + excerpt(passage.text()));
        }
    }

    private static String excerpt(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : line.substring(0, line.lastIndexOf(' ', EXCERPT) + 1) + "…";
    }

    /** A bar over the files, on terminals; a line for each that is left out. */
    private final class Shown implements FolderSearch.Listener, AutoCloseable {
        private final Bar bar = new Bar("embedding");

        @Override
        public void progressed(int done, int of) {
            bar.stepTo(done, of);
        }

        @Override
        public void skipped(Path file, RuntimeException why) {
            String sentence = Failures.sentence(why);
            console.note("skipped: " + (sentence.contains(file.toString()) ? sentence : file + ": " + sentence));
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
