package org.menura.cli;

import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.run.ModelChoice;
import org.menura.generate.LoadOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model a suite measures. */
final class EvalModelOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A Hugging Face folder, a GGUF file, the name of a model that was pulled, the address of a server,"
                            + " or hash (default: the model that comes with Menura).")
    private @Nullable String model;

    @Option(
            names = {"--model-args", "--model_args"},
            paramLabel = "KEY=VALUE,…",
            defaultValue = "",
            description = "As for `menura eval`.")
    private String arguments = "";

    @Option(
            names = {"-b", "--batch-size", "--batch_size"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Sequences that are computed together at most (default: as many as are fast).")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description = "Seed of drawn answers (default: ${DEFAULT-VALUE}).")
    private long seed = 1234;

    EvalModel open(Console console) {
        return open(console, model, arguments);
    }

    /** Opens another model in the same way; without a name the same one, as with an adapter alone. */
    EvalModel another(Console console, @Nullable String name, String otherArguments) {
        return open(console, name == null ? model : name, otherArguments);
    }

    private EvalModel open(Console console, @Nullable String name, String given) {
        if (batch < 0) {
            throw console.wrong("--batch-size is a number of sequences, not " + batch);
        }
        template.check();
        ModelChoice choice = ModelChoice.of(name, given);
        if (choice.kind() == ModelChoice.Kind.LOCAL && choice.name().isEmpty()) {
            choice = new ModelChoice(choice.kind(), DefaultModel.textModel().toString(), choice.arguments());
        }
        LoadOptions load = LoadOptions.defaults().withBackend(threads.backend(true));
        return choice.open(
                ModelOptions::find, new ModelChoice.Loading(load, batch, seed, template.source(), System.getenv()));
    }
}
