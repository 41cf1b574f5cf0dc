package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import org.menura.data.tag.TextPerplexity;
import org.menura.format.FormatException;
import org.menura.generate.bench.Perplexity;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** The perplexity of documents by a model, for plans of corpora. */
public final class ModelPerplexity implements TextPerplexity.Provider {
    @Override
    public TextPerplexity open(Path model) {
        // Exact, so that results depend on no number of threads.
        Backend backend = new CpuBackend(CpuOptions.fastest().withExact(true));
        if (!(LoadedModel.open(model, backend) instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(model + " is no decoder, and only those have a perplexity");
        }
        return new Measure(decoder);
    }

    /** One text at a time: a pass takes all of the backend's threads. */
    private record Measure(LoadedModel.Decoder decoder) implements TextPerplexity {
        private static final int CONTEXT = 512;

        @Override
        public synchronized double of(String text) {
            try {
                int context = Math.min(CONTEXT, decoder.model().contextLength());
                return Perplexity.ofDocuments(decoder, List.of(text), context, (_, _, _) -> {})
                        .perplexity();
            } catch (IllegalArgumentException e) {
                // There is no token to predict.
                return Double.NaN;
            }
        }
    }
}
