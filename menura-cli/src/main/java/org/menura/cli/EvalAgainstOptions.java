package org.menura.cli;

import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import picocli.CommandLine.Option;

/** A second model that is measured on the same questions, such as the first one after tuning. */
final class EvalAgainstOptions {
    @Option(
            names = "--against",
            paramLabel = "MODEL",
            description =
                    "Also measure this model on the same questions, and compare: --model is before, this one after.")
    private @Nullable String model;

    @Option(
            names = {"--against-args", "--against_args"},
            paramLabel = "KEY=VALUE,…",
            description = "Its arguments, such as peft=ADAPTER; alone, of the same model.")
    private @Nullable String arguments;

    boolean wanted() {
        return model != null || arguments != null;
    }

    EvalModel open(Console console, EvalModelOptions first) {
        return first.another(console, model, arguments == null ? "" : arguments);
    }
}
