package org.menura.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.ImageFiles;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;
import org.menura.generate.embed.Pooling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura embed}: texts, pictures and sounds as vectors. */
@Command(
        name = "embed",
        description = {
            "Turns texts, pictures and sounds into vectors.",
            "Prints each as a line of JSON, or with --compare how alike they are. Texts become what sentence-transformers makes of them: pooling,"
                    + " normalising, the default prompt and the longest length are those of the model's files; of a text"
                    + " that is too long, the start counts, and a note says so."
        },
        footer = {
            "%nExamples:",
            "  menura embed bge-small-en --text 'a lyrebird' --text 'a bird that sings' \\",
            "    --normalize",
            "  menura embed clip-vit-base-patch32 --image bird.jpg --text 'a lyrebird' \\",
            "    --text 'a dog' --compare",
            "  menura embed imagebind --audio song.wav --image bird.jpg \\",
            "    --text 'a lyrebird' --compare",
            "  menura embed Qwen3-Embedding-0.6B --file sentences.txt --pooling last"
        })
final class EmbedCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 48;

    /** Texts that are embedded before the first of them is printed. */
    private static final int TOGETHER = 256;

    /** An input and its vector. */
    private record Entry(String kind, String name, float[] vector) {}

    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private TextsOptions texts = new TextsOptions();

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "A picture, for ImageBind, CLIP, SigLIP and ViT; several may be given.")
    private List<Path> images = List.of();

    @Option(
            names = "--audio",
            paramLabel = "FILE",
            description = "A sound of any length, for ImageBind; several may be given.")
    private List<Path> sounds = List.of();

    @Option(names = "--adapter", paramLabel = "DIR", description = "The folder of a PEFT (LoRA) adapter.")
    private @Nullable Path adapter;

    @Option(
            names = "--pooling",
            paramLabel = "mean|cls|last|...",
            description =
                    "How the tokens' vectors become one: ${COMPLETION-CANDIDATES} (default: what the model says, else"
                            + " MEAN for encoders and LAST for decoders).")
    private @Nullable Pooling pooling;

    @Option(
            names = "--prompt-name",
            paramLabel = "NAME",
            description =
                    "Which of the prompts in the model's config_sentence_transformers.json stands before each text: query, document, …"
                            + " (default: the one that it names as its default, else none).")
    private @Nullable String prompt;

    @Option(
            names = "--normalize",
            description = "Scale each vector to length 1, as the files of most sentence models say anyway.")
    private boolean normalize;

    @Option(names = "--compare", description = "Print the cosine of each with each other instead.")
    private boolean compare;

    private int failed;

    @Override
    public Integer call() throws JsonProcessingException {
        List<String> all = texts.all();
        if (all.isEmpty() && images.isEmpty() && sounds.isEmpty()) {
            throw console.wrong("which text, picture or sound? give --text, --file, --image or --audio");
        }
        Embedder opened =
                Embedder.open(model.path(), Optional.ofNullable(adapter), pooling, normalize, model.briefBackend());
        Embedder embedder = prompt == null ? opened : opened.prompted(prompt);
        List<Entry> entries = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            embedTexts(embedder, all.subList(from, Math.min(all.size(), from + TOGETHER)), from, entries);
        }
        for (Path image : images) {
            add(entries, new Entry("image", image.toString(), embedder.image(ImageFiles.read(image))));
        }
        for (Path sound : sounds) {
            add(entries, new Entry("audio", sound.toString(), embedder.sound(sound)));
        }
        if (compare) {
            table(entries);
        }
        return failed == 0 ? 0 : 1;
    }

    /** Embeds some texts together; one that cannot be embedded harms no other. */
    private void embedTexts(Embedder embedder, List<String> some, int first, List<Entry> entries)
            throws JsonProcessingException {
        List<float[]> together = null;
        try {
            together = embedder.texts(some);
        } catch (IllegalArgumentException _) {
            // One of them is to blame; each alone says which.
        }
        for (int i = 0; i < some.size(); i++) {
            String text = some.get(i);
            try {
                if (embedder.kinds().contains(EmbeddedKind.TEXT) && embedder.tokens(text) > embedder.window()) {
                    console.note("text %d has %d tokens, of which the model reads the first %d: %s"
                            .formatted(first + i + 1, embedder.tokens(text), embedder.window(), shortened(text)));
                }
                add(entries, new Entry("text", text, together == null ? embedder.text(text) : together.get(i)));
            } catch (IllegalArgumentException e) {
                failed++;
                console.note("text %d is left out: %s".formatted(first + i + 1, e.getMessage()));
            }
        }
    }

    private void add(List<Entry> entries, Entry entry) throws JsonProcessingException {
        if (compare) {
            entries.add(entry);
            return;
        }
        ObjectMapper json = new ObjectMapper();
        ObjectNode line = json.createObjectNode().put(entry.kind, entry.name);
        ArrayNode vector = line.putArray("embedding");
        for (float v : entry.vector) {
            vector.add(v);
        }
        console.line(json.writeValueAsString(line));
    }

    private void table(List<Entry> entries) {
        StringBuilder head = new StringBuilder("   ");
        for (int i = 1; i <= entries.size(); i++) {
            head.append("%8d".formatted(i));
        }
        console.line(head.toString());
        for (int i = 0; i < entries.size(); i++) {
            StringBuilder line = new StringBuilder("%3d".formatted(i + 1));
            for (Entry other : entries) {
                line.append(String.format(Locale.ROOT, "%8.4f", Embedder.cosine(entries.get(i).vector, other.vector)));
            }
            console.line("%s  %s: %s".formatted(line, entries.get(i).kind, shortened(entries.get(i).name)));
        }
    }

    /** The beginning of a text, in one line. */
    static String shortened(String name) {
        String line = name.replace('\n', ' ');
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME - 1) + "…";
    }
}
