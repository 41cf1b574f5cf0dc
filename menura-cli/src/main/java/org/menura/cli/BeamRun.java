package org.menura.cli;

import java.util.Arrays;
import java.util.List;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.Hypothesis;

/** Writes the likeliest text that beam search finds. */
record BeamRun(Console console, SamplingOptions sampling, RunReport report) {
    /** Refuses what is of texts that are drawn, token by token. */
    void check() {
        if (sampling.marks()) {
            throw console.wrong("--watermark goes without --beams, which looks for the likeliest text and draws none");
        }
        if (report.isJson() || report.logProbs() >= 0) {
            throw console.wrong("--json and --logprobs go without --beams");
        }
        if (!sampling.stops().isEmpty()) {
            throw console.wrong("--stop goes without --beams, whose texts end with a token; -n bounds them");
        }
    }

    /**
     * Writes the first of the texts, if there is one.
     *
     * @param before the tokens that it continues
     */
    void write(List<Hypothesis> found, int[] before, ModelTokenizer text) {
        if (found.isEmpty()) {
            console.note("the model's rules leave no text");
            return;
        }
        int[] tokens = found.getFirst().tokens();
        if (report.isOfIds()) {
            console.line(RunReport.joined(Arrays.stream(tokens).boxed().toList()));
            return;
        }
        StreamDecoder decoder = text.tokenizer().stream(true, before);
        StringBuilder out = new StringBuilder();
        for (int token : tokens) {
            out.append(decoder.add(token));
        }
        console.line(out.append(decoder.flush()).toString());
    }
}
