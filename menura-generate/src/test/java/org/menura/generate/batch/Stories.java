package org.menura.generate.batch;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

/** The model that the tests of the engine ask, and what they ask it. */
final class Stories {
    private static final Path STORIES = TestData.path("models/stories260K");
    static final Tokenizer TOKENIZER = Tokenizers.fromFolder(STORIES);
    static final CausalModel MODEL = Models.decoder(STORIES, new CpuBackend(2));
    static final Limits EXACT = Limits.exact(4).withChunk(32);

    private Stories() {}

    static Options options(int tokens, int logProbs, String... stops) {
        return new Options(tokens, Set.of(2), List.of(stops), logProbs);
    }

    static Sampler sampler(int seed) {
        return new Sampler(SamplingParams.builder().seed(seed).build());
    }

    static Request request(String prompt, int seed, int tokens) {
        return Request.of(
                Prompt.of(TOKENIZER.encode(prompt, true, false)),
                sampler(seed),
                options(tokens, Generator.NO_LOG_PROBS));
    }
}
