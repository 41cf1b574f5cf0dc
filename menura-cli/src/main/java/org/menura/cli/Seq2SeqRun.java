package org.menura.cli;

import java.util.List;
import java.util.function.Consumer;
import org.menura.chat.Content;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelTokenizer;
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
            BeamRun run = new BeamRun(console, sampling, report);
            run.check();
            run.write(session.search(beams.params(text, length)), new int[0], text);
            return;
        }
        Sampler sampler = sampling.sampler(text);
        sampler.accept(session.tokens());
        Generator.Result result = loaded.answer(session, Prompt.of(), sampler, options, null, listener)
                .result();
        report.print(result, session, text, List.of(), console);
    }
}
