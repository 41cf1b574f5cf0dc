package org.menura.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.BeamParams;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of beam search. */
final class BeamOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--beams",
            paramLabel = "N",
            defaultValue = "1",
            description = "Beam search with N beams instead of sampling: the likeliest text, in the end.")
    private int beams;

    @Option(
            names = "--length-penalty",
            paramLabel = "F",
            description = "Above 0, beam search favours longer texts (default: what the model's folder says, else 1).")
    private @Nullable Float lengthPenalty;

    /** Refuses a wrong value, before anything is loaded. */
    void check() {
        if (beams < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "--beams must be at least 1, not " + beams);
        }
    }

    /** Returns whether the likeliest text is searched for, not drawn. */
    boolean isGiven() {
        return beams != 1;
    }

    /** Returns the parameters of a search, with lengths as an answer's. */
    BeamParams params(ModelTokenizer text, LengthOptions length) {
        BeamParams params = text.beams(beams, length.most(), length.endIds(text));
        return lengthPenalty == null ? params : params.withLengthPenalty(lengthPenalty);
    }
}
