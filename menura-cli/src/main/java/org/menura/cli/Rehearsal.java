package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The run from which the launcher's cache learns what a start needs: classes, and how methods are used, so that the
 * compiler need not watch them again. Runs commands as users give them, with a small model in each of the usual types.
 */
public final class Rehearsal {
    /** In the order of how much a quick start matters: what is seen first is what the compiler is best prepared for. */
    private static final List<String> TYPES = List.of("Q4_0", "Q8_0", "Q4_K_M", "F16");

    /** Large enough for products to take the ways that they take in large models. */
    private static final String CONFIG = """
            {
              "model_type": "llama", "hidden_size": 256, "intermediate_size": 768, "num_hidden_layers": 3,
              "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 4096, "max_position_embeddings": 512
            }""";

    private static final String PROMPT = "Once upon a time there was a little girl who lived in a small house";

    private Rehearsal() {}

    /** Rehearses in the folder {@code args[0]}, which it fills with models. */
    public static void main(String[] args) throws IOException {
        System.exit(in(Path.of(args[0]), new PrintWriter(System.err, true)));
    }

    /**
     * Rehearses in {@code folder}.
     *
     * @param err where commands report
     * @return the exit code of the first command that failed, or 0
     */
    static int in(Path folder, PrintWriter err) throws IOException {
        Path config = Files.writeString(Files.createDirectories(folder).resolve("config.json"), CONFIG);
        Path model = folder.resolve("model");
        int code = command(err, "init", config, model);
        if (code == 0) {
            addTokenizer(model);
        }
        for (String type : TYPES) {
            Path file = folder.resolve(type + ".gguf");
            code = code != 0 ? code : command(err, "convert", model, file, "--type", type);
            code = code != 0 ? code : command(err, "run", file, "-p", PROMPT, "-n", 64, "--greedy", "--ignore-eos");
            code = code != 0 ? code : command(err, "run", file, "-p", "A bird", "-n", 16, "--seed", 1, "--ignore-eos");
        }
        return code;
    }

    private static void addTokenizer(Path model) throws IOException {
        try (Stream<Path> files = Files.list(DefaultModel.textModel())) {
            files.filter(f -> f.getFileName().toString().startsWith("tokenizer"))
                    .forEach(f -> copy(f, model.resolve(f.getFileName())));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int command(PrintWriter err, Object... words) {
        String[] args = Stream.of(words).map(String::valueOf).toArray(String[]::new);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(args).setOut(nowhere).setErr(err).execute(args);
    }
}
