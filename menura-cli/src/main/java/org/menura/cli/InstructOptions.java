package org.menura.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LoadOptions;
import org.menura.generate.load.ModelTokenizer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether a prompt is what a user says, or the beginning of a text. */
final class InstructOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Option(
            names = "--instruct",
            description =
                    "The prompt is what a user says, which the chat template lays out; so it is by default where the"
                            + " model has a template.")
    private boolean instruct;

    @Option(
            names = {"--raw", "--no-chat", "--no-instruct"},
            description = "The prompt is the beginning of a text, also for a model with a chat template.")
    private boolean raw;

    /** Refuses wrong values, before anything is loaded. */
    void check() {
        template.check();
        if (instruct && raw) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "--instruct and --raw exclude each other");
        }
    }

    /** The options of a model with the template that was given, if one was. */
    LoadOptions applied(LoadOptions options) {
        return template.applied(options);
    }

    /** Whether the prompt is the beginning of a text whatever the model. */
    boolean isRaw() {
        return raw;
    }

    /** Whether prompts are laid out whatever the model. */
    boolean isInstruct() {
        return instruct;
    }

    /** Whether a model is talked to. */
    boolean talks(ModelTokenizer text) {
        return instruct || !raw && text.hasChatTemplate();
    }
}
