package org.menura.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.menura.chat.Content;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.Hypothesis;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Seq2SeqSession;

/** Answers a text by an encoder-decoder: what {@code menura run} does with T5 and its kin. */
record Seq2SeqRun(
        Console console, SamplingOptions sampling, LengthOptions length, RunReport report, BeamOptions beams) {
    /** Writes the answer, drawn or searched for. */
    void write(LanguageModel loaded, String prompt, Generator.Options options, Consumer<Content> listener) {
        ModelTokenizer text = loaded.loaded().text();
        Seq2SeqSession session = loaded.newSequence(prompt);
        if (beams.isGiven()) {
            search(session, text);
            return;
        }
        Sampler sampler = sampling.sampler(text);
        sampler.accept(session.tokens());
        Generator.Result result = loaded.answer(session, Prompt.of(), sampler, options, null, listener)
                .result();
        report.print(result, session, text, List.of(), console);
    }

    private void search(Seq2SeqSession session, ModelTokenizer text) {
        if (sampling.marks()) {
            throw console.wrong("--watermark goes without --beams, which looks for the likeliest text and draws none");
        }
        if (report.isJson()) {
            throw console.wrong("--json goes without --beams");
        }
        for (Hypothesis best :
                session.search(beams.params(text, length)).stream().limit(1).toList()) {
            console.line(
                    report.isOfIds()
                            ? RunReport.joined(
                                    Arrays.stream(best.tokens()).boxed().toList())
                            : text.tokenizer().decode(best.tokens(), true));
        }
    }
}
