package org.menura.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** All files that a run reads, for its manifest: data, held-out text, tokenizer, and models to begin with or to learn from. */
final class RunInputs {
    private static final Set<String> MODEL_ENDINGS =
            Set.of("json", "safetensors", "bin", "pt", "pth", "gguf", "onnx", "model");

    private RunInputs() {}

    static List<Path> files(Recipe recipe) {
        List<Path> all = new ArrayList<>(RunData.files(recipe));
        boolean draws = recipe.objective().text("name").equals("diffusion");
        for (String key : draws ? List.<String>of() : List.of("config", "checkpoint")) {
            addModel(recipe.model(), key, all);
        }
        if (draws) {
            all.addAll(RunPipeline.of(recipe).files());
        }
        for (String key : Recipe.modelKeys()) {
            addModel(recipe.objective(), key, all);
        }
        if (!RunText.isWithoutText(recipe)) {
            add(RunText.folder(recipe), RunInputs::isTokenizer, all);
        }
        Path processor = PictureFiles.processor(recipe);
        if (processor != null) {
            all.add(processor);
        }
        List<DataSource> sources = new ArrayList<>(recipe.allData());
        RunEvaluation.heldOut(recipe).ifPresent(sources::add);
        all.addAll(PictureFiles.of(sources));
        return all;
    }

    private static void addModel(Options options, String key, List<Path> all) {
        if (options.has(key)) {
            Path path = options.path(key);
            if (key.equals("config") && Files.isDirectory(path)) {
                path = path.resolve("config.json");
            }
            add(path, RunInputs::isModel, all);
        }
    }

    private static void add(Path path, Predicate<String> wanted, List<Path> all) {
        if (!Files.isDirectory(path)) {
            all.add(path);
            return;
        }
        try (Stream<Path> content = Files.list(path)) {
            content.filter(Files::isRegularFile)
                    .filter(p -> wanted.test(p.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModel(String name) {
        return MODEL_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static boolean isTokenizer(String name) {
        return RunText.FILES.contains(name)
                || name.startsWith("tokenizer")
                || name.contains("vocab")
                || name.equals("merges.txt")
                || name.equals("added_tokens.json");
    }
}
