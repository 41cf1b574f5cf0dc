package org.menura.format.hub;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/**
 * Finds the files of a repository that running its model takes, by the names under which transformers, PyTorch and
 * llama.cpp save: config, tokenizer, templates, and the weights once, whatever the forms in which they are there.
 */
final class ModelFiles {
    private static final Predicate<String> LICENCE = matches("(LICENSE|NOTICE|\\w*TERMS)[^/]*");
    private static final Predicate<String> TEXT = matches(
            "[^/]+\\.(json|txt|jinja|model|vocab)",
            "additional_chat_templates/[^/]+\\.jinja",
            "\\d{1,2}_\\w+/(config\\.json|model\\.safetensors|pytorch_model\\.bin)", // modules of sentence-transformers
            "(LICENSE|NOTICE)[^/]*");
    /** What trainers log, and the indices of weights, which {@link NamedFiles} adds to those chosen. */
    private static final Predicate<String> NOT_NEEDED = matches(
            "\\..*",
            "trainer_state\\.json",
            "training_args\\.json",
            ".*_results\\.json",
            ".*\\.index\\.json",
            "requirements\\.txt",
            "flax_.*|tf_.*");

    private static final Predicate<String> ADAPTER = matches("adapter_model\\.(safetensors|bin)");
    /** Beside the model's weights, but no weights of the model. */
    private static final Predicate<String> OTHER_STATE =
            matches("(training_args|optimizer|scheduler|rng_state.*|scaler)\\.(bin|pt|pth)", "golden\\.safetensors");

    private static final String USUAL_QUANTIZATION = "q4_k_m";
    private static final Predicate<String> GGUF_COMPANION = matches("(.*/)?(mmproj|imatrix)[^/]*");

    private ModelFiles() {}

    /**
     * The files to fetch: safetensors rather than PyTorch files rather than GGUF. Of several GGUF files it is the one
     * quantized as Q4_K_M.
     *
     * @param paths all files of the repository
     * @param repository for messages
     * @throws FormatException if there are no weights, or several that may be meant
     */
    static List<String> choose(List<String> paths, String repository) {
        List<String> top = paths.stream().filter(p -> p.indexOf('/') < 0).toList();
        for (List<String> weights : List.of(
                weights(top, repository, "model.safetensors", ".safetensors"),
                weights(top, repository, "pytorch_model.bin", ".bin"),
                weights(top, repository, "", ".pth", ".pt"),
                adapter(top))) {
            if (!weights.isEmpty()) {
                return Stream.of(text(paths), weights, adapter(top))
                        .flatMap(Collection::stream)
                        .distinct()
                        .toList();
            }
        }
        return gguf(paths, repository);
    }

    /** Whether a file's name is that of weights in a form that Menura reads. */
    static boolean isWeights(String path) {
        return hasEnding(path, ".safetensors", ".bin", ".pth", ".pt", ".onnx", ".gguf");
    }

    /** Whether a file's name is that of a licence, or of terms of use. */
    static boolean isLicence(String path) {
        return LICENCE.test(path);
    }

    static boolean hasEnding(String path, String... endings) {
        String name = path.toLowerCase(Locale.ROOT);
        return Stream.of(endings).anyMatch(name::endsWith);
    }

    private static List<String> text(List<String> paths) {
        return paths.stream().filter(TEXT.and(NOT_NEEDED.negate())).toList();
    }

    /** The file of the usual name, else the only one of this form; either may be split. */
    private static List<String> weights(List<String> top, String repository, String usual, String... endings) {
        List<String> all = top.stream()
                .filter(p -> hasEnding(p, endings))
                .filter(OTHER_STATE.or(ADAPTER).negate())
                .toList();
        List<String> models = all.stream().map(Shard::whole).distinct().toList();
        if (all.isEmpty()) {
            return all;
        }
        if (models.size() > 1 && !models.contains(usual)) {
            return fail(all, repository);
        }
        // A complete file is better than its shards, which some repositories hold too.
        String one = models.contains(usual) ? usual : models.getFirst();
        return NamedFiles.choose(top, one);
    }

    private static List<String> adapter(List<String> top) {
        List<String> files = top.stream().filter(ADAPTER).sorted().toList();
        return files.isEmpty() ? files : List.of(files.getLast());
    }

    /** A GGUF file holds its config and tokenizer. */
    private static List<String> gguf(List<String> paths, String repository) {
        List<String> all = paths.stream()
                .filter(p -> hasEnding(p, ".gguf"))
                .filter(GGUF_COMPANION.negate())
                .toList();
        if (all.isEmpty()) {
            throw new FormatException(
                    "%s holds no weights in a form that is read here (.safetensors, .bin, .pth, .gguf); "
                                    .formatted(repository)
                            + "there are " + NamedFiles.sample(paths));
        }
        List<String> models = all.stream().map(Shard::whole).distinct().toList();
        if (models.size() == 1) {
            return Shard.allOf(all.getFirst(), all);
        }
        return all.stream()
                .filter(p -> Shard.whole(p).toLowerCase(Locale.ROOT).endsWith(USUAL_QUANTIZATION + ".gguf"))
                .findFirst()
                .map(p -> Shard.allOf(p, all))
                .orElseGet(() -> fail(all, repository));
    }

    private static List<String> fail(List<String> all, String repository) {
        throw new FormatException("%s holds several models (%s): name one, as in %s:%s"
                .formatted(repository, NamedFiles.sample(all), repository, Shard.whole(all.getFirst())));
    }

    private static Predicate<String> matches(String... patterns) {
        return Pattern.compile(String.join("|", patterns)).asMatchPredicate();
    }
}
