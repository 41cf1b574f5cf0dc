package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.ModelChoice;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model {@code menura eval} measures, and in what batches. */
final class EvalSubjectOptions {
    @Parameters(
            arity = "0..2",
            paramLabel = "MODEL",
            description = "A Hugging Face folder, a GGUF file, the name of a model that was pulled, or the address of a"
                    + " server (default: the model that comes with Menura).")
    private List<String> positional = List.of();

    @Option(
            names = {"-m", "-M", "--model"},
            paramLabel = "MODEL",
            description = "The model as an option; also hash (to compare harnesses), hf, local-completions,"
                    + " local-chat-completions, openai-completions, openai-chat-completions with --model-args.")
    private @Nullable String named;

    @Option(
            names = {"-a", "--model-args", "--model_args"},
            paramLabel = "KEY=VALUE,…",
            parameterConsumer = EvalSettingsOptions.Arguments.class,
            description =
                    "pretrained, peft, max_length, dtype (float32), enable_thinking, think_end_token, chat_template_args,"
                            + " add_bos_token, prefix_token_id for models on this machine; base_url, model,"
                            + " num_concurrent, max_retries, timeout, api_key_env (default: OPENAI_API_KEY) for servers.")
    private List<String> modelArguments = new ArrayList<>();

    @Option(
            names = {"-b", "--batch-size", "--batch_size"},
            paramLabel = "N",
            defaultValue = "auto",
            description =
                    "Sequences that are computed together at most, or requests to a server at a time (default: auto).")
    private String batchSize = "auto";

    @Option(
            names = {"--max-batch-size", "--max_batch_size"},
            paramLabel = "N",
            description = "What --batch-size auto does not go beyond.")
    private @Nullable Integer maxBatchSize;

    /** The model that is named: as a word, as an option, or last behind the tasks; null for none. */
    @Nullable
    String name(Console console, EvalTaskOptions tasks) {
        List<String> words = new ArrayList<>(positional);
        if (!words.isEmpty() && words.getFirst().equals("run") && !Files.exists(Path.of("run"))) {
            words.removeFirst(); // lm_eval run
        }
        if (words.isEmpty() && !isGiven(console)) {
            String other = tasks.takeOther(console);
            return other == null ? named : other;
        }
        if (words.size() > 1 || !words.isEmpty() && isGiven(console)) {
            throw console.wrong("the model is named twice, as %s and as %s"
                    .formatted(words.getFirst(), words.size() > 1 ? words.get(1) : named));
        }
        return words.isEmpty() ? named : words.getFirst();
    }

    private static boolean isGiven(Console console) {
        return console.spec().commandLine().getParseResult().hasMatchedOption("--model");
    }

    /**
     * The model that a name stands for, the one that comes with Menura for none.
     *
     * @param media whether it is to see and hear
     */
    ModelChoice choice(@Nullable String name, boolean media) {
        ModelChoice choice = ModelChoice.of(name, String.join(",", modelArguments));
        if (choice.kind() == ModelChoice.Kind.LOCAL && choice.name().isEmpty()) {
            return new ModelChoice(
                    choice.kind(),
                    (media ? DefaultModel.path() : DefaultModel.textModel()).toString(),
                    choice.arguments());
        }
        return choice;
    }

    /** Sequences that are computed together at most; 0 for as many as are fast. */
    int batch(Console console) {
        if (maxBatchSize != null && maxBatchSize < 1) {
            throw console.wrong("--max-batch-size is a number of sequences, not " + maxBatchSize);
        }
        if (batchSize.startsWith("auto")) {
            return maxBatchSize == null ? 0 : maxBatchSize;
        }
        if (!batchSize.matches("[1-9]\\d{0,6}")) {
            throw console.wrong("--batch-size is a number of sequences, or auto, not " + batchSize);
        }
        return Integer.parseInt(batchSize);
    }
}
