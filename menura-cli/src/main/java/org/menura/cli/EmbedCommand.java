package org.menura.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Embedding;
import org.menura.generate.ModelBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura embed}: texts and pictures as vectors. */
@Command(
        name = "embed",
        description = "Turns texts and pictures into vectors and prints them as JSON.",
        footer = {
            "%nExamples:",
            "  menura embed bge-small-en -p 'a lyrebird' -p 'a bird that sings' --normalize",
            "  menura embed clip-vit-base-patch32 --image bird.jpg -p 'a lyrebird'",
            "  menura embed Qwen3-Embedding-0.6B --file sentences.txt --pooling last"
        })
final class EmbedCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "A text; several may be given.")
    private List<String> texts = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Each line of FILE that is not empty is a text; - is the standard input.")
    private @Nullable Path file;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "A picture, for CLIP, SigLIP and ViT; several may be given.")
    private List<Path> images = List.of();

    @Option(
            names = "--pooling",
            paramLabel = "mean|cls|last",
            description = "How the tokens' vectors become one (default: what the model says, else mean for"
                    + " encoders and last for decoders).")
    private Embedding.@Nullable Pooling pooling;

    @Option(names = "--normalize", description = "Scale each vector to length 1.")
    private boolean normalize;

    @Override
    public Integer call() throws JsonProcessingException {
        List<String> all = new ArrayList<>(texts);
        if (file != null) {
            PromptOptions.read(file).lines().filter(line -> !line.isBlank()).forEach(all::add);
        }
        if (all.isEmpty() && images.isEmpty()) {
            throw console.wrong("which text or picture? give -p TEXT, --file FILE or --image FILE");
        }
        ModelBundle bundle = ModelBundle.open(model.path(), model.backend());
        Embedding embedding = new Embedding(bundle, pooling, normalize);
        ObjectMapper json = new ObjectMapper();
        ArrayNode out = json.createArrayNode();
        for (String text : all) {
            put(out.addObject().put("text", text), embedding.of(text));
        }
        for (Path image : images) {
            put(out.addObject().put("image", image.toString()), embedding.of(ImageFiles.read(image)));
        }
        console.line(json.writeValueAsString(out));
        return 0;
    }

    private static void put(ObjectNode entry, float[] values) {
        ArrayNode vector = entry.putArray("embedding");
        for (float v : values) {
            vector.add(v);
        }
    }
}
