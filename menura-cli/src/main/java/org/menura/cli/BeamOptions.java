package org.menura.cli;

import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.BeamParams;
import picocli.CommandLine.Option;

/** Options of beam search. */
final class BeamOptions {
    @Option(
            names = "--beams",
            paramLabel = "N",
            defaultValue = "1",
            description = "Beam search with N beams instead of sampling, for encoder-decoders.")
    private int beams;

    @Option(
            names = "--length-penalty",
            paramLabel = "F",
            description = "Above 0, beam search favours longer texts (default: what the model's folder says, else 1).")
    private @Nullable Float lengthPenalty;

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
