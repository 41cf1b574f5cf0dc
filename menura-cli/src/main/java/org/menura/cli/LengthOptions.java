package org.menura.cli;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelTokenizer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a generation ends. */
final class LengthOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Most tokens to generate; -1: until the text or the context ends" + " (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--ignore-eos", description = "Go on after a token that ends the text.")
    private boolean ignoreEnd;

    /** Refuses a wrong value, before anything is loaded. */
    void check() {
        if (count < -1 || count == 0) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "-n must be at least 1, or -1 for no limit, not " + count);
        }
    }

    /** Most tokens to generate. */
    int most() {
        check();
        return count == -1 ? Integer.MAX_VALUE : count;
    }

    /** Tokens that end a text. */
    Set<Integer> endIds(ModelTokenizer text) {
        return ignoreEnd ? Set.of() : text.endIds();
    }
}
