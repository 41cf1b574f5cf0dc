package org.menura.generate.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.ContextOverflowException;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Backend;

/**
 * The perplexity of a model on a text, measured as llama.cpp's perplexity tool does, so that figures can be compared.
 *
 * <p>Without a stride, the text is cut into chunks of the context's length whose first token is replaced by the token
 * that begins a text, and the second half of each chunk counts. With one, windows of {@code context + stride / 2}
 * tokens begin every {@code stride} tokens, and the last {@code stride} tokens of each count.
 *
 * <p>{@link #ofDocuments} measures texts that have nothing to do with each other, so that models with other vocabularies can
 * be compared by their bits per byte.
 */
public final class Perplexity {
    /** Rows of logits that are held at once. */
    private static final int PIECE = 128;

    /**
     * The result of a perplexity measurement.
     *
     * @param perplexity exponential of the mean negative log-likelihood per token
     * @param error standard error of {@code perplexity}
     * @param bitsPerByte negative log-likelihood in bits for each byte of the text that counts
     * @param tokens number of tokens that count
     */
    public record Result(double perplexity, double error, double bitsPerByte, int tokens) {}

    /** A listener to the progress of a measurement. */
    @FunctionalInterface
    public interface Listener {
        /** Reports that chunk {@code done} of {@code total} is done; {@code perplexity} is that of all so far. */
        void chunk(int done, int total, double perplexity);
    }

    private final CausalModel model;
    private final Tokenizer tokenizer;
    private final int[] tokens;
    private double sum;
    private double squares;
    private int count;
    private long bytes;

    private Perplexity(CausalModel model, Tokenizer tokenizer, int[] tokens) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.tokens = tokens;
    }

    /**
     * Measures a model's perplexity on a text.
     *
     * @param context tokens per chunk
     * @param stride tokens from window to window; 0 for chunks
     * @throws IllegalArgumentException if the text is too short, the model's context too, or a number out of range
     */
    public static Result measure(LoadedModel.Decoder bundle, String text, int context, int stride, Listener listener) {
        Tokenizer tokenizer = bundle.text().tokenizer();
        int window = Math.addExact(context, stride / 2);
        if (context < 4 || stride < 0 || stride >= window) {
            throw new IllegalArgumentException(
                    "a context of %d and a stride of %d don't go together; the context must be at least 4, and the"
                                    .formatted(context, stride)
                            + " stride at least 0 and less than twice the context");
        }
        if (window > bundle.model().contextLength()) {
            throw new ContextOverflowException(window, bundle.model().contextLength());
        }
        int[] tokens = tokenizer.encode(text, true, false);
        if (tokens.length < 2L * window) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, but perplexity with a context of %d takes at least %d"
                            .formatted(tokens.length, window, 2L * window));
        }
        Perplexity p = new Perplexity(bundle.model(), tokenizer, tokens);
        if (stride == 0) {
            p.chunks(context, listener);
        } else {
            p.windows(window, stride, listener);
        }
        return p.result();
    }

    /**
     * Measures a model's perplexity on documents, each by itself: every token counts once, but for the first where no
     * token begins a text. What is longer than the context is read in windows that begin every half of it.
     *
     * @param context the most tokens that are read together
     * @throws IllegalArgumentException if there is no token to count, or a number is out of range
     */
    public static Result ofDocuments(
            LoadedModel.Decoder bundle, List<String> documents, int context, Listener listener) {
        if (context < 4) {
            throw new IllegalArgumentException("the context must be at least 4 tokens, not " + context);
        }
        if (context > bundle.model().contextLength()) {
            throw new ContextOverflowException(context, bundle.model().contextLength());
        }
        Tokenizer tokenizer = bundle.text().tokenizer();
        Perplexity p = new Perplexity(bundle.model(), tokenizer, new int[0]);
        for (int i = 0; i < documents.size(); i++) {
            p.document(documents.get(i), context);
            if (p.count > 0) {
                listener.chunk(i + 1, documents.size(), Math.exp(p.sum / p.count));
            }
        }
        if (p.count == 0) {
            throw new IllegalArgumentException("the documents hold no token that follows another");
        }
        return p.result();
    }

    private void document(String text, int context) {
        int[] ids = tokenizer.encode(text, true, false);
        if (ids.length < 2) {
            return;
        }
        long before = bytes;
        int done = Math.min(ids.length, context);
        score(Arrays.copyOf(ids, done), 0);
        int half = context / 2;
        while (done < ids.length) {
            int end = Math.min(ids.length, done + half);
            score(Arrays.copyOfRange(ids, done - half, end), half - 1);
            done = end;
        }
        OptionalInt bos = tokenizer.bos();
        if (bos.isPresent() && ids[0] == bos.getAsInt()) {
            // The tokens may spell more than the text, such as a blank before it.
            bytes = before + text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private void chunks(int context, Listener listener) {
        OptionalInt bos = tokenizer.bos();
        boolean begins = bos.isPresent() && tokens[0] == bos.getAsInt();
        int total = tokens.length / context;
        for (int i = 0; i < total; i++) {
            int[] chunk = Arrays.copyOfRange(tokens, i * context, (i + 1) * context);
            if (begins) {
                chunk[0] = bos.getAsInt();
            }
            score(chunk, context / 2);
            listener.chunk(i + 1, total, Math.exp(sum / count));
        }
    }

    private void windows(int window, int stride, Listener listener) {
        int total = (tokens.length - window + stride - 1) / stride;
        for (int i = 0; i < total; i++) {
            int start = i * stride;
            score(Arrays.copyOfRange(tokens, start, start + window), window - stride - 1);
            listener.chunk(i + 1, total, Math.exp(sum / count));
        }
    }

    /** Counts what the rows from {@code first} on predict: the tokens after them. */
    private void score(int[] chunk, int first) {
        SequenceState state = model.newState();
        int piece = model.continues(1, chunk.length) ? PIECE : chunk.length;
        for (int from = 0; from < chunk.length - 1; from += piece) {
            int to = Math.min(from + piece, chunk.length - 1);
            int begin = Math.max(0, Math.min(first, to - 1) - from);
            ForwardBatch step = ForwardBatch.next(List.of(Arrays.copyOfRange(chunk, from, to)), List.of(state))
                    .withOutputs(IntStream.range(begin, to - from).toArray());
            try (Backend.Scope _ = model.ops().scope()) {
                int[] targets = Arrays.copyOfRange(chunk, from + begin + 1, to + 1);
                float[] losses =
                        model.ops().crossEntropy(model.forward(step), targets).toFloats();
                for (int i = from + begin < first ? losses.length : 0; i < losses.length; i++) {
                    add(losses[i], targets[i]);
                }
            }
        }
    }

    private void add(double loss, int target) {
        sum += loss;
        squares += loss * loss;
        count++;
        bytes += tokenizer.bytes(target).length;
    }

    private Result result() {
        double mean = sum / count;
        double perplexity = Math.exp(mean);
        double variance = squares / count - mean * mean;
        double error = variance > 0 ? Math.sqrt(variance / (count - 1)) * perplexity : 0;
        return new Result(perplexity, error, sum / Math.log(2) / Math.max(1, bytes), count);
    }
}
