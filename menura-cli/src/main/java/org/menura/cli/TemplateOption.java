package org.menura.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.NamedTemplates;
import org.menura.format.FormatException;
import org.menura.generate.LoadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How conversations are laid out, where the model does not say so itself. */
final class TemplateOption {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--chat-template",
            paramLabel = "FILE|NAME",
            description = "Lay out conversations with this template instead of the model's own: a file in Jinja, or one"
                    + " of chatml, llama2, llama3, mistral, gemma, phi3, zephyr, vicuna, alpaca.")
    private @Nullable String template;

    private @Nullable String source;

    /** Refuses a template that there is not, before anything is loaded. */
    void check() {
        if (template != null) {
            try {
                source = NamedTemplates.source(template);
            } catch (FormatException e) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** The file or name that was given; empty for none. */
    String name() {
        return Objects.requireNonNullElse(template, "");
    }

    /** The source of the template that was given; null for none. */
    @Nullable
    String source() {
        return source;
    }

    /** The options of a model with the template that was given, if one was. */
    LoadOptions applied(LoadOptions options) {
        return source == null ? options : options.withChatTemplate(source);
    }
}
